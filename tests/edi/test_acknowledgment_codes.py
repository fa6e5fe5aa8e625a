"""The codes by which a 997 or 999 says what was wrong, segment by segment."""

from __future__ import annotations

import pytest

from edi.profiles import Profiles, load_profiles
from edi.reading import acknowledge_file
from tests.edi.wire import NOW, PROFILES, interchange, order_set, segments

OLD, NEW, GUIDED = "004010", "005010", "005010X230"
ORDER = ("BEG*00*SA*1**20260302", "N1*ST*DC*92*0007", "PO1*1*12*EA*9.25**VN*A", "CTT*1")


def told(data: bytes, profiles: Profiles = PROFILES) -> list[str]:
    """What the answers to a file say: the segments of their TA1, 997 or 999 that judge."""
    answers = segments(acknowledge_file([data], now=NOW, profiles=profiles))
    return [each for each in answers if each[:2] in ("AK", "IK", "TA") and each[:3] != "AK1"]


def on_set(*body: str, version: str = OLD, profiles: Profiles = PROFILES) -> list[str]:
    """What the 997 says of an order of these segments, without AK2 and AK9."""
    said = told(interchange(order_set(body), version=version), profiles)
    return [each for each in said if each[:3] not in ("AK2", "AK9")]


@pytest.mark.parametrize(
    ("version", "code"), [(OLD, "AK5*R*7"), (NEW, "AK5*R*23"), ("005010X220A1", "IK5*R*23")]
)
def test_a_set_number_that_came_before_has_the_code_of_its_release(version: str, code: str):
    data = interchange(order_set(ORDER), order_set(ORDER), version=version)
    assert code in told(data)


@pytest.mark.parametrize(("version", "code"), [(OLD, "6"), (NEW, "19")])
def test_a_group_number_that_came_before_has_the_code_of_its_release(version: str, code: str):
    data = interchange(order_set(ORDER), version=version)
    begin, end = data.index(b"GS*"), data.index(b"IEA")
    twice = data[:end] + data[begin:end] + data[end:].replace(b"IEA*1", b"IEA*2")
    assert [each for each in told(twice) if each.startswith("AK9")] == [
        "AK9*A*1*1*1",
        f"AK9*R*1*1*0*{code}",
    ]


@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_segment_of_no_set_is_unknown_and_one_of_another_set_does_not_belong(version: str):
    assert on_set(*ORDER[:2], "ZZZ*1", *ORDER[2:], version=version) == ["AK3*ZZZ*4**1", "AK5*E*5"]
    assert on_set(*ORDER[:2], "W05*N*1", *ORDER[2:], version=version) == ["AK3*W05*4**6", "AK5*E*5"]


@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_segment_that_comes_late_is_out_of_sequence_and_not_missing(version: str):
    begin, party, line, count = ORDER
    assert on_set(begin, party, count, line, version=version) == ["AK3*PO1*5**7", "AK5*E*5"]
    assert on_set(begin, party, count, version=version) == ["AK3*PO1*4**3", "AK5*R*5"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ((*ORDER[:3], ORDER[0], ORDER[3]), ["AK3*BEG*5**5", "AK5*E*5"]),
        ((*ORDER[:3], ORDER[0]), ["AK3*BEG*5**5", "AK5*E*5"]),
        ((*ORDER, ORDER[0]), ["AK3*BEG*6**5", "AK5*E*5"]),
        ((*ORDER[:2], ORDER[0], *ORDER[2:]), ["AK3*BEG*4**5", "AK5*E*5"]),
        ((*ORDER[:3], ORDER[0], *ORDER[2:3], "CTT*2"), ["AK3*BEG*5**5", "AK5*E*5"]),
        ((*ORDER[:2], ORDER[0], "CTT*0"), ["AK3*BEG*4**5", "AK3*PO1*5**3", "AK5*R*5"]),
        (
            (*ORDER[:2], "CTT*0", ORDER[0], "CTT*0"),
            ["AK3*PO1*4**3", "AK3*BEG*5**5", "AK3*CTT*6**4", "AK5*R*5"],
        ),
    ],
)
def test_what_came_before_a_segment_that_comes_again_is_not_missing_after_it(
    body: tuple[str, ...], said: list[str]
):
    assert on_set(*body) == said


def test_a_loop_that_comes_anew_after_a_segment_too_many_goes_on_counting():
    party = [f"N1*ST*DC*92*{at:04d}" for at in range(200)]
    line = ORDER[2:]
    assert on_set(ORDER[0], *party, ORDER[0], *line) == ["AK3*BEG*203**5", "AK5*E*5"]
    assert on_set(ORDER[0], *party, ORDER[0], ORDER[1], *line) == [
        "AK3*BEG*203**5",
        "AK3*N1*204**4",
        "AK5*E*5",
    ]


def test_trailing_empty_elements_are_noted_since_005010_alone():
    body = (ORDER[0], f"{ORDER[1]}**", f"{ORDER[2]}*", ORDER[3])
    assert on_set(*body) == ["AK5*A"]
    said = ["AK3*N1*3**10", "AK3*PO1*4**10", "AK5*E*5"]
    assert on_set(*body, version=NEW) == said
    silent = load_profiles({"acme": 'ids = ["08:ACME"]\nseverities = {TRAILING_EMPTY = "note"}\n'})
    assert on_set(*body, version=NEW, profiles=silent) == ["AK5*A"]


