"""Whose currency a document of ours says, and of what."""

from __future__ import annotations

import pytest

from edi.columns import order_tables
from edi.documents.billing import Invoice, InvoiceLine
from edi.documents.order_answers import AnsweredLine, ChangedLine, OrderAnswer, OrderChange
from edi.documents.orders import OrderLine, PurchaseOrder
from edi.orders import order_row
from edi.profiles import Profile
from edi.transaction_sets import MESSAGES, SETS, read_set
from tests.edi.test_purchase_orders import ARRIVAL, with_line
from tests.edi.wire import interchange, order_set, sets_of


@pytest.mark.parametrize(
    ("code", "release", "document", "currency"),
    [
        ("ORDERS", "D96A", PurchaseOrder(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("ORDCHG", "D96A", OrderChange(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("ORDRSP", "D96A", OrderAnswer(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("INVOIC", "D96A", Invoice(currency="EUR"), ("CUX", ("2", "EUR", "4"))),
        ("850", "004010", PurchaseOrder(currency="EUR"), ("CUR", "BY", "EUR")),
        ("860", "004010", OrderChange(currency="EUR"), ("CUR", "BY", "EUR")),
        ("860", "005010", OrderChange(currency="EUR"), ("CUR", "BY", "EUR")),
        ("865", "004010", OrderChange(currency="EUR"), ("CUR", "SE", "EUR")),
        ("855", "004010", OrderAnswer(currency="EUR"), ("CUR", "SE", "EUR")),
        ("810", "004010", Invoice(currency="EUR"), ("CUR", "SE", "EUR")),
    ],
)
def test_a_currency_is_an_orders_or_an_invoices_and_said_by_the_right_party(
    code: str, release: str, document: object, currency: tuple[object, ...]
):
    written = {**SETS, **MESSAGES}[code].write(document, release)
    assert [tuple(line) for line in written if line[0] in ("CUX", "CUR")] == [currency]


@pytest.mark.parametrize(
    ("code", "release", "document", "own"),
    [
        ("ORDERS", "D01B", PurchaseOrder(lines=(OrderLine(currency="USD"),)), "9"),
        ("ORDCHG", "D96A", OrderChange(lines=(ChangedLine(currency="USD"),)), "9"),
        ("ORDRSP", "D96A", OrderAnswer(lines=(AnsweredLine(currency="USD"),)), "9"),
        ("INVOIC", "D01B", Invoice(lines=(InvoiceLine(currency="USD"),)), "4"),
        ("850", "005010", PurchaseOrder(lines=(OrderLine(currency="USD"),)), "BY"),
        ("860", "004010", OrderChange(lines=(ChangedLine(currency="USD"),)), "BY"),
        ("865", "005010", OrderChange(lines=(ChangedLine(currency="USD"),)), "SE"),
        ("855", "004010", OrderAnswer(lines=(AnsweredLine(currency="USD"),)), "SE"),
        ("810", "004010", Invoice(lines=(InvoiceLine(currency="USD"),)), "SE"),
    ],
)
def test_a_line_says_its_own_currency_where_its_price_is(
    code: str, release: str, document: object, own: str
):
    written = [tuple(each) for each in {**SETS, **MESSAGES}[code].write(document, release)]
    head, ids = written[0], [each[0] for each in written]
    at = ids.index("CUR" if code[0] == "8" else "CUX")
    wanted = ("CUR", own, "USD") if code[0] == "8" else ("CUX", ("2", "USD", own))
    assert written[at] == wanted
    assert head[0] in ("BEG", "BCH", "BCA", "BAK", "BIG", "BGM")
    assert written[at - 1][0] in ("PO1", "POC", "IT1", "PRI")
    assert ids.count(ids[at]) == 1


BGM = "BGM+220+P1+9'DTM+137:20260309:102'"
LINE = "LIN+1++5:EN'QTY+21:9:PCE"


def priced(*segments: str) -> tuple[list[object], list[str], list[str]]:
    """Of an EDIFACT order: its prices, the currencies of its lines, what was found."""
    body = "".join(f"{each}'" for each in segments)
    head = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'UNH+1+ORDERS:D:96A:UN'"
    count = 5 + body.count("'")
    data = f"{head}{BGM}{body}UNS+S'UNT+{count}+1'UNZ+1+1'".encode()
    (framed,) = sets_of(data)
    read = read_set(framed)
    row, told = order_row(read.document, framed, Profile(), ARRIVAL)
    prices = [line["price"] for line in row["lines"]]  # type: ignore[attr-defined]
    assert not [one for one in read.findings if one.severity.value == "error"], read.findings
    return prices, [line.currency for line in read.document.lines], [str(f.code) for f in told]


EUR, USD = "CUX+2:EUR:9", "CUX+2:USD:9"
OTHER = ["PRICE_CURRENCY"]


@pytest.mark.parametrize(
    ("segments", "price", "currency", "told"),
    [
        ((EUR, LINE, "PRI+AAA:10"), "10", "", []),
        ((EUR, LINE, "PRI+AAA:10", EUR), "10", "EUR", []),
        ((EUR, LINE, "PRI+AAA:10", USD), None, "USD", OTHER),
        ((EUR, LINE, "PRI+AAB:9", USD, "PRI+AAA:10"), "10", "", []),
        ((EUR, LINE, "PRI+AAA:10", "PRI+AAB:9", USD), "10", "", []),
        ((EUR, LINE, "PRI+AAA:10", "PRI+AAA:9", USD), "10", "", []),
        ((EUR, LINE, "PRI+AAB:9", EUR, "PRI+AAA:10", USD), None, "USD", OTHER),
        ((LINE, "PRI+AAA:10", USD), "10", "USD", []),
    ],
)
def test_a_price_of_edifact_is_in_the_currency_of_its_own_group(
    segments: tuple[str, ...], price: str | None, currency: str, told: list[str]
):
    assert priced(*segments) == ([price], [currency], told)


def test_a_price_in_another_currency_than_its_order_is_told_and_not_taken():
    head, *rest = with_line("PO1*1*5*EA*9.5**VN*A", "CUR*BY*CAD")
    framed = sets_of(interchange(order_set((head, "CUR*BY*USD", *rest))))[0]
    read = read_set(framed)
    assert read.document.lines[0].currency == "CAD"
    row, (finding,) = order_row(read.document, framed, Profile(), ARRIVAL)
    assert [line["price"] for line in row["lines"]] == [None]  # type: ignore[attr-defined]
    assert (finding.code.value, finding.element, finding.found) == (
        "PRICE_CURRENCY",
        "PO104",
        "9.5 CAD",
    )
    lines = order_tables([framed]).lines
    assert lines["currency"].to_list() == ["CAD"]


@pytest.mark.parametrize(
    ("currency", "own", "told"),
    [("USD", "CAD", []), ("USD", "USD", ["TOTAL_DIFFERS"]), ("", "USD", ["TOTAL_DIFFERS"])],
)
def test_an_invoice_adds_no_line_of_another_currency(currency: str, own: str, told: list[str]):
    money = f"CUR*SE*{currency}~" if currency else ""
    body = f"BIG*20260305*I1~{money}IT1*1*10*EA*5**VN*A~CUR*SE*{own}~TDS*6500~CTT*1"
    one = order_set(tuple(body.split("~")))
    data = interchange(one).replace(b"ST*850", b"ST*810").replace(b"GS*PO", b"GS*IN")
    read = read_set(sets_of(data)[0])
    assert [str(one.code) for one in read.findings] == told


@pytest.mark.parametrize(("own", "told"), [("USD", []), ("EUR", ["TOTAL_DIFFERS"] * 2)])
def test_an_invoic_adds_no_line_of_another_currency(own: str, told: list[str]):
    body = (
        f"BGM+380+I1+9'DTM+137:20260309:102'CUX+2:EUR:4'LIN+1++5:EN'QTY+47:9:PCE'MOA+203:80'"
        f"PRI+AAA:10'CUX+2:{own}:4'UNS+S'MOA+77:85'"
    )
    head = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'UNH+1+INVOIC:D:01B:UN'"
    data = f"{head}{body}UNT+{body.count(chr(39)) + 2}+1'UNZ+1+1'".encode()
    read = read_set(sets_of(data)[0])
    assert [str(one.code) for one in read.findings] == told
