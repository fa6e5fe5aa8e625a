"""Parts that the shapes of EDIFACT messages share, and how their codes read as the field's own.

Purposes and party roles are said in X12's codes, so that a document means the same whoever sent
it; what has no such code keeps EDIFACT's.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from edi.documents.line_parts import Mark
from edi.documents.parts import (
    Amount,
    Charge,
    Contact,
    Delivery,
    Measure,
    Note,
    Party,
    Reference,
    Tax,
)
from edi.edifact_moments import DATES
from edi.elements import COUNT, TEXT, At, Cut, Kind, Texts
from edi.shape_parts import apart, beside
from edi.shapes import Segment, Shape, each, inside, loops, one, spread
from edi.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi.shape_parts import One

PURPOSES: Final = {"9": "00", "1": "01", "4": "04", "5": "05", "6": "06", "7": "07"}
"""1225 (original, cancel, change, replace, confirm, duplicate) as X12 purposes."""
ROLES: Final = {"DP": "ST", "IV": "BT"}
"""3035: delivery party and invoicee as ship-to and bill-to."""


def _translated(codes: Mapping[str, str]) -> Kind:
    back = {value: key for key, value in codes.items()}

    def written(value: str) -> str:
        return back.get(value, value)

    return Kind(lambda text: codes.get(text, text), written, "")


def number(text: str) -> Decimal | None:
    """A number, whose decimal mark may be a comma; none where it is none."""
    return decimal_of(text.replace(",", "."))


def usual(code: str) -> Kind:
    """A code that is not said where it is the usual one; a writer says it nevertheless."""
    return Kind(lambda text: "" if text == code else text, lambda text: text, "")


PURPOSE: Final = _translated(PURPOSES)
ROLE: Final = _translated(ROLES)
NUM: Final = Kind(number, lambda number: format(number, "f"), None)
"""A number, whose decimal mark may be a comma."""


_REFERENCE: Final[dict[str, At | int]] = {
    "qualifier": TEXT(1, 1), "value": TEXT(1, 2), "line": TEXT(1, 3), "version": TEXT(1, 4),
}  # fmt: skip
REFERENCES: Final = each("RFF", "references", Reference, where=None, fixed=None, **_REFERENCE)
"""References that have nothing behind them."""
DATED_REFERENCES: Final = loops(
    "RFF",
    "references",
    Shape(Reference, one("RFF", where=None, fixed=None, among=None, **_REFERENCE), DATES),
)
"""References, and the dates of what each names."""
NOTES: Final = each(
    "FTX", "notes", Note, qualifier=1, value=TEXT(3, 1), texts=Texts(1, last=5, element=4)
)
MEASURES: Final = each(
    "MEA",
    "measures",
    Measure,
    purpose=1,
    qualifier=TEXT(2, 1),
    uom=TEXT(3, 1),
    quantity=NUM(3, 2),
)


def currency(kind: str) -> One:
    """The currency that amounts are in, of a kind (6343): of an order, or of an invoice.

    So says the header of all amounts, and a price's group of that price.
    """
    return one("CUX", where={(1, 1): "2"}, fixed={(1, 3): kind}, currency=TEXT(1, 2))


CURRENCY: Final = currency("9")
INVOICED: Final = currency("4")
AMOUNT_SAID: Final[dict[str, At | int]] = {
    "qualifier": TEXT(1, 1), "amount": NUM(1, 2), "currency": TEXT(1, 3),
}  # fmt: skip
"""Where an amount stands in a MOA."""
TOTALS: Final = each("MOA", "totals", Amount, where=None, fixed=None, **AMOUNT_SAID)
LINE_COUNT: Final = one("CNT", where={(1, 1): "2"}, line_count=COUNT(1, 2))
SECTION: Final = one("UNS", fixed={1: "S"})
"""The separator before the summary."""
AMOUNTS: Final = each("MOA", "amounts", Amount, where=None, fixed=None, **AMOUNT_SAID)
"""Amounts of a line: 203 is what it comes to."""


_ANY_AMOUNT: Final = spread("MOA", "amounts", AMOUNTS.read, AMOUNTS.write)
TAX_AMOUNT: Final = "124"
"""MOA 5025 of a tax."""
TAXABLE: Final = "125"
"""MOA 5025 of what a tax is taken of."""
_TAX_AMOUNT: Final = apart(
    one("MOA", where={(1, 1): TAX_AMOUNT}, amount=NUM(1, 2), currency=TEXT(1, 3)), "currency"
)
_TAXABLE: Final = apart(
    one("MOA", where={(1, 1): TAXABLE}, taxable=NUM(1, 2), taxable_currency=TEXT(1, 3)),
    "taxable_currency",
)
TAX: Final = Shape(
    Tax,
    one("TAX", code=TEXT(2, 1), percent=NUM(5, 4), category=6, fixed={1: "7"}),
    _TAX_AMOUNT,
    _TAXABLE,
    beside(_ANY_AMOUNT, _TAX_AMOUNT, _TAXABLE),
)
TAXES: Final = loops("TAX", "taxes", TAX)
CHARGED: Final = frozenset({"8", "23", "204"})
"""MOA 5025 of what an ALC comes to: an allowance or charge, a charge, an allowance."""
_AMOUNT: Final = apart(
    one(
        "MOA",
        among={(1, 1): CHARGED},
        fixed={(1, 1): "8"},
        amount_kind=usual("8")(1, 1),
        amount=NUM(1, 2),
        currency=TEXT(1, 3),
    ),
    "currency",
)
_OTHER_AMOUNTS: Final = beside(_ANY_AMOUNT, _AMOUNT)
_ALC: Final = one(
    "ALC",
    indicator=1,
    reference=TEXT(2, 1),
    handling=3,
    sequence=4,
    code=TEXT(5, 1),
    agency=TEXT(5, 3),
    description=TEXT(5, 4),
)
CHARGES: Final = loops(
    "ALC",
    "charges",
    Shape(
        Charge,
        _ALC,
        inside(
            "QTY",
            one(
                "QTY",
                fixed={(1, 1): "1"},
                quantity_kind=usual("1")(1, 1),
                quantity=NUM(1, 2),
                quantity_uom=TEXT(1, 3),
            ),
        ),
        inside(
            "PCD",
            one(
                "PCD",
                fixed={(1, 1): "3"},
                percent_kind=usual("3")(1, 1),
                percent=NUM(1, 2),
                percent_of=TEXT(1, 3),
            ),
        ),
        inside("MOA", _AMOUNT, _OTHER_AMOUNTS),
        inside(
            "RTE",
            one(
                "RTE",
                fixed={(1, 1): "1"},
                rate_kind=usual("1")(1, 1),
                rate=NUM(1, 2),
                rate_per=NUM(1, 3),
                uom=TEXT(1, 4),
            ),
        ),
        TAXES,
    ),
)
"""Allowances and charges."""
CHARGE_TOTALS: Final = loops("ALC", "charge_totals", Shape(Charge, _ALC, _AMOUNT, _OTHER_AMOUNTS))
"""What the allowances and charges of each kind come to, in a summary."""
DESCRIPTIONS: Final = each("IMD", "descriptions", str, TEXT(3, 4), fixed={1: "F"})


PARTY_NAME: Final = one(
    "NAD",
    role=ROLE(1),
    id=TEXT(2, 1),
    qualifier=TEXT(2, 3),
    address=Texts(1, last=5, element=3),
    name=TEXT(4, 1),
    names=Texts(2, last=5, element=4),
    streets=Texts(1, last=4, element=5),
    city=6,
    state=TEXT(7, 1),
    postal_code=8,
    country=9,
)


def _numbers(elements: Sequence[str], cut: Cut) -> list[tuple[str, str]]:
    pairs = [[*cut(element), "", ""] for element in elements[1:]]
    return [(parts[1], parts[0]) for parts in pairs if parts[0]]


def _written_numbers(pairs: Sequence[tuple[str, str]]) -> list[Segment]:
    return [("COM", (number, qualifier)) for qualifier, number in pairs]


CONTACTS: Final = loops(
    "CTA",
    "contacts",
    Shape(
        Contact,
        one("CTA", function=1, name=TEXT(2, 2)),
        spread("COM", "numbers", _numbers, _written_numbers),
    ),
)
LOCATION: Final[dict[str, At | int]] = {
    "qualifier": 1, "location": TEXT(2, 1), "code_list": TEXT(2, 2), "agency": TEXT(2, 3),
    "name": TEXT(2, 4),
}  # fmt: skip
"""Where the fields of a place stand in a LOC."""
SITES: Final = each("LOC", "places", Delivery, where=None, fixed=None, **LOCATION)
"""Places that have nothing behind them, as those of a party: a gate, a dock."""
PARTY: Final = Shape(Party, PARTY_NAME, SITES, DATED_REFERENCES, CONTACTS)
"""A NAD group; `qualifier` is who keeps the code list (3055: 9 is GS1)."""
PARTIES: Final = loops("NAD", "parties", PARTY)
PLACE: Final = Shape(
    Delivery,
    one("LOC", where=None, fixed=None, among=None, **LOCATION),
    one(
        "QTY",
        fixed={(1, 1): "11"},
        quantity_kind=usual("11")(1, 1),
        quantity=NUM(1, 2),
        uom=TEXT(1, 3),
    ),
    DATES,
)
PLACES: Final = loops("LOC", "places", PLACE)


class ItemNumber:
    """The item number of a LIN: the first of a line's identifiers."""

    empty: tuple[tuple[str, str], ...] = ()

    def get(self, elements: Sequence[str], cut: Cut) -> tuple[tuple[str, str], ...]:
        """The pair of qualifier and number, if there is one."""
        parts = [*(cut(elements[3]) if len(elements) > 3 else ()), "", ""]
        return ((parts[1], parts[0]),) if parts[0] else ()

    def put(self, value: tuple[tuple[str, str], ...], out: dict[int, Any]) -> None:
        """Write the first identifier; PIA has room for the others."""
        if value:
            out[3] = (value[0][1], value[0][0])


