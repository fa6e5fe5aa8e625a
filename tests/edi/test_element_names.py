"""Findings on EDIFACT name elements that it has, and repeat what stands there in the bytes."""

from __future__ import annotations

import re

import pytest

from edi.codes import CATALOGUE
from edi.element_names import EDIFACT_NAMES
from edi.facts import ExceptionSeen, Fact, Found
from edi.findings import WireFinding, place_in
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.wire_json import read_file
from tests.edi.test_groups import contrl, edifact, group, messages
from tests.edi.wire import NOW, frame, interchange, order_set

IDS = 'ids = ["14:5412345000013"]\n'
FULL = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1"
ONE = messages("1")
GROUP, NEXT = group("7", "1"), group("8", "1")
OTHER = [line.replace("QTY+21:3", "QTY+21:4").replace("PO1+9", "PO2+9") for line in ONE]
CHANGED = [line.replace("QTY+21:3", "QTY+21:4") for line in ONE]
CONTRL = [
    "UNH+1+CONTRL:D:96A:UN", "UCI+000000044+HARBORPINE:ZZ+5412345000013:14+7", "UNT+3+1",
]  # fmt: skip


def with_unb(became: str, *parts: list[str]) -> bytes:
    """One order, or these parts, behind another UNB."""
    return edifact(*(parts or (ONE,)), claimed=1).replace(FULL.encode(), became.encode())


def told(text: str, *files: bytes) -> list[tuple[bytes, WireFinding]]:
    """What a partner's files earn, each finding with the bytes that it is on."""
    profiles = load_profiles({"bonsai": text} if text.startswith("ids") else {"default": text})
    state, out = PairState(), list[tuple[bytes, WireFinding]]()
    for data in files:
        step = receive(state, frame(data), now=NOW, profiles=profiles)
        state = step.state
        out += [(data, fact.finding) for fact in step.facts if isinstance(fact, Found)]
    return out


def value_at(data: bytes, finding: WireFinding) -> str:
    """What stands at a finding's element, in the first segment of its tag from its place on."""
    place, component, _ = place_in(finding.element)
    segment = re.search(rf"{place[:3]}\+[^']*", data[finding.offset :].decode("latin-1"))
    assert segment is not None, finding
    elements = [*segment[0].split("+"), *[""] * 12]
    value = elements[int(place[3:])]
    return [*value.split(":"), ""][int(component) - 1] if component else value


