"""Lines of an order that are divided by place, day and party, as its event says them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from edi.findings import WireFinding
from edi.framed import SetFramed
from edi.orders import Arrival, order_row
from edi.profiles import Profile
from edi.transaction_sets import read_set
from tests.edi.test_edifact import message
from tests.edi.test_totals import read
from tests.edi.wire import NOW, interchange, order_set, sets_of

ARRIVAL = Arrival(document="X12/1", sender="ACME", event_time=NOW, ingest_time=NOW)
PLACE = ("N1*ST*DC*92*0005",)
TWO = ("N1*ST*STORE 5*92*0005", "N1*ST*STORE 6*92*0006")
NINTH = "DTM*002*20260309"


def x12(*body: str) -> SetFramed:
    lines = sum(line.startswith("PO1*") for line in body)
    (framed,) = sets_of(interchange(order_set(("BEG*00*SA*1**20260302", *body, f"CTT*{lines}"))))
    return framed


def edifact(*body: str) -> SetFramed:
    head = ("BGM+220+P1+9", "DTM+137:20260302:102", "DTM+2:20260309:102", "NAD+DP+0005::92")
    (framed,) = sets_of(message(*head, *body, "UNS+S"))
    return framed


def event(framed: SetFramed, **units: str) -> tuple[list[dict[str, Any]], list[WireFinding]]:
    """The lines of an order's event; what reading and taking it tell."""
    judged = read_set(framed)
    assert judged.document is not None
    row, told = order_row(judged.document, framed, Profile(units=units), ARRIVAL)
    lines: Any = row["lines"]
    return lines, [*judged.findings, *told]


def said(framed: SetFramed, *fields: str) -> list[str]:
    """Some fields of the lines of an order's event."""
    return [" ".join(str(line[field]) for field in fields) for line in event(framed)[0]]


def codes(framed: SetFramed, **units: str) -> list[tuple[str, str, str]]:
    return [(f.code.value, f.element, f.found) for f in event(framed, **units)[1]]


CASES = ("PO1*3*5*CA*10**VN*A", "SDQ*EA*92*0006*40*0007*20")


@pytest.mark.parametrize(
    ("framed", "parts", "units"),
    [
        (x12(*CASES), ["40 EA None", "20 EA None"], ("PO102", "CA EA")),
        (
            x12("PO1*2*5*EA***VN*A", "SDQ*CA*92*0006*4*0007*1"),
            ["4 CA ", "1 CA "],
            ("PO102", "EA CA"),
        ),
        (
            x12(*PLACE, "PO1*2*60*EA*10**VN*A", "SCH*2*CA", "SCH*36*EA"),
            ["2 CA None", "36 EA 10"],
            ("PO102", "EA CA"),
        ),
        (
            x12("PO1*2*60*EA*1*CA*VN*A", *TWO[:1], "QTY*21*2*CA", *TWO[1:], "QTY*21*3*CA"),
            ["2 CA 1", "3 CA 1"],
            ("PO102", "EA CA"),
        ),
        (
            edifact("LIN+1++5:EN", "QTY+21:60:PCE", "PRI+AAA:10:::1:CT", "LOC+7+0006::92",
                    "QTY+11:4:CT", "LOC+7+0007::92", "QTY+11:1:CT"),
            ["4 CT 10", "1 CT 10"],
            ("QTY01-2", "PCE CT"),
        ),
        (
            edifact("LIN+1++5:EN", "QTY+21:5:PCE", "SCC+1", "QTY+21:2:CT", "SCC+1", "QTY+21:3"),
            ["2 CT ", "3 PCE "],
            ("QTY01-2", "PCE CT"),
        ),
    ],
)  # fmt: skip
def test_a_part_of_a_line_is_in_its_own_unit_and_at_the_price_of_that(
    framed: SetFramed, parts: list[str], units: tuple[str, str]
):
    assert said(framed, "quantity", "uom", "price") == parts
    found = codes(framed)
    assert ("SCHEDULE_UNITS", *units) in found
    assert "SCHEDULE_DIFFERS" not in [code for code, _, _ in found]


def test_a_price_in_the_unit_of_a_part_is_unknown_and_told_once():
    (finding,) = [f for f in event(x12(*CASES))[1] if f.code.value == "PRICE_BASIS"]
    assert finding.message == "Line 3: price, for a quantity in EA"


