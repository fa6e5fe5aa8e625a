"""INVOIC Invoice: what is to be paid.

BGM+380+INV-5501+9'
DTM+137:20260311:102'
RFF+ON:4500017'
LIN+1++5410000000019:EN'
QTY+47:12:PCE'
PRI+AAA:9.25'
UNS+S'
MOA+77:111'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, charged, complaint, number_missing
from edi.control_totals import control_total_complaints
from edi.documents.billing import Invoice, InvoiceLine
from edi.documents.parts import Amount, Reference
from edi.edifact_shapes import (
    AMOUNTS,
    CHARGE_TOTALS,
    CHARGES,
    CURRENCY,
    DATES,
    DESCRIPTIONS,
    ITEM,
    LINE_COUNT,
    MORE_ITEMS,
    NOTES,
    NUM,
    PRICES,
    PURPOSE,
    REFERENCES,
    SECTION,
    TAX,
    TAXES,
    dated,
    undated,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.edifact_sublines import (
    LINE_NAMED,
    line_counts,
    subline_complaints,
    with_sublines,
    without_sublines,
)
from edi.edifact_syntax import cut
from edi.elements import TEXT, Cut
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import invoic
from edi.shapes import Shape, inside, loops, one, spread
from edi.transaction_set import TransactionSet
from edi.values import due_in_cents, times, total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.documents.parts import Charge
    from edi.judging import Judged

CODE: Final = "INVOIC"
ORDER: Final = "ON"
"""RFF 1153 of the order that is meant."""
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", invoic.D96A),
    "D01B": read_grammar(CODE, "D01B", invoic.D01B),
}

TOTAL: Final = "77"
"""MOA 5025 of what is to be paid."""
LINES_TOTAL: Final = "79"
LINE_TOTAL: Final = "203"
TAX_TOTALS: Final = ("124", "176")
ADJUSTED: Final = "165"
"""An adjustment of the total, whose sign nobody says."""
BILLED_BACK: Final = "1"
"""4471 of a charge that is settled later, and no part of this invoice."""
UNTAXED: Final = frozenset({"E", "O", "Z"})
"""5305 of what is not taxed."""


def _other_totals(elements: Sequence[str], cut: Cut) -> Sequence[Amount]:
    found: Sequence[Amount] = AMOUNTS.read(elements, cut)
    return [amount for amount in found if amount.qualifier != TOTAL]


_LINE: Final = Shape(
    InvoiceLine,
    one("LIN", line=1, identifiers=ITEM, sublines=LINE_NAMED),
    MORE_ITEMS,
    DESCRIPTIONS,
    one("QTY", where={(1, 1): "47"}, quantity=NUM(1, 2), uom=TEXT(1, 3)),
    DATES,
    NOTES,
    AMOUNTS,
    one(
        "PRI",
        where={(1, 1): "AAA"},
        price=NUM(1, 2),
        basis=TEXT(1, 3),
        price_per=NUM(1, 5),
        price_uom=TEXT(1, 6),
    ),
    PRICES,
    REFERENCES,
    TAXES,
    CHARGES,
)
SHAPE: Final = Shape(
    Invoice,
    one("BGM", type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    NOTES,
    REFERENCES,
    PARTY_LOOPS,
    loops("TAX", "default_taxes", TAX),
    CURRENCY,
    CHARGES,
    loops("LIN", "lines", _LINE),
    inside(
        "UNS",
        SECTION,
        LINE_COUNT,
        one("MOA", where={(1, 1): TOTAL}, total=NUM(1, 2)),
        spread("MOA", "amounts", _other_totals, AMOUNTS.write),
        TAXES,
        CHARGE_TOTALS,
    ),
)


def billed(invoice: Invoice) -> Invoice:
    """The invoice with the order that it bills (RFF+ON) as its order."""
    made: Invoice = with_sublines(dated(invoice))
    number = next((item.value for item in made.references if item.qualifier == ORDER), "")
    rest = tuple(item for item in made.references if item.qualifier != ORDER)
    return replace(made, order=number, references=rest)


def unbilled(invoice: Invoice) -> Invoice:
    """The invoice with the order among its references, as EDIFACT says it."""
    if invoice.order:
        own = Reference(qualifier=ORDER, value=invoice.order)
        invoice = replace(invoice, order="", references=(own, *invoice.references))
    return undated(without_sublines(invoice))


def judge(invoice: Invoice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The invoice has a number; MOA+79 is the sum of its lines, MOA+77 all of it."""
    found: list[WireFinding] = []
    if not invoice.number.strip():
        found.append(number_missing(segments, "BGM02"))
    lines = _line_totals(invoice)
    claimed = _amount(invoice.amounts, LINES_TOTAL)
    due = due_in_cents(lines, ()) if lines else ()
    if claimed is not None and due and claimed not in due:
        found.append(_differs(segments, LINES_TOTAL, claimed, due[0]))
    others = _others(invoice)
    # A wrong sum of the lines is named itself, and makes no right total a wrong one.
    sums = [each for each in (lines, [] if claimed is None else [claimed]) if each]
    if invoice.total is not None and sums and others is not None:
        due = tuple(amount for each in sums for amount in due_in_cents(each, others))
        if invoice.total not in due:
            found.append(_differs(segments, TOTAL, invoice.total, due[0]))
    found += subline_complaints(segments)
    found += line_counts(segments, invoice.line_count, "UNS/CNT")
    return found + control_total_complaints(segments, "UNS/CNT", "LIN")


