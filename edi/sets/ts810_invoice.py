"""810 Invoice: what is to be paid, in cents that add up.

BIG*20260311*INV-5501*20260302*4500017***DI~
IT1*1*12*EA*9.25**VN*A~
TDS*11350~
SAC*C*D240***250~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, count_complaints, number_missing
from edi.control_totals import hash_complaints
from edi.documents.billing import Carriage, Invoice, InvoiceLine
from edi.elements import CENTS, COUNT, DAY, NUMBER, Pairs
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import ACCOUNTS, CODE_LISTS, VESSELS, within
from edi.order_shapes import DESCRIPTIONS, SELLERS, sublines
from edi.order_totals import extensions
from edi.percent_charges import charged_on
from edi.sections import (
    AMOUNTS,
    CHARGES,
    CONTACTS,
    DATES,
    FREIGHT,
    MEASURES,
    NOTE,
    PACKS,
    PARTY,
    PLACES,
    PRICES,
    QUANTITIES,
    REFERENCES,
    REMARKS,
    TAXED_CHARGES,
    TAXES,
    TERMS,
)
from edi.shapes import Shape, each, inside, loops, one
from edi.transaction_set import TransactionSet
from edi.values import due_in_cents, total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.judging import Judged

CODE: Final = "810"


def _text(release: str, *, conditions: str, charges: str, taxes: str) -> str:
    """The grammar, where releases differ: in a CRC, in how many `charges` and `taxes` may come.

    Since 005010 taxes of a charge have a date, and so have the charges of the invoice.
    """
    dated = release >= "005010"
    taxed = "    [TXI] O >1\n        TXI M 1; DTM O 1" if dated else f"    TXI O {taxes}"
    charged = f"[SAC] O {charges}\n    SAC M 1"
    return f"""
ST M 1; BIG M 1; NTE O 100; CUR O 1; REF O 12; YNQ O 10; PER O 3
[N1] O 200
    N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3; DMG O 1
ITD O >1; DTM O 10; FOB O 1; PID O 200; MEA O 40; PWK O 25; PKG O 25; L7 O 1; BAL O >1; INC O 1
PAM O >1; {conditions}
{CODE_LISTS}
[N9] O 1
    N9 M 1; MSG M 10
{VESSELS}
{ACCOUNTS}
[IT1] O 200000
    IT1 M 1; CRC O 1; QTY O 5; CUR O 1; IT3 O 5; TXI O {taxes}; CTP O 25; PAM O 10; MEA O 40
    [PID] O 1000
        PID M 1; MEA O 10
    PWK O 25; PKG O 25; PO4 O 1; ITD O 2; REF O >1; YNQ O 10; PER O 5; SDQ O 500; DTM O 10
    CAD O >1; L7 O >1; SR O 1
{within(1, charged, taxed)}
    [SLN] O 1000
        SLN M 1; DTM O 1; REF O >1; PID O 1000; SAC O {charges}; TC2 O 2; TXI O {taxes}
    [N1] O 200
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3; DMG O 1
{within(1, CODE_LISTS, VESSELS, ACCOUNTS)}
TDS M 1; TXI O {taxes}; CAD O 1; AMT O >1
{charged}{"; DTM O >1" if dated else ""}
{taxed}
[ISS] O >1
    ISS M 1; PID O 1
CTT O 1; SE M 1
"""


_TEXTS: Final = {
    "004010": _text("004010", conditions="", charges="25", taxes="10"),
    "005010": _text("005010", conditions="CRC O 1", charges=">1", taxes=">1"),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

CARRIAGE: Final = each(
    "CAD",
    "carriage",
    Carriage,
    mode=1,
    carrier=4,
    routing=5,
    reference_qualifier=7,
    reference=8,
)
_LINE: Final = Shape(
    InvoiceLine,
    one(
        "IT1",
        line=1,
        quantity=NUMBER(2),
        uom=3,
        price=NUMBER(4),
        basis=5,
        identifiers=Pairs(6),
    ),
    SELLERS,
    QUANTITIES,
    TAXES,
    PRICES,
    MEASURES,
    DESCRIPTIONS,
    PACKS,
    TERMS,
    REFERENCES,
    CONTACTS,
    PLACES,
    TAXED_CHARGES,
    DATES,
    CARRIAGE,
    sublines(TAXES, CHARGES, DATES, REFERENCES),
    loops("N1", "parties", PARTY),
)
SHAPE: Final = Shape(
    Invoice,
    one(
        "BIG",
        date=DAY(1),
        number=2,
        order_date=DAY(3),
        order=4,
        order_release=5,
        type=7,
        purpose=8,
    ),
    REMARKS,
    SELLERS,
    REFERENCES,
    CONTACTS,
    loops("N1", "parties", PARTY),
    TERMS,
    DATES,
    FREIGHT,
    DESCRIPTIONS,
    MEASURES,
    loops("N9", "notes", NOTE),
    loops("IT1", "lines", _LINE),
    one("TDS", total=CENTS(1), discountable=CENTS(2)),
    TAXES,
    CARRIAGE,
    AMOUNTS,
    TAXED_CHARGES,
    inside(
        "ISS",
        one("ISS", units_shipped=NUMBER(1), units_uom=2, weight=NUMBER(3), weight_unit=4),
    ),
    one("CTT", line_count=COUNT(1), hash_total=NUMBER(2)),
)


def judge(invoice: Invoice, segments: Sequence[Judged]) -> list[WireFinding]:
    """Lines, charges, allowances and taxes add up to TDS01, to the cent."""
    found: list[WireFinding] = []
    if not invoice.number.strip():
        found.append(number_missing(segments, "BIG02"))
    due = billed(invoice)
    if invoice.total is not None and due and invoice.total not in due:
        at = next(iter(at_path(segments, "TDS")), segments[-1])
        found.append(complaint(Code.TOTAL_DIFFERS, at, "TDS01", invoice.total, due[0]))
    count = len(invoice.lines)
    found += count_complaints(segments, "CTT", "CTT01", invoice.line_count, count)
    quantities = [line.quantity for line in invoice.lines]
    return found + hash_complaints(segments, "CTT", invoice.hash_total, quantities)


def billed(invoice: Invoice) -> tuple[Decimal, ...]:
    """What lines, charges less allowances, and taxes may come to, in cents; the likeliest first.

    The sum or each line's extension may be rounded, half to even or half up. Nothing is known where
    that of a line is not, or a charge is not certain.
    """
    likely = extensions(invoice.lines, invoice.currency)
    return tuple(amount for amounts in likely for amount in _due(invoice, amounts))


def _due(invoice: Invoice, extensions: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """What may be due where the lines have these extensions.

    A percentage on the invoice is of its lines; where lines are charged on themselves, it is not
    said whether before that or after.
    """
    others: list[Decimal | None] = [tax.amount for tax in invoice.taxes]
    own = [charge.indicator for line in invoice.lines for charge in line.charges]
    is_plain = own.count("A") + own.count("C") == 0
    wholes = [(invoice.charges, total(extensions) if is_plain else None)]
    wholes += [(line.charges, of) for line, of in zip(invoice.lines, extensions, strict=True)]
    for charges, gross in wholes:
        amounts = charged_on(charges, gross)
        if amounts is None:
            return ()
        others += amounts
    others += [tax.amount for line in invoice.lines for tax in line.taxes]
    return due_in_cents(extensions, others)


SET: Final = TransactionSet(
    code=CODE,
    title="Invoice",
    group="IN",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
)
