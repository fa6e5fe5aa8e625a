"""DESADV Despatch advice: what is on its way, package by package.

BGM+351+SH-7001+9'
DTM+137:20260309:102'
RFF+ON:4500017'
CPS+1'
CPS+2+1'
PAC+1++CT'
PCI+33E'
GIN+BJ+006141411234567890'
LIN+1++5410000000019:EN'
QTY+12:12:PCE'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.control_totals import control_total_complaints
from edi.documents.line_parts import Marking, Packaging
from edi.documents.parts import Party
from edi.documents.shipping import Level, ShipNotice
from edi.edifact_moments import DATES, dated, undated
from edi.edifact_quantities import (
    ORDERED,
    SHIPPED,
    VARIANCE,
    VARIANCES,
    quantities_but,
)
from edi.edifact_shapes import (
    DATED_REFERENCES,
    DESCRIPTIONS,
    ITEM,
    MARKS,
    MEASURES,
    MORE_ITEMS,
    NUM,
    PARTY_NAME,
    PLACES,
    PURPOSE,
    REFERENCES,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.edifact_sublines import (
    LINE_NAMED,
    flat_lines,
    line_counts,
    nested_lines,
    subline_complaints,
)
from edi.edifact_terms import FREIGHT
from edi.edifact_transport import ROUTING, TRANSPORT_UNITS
from edi.elements import COUNT, TEXT, Texts
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import desadv
from edi.levels import flattened, judge_levels, nested
from edi.shapes import Shape, each, inside, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "DESADV"
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", desadv.D96A),
    "D01B": read_grammar(CODE, "D01B", desadv.D01B),
}
PACKAGE: Final = "P"
ITEM_LEVEL: Final = "I"
PLAIN: Final = (Marking(), Marking(instructions="33E"))
"""A PCI that says no more than numbers; those of GS1 are marked so (4233)."""
ITEMS: Final = "CPS/LIN/LIN"
"""Where the LIN of an item stands."""

_MARKED: Final = one("PCI", instructions=1, texts=Texts(1, last=10, element=2))
_PACK_MARKING: Final = Shape(Marking, _MARKED, REFERENCES, DATES, inside("GIN", MARKS))
_MARKING: Final = Shape(
    Marking,
    _MARKED,
    DATES,
    MEASURES,
    one("QTY", quantity_qualifier=TEXT(1, 1), quantity=NUM(1, 2), uom=TEXT(1, 3)),
    inside("GIN", MARKS),
)
_ITEM: Final = Shape(
    Level,
    one("LIN", line=1, identifiers=ITEM, sublines=LINE_NAMED),
    MORE_ITEMS,
    DESCRIPTIONS,
    one("QTY", where={(1, 1): "12"}, quantity=NUM(1, 2), uom=TEXT(1, 3)),
    one("QTY", where={(1, 1): "21"}, quantity_ordered=NUM(1, 2), ordered_uom=TEXT(1, 3)),
    quantities_but(SHIPPED, ORDERED),
    VARIANCES,
    PLACES,
    MARKS,
    DATES,
    MEASURES,
    DATED_REFERENCES,
    each("NAD", "parties", Party, where=None, fixed=None, **PARTY_NAME.bindings),
    loops("PCI", "markings", _MARKING),
)
_PACKAGE: Final = Shape(
    Level,
    one("CPS", id=1, parent=2),
    VARIANCE,
    inside(
        "PAC",
        each("PAC", "packaging", Packaging, count=COUNT(1), form=TEXT(3, 1)),
        MEASURES,
        loops("PCI", "markings", _PACK_MARKING),
    ),
    loops("LIN", "levels", _ITEM),
)
SHAPE: Final = Shape(
    ShipNotice,
    one("BGM", structure=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    MEASURES,
    DATED_REFERENCES,
    PARTY_LOOPS,
    FREIGHT,
    ROUTING,
    TRANSPORT_UNITS,
    loops("CPS", "levels", _PACKAGE),
    one("CNT", where={(1, 1): "2"}, level_count=COUNT(1, 2)),
)


def advised(notice: ShipNotice) -> ShipNotice:
    """The notice as a tree: packages within packages (CPS), items within them."""
    levels = tuple(
        replace(
            _marked(level),
            kind=PACKAGE,
            levels=tuple(replace(item, kind=ITEM_LEVEL) for item in nested_lines(level.levels)),
        )
        for level in notice.levels
    )
    made: ShipNotice = dated(nested(replace(notice, levels=levels)))
    return made


def unadvised(notice: ShipNotice) -> ShipNotice:
    """The notice with its packages in a row, as EDIFACT says it."""
    made: ShipNotice = undated(flattened(notice, ITEM_LEVEL))
    levels = tuple(
        replace(_unmarked(level), levels=flat_lines(level.levels)) for level in made.levels
    )
    return replace(made, levels=levels)


def _marked(level: Level) -> Level:
    """A package with all its marks; where these say more than numbers, it is said beside them."""
    if level.marks:
        return level
    marks = tuple(mark for each in level.markings for mark in each.marks)
    is_plain = all(replace(each, marks=()) in PLAIN for each in level.markings)
    return replace(level, marks=marks, markings=() if is_plain else level.markings)


def _unmarked(level: Level) -> Level:
    """A package with its marks in its markings, as EDIFACT says them."""
    own = (Marking(marks=level.marks),) if level.marks else ()
    if any(each.marks for each in level.markings):
        own = ()
    return replace(level, marks=(), markings=(*level.markings, *own))


def judge(notice: ShipNotice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The shipment has a number, its packages make a tree, and CNT+2 counts its items."""
    found = judge_levels(segments, "CPS/CPS", (1, 2, 0))
    if not notice.number.strip():
        found.append(number_missing(segments, "BGM02"))
    found += subline_complaints(segments, ITEMS)
    found += line_counts(segments, notice.level_count, "CNT", ITEMS)
    return found + control_total_complaints(segments, "CNT", "CPS/LIN")


SET: Final = TransactionSet(
    code=CODE,
    title="Despatch advice",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=advised,
    spread=unadvised,
)