def _differs(
    segments: Sequence[Judged], qualifier: str, claimed: Decimal, right: Decimal
) -> WireFinding:
    totals = at_path(segments, "UNS/MOA/MOA")
    named = (at for at in totals if at.elements[1:] and cut(at.elements[1])[0] == qualifier)
    at = next(named, segments[-1])
    return complaint(Code.TOTAL_DIFFERS, at, "MOA01-2", claimed, right)


def _amount(amounts: Sequence[Amount], qualifier: str) -> Decimal | None:
    return next((item.amount for item in amounts if item.qualifier == qualifier), None)


def _line_totals(invoice: Invoice) -> list[Decimal]:
    """What each line comes to: MOA+203, or quantity by price; none where a line says neither."""
    made: list[Decimal] = []
    for line in invoice.lines:
        said = _amount(line.amounts, LINE_TOTAL)
        charges = _settled(line.charges)
        if said is not None:
            made.append(said)
        elif (
            line.quantity is None
            or line.price is None
            or charges is None
            or line.price_per not in (None, 1)
        ):
            return []
        else:
            made.append(total([times(line.quantity, line.price), *charges]))
    return made


def _others(invoice: Invoice) -> list[Decimal | None] | None:
    """What is charged, allowed and taxed beside the lines; None where some of it is not said."""
    charges = _settled(invoice.charges)
    taxes = _taxed(invoice)
    adjusted = _amount(invoice.amounts, ADJUSTED) is not None
    return None if charges is None or taxes is None or adjusted else [*charges, *taxes]


def _settled(charges: Sequence[Charge]) -> list[Decimal | None] | None:
    if any(item.amount is None or item.handling == BILLED_BACK for item in charges):
        return None
    return charged(replace(item, taxes=()) for item in charges)


def _taxed(invoice: Invoice) -> list[Decimal] | None:
    """The taxes: their total where it is said, else by rate in the summary, else one by one."""
    for qualifier in TAX_TOTALS:
        said = _amount(invoice.amounts, qualifier)
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
        if tax.amount is not None:
            made.append(tax.amount)
        elif tax.percent != 0 and tax.category not in UNTAXED:
            return None
    return made


SET: Final = TransactionSet(
    code=CODE,
    title="Invoice",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=billed,
    spread=unbilled,
)
