"""Currencies of an EDIFACT document: its own, and what its CUX say beyond that.

CUX+2:EUR:4+3:USD:4+1.08' says that amounts are in euro, and that one is 1.08 dollars.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from edi.currencies import REFERENCE as OWN
from edi.documents.parts import Amount, Currency
from edi.edifact_moments import DATES
from edi.edifact_shapes import AMOUNT_SAID, NUM
from edi.elements import TEXT, At
from edi.shapes import Shape, each, loops, one

OF_ORDER, OF_INVOICE = "9", "4"
"""6343 of the currency of an order, and of an invoice."""
_CURRENCY: Final[dict[str, At | int]] = {
    "usage": TEXT(1, 1), "currency": TEXT(1, 2), "kind": TEXT(1, 3), "base": NUM(1, 4),
    "target_usage": TEXT(2, 1), "target": TEXT(2, 2), "target_kind": TEXT(2, 3),
    "target_base": NUM(2, 4), "rate": NUM(3), "market": 4,
}  # fmt: skip
CURRENCIES: Final = loops(
    "CUX",
    "currencies",
    Shape(Currency, one("CUX", where=None, fixed=None, among=None, **_CURRENCY), DATES),
)
"""Those of a document, as a shape reads them."""
LINE_AMOUNTS: Final = loops(
    "MOA",
    "amounts",
    Shape(
        Amount,
        one("MOA", where=None, fixed=None, among=None, **AMOUNT_SAID),
        each("CUX", "currencies", Currency, where=None, fixed=None, **_CURRENCY),
    ),
)
"""Amounts of a line of an INVOIC, where each may say what it is in behind it."""


def with_currency(document: Any, kind: str = OF_ORDER) -> Any:
    """A document with its own currency out of its currencies; one that says more stays there."""
    own = [said for said in document.currencies if said.usage == OWN]
    if document.currency or not own:
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
