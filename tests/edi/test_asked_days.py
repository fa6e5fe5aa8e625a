"""Days that an order asks for, wherever it says them and however: none of them is a wrong one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.documents.parts import Moment
from edi.edifact_dates import moment_fault
from edi.edifact_writing import PLAIN, edifact_segment
from edi.framed import SetFramed
from edi.orders import order_row
from edi.periods import TEMPLATES, period_of
from edi.profiles import Profile
from edi.rewriting import write_json
from edi.transaction_sets import MESSAGES, SETS, read_set
from tests.edi.test_divided_lines import ARRIVAL, NINTH, codes, edifact, event, said, x12
from tests.edi.test_edifact import message
from tests.edi.test_totals import read
from tests.edi.unread_segments import one_set, printed
from tests.edi.wire import interchange, order_set, sets_of

LINE = ("LIN+1++5:EN", "QTY+21:5:PCE")
PO1 = "PO1*1*5*EA***VN*A"
STORES = ("N1*ST*STORE 5*92*0005", "N1*ST*STORE 6*92*0006")
PART = ("quantity", "ship_to", "requested_date")
UNKNOWN = "2026-03-09"
"""The day of the order, which is none of its lines'."""


def header(framed: SetFramed) -> tuple[date | None, date | None]:
    """The day that an order asks for, and the one after which it is cancelled."""
    row, _ = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    days: Any = (row["requested_date"], row["cancel_after"])
    return days


def later(framed: SetFramed) -> SetFramed:
    """The same message in the later directory."""
    body = framed.raw.replace(b"UNH+1+ORDERS:D:96A", b"UNH+1+ORDERS:D:01B")
    (same,) = sets_of(message("X").partition(b"UNH")[0] + body + b"UNZ+1+1'")
    return same


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (("LOC+7+0006::92", "QTY+11:5", "DTM+2:20261201:102"), ["5 0006 2026-12-01"]),
        (
            ("LOC+7+0006::92", "QTY+11:2", "DTM+2:20261201:102", "LOC+7+0007::92", "QTY+11:3"),
            ["2 0006 2026-12-01", f"3 0007 {UNKNOWN}"],
        ),
        (
            ("DTM+2:20261124:102", "LOC+7+6::92", "QTY+11:2", "DTM+61:20261201:102",
             "LOC+7+7::92", "QTY+11:3", "DTM+61:20261202:102", "DTM+2:202650:616"),
            ["2 6 2026-11-24", "3 7 2026-12-07"],
        ),
        (("LOC+7+0006::92", "DTM+2:20261201:102"), ["5 0006 2026-12-01"]),
        (("LOC+9+NYC", "DTM+10:20261201:102"), ["5 0005 2026-12-01"]),
        (
            ("LOC+7+0006::92", "QTY+11:2", "LOC+7+0007::92", "QTY+11:3", "DTM+2:20261205:102",
             "SCC+1", "QTY+21:5", "DTM+2:20261203:102"),
            ["2 0006 2026-12-03", "3 0007 2026-12-05"],
        ),
    ],
)  # fmt: skip
def test_the_day_of_a_place_is_that_of_its_part(
    body: tuple[str, ...], expected: list[str], directory: str
):
    framed = edifact(*LINE, *body)
    framed = framed if directory == "D96A" else later(framed)
    assert said(framed, *PART) == expected
    assert [code for code, _, _ in codes(framed)] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ((STORES[0], "DTM*002*20261201"), ["5 0005 2026-12-01"]),
        (("DTM*002*20261124", STORES[0], "DTM*002*20261201"), ["5 0005 2026-12-01"]),
        (("DTM*002*20261124", STORES[0], "DTM*001*20261201"), ["5 0005 2026-11-24"]),
        (("N1*SF*DC*92*0009", "DTM*010*20261201"), ["5  2026-12-01"]),
        (("DTM*002*20261124", "N1*SF*DC*92*0009", "DTM*010*20261201"), ["5  2026-11-24"]),
        (
            (STORES[0], "QTY*21*2*EA", "DTM*002*20261201", STORES[1], "QTY*21*3*EA"),
            ["2 0005 2026-12-01", f"3 0006 {UNKNOWN}"],
        ),
        (
            (STORES[0], "DTM*002*20261201", "SCH*2*EA***010*20261130", "SCH*1*EA***001*20261230",
             STORES[1], "DTM*002*20261202", "SCH*2*EA***001*20261230"),
            ["2 0005 2026-11-30", "1 0005 2026-12-01", "2 0006 2026-12-02"],
        ),
        (
            ("SCH*2*EA***001*20261230", "SCH*3*EA***002*20261205", STORES[0], "DTM*002*20261201"),
            ["2 0005 2026-12-01", "3 0005 2026-12-05"],
        ),
    ],
)  # fmt: skip
def test_the_day_of_a_party_of_a_line_is_that_of_its_part(
    body: tuple[str, ...], expected: list[str]
):
    framed = x12(NINTH, PO1, *body)
    assert said(framed, *PART) == expected
    assert codes(framed) == []


