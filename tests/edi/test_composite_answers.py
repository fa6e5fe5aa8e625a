"""What acknowledgments, guides and writers make of composites and of repetitions too many."""

from __future__ import annotations

import json

import pytest

from edi.dictionary.segments import segments
from edi.profiles import Profiles, load_profiles
from edi.rewriting import write_json
from edi.transaction_sets import read_set
from edi.wire_json import read_file
from tests.edi.composites import FIFTEEN, GUIDED, NEW, OLD, SUBLINE, with_line
from tests.edi.test_acknowledgment_codes import told
from tests.edi.wire import PROFILES, sets_of


def notes(data: bytes, profiles: Profiles = PROFILES) -> list[str]:
    """What a 997 or 999 says of the segments of a set, and its verdict on it."""
    return [each for each in told(data, profiles) if each[:3] not in ("AK2", "AK9")]


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (f"{FIFTEEN}>CA>1>2", "AK4*5>16**3*CA", "K4*5>16**13*CA"),
        (
            "EA>1234567890123456",
            "AK4*5>2*1018*5*1234567890123456",
            "K4*5>2*1018*5*1234567890123456",
        ),
        ("EA>>X", "AK4*5>3*649*6", "K4*5>3*649*6"),
        ("E", "AK4*5>1*355*4*E", "K4*5>1*355*4*E"),
        (">1", "AK4*5>1*355*1", "K4*5>1*355*1"),
    ],
)
def test_a_component_is_told_by_its_place_and_its_own_number(value: str, old: str, new: str):
    line = SUBLINE + value
    assert notes(with_line(line)) == ["AK3*SLN*8**8", old, "AK5*E*5"]
    assert notes(with_line(line, NEW)) == ["AK3*SLN*8**8", f"A{new}", "AK5*E*5"]
    assert notes(with_line(line, GUIDED)) == ["IK3*SLN*8**8", f"I{new}", "IK5*E*5"]


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        ("PO1*3*5^6*EA*1**VN*A", "AK4*2*330*3*6", "K4*2>>2*380*12*6"),
        ("SLN*1**I*3*EA^CA", "AK4*5**3*CA", "K4*5>>2**12*CA"),
    ],
)
def test_a_repetition_too_many_is_an_element_too_many_before_there_are_repetitions(
    line: str, old: str, new: str
):
    name = line[:3]
    assert notes(with_line(line, OLD, "^")) == [f"AK3*{name}*8**8", old, "AK5*E*5"]
    assert notes(with_line(line, NEW, "^")) == [f"AK3*{name}*8**8", f"A{new}", "AK5*E*5"]
    assert notes(with_line(line, GUIDED, "^")) == [f"IK3*{name}*8**8", f"I{new}", "IK5*E*5"]


def test_a_condition_on_components_is_told_where_a_profile_wants_conditions():
    levels = 'acknowledged_levels = ["envelope", "structure", "elements", "conditions"]\n'
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\n{levels}'})
    data = with_line("REF*IA*1**IA>5>VR")
    assert notes(data, profiles) == ["AK3*REF*8**8", "AK4*4>4*127*2", "AK5*E*5"]


def test_empty_components_at_an_end_are_noted_since_005010_and_once_a_segment():
    line = f"{SUBLINE}EA>*1*PE*"
    assert notes(with_line(line)) == ["AK5*A"]
    assert notes(with_line(line, NEW)) == ["AK3*SLN*8**10", "AK5*E*5"]


