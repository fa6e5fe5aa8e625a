"""Segments of X12 as data: each element's number, requirement, type and lengths, syntax notes.

One line a segment, which an indented line continues: `ID number:requirement:type:min/max | notes`.
`xN(...)` repeats a run of elements. Requirement is M, O or X (a note governs it). Types are AN,
ID, N0, N2, R, DT, TM, B and C for a composite. Notes are X12's own: P all or none, R at least one,
E at most one, C if the first then the others, L if the first then one of the others. `?N` allows N
more elements of any kind, where a segment is kept whole and never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a segment; `number` is its place in X12's data element dictionary."""

    number: str
    mandatory: bool
    kind: str
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A syntax note: its letter, and the positions that it binds, from 1."""

    letter: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment's elements in order, and its syntax notes; `loose` elements may follow."""

    id: str
    elements: tuple[Element, ...]
    notes: tuple[Note, ...]
    loose: int = 0


_SEGMENTS: Final = """
ST  143:M:ID:3/3 329:M:AN:4/9
SE  96:M:N0:1/10 329:M:AN:4/9
BEG 353:M:ID:2/2 92:M:ID:2/2 324:M:AN:1/22 328:O:AN:1/30 373:M:DT:8/8 367:O:AN:1/30 587:O:ID:2/2
    1019:O:ID:3/3 1166:O:ID:2/2 1232:O:ID:2/2 786:O:ID:2/2 640:O:ID:2/2
CUR 98:M:ID:2/3 100:M:ID:3/3 280:O:R:4/10 98:O:ID:2/3 100:O:ID:3/3 669:O:ID:3/3 x5(374:X:ID:3/3
    373:O:DT:8/8 337:O:TM:4/8) | C0807 C0907 L100711 L131114
REF 128:M:ID:2/3 127:X:AN:1/30 352:X:AN:1/80 C040:O:C:0/0 | R0203
PER 366:M:ID:2/2 93:O:AN:1/60 x3(365:X:ID:2/2 364:X:AN:1/80) 443:O:AN:1/20 | P0304 P0506 P0708
TAX 325:X:AN:1/20 x5(309:X:ID:1/2 310:X:AN:1/30) 441:O:ID:1/1 1179:O:ID:1/1 | R0103 P0203 P0405
    P0607 P0809 P1011
FOB 146:M:ID:2/2 309:X:ID:1/2 352:O:AN:1/80 334:O:ID:2/2 335:X:ID:3/3 309:X:ID:1/2 352:O:AN:1/80
    54:O:ID:2/2 352:O:AN:1/80 | C0302 C0405 C0706 C0809
CTP 687:O:ID:2/2 236:X:ID:3/3 212:X:R:1/17 380:X:R:1/15 C001:X:C:0/0 648:O:ID:3/3 649:X:R:1/10
    782:O:R:1/18 639:O:ID:2/2 499:O:AN:1/10 289:O:N0:1/2
PAM 673:O:ID:2/2 380:X:R:1/15 C001:O:C:0/0 522:O:ID:1/3 782:O:R:1/18 ?9
CSH 563:O:ID:1/2 306:O:ID:1/1 610:O:N2:1/15 508:O:AN:1/35 373:O:DT:8/8 559:X:ID:2/2
    560:X:ID:2/10 566:O:ID:1/2 954:O:R:1/10 1004:O:ID:1/2 | P0607
SAC 248:M:ID:1/1 1300:X:ID:4/4 559:X:ID:2/2 1301:X:AN:1/10 610:O:N2:1/15 378:X:ID:1/1
    332:X:R:1/6 118:O:R:1/9 355:X:ID:2/2 380:X:R:1/15 380:O:R:1/15 331:O:ID:2/2 127:X:AN:1/30
    770:O:AN:1/20 352:X:AN:1/80 819:O:ID:2/3 | R0213 P0304 P0607 P0910
ITD 336:O:ID:2/2 333:O:ID:1/2 338:O:R:1/6 370:X:DT:8/8 351:X:N0:1/3 446:O:DT:8/8 386:O:N0:1/3
    362:O:N2:1/10 388:O:DT:8/8 389:X:N2:1/10 342:X:R:1/5 352:O:AN:1/80 765:X:N0:1/2 107:O:ID:1/2
    954:O:R:1/10
DIS 653:M:ID:3/3 654:M:ID:2/2 655:M:R:1/10 656:M:ID:2/2 657:M:R:1/10 ?1
INC 336:M:ID:2/2 C001:M:C:0/0 ?4
DTM 374:M:ID:3/3 373:X:DT:8/8 337:X:TM:4/8 623:O:ID:2/2 1250:X:ID:2/3 1251:X:AN:1/35 | R020305
    C0403 P0506
LIN 350:O:AN:1/20 235:M:ID:2/2 234:M:AN:1/48 x14(235:X:ID:2/2 234:X:AN:1/48) | P0405 P0607 P0809
    P1011 P1213 P1415 P1617 P1819 P2021 P2223 P2425 P2627 P2829 P3031
SI  559:M:ID:2/2 1000:M:ID:2/2 234:M:AN:1/48 x9(1000:X:ID:2/2 234:X:AN:1/48) | P0405 P0607 P0809
    P1011
PID 349:M:ID:1/1 750:O:ID:2/3 559:X:ID:2/2 751:X:AN:1/12 352:X:AN:1/80 752:O:ID:2/2
    822:O:AN:1/15 1073:O:ID:1/1 819:O:ID:2/3 | C0403 R0405 C0703 C0804 C0905
MEA 737:O:ID:2/2 738:O:ID:1/3 739:X:R:1/20 C001:X:C:0/0 740:X:R:1/20 741:X:R:1/20 935:O:ID:2/2
    936:X:ID:2/2 752:O:ID:2/2 1373:O:ID:2/4 | R03050608
PWK 755:M:ID:2/2 ?9
PKG 349:X:ID:1/1 753:O:ID:1/5 559:X:ID:2/2 754:X:AN:1/7 352:X:AN:1/80 400:O:ID:1/2 | C0403 R040506
TD1 103:O:AN:3/5 80:X:N0:1/7 23:O:ID:1/1 22:X:AN:1/30 79:O:AN:1/50 187:O:ID:1/2 81:X:R:1/10
    355:X:ID:2/2 183:X:R:1/8 355:X:ID:2/2 | C0102 C0304 C0607 P0708 P0910
TD3 40:X:ID:2/2 206:O:AN:1/4 207:X:AN:1/10 187:O:ID:1/2 81:X:R:1/10 355:X:ID:2/2 102:O:ID:1/1
    225:O:AN:2/15 24:O:ID:4/4 ?1
TD4 152:X:ID:2/3 208:X:ID:1/1 209:X:AN:1/4 352:X:AN:1/80 1073:O:ID:1/1 | R0104
TD5 133:O:ID:1/2 66:X:ID:1/2 67:X:AN:2/80 91:X:ID:1/2 387:X:AN:1/35 368:X:ID:2/2 309:X:ID:1/2
    310:X:AN:1/30 731:O:ID:2/2 732:X:ID:2/2 733:X:R:1/4 284:X:ID:2/2 284:O:ID:2/2 284:O:ID:2/2
    26:O:ID:2/3 | R0204050612 C0203 C0708 C1011 C1312 C1413
MAN 88:M:ID:1/2 87:M:AN:1/48 87:O:AN:1/48 88:X:ID:1/2 87:X:AN:1/48 87:O:AN:1/48 | P0405 C0605
PCT 1004:M:ID:1/2 954:M:R:1/10
CTB 688:M:ID:2/2 352:X:AN:1/80 673:X:ID:2/2 380:X:R:1/15 522:X:ID:1/3 610:O:N2:1/15
TXI 963:M:ID:2/2 782:X:R:1/18 954:X:R:1/10 955:X:ID:2/2 956:X:AN:1/10 441:X:ID:1/1 662:O:ID:1/1
    828:O:R:1/9 325:O:AN:1/20 350:O:AN:1/20 | R020306 P0405 C0803
LDT 345:M:ID:2/2 380:M:R:1/15 344:M:ID:2/2 373:O:DT:8/8
QTY 673:M:ID:2/2 380:X:R:1/15 C001:O:C:0/0 61:X:AN:1/30 | R0204 E0204
MSG 933:M:AN:1/264 934:X:ID:2/2 1470:O:N0:1/9 | C0302
AMT 522:M:ID:1/3 782:M:R:1/18 478:O:ID:1/1
FA1 559:M:ID:2/2 248:O:ID:1/1 ?1
FA2 1195:M:ID:2/2 1196:M:AN:1/80
N9  128:M:ID:2/3 127:X:AN:1/30 369:X:AN:1/45 373:O:DT:8/8 337:X:TM:4/8 623:O:ID:2/2 C040:O:C:0/0
    | R0203 C0605
N1  98:M:ID:2/3 93:X:AN:1/60 66:X:ID:1/2 67:X:AN:2/80 706:O:ID:2/2 98:O:ID:2/3 | R0203 P0304
N2  93:M:AN:1/60 93:O:AN:1/60
N3  166:M:AN:1/55 166:O:AN:1/55
N4  19:O:AN:2/30 156:O:ID:2/2 116:O:ID:3/15 26:O:ID:2/3 309:X:ID:1/2 310:O:AN:1/30 | C0605
NX2 1106:M:ID:2/2 166:M:AN:1/55 ?1
G61 366:M:ID:2/2 93:M:AN:1/60 365:X:ID:2/2 364:X:AN:1/80 443:O:AN:1/20 | P0304
LM  559:M:ID:2/2 822:O:AN:1/15
LQ  1270:O:ID:1/3 1271:X:AN:1/30 | C0102
SPI 786:M:ID:2/2 128:X:ID:2/3 127:X:AN:1/30 790:X:AN:1/20 ?12
CB1 ?20
ADV 559:X:ID:2/2 1000:X:ID:2/2 ?6
MTX 363:O:ID:3/3 1551:X:AN:1/4096 1551:O:AN:1/4096 ?3
PO1 350:O:AN:1/20 380:X:R:1/15 355:O:ID:2/2 212:X:R:1/17 639:O:ID:2/2 x10(235:X:ID:2/2
    234:X:AN:1/48) | C0302 C0504 P0607 P0809 P1011 P1213 P1415 P1617 P1819 P2021 P2223 P2425
PO3 371:M:ID:2/2 373:O:DT:8/8 236:X:ID:3/3 212:O:R:1/17 639:O:ID:2/2 380:M:R:1/15 355:M:ID:2/2
    352:O:AN:1/80
PO4 356:O:N0:1/6 357:X:R:1/8 355:X:ID:2/2 103:X:AN:3/5 187:O:ID:1/2 384:X:R:1/9 355:X:ID:2/2
    385:X:R:1/9 355:X:ID:2/2 82:X:R:1/8 65:X:R:1/8 189:X:R:1/8 355:X:ID:2/2 810:O:N0:1/6
    752:X:ID:2/2 350:X:AN:1/20 350:O:AN:1/20 1470:O:N0:1/9 | P0203 C0504 C0706 P0809 C1013 C1113
    C1213
IT3 ?12
IT8 ?40
SDQ 355:M:ID:2/2 66:O:ID:1/2 67:M:AN:2/80 380:M:R:1/15 x9(67:X:AN:2/80 380:X:R:1/15)
    310:O:AN:1/30 | P0506 P0708 P0910 P1112 P1314 P1516 P1718 P1920 P2122
SCH 380:M:R:1/15 355:M:ID:2/2 98:O:ID:2/3 93:X:AN:1/60 374:M:ID:3/3 373:M:DT:8/8 337:O:TM:4/8
    374:X:ID:3/3 373:X:DT:8/8 337:X:TM:4/8 326:O:AN:1/45 350:O:AN:1/20 | C0403 P0809
SLN 350:M:AN:1/20 350:O:AN:1/20 662:M:ID:1/1 380:X:R:1/15 C001:X:C:0/0 212:X:R:1/17 639:O:ID:2/2
    662:O:ID:1/1 x10(235:X:ID:2/2 234:X:AN:1/48) | P0405 C0706 C0806 P0910 P1112 P1314 P1516
    P1718 P1920
TC2 23:M:ID:1/1 22:M:AN:1/30
CTT 354:M:N0:1/6 347:O:R:1/10 81:X:R:1/10 355:X:ID:2/2 183:X:R:1/8 355:X:ID:2/2 352:O:AN:1/80 |
    P0304 P0506
"""