def test_the_units_of_the_parts_are_the_profile_s_too():
    lines, told = event(x12(*CASES), EA="each", CA="case")
    assert [line["uom"] for line in lines] == ["each", "each"]
    assert [f.code.value for f in told if f.level.value == "business"] == ["PRICE_BASIS"]
    assert ("ORD-UOM", "PO103", "EA") in codes(x12(*CASES), CA="case")
    # Two codes of one unit have one price.
    lines, told = event(x12(*CASES), EA="each", CA="each")
    assert [line["price"] for line in lines] == ["10", "10"]


def test_a_part_without_a_unit_is_in_its_line_s():
    framed = edifact("LIN+1++5:EN", "QTY+21:5:PCE", "SCC+1", "QTY+21:2", "SCC+1", "QTY+21:3")
    assert (said(framed, "quantity", "uom"), codes(framed)) == (["2 PCE", "3 PCE"], [])
    framed = edifact("LIN+1++5:EN", "QTY+21:5", "PRI+AAA:3", "SCC+1", "QTY+21:5:PCE")
    assert (said(framed, "quantity", "uom", "price"), codes(framed)) == (["5 PCE 3"], [])


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        ("856", ("BSN*00*1*20260302*12*0001", "HL*1**I", "SN1**5*CA", "SDQ*EA*92*0006*5"),
         ("SCHEDULE_UNITS", "SN102", "CA EA")),
        ("852", ("XQ*H*20260302", "LIN*1*VN*A", "ZA*QS*5*CA", "SDQ*EA*92*0006*5"),
         ("SCHEDULE_UNITS", "ZA02", "CA EA")),
    ],
)  # fmt: skip
def test_what_is_shipped_or_sold_in_another_unit_is_not_added_up(
    code: str, body: tuple[str, ...], expected: tuple[str, str, str]
):
    assert expected in [(f.code.value, f.element, f.found) for f in read(code, *body).findings]


def test_the_schedules_of_a_line_s_ship_tos_divide_it_by_place_and_day():
    first = ("N1*ST*A*92*0006", "SCH*4*EA***010*20260312")
    second = ("N1*ST*B*92*0007", "SCH*2*EA***010*20260313", "SCH*5*EA***010*20260314")
    framed = x12("PO1*1*11*EA***VN*A", *first, *second)
    assert said(framed, "quantity", "ship_to", "requested_date") == [
        "4 0006 2026-03-12",
        "2 0007 2026-03-13",
        "5 0007 2026-03-14",
    ]
    assert codes(framed) == []


def test_a_day_of_a_ship_to_counts_where_another_does_not_say_what_it_gets():
    framed = x12(NINTH, "PO1*1*6*EA***VN*A", TWO[0], "SCH*6*EA***010*20260312", TWO[1])
    assert said(framed, "quantity", "ship_to", "requested_date") == ["6  2026-03-12"]
    assert codes(framed) == [("SHIP_TO_UNSAID", "N1", "0005 0006")]


def test_the_schedules_of_other_parties_of_a_line_divide_it_by_day_alone():
    framed = x12(*PLACE, "PO1*1*6*EA***VN*A", "N1*MA*A*92*9", "SCH*6*EA***010*20260312")
    assert said(framed, "quantity", "ship_to", "requested_date") == ["6 0005 2026-03-12"]


@pytest.mark.parametrize(
    ("body", "parts", "told"),
    [
        (("N1*MA*S*92*0012", "SCH*12*EA***002*20260415"), ["16 EA 0005 2026-03-09"], "MA"),
        (("N1*BY*S*92*0012", "SCH*200*CA***002*20260307"), ["16 EA 0005 2026-03-07"], "BY"),
        (("N1*MA*S*92*0012", "SCH*12*EA***001*20260415"), ["16 EA 0005 2026-03-09"], ""),
        (
            ("N1*MA*S*92*0012", "SCH*12*EA***001*20260415", "N1*ST*X*92*L12"),
            ["16 EA L12 2026-03-09"],
            "",
        ),
        (
            ("SDQ*EA*92*0001*16", "N1*MA*S*92*0012", "SCH*12*EA***002*20260306"),
            ["16 EA 0001 2026-03-06"],
            "MA",
        ),
    ],
)
def test_schedules_of_other_parties_that_are_not_the_whole_line_are_no_parts_of_it(
    body: tuple[str, ...], parts: list[str], told: str
):
    framed = x12(NINTH, *PLACE, "PO1*1*16*EA***VN*A", *body)
    assert said(framed, "quantity", "uom", "ship_to", "requested_date") == parts
    assert [code for code, *_ in codes(framed)] == ["PLACES_AND_DAYS"] * bool(told)


