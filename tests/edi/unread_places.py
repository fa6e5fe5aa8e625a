"""Segments of X12 that our grammars have and no document says, each with the reason.

They stay bytes: `edi read --json` has them among the segments, and `edi write` gives them back. A
name is a segment, or a loop with all that is in it, wherever it stands; `SLN/N9` stands within a
loop, `940:LX/SDQ` in one set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.grammar import Place, places
from edi.transaction_sets import SETS, UNANSWERED
from tests.edi.unread_segments import learn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNREAD: Final[Mapping[str, str]] = {
    "accounts that something is booked to": "FA1",
    "codes of lists that an industry keeps": "LM",
    "dangerous goods, and whom to ask about them": "LH1 LH2 LH6 LHR L5/G61",
    "ships, rail, air, pipelines and cold chains":
        "V1 R4 BNX R2 R3 TSD GF ETD N7A N7B H1 H2 H3 H6 W6 W09 W10 W28 G66 AT9 N7/MEA",
    "enclosures, drawings, specifications and advertising": "PWK EFI SPI CB1 ADV CLD",
    "further parts of a name, an address or a person": "IN2 NX2 DMG NM1",
    "services, conditions, questions and promotions":
        "SI IT8 SR CRC YNQ CTB CN1 CS DD VEH G53 G72 G95",
    "numbers and details of taxes and tariffs": "TAX TC2 L4 L7 RTT AT5/C3 TXI/DTM",
    "discounts of a series, instalments, cash sales": "DIS INC CSH",
    "sums of periods, balances, percentages, banks": "PAM BAL PCT C2",
    "how goods are packed, in words": "PKG TD4",
    "lead times, and how a line is ordered by period": "LDT PD",
    "parts of a quantity that lie or go elsewhere, unit by unit": "LS UIT W18 G08",
    "what is said of a part of a line, of a note, of a description, of an amount":
        "SCH/TD1 SCH/TD3 SCH/TD5 SCH/REF SCH/MEA SLN/QTY SLN/N9 SLN/MSG SLN/MTX SLN/MAN PID/MEA "
        "N9/DTM N9/MEA ACK/DTM AMT/REF AMT/DTM ISS/PID IT3 810:SAC/DTM L5/AT5 L5/L11 L5/MEA L5/PER",
    "what is said of a party beside its name, address and numbers":
        "N1/FOB 820:N1/DTM N1/MSG N1/MTX N1/TD1 N1/TD3 N1/RDM 210:S5/N1/N7",
    "equipment of orders": "850:TD3 855:TD3 860:TD3 865:TD3 940:TD3",
    "what an LX says of all its lines":
        "204:LX 940:LX/SDQ 940:LX/N1 940:LX/G62 940:LX/N9 944:LX/MAN 944:LX/PAL 944:LX/N9 "
        "945:W12/W27 947:W19/LX",
    "what an application says beside its errors":
        "OTI/AMT OTI/DTM OTI/PER OTI/QTY TED/CTX TED/RED",
    "payments of wages, taxes, pensions and royalties, and details of what is paid":
        "TXP DED RYL 820:NTE 820:N9 820:LX ENT/NM1 ENT/FA1 ENT/RMR/ADX/IT1 ENT/RMR/ADX/REF "
        "ENT/RMR/ADX/PER ENT/RMR/IT1 ENT/ADX/IT1 ENT/ADX/REF ENT/ADX/PER ENT/ADX/DTM",
}  # fmt: skip
"""Names by reasons."""


def unread() -> Iterator[tuple[str, str, str]]:
    """Every place that no shape reads: the set, the release, the path."""
    for code, release, place, read in _all():
        if place not in read:
            yield code, release, place.path


def read() -> Iterator[tuple[str, str, str]]:
    """Every place that a shape reads."""
    for code, release, place, known in _all():
        if place in known:
            yield code, release, place.path


def covers(name: str, code: str, path: str) -> bool:
    """Whether a name covers a place of a set."""
    only, _, within = name.rpartition(":")
    return only in ("", code) and f"/{within}/" in f"/{path}/"


def _all() -> Iterator[tuple[str, str, Place, set[Place]]]:
    for code, known in SETS.items():
        for release, grammar in known.grammars.items():
            if code in UNANSWERED:
                continue
            found: set[Place] = set()
            learn(known.shape_in(release).parts, grammar.root, found)
            for place in places(grammar.root):
                if not place.is_loop and place.id not in ("ST", "SE"):
                    yield code, release, place, found