_SINCE_005010: Final = """
ST  143:M:ID:3/3 329:M:AN:4/9 1705:O:AN:1/35
BEG 353:M:ID:2/2 92:M:ID:2/2 324:M:AN:1/22 328:O:AN:1/30 373:M:DT:8/8 367:O:AN:1/30 587:O:ID:2/2
    1019:O:ID:3/3 1166:O:ID:2/2 1232:O:ID:2/2 786:O:ID:2/2 640:O:ID:2/3
REF 128:M:ID:2/3 127:X:AN:1/50 352:X:AN:1/80 C040:O:C:0/0 | R0203
PER 366:M:ID:2/2 93:O:AN:1/60 x3(365:X:ID:2/2 364:X:AN:1/256) 443:O:AN:1/20 | P0304 P0506 P0708
SAC 248:M:ID:1/1 1300:X:ID:4/4 559:X:ID:2/2 1301:X:AN:1/10 610:O:N2:1/15 378:X:ID:1/1
    332:X:R:1/6 118:O:R:1/9 355:X:ID:2/2 380:X:R:1/15 380:O:R:1/15 331:O:ID:2/2 127:X:AN:1/50
    770:O:AN:1/20 352:X:AN:1/80 819:O:ID:2/3 | R0213 P0304 P0607 P0910
N9  128:M:ID:2/3 127:X:AN:1/50 369:X:AN:1/45 373:O:DT:8/8 337:X:TM:4/8 623:O:ID:2/2 C040:O:C:0/0
    | R0203 C0605
N4  19:O:AN:2/30 156:X:ID:2/2 116:O:ID:3/15 26:X:ID:2/3 309:X:ID:1/2 310:O:AN:1/30 1715:X:ID:1/3
    | E0207 C0605 C0704
PO1 350:O:AN:1/20 380:X:R:1/15 355:O:ID:2/2 212:X:R:1/17 639:O:ID:2/2 x10(235:X:ID:2/2
    234:X:AN:1/80) | C0302 C0504 P0607 P0809 P1011 P1213 P1415 P1617 P1819 P2021 P2223 P2425
"""


