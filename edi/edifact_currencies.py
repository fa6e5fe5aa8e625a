"""Currencies of an EDIFACT document: its own, and what its CUX say beyond that.

CUX+2:EUR:4+3:USD:4+1.08' says that amounts are in euro, and that one is 1.08 dollars.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from edi.documents.parts import Currency
from edi.edifact_moments import DATES
from edi.edifact_shapes import NUM
from edi.elements import TEXT
from edi.shapes import Shape, loops, one

OWN: Final = "2"
"""6347 of the currency that amounts are in."""
OF_ORDER, OF_INVOICE = "9", "4"
"""6343 of the currency of an order, and of an invoice."""
CURRENCIES: Final = loops(
    "CUX",
    "currencies",
    Shape(
        Currency,
        one(
            "CUX",
            usage=TEXT(1, 1),
            currency=TEXT(1, 2),
            kind=TEXT(1, 3),
            base=NUM(1, 4),
            target_usage=TEXT(2, 1),
            target=TEXT(2, 2),
            target_kind=TEXT(2, 3),
            target_base=NUM(2, 4),
            rate=NUM(3),
            market=4,
        ),
        DATES,
    ),
)


def with_currency(document: Any, kind: str = OF_ORDER) -> Any:
    """A document with its own currency out of its currencies; one that says more stays there."""
    own = [said for said in document.currencies if said.usage == OWN]
    if not own:
        return document
    code, rest = own[0].currency, document.currencies
    if own in ([Currency(usage=OWN, currency=code, kind=some)] for some in (kind, "")):
        rest = tuple(said for said in rest if said.usage != OWN)
    return replace(document, currency=code, currencies=rest)


def without_currency(document: Any, kind: str = OF_ORDER) -> Any:
    """A document with its own currency among its currencies, as EDIFACT says it."""
    if not document.currency:
        return document
    for at, said in enumerate(document.currencies):
        if said.usage == OWN:
            own = replace(said, currency=document.currency)
            rest = (*document.currencies[:at], own, *document.currencies[at + 1 :])
            return replace(document, currency="", currencies=rest)
    own = Currency(usage=OWN, currency=document.currency, kind=kind)
    return replace(document, currency="", currencies=(own, *document.currencies))
