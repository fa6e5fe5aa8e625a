"""940 Warehouse Shipping Order: the depositor tells its warehouse to ship.

W05*N*SO-881*4500017~
N1*ST*Acme DC*92*0007~
G62*10*20260309~
W66*PP*M****ROADWAY****RDWY~
LX*1~
W01*12*EA*012345678905*VN*A~
W76*12~
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from edi.complaints import number_missing
from edi.documents.warehouse import ShippingOrder, ShippingOrderGroup, ShippingOrderLine
from edi.elements import COUNT, NUMBER, Pairs
from edi.findings import WireFinding
from edi.fragments import ADDRESS_LOOP
from edi.grammar import Grammar, read_grammar
from edi.sections import G62S, MARKS, N9S
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.warehouse_shapes import DESCRIPTIONS, PACKS, PARTIES, TEXTS, W66, total_complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "940"
_TEXT: Final = f"""
ST M 1; W05 M 1
{ADDRESS_LOOP}
N9 O 10; G61 O 3; G62 O 10; NTE O 9999; W09 O 1; W66 O 1; W6 O 1; PWK O 25
[LX] M 9999
    LX M 1; N9 O 100; MAN O 9999; PWK O 25
    [W01] M 9999
        W01 M 1; G69 O 5; N9 O 200; NTE O 9999; W20 O 1; QTY O 1; AMT O >1; G62 O 10; LS O 1
        [G72] O 99
            G72 M 1; TXI O 10
        [SAC] O 25
            SAC M 1
W76 O 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_LINE: Final = Shape(
    ShippingOrderLine,
    one(
        "W01",
        quantity=NUMBER(1),
        uom=2,
        identifiers=Pairs(upc=3, positions=(4, 6, 15)),
        lot=13,
    ),
    DESCRIPTIONS,
    N9S,
    PACKS,
)
_GROUP: Final = Shape(
    ShippingOrderGroup, one("LX", number=COUNT(1)), MARKS, loops("W01", "lines", _LINE)
)
SHAPE: Final = Shape(
    ShippingOrder,
    one("W05", status=1, number=2, order=3, link_sequence=COUNT(4), link=5),
    PARTIES,
    N9S,
    G62S,
    TEXTS,
    W66,
    loops("LX", "lines", _GROUP),
    one("W76", units=NUMBER(1), weight=NUMBER(2), weight_unit=3),
)


def lines_in_a_row(order: ShippingOrder) -> ShippingOrder:
    """The order with the lines of all its LX loops in a row; an LX without any is one too."""
    lines: list[ShippingOrderLine] = []
    for each in cast("tuple[ShippingOrderGroup | ShippingOrderLine, ...]", order.lines):
        if isinstance(each, ShippingOrderLine):
            lines.append(each)
            continue
        first, *others = each.lines or (ShippingOrderLine(),)
        lines += [replace(first, number=each.number, marks=each.marks), *others]
    return replace(order, lines=tuple(lines))


def lines_in_groups(order: ShippingOrder) -> ShippingOrder:
    """The order with its lines in LX loops: a line with a number or marks begins one."""
    rows: list[list[ShippingOrderLine]] = []
    for line in order.lines:
        if rows and line.number is None and not line.marks:
            rows[-1].append(line)
        else:
            rows.append([line])
    groups = tuple(
        ShippingOrderGroup(
            number=first.number,
            marks=first.marks,
            lines=(replace(first, number=None, marks=()), *others),
        )
        for first, *others in rows
    )
    return replace(order, lines=cast("tuple[ShippingOrderLine, ...]", groups))


def judge(order: ShippingOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """The order has a number, and W7601 is the sum of its lines."""
    found: list[WireFinding] = []
    if not order.number.strip():
        found.append(number_missing(segments, "W0502"))
    quantities = (line.quantity for line in order.lines)
    return found + total_complaints(segments, "W76", "W7601", order.units, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Warehouse Shipping Order",
    group="OW",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=lines_in_a_row,
    spread=lines_in_groups,
)