def test_trailing_empty_elements_have_no_code_of_their_own_in_a_999():
    body = (ORDER[0], f"{ORDER[1]}**", "PO1*1*X*EA*9.25**VN*A*", ORDER[3])
    found = ["IK3*PO1*4**8", "IK4*2*380*6", "IK5*E*5"]
    assert on_set(*body, version=GUIDED) == found
    loud = load_profiles({"acme": 'ids = ["08:ACME"]\nseverities = {TRAILING_EMPTY = "warning"}\n'})
    assert on_set(*body, version=GUIDED, profiles=loud) == ["IK3*N1*3**8", *found]


@pytest.mark.parametrize(
    ("version", "answered"),
    [
        ("009999", "004010"), ("4010", "004010"), ("X", "004010"), ("005010VICSABC", "005010"),
        ("004030VICS", "004030VICS"),
    ],
)  # fmt: skip
def test_a_group_is_answered_in_its_release_or_in_the_one_that_it_was_read_as(
    version: str, answered: str
):
    body = (ORDER[0], "N9*L1*X", "MSG*T", *ORDER[1:])
    data = interchange(order_set(body), version=version)
    answer = segments(acknowledge_file([data], now=NOW, profiles=PROFILES))
    assert [each.rpartition("*")[2] for each in answer if each.startswith("GS")] == [answered]
    is_told = any(each.startswith("AK3*MSG") for each in answer)
    assert is_told == (answered == NEW)


def test_a_group_of_a_kind_that_we_do_not_know_is_refused_with_its_sets():
    said = told(interchange(order_set(ORDER)).replace(b"GS*PO", b"GS*QQ"))
    assert said[-1] == "AK9*R*1*1*0*1"
    assert [each[:5] for each in said if each.startswith("AK5")] == ["AK5*R"]


def test_what_does_not_balance_is_told_at_its_place_where_a_profile_wants_it():
    levels = 'acknowledged_levels = ["envelope", "structure", "elements", "balance"]\n'
    profiles = load_profiles(
        {"acme": f'ids = ["08:ACME"]\n{levels}levels = {{balance = "error"}}\n'}
    )
    body = (*ORDER[:2], "PO1*1*12*EA*9,25**VN*A", "SDQ*EA*92*0001*4", "CTT*7")
    assert on_set(*body, profiles=profiles) == [
        "AK3*PO1*4**8",
        "AK4*2*330*7*12",
        "AK4*4*212*6",
        "AK3*CTT*6**8",
        "AK4*1*354*7*7",
        "AK5*R*5",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "note"),
    [
        ("*08*ACME", "*Q@*ACME", "005"),
        ("*ZZ*CROSSDOCK", "*05X*CROSSDOCK", "022"),
        ("*ZZ*CROSSDOCK", "*QQ*CROSSDOCK", "007"),
        ("*00401*", "*09999*", "017"),
        ("*P*>", "*Z*>", "020"),
    ],
)
def test_a_ta1_names_the_element_of_the_isa_that_is_none(right: str, wrong: str, note: str):
    data = interchange(order_set(ORDER), ta1="1").replace(right.encode(), wrong.encode(), 1)
    said = [each for each in told(data) if each.startswith("TA1")]
    assert said == [f"TA1*000000001*260302*0615*E*{note}"]


@pytest.mark.parametrize(
    ("right", "usual"),
    [
        ("*08*ACME", "*zz*ACME"),
        ("*00401*", "*00200*"),
        ("*U*00401*", "*^*00801*"),
        ("*P*>", "*I*>"),
    ],
)
def test_a_ta1_does_not_mind_what_is_usual(right: str, usual: str):
    data = interchange(order_set(ORDER), ta1="1").replace(right.encode(), usual.encode(), 1)
    said = [each for each in told(data) if each.startswith("TA1")]
    assert said == ["TA1*000000001*260302*0615*A*000"]


@pytest.mark.parametrize(("version", "prefix"), [(OLD, "AK"), (NEW, "AK"), (GUIDED, "IK")])
def test_a_segment_in_error_has_one_note_and_that_of_its_elements_goes_ahead(
    version: str, prefix: str
):
    late = "BEG*00*SA*1**20261302"
    elements = [f"{prefix}3*BEG*5**8", f"{prefix}4*5*373*8*20261302", f"{prefix}5*E*5"]
    assert on_set(*ORDER[:3], late, ORDER[3], version=version) == elements
    both = on_set(*ORDER[:2], "BEG*00*SA*X**20260302", "BEG*0*SA*X**20260302", *ORDER[2:])
    assert [each[:12] for each in both] == [
        "AK3*BEG*4**5",
        "AK3*BEG*5**8",
        "AK4*1*353*4*",
        "AK5*E*5",
    ]


def test_a_segment_that_is_missing_before_one_of_its_id_is_told_beside_it():
    body = (ORDER[0], "N1*ST*DC*92*0007", "CTT*X")
    assert on_set(*body) == ["AK3*PO1*4**3", "AK3*CTT*4**8", "AK4*1*354*6", "AK5*R*5"]