@cache
def segments(release: str) -> dict[str, Segment]:
    """The segments of a release, 004010 or 005010, by their ids."""
    table = _parse(_SEGMENTS)
    if release >= "005":
        table.update(_parse(_SINCE_005010))
    return table


def _parse(text: str) -> dict[str, Segment]:
    table: dict[str, Segment] = {}
    for line in text.strip().replace("\n    ", " ").splitlines():
        body, _, notes = line.partition("|")
        name, rest = body[:3].strip(), _unrolled(body[3:])
        elements, loose = [], 0
        for word in rest.split():
            if word.startswith("?"):
                loose = int(word[1:])
            else:
                elements.append(_element(word))
        table[name] = Segment(
            id=name, elements=tuple(elements), notes=tuple(map(_note, notes.split())), loose=loose
        )
    return table


def _unrolled(text: str) -> str:
    return re.sub(r"x(\d+)\(([^)]*)\)", lambda run: (run[2] + " ") * int(run[1]), text)


def _element(word: str) -> Element:
    number, requirement, kind, lengths = word.split(":")
    shortest, longest = lengths.split("/")
    return Element(
        number=number,
        mandatory=requirement == "M",
        kind=kind,
        shortest=int(shortest),
        longest=int(longest),
    )


def _note(word: str) -> Note:
    digits = word[1:]
    return Note(
        letter=word[0],
        positions=tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2)),
    )
