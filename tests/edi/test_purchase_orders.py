"""The 850: read exactly, judged by levels, taken as the partner's profile says."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.documents.orders import PurchaseOrder
from edi.documents.parts import Moment
from edi.documents_json import as_json
from edi.orders import Arrival, content_hash, order_row
from edi.profiles import Profile
from edi.transaction_sets import ReadSet, read_set
from schemas.tables import ORDERS_RECEIVED
from tests.edi.wire import BODY, NOW, interchange, order_set, sets_of


def read(body: tuple[str, ...], version: str = "004010") -> ReadSet:
    """The one set with this body, read."""
    return read_set(sets_of(interchange(order_set(body), version=version))[0])


def order(body: tuple[str, ...]) -> PurchaseOrder:
    """The order with this body."""
    document = read(body).document
    assert document is not None
    return document


def found(body: tuple[str, ...]) -> list[tuple[str, int, str]]:
    """Code, segment and element of all findings on this body."""
    return [(f.code.value, f.segment, f.element) for f in read(body).findings]


def with_line(line: str, *more: str) -> tuple[str, ...]:
    """An order of this one line."""
    return ("BEG*00*SA*1**20260302", line, *more, "CTT*1")


def test_a_clean_order_says_all_that_it_holds():
    document = order(BODY)
    assert document.number == "4500017"
    assert document.date == date(2026, 3, 2)
    assert document.dates == (Moment(qualifier="002", date=date(2026, 3, 10)),)
    assert [(party.role, party.id) for party in document.parties] == [
        ("BY", "0042"),
        ("ST", "0007"),
    ]
    first = document.lines[0]
    assert (first.quantity, first.uom, first.price) == (Decimal(12), "EA", Decimal("9.25"))
    assert first.identifiers == (("UP", "012345678905"), ("VN", "A"))
    assert found(BODY) == []


def test_a_document_prints_as_json_without_losing_a_digit():
    printed = as_json(order(with_line("PO1*1*1.50*EA*0.10**VN*A")))
    assert isinstance(printed, dict)
    assert printed["lines"][0]["price"] == "0.10"
    assert printed["date"] == "2026-03-02"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (("BEG*00*SA***20260302", "PO1*1*1*EA***VN*A", "CTT*1"), ("ELEMENT_MISSING", 2, "BEG03")),
        (("BEG*00*SA*1**20261302", "PO1*1*1*EA***VN*A"), ("ELEMENT_DATE", 2, "BEG05")),
        (("BEG*0*SA*1**20260302", "PO1*1*1*EA***VN*A"), ("ELEMENT_SHORT", 2, "BEG01")),
        (("BEG*00*SA*1**20260302*****************1", "PO1*1*1"), ("ELEMENT_TOO_MANY", 2, "BEG13")),
        (("BEG*00*SA*12345678901234567890123**20260302", "PO1*1"), ("ELEMENT_LONG", 2, "BEG03")),
        (("PO1*1*1*EA***VN*A",), ("SEGMENT_MISSING", 2, "BEG")),
        (("BEG*00*SA*1**20260302", "CTT*0"), ("SEGMENT_MISSING", 3, "PO1")),
        (("BEG*00*SA*1**20260302", "ZZZ*1", "PO1*1*1*EA"), ("SEGMENT_UNKNOWN", 3, "ZZZ")),
        (("BEG*00*SA*1**20260302", "W05*N*1", "PO1*1*1*EA"), ("SEGMENT_NOT_IN_SET", 3, "W05")),
        (("BEG*00*SA*1**20260302", "?*1", "PO1*1*1*EA"), ("SEGMENT_UNKNOWN", 3, "?")),
        (("BEG*00*SA*1**20260302", "BEG*00*SA*1**20260302", "PO1*1"),
         ("SEGMENT_OVER_MAX", 3, "BEG")),
        (("BEG*00*SA*1**20260302", "DTM*002*20260310", "CUR*BY*USD", "PO1*1*1*EA"),
         ("SEGMENT_OUT_OF_SEQUENCE", 4, "CUR")),
        (with_line("PO1*1*1*EA*1.x**VN*A"), ("ELEMENT_CHARACTER", 3, "PO104")),
        (with_line("PO1*1*1*EA***VN"), ("ELEMENT_CONDITION", 3, "PO107")),
        (with_line("PO1*1**EA***VN*A"), ("LINE_QUANTITY", 3, "PO102")),
        (with_line("PO1**1*EA***VN*A"), ("LINE_NUMBER_ASSUMED", 3, "PO101")),
        (with_line("PO1*1*10*EA***VN*A", "SDQ*EA*92*0001*4*0002*5"),
         ("SCHEDULE_DIFFERS", 3, "PO102")),
        (("BEG*00*SA*1**20260302", "PO1*1*1*EA***VN*A", "CTT*2"), ("COUNT_DIFFERS", 4, "CTT01")),
        (("BEG*00*SA*1**20260302", "PO1*1*1*EA***VN*A", "CTT*1*9"),
         ("HASH_TOTAL_DIFFERS", 4, "CTT02")),
        (with_line("PO1*1*1*EA***VN*A*"), ("TRAILING_EMPTY", 3, "PO108")),
        (with_line("PO1*1*1*EA***VN*A\nB"), ("LINE_BREAK_IN_SEGMENT", 3, "")),
        (with_line("PO1*1*1*EA***VN*é"), ("CHARACTERS_ASSUMED", 3, "PO107")),
        (with_line("po1*1*1*EA***VN*A"), ("LOWER_CASE_ID", 3, "po1")),
        (with_line("PO1*1*1*EA***VN*A", "QTY*33*5*EA*X"), ("ELEMENT_EXCLUSIVE", 4, "QTY04")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_is(body: tuple[str, ...], expected: tuple[str, int, str]):
    assert expected in found(body)


def test_trailing_blanks_are_not_significant():
    assert found(with_line("PO1*1*1*EA*5.00  **VN*A  ")) == []


def test_identifiers_are_found_by_qualifier_whatever_their_place():
    one = order(with_line("PO1*1*1*EA***VN*A*UP*012345678905")).lines[0]
    other = order(with_line("PO1*1*1*EA***UP*012345678905*VN*A")).lines[0]
    assert dict(one.identifiers) == dict(other.identifiers)


def test_parties_of_a_line_are_not_those_of_the_order():
    document = order(with_line("PO1*1*1*EA***VN*A", "N1*ST*STORE*92*77"))
    assert document.parties == ()
    assert document.lines[0].parties[0].id == "77"


def test_charges_have_two_implied_decimals():
    body = ("BEG*00*SA*1**20260302", "SAC*C*D240***1250", "PO1*1*1*EA***VN*A")
    assert order(body).charges[0].amount == Decimal("12.50")


@pytest.mark.parametrize("version", ["004010", "004010VICS", "005010", "004030", "003050"])
def test_every_release_is_judged_by_the_nearest_grammar(version: str):
    assert read(BODY, version).document is not None


def test_a_longer_reference_is_fine_since_005010_only():
    body = ("BEG*00*SA*1**20260302", "REF*CT*" + "9" * 40, "PO1*1*1*EA***VN*A")
    assert [f.code.value for f in read(body, "005010").findings] == []
    assert [f.code.value for f in read(body, "004010").findings] == ["ELEMENT_LONG"]


ARRIVAL = Arrival(document="X12/1", sender="ACME", event_time=NOW, ingest_time=NOW)


def row_of(body: tuple[str, ...], profile: Profile) -> dict[str, object]:
    """The order's row under a profile."""
    framed = sets_of(interchange(order_set(body)))[0]
    document = read_set(framed).document
    assert document is not None
    return order_row(document, framed, profile, ARRIVAL)[0]


