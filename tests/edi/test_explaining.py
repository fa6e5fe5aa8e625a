"""An acknowledgment in plain words, held against what was sent."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from edi.answer_codes import meaning
from edi.codes import CATALOGUE, CATALOGUE_005010
from edi.control_answers import ERRORS
from edi.dictionary.code_lists import x12_code_lists
from edi.explained_faults import Told
from edi.explaining import explain_file
from edi.facts import Outbound
from edi.pair_state import PairState
from edi.profiles import load_profiles
from tests.edi.mutations import mutate
from tests.edi.test_sending import acknowledgment, of, request, sent

FIXTURES = Path(__file__).parent / "fixtures"
SENT = of(sent(PairState(), request()), Outbound)[0].content
REFUSED = acknowledgment("R").replace(b"AK5*R", b"AK3*BAK*2**8~AK4*3*324*7*4500017~AK5*R*5")
ISA = f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}*260302*0800*U*00401*000000009*0*P*>~"


def refused(notes: str, *, code: str = "997", original: bytes = SENT) -> list[Told]:
    """A 997 or 999 that refuses the 855 that was sent, with these notes."""
    answer = acknowledgment("R").replace(b"AK5*R~", notes.encode() + b"~")
    if code == "999":
        answer = answer.replace(b"ST*997", b"ST*999").replace(b"004010", b"005010")
    return explain_file([answer], [original])


def marked(told: Told, at: int = 0) -> str:
    """The part of the segment that the carets of a fault stand under."""
    fault = told.faults[at]
    begin, end = fault.marker.find("^"), len(fault.marker)
    return fault.segment[begin:end] if begin >= 0 else ""


def test_what_was_refused_is_shown_in_the_segment_that_was_sent():
    group, one = explain_file([REFUSED], [SENT])
    assert group.sentence == "Group PR 1 is rejected: 0 of 1 sets accepted."
    assert one.accepted is False
    (fault,) = one.faults
    assert fault.sentence == (
        "Segment 2 (BAK), BAK03: The element is no code of its list. (7) The value was '4500017'."
    )
    assert fault.segment == "BAK*00*AC*4500017*20260302"
    assert fault.marker == "          ^^^^^^^"
    assert marked(one) == "4500017"


def test_an_accepted_group_says_so():
    group, one = explain_file([acknowledgment()], [SENT])
    assert group.accepted is True
    assert one.accepted is True
    assert one.faults == ()


def test_a_group_answer_without_sets_speaks_for_all_of_them():
    answer = acknowledgment().replace(b"AK2*855*0001~AK5*A~", b"")
    (group,) = explain_file([answer], [SENT])
    assert group.sentence.endswith("It speaks for 1 sets that it does not name.")


@pytest.mark.parametrize(
    ("group", "one", "said"),
    [
        ("A", "R", "rejects the 855 0001"),
        ("E", "X", "rejects the 855 0001"),
        ("R", "A", "accepts the 855 0001"),
        ("R", "E", "accepts the 855 0001"),
        ("P", "R", ""),
        ("R", "R", ""),
        ("A", "A", ""),
        ("A", "E", ""),
    ],
)
def test_an_answer_that_contradicts_itself_is_said_to(group: str, one: str, said: str):
    answer = acknowledgment(group).replace(f"AK5*{group}".encode(), f"AK5*{one}".encode())
    sentence = explain_file([answer], [SENT])[0].sentence
    yet = f" Yet it {said}: ask the partner which of the two holds."
    assert sentence.endswith(yet) if said else "Yet" not in sentence


def test_an_answer_that_rejects_several_of_an_accepted_group_counts_them():
    more = b"AK2*855*0002~AK5*R~AK2*855*0003~AK5*R~"
    answer = acknowledgment("A").replace(b"AK5*A~", b"AK5*R~" + more)
    assert "rejects the 855 0001 and 2 more: ask" in explain_file([answer], [SENT])[0].sentence


def test_what_is_not_in_the_original_is_said_to_be_missing():
    group, one = explain_file([acknowledgment(control="7")], [SENT])
    assert "not in the file given" in group.sentence
    assert "not in the file given" in one.sentence
    assert not any(told.matched for told in (group, one))


def test_rubbish_explains_nothing():
    assert explain_file([b"rubbish"], [SENT]) == []
    assert explain_file([REFUSED], [b""])[1].faults[0].segment == ""


@pytest.mark.parametrize("digits", ["9" * 5_000, "\u0663", "-4", "", "x"])
def test_a_position_that_is_none_raises_nothing(digits: str):
    notes = f"AK3*BAK*{digits}**8~AK4*{digits}>{digits}*324*7*1~AK5*R*5"
    (_, one) = refused(notes)
    # A number that is none of ours leaves the id, which only one segment has.
    assert one.faults[0].segment.startswith("BAK*00" if digits == "-4" else "")
    assert (one.faults[0].segment == "") == (digits != "-4")
    notes = f"AK3*BAK*2**8~AK4*{digits}>{digits}*324*7*1~AK5*R*5"
    assert refused(notes)[1].faults[0].segment.startswith("BAK*00")


def test_a_missing_segment_shows_where_it_should_have_stood():
    (_, one) = refused("AK3*PO1*3**3~AK5*R*5")
    (fault,) = one.faults
    assert "A mandatory segment is missing. (3) It should have come where" in fault.sentence
    assert fault.segment.startswith("PO1*1")


def test_a_segment_that_the_partner_counts_otherwise_is_shown_if_there_is_one_of_it():
    (_, one) = refused("AK3*BAK*7**8~AK4*3*324*7*4500017~AK5*R*5")
    assert marked(one) == "4500017"
    assert one.faults[0].sentence.endswith("By our count the BAK is segment 2.")
    (_, one) = refused("AK3*BAK*4**2~AK5*R*5")
    assert one.faults[0].segment.startswith("BAK*00")
    (_, one) = refused("AK3*CTT*2**8~AK5*R*5")
    (fault,) = one.faults
    assert "Elements of the segment are in error. (8)" in fault.sentence
    assert "The segment there is BAK" in fault.sentence
    assert "has 5 segments" in refused("AK3*CTT*50**2~AK5*R*5")[1].faults[0].sentence


def test_a_value_that_we_did_not_send_is_set_against_ours():
    (_, one) = refused("AK3*BAK*2**8~AK4*3*324*7*4500099~AK5*R*5")
    assert one.faults[0].sentence.endswith("There we sent '4500017'.")


def test_faults_of_the_sets_envelope_show_its_segment():
    (_, one) = refused("AK5*R*4*3*7")
    assert [fault.segment for fault in one.faults] == ["SE*5*0001", "SE*5*0001", "ST*855*0001"]
    assert [marked(one, at) for at in range(3)] == ["5", "0001", "0001"]


def test_faults_of_the_groups_envelope_show_its_segment():
    answer = acknowledgment("R").replace(b"AK9*R*1*1*0", b"AK9*R*1*1*0*2*5")
    group, _ = explain_file([answer], [SENT])
    assert "The version of the group is not supported. (2)" in group.sentence
    assert [marked(group, at) for at in range(2)] == ["004010", "1"]


def test_a_999_says_what_its_guide_wants_and_what_brought_that_about():
    notes = (
        "IK3*ACK*4**I6~CTX*SITUATIONAL TRIGGER*PO1*3**5~"
        "IK3*BAK*2**8~CTX*Order>4500017~IK4*3>>2*324*I12*4500017~IK5*R*I5"
    )
    (_, one) = refused(notes, code="999")
    missing, pattern = one.faults
    assert missing.sentence == (
        "Segment 4 (ACK): A segment is missing that the guide requires here. (I6) "
        "It should have come where the segment stands that is shown. "
        "PO105 of segment 3 brings this about."
    )
    assert "not of the pattern that the guide requires. (I12)" in pattern.sentence
    assert "BAK03, repetition 2" in pattern.sentence


def test_a_component_of_a_composite_is_marked():
    original = SENT.replace(b"BAK*00*AC*4500017", b"BAK*00*AC*45>0001>7")
    (_, one) = refused("AK3*BAK*2**8~AK4*3>2*324*5*0001~AK5*R*5", original=original)
    assert marked(one) == "0001"
    assert "BAK03-2" in one.faults[0].sentence
    (_, one) = refused("AK3*BAK*2**8~AK4*3>9*324*1~AK5*R*5", original=original)
    assert one.faults[0].marker == " " * len("BAK*00*AC*45>0001>7") + "^"


def test_sets_of_several_groups_and_interchanges_are_told_apart():
    other = of(sent(PairState(), request(number="4500018")), Outbound)[0].content
    stranger = other.replace(b"*08*ACME ", b"*08*UMBRA").replace(b"4500018", b"4500019")
    told = explain_file([REFUSED], [stranger, SENT])
    assert "4500017" in told[1].faults[0].segment
    both = [REFUSED, acknowledgment("R", number=10).replace(b"PR*1~", b"PR*7~")]
    assert [one.matched for one in explain_file(both, [SENT])] == [True, True, False, False]


@pytest.mark.parametrize(
    ("note", "verdict", "part"),
    [("025", "R", "000000001"), ("017", "E", "00401"), ("021", "R", "1"), ("026", "R", "")],
)
def test_a_ta1_shows_the_place_in_the_isa(note: str, verdict: str, part: str):
    answer = f"{ISA}TA1*000000001*260302*0700*{verdict}*{note}~IEA*0*000000009~".encode()
    (told,) = explain_file([answer], [SENT])
    assert f"({note})" in told.sentence
    assert (told.accepted, told.matched) == (verdict != "R", True)
    assert marked(told) == part


def test_a_ta1_on_an_interchange_that_is_not_there_says_so():
    answer = f"{ISA}TA1*000000077*260302*0700*A*000~IEA*0*000000009~".encode()
    (told,) = explain_file([answer], [SENT])
    assert told.sentence.endswith("(TA1). It is not in the file given.")


def test_the_original_may_be_wrapped_or_of_utf16():
    flat = SENT.replace(b"\n", b"")
    wrapped = b"\r\n".join(flat[at : at + 80] for at in range(0, len(flat), 80))
    utf16 = SENT.decode().encode("utf-16")
    for original in (wrapped, utf16):
        told = explain_file([REFUSED], [original])
        assert marked(told[1]) == "4500017"
        answer = f"{ISA}TA1*000000001*260302*0700*R*025~IEA*0*000000009~".encode()
        assert marked(explain_file([answer], [original])[0]) == "000000001"


ORDRSP = (
    "UNB+UNOC:3+HARBORPINE:ZZ+5412345000013:14+260309:0615+000000301'\n"
    "UNH+1+ORDRSP:D:96A:UN'\n"
    "BGM+231+4500017+29'\n"
    "DTM+137:20260309:102'\n"
    "FTX+AAI+++Say ?'now?': a?+b'\n"
    "UNT+5+1'\n"
    "UNZ+1+000000301'\n"
)


def contrl(*segments: str) -> bytes:
    lines = [
        "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+000000017",
        "UNH+1+CONTRL:D:96A:UN",
        *segments,
        f"UNT+{len(segments) + 2}+1",
        "UNZ+1+000000017",
    ]
    return "".join(f"{line}'\n" for line in lines).encode()


def test_a_contrl_counts_the_tag_as_the_first_element():
    answer = contrl(
        "UCI+000000301+HARBORPINE:ZZ+5412345000013:14+4",
        "UCM+1+ORDRSP:D:96A:UN+4",
        "UCS+3",
        "UCD+39+2:2",
        "UCS+4",
        "UCD+21+5:2",
        "UCS+4+13",
    )
    whole, one = explain_file([answer], [ORDRSP.encode()])
    assert whole.sentence == "Interchange 000000301 is rejected (CONTRL)."
    assert one.sentence == "The ORDRSP 1 is rejected."
    assert one.faults[0].sentence == "Segment 3 (DTM), DTM01-2: The element is too long. (39)"
    assert [marked(one, at) for at in range(3)] == ["20260309", " a?+b", ""]
    assert one.faults[2].sentence == (
        "Segment 4 (FTX): It is missing. (13) It should have come behind the segment that is shown."
    )


def test_a_contrl_that_says_received_accepts_nothing_yet():
    answer = contrl("UCI+000000301+HARBORPINE:ZZ+5412345000013:14+8")
    (whole,) = explain_file([answer], [ORDRSP.encode()])
    assert whole.sentence == "Interchange 000000301 is received, and not accepted yet (CONTRL)."
    assert (whole.accepted, whole.matched) == (False, True)


def test_a_contrl_on_the_envelope_shows_it():
    answer = contrl(
        "UCI+000000301+HARBORPINE:ZZ+5412345000013:14+4+29+UNZ+2",
        "UCM+1+ORDRSP:D:96A:UN+4+28+UNT+3",
    )
    whole, one = explain_file([answer], [ORDRSP.encode()])
    assert (marked(whole), whole.faults[0].segment) == ("1", "UNZ+1+000000301")
    assert (marked(one), one.faults[0].segment) == ("1", "UNT+5+1")
    (_, unknown) = explain_file(
        [contrl("UCI+9++ +4", "UCM+1+ORDRSP+4", "UCS+4", "UCD+39+2:2")], [b""]
    )
    assert unknown.faults[0].sentence == "Segment 4, element 1-2: The element is too long. (39)"
    other = answer.replace(b"UCI+000000301", b"UCI+000000302")
    assert not any(told.matched for told in explain_file([other], [ORDRSP.encode()]))


def test_an_824_is_held_to_the_document_by_its_numbers():
    invoice = (FIXTURES / "810_with_freight_and_tax.edi").read_bytes()
    head = (FIXTURES / "824_order_not_on_file.edi").read_text()
    before, _, after = head.partition("OTI*TR")
    after = after.partition("SE*")[2]
    number = invoice.split(b"BIG*")[1].split(b"*")[1].decode()
    tds = invoice.split(b"TDS*")[1].split(b"~")[0].decode()
    at = invoice.split(b"TDS*")[0].split(b"ST*")[1].count(b"~") + 1
    for where in (f"{number}~", f"{number}******0001*810~"):
        body = f"OTI*TR*IV*{where}TED*010*Total differs*TDS*{at}*1*610*{tds}~NTE*GEN*See it.~"
        (told,) = explain_file([f"{before}{body}SE*{after}".encode()], [invoice])
        assert told.sentence == f"Of the 810 IV {number}: the document is rejected (824)."
        assert (told.accepted, told.matched) == (False, True)
        (fault,) = told.faults
        assert fault.sentence == (
            f"Segment {at} (TDS), TDS01: The total is out of balance. (010) Total differs. See it. "
            f"The value was '{tds}'."
        )
        assert marked(told) == tds


def test_an_824_without_positions_shows_the_segment_that_has_the_value():
    invoice = (FIXTURES / "810_with_freight_and_tax.edi").read_bytes()
    head = (FIXTURES / "824_order_not_on_file.edi").read_text()
    before, _, after = head.partition("OTI*TR")
    number = invoice.split(b"BIG*")[1].split(b"*")[1].decode()
    body = f"OTI*TR*IV*{number}~TED*ZZ9*No such order*BIG***324*{number}~SE*"
    answer = (before + body + after.partition("SE*")[2]).encode()
    (told,) = explain_file([answer], [invoice])
    assert told.faults[0].segment.startswith("BIG*")
    says = told.faults[0].sentence
    assert says.startswith("Segment 2 (BIG), BIG02: Code ZZ9. No such order.")
    assert marked(told) == number
    (told,) = explain_file([answer.replace(b"BIG***324", b"BIG*9*2*324")], [invoice])
    assert marked(told) == number
    assert told.faults[0].sentence.endswith("By our count the BIG is segment 2.")
    answer = answer.replace(number.encode(), b"NOT-OURS")
    assert explain_file([answer], [invoice])[0].sentence.endswith("It is not in the file given.")


def test_what_was_refused_is_judged_by_the_partners_guide_too():
    toml = 'ids = ["08:ACME"]\n[overlays."855"]\ncodes = { BAK02 = ["AD"] }\n'
    profiles = load_profiles({"acme": toml})
    (_, one) = explain_file([REFUSED], [SENT], profiles)
    (own,) = one.own
    assert (one.profile, own.segment, own.marker.strip()) == ("acme", one.faults[0].segment, "^^")
    assert own.sentence.startswith("Segment 2, BAK02: The element is no code of those that the")
    assert explain_file([REFUSED], [SENT])[1].own == ()
    assert explain_file([acknowledgment()], [SENT], profiles)[1].own == ()
    broken = SENT.replace(b"PO1*1*", b"PO1*1*x")
    (_, one) = explain_file([REFUSED], [broken])
    assert (one.profile, [fault.marker.strip() for fault in one.own]) == ("", ["^"])


def test_mutated_files_are_explained_without_an_exception():
    rng = random.Random(11)
    answers = [REFUSED, *(path.read_bytes() for path in FIXTURES.glob("*"))]
    for answer in answers:
        for _ in range(3):
            explain_file([mutate(answer, rng)], [mutate(SENT, rng)])
            explain_file([mutate(REFUSED, rng)], [mutate(answer, rng)])


def test_every_code_that_we_answer_with_ourselves_has_its_meaning():
    for entry in (*CATALOGUE.values(), *CATALOGUE_005010.values()):
        for code, numbers in (
            (entry.ta1, ("I18",)),
            (entry.ak3, ("720",)),
            (entry.ak4, ("723",)),
            (entry.ak5, ("718",)),
            (entry.ak9, ("716",)),
        ):
            assert not code or not meaning(code, *numbers).startswith("Code"), (entry, code)
    for code in ERRORS.values():
        assert not meaning(code, "0085").startswith("Code")


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        (("716",), {"19", "26"}),
        (("718",), {"18", "27"}),
        (("720",), {"8", "10"}),
        (("723",), {"10", "13"}),
        (("618", "718"), {"19", "I5", "I6"}),
        (("620", "720"), {"I4", "I9"}),
        (("621", "723"), {"I6", "I13"}),
    ],
)
def test_every_code_of_an_acknowledgment_is_one_of_its_list_and_has_a_meaning(
    numbers: tuple[str, ...], codes: set[str]
):
    listed = x12_code_lists("005010")[numbers[0]]
    assert codes <= listed
    assert [code for code in listed if meaning(code, *numbers) == f"Code {code}."] == []


@pytest.mark.parametrize(("position", "shown"), [(2, 3), (4, 3), (5, 6), (7, 6)])
def test_an_element_of_a_segment_that_is_another_is_marked_in_the_nearest_of_its_id(
    position: int, shown: int
):
    body = (b"BAK*00*AC*1*20260302", b"PO1*1*7*EA", b"ACK*IA*7*EA", b"CTT*1", b"PO1*2*8*EA", b"SE")
    original = SENT[: SENT.index(b"BAK")] + b"~".join(body[:-1]) + b"~" + SENT[SENT.index(b"SE*") :]
    # The PO1s are segments 3 and 6.
    (_, one) = refused(f"AK3*PO1*{position}**8~AK4*2*330*7~AK5*R*5", original=original)
    assert marked(one) == {3: "7", 6: "8"}[shown]
    assert f"The nearest PO1, segment {shown} by our count, is shown." in one.faults[0].sentence
    (_, one) = refused("AK3*N1*3**8~AK4*1*98*7~AK5*R*5", original=original)
    (fault,) = one.faults
    assert (fault.segment, fault.marker) == ("PO1*1*7*EA", "")
    assert "We sent no N1." in fault.sentence
