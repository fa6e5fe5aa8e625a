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

from edi.complaints import at_path, complaint, number_missing
from edi.control_totals import control_total_complaints
from edi.documents.billing import Invoice, InvoiceLine
from edi.edifact_currencies import (
    CURRENCIES,
    LINE_AMOUNTS,
    OF_INVOICE,
    with_currency,
    without_currency,
)
from edi.edifact_moments import DATES, dated, undated
from edi.edifact_orders import naming_order, order_named
from edi.edifact_prices import INVOICED_PRICE, PRICES
from edi.edifact_quantities import BILLED, VARIANCE, quantities_but
from edi.edifact_shapes import (
    AMOUNTS,
    CHARGE_TOTALS,
    CHARGES,
    DATED_REFERENCES,
    DESCRIPTIONS,
    ITEM,
    LINE_COUNT,
    MORE_ITEMS,
    NOTES,
    NUM,
    PLACES,
    PURPOSE,
    SECTION,
    TAX,
    TAXES,
    number,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.edifact_sublines import (
    LINE_NAMED,
    line_counts,
    line_heads,
    subline_complaints,
    with_sublines,
    without_sublines,
)
from edi.edifact_syntax import cut
from edi.edifact_terms import FREIGHT, PAYMENT, TERMS
from edi.elements import TEXT
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import invoic
from edi.invoice_totals import (
    LINE_TOTAL,
    LINES_TOTAL,
    TOTAL,
    amount_of,
    invoice_currency,
    is_line_total,
    line_due,
    lines_due,
    total_due,
    with_total,
    without_total,
)
from edi.own_amounts import with_own_amounts
from edi.shapes import Shape, inside, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.judging import Judged

CODE: Final = "INVOIC"
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", invoic.D96A),
    "D01B": read_grammar(CODE, "D01B", invoic.D01B),
}

_LINE: Final = Shape(
    InvoiceLine,
    one("LIN", line=1, identifiers=ITEM, sublines=LINE_NAMED),
    MORE_ITEMS,
    DESCRIPTIONS,
    one("QTY", where={(1, 1): "47"}, quantity=NUM(1, 2), uom=TEXT(1, 3)),
    quantities_but(BILLED),
    VARIANCE,
    DATES,
    NOTES,
    LINE_AMOUNTS,
    INVOICED_PRICE,
    PRICES,
    DATED_REFERENCES,
    PLACES,
    TAXES,
    CHARGES,
)
SHAPE: Final = Shape(
    Invoice,
    one("BGM", type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    PAYMENT,
    NOTES,
    DATED_REFERENCES,
    PARTY_LOOPS,
    loops("TAX", "default_taxes", TAX),
    CURRENCIES,
    TERMS,
    FREIGHT,
    CHARGES,
    loops("LIN", "lines", _LINE),
    inside(
        "UNS",
        SECTION,
        LINE_COUNT,
        AMOUNTS,
        TAXES,
        CHARGE_TOTALS,
    ),
)


def billed(invoice: Invoice) -> Invoice:
    """The invoice with the order that it bills (RFF+ON) as its order."""
    made: Invoice = with_total(with_currency(with_sublines(dated(invoice)), OF_INVOICE))
    made = with_own_amounts(made, invoice_currency(made))
    if made.order:
        return made
    number, day, rest = order_named(made.references)
    return replace(made, order=number, order_date=day, references=rest)


def unbilled(invoice: Invoice) -> Invoice:
    """The invoice with the order among its references, as EDIFACT says it."""
    named = naming_order(invoice.references, invoice.order, invoice.order_date)
    made = replace(without_total(invoice), order="", order_date=None, references=named)
    return without_currency(undated(without_sublines(made)), OF_INVOICE)


def judge(invoice: Invoice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The invoice has a number; MOA+79 is the sum of its lines, its total all of it.

    MOA+203 is what its line comes to.
    """
    found: list[WireFinding] = []
    if not invoice.number.strip():
        found.append(number_missing(segments, "BGM02"))
    currency = invoice_currency(invoice)
    for line, head in zip(invoice.lines, line_heads(segments), strict=True):
        claimed = amount_of(line.amounts, LINE_TOTAL, currency)
        if claimed is not None and not (line.sublines or is_line_total(claimed, line, currency)):
            at = _of_line(segments, head)
            found.append(_differs(at, LINE_TOTAL, claimed, line_due(line, currency)[0]))
    totals = at_path(segments, "UNS/MOA/MOA") or segments[-1:]
    claimed, due = amount_of(invoice.amounts, LINES_TOTAL, currency), lines_due(invoice)
    if claimed is not None and due and claimed not in due:
        found.append(_differs(totals, LINES_TOTAL, claimed, due[0]))
    due = total_due(invoice)
    if invoice.total is not None and due and invoice.total not in due:
        found.append(_differs(totals, invoice.total_kind or TOTAL, invoice.total, due[0]))
    found += subline_complaints(segments)
    found += line_counts(segments, invoice.line_count, "UNS/CNT")
    return found + control_total_complaints(segments, "UNS/CNT", "LIN")


def _of_line(segments: Sequence[Judged], head: Judged) -> list[Judged]:
    """The MOAs of a line."""
    found: list[Judged] = []
    for segment in segments:
        if segment.number > head.number and segment.path == "LIN/LIN":
            break
        if segment.number > head.number and segment.path == "LIN/MOA/MOA":
            found.append(segment)
    return found


def _differs(
    totals: Sequence[Judged], qualifier: str, claimed: Decimal, right: Decimal
) -> WireFinding:
    said = [(at, [*cut("".join(at.elements[1:2])), ""]) for at in totals]
    named = [(at, parts) for at, parts in said if parts[0] == qualifier]
    exact = (at for at, parts in named if number(parts[1]) == claimed)
    at = next(exact, named[0][0] if named else totals[0])
    return complaint(Code.TOTAL_DIFFERS, at, "MOA01-2", claimed, right)


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