def test_of_several_ship_tos_without_quantities_the_earliest_day_is_told():
    framed = x12(NINTH, PO1, STORES[0], "DTM*002*20261202", STORES[1], "DTM*002*20261201")
    assert said(framed, *PART) == ["5  2026-12-01"]
    assert [code for code, _, _ in codes(framed)] == ["PLACES_AND_DAYS", "SHIP_TO_UNSAID"]


PERIODS = [
    ("2", "011226", "2026-12-01", "2026-12-01"),
    ("4", "01122026", "2026-12-01", "2026-12-01"),
    ("103", "26503", "2026-12-09", "2026-12-09"),
    ("105", "26335", "2026-12-01", "2026-12-01"),
    ("602", "2026", "2026-01-01", "2026-12-31"),
    ("608", "20261", "2026-01-01", "2026-03-31"),
    ("609", "2602", "2026-02-01", "2026-02-28"),
    ("610", "202802", "2028-02-01", "2028-02-29"),
    ("615", "2601", "2025-12-29", "2026-01-04"),
    ("616", "202653", "2026-12-28", "2027-01-03"),
    ("710", "202611202612", "2026-11-01", "2026-12-31"),
    ("716", "202649-202650", "2026-11-30", "2026-12-13"),
    ("718", "2026120120261210", "2026-12-01", "2026-12-10"),
    ("718", "20261201-20261210", "2026-12-01", "2026-12-10"),
    ("719", "202612010800202612101700", "2026-12-01", "2026-12-10"),
    ("CM", "202612", "2026-12-01", "2026-12-31"),
    ("CQ", "20264", "2026-10-01", "2026-12-31"),
    ("CY", "2026", "2026-01-01", "2026-12-31"),
    ("CD", "DEC2026", "2026-12-01", "2026-12-31"),
    ("TQ", "1226", "2026-12-01", "2026-12-31"),
    ("RD5", "202611-202612", "2026-11-01", "2026-12-31"),
    ("RD8", "20261201-20261210", "2026-12-01", "2026-12-10"),
    ("RD6", "261201-261210", "2026-12-01", "2026-12-10"),
    ("DB", "12012026", "2026-12-01", "2026-12-01"),
    ("DT", "202612010800", "2026-12-01", "2026-12-01"),
    ("RDM", "261230-0103", "2026-12-30", "None"),
]
UNKNOWNS = [
    ("3", "803"), ("202553", "616"), ("50", "108"), ("1201", "106"), ("WHEN READY", ""),
    ("20260230", "102"),
    ("2026120120261210", ""), ("2026120120261210", "102"),
    ("2026121020261201", "718"), ("202612", "718"), ("000012", "610"),
    ("WHEN READY", "UN"), ("300", "TC"), ("6335", "EH"), ("1201", "MD"), ("26366", "TU"),
    ("991231-000101", "RD6"),
]  # fmt: skip


def by_format(form: str, value: str, of: str, till: str) -> SetFramed:
    """An order with these two qualifiers of days, each so."""
    if form.isdecimal() or not form:
        (framed,) = sets_of(
            message(
                "BGM+220+P1+9", "DTM+137:20260302:102", f"DTM+{of}:{value}:{form}",
                f"DTM+{till}:{value}:{form}", "NAD+DP+0005::92", *LINE, "UNS+S",
            )
        )  # fmt: skip
        return framed
    return x12(f"DTM*0{of}****{form}*{value}", f"DTM*0{till}****{form}*{value}", PO1)


