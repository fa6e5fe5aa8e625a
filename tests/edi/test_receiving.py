"""Receiving: what is taken, answered, held; retransmissions, reuse, replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.facts import DocumentSeen, ExceptionSeen, Fact, Found, Step
from edi.framed import Framed, SetFramed
from edi.identities import pair_of
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from tests.edi.wire import (
    BODY,
    NOW,
    PROFILES,
    answers,
    codes,
    found,
    frame,
    interchange,
    opened,
    order_set,
    orders,
    segments,
    take,
)

FIRST = interchange(order_set())
NONE = PairState()


def statuses(facts: tuple[object, ...]) -> list[str]:
    """The status of every document that came in."""
    rows = [fact.row for fact in facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


def changed(old: str, new: str) -> tuple[str, ...]:
    """The body with one text replaced."""
    return tuple(line.replace(old, new) for line in BODY)


def test_a_pair_is_who_sends_to_whom_in_production_or_test():
    assert pair_of(opened(FIRST)) == "08:ACME/ZZ:CROSSDOCK/P"


def test_an_order_is_taken_and_answered():
    step = take(NONE, FIRST)
    assert [row["order_id"] for row in orders(step)] == ["0042/4500017"]
    assert orders(step)[0]["partner"] == "acme"
    assert orders(step)[0]["document"] == "X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001"
    assert segments(answers(step)[0].content) == [
        (
            "ISA*00*          *00*          *ZZ*CROSSDOCK      *08*ACME           "
            "*260302*0700*U*00401*000000001*0*P*>"
        ),
        "GS*FA*CROSSDOCK*ACME*20260302*0700*1*X*004010",
        "ST*997*0001",
        "AK1*PO*1",
        "AK2*850*0001",
        "AK5*A",
        "AK9*A*1*1*1",
        "SE*6*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]


def test_case_70_the_same_interchange_again_is_one_order_and_the_same_answer():
    first = take(NONE, FIRST)
    again = take(first.state, FIRST, now=NOW + timedelta(days=1))
    assert orders(again) == []
    assert found(again) == ["EDI-DUP-CONTROL", "ORD-DUP-PO-SAME"]
    assert [fact.content for fact in answers(again)] == [fact.content for fact in answers(first)]
    assert [fact.name for fact in answers(again)] == [fact.name for fact in answers(first)]
    assert replace(again.state, swept=first.state.swept) == first.state


def test_case_71_the_same_order_with_another_quantity_is_held():
    first = take(NONE, FIRST)
    other = interchange(order_set(changed("*12*EA", "*20*EA")), control=2)
    step = take(first.state, other)
    assert orders(step) == []
    assert found(step) == ["HASH_TOTAL_DIFFERS", "ORD-DUP-PO-DIFF"]
    assert statuses(step.facts) == ["held"]
    assert len(answers(step)) == 1


def test_the_same_order_in_a_new_interchange_is_known_and_answered_anew():
    first = take(NONE, FIRST)
    step = take(first.state, interchange(order_set(control="0009"), control=2))
    assert orders(step) == []
    assert found(step) == ["ORD-DUP-PO-SAME"]
    assert answers(step)[0].interchange_control == 2


def test_a_control_number_with_other_bytes_is_held_and_nothing_is_answered():
    first = take(NONE, FIRST)
    reused = interchange(order_set(changed("4500017", "4500018")))
    step = take(first.state, reused)
    assert orders(step) == []
    assert answers(step) == []
    assert set(found(step)) == {"CONTROL_REUSED"}
    assert statuses(step.facts) == ["held"]
    held = [fact.row["document"] for fact in step.facts if isinstance(fact, DocumentSeen)]
    assert held[0] != "X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001"


def test_after_the_look_back_a_control_number_is_new_again():
    first = take(NONE, FIRST)
    later = NOW + timedelta(days=61)
    other = take(first.state, interchange(order_set(changed("17", "99")), control=2), now=later)
    reused = interchange(order_set(changed("4500017", "4500018")))
    assert len(orders(take(other.state, reused, now=later))) == 1


def test_a_set_that_lost_segments_is_refused_and_the_others_are_taken():
    lost = order_set(changed("4500017", "1"), "0001", count=12)
    step = take(NONE, interchange(lost, order_set(control="0002")))
    assert [row["po_number"] for row in orders(step)] == ["4500017"]
    assert statuses(step.facts) == ["rejected", "accepted"]
    written = segments(answers(step)[0].content)
    assert written[4:9] == ["AK2*850*0001", "AK5*R*4", "AK2*850*0002", "AK5*A", "AK9*P*2*2*1"]


def test_a_group_that_counts_wrong_is_refused_whole():
    step = take(NONE, FIRST.replace(b"GE*1*1~", b"GE*2*1~"))
    assert orders(step) == []
    assert segments(answers(step)[0].content)[5:7] == ["AK5*R", "AK9*R*2*1*0*5"]


def test_element_errors_are_noted_with_their_place_and_value():
    step = take(NONE, interchange(order_set(changed("*20260310", "*20261310"))))
    assert len(orders(step)) == 1
    written = segments(answers(step)[0].content)
    assert written[5:8] == ["AK3*DTM*3**8", "AK4*2*373*8*20261310", "AK5*E*5"]
    assert written[8] == "AK9*E*1*1*1"


def test_a_set_that_we_do_not_read_is_refused_by_name_and_kept():
    data = FIRST.replace(b"ST*850*", b"ST*830*")
    step = take(NONE, data)
    assert statuses(step.facts) == ["rejected"]
    assert "AK5*R*1" in segments(answers(step)[0].content)


def test_an_acknowledgment_is_never_acknowledged():
    answer = answers(take(NONE, FIRST))[0].content
    step = take(NONE, answer)
    assert answers(step) == []
    assert statuses(step.facts) == ["received"]


def test_a_test_interchange_is_answered_and_moves_nothing():
    step = take(NONE, interchange(order_set(), usage="T"))
    assert orders(step) == []
    assert found(step) == ["TEST_INTERCHANGE"]
    assert b"*0*T*>" in answers(step)[0].content


def test_a_ta1_is_sent_where_it_is_asked_for():
    step = take(NONE, interchange(order_set(), ta1="1"))
    assert [fact.set for fact in answers(step)] == ["TA1", "997"]
    assert segments(answers(step)[0].content)[1] == "TA1*000000001*260302*0615*A*000"
    assert segments(answers(step)[0].content)[2] == "IEA*0*000000001"


def without_group(data: bytes) -> bytes:
    """An interchange whose sets come without GS and GE."""
    lines = data.split(b"\n")
    return b"\n".join(line for line in lines if line[:2] not in (b"GS", b"GE"))


def test_sets_without_a_gs_are_rejected_by_a_ta1_and_kept():
    data = without_group(interchange(order_set(), order_set(changed("17", "18"), "0002")))
    step = take(NONE, data)
    assert orders(step) == []
    assert statuses(step.facts) == ["rejected", "rejected"]
    (note,) = answers(step)
    assert note.set == "TA1"
    assert segments(note.content)[1] == "TA1*000000001*260302*0615*R*024"
    assert [fact.row["code"] for fact in step.facts if isinstance(fact, ExceptionSeen)] == [
        "EDI-SYNTAX"
    ]
    again = take(step.state, data)
    assert [fact.content for fact in answers(again)] == [note.content]


def test_sets_without_a_gs_beside_groups_are_an_error_of_what_is_accepted():
    loose = without_group(interchange(order_set(changed("17", "18"))))
    begin, end = loose.index(b"ST*"), loose.index(b"IEA*")
    data = FIRST.replace(b"IEA*", loose[begin:end] + b"IEA*")
    step = take(NONE, data)
    assert statuses(step.facts) == ["accepted", "rejected"]
    assert [out.set for out in answers(step)] == ["TA1", "997"]
    assert segments(answers(step)[0].content)[1].endswith("*E*024")


def test_acknowledgments_without_a_gs_are_not_answered():
    answer = answers(take(NONE, FIRST))[0].content
    assert answers(take(NONE, without_group(answer))) == []


def test_an_unknown_sender_is_read_by_the_default_profile_and_named():
    step = take(NONE, interchange(order_set(), sender="NOBODY"))
    assert len(orders(step)) == 1
    assert found(step) == ["SENDER_UNKNOWN"]


def test_an_unknown_sender_is_refused_where_the_default_profile_says_so():
    profiles = load_profiles({"default": "refuse_unknown = true"})
    step = receive(NONE, frame(FIRST), now=NOW, profiles=profiles)
    assert orders(step) == []
    assert "SENDER_REFUSED" in found(step)
    note = segments(answers(step)[0].content)[1]
    assert note == "TA1*000000001*260302*0615*R*006"


@pytest.mark.parametrize("purpose", ["01", "04", "05"])
def test_an_order_that_changes_another_is_held(purpose: str):
    step = take(NONE, interchange(order_set(changed("BEG*00", f"BEG*{purpose}"))))
    assert orders(step) == []
    assert found(step) == ["PURPOSE_HELD"]


def test_control_numbers_rise_and_are_never_given_twice():
    state = NONE
    given_out: list[int] = []
    for number in range(1, 6):
        body = changed("4500017", str(number))
        step = take(state, interchange(order_set(body), control=number))
        state = step.state
        given_out += [fact.interchange_control for fact in answers(step)]
    assert given_out == [1, 2, 3, 4, 5]


def test_answers_to_two_senders_of_one_profile_have_two_names():
    one = take(NONE, interchange(order_set(), sender="NOBODY"))
    two = take(NONE, interchange(order_set(), sender="SOMEBODY"))
    test = take(NONE, interchange(order_set(), sender="SOMEBODY", usage="T"))
    names = {fact.name for step in (one, two, test) for fact in answers(step)}
    assert len(names) == 3


def test_a_replay_from_a_frozen_state_gives_the_same_bytes():
    before = take(NONE, FIRST).state
    second = interchange(order_set(changed("17", "18")), control=2)
    once = take(PairState.thaw(before.freeze()), second)
    twice = take(PairState.thaw(before.freeze()), second)
    assert once.facts == twice.facts
    assert once.state == twice.state == PairState.thaw(once.state.freeze())


def test_two_files_of_one_pair_may_arrive_interleaved():
    one, two = frame(FIRST), frame(interchange(order_set(changed("17", "18")), control=2))
    state, facts = NONE, list[object]()
    for left, right in zip(one, two, strict=True):
        for part, stream in ((left, "one"), (right, "two")):
            step = receive(state, [part], now=NOW, profiles=PROFILES, stream=stream)
            state = step.state
            facts += step.facts
    assert statuses(tuple(facts)) == ["accepted", "accepted"]
    assert not state.open


def interleaved(*comings: tuple[str, Framed]) -> Step:
    """Parts of several files in this order, the state frozen in between."""
    state, facts = NONE, list[Fact]()
    for stream, part in comings:
        state = PairState.thaw(state.freeze())
        step = receive(state, [part], now=NOW, profiles=PROFILES, stream=stream)
        state = step.state
        facts += step.facts
    return Step(state=state, facts=tuple(facts))


@pytest.mark.parametrize("first_to_end", ["one", "two"])
def test_a_number_that_arrives_twice_at_once_is_taken_once(first_to_end: str):
    one = [("one", part) for part in frame(FIRST)]
    two = [("two", part) for part in frame(FIRST)]
    begun = [each for both in zip(one[:-1], two[:-1], strict=True) for each in both]
    ends = [one[-1], two[-1]] if first_to_end == "one" else [two[-1], one[-1]]
    step = interleaved(*begun, *ends)
    assert [row["po_number"] for row in orders(step)] == ["4500017"]
    assert statuses(step.facts) == ["accepted"]
    assert found(step) == ["EDI-DUP-CONTROL", "ORD-DUP-PO-SAME"]
    assert len(answers(step)) == 2
    assert len({answer.content for answer in answers(step)}) == 1
    assert not step.state.open


def test_a_number_that_arrives_with_other_content_at_once_is_held():
    one = [("one", part) for part in frame(FIRST)]
    two = [("two", part) for part in frame(interchange(order_set(changed("4500017", "8"))))]
    three = [("two", part) for part in frame(interchange(order_set(changed("17", "9")), control=3))]
    step = interleaved(one[0], *two, *three, *one[1:])
    assert [row["po_number"] for row in orders(step)] == ["450009", "4500017"]
    assert statuses(step.facts) == ["accepted", "accepted", "held"]
    assert not step.state.open


SETS = st.lists(
    st.sampled_from(["good", "lost", "bad", "unknown", "again"]), min_size=1, max_size=5
)


def body_of(kind: str, number: int) -> list[str]:
    """A set of a kind."""
    control = f"{number:04d}"
    match kind:
        case "lost":
            return order_set(changed("4500017", f"L{number}"), control, count=99)
        case "bad":
            return order_set(changed("20260310", "nonsense"), control)
        case "unknown":
            return [f"ST*830*{control}", "BFR*00", f"SE*3*{control}"]
        case "again":
            return order_set(BODY, "0001")
        case _:
            return order_set(changed("4500017", f"G{number}"), control)


@given(SETS, st.booleans())
def test_arriving_in_parts_changes_nothing_and_every_answer_reads_back_clean(
    kinds: list[str], is_cut: bool
):
    data = interchange(*(body_of(kind, number) for number, kind in enumerate(kinds, 1)))
    whole, parts = take(NONE, data), take(NONE, data, cut=1)
    assert whole.facts == parts.facts
    assert whole.state == parts.state
    for answer in answers(whole if is_cut else parts):
        back = frame(answer.content)
        assert codes(back) == []
        assert [part.code for part in back if isinstance(part, SetFramed)] == ["997"]


def test_a_missing_component_is_told_by_its_place_and_its_number():
    change = ["ST*860*0001", "BCH*04*SA*4500017**1*20260302", "POC*1*QD*10*10**9.25", "SE*4*0001"]
    data = interchange(change).replace(b"GS*PO*", b"GS*PC*")
    (report,) = [answer for answer in answers(take(PairState(), data)) if answer.set == "997"]
    lines = segments(report.content)
    assert "AK3*POC*3**8" in lines
    assert "AK4*5>1*355*2" in lines


@pytest.mark.parametrize(
    ("purpose", "status", "code"),
    [
        ("07", "duplicate", "ORD-DUP-PO-SAME"),
        ("06", "duplicate", "ORD-DUP-PO-SAME"),
        ("01", "held", "PURPOSE_HELD"),
        ("05", "held", "PURPOSE_HELD"),
    ],
)
def test_an_order_that_is_known_comes_again_for_another_purpose(
    purpose: str, status: str, code: str
):
    first = take(NONE, FIRST)
    again = interchange(order_set(changed("BEG*00", f"BEG*{purpose}")), control=2)
    step = take(first.state, again)
    assert statuses(step.facts) == [status]
    assert found(step) == [code]


@pytest.mark.parametrize(
    ("old", "new"),
    [("4500017*", "4500017  *"), ("VN*A", "VN*A  "), ("VN*B", "VN*B**")],
)
def test_what_says_nothing_makes_no_other_order(old: str, new: str):
    first = take(NONE, FIRST)
    step = take(first.state, interchange(order_set(changed(old, new)), control=2))
    assert "ORD-DUP-PO-SAME" in found(step)
    assert statuses(step.facts) == ["duplicate"]


def test_a_unit_that_is_not_agreed_is_named_at_its_line():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nunits = { CA = "CA" }'})
    step = receive(NONE, frame(FIRST), now=NOW, profiles=profiles)
    units = [fact.finding for fact in step.facts if isinstance(fact, Found)]
    assert [(one.code.value, one.segment, one.element) for one in units] == [
        ("ORD-UOM", 6, "PO103"),
        ("ORD-UOM", 7, "PO103"),
    ]
    assert [FIRST[one.offset : one.offset + 5] for one in units] == [b"PO1*1", b"PO1*2"]


def test_what_comes_again_is_told_as_what_it_is():
    count = ["ST*846*0001", "BIA*00*SI*C1*20260302", "LIN*1*VN*A", "QTY*33*5*EA", "SE*5*0001"]
    data = interchange(order_set(), ["ST*997*0002", "AK1*PO*1", "AK9*A*1*1*1", "SE*4*0002"])
    data += interchange(count, control=2).replace(b"GS*PO", b"GS*IB")
    first = take(PairState(), data)
    again = found(take(first.state, data))
    assert again == ["EDI-DUP-CONTROL", "ORD-DUP-PO-SAME", "EDI-DUP-CONTROL", "DOCUMENT_REPEATED"]