ITEM: Final = ItemNumber()


def _more(elements: Sequence[str], cut: Cut) -> list[tuple[str, str]]:
    pairs = [[*cut(element), "", ""] for element in elements[2:]]
    return [(parts[1], parts[0]) for parts in pairs if parts[0]]


def _written_more(pairs: Sequence[tuple[str, str]]) -> list[Segment]:
    rest = pairs[1:]
    return [
        ("PIA", "5", *((value, qualifier) for qualifier, value in rest[at : at + 5]))
        for at in range(0, len(rest), 5)
    ]


MORE_ITEMS: Final = spread("PIA", "identifiers", _more, _written_more)


def plain(number: Decimal | None) -> str:
    """A number as it is written; empty where there is none."""
    return "" if number is None else format(number, "f")


NUMBERS_MAX: Final = 5
"""Numbers, or ranges of numbers, that a GIN has room for."""


def _marks(elements: Sequence[str], cut: Cut) -> list[Mark]:
    qualifier = "".join(elements[1:2])
    ranges = [[*cut(element), ""] for element in elements[2:]]
    return [Mark(qualifier=qualifier, number=each[0], last=each[1]) for each in ranges if each[0]]


def _written_marks(marks: Sequence[Mark]) -> list[Segment]:
    """Numbers of one kind side by side, as many as there is room for."""
    out: list[Segment] = []
    for mark in marks:
        number = (mark.number, mark.last) if mark.last else mark.number
        if out and out[-1][1] == mark.qualifier and len(out[-1]) < NUMBERS_MAX + 2:
            out[-1] = (*out[-1], number)
        else:
            out.append(("GIN", mark.qualifier, number))
    return out


MARKS: Final = spread("GIN", "marks", _marks, _written_marks)
"""GIN: numbers of packages, of goods, or of their lots."""
