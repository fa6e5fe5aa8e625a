"""What is read by hand has the findings on groups and control numbers that a check has."""

from __future__ import annotations

import pytest

from edi.answer_codes import meaning
from edi.explaining import note_sentence
from edi.profiles import load_profiles
from edi.reading import check_file
from edi.wire_json import read_file
from tests.edi.wire import BODY, NOW, interchange, order_set

ONE = interchange(order_set())
OTHER = interchange(order_set(("BEG*00*SA*4500018**20260302", *BODY[1:])))
NONE = load_profiles({})


def checked(data: bytes) -> set[object]:
    return {found["code"] for found in check_file([data], now=NOW, profiles=NONE)}


@pytest.mark.parametrize("version", ["003010", "006010", "ABC"])
def test_a_release_without_grammar_is_told_at_its_group(version: str):
    data = ONE.replace(b"*X*004010", b"*X*" + version.encode())
    (group,) = read_file([data])["interchanges"][0]["groups"]
    (finding,) = group["findings"]
    assert (finding["code"], finding["element"], finding["found"]) == (
        "GROUP_VERSION", "GS08", version,
    )  # fmt: skip
    assert "GROUP_VERSION" in checked(data)
    assert group["transaction_sets"][0]["accepted"] is True


@pytest.mark.parametrize(
    ("again", "code", "accepted"),
    [(ONE, "EDI-DUP-CONTROL", True), (OTHER, "CONTROL_REUSED", False)],
)
def test_a_control_number_that_comes_again_in_a_file_is_told(
    again: bytes, code: str, accepted: bool
):
    first, second = read_file([ONE + again])["interchanges"]
    assert first["findings"] == []
    (finding,) = second["findings"]
    assert (finding["code"], finding["element"], finding["offset"]) == (code, "ISA13", len(ONE))
    told = check_file([ONE + again], now=NOW, profiles=NONE)
    assert [found["code"] for found in told].count(code) == 1
    (one,) = second["groups"][0]["transaction_sets"]
    assert one["accepted"] is accepted


def test_the_same_number_of_another_pair_is_no_reuse():
    test = OTHER.replace(b"*0*P*", b"*0*T*")
    backwards = OTHER.replace(b"*ZZ*CROSSDOCK ", b"*ZZ*OTHER     ")
    for found in read_file([ONE + test + backwards])["interchanges"]:
        assert found["findings"] == []


@pytest.mark.parametrize(
    ("elements", "sentence"),
    [
        (["000000001", "260302", "1200", "A", "000"], "Interchange 000000001 is accepted (TA1)."),
        (
            ["000000001", "260302", "1200", "R", "025"],
            f"Interchange 000000001 is rejected (TA1). {meaning('025', 'I18')}",
        ),
        (["000000001", "260302", "1200", "Q", "000"], ""),
        (["000000001"], ""),
        ([], ""),
    ],
)
def test_a_ta1_is_said_in_words(elements: list[str], sentence: str):
    assert note_sentence(elements) == sentence


@pytest.mark.parametrize(
    ("text", "ours", "codes"),
    [
        ('ids = ["ZZ:CROSSDOCK"]', ("08:ACME",), set()),
        ('ids = ["ZZ:CROSSDOCK"]\nour_ids = ["08:ACME"]', (), set()),
        ('ids = ["ZZ:CROSSDOCK"]\nsets_in = ["855"]\nsets_out = ["850"]', ("08:ACME",), set()),
        ('ids = ["ZZ:CROSSDOCK"]\nsets_out = ["855"]', ("08:ACME",), {"SET_UNEXPECTED"}),
        ('ids = ["ZZ:CROSSDOCK"]', (), {"SENDER_UNKNOWN"}),
        ('ids = ["ZZ:OTHER"]', ("08:ACME",), set()),
    ],
)
def test_what_we_sent_is_judged_by_the_profile_of_who_receives_it(
    text: str, ours: tuple[str, ...], codes: set[str]
):
    told = check_file([ONE], now=NOW, profiles=load_profiles({"theirs": text}), ours=ours)
    assert {found["code"] for found in told} == codes


def test_a_fault_of_what_we_sent_is_ours_to_correct():
    profiles = load_profiles({"theirs": 'ids = ["ZZ:CROSSDOCK"]'})
    wrong = ONE.replace(b"*9.25*", b"*9.25x*")
    for ours, action in (
        (("08:ACME",), "Correct it where we write it, and send it again."),
        ((), "Ask the sender to correct it; it was read as it stands."),
    ):
        told = check_file([wrong], now=NOW, profiles=profiles, ours=ours)
        assert action in [found["action"] for found in told if found["code"] == "ELEMENT_CHARACTER"]
