"""What an EDIFACT message says is in its canonical form, comes back, and adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from edi.edifact_writing import PLAIN, edifact_segment
from edi.transaction_sets import MESSAGES, ReadSet, read_set
from tests.edi.test_edifact import message
from tests.edi.wire import sets_of

NAD = (
    "NAD+BY+5412345000013::9+FREE LINE 1:FREE LINE 2+BONSAI BV:RETAIL+RUE HAUTE 1:BOX 2"
    "+BRUSSELS+BRU+1000+BE"
)
CASES: list[tuple[str, tuple[str, ...]]] = [
    (
        "ORDERS",
        (
            "BGM+220+4500017+9",
            "DTM+137:202603020615:203",
            "DTM+2:20260310:102",
            "DTM+263:20260301-20260331:718",
            "FTX+AAI++001+FIRST:SECOND",
            "FTX+DEL+++LEAVE AT GATE",
            NAD,
            "RFF+VA:BE0123",
            "CTA+OC+:ANN",
            "COM+32255501:TE",
            "COM+ann@bonsai.example:EM",
            "CUX+2:EUR:9",
            "PAT+1+N30::92:NET+5:3:D:30",
            "DTM+13:20260401:102",
            "PAT+22++5:3:D:10",
            "DTM+12:20260312:102",
            "PCD+12:2",
            "PAT+1++5:3:M:2",
            "TDT+20+V12+30++RDWY:172:182:ROADWAY",
            "TOD+6+PP+DAP:2E:9:AT PLACE",
            "LOC+1+BEBRU",
            "ALC+A+PROMO+2+1+TD::91:DISCOUNT",
            "QTY+1:12:PCE",
            "PCD+2:2.5:13",
            "MOA+204:2.5",
            "MOA+25:100",
            "RTE+1:0.5:10:PCE",
            "TAX+7+VAT+++:::21+S",
            "MOA+124:0.53",
            "LIN+1++5410000000019:EN",
            "IMD+F++:::POT",
            "QTY+21:12:PCE",
            "MOA+203:111",
            "FTX+PRD+++GLAZED",
            "PRI+AAA:9.25:CA::1:PCE",
            "PRI+AAB:10",
            "TOD+3++FCA",
            "SCC+1",
            "QTY+21:4:PCE",
            "DTM+2:20260401:102",
            "DTM+63:20260403:102",
            "SCC+4",
            "QTY+113:8:PCE",
            "DTM+2:202604060800:203",
            "UNS+S",
            "MOA+79:111",
            "CNT+2:1",
        ),
    ),
    (
        "DESADV",
        (
            "BGM+351+SH-1+9",
            "DTM+137:20260309:102",
            "MEA+AAE+G+KGM:250.5",
            "CPS+1",
            "PAC+2++CT",
            "MEA+PD+AAB+KGM:12.5",
            "PCI",
            "GIN+BJ+340123450000000018+340123450000000025:340123450000000032+340123450000000049",
            "LIN+1++5410000000019:EN",
            "MEA+PD+AAA+KGM:0.8",
            "QTY+12:12:PCE",
            "QTY+21:15:PCE",
            "GIN+BN+1+2+3+4+5",
            "GIN+BN+6",
            "GIN+EE+7",
            "RFF+ON:4500017:7:2",
            "PCI+17",
            "DTM+36:20270101:102",
            "QTY+12:4:PCE",
            "GIN+BX+LOT1",
            "PCI+17",
            "DTM+36:20270201:102",
            "GIN+BX+LOT2",
        ),
    ),
    (
        "INVOIC",
        (
            "BGM+380+INV-1+9",
            "DTM+137:20260311:102",
            "FTX+AAI+++THANK YOU:COME AGAIN",
            "NAD+BY+5412345000013::9++BONSAI BV+RUE HAUTE 1+BRUSSELS++1000+BE",
            "TAX+7+VAT+++:::21+S",
            "CUX+2:EUR:4",
            "PAT+3++66",
            "DTM+13:20260401:102",
            "TOD+3++FCA",
            "ALC+C++6++FC:::FREIGHT",
            "MOA+23:10",
            "RTE+2:5",
            "LIN+1++5410000000019:EN",
            "QTY+47:12:PCE",
            "FTX+PRD+++GLAZED",
            "MOA+203:111",
            "PRI+AAA:9.25",
            "TAX+7+VAT+++:::21+S",
            "MOA+124:23.31",
            "UNS+S",
            "CNT+2:1",
            "MOA+77:146.41",
            "MOA+79:111",
            "MOA+125:121",
            "TAX+7+VAT+++:::21+S",
            "MOA+124:25.41",
            "MOA+125:121",
            "ALC+C++++FC:::FREIGHT",
            "MOA+23:10",
            "MOA+25:100",
        ),
    ),
    (
        "IFTSTA",
        (
            "BGM+77+ST-1+9",
            "DTM+137:202603100800:203",
            "DTM+132:20260312:102",
            "NAD+CA+RDWY::182++ROADWAY+DOCK 1+AKRON+OH+44309+US",
            "CTA+IC+:OPS",
            "COM+3305551:TE",
            "RFF+BM:BOL-1",
            "LOC+5+USAKR",
            "CNI+1+SH-1",
            "LOC+9+USNYC",
            "STS+2+21+1",
            "RFF+CN:PRO-5512",
            "RFF+BN:B-1",
            "DTM+334:202603100755:203",
            "DTM+132:202603120900:203",
            "DTM+7:20260310:102",
            "LOC+175+USSYR:227:6:SYRACUSE+US+NY",
        ),
    ),
    (
        "INVRPT",
        (
            "BGM+35+INV-1+9",
            "DTM+137:20260309:102",
            "LIN+1++5410000000019:EN",
            "LOC+14+NYC::92",
            "QTY+145:120:PCE",
            "LOC+18+NYC:163:92:NEW YORK",
            "DTM+179:20260308:102",
            "NAD+OW+5412345000013::9",
        ),
    ),
]


def read(code: str, *body: str) -> ReadSet:
    """A message with these segments."""
    (framed,) = sets_of(message(*body, code=code))
    return read_set(framed)


def segments(code: str, document: Any) -> list[str]:
    """What we write of a document between UNH and UNT."""
    return [edifact_segment(line, PLAIN) for line in MESSAGES[code].write(document, "D96A")]


@pytest.mark.parametrize(("code", "body"), CASES, ids=[code for code, _ in CASES])
def test_what_a_message_says_is_read_and_written_back(code: str, body: tuple[str, ...]):
    found = read(code, *body)
    assert [f.as_json() for f in found.findings] == []
    assert segments(code, found.document) == list(body)


def test_what_stands_behind_a_missing_separator_is_read_all_the_same():
    body = tuple(
        line for line in next(body for code, body in CASES if code == "INVOIC") if line != "UNS+S"
    )
    found = read("INVOIC", *body)
    assert [f.code.value for f in found.findings] == ["SEGMENT_MISSING"]
    assert (found.document.line_count, found.document.total) == (1, Decimal("146.41"))
    assert [total.amount for total in found.document.charge_totals] == [10]


def test_an_amount_of_a_charge_keeps_its_kind_and_the_usual_one_is_written_where_none_is_said():
    body = next(body for code, body in CASES if code == "ORDERS")
    (charge,) = read("ORDERS", *body).document.charges
    assert (charge.amount_kind, charge.amount) == ("204", Decimal("2.5"))
    order = read("ORDERS", *(line.replace("MOA+204:", "MOA+8:") for line in body)).document
    assert order.charges[0].amount_kind == ""
    assert "MOA+8:2.5" in segments("ORDERS", order)


def test_a_party_has_its_names_its_address_and_how_to_reach_it():
    body = next(body for code, body in CASES if code == "ORDERS")
    (party,) = read("ORDERS", *body).document.parties
    assert (party.name, party.names, party.streets) == (
        "BONSAI BV",
        ("RETAIL",),
        ("RUE HAUTE 1", "BOX 2"),
    )
    assert party.address == ("FREE LINE 1", "FREE LINE 2")
    assert party.contacts[0].numbers == (("TE", "32255501"), ("EM", "ann@bonsai.example"))


def test_the_day_of_a_document_is_changed_without_its_time():
    body = next(body for code, body in CASES if code == "ORDERS")
    order = read("ORDERS", *body).document
    assert order.date == date(2026, 3, 2)
    assert [(m.qualifier, m.date, m.time, m.text) for m in order.dates] == [
        ("137", date(2026, 3, 2), "0615", ""),
        ("2", date(2026, 3, 10), "", ""),
        ("263", None, "", "20260301-20260331"),
    ]


def test_an_event_says_where_by_all_its_places_and_by_the_first_as_its_city():
    body = next(body for code, body in CASES if code == "IFTSTA")
    (event,) = read("IFTSTA", *body, "LOC+7+USCHI").document.legs[0].events
    assert (event.city, [place.id for place in event.places]) == ("USSYR", ["USSYR", "USCHI"])
    assert [item.value for item in event.references] == ["PRO-5512", "B-1"]


def test_terms_of_payment_and_transport_fill_the_fields_that_an_850_fills():
    order = read("ORDERS", *next(b for c, b in CASES if c == "ORDERS")).document
    net, discount, other = order.terms
    assert (net.net_days, net.net_date, net.description) == (30, date(2026, 4, 1), "NET")
    assert (discount.discount_days, discount.net_days) == (10, None)
    assert (discount.discount_percent, discount.discount_date) == (2, date(2026, 3, 12))
    assert (other.net_days, other.period, other.periods) == (None, "M", "2")
    (carrier,) = order.routing
    assert (carrier.carrier, carrier.mode, carrier.description) == ("RDWY", "30", "ROADWAY")
    (freight,) = order.freight
    assert (freight.payment, freight.terms, freight.place) == ("PP", "DAP", "BEBRU")
    assert order.lines[0].freight[0].terms == "FCA"


def test_a_line_says_its_deliveries_by_day():
    (line,) = read("ORDERS", *next(b for c, b in CASES if c == "ORDERS")).document.lines
    first, second = line.schedules
    assert (first.quantity, first.date, first.date_qualifier) == (4, date(2026, 4, 1), "2")
    assert [each.qualifier for each in first.dates] == ["63"]
    assert (second.quantity, second.date) == (8, date(2026, 4, 6))
    assert (second.plan, second.quantity_kind) == ("4", "113")
    for code, head, quantity in (("ORDCHG", "230", "21"), ("ORDRSP", "231", "21")):
        body = ("LIN+1++1:EN", f"QTY+{quantity}:10", "SCC+1", "QTY+21:3", "DTM+2:20260401:102",
                "QTY+21:7", "DTM+2:20260501:102", "SCC+4", "QTY+3:99", "UNS+S")  # fmt: skip
        head_of = (f"BGM+{head}+1+4", "DTM+137:20260309:102", "RFF+ON:PO1")
        (line,) = read(code, *head_of, *body).document.lines
        assert [each.quantity for each in line.schedules] == [3, 7, 99]


def test_an_item_says_its_lots_its_order_s_line_and_all_its_numbers():
    (package,) = read("DESADV", *next(b for c, b in CASES if c == "DESADV")).document.levels
    assert [(mark.number, mark.last) for mark in package.marks] == [
        ("340123450000000018", ""),
        ("340123450000000025", "340123450000000032"),
        ("340123450000000049", ""),
    ]
    (item,) = package.levels
    assert (item.quantity, item.quantity_ordered, item.ordered_uom) == (12, 15, "PCE")
    assert [mark.number for mark in item.marks] == [*"1234567"]
    assert [(each.value, each.line) for each in item.references] == [("4500017", "7")]
    lots = [(each.marks[0].number, each.dates[0].date, each.quantity) for each in item.markings]
    assert lots == [("LOT1", date(2027, 1, 1), 4), ("LOT2", date(2027, 2, 1), None)]


def totals(*body: str) -> list[tuple[str, str]]:
    """The totals of an invoice that differ, and what they should be."""
    head = ("BGM+380+INV-1+9", "DTM+137:20260311:102")
    found = read("INVOIC", *head, *body).findings
    return [(f.found, f.assumed) for f in found if f.code.value == "TOTAL_DIFFERS"]


LINES = ("LIN+1++1:EN", "QTY+47:12:PCE", "MOA+203:111", "LIN+2++2:EN", "QTY+47:2", "PRI+AAA:4.5")
ONE = ("LIN+1++1:EN", "QTY+47:10:PCE")
PRICED = ("PRI+AAA:10",)
FIFTY = ("LIN+1++1:EN", "QTY+47:54:PCE")
HUNDREDS = ("PRI+AAA:3630.1724::NTP:100",)
LESS = ("ALC+A++++DI", "MOA+204:5")
PART = ("LIN+2++2:EN+1:1", "QTY+47:10:PCE")
VAT = ("TAX+7+VAT+++:::21+S", "MOA+124:25.2")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ((*LINES, "UNS+S", "MOA+77:120", "MOA+79:120"), []),
        ((*LINES, "UNS+S", "MOA+77:120", "MOA+79:119"), [("119", "120.00")]),
        ((*LINES, "UNS+S", "MOA+77:119", "MOA+79:119"), [("119", "120.00")]),
        (
            (*LINES, "UNS+S", "MOA+77:121", "MOA+79:119"),
            [("119", "120.00"), ("121", "120.00")],
        ),
        ((*LINES, "UNS+S", "MOA+77:121"), [("121", "120.00")]),
        ((*LINES, "UNS+S", "MOA+77:145.2", "MOA+79:120", *VAT), []),
        ((*LINES, "UNS+S", "MOA+77:145", "MOA+79:120", *VAT), [("145", "145.20")]),
        ((*LINES, "UNS+S", "MOA+77:145.2", "MOA+124:25.2"), []),
        ((*LINES, *VAT, "UNS+S", "MOA+77:145.2"), []),
        (("ALC+C++++FC", "MOA+23:10", *LINES, "UNS+S", "MOA+77:130", "MOA+79:120"), []),
        (("ALC+A++++DI", "MOA+204:10", *LINES, "UNS+S", "MOA+77:110", "MOA+79:120"), []),
        (("ALC+A++++DI", "MOA+8:10", *LINES, "UNS+S", "MOA+77:130"), [("130", "110.00")]),
        # Not all terms are there: an allowance without an amount, a tax by its rate alone.
        (("ALC+A++++DI", "PCD+1:10", *LINES, "UNS+S", "MOA+77:1", "MOA+79:120"), []),
        ((*LINES, "TAX+7+VAT+++:::21+S", "UNS+S", "MOA+77:1", "MOA+79:120"), []),
        (("LIN+1++1:EN", "QTY+47:54", "PRI+AAA:363:CU", "UNS+S", "MOA+77:1"), []),
        (("LIN+1++1:EN", "UNS+S", "MOA+77:1", "MOA+79:1"), []),
        # Other qualifiers of the total; those may be without the taxes.
        ((*LINES, "UNS+S", "MOA+86:121"), [("121", "120.00")]),
        ((*LINES, "UNS+S", "MOA+39:121", "MOA+79:120"), [("121", "120.00")]),
        ((*LINES, "UNS+S", "MOA+9:121", "MOA+79:120"), [("121", "120.00")]),
        ((*LINES, "UNS+S", "MOA+9:1", "MOA+77:120"), []),
        ((*LINES, "UNS+S", "MOA+9:1", "MOA+113:119"), []),
        ((*LINES, "UNS+S", "MOA+86:120", "MOA+124:25.2"), []),
        ((*LINES, "UNS+S", "MOA+86:145.2", "MOA+124:25.2"), []),
        ((*LINES, "UNS+S", "MOA+86:130", "MOA+131:10"), []),
        # A line is quantity by price, but for its own charges and a price that was rounded.
        ((*ONE, "MOA+203:50", *PRICED, "UNS+S", "MOA+77:50"), [("50", "100.00")]),
        ((*ONE, "MOA+203:100.05", *PRICED, "UNS+S", "MOA+77:100.05"), []),
        ((*ONE, "MOA+203:100.06", *PRICED, "UNS+S", "MOA+77:100.06"), [("100.06", "100.00")]),
        ((*ONE, "MOA+203:-100", *PRICED, "UNS+S", "MOA+77:-100"), []),
        ((*ONE, "MOA+203:50", "PRI+AAA:10:::1:KGM", "UNS+S", "MOA+77:50"), []),
        # A price is for many, or a sender who says so prices each all the same.
        ((*FIFTY, *HUNDREDS, "UNS+S", "MOA+77:1960.29"), []),
        ((*FIFTY, *HUNDREDS, "UNS+S", "MOA+77:196029.31"), []),
        ((*FIFTY, *HUNDREDS, "UNS+S", "MOA+77:1"), [("1", "1960.29")]),
        ((*FIFTY, "MOA+203:1960.29", *HUNDREDS, "UNS+S", "MOA+77:1960.29"), []),
        (
            (*FIFTY, "MOA+203:1960.31", *HUNDREDS, "UNS+S", "MOA+77:1960.31"),
            [("1960.31", "1960.29")],
        ),
        ((*FIFTY, "PRI+AAA:7:::0", "UNS+S", "MOA+77:1"), []),
        ((*FIFTY, "PRI+AAA:7:TB", "UNS+S", "MOA+77:1"), []),
        ((*ONE, "MOA+203:95", *PRICED, *LESS, "UNS+S", "MOA+77:95"), []),
        ((*ONE, "MOA+203:100", *PRICED, *LESS, "UNS+S", "MOA+77:100"), []),
        ((*ONE, "MOA+203:97", *PRICED, *LESS, "UNS+S", "MOA+77:97"), [("97", "100.00")]),
        # Sub-lines are in their line's amount or beside it; or the line has none of its own.
        ((*ONE, *PRICED, *PART, "MOA+203:7", "UNS+S", "MOA+77:100"), []),
        ((*ONE, *PRICED, *PART, "MOA+203:7", "UNS+S", "MOA+77:107"), []),
        ((*ONE, *PRICED, *PART, "MOA+203:7", "UNS+S", "MOA+77:7"), [("7", "100.00")]),
        ((*ONE, *PART, "MOA+203:7", "UNS+S", "MOA+77:7"), []),
        ((*ONE, *PART, "MOA+203:7", "UNS+S", "MOA+77:8"), [("8", "7.00")]),
        # A tax of nothing needs no amount.
        ((*LINES, "TAX+7+VAT+++:::0+Z", "UNS+S", "MOA+77:120"), []),
        ((*LINES, "TAX+7+VAT++++E", "UNS+S", "MOA+77:121"), [("121", "120.00")]),
    ],
)
def test_an_invoice_s_totals_are_checked_where_all_their_terms_are_there(
    body: tuple[str, ...], expected: list[tuple[str, str]]
):
    assert totals(*body) == expected


@pytest.mark.parametrize(
    ("amounts", "kind", "total"),
    [
        (("MOA+77:120", "MOA+9:20"), "", 120),
        (("MOA+9:20", "MOA+77:120"), "", 120),
        (("MOA+39:120", "MOA+9:20"), "39", 120),
        (("MOA+86:120", "MOA+9:20"), "86", 120),
        (("MOA+9:120",), "9", 120),
        (("MOA+79:120",), "", None),
    ],
)
def test_an_invoice_has_a_total_by_the_surest_of_its_amounts(
    amounts: tuple[str, ...], kind: str, total: int | None
):
    head = ("BGM+380+INV-1+9", "DTM+137:20260311:102", *LINES, "UNS+S")
    invoice = read("INVOIC", *head, *amounts).document
    assert (invoice.total, invoice.total_kind) == (total, kind)
    written = segments("INVOIC", invoice)
    assert sorted(written[-len(amounts) :]) == sorted(amounts)
    assert read("INVOIC", *written).document == invoice


def test_an_invoice_without_a_section_is_told_to_miss_it():
    found = read("INVOIC", "BGM+380+INV-1+9", "DTM+137:20260311:102", "LIN+1++1:EN").findings
    assert [(f.code.value, f.element) for f in found] == [("SEGMENT_MISSING", "UNS")]
