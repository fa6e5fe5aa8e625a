"""990 Response to a Load Tender: the carrier takes a load or declines it.

B1*RDWY*LOAD-71*20260308*A~
N9*CN*PRO-5512~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.transport import AnsweredStop, TenderResponse
from edi.elements import COUNT, DAY
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.sections import G62S, L11S, N9S
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.transport_shapes import CHARGES, EQUIPMENT_ALONE, FREE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "990"
_TEXTS: Final = {
    "004010": """
ST M 1; B1 M 1; N9 O 1; G62 O 6; N7 O 1; L9 O 40; V9 O 10; K1 O 10
[S5] O 999
    S5 M 1; N9 O 10; G62 O 10; K1 O 10
SE M 1
""",
    "005010": "ST M 1; B1 M 1; L11 O 1; SE M 1",
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

SHAPE: Final = Shape(
    TenderResponse,
    one("B1", carrier=1, shipment=2, date=DAY(3), action=4),
    N9S,
    L11S,
    G62S,
    EQUIPMENT_ALONE,
    CHARGES,
    each("V9", "reasons", str, 1),
    FREE_TEXTS,
    loops(
        "S5",
        "stops",
        Shape(AnsweredStop, one("S5", sequence=COUNT(1), reason=2), N9S, G62S, FREE_TEXTS),
    ),
)


def judge(response: TenderResponse, segments: Sequence[Judged]) -> list[WireFinding]:
    """The load that is answered has a number."""
    if response.shipment.strip():
        return []
    return [number_missing(segments, "B102")]


SET: Final = TransactionSet(
    code=CODE,
    title="Response to a Load Tender",
    group="GF",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.shipment,
)
