"""Parts that documents of every family share: parties, dates, references, charges, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Identifiers: TypeAlias = tuple[tuple[str, str], ...]
"""(qualifier, value) pairs: found by what they are called, never by where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A REF, N9, L11 or RFF: a number of some kind, and what is said about it.

    An RFF may say which `line` of that document is meant, and which `version` of it; its `dates`
    are those of what it names (171 is its own), as of a lot when it expires. An N9 has one at most.
    """

    qualifier: str = ""
    value: str = ""
    description: str = ""
    line: str = ""
    version: str = ""
    dates: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A DTM or G62: what happens then, the day, the time of day (HHMM...), its zone.

    A zone is a code of X12 (ET, LT), or a name or a distance from UTC of EDIFACT (+01, +0100).
    `time_qualifier` says of a G62 what its time is. A DTM of X12 may say it in a `format` (1250:
    D8 a day, RD8 from a day to a day, DT a day and a time...); a range goes on `until`, and to
    `until_time` on that day. What is no day (a month, a week, a number of days, a day that is none,
    a period of EDIFACT) is `text`, in the `format` that 1250 or EDIFACT's 2379 says.
    """

    qualifier: str = ""
    date: date | None = None
    time_qualifier: str = ""
    time: str = ""
    zone: str = ""
    text: str = ""
    format: str = ""
    until: date | None = None
    until_time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A PER or G61: whose office, a name, and (qualifier, number) pairs to reach it by."""

    function: str = ""
    name: str = ""
    numbers: Identifiers = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A quantity of some kind in some unit: a QTY or MEA; `purpose` is what it is measured for.

    A MEA may say a range instead, from `lowest` to `highest`; how exact it is (`significance`, 935:
    03 about, 04 the same...), and what else is measured without a number (`attribute`, 936).
    """

    purpose: str = ""
    qualifier: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    significance: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A part of a line's quantity: to a place (SDQ, LOC), or by a day (SCH, SCC).

    A LOC may say which list (1131) of which `agency` (3055) has the place's id, and its `name`. A
    SCH may say for whom the part is: in which `role` (ST the ship-to), of which `name`; a second
    day, as the one to ship by beside that of delivery; the number of a request (`reference`), and
    one of its own (`line`). An SCC says how firm its `plan` is (4017, empty where it is: 1), which
    quantity it is (6063, empty for 21), and further `dates`, or its own once more where it has a
    time. A LOC has all its days in `dates`; its quantity is of the kind 11 where none is said.
    """

    quantity: Decimal | None = None
    uom: str = ""
    qualifier: str = ""
    location: str = ""
    code_list: str = ""
    agency: str = ""
    name: str = ""
    date_qualifier: str = ""
    date: date | None = None
    role: str = ""
    time: str = ""
    second_date_qualifier: str = ""
    second_date: date | None = None
    second_time: str = ""
    reference: str = ""
    line: str = ""
    dates: tuple[Moment, ...] = ()
    plan: str = ""
    quantity_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An N1 or NAD: who, in which role, by which code, where.

    `names` and `streets` are further lines of the name and the address; `address` is either as
    free lines, where a sender does not tell them apart. `quantities` are those of a line that are
    for a party of the line, `schedules` those that it is to have by a day, `dates` what it says of
    days besides; `routing` is how goods go to a party, where an order says that; `places` are those
    of a NAD, as a gate or a dock.

    An N4 may name the place by a code too: `location`, in the list that `location_qualifier` says;
    since 005010 the part of a `country` that has no states (`subdivision`).
    """

    role: str = ""
    name: str = ""
    qualifier: str = ""
    id: str = ""
    names: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    location_qualifier: str = ""
    location: str = ""
    subdivision: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    quantities: tuple[Measure, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    routing: tuple[Routing, ...] = ()
    dates: tuple[Moment, ...] = ()
    places: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money, and what it is: an AMT or MOA.

    A MOA may say its own `currency`, and of a line of an INVOIC further `currencies` behind it.
    """

    qualifier: str = ""
    amount: Decimal | None = None
    currency: str = ""
    currencies: tuple[Currency, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A CUX: a currency, what it is for, and what it is worth in another one.

    `usage` (6347) is 2 for the one that amounts are in, `kind` (6343) says which amounts: 4 of an
    invoice, 9 of an order. An amount in it, times `rate`, is one in the `target`; the rate is for a
    `base` of units where that is said. `market` (6341) is where it holds, and `dates` are when (134
    is the day of the rate).
    """

    usage: str = ""
    currency: str = ""
    kind: str = ""
    base: Decimal | None = None
    target_usage: str = ""
    target: str = ""
    target_kind: str = ""
    target_base: Decimal | None = None
    rate: Decimal | None = None
    market: str = ""
    dates: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A TXI or TAX: a tax, its amount and rate in per cent, and of how much it is taken.

    `exempt` says why there is none; `category` is EDIFACT's (S standard, Z zero, E exempt...), as
    are the `currency` of its amount, that of what it is taken of, and further `amounts` (others, or
    the same in another currency).
    """

    code: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    exempt: str = ""
    taxable: Decimal | None = None
    category: str = ""
    currency: str = ""
    taxable_currency: str = ""
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A SAC or ALC: an allowance (A) or charge (C), its code, money, rate, and what it says.

    `agency_code` is its code in the list of `agency`; `percent` is of what `percent_of` says,
    `rate` is for a unit (`uom`) of a `quantity`. `handling` says how it is settled, `taxes` are
    those on the charge itself. Behind a SAC a CUR may say its `currency`, where that is not the
    document's, and CTPs its `prices`.

    An ALC says more: which amount it is (`amount_kind`: 23 a charge, 204 an allowance; 8 where it
    is empty), in which `currency`, and further `amounts` (others, or the same in another currency),
    kinds of its percentage, quantity and rate, for how many units (`rate_per`) the rate is, and its
    place (`sequence`) in the calculation.
    """

    indicator: str = ""
    code: str = ""
    agency: str = ""
    agency_code: str = ""
    amount: Decimal | None = None
    percent_of: str = ""
    percent: Decimal | None = None
    rate: Decimal | None = None
    uom: str = ""
    quantity: Decimal | None = None
    handling: str = ""
    reference: str = ""
    option: str = ""
    description: str = ""
    taxes: tuple[Tax, ...] = ()
    amount_kind: str = ""
    amounts: tuple[Amount, ...] = ()
    percent_kind: str = ""
    quantity_kind: str = ""
    quantity_uom: str = ""
    rate_kind: str = ""
    rate_per: Decimal | None = None
    sequence: str = ""
    currency: str = ""
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Freight:
    """A FOB: who pays for the transport, and where the goods and the risk pass over.

    `place` is where carriage is paid to, of the kind `place_qualifier`; `terms` are those of
    transport (Incoterms where `terms_qualifier` is 01), `title` and `risk` say where those pass.

    A TOD says what its terms are of (`function`, 4055), whose list they are in (`agency`), and a
    `description`.
    """

    payment: str = ""
    place_qualifier: str = ""
    place: str = ""
    terms_qualifier: str = ""
    terms: str = ""
    title_qualifier: str = ""
    title: str = ""
    risk: str = ""
    risk_place: str = ""
    function: str = ""
    agency: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A CTP or PRI: a price of some kind (`kind`), in a class of trade (`trade`), from `quantity`.

    `factor` is a multiplier of the kind `factor_kind`, `amount` what comes of it, and `basis` what
    the price is for; `currency` is its own, where a CUR behind the CTP says one.
    """

    kind: str = ""
    price: Decimal | None = None
    uom: str = ""
    trade: str = ""
    quantity: Decimal | None = None
    factor_kind: str = ""
    factor: Decimal | None = None
    amount: Decimal | None = None
    basis: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Free text, with the reference that heads it where there is one."""

    qualifier: str = ""
    value: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """An NTE: a text, and what it is of by its `code` (363: GEN the whole, DEL the delivery...)."""

    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An ITD or PAT: discount in per cent by some days or a day, the net by some days or a day.

    A PAT may name them by an `id` in the list of an `agency`. It counts its days from what `basis`
    (2475) says, as `relation` (2009) says; what is not counted in days are `periods` of a kind
    (`period`, 2151). Its `dates` are those that are not the day of either: with a time, or others.
    """

    type: str = ""
    basis: str = ""
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    discount_date: date | None = None
    net_days: int | None = None
    net_date: date | None = None
    description: str = ""
    id: str = ""
    agency: str = ""
    relation: str = ""
    period: str = ""
    periods: str = ""
    dates: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInstruction:
    """A PAI: on which conditions it is paid (4439), secured (4431), by which means (4461), how."""

    conditions: str = ""
    guarantee: str = ""
    means: str = ""
    agency: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """A TD5, MS3 or TDT: who carries it (SCAC where the qualifier says so), by which mode.

    `service` is the level of service that a TD5 asks for (284).
    A TDT says the stage as `sequence` (8051), the trip or voyage (`conveyance`), and the `agency`
    whose list the carrier is in; of which `kind` (8179) the means of transport is and which one
    (`means`, with its name and nationality); its places, its days and numbers, where a message says
    them of it. An MS3 says the place (`city`, `state`) where one carrier hands over to the next.
    """

    sequence: str = ""
    qualifier: str = ""
    carrier: str = ""
    mode: str = ""
    description: str = ""
    service: str = ""
    conveyance: str = ""
    agency: str = ""
    kind: str = ""
    means: str = ""
    means_name: str = ""
    nationality: str = ""
    places: tuple[Delivery, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    city: str = ""
    state: str = ""