@pytest.mark.parametrize(("form", "value", "first", "last"), PERIODS)
def test_a_period_is_asked_for_from_its_first_day_and_cancelled_after_its_last(
    form: str, value: str, first: str, last: str
):
    framed = by_format(form, value, "10", "61")
    assert tuple(map(str, header(framed))) == (first, last)
    told = [code for code, _, _ in codes(framed)]
    assert told == (["DAY_UNSAID"] if last == "None" else [])
    assert said(framed, "requested_date") == [first]
    if form.isdecimal():
        framed = edifact(*LINE, f"DTM+2:{value}:{form}")
    else:
        framed = x12(NINTH, PO1, f"DTM*002****{form}*{value}")
    assert said(framed, "requested_date") == [first]
    assert codes(framed) == []


@pytest.mark.parametrize(
    ("dtm", "days"),
    [
        ("20261201***RD8*20261201-20261210", ("2026-12-01", "2026-12-10")),
        ("20261203***RD8*20261201-20261210", ("2026-12-03", "2026-12-03")),
        ("20261211***RD8*20261201-20261210", ("None", "None")),
        ("20261211***UN*SOON", ("None", "None")),
    ],
)
def test_a_day_and_a_period_beside_it_have_to_agree(dtm: str, days: tuple[str, str]):
    framed = x12(f"DTM*010*{dtm}", f"DTM*001*{dtm}", PO1)
    assert tuple(map(str, header(framed))) == days


@pytest.mark.parametrize(("value", "form"), UNKNOWNS)
def test_a_day_that_is_not_known_is_none_and_told_of_the_line_and_of_the_order(
    value: str, form: str
):
    framed = by_format(form, value, "10", "61")
    assert header(framed) == (None, None)
    assert said(framed, "requested_date") == ["None"]
    is_x12 = framed.interchange.standard == "X12"
    told = [f for f in event(framed)[1] if f.code.value == "DAY_UNSAID"]
    assert [(f.segment, f.element, f.found) for f in told] == [
        (3 if is_x12 else 4, "DTM", f"{'0' if is_x12 else ''}10 {value}"),
        (4 if is_x12 else 5, "DTM", f"{'0' if is_x12 else ''}61 {value}"),
    ]
    if is_x12:
        framed = x12(NINTH, PO1, f"DTM*002****{form}*{value}", "PO1*2*1*EA***VN*A")
        expected = (4, "DTM", f"002 {value}")
    else:
        framed = edifact(*LINE, f"DTM+2:{value}:{form}", "LIN+2++5:EN", "QTY+21:1")
        expected = (6, "LIN", f"2 {value}")
    assert said(framed, "requested_date") == ["None", UNKNOWN]
    told = [f for f in event(framed)[1] if f.code.value == "DAY_UNSAID"]
    assert [(f.segment, f.element, f.found) for f in told] == [expected]


@pytest.mark.parametrize(
    ("framed", "expected"),
    [
        (edifact(*LINE, "LOC+7+6::92", "QTY+11:2", "DTM+2:3:803", "LOC+7+7::92", "QTY+11:3"),
         ["2 6 None", f"3 7 {UNKNOWN}"]),
        (edifact(*LINE, "SCC+1", "QTY+21:2", "DTM+2:3:803", "SCC+1", "QTY+21:3"),
         ["2 0005 None", f"3 0005 {UNKNOWN}"]),
        (edifact(*LINE, "LOC+7+6::92", "QTY+11:5", "SCC+1", "QTY+21:5", "DTM+2:3:803"),
         ["5 6 None"]),
        (x12(NINTH, PO1, STORES[0], "DTM*002****UN*SOON"), ["5 0005 None"]),
        (x12(NINTH, PO1, "DTM*077*20261201"), ["5  None"]),
    ],
)  # fmt: skip
def test_a_day_of_a_part_that_is_not_known_is_none_and_told(framed: SetFramed, expected: list[str]):
    assert said(framed, *PART) == expected
    assert [code for code, _, _ in codes(framed)] == ["DAY_UNSAID"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("DTM+2:20261201:102", "DTM+2:20261201:102"), "2026-12-01"),
        (("DTM+2:20261201:102", "DTM+2:202612011200:203"), "2026-12-01"),
        (("DTM+2:202649:616", "DTM+2:20261201:102"), "2026-12-01"),
        (("DTM+2:20261201:102", "DTM+2:1200:401"), "2026-12-01"),
        (("DTM+2:1200:401",), UNKNOWN),
        (("DTM+2:20261201:102", "DTM+10:20261130:102"), "2026-12-01"),
        (("DTM+74:20261201:102", "DTM+10:20261130:102"), "2026-12-01"),
        (("DTM+2:20261201:102", "DTM+2:20261202:102"), None),
        (("DTM+2:202650:616", "DTM+2:20261201:102"), None),
        (("DTM+2:3:803", "DTM+2:20261201:102"), None),
    ],
)
def test_days_of_one_kind_have_to_agree(days: tuple[str, ...], expected: str | None):
    framed = edifact(*LINE, *days)
    assert said(framed, "requested_date") == [str(expected)]
    assert [code for code, _, _ in codes(framed)] == ([] if expected else ["DAY_UNSAID"])