def test_an_order_row_has_every_column_of_its_table():
    assert set(row_of(BODY, Profile())) == set(ORDERS_RECEIVED)


@pytest.mark.parametrize(
    ("line", "quantity", "price"),
    [
        ("PO1*1*X*EA*X**VN*A", None, None),
        ("PO1*1*--5*EA*--1.50**VN*A", None, None),
        ("PO1*1**EA***VN*A", None, ""),
        ("PO1*1*5.0*EA*1.50**VN*A", "5.0", "1.50"),
    ],
)
def test_what_is_no_number_is_none_in_the_row_of_an_order(
    line: str, quantity: str | None, price: str | None
):
    assert ("LINE_QUANTITY", 3, "PO102") in found(with_line(line)) or quantity
    lines = row_of(with_line(line), Profile())["lines"]
    assert isinstance(lines, list)
    assert (lines[0]["quantity"], lines[0]["price"]) == (quantity, price)
    parts = row_of(with_line("PO1*1*5*EA***VN*A", "SDQ*EA*92*0001*X*0002*5"), Profile())["lines"]
    assert isinstance(parts, list)
    assert [each["quantity"] for each in parts] == [None, "5"]


def test_an_order_is_one_of_the_world_by_buyer_number_and_release():
    body = ("BEG*00*RL*77*3*20260302", "N1*BY*ACME*92*0042", "PO1*1*1*EA***VN*A")
    assert row_of(body, Profile())["order_id"] == "0042/77/3"