def test_quantities_of_a_line_s_ship_tos_divide_it():
    framed = x12("PO1*1*11*EA***VN*A", *TWO[:1], "QTY*21*4*EA", *TWO[1:], "QTY*21*7*EA")
    assert said(framed, "quantity", "ship_to") == ["4 0005", "7 0006"]
    assert codes(framed) == []
    framed = x12("PO1*1*11*EA***VN*A", *TWO[:1], "QTY*21*4*EA", *TWO[1:], "QTY*21*6*EA")
    assert codes(framed) == [("SCHEDULE_DIFFERS", "PO102", "11")]


@pytest.mark.parametrize(
    ("framed", "expected"),
    [
        (x12(*PLACE, "PO1*1*1*EA***VN*A", "N1*ST*J*92*C-1", "PO1*2*1*EA***VN*A"),
         ["C-1", "0005"]),
        (x12(*PLACE, "PO1*1*1*EA***VN*A", "N1*BY*J*92*C-1"), ["0005"]),
        (x12(*TWO, "PO1*1*1*EA***VN*A", "N1*ST*J*92*C-1"), ["C-1"]),
        (x12(*TWO, "PO1*1*1*EA***VN*A", "SDQ*EA*92*0009*1"), ["0009"]),
        (edifact("LIN+1++5:EN", "QTY+21:5:PCE", "NAD+DP+0006::92"), ["0006"]),
        (edifact("LIN+1++5:EN", "QTY+21:5:PCE", "LOC+7+0006::92"), ["0006"]),
        (edifact("LIN+1++5:EN", "QTY+21:5:PCE", "LOC+9+NYC"), ["0005"]),
    ],
)  # fmt: skip
def test_a_line_goes_to_its_own_ship_to(framed: SetFramed, expected: list[str]):
    assert said(framed, "ship_to") == expected
    assert codes(framed) == []


@pytest.mark.parametrize(
    ("framed", "expected"),
    [
        (x12(*PLACE, "PO1*1*1*EA***VN*A", *TWO), ("N1", "0005 0006")),
        (x12(*PLACE, "PO1*1*1*EA***VN*A", *TWO, "QTY*21*1*EA"), ("N1", "0005 0006")),
        (x12(*PLACE, "PO1*1*1*EA***VN*A", "N1*ST*JOHN DOE"), ("N1", "JOHN DOE")),
        (edifact("LIN+1++5:EN", "QTY+21:5:PCE", "NAD+DP+1::92", "NAD+DP+2::92"), ("LIN", "1 2")),
        (edifact("LIN+1++5:EN", "QTY+21:5:PCE", "LOC+7+1::92", "LOC+7+2::92"), ("LIN", "1 2")),
    ],
)
def test_a_line_of_which_it_is_not_said_where_it_goes_goes_nowhere_and_is_told(
    framed: SetFramed, expected: tuple[str, str]
):
    assert said(framed, "ship_to") == [""]
    assert ("SHIP_TO_UNSAID", *expected) in codes(framed)


def test_an_order_for_several_ship_tos_of_which_no_line_says_which_is_told_once():
    framed = x12(*TWO, "PO1*1*1*EA***VN*A", "PO1*2*1*EA***VN*A")
    (finding,) = event(framed)[1]
    assert said(framed, "ship_to") == ["0005", "0005"]
    assert (finding.code.value, finding.element, finding.found, finding.segment) == (
        "SHIP_TO_UNSAID", "N1", "0005 0006", 4,
    )  # fmt: skip
    assert finding.offset == framed.offset + framed.raw.index(TWO[1].encode())
    assert codes(x12(PLACE[0], *PLACE, "PO1*1*1*EA***VN*A")) == []
    framed = edifact("NAD+DP+0006::92", "LIN+1++5:EN", "QTY+21:5:PCE")
    assert [f.segment for f in event(framed)[1]] == [6]


