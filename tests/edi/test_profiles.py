"""Partner profiles: what they may say, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from edi.codes import CATALOGUE, Code, Level
from edi.control_numbers import Seen
from edi.profiles import Profile, load_profiles
from schemas.findings import Severity

FOLDER = Path(__file__).resolve().parents[2] / "edi" / "partners"
SHIPPED = {path.parent.name: path.read_text() for path in FOLDER.glob("*/partner.toml")}


def test_the_profiles_that_we_ship_load_without_a_fault():
    profiles = load_profiles(SHIPPED)
    assert profiles.faults == ()
    assert {profile.name for profile in profiles.partners} == set(SHIPPED) - {"default"}


def test_a_sender_is_found_by_qualifier_and_id():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nour_ids = ["ZZ:US"]'})
    assert profiles.find("08", "ACME", "ZZ:US")[0].name == "acme"
    assert profiles.find("ZZ", "ACME", "ZZ:US") == (Profile(), False)
    assert profiles.find("08", "ACME", "ZZ:OTHER")[0].name == "acme"


def test_a_document_of_ours_goes_out_by_its_receivers_profile_whichever_of_us_sends_it():
    profiles = load_profiles(
        {
            "acme": 'ids = ["08:ACME"]\nour_ids = ["ZZ:US"]',
            "acme-west": 'ids = ["08:ACME"]\nour_ids = ["ZZ:WEST"]',
        }
    )
    assert profiles.of_receiver("08:ACME", "ZZ:US").name == "acme"
    assert profiles.of_receiver("08:ACME", "ZZ:WEST").name == "acme-west"
    assert profiles.of_receiver("08:ACME", "ZZ:OTHER").name == "acme"
    assert profiles.of_receiver("08:NOBODY", "ZZ:US") == Profile()


def test_a_document_of_ours_goes_to_an_id_that_is_its_partners_own():
    profiles = load_profiles(
        {
            "abc": 'ids = ["08:ABC"]',
            "abd": 'ids = ["08:ABC", "ZZ:ABD"]',
            "abe": 'ids = ["08:ABC"]',
            "abf": 'ids = ["08:ABC"]\nour_ids = ["ZZ:US"]',
        }
    )
    reached = {one.name: profiles.id_of(one, "ZZ:US") for one in profiles.partners}
    assert reached == {"abc": "08:ABC", "abd": "ZZ:ABD", "abe": "", "abf": ""}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ids = [", "is not TOML"),
        ("colour = 'red'", "no key colour"),
        ("look_back_days = 'many'", "look_back_days cannot be"),
        ("look_back_days = true", "look_back_days cannot be"),
        ("ta1 = 'sometimes'", "ta1 cannot be"),
        ("control_numbers = {first = 1, last = 99}", "at least 1000 of them"),
        ("[delimiters]\nelement = '~'", "delimiters cannot be"),
        ("[severities]\nNOTHING = 'error'", "severities cannot be"),
    ],
)
def test_a_profile_that_is_wrong_is_told_and_the_rest_is_kept(text: str, fault: str):
    profiles = load_profiles({"acme": text, "umbra": 'ids = ["ZZ:UMBRA"]'})
    assert len(profiles.faults) == 1
    assert fault in profiles.faults[0]
    assert profiles.find("ZZ", "UMBRA")[1]


def test_an_id_that_two_partners_claim_is_told():
    faults = load_profiles({"a": 'ids = ["ZZ:X"]', "b": 'ids = ["ZZ:X"]'}).faults
    assert faults == ("partner b: ZZ:X belongs to a already",)


def test_a_strict_profile_refuses_what_a_lenient_one_reads_over():
    assert Profile().severity(Code.ELEMENT_DATE) is Severity.WARNING
    assert Profile(strict=True).severity(Code.ELEMENT_DATE) is Severity.ERROR
    assert Profile(strict=True).severity(Code.SENDER_UNKNOWN) is Severity.WARNING
    assert Profile().severity(Code.GUIDE_ELEMENT_CODE) is Severity.WARNING
    assert Profile(strict=True).severity(Code.GUIDE_ELEMENT_CODE) is Severity.ERROR
    lenient = Profile(strict=True, levels={Level.GUIDE: Severity.WARNING})
    assert lenient.severity(Code.GUIDE_ELEMENT_CODE) is Severity.WARNING
    named = Profile(strict=True, severities={Code.ELEMENT_DATE: Severity.NOTE})
    assert named.severity(Code.ELEMENT_DATE) is Severity.NOTE


def test_every_code_has_its_line_in_the_catalogue_in_order():
    assert list(CATALOGUE) == list(Code)


@pytest.mark.parametrize(
    ("numbers", "repeats"),
    [
        (["1", "2", "3", "2"], ["2"]),
        (["5", "4", "3", "4"], ["4"]),
        (["0001", "1"], ["1"]),
        (["A1", "A2", "A1"], ["A1"]),
        (["10", "12", "11", "12", "11"], ["12", "11"]),
    ],
)
def test_a_control_number_is_seen_once(numbers: list[str], repeats: list[str]):
    seen = Seen()
    assert [number for number in numbers if not seen.add(number)] == repeats
    assert not Seen.thaw(seen.freeze()).add(numbers[0])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "line",
    [
        "look_back_days = -1",
        "acknowledge_within_hours = -5",
        'sets_out = ["851"]',
        'our_ids = ["nope"]',
        'ids = ["ACME"]',
        "control_numbers = { first = 9, last = 8 }",
        'unique = ["interchange"]',
        'advice = "997"',
        'used_number = "hold"',
        'ids = ["ZZ:P*E"]',
        'ids = ["ZZ:SIXTEENLETTERSID"]',
        'ids = ["XX:PARTNER"]',
        'ids = ["ZZ:ACME", "ZZ:ACME"]',
        'our_ids = ["ZZ:U~S"]',
        'ids = ["ZZ:SIXTEENLETTERSID"]\nsets_in = ["850"]',
        'sets_in = ["85O"]',
        'sets_in = ["999999"]',
        "sets_in = [850]",
        'releases = ["004019"]',
        'releases = ["D96A"]\nsets_in = ["850"]',
        'releases = ["004010"]\nsets_in = ["ORDERS"]',
        'sets_out = ["855"]\nreleases = ["004011"]',
        "units = { EA = 5 }",
        'buyer_role = "BUYER"',
        "look_back_days = 999999999",
        'delimiters = { element = "A" }',
        'delimiters = { element = " " }',
        'delimiters = { component = "." }',
    ],
)
def test_a_value_that_says_nothing_is_named(line: str):
    faults = load_profiles({"acme": line}).faults
    assert len(faults) == 1
    assert faults[0].startswith(f"partner acme: partner.toml, {line.partition(' ')[0]}")


@pytest.mark.parametrize(
    "text",
    [
        'ids = ["ZZ:A LONG ID OF EDIFACT"]\nsets_in = ["ORDERS"]',
        'ids = [":ACME"]\nreleases = ["D.01B"]',
        'releases = ["004030"]\nsets_in = ["850"]',
        'sets_out = ["855", "ORDRSP"]\nreleases = ["004010VICS", "D.96A"]',
        'ids = ["ZZ:P*E"]\ndelimiters = { element = "|" }',
        'sets_in = ["830"]',
    ],
)
def test_a_value_that_says_something_is_kept(text: str):
    assert load_profiles({"acme": text}).faults == ()


def test_what_is_left_out_of_a_list_leaves_the_rest():
    (acme,) = load_profiles(
        {"acme": 'ids = ["ZZ:A*", "ZZ:ACME"]\nsets_in = ["85O", "850"]'}
    ).partners
    assert (acme.ids, acme.sets_in) == (("ZZ:ACME",), ("850",))