def test_a_profile_prefers_its_own_qualifier():
    body = with_line("PO1*1*1*EA***UP*012345678905*VN*A")
    for preferred, item in ((("UP", "VN"), "012345678905"), (("SK", "VN"), "A")):
        lines = row_of(body, Profile(item_qualifiers=preferred))["lines"]
        assert isinstance(lines, list)
        assert lines[0]["item"] == item


def test_every_line_that_a_profile_cannot_take_is_told_at_its_place():
    profile = Profile(units={"EA": "each"})
    body = ("BEG*00*SA*1**20260302", "PO1*7*1*EA***VN*A", "DTM*002*20260310", "PO1*8*1*PK***XX*B")
    framed = sets_of(interchange(order_set(body)))[0]
    _, told = order_row(read_set(framed).document, framed, profile, ARRIVAL)
    at = framed.offset + framed.raw.index(b"PO1*8")
    assert [(f.code.value, f.element, f.segment, f.offset, f.message) for f in told] == [
        ("ITEM_UNIDENTIFIED", "PO106", 5, at, "Line 8: item"),
        ("ORD-UOM", "PO103", 5, at, "Line 8: unit"),
    ]
    assert told[0].found == "XX B"


def test_what_is_told_of_four_times_the_lines_takes_about_four_times_the_time():
    took: list[float] = []
    for count in (500, 2_000):
        lines = [f"PO1*{number}*1*EA" for number in range(1, count + 1)]
        framed = sets_of(interchange(order_set(("BEG*00*SA*1", *lines))))[0]
        document = read_set(framed).document
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            _, told = order_row(document, framed, Profile(), ARRIVAL)
            best = min(best, time.process_time() - began)
            assert len(told) == count
        took.append(best)
    # Were it quadratic, it would be sixteen times.
    assert took[1] < 9 * took[0] + 0.05


def test_a_line_for_many_stores_becomes_a_line_a_store():
    lines = row_of(with_line("PO1*1*9*EA***VN*A", "SDQ*EA*92*0001*4*0002*5"), Profile())["lines"]
    assert isinstance(lines, list)
    assert [(line["ship_to"], line["quantity"]) for line in lines] == [("0001", "4"), ("0002", "5")]


def test_a_line_for_many_days_becomes_a_line_a_day():
    body = (
        *("BEG*00*SA*1**20260302", "N1*ST*ACME DC*92*0007", "PO1*1*9*EA***VN*A"),
        *("SCH*4*EA***002*20260401", "SCH*5*EA*ST*0101*010*20260430**002*20260501", "CTT*1"),
    )
    lines = row_of(body, Profile())["lines"]
    assert isinstance(lines, list)
    assert [(line["ship_to"], line["requested_date"]) for line in lines] == [
        ("0007", date(2026, 4, 1)),
        ("0101", date(2026, 5, 1)),
    ]