@pytest.mark.parametrize(
    ("body", "expected", "told"),
    [
        (("LOC+18+W1", "QTY+11:2", "DTM+2:20261201:102", "LOC+18+W2", "QTY+11:3"),
         ["2  2026-12-01", f"3  {UNKNOWN}"], ["SHIP_TO_UNSAID"]),
        (("LOC+11+NYC", "QTY+11:5"), [f"5  {UNKNOWN}"], ["SHIP_TO_UNSAID"]),
        (("LOC+18+W1", "QTY+11:2", "LOC+18+W2", "QTY+11:3", "NAD+DP+0008::92"),
         [f"2 0008 {UNKNOWN}", f"3 0008 {UNKNOWN}"], []),
        (("LOC+7+6::92", "LOC+18+W1", "QTY+11:5"), [f"5 6 {UNKNOWN}"], []),
        (("LOC+7+6::92", "QTY+11:5", "LOC+11+NYC", "QTY+11:5"), [f"5 6 {UNKNOWN}"], []),
        (("LOC+7+6::92", "QTY+11:5", "LOC+11+NYC", "QTY+11:5", "DTM+2:20261201:102"),
         ["5 6 2026-12-01"], []),
        (("LOC+7+6::92", "QTY+11:2", "LOC+11+NYC", "QTY+11:3"), [f"2 6 {UNKNOWN}"],
         ["SCHEDULE_DIFFERS"]),
    ],
)  # fmt: skip
def test_only_a_place_of_delivery_is_a_ship_to(
    body: tuple[str, ...], expected: list[str], told: list[str]
):
    framed = edifact(*LINE, *body)
    assert said(framed, *PART) == expected
    assert [code for code, _, _ in codes(framed)] == told


@pytest.mark.parametrize(
    ("body", "expected", "told"),
    [
        (("LOC+7+6::92", "QTY+192:1", "DTM+2:20261201:102"), ["5 0005 None"], ["DAY_UNSAID"]),
        (("SCC+1", "QTY+192:1", "DTM+2:20261201:102"), ["5 0005 None"], ["DAY_UNSAID"]),
        (("DTM+2:20261124:102", "SCC+1", "QTY+192:1", "DTM+2:20261201:102"),
         ["5 0005 2026-11-24"], []),
        (("SCC+1", "QTY+192:1", "DTM+61:20261201:102"), [f"5 0005 {UNKNOWN}"], []),
        (("SCC+1", "QTY+192:1", "DTM+2:20261201:102", "SCC+1", "QTY+21:5"),
         [f"5 0005 {UNKNOWN}"], []),
        (("LOC+7+6::92", "QTY+192:1", "DTM+2:20261201:102", "LOC+7+7::92", "QTY+11:5"),
         [f"5 7 {UNKNOWN}"], []),
        (("SCC+1", "QTY+21:X", "DTM+2:20261201:102"), ["None 0005 2026-12-01"],
         ["ELEMENT_CHARACTER", "SCHEDULE_DIFFERS", "LINE_QUANTITY"]),
    ],
)  # fmt: skip
def test_the_day_of_what_is_no_part_of_a_line_is_not_the_line_s(
    body: tuple[str, ...], expected: list[str], told: list[str]
):
    framed = edifact(*LINE, *body)
    assert said(framed, *PART) == expected
    assert [code for code, _, _ in codes(framed)] == told


