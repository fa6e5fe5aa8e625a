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
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import ACCOUNTS, CODE_LISTS, within
from edi.sections import AMOUNTS, CONTACTS, G61S, G62S, MARKS, N9S, QUANTITIES, REMARKS
from edi.shapes import Part, Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.warehouse_shapes import DESCRIPTIONS, NAMES, PACKS, PARTIES, W66, total_complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "940"


def _text(*, temperatures: int, equipment: str, references: str, amounts: str, party: str) -> str:
    """The grammar, where releases differ: in what comes of an `equipment`, in who is a `party`.

    `references` are those of an LX, `temperatures` and `amounts` how many W6 and AMT there may be.
    """
    return f"""
ST M 1; W05 M 1
[N1] O 10
    N1 M 1; N2 O 2; N3 O 2; N4 O 1; PER O 5
N9 O 10; G61 O 3; G62 O 10; NTE O >1; W09 O 1; W66 O 1; W6 O {temperatures}; R2 O 13; BNX O 1
{equipment}
{CODE_LISTS}
[LX] O >1
    LX M 1; MAN O >1; SDQ O >1; N1 O 1; G62 O 10; {references}
    [W01] O >1
        W01 M 1; G69 O 5; N9 O 200; NTE O >1; W20 O 3; QTY O 10; AMT O {amounts}; G62 O 10; G66 O 1
{within(2, party)}
        LH2 O 6; LHR O 1; LH6 O 5
{within(2, CODE_LISTS)}
        [LS] O 1
            LS M 1
            [LX] M >1
                LX M 1; N9 O >1; G62 O 10; N1 O 1; SDQ O >1
{within(4, CODE_LISTS)}
                [LH1] O >1
                    LH1 M 1; LH2 O 4; LH3 O 10; LFH O 20; LEP O 3; LH4 O 1; LHT O 3; LHR O 5
                    PER O 5
            LE M 1
{within(2, ACCOUNTS)}
W76 O 1; SE M 1
"""


_EQUIPMENT: Final = """
[TD3] O 1
    TD3 M 1; AT9 O 1
"""
_PARTY: Final = """
[N1] O >1
    N1 M 1; N2 O 1; N3 O 1; N4 O 1; PER O 5
"""
_TEXTS: Final = {
    "004010": _text(
        temperatures=1, equipment="", references="", amounts="1", party="N1 O 3; PER O 5"
    ),
    "005010": _text(
        temperatures=5, equipment=_EQUIPMENT, references="N9 O >1", amounts=">1", party=_PARTY
    ),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_LINE: Final = (
    one(
        "W01",
        quantity=NUMBER(1),
        uom=2,
        identifiers=Pairs(upc=3, positions=(4, 6, 15)),
        lot=13,
    ),
    DESCRIPTIONS,
    N9S,
    REMARKS,
    PACKS,
    QUANTITIES,
    AMOUNTS,
    G62S,
)


def _shape(*parties: Part) -> Shape[ShippingOrder]:
    """An order whose lines have such parties, and contacts of no party where they have those."""
    lines = loops("W01", "lines", Shape(ShippingOrderLine, *_LINE, *parties))
    group = Shape(ShippingOrderGroup, one("LX", number=COUNT(1)), MARKS, lines)
    return Shape(
        ShippingOrder,
        one("W05", status=1, number=2, order=3, link_sequence=COUNT(4), link=5),
        PARTIES,
        N9S,
        G61S,
        G62S,
        REMARKS,
        W66,
        loops("LX", "lines", group),
        one("W76", units=NUMBER(1), weight=NUMBER(2), weight_unit=3),
    )


SHAPE: Final = _shape(NAMES, CONTACTS)
ADDRESSED: Final = _shape(PARTIES)
"""The same since 005010."""


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
    shapes={"005010": ADDRESSED},
    judge=judge,
    key=lambda document: document.number,
    arrange=lines_in_a_row,
    spread=lines_in_groups,
)