def test_an_order_by_a_range_is_asked_for_from_its_first_day_and_cancelled_after_its_last():
    ranges = (f"DTM*{code}****RD8*20260401-20260410" for code in ("010", "001"))
    row = row_of(("BEG*00*SA*1**20260302", *ranges, "PO1*1*1*EA***VN*A"), Profile())
    assert (row["requested_date"], row["cancel_after"]) == (date(2026, 4, 1), date(2026, 4, 10))


@pytest.mark.parametrize(
    ("sent", "asked", "cancelled"),
    [
        ("DTM+2:20260312:102'DTM+10:20260310:102'DTM+61:20260320:102", 12, 20),
        ("DTM+64:20260311:102'DTM+63:20260315:102'DTM+10:20260310:102", 11, 15),
        ("DTM+10:20260310:102'DTM+38:20260314:102", 10, 14),
        ("DTM+37:20260309:102", 9, None),
    ],
)
def test_an_edifact_order_says_its_days_and_prices_as_an_x12_order_does(
    sent: str, asked: int, cancelled: int | None
):
    head = "UNA:+,? 'UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'"
    body = f"BGM+220+P1+9'DTM+137:20260309:102'{sent}'NAD+BY+5412345000013::9'CUX+2:EUR:9'"
    line = "LIN+1++5410000000019:EN'QTY+21:1,5:KGM'PRI+AAA:4,25'UNS+S'CNT+2:1'"
    count = (body + line).count("'") + 2
    tail = f"UNT+{count}+1'UNZ+1+1'"
    (framed,) = sets_of(f"{head}UNH+1+ORDERS:D:96A:UN'{body}{line}{tail}".encode())
    row, _ = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    days = (row["requested_date"], row["cancel_after"])
    assert days == (date(2026, 3, asked), cancelled and date(2026, 3, cancelled))
    (line_row,) = cast("list[dict[str, object]]", row["lines"])
    assert (line_row["quantity"], line_row["price"]) == ("1.5", "4.25")
    assert line_row["requested_date"] == row["requested_date"]


@pytest.mark.parametrize("head", ["st", "St", "sT"])
def test_a_set_whose_head_is_spelt_in_lower_case_is_read(head: str):
    data = interchange(order_set()).replace(b"ST*850", f"{head}*850".encode())
    (framed,) = sets_of(data)
    read = read_set(framed)
    assert read.document.lines
    assert read.accepted


@pytest.mark.parametrize(
    ("day", "is_there"),
    [("20260228", True), ("20260229", False), ("20280229", True), ("20260431", False)],
)
def test_a_day_that_no_calendar_has_is_told(day: str, is_there: bool):
    data = interchange(*(order_set((f"BEG*00*SA*P1**{day}", *BODY[1:])) for _ in range(1)))
    for framed in sets_of(data) * 5:
        codes = [finding.code.value for finding in read_set(framed).findings]
        assert ("ELEMENT_DATE" not in codes) == is_there


WORDS = st.text("AB0 *", max_size=8)
SEGMENTS = st.tuples(st.sampled_from(["BEG", "BEG ", "BGM", "PO1", "N1", "MSG"]), WORDS)


def said(text: str) -> list[list[str]]:
    """What segments say: values without blanks behind them, nothing where nothing follows."""
    told: list[list[str]] = []
    for segment in filter(None, map(str.strip, text.split("~"))):
        values = [value.rstrip(" ") for value in segment.split("*")]
        place = {"BEG": 1, "BGM": 3}.get(values[0])
        if place is not None and len(values) > place:
            values[place] = ""
        while values and not values[-1]:
            values.pop()
        told.append(values)
    return told


