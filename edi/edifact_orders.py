"""What EDIFACT's answers to and changes of orders share: they name the order by a reference.

RFF+ON:4500017' and behind it DTM+171:20260302:102', the order's day. An invoice does so too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.documents.parts import Moment, Reference
from edi.edifact_currencies import with_currency, without_currency
from edi.edifact_moments import dated, undated
from edi.edifact_sublines import with_sublines, without_sublines
from edi.edifact_terms import with_schedules, without_schedules
from edi.own_amounts import with_own_amounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ORDER: Final = "ON"
"""RFF 1153 of the order that is meant."""
REFERENCE_DATE: Final = "171"
"""2005 of the day of what a reference names."""

References = tuple[Reference, ...]


def on_order(document: Any, date: str) -> Any:
    """The document with the order's number (RFF+ON) out of its references, and its own date.

    Sub-lines are in their lines.

    `date` is the field of that date.
    """
    made = with_currency(with_sublines(with_schedules(dated(document, date))))
    made = with_own_amounts(made, made.currency)
    if made.number:
        return made
    number, day, rest = order_named(made.references)
    return replace(made, number=number, date=day, references=rest)


def with_order(document: Any, date: str) -> Any:
    """The document with the order's number and its own date where EDIFACT says them."""
    named = naming_order(document.references, document.number, document.date)
    made = undated(replace(document, date=None, references=named, number=""), date)
    return without_currency(without_schedules(without_sublines(made)))


def order_named(references: References) -> tuple[str, date | None, References]:
    """The number and the day of the order that references name first, and the other references.

    Where one that names an order says more of it, or several are named, they stay there.
    """
    own = [item for item in references if item.qualifier == ORDER]
    if not own:
        return "", None, references
    number, day = own[0].value, _day(own[0].dates)
    if own == [_bare(number, day)]:
        references = tuple(item for item in references if item.qualifier != ORDER)
    return number, day, references


def naming_order(references: References, number: str, day: date | None) -> References:
    """References that name an order, which may be among them already."""
    if not number:
        return references
    for at, item in enumerate(references):
        if item.qualifier == ORDER:
            own = replace(item, value=number, dates=_on(item.dates, day))
            return (*references[:at], own, *references[at + 1 :])
    return (_bare(number, day), *references)


def _bare(number: str, day: date | None) -> Reference:
    return Reference(qualifier=ORDER, value=number, dates=_on((), day))


def _day(dates: Sequence[Moment]) -> date | None:
    """The day of a reference; one with a time is one too."""
    return next((one.date for one in dates if one.qualifier == REFERENCE_DATE and one.date), None)


def _on(dates: tuple[Moment, ...], day: date | None) -> tuple[Moment, ...]:
    """The dates of a reference of this day."""
    if day is None or _day(dates) == day:
        return dates
    for at, one in enumerate(dates):
        if one.qualifier == REFERENCE_DATE and one.date:
            return (*dates[:at], replace(one, date=day), *dates[at + 1 :])
    return (Moment(qualifier=REFERENCE_DATE, date=day), *dates)
