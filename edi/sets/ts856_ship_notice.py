"""856 Ship Notice/Manifest: what is on its way, carton by carton.

BSN*00*SH-7001*20260309*1530*0001~
HL*1**S*1~
HL*2*1*O*1~
PRF*4500017~
HL*3*2*P*1~
MAN*GM*00006141411234567890~
HL*4*3*I*0~
LIN*1*VN*A~
SN1*1*12*EA~
CTT*4~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, count_complaints, number_missing, parts_complaint
from edi.control_totals import hash_complaints
from edi.documents.orders import Subline
from edi.documents.parts import Measure
from edi.documents.shipping import Equipment, Level, ShipNotice
from edi.elements import COUNT, DAY, NUMBER, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import CODE_LISTS, VESSELS, within
from edi.levels import flattened, judge_levels, nested
from edi.order_shapes import SELLERS, SUBLINE
from edi.sections import (
    CONTACTS,
    DATES,
    FREIGHT,
    MARKS,
    MEASURES,
    PACKAGING,
    PACKS,
    PALLETS,
    PARTY,
    PLACES,
    REFERENCES,
    ROUTING,
    charges_in,
)
from edi.shapes import Shape, each, inside, loops, one
from edi.transaction_set import TransactionSet
from edi.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.documents.parts import Delivery
    from edi.judging import Judged

CODE: Final = "856"


def _text(*, equipment: str, canadian: int) -> str:
    """The grammar, where releases differ in what comes with a TD3, and in how many LH4."""
    return f"""
ST M 1; BSN M 1; DTM O 10
[HL] M 200000
    HL M 1; LIN O 1; SN1 O 1; SLN O 1000; PRF O 1; PO4 O 1; PID O 200; MEA O 40; PWK O 25
    PKG O 25; TD1 O 20; TD5 O 12
{equipment}
    TD4 O 5; TSD O 1; REF O >1; PER O 3
    [LH1] O 100
        LH1 M 1; LH2 O 4; LH3 O 12; LFH O 20; LEP O >1; LH4 O {canadian}; LHT O 3; LHR O 10
        PER O 5; LHE O 1
    [CLD] O 200
        CLD M 1; REF O 200; DTP O 1
    MAN O >1; DTM O 10; FOB O 1; PAL O 1
    [N1] O 200
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3; FOB O 1
    SDQ O 50; ETD O 1; CUR O 1
    [SAC] O >1
        SAC M 1; CUR O 1
    GF O 1; YNQ O 10
{within(1, CODE_LISTS, VESSELS)}
[CTT] O 1
    CTT M 1
SE M 1
"""


_TEXTS: Final = {
    "004010": _text(equipment="    TD3 O 12", canadian=1),
    "005010": _text(equipment="    [TD3] O 12\n        TD3 M 1; AT9 O 1", canadian=4),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_LEVEL: Final = Shape(
    Level,
    one("HL", id=1, parent=2, kind=3, has_children=4),
    one("LIN", line=1, identifiers=Pairs(2)),
    one(
        "SN1",
        shipped_line=1,
        quantity=NUMBER(2),
        uom=3,
        quantity_to_date=NUMBER(4),
        quantity_ordered=NUMBER(5),
        ordered_uom=6,
        status=8,
    ),
    one(
        "PRF",
        order=1,
        order_release=2,
        order_change=3,
        order_date=DAY(4),
        order_line=5,
        order_contract=6,
        order_type=7,
    ),
    each("SLN", "sublines", Subline, where=None, fixed=None, **SUBLINE),
    PACKS,
    each("PID", "descriptions", str, 5, fixed={1: "F"}),
    MEASURES,
    PACKAGING,
    ROUTING,
    each("TD3", "equipment", Equipment, kind=1, initial=2, number=3, seal=9),
    REFERENCES,
    CONTACTS,
    MARKS,
    DATES,
    PLACES,
    SELLERS,
    FREIGHT,
    PALLETS,
    charges_in(SELLERS),
    loops("N1", "parties", PARTY),
)
SHAPE: Final = Shape(
    ShipNotice,
    one("BSN", purpose=1, number=2, date=DAY(3), time=4, structure=5),
    DATES,
    loops("HL", "levels", _LEVEL),
    inside("CTT", one("CTT", level_count=COUNT(1), hash_total=NUMBER(2))),
)


def judge(notice: ShipNotice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The levels make a tree; CTT01 counts the levels, or the items as some senders do.

    The stores of an item add up to what was shipped of it; CTT02 sums what was shipped.
    """
    found = judge_levels(segments)
    if not notice.number.strip():
        found.append(number_missing(segments, "BSN02"))
    kinds = [segment.elements[3:4] for segment in segments if segment.path == "HL/HL"]
    counted = (len(kinds), kinds.count(["I"]))
    found += count_complaints(segments, "CTT/CTT", "CTT01", notice.level_count, *counted)
    found += _place_complaints(segments)
    shipped = [decimal_of("".join(each.elements[2:3])) for each in at_path(segments, "HL/SN1")]
    return found + hash_complaints(segments, "CTT/CTT", notice.hash_total, shipped)


def _place_complaints(segments: Sequence[Judged]) -> list[WireFinding]:
    """SN102 of which the stores (SDQ) do not say where all of it, or more, goes."""
    found: list[WireFinding] = []
    shipped: Judged | None = None
    stores: dict[int, list[Delivery]] = {}
    heads: dict[int, Judged] = {}
    for segment in segments:
        if segment.path == "HL/HL":
            shipped = None
        elif segment.path == "HL/SN1":
            shipped = shipped or segment
        elif segment.path == "HL/SDQ" and shipped is not None:
            heads[shipped.number] = shipped
            said = stores.setdefault(shipped.number, [])
            said += PLACES.read(segment.elements, tuple)
    for number, head in heads.items():
        quantity, uom, *_ = [*head.elements[2:4], "", ""]
        whole = Measure(quantity=decimal_of(quantity), uom=uom)
        complained = parts_complaint(stores[number], whole, head, "SN102")
        found += [] if complained is None else [complained]
    return found


SET: Final = TransactionSet(
    code=CODE,
    title="Ship Notice/Manifest",
    group="SH",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=nested,
    spread=flattened,
)
