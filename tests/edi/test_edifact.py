"""EDIFACT: released characters, syntax levels, and the CONTRL that answers an interchange."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from edi.edifact_dates import moment_fault
from edi.facts import DocumentSeen, ExceptionSeen, Found, Outbound, Step
from edi.framed import SetFramed
from edi.frames import frame
from edi.pair_state import PairState
from edi.partner_answers import answers_in, verdict_on
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive
from edi.transaction_sets import read_set
from tests.edi.wire import NOW, sets_of

FIXTURE = (Path(__file__).parent / "fixtures" / "ORDERS_bonsai_order.edi").read_bytes()
PROFILES = load_profiles({"bonsai": 'ids = ["14:5412345000013"]\n'})


def message(*segments: str, code: str = "ORDERS", control: int = 1, sets: int = 1) -> bytes:
    """An interchange of one ORDERS with these segments."""
    lines = [
        f"UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+{control}",
        f"UNH+1+{code}:D:96A:UN",
        *segments,
        f"UNT+{len(segments) + 2}+1",
        f"UNZ+{sets}+{control}",
    ]
    return "".join(line + "'" for line in lines).encode("latin-1")


GOOD = (
    "BGM+220+PO1+9", "DTM+137:20260309:102", "NAD+BY+54::9", "LIN+1++1:EN", "QTY+21:3:PCE",
    "UNS+S", "CNT+2:1",
)  # fmt: skip


def found(data: bytes) -> list[tuple[str, int, str]]:
    (one,) = sets_of(data)
    return [(f.code.value, f.segment, f.element) for f in read_set(one).findings]


def took(state: PairState, data: bytes) -> Step:
    return receive(state, list(frame([data])), now=NOW, profiles=PROFILES)


def sent(step: Step) -> list[str]:
    return [fact.content.decode() for fact in step.facts if isinstance(fact, Outbound)]


def statuses(step: Step) -> list[str]:
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


def exceptions(step: Step) -> list[dict[str, object]]:
    return [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]


def test_what_came_before_a_segment_that_comes_again_is_not_missing_after_it():
    again = (*GOOD[:5], GOOD[0], *GOOD[5:])
    assert found(message(*again)) == [("SEGMENT_OVER_MAX", 7, "BGM")]
    lacks = (GOOD[0], *GOOD[2:5], GOOD[0], *GOOD[5:])
    assert [one for one in found(message(*lacks)) if "SEGMENT" in one[0]] == [
        ("SEGMENT_MISSING", 3, "DTM"),
        ("SEGMENT_OVER_MAX", 6, "BGM"),
    ]


def test_a_segment_is_told_in_one_place_and_one_that_is_missing_behind_it_in_another():
    long = f"BGM+220+{'1' * 50}+9"
    (report,) = sent(took(PairState(), message(*GOOD[:5], long, *GOOD[5:])))
    assert report.replace("\n", "").split("'")[4:6] == ["UCS+7", "UCD+39+3:1"]
    (report,) = sent(took(PairState(), message(long, *GOOD[2:], control=2)))
    assert report.replace("\n", "").split("'")[4:7] == ["UCS+2", "UCD+39+3:1", "UCS+2+13"]


def test_an_order_says_the_same_as_an_850_would():
    (one,) = [part for part in sets_of(FIXTURE) if isinstance(part, SetFramed)]
    order = read_set(one).document
    assert (order.number, order.purpose, order.currency) == ("4500017", "00", "EUR")
    assert [party.role for party in order.parties] == ["BY", "ST", "SU"]
    first, second = order.lines
    assert first.identifiers == (("EN", "5410000000019"), ("SA", "A"), ("IN", "1001"))
    assert (first.quantity, first.price) == (Decimal(12), Decimal("9.25"))
    assert second.price == Decimal("4.5")
    assert [(place.location, place.quantity) for place in second.places] == [
        ("0101", Decimal(4)),
        ("0102", Decimal(2)),
    ]
    assert [(m.qualifier, m.time) for m in order.dates] == [("2", "1400")]


def test_what_is_released_is_data():
    (one,) = sets_of(message(*GOOD[:2], "NAD+BY+54::9++A?+B ?'x?' ??", *GOOD[3:]))
    assert read_set(one).document.parties[0].name == "A+B 'x' ?"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("declared", ["UNOC:3", "UNOA:1", "UNOE:3", "UNOW:4"])
def test_utf_16_is_read_as_that_whatever_the_level_that_unb_declares(declared: str, encoding: str):
    text = message("BGM+220+PO\u00e9+9", *GOOD[1:]).decode("latin-1")
    data = text.replace("UNOC:3", declared).encode(encoding)
    for cut in (1, 7, len(data)):
        pieces = [data[at : at + cut] for at in range(0, len(data), cut)]
        (one,) = [part for part in frame(pieces) if isinstance(part, SetFramed)]
        assert read_set(one, PROFILES.default.guide).document.number == "PO\u00e9"
        assert read_set(one).findings == ()


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (GOOD, []),
        ((*GOOD[:3], "XYZ+1", *GOOD[3:]), [("SEGMENT_UNKNOWN", 5, "XYZ")]),
        ((GOOD[0], *GOOD[2:]), [("SEGMENT_MISSING", 3, "DTM")]),
        ((GOOD[0], "DTM+137:20260309:1020", *GOOD[2:]), [("ELEMENT_LONG", 3, "DTM01-3")]),
        ((GOOD[0], "DTM", *GOOD[2:]), [("ELEMENT_MISSING", 3, "DTM01")]),
        (
            (*GOOD[:4], "QTY+21:2x4:PCE", *GOOD[5:]),
            [("ELEMENT_CHARACTER", 6, "QTY01-2"), ("LINE_QUANTITY", 6, "QTY01-2")],
        ),
        ((*GOOD[:4], "QTY+21:2,5:PCE", *GOOD[5:]), []),
        ((*GOOD[:2], "DTM+2:20260230:102", *GOOD[2:]), [("ELEMENT_DATE", 4, "DTM01-2")]),
        ((*GOOD[:2], "DTM+2:20261310:102", *GOOD[2:]), [("ELEMENT_DATE", 4, "DTM01-2")]),
        ((*GOOD[:2], "DTM+2:202603102460:203", *GOOD[2:]), [("ELEMENT_TIME", 4, "DTM01-2")]),
        ((*GOOD[:6], "CNT+2:2"), [("COUNT_DIFFERS", 8, "CNT01-2")]),
        ((*GOOD[:6], "CNT+2:x"), [("ELEMENT_CHARACTER", 8, "CNT01-2")]),
    ],
)
def test_what_is_wrong_is_named_by_segment_and_component(
    segments: tuple[str, ...], expected: list[tuple[str, int, str]]
):
    assert found(message(*segments)) == expected


UNB = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1"


def under(header: str) -> Step:
    """What became of a good order behind a UNB."""
    control = header.split("+")[5]
    data = message(*GOOD).decode().replace(UNB, header).replace("UNZ+1+1", f"UNZ+1+{control}")
    return took(PairState(), data.encode())


def judged(step: Step) -> list[tuple[str, str]]:
    """What is said of a header that a profile is not."""
    found = [fact.finding for fact in step.facts if isinstance(fact, Found)]
    return [(f.code.value, f.element) for f in found if f.code.value != "SENDER_UNKNOWN"]


@pytest.mark.parametrize(
    ("was", "became", "code", "place"),
    [
        ("UNOC:3", "UNOZ:3", ("ISA_VERSION", "UNB01"), "2+UNB+2"),
        ("UNOC:3", "UNOC:9", ("ISA_VERSION", "UNB01"), "2+UNB+2"),
        ("UNOC:3", "UNOC", ("ISA_VERSION", "UNB01"), "2+UNB+2"),
        ("260309:", "260230:", ("ISA_DATE", "UNB04-1"), "12+UNB+5:1"),
        ("260309:", "26039:", ("ISA_DATE", "UNB04-1"), "12+UNB+5:1"),
        (":0615", ":2460", ("ISA_TIME", "UNB04-2"), "12+UNB+5:2"),
        (":0615", ":061500", ("ISA_TIME", "UNB04-2"), "12+UNB+5:2"),
        ("260309:", "20260309:", ("ISA_DATE", "UNB04-1"), "12+UNB+5:1"),
        ("UNOC:3", "UNOY:4", ("ISA_DATE", "UNB04-1"), "12+UNB+5:1"),
    ],
)
def test_a_unb_that_is_wrong_is_told_and_its_interchange_read(
    was: str, became: str, code: tuple[str, str], place: str
):
    step = under(UNB.replace(was, became))
    assert judged(step) == [code]
    assert statuses(step) == ["accepted"]
    (report,) = sent(step)
    assert f"\nUCI+1+5412345000013:14+HARBORPINE:ZZ+7+{place}'" in report
    assert read_set(sets_of(report.encode())[0]).findings == ()


@pytest.mark.parametrize("header", [UNB, UNB.replace("UNOC:3", "UNOY:4").replace("2603", "202603")])
def test_nothing_is_said_of_a_unb_that_is_right(header: str):
    step = under(header)
    assert judged(step) == []
    assert "HARBORPINE:ZZ+7'" in sent(step)[0]


@pytest.mark.parametrize(
    ("was", "became", "found"),
    [
        ("+1", "+" + "R" * 15, "UNB05"),
        ("5412345000013:14", "S" * 36, "UNB02-1"),
        ("HARBORPINE:ZZ", "R" * 36, "UNB03-1"),
    ],
)
def test_what_no_contrl_can_name_is_told_to_a_person_and_not_answered(
    was: str, became: str, found: str
):
    head, _, tail = UNB.rpartition(was)
    step = under(head + became + tail)
    assert judged(step) == [("ELEMENT_LONG", found)]
    assert (statuses(step), sent(step), step.state.last_interchange) == (["accepted"], [], 0)
    (raised,) = exceptions(step)
    assert raised["code"] == "EDI-SYNTAX"
    assert str(raised["message"]).endswith(
        f" was read, and no CONTRL can name it. The element is too long. ({found})"
    )


@pytest.mark.parametrize(
    ("was", "longest"), [("+1", "+" + "R" * 14), ("5412345000013:14", "S" * 35)]
)
def test_what_is_as_long_as_a_contrl_may_repeat_is_answered(was: str, longest: str):
    head, _, tail = UNB.rpartition(was)
    step = under(head + longest + tail)
    assert (judged(step), len(sent(step)), exceptions(step)) == ([], 1, [])


def test_an_answer_under_a_reference_that_is_too_long_awaits_none_itself():
    data = message("UCI+9+HARBORPINE:ZZ+5412345000013:14+7", code="CONTRL")
    data = data.replace(b"+1'UNH", b"+" + b"R" * 15 + b"'UNH")
    step = took(PairState(), data)
    assert ("ELEMENT_LONG", "UNB05") in judged(step)
    assert (sent(step), exceptions(step)) == ([], [])


@pytest.mark.parametrize(
    ("was", "code", "place"),
    [
        ("+1", "UNB_REFERENCE", "UNB05"),
        ("5412345000013:14", "ISA_SENDER", "UNB02-1"),
        ("HARBORPINE:ZZ", "ISA_RECEIVER", "UNB03-1"),
    ],
)
def test_what_is_from_nobody_or_to_nobody_or_has_no_reference_is_refused(
    was: str, code: str, place: str
):
    head, _, tail = UNB.rpartition(was)
    step = under(head + "+" * was.startswith("+") + tail)
    assert judged(step) == [(code, place)]
    assert (statuses(step), sent(step)) == (["rejected"], [])
    assert any(
        "was rejected. " in str(each["message"]) and f"({place})" in str(each["message"])
        for each in exceptions(step)
    )


@pytest.mark.parametrize(("was", "became"), [(b"UNB+", b"unb+"), (b"UNZ+", b"unz+")])
def test_an_id_of_an_interchange_in_lower_case_is_named(was: bytes, became: bytes):
    step = took(PairState(), message(*GOOD).replace(was, became))
    assert judged(step) == [("LOWER_CASE_ID", "")]
    assert statuses(step) == ["accepted"]


def test_an_order_is_taken_and_answered_by_a_contrl():
    step = took(PairState(), message(*GOOD))
    assert statuses(step) == ["accepted"]
    (report,) = sent(step)
    assert report == (
        "UNB+UNOC:3+HARBORPINE:ZZ+5412345000013:14+260302:0700+000000001'\n"
        "UNH+1+CONTRL:D:3:UN'\n"
        "UCI+1+5412345000013:14+HARBORPINE:ZZ+7'\n"
        "UCM+1+ORDERS:D:96A:UN+7'\n"
        "UNT+4+1'\n"
        "UNZ+1+000000001'\n"
    )
    (answer,) = sets_of(report.encode())
    assert read_set(answer).findings == ()


def test_a_fault_is_told_by_segment_and_component():
    data = message(GOOD[0], "DTM+137:20260309:1020", *GOOD[2:])
    lines = sent(took(PairState(), data))[0].split("'\n")
    assert lines[3:6] == ["UCM+1+ORDERS:D:96A:UN+7", "UCS+3", "UCD+39+2:3"]


def test_a_date_that_is_none_and_a_quantity_that_is_no_number_are_told():
    body = (*GOOD[:2], "DTM+2:20260230:102", *GOOD[2:4], "QTY+21:2x4:PCE", *GOOD[5:])
    lines = sent(took(PairState(), message(*body)))[0].split("'\n")
    assert lines[3:8] == [
        "UCM+1+ORDERS:D:96A:UN+7", "UCS+4", "UCD+12+2:2", "UCS+7", "UCD+37+2:2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "fault"),
    [
        ("20240229", "102", ""),
        ("20260229", "102", "ELEMENT_DATE"),
        ("2026022", "102", "ELEMENT_DATE"),
        ("2026022x", "102", "ELEMENT_DATE"),
        ("", "102", ""),
        ("280226", "2", ""),
        ("260228", "2", ""),
        ("320226", "2", "ELEMENT_DATE"),
        ("0229", "106", ""),
        ("202602282359", "203", ""),
        ("202602282400", "203", ""),
        ("202602282401", "203", "ELEMENT_TIME"),
        ("20260228235960", "204", "ELEMENT_TIME"),
        ("202602282359EST", "303", ""),
        ("2360", "401", "ELEMENT_TIME"),
        ("23x0", "401", "ELEMENT_TIME"),
        ("202653", "616", ""),
        ("202654", "616", "ELEMENT_DATE"),
        ("26366", "105", ""),
        ("26367", "105", "ELEMENT_DATE"),
        ("20260201-20260228", "718", ""),
        ("2026020120260228", "718", ""),
        ("20260201-20260230", "718", "ELEMENT_DATE"),
        ("2026020120260230", "718", "ELEMENT_DATE"),
        ("2026020-120260228", "718", "ELEMENT_DATE"),
        ("30", "804", ""),
        ("20260230", "", "ELEMENT_DATE"),
        ("202602281234", "", ""),
        ("30", "", ""),
    ],
)
def test_a_moment_is_judged_by_its_format(value: str, form: str, fault: str):
    assert (moment_fault(value, form) or "") == fault


def test_a_retransmission_gets_the_same_contrl_and_a_contrl_gets_none():
    first = took(PairState(), message(*GOOD))
    again = took(first.state, message(*GOOD))
    assert sent(again) == sent(first)
    codes = [fact.finding.code.value for fact in again.facts if isinstance(fact, Found)]
    assert "EDI-DUP-CONTROL" in codes
    report = message("UCI+000000009+HARBORPINE:ZZ+5412345000013:14+7", code="CONTRL", control=2)
    assert sent(took(first.state, report)) == []


def test_a_refusal_by_a_uci_names_its_error():
    uci = "UCI+000000009+HARBORPINE:ZZ+5412345000013:14+4+26"
    (framed,) = sets_of(message(uci, code="CONTRL", control=2))
    (answer,) = answers_in(read_set(framed), "it")
    said = verdict_on(answer, "ORDERS")
    assert (said.code, said.detail) == ("R", "UCI error 26")


STRICT = load_profiles({"bonsai": 'ids = ["14:5412345000013"]\nlevels = { elements = "error" }\n'})


def control_of(head: str, profiles: Profiles = PROFILES, more: str = "") -> list[str]:
    """The CONTRL, without its envelope, on an order whose UNH says this of its kind."""
    data = message(*GOOD, sets=1 + bool(more)).decode().replace("ORDERS:D:96A:UN", head)
    data = data.replace("UNZ", more + "UNZ").encode()
    (answer,) = sent(receive(PairState(), list(frame([data])), now=NOW, profiles=profiles))
    return answer.replace("\n", "").split("'")[2:-3]


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("ORDERS:D:96A:UN:EAN008", ["UCM+1+ORDERS:D:96A:UN:EAN008+7"]),
        ("ORDERS:S:96A:EX", ["UCM+1+ORDERS:S:96A:EX+7"]),
        ("ORDERS:D:96A:UN:EAN008XX", ["UCM+1+ORDERS:D:96A:UN+7", "UCS+1", "UCD+39+3:5"]),
        ("ORDERS:D:96A", []),
        ("ORDERS", []),
    ],
)
def test_a_message_is_named_as_its_unh_names_it(head: str, named: list[str]):
    uci = "UCI+1+5412345000013:14+HARBORPINE:ZZ+7"
    assert control_of(head) == [uci, *named]


@pytest.mark.parametrize(
    ("head", "uci"),
    [
        ("ORDERS", "4+13+UNH+3:2"),
        ("ORDERS:D:96AAAA:UN", "4+39+UNH+3:3"),
        ("", "4+14+UNH+3:1"),
    ],
)
def test_a_message_that_no_ucm_can_name_is_refused_by_the_uci(head: str, uci: str):
    assert control_of(head, STRICT) == [f"UCI+1+5412345000013:14+HARBORPINE:ZZ+{uci}"]


def test_a_message_that_no_ucm_can_name_is_never_taken_as_accepted_beside_others():
    good = "".join(line + "'" for line in ("UNH+2+ORDERS:D:96A:UN", *GOOD, "UNT+9+2"))
    good = good.replace("PO1", "PO2")
    uci, refused, *places, taken = control_of("ORDERS", STRICT, good)
    assert uci.endswith("+7")
    assert refused == "UCM+1+ORDERS+4"
    assert places == ["UCS+1", "UCD+13+3:2", "UCD+13+3:3", "UCD+13+3:4"]
    assert taken == "UCM+2+ORDERS:D:96A:UN+7"
