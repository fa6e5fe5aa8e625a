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
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, count_complaints
from edi.documents.billing import Invoice, InvoiceLine, Tax
from edi.documents.parts import Reference
from edi.edifact_fragments import CHARGE, LINE, PARTIES, TERMS
from edi.edifact_shapes import (
    CURRENCY,
    DATES,
    DESCRIPTIONS,
    ITEM,
    LINE_COUNT,
    MORE_ITEMS,
    NUM,
    PURPOSE,
    REFERENCES,
    SECTION,
    dated,
    undated,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.elements import TEXT
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "INVOIC"
ORDER: Final = "ON"
"""RFF 1153 of the order that is meant."""
# An invoice's line has its amounts as a group of their own, behind the terms.
_LINE_TEXT: Final = LINE.replace("MOA O 10; ", "", 1).replace(
    "    [PRI]", "    [MOA] O 10\n        MOA M 1; CUX O 1\n    [PRI]", 1
)
_TEXT: Final = f"""
UNH M 1; BGM M 1; DTM M 35; PAI O 1; ALI O 5; IMD O 1; FTX O 99; LOC O 10; GIS O 10; GIR O 10
[RFF] O 9999
    RFF M 1; DTM O 5
{PARTIES}
{TERMS}
{CHARGE}
[LIN] O 9999999
    LIN M 1
{_LINE_TEXT}
UNS M 1; CNT O 10
[MOA] M 100
    MOA M 1
    [RFF] O 1
        RFF M 1; DTM O 5
[TAX] O 10
    TAX M 1; MOA O 9
[ALC] O 15
    ALC M 1; ALI O 1; MOA O 2; FTX O 1
UNT M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("D96A", "D01B")
}

TAXES: Final = each("TAX", "taxes", Tax, code=TEXT(2, 1), percent=NUM(5, 4), fixed={1: "7"})
_LINE: Final = Shape(
    InvoiceLine,
    one("LIN", line=1, identifiers=ITEM),
    MORE_ITEMS,
    DESCRIPTIONS,
    one("QTY", where={(1, 1): "47"}, quantity=NUM(1, 2), uom=TEXT(1, 3)),
    DATES,
    one("PRI", where={(1, 1): "AAA"}, price=NUM(1, 2), basis=TEXT(1, 3)),
    REFERENCES,
    TAXES,
)
SHAPE: Final = Shape(
    Invoice,
    one("BGM", type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    each("FTX", "texts", str, TEXT(4, 1), fixed={1: "AAI"}),
    REFERENCES,
    PARTY_LOOPS,
    CURRENCY,
    loops("LIN", "lines", _LINE),
    SECTION,
    LINE_COUNT,
    one("MOA", where={(1, 1): "77"}, total=NUM(1, 2)),
)


def billed(invoice: Invoice) -> Invoice:
    """The invoice with the order that it bills (RFF+ON) as its order."""
    made: Invoice = dated(invoice)
    number = next((item.value for item in made.references if item.qualifier == ORDER), "")
    rest = tuple(item for item in made.references if item.qualifier != ORDER)
    return replace(made, order=number, references=rest)


def unbilled(invoice: Invoice) -> Invoice:
    """The invoice with the order among its references, as EDIFACT says it."""
    if invoice.order:
        own = Reference(qualifier=ORDER, value=invoice.order)
        invoice = replace(invoice, order="", references=(own, *invoice.references))
    return undated(invoice)


def judge(invoice: Invoice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The invoice has a number; where nothing is charged or taxed, its lines make MOA+77."""
    found: list[WireFinding] = []
    if not invoice.number.strip():
        found.append(complaint(Code.DOCUMENT_NUMBER_MISSING, segments[0], "BGM02"))
    plain = not any(segment.elements[0] in ("ALC", "TAX") for segment in segments)
    lines = [
        line.quantity * line.price
        for line in invoice.lines
        if line.quantity is not None and line.price is not None
    ]
    right = sum(lines, Decimal(0)).quantize(Decimal("0.01"))
    complete = lines and len(lines) == len(invoice.lines)
    if plain and complete and invoice.total is not None and invoice.total != right:
        at = next(iter(at_path(segments, "MOA/MOA")), segments[-1])
        found.append(complaint(Code.TOTAL_DIFFERS, at, "MOA01-2", invoice.total, right))
    count = len(invoice.lines)
    return found + count_complaints(segments, "CNT", "CNT01-2", invoice.line_count, count)


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
