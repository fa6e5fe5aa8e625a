"""What the totals of an INVOIC should be: MOA by its qualifier (5025), where all terms are there.

EANCOM takes 77 for the invoice with all charges, allowances and taxes; in its edition of D.96A that
is 86. 39 is the total of the invoice by its name, 388 a total with its tax, 9 what is due: that is
less where some was paid before. 79 sums the lines, 203 is what a line comes to after its own
allowances and charges. A total differs only where its base is sure; of many it is not.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.complaints import charged
from edi.currencies import currency_named, currency_of, is_foreign, own_amounts
from edi.documents.billing import InvoiceLine
from edi.documents.line_parts import Subline
from edi.documents.parts import Amount
from edi.price_bases import ONE, edifact_count
from edi.values import divided, due_in_cents, scaled, times, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi.documents.billing import Invoice
    from edi.documents.parts import Charge

TOTAL: Final = "77"
"""MOA 5025 of what is to be paid."""
DUE: Final = "9"
TOTALS: Final = (TOTAL, "39", "86", "388", DUE)
"""5025 of what is to be paid, the surest first."""
LINES_TOTAL: Final = "79"
LINE_TOTAL: Final = "203"
TAX_TOTALS: Final = ("124", "176")
CHARGE_TOTALS: Final = frozenset({"131", "259", "260"})
"""What charges and allowances come to; the first does not say which of both."""
ADJUSTED: Final = "165"
"""An adjustment of the total, whose sign nobody says."""
TERMS: Final = frozenset({*TOTALS, *TAX_TOTALS, *CHARGE_TOTALS, LINES_TOTAL, "66", "125", "389"})
"""What may stand beside an amount due and is part of it; others may have been paid before."""
BILLED_BACK: Final = "1"
"""4471 of a charge that is settled later, and no part of this invoice."""
UNTAXED: Final = frozenset({"E", "O", "Z"})
"""5305 of what is not taxed."""
BESIDE: Final = 2
"""The way of taking lines whose total may have no charges in it; the others are of prices."""
PRICE_DIGITS: Final = 2
"""Decimals that a price has at least; one that was rounded is off by half of its last."""

Line: TypeAlias = InvoiceLine | Subline


def with_total(invoice: Invoice) -> Invoice:
    """The invoice with its total out of its amounts: that of the surest qualifier.

    One in another currency than the invoice stays among them.
    """
    if invoice.total is not None:
        return invoice
    own = own_amounts(invoice.amounts, invoice_currency(invoice))
    for kind in TOTALS:
        said = next((item for item in own if item.qualifier == kind), None)
        if said is None:
            continue
        at = next(at for at, item in enumerate(invoice.amounts) if item is said)
        return replace(
            invoice,
            total=said.amount,
            total_kind="" if kind == TOTAL else kind,
            total_currency=said.currency,
            amounts=(*invoice.amounts[:at], *invoice.amounts[at + 1 :]),
        )
    return invoice


def without_total(invoice: Invoice) -> Invoice:
    """The invoice with its total among its amounts, as EDIFACT says it."""
    if invoice.total is None:
        return invoice
    own = Amount(
        qualifier=invoice.total_kind or TOTAL,
        amount=invoice.total,
        currency=invoice.total_currency,
    )
    bare = replace(invoice, total=None, total_kind="", total_currency="")
    return replace(bare, amounts=(own, *invoice.amounts))


def invoice_currency(invoice: Invoice) -> str:
    """The currency of an invoice: what it says, else its lines, else its total."""
    lines = invoice.lines
    named = currency_of(invoice.currency, lines) or currency_named(
        item for line in lines for item in line.amounts if item.qualifier == LINE_TOTAL
    )
    return named or invoice.total_currency


def amount_of(amounts: Sequence[Amount], qualifier: str, currency: str) -> Decimal | None:
    """The first amount of a qualifier in a currency."""
    own = own_amounts(amounts, currency)
    return next((item.amount for item in own if item.qualifier == qualifier), None)


def lines_due(invoice: Invoice) -> tuple[Decimal, ...]:
    """What the lines may come to, the likeliest first; none where that is not sure."""
    return tuple(due for lines in _line_totals(invoice) for due in due_in_cents(lines, ()))


def total_due(invoice: Invoice) -> tuple[Decimal, ...]:
    """What the total may be, the likeliest first; none where that is not sure.

    A wrong sum of the lines is named itself, and makes no right total a wrong one. Whether a total
    that is none of 77 has the taxes in it is not sure.
    """
    currency = invoice_currency(invoice)
    claimed = amount_of(invoice.amounts, LINES_TOTAL, currency)
    sums = [*_line_totals(invoice), *([] if claimed is None else [[claimed]])]
    charged, taxes = _charged(invoice, currency), _taxed(invoice, currency)
    if taxes is None or not _is_sure(invoice):
        return ()
    others = [[*some, *taxes] for some in charged]
    if invoice.total_kind:
        others += charged
    return tuple(due for each in sums for some in others for due in due_in_cents(each, some))


def _charged(invoice: Invoice, currency: str) -> list[list[Decimal | None]]:
    """What may be charged beside the lines, the likeliest first; none where that is not sure.

    A summary says what the charges and allowances of a kind come to. Those of the header, and of
    lines, may be in that already, or some of them; of what nothing else says it counts for sure.
    """
    own, sums = _settled(invoice.charges, currency), _settled(invoice.charge_totals, currency)
    if own is None or sums is None:
        return []
    of_lines = [
        charge for line in invoice.lines for part in (line, *line.sublines)
        for charge in part.charges
    ]  # fmt: skip
    known = {(each.indicator, each.code) for each in (*invoice.charges, *of_lines)}
    kinds = {indicator for indicator, _ in known}
    beyond = _settled(
        [
            each
            for each in invoice.charge_totals
            if (each.indicator, each.code) not in known
            and (each.code or each.indicator not in kinds)
        ],
        currency,
    )
    made = [[*own, *(beyond or ())]]
    if known and invoice.charge_totals:
        made += [own, sums]
    return made


def _is_sure(invoice: Invoice) -> bool:
    """Whether nothing that is said of the total is of an unknown sign or already paid."""
    own = own_amounts(invoice.amounts, invoice_currency(invoice))
    said = {item.qualifier for item in own if item.amount}
    if ADJUSTED in said or (said & CHARGE_TOTALS and not invoice.charges):
        return False
    return invoice.total_kind != DUE or said <= TERMS


def line_due(line: Line, currency: str) -> tuple[Decimal, ...]:
    """What a line may come to by quantity and price, the likeliest first; none if not sure.

    The price of AAA has allowances and charges in it already; not all senders hold to that. Nor do
    all to what they say the price is for.
    """
    charges = _settled(line.charges, currency)
    if charges is None:
        return ()
    return tuple(due for extension, _ in _extensions(line) for due in _with(extension, charges))


def _with(extension: Decimal, charges: Sequence[Decimal | None]) -> tuple[Decimal, ...]:
    return (*due_in_cents([extension], ()), *due_in_cents([extension], charges))


def is_line_total(claimed: Decimal, line: Line, currency: str) -> bool:
    """Whether MOA+203 may be what a line comes to: but for its sign, and for a rounded price.

    A price in another `currency` than the invoice comes to nothing that is known.
    """
    if is_foreign(line, currency):
        return True
    extensions, charges = _extensions(line), _settled(line.charges, currency)
    if not extensions or charges is None or line.quantity is None or line.price is None:
        return True
    exponent = line.price.as_tuple().exponent
    digits = max(PRICE_DIGITS, -exponent if isinstance(exponent, int) else PRICE_DIGITS)
    slack = abs(scaled(times(line.quantity, Decimal(5)), -digits - 1))
    return any(
        abs(abs(claimed) - abs(each)) <= divided(slack, count)
        for extension, count in extensions
        for each in _with(extension, charges)
    )


def _extensions(line: Line) -> tuple[tuple[Decimal, Decimal], ...]:
    """Quantity by price, and of how many the price is: as it says, and as if it were of one.

    None where it is not sure what it is for.
    """
    count = edifact_count(line, settled=True)
    if line.quantity is None or line.price is None or count is None:
        return ()
    plain = times(line.quantity, line.price)
    return ((plain if count == ONE else divided(plain, count), count), (plain, ONE))


def _line_totals(invoice: Invoice) -> list[list[Decimal]]:
    """What each line comes to; where there are sub-lines, without them and with them.

    A line without a price of its own is what its sub-lines are. None where any says neither. Prices
    for many are taken as such, and then as those of one. None where one is in another currency, by
    its price or by all that is said of what it comes to.
    """
    made: list[list[Decimal]] = []
    currency = invoice_currency(invoice)
    every = [each for line in invoice.lines for each in (line, *line.sublines)]
    if any(is_foreign(each, currency) or _is_elsewhere(each, currency) for each in every):
        return []
    for way in (0, 1, BESIDE):
        without: list[Decimal] = []
        beside: list[Decimal] = []
        for line in invoice.lines:
            own = _said(line, way, currency)
            parts = _all(_said(each, way, currency) for each in line.sublines)
            if own is None and not parts:
                return []
            without += parts or [] if own is None else [own]
            beside += [] if own is None else parts or []
        made += [without, [*without, *beside]] if beside else [without] if without else []
    return [some for at, some in enumerate(made) if some not in made[:at]]


def _is_elsewhere(line: Line, currency: str) -> bool:
    """Whether what a line comes to is said in other currencies only."""
    said = [item for item in line.amounts if item.qualifier == LINE_TOTAL]
    return bool(said) and not own_amounts(said, currency)


def _said(line: Line, way: int, currency: str) -> Decimal | None:
    """What a line comes to: MOA+203, or quantity by price and what is charged beside it.

    A MOA+203 that is no more than quantity by price may have what is charged beside it too.
    """
    said = amount_of(line.amounts, LINE_TOTAL, currency)
    extensions, charges = _extensions(line), _settled(line.charges, currency)
    if said is not None:
        plain = (due for extension, _ in extensions for due in due_in_cents([extension], ()))
        if way != BESIDE or not line.charges or said not in plain:
            return said
        return None if charges is None else total([said, *charges])
    known = extensions[min(way, len(extensions) - 1)][0] if extensions else None
    return None if known is None or charges is None else total([known, *charges])


def _all(amounts: Iterable[Decimal | None]) -> list[Decimal] | None:
    found = list(amounts)
    known = [amount for amount in found if amount is not None]
    return known if len(known) == len(found) else None


def _settled(charges: Sequence[Charge], currency: str) -> list[Decimal | None] | None:
    """Charges and allowances as what they add; None where some is not said in this currency."""
    if any(item.amount is None or item.handling == BILLED_BACK for item in charges):
        return None
    if any(currency and item.currency not in ("", currency) for item in charges):
        return None
    return charged(replace(item, taxes=()) for item in charges)


def _taxed(invoice: Invoice, currency: str) -> list[Decimal] | None:
    """The taxes: their total where it is said, else by rate in the summary, else one by one."""
    for qualifier in TAX_TOTALS:
        said = amount_of(invoice.amounts, qualifier, currency)
        if said is not None:
            return [said]
    charges = [*invoice.charges, *(charge for line in invoice.lines for charge in line.charges)]
    single = [
        *invoice.default_taxes,
        *(tax for line in invoice.lines for tax in line.taxes),
        *(tax for charge in charges for tax in charge.taxes),
    ]
    made: list[Decimal] = []
    for tax in invoice.taxes or single:
        if currency and tax.currency not in ("", currency):
            return None
        if tax.amount is not None:
            made.append(tax.amount)
        elif tax.percent != 0 and tax.category not in UNTAXED:
            return None
    return made
