"""Parts that the shapes of EDIFACT messages share, and how their codes read as the field's own.

Purposes and party roles are said in X12's codes, so that a document means the same whoever sent
it; what has no such code keeps EDIFACT's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from edi.documents.order_answers import LineAnswer
from edi.documents.orders import Delivery
from edi.documents.parts import Amount, Charge, Contact, Moment, Party, Reference
from edi.elements import COUNT, TEXT, Cut, Kind
from edi.shapes import Segment, Shape, each, loops, one, spread
from edi.values import day_of, decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PURPOSES: Final = {"9": "00", "1": "01", "4": "04", "5": "05", "6": "06", "7": "07"}
"""1225 (original, cancel, change, replace, confirm, duplicate) as X12 purposes."""
ROLES: Final = {"DP": "ST", "IV": "BT"}
"""3035: delivery party and invoicee as ship-to and bill-to."""
DOCUMENT_DATE: Final = "137"
DAY_FORMAT: Final = "102"
MINUTE_FORMAT: Final = "203"


def _translated(codes: Mapping[str, str]) -> Kind:
    back = {value: key for key, value in codes.items()}

    def written(value: str) -> str:
        return back.get(value, value)

    return Kind(lambda text: codes.get(text, text), written, "")


def _number(text: str) -> Decimal | None:
    return decimal_of(text.replace(",", "."))


PURPOSE: Final = _translated(PURPOSES)
ROLE: Final = _translated(ROLES)
NUM: Final = Kind(_number, lambda number: format(number, "f"), None)
"""A number, whose decimal mark may be a comma."""


def _moment(elements: Sequence[str], cut: Cut) -> list[Moment]:
    parts = [*(cut(elements[1]) if len(elements) > 1 else ()), "", "", ""]
    qualifier, value = parts[0], parts[1]
    day, time = value[:8], value[8:]
    if len(value) == 6:
        day, time = value, ""
    return [Moment(qualifier=qualifier, date=day_of(day), time=time if day_of(day) else "")]


def _written_moments(moments: Sequence[Moment]) -> list[Segment]:
    return [("DTM", _composite(moment)) for moment in moments]


def _composite(moment: Moment) -> tuple[str, ...]:
    if moment.date is None:
        return (moment.qualifier,)
    day = moment.date.strftime("%Y%m%d")
    if len(moment.time) >= 4:
        return (moment.qualifier, day + moment.time[:4], MINUTE_FORMAT)
    return (moment.qualifier, day, DAY_FORMAT)


DATES: Final = spread("DTM", "dates", _moment, _written_moments)
REFERENCES: Final = each("RFF", "references", Reference, qualifier=TEXT(1, 1), value=TEXT(1, 2))
TEXTS: Final = each("FTX", "texts", str, TEXT(4, 1), fixed={1: "AAI"})
CURRENCY: Final = one("CUX", where={(1, 1): "2"}, fixed={(1, 3): "9"}, currency=TEXT(1, 2))
TOTALS: Final = each("MOA", "totals", Amount, qualifier=TEXT(1, 1), amount=NUM(1, 2))
LINE_COUNT: Final = one("CNT", where={(1, 1): "2"}, line_count=COUNT(1, 2))
SECTION: Final = one("UNS", fixed={1: "S"})
"""The separator before the summary."""
CHARGES: Final = each(
    "ALC", "charges", Charge, indicator=1, code=TEXT(5, 1), description=TEXT(5, 4)
)
DESCRIPTIONS: Final = each("IMD", "descriptions", str, TEXT(3, 4), fixed={1: "F"})


PARTY_NAME: Final = one(
    "NAD",
    role=ROLE(1),
    id=TEXT(2, 1),
    qualifier=TEXT(2, 3),
    name=TEXT(4, 1),
    city=6,
    state=TEXT(7, 1),
    postal_code=8,
    country=9,
)
CONTACTS: Final = each("CTA", "contacts", Contact, function=1, name=TEXT(2, 2))
PARTY: Final = Shape(Party, PARTY_NAME, REFERENCES, CONTACTS)
"""A NAD group; `qualifier` is who keeps the code list (3055: 9 is GS1)."""
PARTIES: Final = loops("NAD", "parties", PARTY)
PLACE: Final = Shape(
    Delivery,
    one("LOC", qualifier=1, location=TEXT(2, 1)),
    one("QTY", quantity=NUM(1, 2), uom=TEXT(1, 3), fixed={(1, 1): "11"}),
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


def dated(document: Any, field: str = "date") -> Any:
    """The document with its own date (DTM 137) out of its dates."""
    for at, moment in enumerate(document.dates):
        if moment.qualifier == DOCUMENT_DATE:
            rest = (*document.dates[:at], *document.dates[at + 1 :])
            return replace(document, **{field: moment.date, "dates": rest})
    return document


def undated(document: Any, field: str = "date") -> Any:
    """The document with its own date among its dates, as EDIFACT says it."""
    day: date | None = getattr(document, field)
    if day is None:
        return document
    own = Moment(qualifier=DOCUMENT_DATE, date=day)
    return replace(document, **{field: None, "dates": (own, *document.dates)})


def _answers(elements: Sequence[str], cut: Cut) -> list[LineAnswer]:
    parts = [*(cut(elements[1]) if len(elements) > 1 else ()), "", "", ""]
    if parts[0] == ORDERED:
        return []
    return [LineAnswer(status=parts[0], quantity=_number(parts[1]), uom=parts[2])]


def _written_answers(answers: Sequence[LineAnswer]) -> list[Segment]:
    return [
        (
            "QTY",
            (item.status, "" if item.quantity is None else format(item.quantity, "f"), item.uom),
        )
        for item in answers
    ]


ORDERED: Final = "21"
ANSWERS: Final = spread("QTY", "answers", _answers, _written_answers)
"""Quantities of an answer, other than the one that was ordered."""
