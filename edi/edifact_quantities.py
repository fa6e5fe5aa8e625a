"""Quantities of an EDIFACT line beside its own: by kind, and by how much they vary.

QTY+59:12:PCE' says that twelve are in one of what is ordered, QTY+192:2:PCE' that two are free.
QVR+-4:21+BP+PW' says that four less come now, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.documents.line_parts import Adjustment, LineAnswer, Variance
from edi.documents.parts import Measure
from edi.edifact_moments import DATES
from edi.edifact_shapes import NOTES, NUM, number, plain
from edi.elements import TEXT, At, Cut
from edi.shapes import Each, Segment, Shape, each, loops, one, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERED: Final = "21"
"""6063 of what was ordered."""
SHIPPED: Final = "12"
BILLED: Final = "47"
NO_ANSWERS: Final = frozenset({"59", "192"})
"""6063 of what no answer is: how many units are in one, and what is free of charge."""


def _parts(elements: Sequence[str], cut: Cut) -> Sequence[str]:
    return [*(cut(elements[1]) if len(elements) > 1 else ()), "", "", ""]


def _measures(elements: Sequence[str], cut: Cut) -> list[Measure]:
    kind, quantity, uom, *_ = _parts(elements, cut)
    return [Measure(qualifier=kind, quantity=number(quantity), uom=uom)]


def _written_measures(measures: Sequence[Measure]) -> list[Segment]:
    return [("QTY", (item.qualifier, plain(item.quantity), item.uom)) for item in measures]


def quantities_but(*own: str) -> Each:
    """All quantities but those of these kinds, which are the line's own."""

    def read(elements: Sequence[str], cut: Cut) -> Sequence[Measure]:
        return () if _parts(elements, cut)[0] in own else _measures(elements, cut)

    return spread("QTY", "quantities", read, _written_measures)


def _no_answers(elements: Sequence[str], cut: Cut) -> Sequence[Measure]:
    return _measures(elements, cut) if _parts(elements, cut)[0] in NO_ANSWERS else ()


BESIDE_ANSWERS: Final = spread("QTY", "quantities", _no_answers, _written_measures)
"""Quantities of an answer's line that say nothing of what becomes of it."""


def _answers(elements: Sequence[str], cut: Cut) -> Sequence[LineAnswer]:
    kind, quantity, uom, *_ = _parts(elements, cut)
    if kind == ORDERED or kind in NO_ANSWERS:
        return ()
    return [LineAnswer(status=kind, quantity=number(quantity), uom=uom)]


def _written_answers(answers: Sequence[LineAnswer]) -> list[Segment]:
    return [("QTY", (item.status, plain(item.quantity), item.uom)) for item in answers]


ANSWERS: Final = spread("QTY", "answers", _answers, _written_answers)
"""Quantities of an answer: what becomes of the one that was ordered."""
_VARIED: Final[dict[str, At | int]] = {
    "quantity": NUM(1, 1), "quantity_kind": TEXT(1, 2), "discrepancy": 2, "reason": TEXT(3, 1),
    "agency": TEXT(3, 3), "description": TEXT(3, 4),
}  # fmt: skip
VARIANCE: Final = each("QVR", "variances", Variance, where=None, fixed=None, **_VARIED)
"""By how much a line varies, where nothing stands behind it."""
VARIANCES: Final = loops(
    "QVR",
    "variances",
    Shape(Variance, one("QVR", where=None, fixed=None, among=None, **_VARIED), DATES),
)
"""The same with the days of each."""
ADJUSTMENTS: Final = loops(
    "AJT", "adjustments", Shape(Adjustment, one("AJT", reason=1, line=2), NOTES)
)