@pytest.mark.parametrize(
    ("text", "files", "code", "element", "found"),
    [
        # the profile, files in order | the code, where it is found, what stands there
        (IDS, [with_unb(FULL.replace("UNOC", "UNOZ"))], "ISA_VERSION", "UNB01", "UNOZ:3"),
        (IDS, [with_unb(FULL.replace("260309", "260230"))], "ISA_DATE", "UNB04-1", "260230"),
        (IDS, [with_unb(FULL.replace("0615", "2460"))], "ISA_TIME", "UNB04-2", "2460"),
        (IDS, [with_unb(FULL.replace("HARBORPINE", "R" * 36))],
         "ELEMENT_LONG", "UNB03-1", "R" * 36),
        (IDS, [with_unb(f"{FULL}++++++1")], "TEST_INTERCHANGE", "UNB11", "1"),
        (IDS, [edifact(ONE, claimed=2)], "IEA_COUNT_WRONG", "UNZ01", "2"),
        (IDS, [edifact(ONE, claimed=1).replace(b"UNZ+1+1", b"UNZ+1+9")],
         "IEA_CONTROL_DIFFERS", "UNZ02", "9"),
        (IDS, [edifact([*GROUP[:-1], "UNE+4+7"], claimed=1)], "GE_COUNT_WRONG", "UNE01", "4"),
        (IDS, [edifact([*GROUP[:-1], "une+1+6"], claimed=1)],
         "GE_CONTROL_DIFFERS", "UNE02", "6"),
        (IDS, [edifact(GROUP, group("7", "2"), claimed=2)],
         "GS_CONTROL_DUPLICATE", "UNG05", "7"),
        (IDS, [edifact(group("", "1"), claimed=1)], "GS_CONTROL", "UNG05", ""),
        (IDS, [edifact([*ONE[:-1], "UNT+5+1"], claimed=1)], "SE_COUNT_WRONG", "UNT01", "5"),
        (IDS, [edifact([*ONE[:-1], "UNT+9+3"], claimed=1)],
         "SE_CONTROL_DIFFERS", "UNT02", "3"),
        (IDS, [edifact(messages("4", "4"), claimed=2)], "ST_CONTROL_DUPLICATE", "UNH01", "4"),
        (IDS, [edifact([line.replace("ORDERS", "PRICAT") for line in ONE], claimed=1)],
         "EDIFACT_NOT_READ", "UNH02-1", "PRICAT"),
        (f'{IDS}sets_in = ["INVOIC"]', [edifact(ONE, claimed=1)],
         "SET_UNEXPECTED", "UNH02-1", "ORDERS"),
        (IDS, [edifact(ONE, claimed=1), edifact(OTHER, claimed=1)],
         "CONTROL_REUSED", "UNB05", "1"),
        (IDS, [edifact(ONE, claimed=1)] * 2, "EDI-DUP-CONTROL", "UNB05", "1"),
        (f'{IDS}unique = ["group"]', [edifact(GROUP, claimed=1, control=at) for at in (1, 2)],
         "GS_CONTROL_DUPLICATE", "UNG05", "7"),
        (f'{IDS}unique = ["set"]', [edifact(GROUP, claimed=1, control=at) for at in (1, 2)],
         "ST_CONTROL_DUPLICATE", "UNH01", "1"),
        (IDS, [edifact(ONE, claimed=1), edifact(ONE, claimed=1, control=2)],
         "ORD-DUP-PO-SAME", "BGM02", "PO1"),
        (IDS, [edifact(ONE, claimed=1), edifact(CHANGED, claimed=1, control=2)],
         "ORD-DUP-PO-DIFF", "BGM02", "PO1"),
        (IDS, [edifact([line.replace("PO1+9", "PO1+1") for line in ONE], claimed=1)],
         "PURPOSE_HELD", "BGM03", "1"),
    ],
)  # fmt: skip
def test_a_finding_on_edifact_names_the_element_that_has_what_was_found(
    text: str, files: list[bytes], code: str, element: str, found: str
):
    data, finding = next(each for each in told(text, *files) if each[1].code.value == code)
    assert (finding.element, finding.found) == (element, found)
    assert value_at(data.upper(), finding) == found


@pytest.mark.parametrize("code", ["SENDER_UNKNOWN", "SENDER_REFUSED"])
def test_a_sender_is_named_as_profiles_name_it(code: str):
    text = f"refuse_unknown = {str(code == 'SENDER_REFUSED').lower()}"
    data, finding = next(each for each in told(text, edifact(ONE, claimed=1)))
    assert (finding.code.value, finding.element) == (code, "UNB02")
    assert finding.found.split(":")[::-1] == value_at(data, finding).split(":")


def test_each_set_of_an_interchange_that_comes_again_is_named_by_its_reference():
    again = told(IDS, *[edifact(messages("5"), claimed=1).replace(b"ORDERS", b"850")] * 2)
    (same,) = [each for _, each in again if each.code.value == "DOCUMENT_NOT_TAKEN"]
    assert (same.element, same.found) == ("UNH01", "5")


def test_a_contrl_on_nothing_of_ours_is_named_by_what_it_answers():
    ((data, finding),) = told(IDS, edifact(CONTRL, claimed=1))
    assert (finding.code.value, finding.element) == ("ACK_UNMATCHED", "UCI01")
    assert value_at(data, finding) == finding.found == "000000044"
    assert (finding.offset, finding.segment) == (data.index(b"UCI"), 2)


def test_a_number_that_is_used_beyond_its_envelope_is_told_by_its_own_name():
    pairs = [edifact(GROUP, claimed=1, control=at) for at in (1, 2)]
    said = [f.message for _, f in told(f'{IDS}unique = ["group", "set"]', *pairs) if f.message]
    assert [each.split()[0] for each in said] == ["UNG05", "UNH01"]


@pytest.mark.parametrize(("again", "code"), [(ONE, "EDI-DUP-CONTROL"), (OTHER, "CONTROL_REUSED")])
def test_a_reference_that_comes_again_in_a_file_is_told_by_its_own_name(
    again: list[str], code: str
):
    data = edifact(ONE, claimed=1) + edifact(again, claimed=1)
    (finding,) = read_file([data])["interchanges"][1]["findings"]
    assert (finding["code"], finding["element"], finding["found"]) == (code, "UNB05", "1")