# Numbers and lengths of quantities.


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("PO102", "330 R 1/15", "380 R 1/15"),
        ("POC03", "330 R 1/15", "380 R 1/15"),
        ("POC04", "671 R 1/9", "671 R 1/9"),
        ("SN102", "382 R 1/10", "382 R 1/10"),
        ("SN105", "330 R 1/15", "380 R 1/15"),
        ("IT102", "358 R 1/10", "358 R 1/15"),
        ("ACK02", "380 R 1/15", "380 R 1/15"),
        ("SLN04", "380 R 1/15", "380 R 1/15"),
        ("W0101", "330 R 1/15", "380 R 1/15"),
        ("W7601", "330 R 1/15", "380 R 1/15"),
        ("W1202", "330 R 1/15", "380 R 1/15"),
        ("W1203", "382 R 1/10", "382 R 1/10"),
        ("W1204", "383 R 1/9", "383 R 1/9"),
        ("W0701", "413 R 1/7", "413 R 1/7"),
        ("W1301", "380 R 1/15", "380 R 1/15"),
        ("W1401", "413 R 1/7", "413 R 1/7"),
        ("W1403", "414 R 1/9", "414 R 1/9"),
        ("W1902", "477 R 1/10", "477 R 1/10"),
    ],
)
def test_quantities_have_the_numbers_and_lengths_of_their_release(place: str, old: str, new: str):
    for release, wanted in ((OLD, old), (NEW, new)):
        one = segments(release)[place[:-2]].elements[int(place[-2:]) - 1]
        assert f"{one.number} {one.kind} {one.shortest}/{one.longest}" == wanted


# Partners' guides.


def by_guide(overlay: str, line: str) -> list[tuple[str, str]]:
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\n[overlays."850"]\n{overlay}'})
    assert profiles.faults == ()
    (framed,) = sets_of(with_line(line))
    found = read_set(framed, profiles.partners[0].guide).findings
    return [(one.code.value, one.element) for one in found]


@pytest.mark.parametrize(
    ("overlay", "line", "found"),
    [
        ('codes = { "SLN05-1" = ["EA"] }', "SLN*1**I*3*CA", [("GUIDE_ELEMENT_CODE", "SLN05-1")]),
        ('codes = { "SLN05-1" = ["EA"] }', "SLN*1**I*3*EA", []),
        ('more_codes = { "SLN05-4" = ["QQ"] }', "SLN*1**I*3*EA>1>2>QQ", []),
        (
            'lengths = { "SLN05-2" = [1, 1] }', "SLN*1**I*3*EA>15",
            [("GUIDE_ELEMENT_LONG", "SLN05-2")],
        ),
        ('lengths = { "SLN05-2" = [1, 2] }', "SLN*1**I*3*EA>1.5", []),
        ('lengths = { "SLN05-2" = [1, 20] }', "SLN*1**I*3*EA>1234567890123456", []),
        ('lengths = { "SLN05-12" = [1, 1] }', f"SLN*1**I*3*{FIFTEEN}5", []),
        ('required = ["SLN05-2"]', "SLN*1**I*3*EA", [("GUIDE_ELEMENT_MISSING", "SLN05-2")]),
        ('unused = ["SLN05-2"]', "SLN*1**I*3*EA>1", [("GUIDE_ELEMENT_UNUSED", "SLN05-2")]),
        ('optional = ["REF04-2"]', "REF*IA*1**IA", []),
    ],
)  # fmt: skip
def test_a_guide_narrows_and_widens_components(
    overlay: str, line: str, found: list[tuple[str, str]]
):
    assert by_guide(overlay, line) == found


def test_a_component_that_a_composite_does_not_have_is_no_address():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\n[overlays."850"]\nunused = ["SLN05-16"]'})
    assert "SLN05-16: there are 15 components" in profiles.faults[0]


# Reading, and writing again.


@pytest.mark.parametrize("line", [f"{SUBLINE}{FIFTEEN}>QQ", "PO1*3*5^6*EA*1**VN*A"])
def test_what_was_read_comes_back_and_what_was_put_there_is_refused_by_name(line: str):
    data = with_line(line, NEW, "^")
    table = read_file([data])
    assert write_json(table, None).content == data
    clean = json.loads(json.dumps(read_file([with_line("SLN*1**I*3*EA", NEW, "^")])))
    one = clean["interchanges"][0]["groups"][0]["transaction_sets"][0]
    one["segments"][7] = line.split("*")
    one["document"] = None
    (finding, *_) = write_json(clean, None).findings
    assert finding.code.value in ("COMPONENT_TOO_MANY", "REPETITION_TOO_MANY")