@given(st.lists(SEGMENTS, max_size=4), st.lists(SEGMENTS, max_size=4))
def test_content_is_the_same_where_the_same_is_said(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
):
    bodies = ["~".join(f"{name}*{text}" for name, text in body) for body in (one, other)]
    (framed,) = sets_of(interchange(order_set(())))
    first, second = (
        content_hash(replace(framed, raw=f"ST*850*1~{body}~SE*9*1~".encode())) for body in bodies
    )
    assert (first == second) == (said(bodies[0]) == said(bodies[1]))


def test_a_content_that_was_remembered_is_known():
    framed = sets_of(interchange(order_set()))[0]
    odd = sets_of(interchange(order_set(("BEG*05*SA*1 **20260302", "MSG*A *", *BODY[4:]))))[0]
    assert content_hash(framed) == "54a5e905e045ffb29418291599d16121"
    assert content_hash(odd) == "2abaacaba27745d3959d034395f44d29"


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("EA*250*HP", "2.5"),
        ("EA*250.00*TP", "0.25"),
        ("EA*1.20*PD", "0.10"),
        ("DZ*1.20*PD", "1.20"),
        ("EA*9*TE", "9"),
        ("LB*9.5*PP", "9.5"),
        ("EA*9.5*EA", "9.5"),
        ("EA*9.50*ES", "9.50"),
        ("EA*9.5*NC", "0"),
        ("EA*X*HP", None),
        ("EA**HP", ""),
    ],
)
def test_the_price_of_an_order_s_row_is_of_one_of_its_unit(line: str, price: str | None):
    framed = sets_of(interchange(order_set(with_line(f"PO1*1*5*{line}*VN*A"))))[0]
    row, told = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    (line_row,) = cast("list[dict[str, object]]", row["lines"])
    assert (line_row["price"], told) == (price, [])


@pytest.mark.parametrize(
    ("line", "found"),
    [("CA*9.5*PP", "9.5 PP"), ("EA*1*PD", "1 PD"), ("EA*9.5*FO", "9.5 FO"), ("DZ*9*HP", "9 HP")],
)
def test_a_price_of_which_it_is_not_known_what_it_is_for_is_told_and_not_taken(
    line: str, found: str
):
    framed = sets_of(interchange(order_set(with_line(f"PO1*1*5*{line}*VN*A"))))[0]
    row, told = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    (line_row,) = cast("list[dict[str, object]]", row["lines"])
    assert line_row["price"] is None
    (finding,) = told
    at = framed.offset + framed.raw.index(b"PO1")
    assert (finding.code.value, finding.element, finding.offset) == ("PRICE_BASIS", "PO105", at)
    assert (finding.found, finding.message) == (
        found,
        f"Line 1: price, for a quantity in {line[:2]}",
    )


@pytest.mark.parametrize(
    ("said", "price", "told"),
    [
        ("250:::100:PCE", "2.5", []),
        ("250,5::NTP:1000", "0.2505", []),
        ("250:CT::1:PCE", "250", []),
        ("250:::3:PCE", None, ["250 3 PCE"]),
        ("250:::100:KGM", None, ["250 100 KGM"]),
        ("250:PK", None, ["250 PK"]),
        ("250:::0:PCE", None, ["250 0 PCE"]),
    ],
)
def test_an_edifact_price_for_many_is_that_of_one_in_its_row(
    said: str, price: str | None, told: list[str]
):
    body = f"BGM+220+P1+9'DTM+137:20260309:102'LIN+1++5:EN'QTY+21:9:PCE'PRI+AAA:{said}'UNS+S'"
    head = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'UNH+1+ORDERS:D:96A:UN'"
    (framed,) = sets_of(f"{head}{body}UNT+8+1'UNZ+1+1'".encode())
    row, findings = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    (line_row,) = cast("list[dict[str, object]]", row["lines"])
    assert line_row["price"] == price
    assert [f.found for f in findings if f.code.value == "PRICE_BASIS"] == told
