"""944 Warehouse Stock Transfer Receipt Advice: the warehouse says what it received.

W17*F*20260309*WR-88*TR-301*SH-6001~
W07*47*CA*012345678905*VN*A~
W13*1*CA*02~
W14*47*48~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.warehouse import Condition, ReceiptAdvice, ReceivedLine
from edi.elements import COUNT, DAY, NUMBER, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import within
from edi.sections import G61S, G62S, N9S, PACKAGING, REMARKS
from edi.shapes import Shape, inside, loops, one
from edi.transaction_set import TransactionSet
from edi.warehouse_shapes import DESCRIPTIONS, PACKS, PARTIES, W08, total_complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "944"
_HEADER: Final = """
ST M 1; W17 M 1
[N1] M 10
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; PER O 5
N9 O 10; G61 O 3; G62 O 5; NTE O 20; W08 O 1; W18 O 10; G08 O 2
"""


def _lines(requirement: str) -> str:
    return f"""
[W07] {requirement} 9999
    W07 M 1; G69 O 5; N9 O 200; W20 O 2
    [W13] O 50
        W13 M 1; N9 O 200
"""


_TEXTS: Final = {
    "004010": f"""{_HEADER}
{_lines("M")}
W14 M 1; SE M 1
""",
    "005010": f"""{_HEADER}
TD1 O 5
[LX] M >1
    LX M 1; MAN O 1; PAL O >1; N9 O 5
{within(1, _lines("O"))}
W14 M 1; SE M 1
""",
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_CONDITION: Final = Shape(
    Condition, one("W13", quantity=NUMBER(1), uom=2, condition=3, lot=4, reason=5), N9S
)
_LINE: Final = Shape(
    ReceivedLine,
    one("W07", quantity=NUMBER(1), uom=2, identifiers=Pairs(upc=3, positions=(4, 6)), lot=8),
    DESCRIPTIONS,
    N9S,
    PACKS,
    loops("W13", "conditions", _CONDITION),
)
SHAPE: Final = Shape(
    ReceiptAdvice,
    one("W17", reporting=1, date=DAY(2), number=3, order=4, shipment=5),
    PARTIES,
    N9S,
    G61S,
    G62S,
    REMARKS,
    W08,
    PACKAGING,
    loops("W07", "lines", _LINE),
    inside("LX", one("LX", fixed={1: "1"}), loops("W07", "lines", _LINE)),
    one(
        "W14",
        units=NUMBER(1),
        units_shipped=NUMBER(2),
        units_held=NUMBER(3),
        lading_received=COUNT(4),
        lading=COUNT(5),
    ),
)


def judge(advice: ReceiptAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The receipt has a number, and W1401 is the sum of what was received."""
    found: list[WireFinding] = []
    if not advice.number.strip():
        found.append(number_missing(segments, "W1703"))
    quantities = (line.quantity for line in advice.lines)
    return found + total_complaints(segments, "W14", "W1401", advice.units, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Warehouse Stock Transfer Receipt Advice",
    group="RE",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
)
