"""Segments of EDIFACT as text, and what reads it.

One line a segment: `TAG number:requirement:components ...`. Components are their greatest lengths,
joined by `|`; `!` marks a mandatory one and `n` a numeric one. `xN(...)` repeats elements. All are
those of directories D.96A and D.01B, held against both. Where these differ, what either allows is
read: the greater length stands here, all elements of the longer segment, and mandatory is what both
ask for. A quantity (6060) and a measurement (6314) must be numbers, as in D.96A; what else D.01B
lets them be, nobody could count.

Lengths are greater than those of both where a later directory made them so, since documents of
later ones are judged by this text too: 1490 and 3225 (5 and 35 characters), 3412 (256), 6411 (8),
and 1004 in C503 (70). COM has room for three numbers, where the directories have it for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from edi.dictionary.code_lists import edifact_code_lists, edifact_composites

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Component:
    """A component: whether it must be there, its greatest length, whether it is a number.

    `number` is that of its data element where it is coded; empty `codes` allow any.
    """

    mandatory: bool
    longest: int
    numeric: bool
    number: str = ""
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """A data element or composite, by its number in the directory."""

    number: str
    mandatory: bool
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A segment's elements; `loose` ones may follow, which a partner's overlay alone allows."""

    id: str
    fields: tuple[Field, ...]
    loose: int = 0