def test_a_group_of_messages_that_are_named_like_x12_s_sets_has_no_release():
    data = edifact([line.replace("ORDERS:D:96A:UN", "850") for line in GROUP], claimed=1)
    codes = {finding.code.value for _, finding in told(IDS, data)}
    assert "GROUP_VERSION" not in codes
    assert "EDIFACT_NOT_READ" in codes


@pytest.mark.parametrize(
    ("cut", "element"),
    [("BGM+220+PO?+1+9", "BGM03"), ("BGM+220+PO1", "BGM02"), ("BGM+22", "BGM01"), ("BG", "")],
)
def test_where_the_file_is_cut_is_told_by_elements_whatever_is_released(cut: str, element: str):
    data = "'".join([FULL, ONE[0], cut]).encode()
    (finding,) = [f for _, f in told(IDS, data) if f.code.value == "SEGMENT_CUT"]
    assert finding.element == element


@pytest.mark.parametrize(
    ("cut", "element"), [(b"N1*ST*AC", "N102"), (b"BEG*00", "BEG01"), (b"N1", "")]
)
def test_where_a_file_of_x12_is_cut_is_told_by_the_whole_id_and_no_more(cut: bytes, element: str):
    data = interchange(order_set(), line_break="")
    parts = frame(data[: data.index(b"N1*")] + cut)
    (finding,) = [
        each
        for part in parts
        for each in getattr(part, "findings", ())
        if each.code.value == "SEGMENT_CUT"
    ]
    assert finding.element == element


def test_messages_without_a_ung_are_not_said_to_lack_a_gs():
    bad = [*messages("2")[:-1], "UNT+5+2"]
    profiles = load_profiles({"bonsai": IDS})
    facts: list[Fact] = [
        *receive(PairState(), frame(edifact(ONE, bad, claimed=2)), now=NOW, profiles=profiles).facts
    ]
    said = [str(fact.row["message"]) for fact in facts if isinstance(fact, ExceptionSeen)]
    assert "Of the group without a UNG, 1 of 2 sets were rejected." in said


@pytest.mark.parametrize(
    ("parts", "places"),
    [
        # the message | what the UCM says behind its code
        ([*ONE[:-1], "UNT+5+1"], "29+UNT+2"),
        ([*ONE[:-1], "UNT+9+3"], "28+UNT+3"),
        (ONE[:-1], "13+UNT"),
        ([line.replace("ORDERS", "PRICAT") for line in ONE], "14+UNH+3:1"),
    ],
)
def test_a_ucm_says_where_in_unh_or_unt_the_error_is(parts: list[str], places: str):
    assert contrl(edifact(parts, claimed=1))[1:] == [f"UCM+1+{parts[0].split('+')[2]}+4+{places}"]


def test_a_message_that_repeats_a_reference_is_placed_at_it():
    assert contrl(edifact(messages("4", "4"), claimed=2))[-1].endswith("+4+26+UNH+2")


def test_a_segment_in_error_is_told_by_its_ucs_and_never_in_the_ucm():
    lacking = [line for line in ONE if not line.startswith("DTM")]
    lacking[-1] = "UNT+8+1"
    said = contrl(edifact(lacking, claimed=1))
    assert said[1:] == ["UCM+1+ORDERS:D:96A:UN+4", "UCS+2+13"]


def test_what_the_catalogue_says_of_an_element_it_says_in_both_standards():
    names = dict(EDIFACT_NAMES) | {
        "IEA01": "UNZ01", "IEA02": "UNZ02", "GE01": "UNE01", "GE02": "UNE02",
        "SE01": "UNT01", "SE02": "UNT02", "IEA": "UNZ", "GE": "UNE", "SE": "UNT",
    }  # fmt: skip
    only_x12 = {
        "GS_MISSING", "GS_ELEMENT", "ST_CONTROL", "SET_NOT_OF_GROUP", "ISA_CONTROL", "ISA_USAGE",
    }  # fmt: skip
    for code, entry in CATALOGUE.items():
        said = f"{entry.sentence} {entry.action}"
        for x12 in re.findall(r"\b(?:ISA|IEA|GS|GE|ST|SE)(?:[0-9]{2})?\b", said):
            if code.value not in only_x12 and x12 in names:
                assert names[x12] in said, (code, said)