@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP"])
def test_days_and_kinds_of_quantities_of_places_are_written_back_where_they_stood(code: str):
    body = (
        "BGM+220+P1+9", "DTM+137:20260302:102", "RFF+ON:1", "LIN+1++5410000000019:EN",
        "QTY+21:5:PCE", "LOC+7+0006::92", "QTY+11:2:PCE", "DTM+2:202612010800:203",
        "DTM+61:202650:616", "LOC+18+W1", "QTY+21:3:PCE", "DTM+2:2026120120261210:718",
        "SCC+1", "QTY+21:5:PCE", "DTM+2:3:803", "DTM+61:20261201:102",
        "SCC+1", "QTY+192:1:PCE", "DTM+2:20261201:102", "UNS+S",
    )  # fmt: skip
    (framed,) = sets_of(message(*body, code=code))
    document = read_set(framed).document
    (line,) = document.lines
    assert [len(place.dates) for place in line.places] == [2, 1]
    assert line.places[0].dates[0].date == date(2026, 12, 1)
    written = [edifact_segment(each, PLAIN) for each in MESSAGES[code].write(document, "D96A")]
    assert written == list(body)


@pytest.mark.parametrize("release", ["004010", "005010"])
@pytest.mark.parametrize(
    ("code", "head", "line", "end"),
    [
        ("850", "BEG*00*SA*1**20260302", PO1, ()),
        ("855", "BAK*00*AC*1*20260302", PO1, ("ACK*IA*5*EA",)),
        ("860", "BCH*04*SA*1***20260302", "POC*1*QD*5*5*EA***VN*A", ()),
        ("865", "BCA*04*AC*1***20260302", "POC*1*QD*5*5*EA***VN*A", ("ACK*IA*5*EA",)),
    ],
)
def test_the_days_of_a_line_s_party_are_read_and_written_back(
    code: str, head: str, line: str, end: tuple[str, ...], release: str
):
    party = ("N1*ST*STORE 5*92*0005", "DTM*002****CM*202612", "SCH*5*EA***002*20261205")
    body = (head, line, *end, *party, "CTT*1")
    judged = read(code, *body, release=release)
    assert judged.findings == ()
    ((store,),) = (each.parties for each in judged.document.lines)
    assert [(moment.qualifier, moment.text) for moment in store.dates] == [("002", "202612")]
    written = ["*".join(map(str, each)) for each in SETS[code].write(judged.document, release)]
    assert [each for each in written if each.startswith(("N1*", "DTM*", "SCH*"))] == list(party)


def test_a_changed_day_of_a_party_or_a_place_is_written_where_it_stood():
    dtm = "DTM*002*20261201"
    order = order_set(("BEG*00*SA*1**20260302", PO1, STORES[0], dtm, "CTT*1"))
    table = printed(interchange(order))
    (store,) = one_set(table)["document"]["lines"][0]["parties"]
    store["dates"][0]["date"] = "2026-12-24"
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content == interchange(order).replace(b"20261201", b"20261224")
    place = ("LOC+7+0006::92", "QTY+11:5:PCE", "DTM+2:20261201:102")
    data = message("BGM+220+P1+9", "DTM+137:20260302:102", *LINE, *place, "UNS+S")
    table = json.loads(json.dumps(printed(data)))
    one_set(table)["document"]["lines"][0]["places"][0]["dates"][0]["date"] = "2026-12-24"
    assert write_json(table, None).content == data.replace(b"20261201", b"20261224")


@given(
    form=st.sampled_from(sorted(TEMPLATES)) | st.text(max_size=3),
    text=st.from_regex(r"[0-9]{1,8}(-?[0-9]{4,8})?", fullmatch=True) | st.text(max_size=20),
)
def test_no_text_is_more_than_a_period_whose_days_are_in_order(form: str, text: str):
    period = period_of(Moment(qualifier="2", text=text, format=form))
    assert period is None or period.last is None or period.first <= period.last


@pytest.mark.parametrize(
    ("value", "form", "fault"),
    [
        ("26508", "103", "ELEMENT_DATE"),
        ("26507", "103", ""),
        ("20265", "608", "ELEMENT_DATE"),
        ("202649202654", "716", "ELEMENT_DATE"),
        ("202649202650", "716", ""),
        ("0800-2560", "501", "ELEMENT_TIME"),
        ("08001700", "501", ""),
        ("2026120-120261210", "718", "ELEMENT_DATE"),
    ],
)
def test_more_formats_of_edifact_are_judged(value: str, form: str, fault: str):
    assert (moment_fault(value, form) or "") == fault