_TEXT: Final = """
UNH 0062:M:14 S009:M:!6|!3|!3|!3|6|6|6 0068:O:35 S010:O:!2n|1 S016:O:!14|3|3|3 S017:O:!14|3|3|3
    S018:O:!14|3|3|3
UNT 0074:M:10n 0062:M:14
UNS 0081:M:1
BGM C002:O:3|17|3|35 C106:O:35|9|6 1225:O:3 4343:O:3
DTM C507:M:!3|35|3
FTX 4451:M:3 4453:O:3 C107:O:!17|17|3 C108:O:!512|512|512|512|512 3453:O:3 4447:O:3
RFF C506:M:!3|70|6|35|6
NAD 3035:M:3 C082:O:!35|17|3 C058:O:!35|35|35|35|35 C080:O:!35|35|35|35|35|3 C059:O:!35|35|35|35
    3164:O:35 C819:O:9|17|3|70 3251:O:17 3207:O:3
CTA 3139:O:3 C056:O:17|256
COM C076:M:!512|!3 x2(C076:O:!512|!3)
LOC 3227:M:3 C517:O:35|17|3|256 C519:O:25|17|3|70 C553:O:25|17|3|70 5479:O:3
CUX C504:O:!3|3|3|4n C504:O:!3|3|3|4n 5402:O:12n 6341:O:3
PAT 4279:M:3 C110:O:!17|17|3|35|35 C112:O:!3|3|3|3n
PYT 4279:M:3 C019:O:17|17|3|35 2475:O:3 2009:O:3 2151:O:3 2152:O:3n
TDT 8051:M:3 8028:O:17 C220:O:3|17 C228:O:8|17 C040:O:17|17|3|35 8101:O:3 C401:O:!3|!3|17
    C222:O:9|17|3|35|3 8281:O:3
TOD 4055:O:3 4215:O:3 C100:O:3|17|3|70|70
PAC 7224:O:8n C531:O:3|3|3 C202:O:17|17|3|35 C402:O:!3|!35|3|35|3 C532:O:3|3
PCI 4233:O:3 C210:O:!35|35|35|35|35|35|35|35|35|35 8275:O:3 C827:O:!3|17|3
GIN 7405:M:3 C208:M:!35|35 x4(C208:O:!35|35)
GIR 7297:M:3 C206:M:!35|3|3 x4(C206:O:!35|3|3)
CPS 7164:M:35 7166:O:35 7075:O:3
LIN 1082:O:6 1229:O:3 C212:O:35|3|17|3 C829:O:3|6 1222:O:2n 7083:O:3
PIA 4347:M:3 C212:M:35|3|17|3 x4(C212:O:35|3|17|3)
IMD 7077:O:3 C272:O:3|17|3 C273:O:17|17|3|256|256|3 7383:O:3
QTY C186:M:!3|!35n|8
ALI 3239:O:3 9213:O:3 x5(4183:O:3)
MOA C516:M:!3|35n|3|3|3
PRI C509:O:!3|15n|3|3|9n|8 5213:O:3
MEA 6311:M:3 C502:O:3|3|17|70 C174:O:!8|18n|18n|18n|2n 7383:O:3
CNT C270:M:!3|!18n|8
ALC 5463:M:3 C552:O:35|3 4471:O:3 1227:O:3 C214:O:3|17|3|35|35
PCD C501:M:!3|10n|3|17|3 4405:O:3
RNG 6167:M:3 C280:O:!8|18n|18n
RTE C128:M:!3|!15n|9n|8 4405:O:3
TAX 5283:M:3 C241:O:3|17|3|35 C533:O:!6|17|3 5286:O:15 C243:O:7|17|3|17|12|17|3 5305:O:3 3446:O:20
    1227:O:3
SCC 4017:M:3 4493:O:3 C329:O:3|3|3
QVR C279:O:!15n|3 4221:O:3 C960:O:3|17|3|35
EQD 8053:M:3 C237:O:17|17|3|3 C224:O:10|17|3|35 8077:O:3 8249:O:3 8169:O:3
SEL 9308:O:35 C215:O:3|17|3|35 4517:O:3 C208:O:!35|35
STS C601:O:!3|17|3 C555:O:!3|17|3|35 x5(C556:O:!3|17|3|256)
CNI 1490:O:5n C503:O:70|3|70|3|9|6 1312:O:4n
INV 4501:O:3 7491:O:3 4499:O:3 4503:O:3 C522:O:!3|3|17|3|35
GIS C529:M:!3|17|3|17
HAN C524:O:3|17|3|70 C218:O:7|17|3|35
DGS 8273:O:3 C205:O:!7|7|10 C234:O:4n|8 C223:O:3n|8 8339:O:3 8364:O:6 8410:O:4 8126:O:10 C235:O:4|4
    C236:O:4|4|4 8255:O:3 8325:O:3 8211:O:3
DOC C002:M:3|17|3|35 C503:O:70|3|70|3|9|6 3153:O:3 1220:O:2n 1218:O:2n
GDS C703:O:!3|17|3
TPL C222:M:9|17|3|35|3
TMD C219:O:3|35 8332:O:26 8341:O:3
TSR C536:O:!3|17|3 C233:O:!3|17|3|3|17|3 C537:O:!3|17|3 C703:O:!3|17|3
PSD 4407:O:3 7039:O:3 C526:O:!3|9n|3 7045:O:3 7047:O:3 x3(C514:O:3|35)
APR 4043:O:3 C138:O:!12n|3 C960:O:3|17|3|35
DLM 4455:O:3 C522:O:!3|3|17|3|35 C214:O:3|17|3|35|35 4457:O:3
PAI C534:M:3|3|3|17|3|3
FII 3035:M:3 C078:O:35|35|35|3 C088:O:11|17|3|17|17|3|70|70 3207:O:3
STG 9421:M:3 6426:O:2n 6428:O:2n
AJT 4465:M:3 1082:O:6
CAV C889:M:3|17|3|35|35
CCI 7059:O:3 C502:O:3|3|17|70 C240:O:!17|17|3|35|35 4051:O:3
COD C823:O:3|17|3|35 C824:O:3|17|3|35
DIM 6145:M:3 C211:M:!8|15n|15n|15n
EQA 8053:M:3 C237:O:17|17|3|3
EQN C523:M:15n|3
GID 1496:O:5n x5(C213:O:8n|17|17|3|35|3)
INP C849:O:!35|35 C522:O:!3|3|17|3|35 C850:O:!3|35 1229:O:3
MTD 7495:M:3 4513:O:3 3005:O:3 3009:O:3
PGI 5379:M:3 C288:O:25|17|3|35
RCS 7293:M:3 C550:O:!17|17|3|35 1229:O:3 3207:O:3
RJL C595:O:!17|17|3|35 C596:O:!17|17|3|35
SGP C237:M:17|17|3|3 7224:O:8n
UCI 0020:M:14 S002:M:!35|4|35|35 S003:M:!35|4|35|35 0083:M:3 0085:O:3 0135:O:3 S011:O:!3n|3n|6n
    0534:O:14 0138:O:6n
UCF 0048:M:14 S006:O:!35|4 S007:O:!35|4 0083:M:3 0085:O:3 0135:O:3 S011:O:!3n|3n|6n 0534:O:14
    0138:O:6n
UCM 0062:M:14 S009:M:!6|!3|!3|!3|6|6|6 0083:M:3 0085:O:3 0135:O:3 S011:O:!3n|3n|6n 0800:O:35
    S020:O:!3|!35 0534:O:14 0138:O:6n
UCS 0096:M:6n 0085:O:3
UCD 0085:M:3 S011:M:!3n|3n|6n
"""


@cache
def tags(directory: str = "") -> dict[str, Tag]:
    """The segments by their tags, with the codes of a directory, D96A or D01B; else with none."""
    found: dict[str, Tag] = {}
    lists = edifact_code_lists(directory)
    for line in _TEXT.strip().replace("\n    ", " ").splitlines():
        name, _, rest = line.partition(" ")
        fields = tuple(_field(word, lists) for word in _unrolled(rest).split())
        found[name] = Tag(name, fields)
    return found


def _unrolled(text: str) -> str:
    return re.sub(r"x(\d+)\(([^)]*)\)", lambda run: (run[2] + " ") * int(run[1]), text)


def _field(word: str, lists: Mapping[str, frozenset[str]]) -> Field:
    number, requirement, lengths = word.split(":")
    parts = lengths.split("|")
    numbers = edifact_composites().get(number, (number,) if len(parts) == 1 else ())
    named = [*numbers, *[""] * len(parts)]
    components = tuple(
        Component(
            "!" in part,
            int(part.strip("!n")),
            part.endswith("n"),
            named[at],
            lists.get(named[at], frozenset()),
        )
        for at, part in enumerate(parts)
    )
    return Field(number, requirement == "M", components)