@pytest.mark.parametrize(
    ("framed", "expected"),
    [
        (x12(NINTH, "PO1*1*5*EA***VN*A", "SCH*5*EA***001*20260320"), 9),
        (x12(NINTH, "PO1*1*5*EA***VN*A", "SCH*5*EA***063*20260320"), 9),
        (x12(NINTH, "PO1*1*5*EA***VN*A", "DTM*010*20260308", "SCH*5*EA***001*20260320"), 8),
        (x12(NINTH, "PO1*1*5*EA***VN*A", "SCH*5*EA***038*20260322**002*20260311"), 11),
        (x12(NINTH, "PO1*1*5*EA***VN*A", "SCH*5*EA****20260311"), 11),
        (x12("PO1*1*5*EA***VN*A", "SCH*5*EA***001*20260320"), None),
        (edifact("LIN+1++5:EN", "QTY+21:5", "SCC+1", "QTY+21:5", "DTM+61:20260320:102"), 9),
        (edifact("LIN+1++5:EN", "QTY+21:5", "SCC+1", "QTY+21:5", "DTM+002:20260320:102"), 9),
        (edifact("LIN+1++5:EN", "QTY+21:5", "SCC+1", "QTY+21:5", "DTM+61:20260320:102",
                 "DTM+2:20260312:102"), 12),
    ],
)  # fmt: skip
def test_only_a_day_that_is_asked_for_is_the_requested_one_of_a_part(
    framed: SetFramed, expected: int | None
):
    (line,) = event(framed)[0]
    assert line["requested_date"] == (expected and date(2026, 3, expected))


@pytest.mark.parametrize(
    ("days", "expected", "told"),
    [
        (("SCH*5*EA***010*20260320", "SCH*5*EA***010*20260310"), "2026-03-10", True),
        (("SCH*5*EA***010*20260320", "SCH*5*EA***001*20260330"), "2026-03-09", True),
        (("SCH*5*EA***010*20260320", "SCH*5*EA***010*20260320"), "2026-03-20", False),
        (("SCH*10*EA***001*20260320",), "2026-03-09", False),
    ],
)
def test_places_and_days_of_a_line_cannot_be_brought_together(
    days: tuple[str, ...], expected: str, told: bool
):
    framed = x12(NINTH, "PO1*1*10*EA***VN*A", "SDQ*EA*92*0006*4*0007*6", *days)
    assert said(framed, "quantity", "ship_to", "requested_date") == [
        f"4 0006 {expected}",
        f"6 0007 {expected}",
    ]
    assert codes(framed) == ([("PLACES_AND_DAYS", "SCH", "")] if told else [])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("SDQ*EA*92*0006*0*0007*10",), (4, "SDQ", "0")),
        (("SDQ*EA*92*0006*-2*0007*12",), (4, "SDQ", "-2")),
        (("SDQ*EA*92*0006*10", "SDQ*EA*92*0008*X"), (5, "SDQ", "")),
        (("SCH*10*EA", "SCH*0*EA"), (5, "SCH", "0")),
        (("N1*ST*A*92*1", "QTY*21*-1*EA", "N1*ST*B*92*2", "QTY*21*11*EA"), (5, "QTY", "-1")),
    ],
)
def test_a_part_that_is_nothing_is_told_as_a_line_that_is_nothing(
    parts: tuple[str, ...], expected: tuple[int, str, str]
):
    _, told = event(x12("PO1*1*10*EA***VN*A", *parts))
    found = [(f.segment, f.element, f.found) for f in told if f.code.value == "LINE_QUANTITY"]
    assert found == [expected]


def test_lines_of_one_number_are_told():
    framed = x12("PO1*1*1*EA***VN*A", "PO1*1*2*EA***VN*B", "PO1*2*2*EA***VN*C")
    (finding,) = event(framed)[1]
    assert (finding.code.value, finding.element, finding.segment) == (
        "LINE_NUMBER_REPEATED", "PO101", 4,
    )  # fmt: skip
    framed = edifact("LIN+7++5:EN", "QTY+21:1", "LIN+7++6:EN", "QTY+21:1")
    assert codes(framed) == [("LINE_NUMBER_REPEATED", "LIN", "7")]
