"""Headers: each element of an ISA and a GS is judged, and no answer repeats what is wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from edi.framed import GroupOpened
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.reading import acknowledge_file, check_file
from edi.wire_json import read_file
from tests.edi.mutations import mutate
from tests.edi.wire import (
    NOW,
    PROFILES,
    answers,
    codes,
    frame,
    interchange,
    order_set,
    orders,
    segments,
    take,
)

GOOD = interchange(order_set(), ta1="1")
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
OF_FORM = ("envelope", "structure", "elements")


def found(data: bytes) -> list[tuple[str, str, int]]:
    """Code, element and segment of what is found on a file, but of its sender."""
    said = check_file([data], now=NOW, profiles=PROFILES)
    return [
        (str(one["code"]), str(one["element"]), int(str(one["segment"])))
        for one in said
        if one["code"] not in ("SENDER_UNKNOWN", "TEST_INTERCHANGE")
    ]


def told(data: bytes) -> list[str]:
    """The segments of the answers to a file."""
    return segments(acknowledge_file([data], now=NOW, profiles=PROFILES))


@pytest.mark.parametrize(
    ("right", "wrong", "element", "note"),
    [
        ("ISA*00*", "ISA*9Z*", "ISA01", "010"),
        ("ISA*00*          *00*", "ISA*00*          *02*", "ISA03", "012"),
        ("*1*P*>", "*7*P*>", "ISA14", "019"),
        ("*1*P*>", "* *P*>", "ISA14", "019"),
        ("*000000001*1*", "*000000000*1*", "ISA13", "018"),
    ],
)
def test_a_coded_element_of_the_isa_is_judged(right: str, wrong: str, element: str, note: str):
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nta1 = "always"\n'})
    data = GOOD.replace(right.encode(), wrong.encode(), 1)
    if element == "ISA13":
        data = data.replace(b"IEA*1*000000001", b"IEA*1*000000000")
    said = [(each[1], each[2]) for each in found(data)]
    assert said == [(element, 1)]
    answer = segments(acknowledge_file([data], now=NOW, profiles=profiles))
    assert answer[1].split("*")[4:] == ["E", note]


@pytest.mark.parametrize(
    ("right", "wrong", "code", "place", "note"),
    [
        ("*ACME           *", "*               *", "ISA_SENDER", "ISA06", "006"),
        ("*ACME           *", "*\0\0\0            *", "ISA_SENDER", "ISA06", "006"),
        ("*CROSSDOCK      *", "*               *", "ISA_RECEIVER", "ISA08", "008"),
    ],
)
def test_what_is_from_nobody_or_to_nobody_is_refused(
    right: str, wrong: str, code: str, place: str, note: str
):
    data = interchange(order_set()).replace(right.encode(), wrong.encode(), 1)
    step = take(PairState(), data)
    assert (code, place, 1) in found(data)
    assert orders(step) == []
    ta1, functional = (segments(each.content) for each in answers(step))
    assert ta1[1] == f"TA1*000000001*260302*0615*R*{note}"
    assert "AK9*R*1*1*0" in functional
    whom = {"ISA06": ta1[0].split("*")[8], "ISA08": ta1[0].split("*")[6]}
    assert whom[place].strip() == "UNKNOWN"
    assert codes(frame(answers(step)[0].content)) == []


@pytest.mark.parametrize(("right", "place"), [("*ACME           *", 8), ("*CROSSDOCK      *", 6)])
@pytest.mark.parametrize("party", ["\x08", ">|"])
def test_an_answer_names_nobody_by_what_it_cannot_write(right: str, place: int, party: str):
    data = interchange(order_set()).replace(right.encode(), f"*{party:<15}*".encode(), 1)
    profiles = load_profiles({"default": '[delimiters]\ncomponent = ">"\nrepetition = "|"\n'})
    answer = acknowledge_file([data], now=NOW, profiles=profiles)
    assert segments(answer)[0].split("*")[place].strip() == "UNKNOWN"
    assert codes(frame(answer)) == []


@pytest.mark.parametrize(
    ("version", "mark", "expected"),
    [
        ("00401", "U", []),
        ("00401", "u", []),
        ("00401", "^", []),
        ("00401", "A", [("ISA_STANDARD", "ISA11", 1)]),
        ("00401", "|", [("ISA_STANDARD", "ISA11", 1)]),
        ("00401", " ", [("ISA_STANDARD", "ISA11", 1)]),
        ("00402", "U", [("ISA_REPETITION", "ISA11", 1)]),
        ("00501", "U", [("ISA_REPETITION", "ISA11", 1)]),
        ("00501", "7", [("ISA_REPETITION", "ISA11", 1)]),
        ("00501", " ", [("ISA_REPETITION", "ISA11", 1)]),
        ("00501", "^", []),
        ("00501", "!", []),
        ("00999", "A", [("ISA_VERSION", "ISA12", 1)]),
    ],
)
def test_isa11_is_what_its_version_has(
    version: str, mark: str, expected: list[tuple[str, str, int]]
):
    data = GOOD.replace(b"*U*00401*", f"*{mark}*{version}*".encode())
    assert found(data) == expected
    note = {"ISA_STANDARD": "E*016", "ISA_REPETITION": "E*032", "ISA_VERSION": "E*017"}
    assert told(data)[1].endswith(note[expected[0][0]] if expected else "A*000")


@pytest.mark.parametrize("header", ["isa", "Isa"])
@pytest.mark.parametrize("trailer", ["iea", "IEA"])
def test_an_id_of_an_interchange_in_lower_case_is_named(header: str, trailer: str):
    data = GOOD.replace(b"ISA*", f"{header}*".encode()).replace(b"IEA*", f"{trailer}*".encode())
    expected = [("LOWER_CASE_ID", "", 1)] + [("LOWER_CASE_ID", "", 13)] * (trailer == "iea")
    assert found(data) == expected
    assert codes(frame(data, cut=7)) == [each[0] for each in expected]
    assert told(data)[1].endswith("*A*000")


@pytest.mark.parametrize("kind", ["00", "01", "06"])
def test_a_kind_of_authorization_is_one(kind: str):
    assert found(GOOD.replace(b"ISA*00*", f"ISA*{kind}*".encode(), 1)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("GS*PO*ACME*", "GS*PO*A*", [("GS_ELEMENT", "GS02", 2)]),
        ("GS*PO*ACME*", "GS*PO*AB*", []),
        ("GS*PO*ACME*", f"GS*PO*{'A' * 15}*", []),
        ("GS*PO*ACME*", f"GS*PO*{'A' * 16}*", [("GS_ELEMENT", "GS02", 2)]),
        ("*ACME*CROSSDOCK*2026", "*ACME**2026", [("GS_ELEMENT", "GS03", 2)]),
        ("*20260302*", "*2026033*", [("GS_ELEMENT", "GS04", 2)]),
        ("*20260302*", "*20260230*", [("GS_ELEMENT", "GS04", 2)]),
        ("*20260302*0615*1", "*260302*0615*1", [("GS_ELEMENT", "GS04", 2)]),
        ("*0615*1*X", "*9900*1*X", [("GS_ELEMENT", "GS05", 2)]),
        ("*0615*1*X", "*061500*1*X", []),
        ("*0615*1*X", "*06150099*1*X", []),
        ("*1*X*", "*1*Y*", [("GS_ELEMENT", "GS07", 2)]),
        ("*1*X*", "*1*T*", []),
        ("GS*PO*", "GS*ZZ*", [("GROUP_UNKNOWN", "GS01", 2), ("SET_NOT_OF_GROUP", "ST01", 1)]),
        ("*X*004010", "*X*009010", [("GROUP_VERSION", "GS08", 2)]),
    ],
)
def test_each_element_of_the_gs_is_judged(
    right: str, wrong: str, expected: list[tuple[str, str, int]]
):
    assert right.encode() in GOOD
    at = GOOD.index(b"GS*")
    data = GOOD[:at] + GOOD[at:].replace(right.encode(), wrong.encode(), 1)
    assert sorted(found(data)) == sorted(expected)
    (one,) = read_file([data])["interchanges"]
    (group,) = one["groups"]
    of_group = [(each["code"], each["element"], each["segment"]) for each in group["findings"]]
    assert sorted(of_group) == sorted(each for each in expected if each[1] != "ST01")


def test_a_set_in_a_group_of_others_is_told_where_it_belongs():
    (said,) = [
        one for one in check_file([GOOD.replace(b"GS*PO*", b"GS*IN*")], now=NOW, profiles=PROFILES)
        if one["code"] == "SET_NOT_OF_GROUP"
    ]  # fmt: skip
    assert (said["element"], said["found"], said["assumed"]) == ("ST01", "850", "")
    assert said["message"] == "The 850 belongs into a group PO, and came in a group IN."


@pytest.mark.parametrize("trailer", [True, False])
def test_a_group_without_sets_is_told(*, trailer: bool):
    data = interchange()
    data = data if trailer else data[: data.index(b"GE*")] + data[data.index(b"IEA*") :]
    expected = [("GROUP_EMPTY", "", 2)] + [("GE_MISSING", "", 3)] * (not trailer)
    assert sorted(found(data)) == sorted(expected)
    assert f"AK9*{'E' if trailer else 'R'}*0*0*0" in "".join(told(data))
    assert "GROUP_EMPTY" not in codes(frame(GOOD))


def test_a_date_without_its_century_is_one_of_a_release_before_004010():
    data = interchange(order_set(), version="003040").replace(
        b"*20260302*0615*1*X", b"*260302*0615*1*X"
    )
    assert "GS_ELEMENT" not in [each[0] for each in found(data)]


def test_findings_on_a_second_gs_have_its_segment():
    group = GOOD[GOOD.index(b"GS*") : GOOD.index(b"IEA*")].replace(b"*1*X*004010", b"*2*X*009010")
    data = GOOD.replace(b"IEA*1", group.replace(b"GE*1*1", b"GE*1*2") + b"IEA*2")
    at = [part.segment for part in frame(data) if isinstance(part, GroupOpened)]
    assert [each for each in found(data) if each[0] == "GROUP_VERSION"] == [
        ("GROUP_VERSION", "GS08", at[1])
    ]
    assert at == [2, 13]


def test_a_frozen_group_without_its_segment_is_the_second_of_its_interchange_at_first():
    (group,) = [part for part in frame(GOOD) if isinstance(part, GroupOpened)]
    again = GroupOpened.thaw(group.freeze()[:-1], group.interchange)
    assert (again.segment, again.repeated, group.segment) == (1, False, 2)
    assert GroupOpened.thaw(group.freeze(), group.interchange) == group


def test_what_is_refused_for_its_header_is_not_accepted_where_it_is_read():
    data = GOOD.replace(b"*00401*", b"*00999*")
    strict = load_profiles({"acme": 'ids = ["08:ACME"]\nstrict = true\n'})
    for profiles, taken in ((PROFILES, True), (strict, False)):
        (one,) = read_file([data], profiles=profiles)["interchanges"]
        assert [each["accepted"] for each in one["groups"][0]["transaction_sets"]] == [taken]


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("*00401*", "*00040*", "*00401*"),
        ("*08*ACME", "*XX*ACME", "*ZZ*ACME"),
        ("*P*>", "*Q*>", "*0*P*>"),
        ("*260302*", "*2603  *", "TA1*000000001*000000*0615*"),
        ("*000000001*1", "*ABCDEFGHI*1", "TA1*000000000*260302*"),
        ("*1*X*", "**X*", "AK1*PO*0"),
        ("*1*X*", "*A1*X*", "AK1*PO*0"),
        ("*1*X*", "*0000000012*X*", "AK1*PO*12"),
        ("*1*X*004010", "*1*X*Z", "*X*004010"),
        ("GS*PO*ACME*", "GS*PO*A*", "GS*FA*CROSSDOCK*ACME*"),
    ],
)
def test_an_answer_repeats_nothing_that_it_cannot_have(right: str, wrong: str, expected: str):
    data = GOOD.replace(right.encode(), wrong.encode(), 1)
    answers = told(data)
    assert any(expected in each for each in answers)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("1", ["AK2*850*0001"]), ("", []), ("1234567890", []), ("1é23", [])],
)
def test_a_set_is_answered_for_where_its_number_can_be_written(number: str, expected: list[str]):
    data = interchange(order_set(control=number), encoding="latin-1")
    answers = told(data)
    assert [each for each in answers if each[:3] == "AK2"] == expected
    assert any(each.startswith("AK9*") and each.split("*")[2:4] == ["1", "1"] for each in answers)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("8500", ["AK2*850*0001", "AK5*R*6"]),
        ("999X", ["AK2*999*0001", "AK5*R*6"]),
        ("85", []),
        ("", []),
        ("8é0", []),
    ],
)
def test_a_set_of_no_id_is_refused_as_such(code: str, expected: list[str]):
    data = GOOD.replace(b"ST*850*", f"ST*{code}*".encode())
    (wrong,) = [
        each for each in check_file([data], now=NOW, profiles=PROFILES) if each["code"] == "ST_ID"
    ]
    assert (wrong["element"], wrong["severity"]) == ("ST01", "error")
    answers = told(data)
    assert [each for each in answers if each[:3] in ("AK2", "AK5")] == expected
    assert answers[-4].startswith("AK9*R*1*1*0")


def test_a_set_that_we_do_not_read_has_an_id_all_the_same():
    assert {"AK2*830*0001", "AK5*R*1"} <= {*told(GOOD.replace(b"ST*850*", b"ST*830*"))}


@pytest.mark.parametrize("name", ["", "É9", "P", "PO1X", "BEGIN"])
def test_a_segment_that_has_no_id_is_not_named_in_an_ak3(name: str):
    body = ("BEG*00*SA*1**20260302", f"{name}*1", "PO1*1*12*EA*9.25**VN*A")
    said = told(interchange(order_set(body)))
    assert [each for each in said if each[:3] in ("AK3", "AK4")] == []
    assert [each.split("*")[2:] for each in said if each.startswith("AK5")] == [["5"]]


def test_the_ak4s_of_a_segment_come_in_the_order_of_its_elements():
    body = ("BEG*00*SA*1**20260302", "PO1*1*12*EA*9.25*PE*VN**UPX*1", "CTT*1")
    said = told(interchange(order_set(body)))
    places = [int(each.split("*")[1]) for each in said if each.startswith("AK4")]
    assert places == [7, 8]


@pytest.mark.parametrize("part", range(4))
def test_answers_to_mutants_are_well_formed(part: int):
    profiles = load_profiles({})
    sources = [data for path in FIXTURES if (data := path.read_bytes()).startswith(b"ISA")]
    for seed in range(part * 150, part * 150 + 150):
        rng = random.Random(seed)
        answer = acknowledge_file([mutate(rng.choice(sources), rng)], now=NOW, profiles=profiles)
        if answer.startswith(b"ISA"):
            wrong = [
                one
                for one in check_file([answer], now=NOW, profiles=profiles)
                if one["severity"] != "note"
                and one["code"] not in ("SENDER_UNKNOWN", "ACK_UNMATCHED", "ELEMENT_CODE")
            ]
            assert wrong == [], f"seed {seed}: {answer!r}"
            assert codes(frame(answer)) == []


@pytest.mark.parametrize("sender", ["A  \x01", "A\x02", "\x01"])
def test_an_id_that_cannot_be_written_as_it_came_is_no_id_of_a_group(sender: str):
    data = GOOD.replace(b"GS*PO*ACME", b"GS*PO*A").replace(
        b"*ACME           *", f"*{sender:15}*".encode(), 1
    )
    answer = acknowledge_file([data], now=NOW, profiles=PROFILES)
    assert "GS*FA*CROSSDOCK*UNKNOWN*" in answer.decode()
    assert "GS_ELEMENT" not in codes(frame(answer))


@pytest.mark.parametrize(("number", "named"), [("ABC", "0"), ("0000000012", "12"), ("-1", "0")])
def test_a_group_number_that_no_997_can_repeat_is_told_with_how_the_group_is_named(
    number: str, named: str
):
    data = GOOD.replace(b"*1*X*", f"*{number}*X*".encode(), 1)
    found = dict.fromkeys(each for part in frame(data) for each in getattr(part, "findings", ()))
    (one,) = (each for each in found if each.code.value == "GS_CONTROL")
    assert (one.element, one.found) == ("GS06", number)
    assert f"names the group as {named} (AK102) with the error 6 (AK905)" in one.message
    answers = told(data)
    assert [each for each in answers if each.startswith("AK1")] == [f"AK1*PO*{named}"]
    assert [each.split("*")[5] for each in answers if each.startswith("AK9")] == ["6"]
