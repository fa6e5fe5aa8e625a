"""What lines of several documents have: deliveries, packs, answers, marks, and their sublines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.parts import (
    Amount,
    Charge,
    Delivery,
    Identifiers,
    Measure,
    Moment,
    Note,
    Party,
    Price,
    Reference,
    Tax,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A PO4: how many packs, of what size, in which unit, of which form, of how many inner packs.

    A pack weighs `weight`, takes `volume`, and is so long, wide and high in `length_unit`.
    """

    count: int | None = None
    size: Decimal | None = None
    uom: str = ""
    form: str = ""
    weight_qualifier: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    length_unit: str = ""
    inner: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaging:
    """A TD1: how many packages of which kind, and what they weigh.

    What is in them has a `commodity` code of the kind `commodity_qualifier`, and a `description`.
    """

    form: str = ""
    count: int | None = None
    weight_qualifier: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    commodity_qualifier: str = ""
    commodity: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pallet:
    """A PAL: a pallet of a kind (`type`), in how many tiers of how many blocks of a `pack` each.

    `unit_weight` is that of the pallet itself; `gross_weight` and `gross_volume` are of one pack.
    `exchange` says what becomes of the pallet (399), `structure` how it is loaded.
    """

    type: str = ""
    tiers: int | None = None
    blocks: int | None = None
    pack: int | None = None
    unit_weight: Decimal | None = None
    unit_weight_unit: str = ""
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    length_unit: str = ""
    gross_weight: Decimal | None = None
    gross_weight_unit: str = ""
    gross_volume: Decimal | None = None
    gross_volume_unit: str = ""
    exchange: str = ""
    inner: int | None = None
    structure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A TD3 or N7: the trailer or container of a `kind` (40), and its seals.

    An N7 says its `weight` and `length` besides, who carries it (SCAC), and its `type` (24), and
    has the `seals` in an M7 behind it.
    """

    kind: str = ""
    initial: str = ""
    number: str = ""
    seal: str = ""
    weight_qualifier: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    length: str = ""
    carrier: str = ""
    type: str = ""
    seals: tuple[Seals, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """An M7: up to four numbers of seals, and who put them on (`role`)."""

    first: str = ""
    second: str = ""
    third: str = ""
    fourth: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetail:
    """A PO3: what else is to be known of some of a line, and why (371): its price, its day."""

    reason: str = ""
    date: date | None = None
    price_kind: str = ""
    price: Decimal | None = None
    basis: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """A LIN that stands behind the first segment of its line, or in the header of an order.

    It may have a number of its own (`line`). Behind a line, what it identifies is the line's.
    """

    line: str = ""
    identifiers: Identifiers = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """An ACK: what becomes of a line or a part of it (IA, IB, IQ...), how much, when.

    `identifiers` name what comes instead of the item that was ordered.
    """

    status: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    date_qualifier: str = ""
    date: date | None = None
    reference: str = ""
    identifiers: Identifiers = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A MAN or GIN: a number on a package; GM is an SSCC-18, CP the carrier's own.

    A MAN may say a second number of the same package, of a kind of its own.
    """

    qualifier: str = ""
    number: str = ""
    last: str = ""
    second_qualifier: str = ""
    second_number: str = ""
    second_last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A PCI of packages or of an item: how some are marked, on which day, with which numbers.

    So a DESADV says the lots of an item (`marks` BX) and of each until when it is best (DTM 36 or
    361) and how much of the item it is. `texts` are what is written on a package.
    """

    instructions: str = ""
    texts: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    measures: tuple[Measure, ...] = ()
    quantity_qualifier: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A SEL: the number of a seal, or a range of them, whose it is (9303), how it was found."""

    number: str = ""
    party: str = ""
    party_name: str = ""
    condition: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportUnit:
    """An EQD: a container, a trailer or a pallet that goods travel in.

    `kind` is 8053, `size` its type (8155) or what that is called; `supplier`, `status` and `load`
    are 8077, 8249 and 8169 (4 empty, 5 full).
    """

    kind: str = ""
    number: str = ""
    agency: str = ""
    country: str = ""
    size: str = ""
    size_name: str = ""
    supplier: str = ""
    status: str = ""
    load: str = ""
    measures: tuple[Measure, ...] = ()
    seals: tuple[Seal, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """A QVR: by how much a quantity is another, and why.

    `quantity_kind` says of which quantity it is (6063), `discrepancy` what becomes of the rest
    (4221: BP shipped in part, the rest follows; AC over, and sent all the same...), `reason` (4295)
    and `description` why; `dates` are when it will be made good, where a DESADV says that.
    """

    quantity: Decimal | None = None
    quantity_kind: str = ""
    discrepancy: str = ""
    reason: str = ""
    agency: str = ""
    description: str = ""
    dates: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An AJT: why something is other than it was asked for (4465), in which `line`, and texts."""

    reason: str = ""
    line: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subline:
    """An SLN, or a LIN that names its line (C829): a component of a kit, or a detail of its line.

    It is no line of its own: nobody orders it beside its line. `parent` is the `line` of the one
    that it is within, where that is another than the line that it stands in; `relation` says what
    it is to that (662: included, added, taken out), `price_relation` what its price is to the
    other's; the price is for what `basis` says. `packs` and `details` are those of an SLN.
    A LIN alone has `level`, that of the configuration, and more: `marks` and `markings` are of a
    DESADV, `amounts` of an INVOIC.
    """

    line: str = ""
    relation: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    identifiers: Identifiers = ()
    parent: str = ""
    basis: str = ""
    price_relation: str = ""
    descriptions: tuple[str, ...] = ()
    level: str = ""
    change: str = ""
    action: str = ""
    price_per: Decimal | None = None
    price_uom: str = ""
    currency: str = ""
    quantity_ordered: Decimal | None = None
    ordered_uom: str = ""
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    charges: tuple[Charge, ...] = ()
    prices: tuple[Price, ...] = ()
    amounts: tuple[Amount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    notes: tuple[Note, ...] = ()
    measures: tuple[Measure, ...] = ()
    places: tuple[Delivery, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    parties: tuple[Party, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    marks: tuple[Mark, ...] = ()
    markings: tuple[Marking, ...] = ()
    quantities: tuple[Measure, ...] = ()
    variances: tuple[Variance, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    packs: tuple[Pack, ...] = ()
    details: tuple[ItemDetail, ...] = ()
