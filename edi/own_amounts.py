"""Charges and taxes that EDIFACT says in several currencies: the document's own is what counts.

MOA+23:9:EUR' and MOA+23:10:USD' below an ALC of an invoice in dollars are a charge of 10; what it
is in euro stands among its `amounts`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edi.currencies import own_amounts
from edi.documents.parts import Amount, Charge, Tax
from edi.edifact_shapes import CHARGED, TAX_AMOUNT, TAXABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def with_own_amounts(document: Any, currency: str) -> Any:
    """A document of a currency, whose charges and taxes are in that wherever they say it."""
    if not currency:
        return document
    changed: dict[str, Any] = {}
    for name in ("charges", "charge_totals", "default_taxes", "taxes", "lines", "sublines"):
        before: Sequence[Any] = getattr(document, name, ())
        after = tuple(_own(item, currency) for item in before)
        if any(one is not other for one, other in zip(before, after, strict=True)):
            changed[name] = after
    return replace(document, **changed) if changed else document


def _own(item: Any, currency: str) -> Any:
    match item:
        case Charge():
            return with_own_amounts(_charge(item, currency), currency)
        case Tax():
            return _taxable(_tax(item, currency), currency)
        case _:
            return with_own_amounts(item, currency)


def _charge(charge: Charge, currency: str) -> Charge:
    """A charge in a currency."""
    said = Amount(
        qualifier=charge.amount_kind or "8", amount=charge.amount, currency=charge.currency
    )
    own, rest = _exchanged(said, charge.amounts, CHARGED, currency)
    if own is said:
        return charge
    return replace(
        charge,
        amount_kind="" if own.qualifier == "8" else own.qualifier,
        amount=own.amount,
        currency=own.currency,
        amounts=rest,
    )


def _tax(tax: Tax, currency: str) -> Tax:
    """A tax in a currency."""
    said = Amount(qualifier=TAX_AMOUNT, amount=tax.amount, currency=tax.currency)
    own, rest = _exchanged(said, tax.amounts, (TAX_AMOUNT,), currency)
    if own is said:
        return tax
    return replace(tax, amount=own.amount, currency=own.currency, amounts=rest)


def _taxable(tax: Tax, currency: str) -> Tax:
    """A tax of an amount in a currency."""
    said = Amount(qualifier=TAXABLE, amount=tax.taxable, currency=tax.taxable_currency)
    own, rest = _exchanged(said, tax.amounts, (TAXABLE,), currency)
    if own is said:
        return tax
    return replace(tax, taxable=own.amount, taxable_currency=own.currency, amounts=rest)


def _exchanged(
    said: Amount, others: tuple[Amount, ...], kinds: Collection[str], currency: str
) -> tuple[Amount, tuple[Amount, ...]]:
    """The first amount in a currency instead of one that is said in another, and all the others."""
    if not others or said.currency in ("", currency):
        return said, others
    own = next((one for one in own_amounts(others, currency) if one.qualifier in kinds), said)
    return own, tuple(said if one is own else one for one in others)
