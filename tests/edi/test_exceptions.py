"""Exceptions of the wire: what is rejected, held or missing is raised, and resolved when good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.exceptions import SENTENCES, Complaint
from edi.facts import ExceptionSeen, Step
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.raising import GAP_MAX, has_untold, tell_gaps
from edi.receiving import receive
from tests.edi.wire import BODY, NOW, PROFILES, frame, interchange, order_set, orders, take

NONE = PairState()
FIRST = interchange(order_set())
ABOUT = "X12/08:ACME/ZZ:CROSSDOCK/"


def body(number: str, quantity: str = "12") -> tuple[str, ...]:
    """An order of a number, of some of its first item."""
    return tuple(
        line.replace("4500017", number).replace("*12*EA", f"*{quantity}*EA")
        for line in BODY
        if not line.startswith("CTT")
    )


def broken(number: str, control: str = "0001") -> list[str]:
    """A set that counts its segments wrong."""
    return order_set(body(number), control, count=99)


def seen(step: Step) -> list[tuple[str, str]]:
    """The exceptions of a step in order: name and status."""
    rows = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    return [(str(row["exception"]), str(row["status"])) for row in rows]


def rows(step: Step) -> list[dict[str, object]]:
    """The exceptions of a step in order, whole."""
    return [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]


def messages(step: Step) -> list[object]:
    """What the exceptions of a step say, in order."""
    return [row["message"] for row in rows(step)]


def then(step: Step, data: bytes, profiles: Profiles = PROFILES) -> Step:
    """What comes next, on a state that was frozen meanwhile."""
    state = PairState.thaw(step.state.freeze())
    return receive(state, frame(data), now=NOW + timedelta(hours=1), profiles=profiles)


def test_every_complaint_has_its_sentences():
    assert set(SENTENCES) == set(Complaint)


def test_what_is_good_raises_nothing():
    assert seen(take(NONE, FIRST)) == []


def test_a_rejected_set_is_open_until_the_same_order_arrives_well():
    first = take(NONE, interchange(broken("1")))
    assert seen(first) == [(f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "open")]
    (raised,) = rows(first)
    assert (raised["severity"], raised["reference"]) == ("S2", f"{ABOUT}000000001/1/0001")
    assert "SE01" in str(raised["message"])
    other = then(first, interchange(order_set(body("2")), control=2))
    assert seen(other) == []
    again = then(other, interchange(broken("1"), control=3))
    assert seen(again) == [(f"EDI-SYNTAX/{ABOUT}000000003/3/0001", "open")]
    good = then(again, interchange(order_set(body("1")), control=4))
    assert seen(good) == [
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "resolved"),
        (f"EDI-SYNTAX/{ABOUT}000000003/3/0001", "resolved"),
    ]
    assert [row["version"] for row in rows(good)] == [2, 2]
    assert rows(good)[0]["resolved_at"] == NOW + timedelta(hours=1)
    assert rows(good)[0]["opened_at"] == NOW
    assert seen(then(good, interchange(order_set(body("1")), control=5))) == [
        (f"ORD-DUP-PO-SAME/{ABOUT}000000005/5/0001", "resolved")
    ]


def test_a_group_that_counts_in_part_waits_for_all_that_was_rejected():
    data = interchange(broken("1"), broken("2", "0002"), order_set(body("3"), "0003"))
    first = take(NONE, data)
    assert seen(first) == [
        (f"EDI-PARTIAL/{ABOUT}000000001/1", "open"),
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "open"),
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0002", "open"),
    ]
    assert rows(first)[0]["message"] == "Of the group PO 1, 2 of 3 sets were rejected."
    one = then(first, interchange(order_set(body("2")), control=2))
    assert seen(one) == [(f"EDI-SYNTAX/{ABOUT}000000001/1/0002", "resolved")]
    both = then(one, interchange(order_set(body("1")), control=3))
    assert seen(both) == [
        (f"EDI-PARTIAL/{ABOUT}000000001/1", "resolved"),
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "resolved"),
    ]


def test_a_group_that_is_refused_whole_is_one_exception():
    sets = [order_set(body(str(number)), f"{number:04d}") for number in range(1, 4)]
    first = take(NONE, interchange(*sets).replace(b"GE*3*", b"GE*4*"))
    assert seen(first) == [(f"EDI-SYNTAX/{ABOUT}000000001/1", "open")]
    assert "GE01" in str(rows(first)[0]["message"])
    good = then(first, interchange(*sets, control=2))
    assert seen(good) == [(f"EDI-SYNTAX/{ABOUT}000000001/1", "resolved")]


def test_sets_that_fall_with_others_are_told_once_for_their_group():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nrefuse = "interchange"'})
    data = interchange(broken("1"), order_set(body("2"), "0002"))
    step = receive(NONE, frame(data), now=NOW, profiles=profiles)
    assert orders(step) == []
    assert seen(step) == [
        (f"EDI-SYNTAX/{ABOUT}000000001/1", "open"),
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "open"),
    ]


def test_an_interchange_that_is_refused_is_an_exception():
    profiles = load_profiles({"default": "refuse_unknown = true"})
    step = receive(NONE, frame(interchange()), now=NOW, profiles=profiles)
    assert (f"EDI-SYNTAX/{ABOUT}000000001", "open") in seen(step)


def test_a_set_that_nobody_reads_stays_open():
    first = take(NONE, FIRST.replace(b"ST*850*", b"ST*830*"))
    assert seen(first) == [(f"EDI-SYNTAX/{ABOUT}000000001/1/0001", "open")]
    assert dict(first.state.cures) == {}


def test_a_number_with_other_content_is_open_until_its_documents_come_under_others():
    first = take(NONE, FIRST)
    reused = then(first, interchange(order_set(body("8")), order_set(body("9"), "0002")))
    ((name, status),) = seen(reused)
    assert name.startswith(f"EDI-DUP-CONTROL/{ABOUT}000000001~")
    assert status == "open"
    assert (rows(reused)[0]["severity"], orders(reused)) == ("S4", [])
    again = then(reused, interchange(order_set(body("8")), order_set(body("9"), "0002")))
    assert seen(again) == []
    half = then(again, interchange(order_set(body("9")), control=2))
    assert seen(half) == []
    good = then(half, interchange(order_set(body("8")), control=3))
    assert seen(good) == [(name, "resolved")]
    reused_again = then(good, interchange(order_set(body("8")), order_set(body("9"), "0002")))
    assert (seen(reused_again), list(reused_again.state.raised)) == ([], [])


def test_an_order_number_with_other_content_is_held_until_the_first_is_confirmed():
    first = take(NONE, interchange(order_set(body("1"))))
    other = then(first, interchange(order_set(body("1", "20")), control=2))
    assert seen(other) == [(f"ORD-DUP-PO-DIFF/{ABOUT}000000002/2/0001", "open")]
    assert rows(other)[0]["severity"] == "S2"
    once_more = then(other, interchange(order_set(body("1")), control=3))
    assert seen(once_more) == [
        (f"ORD-DUP-PO-SAME/{ABOUT}000000003/3/0001", "resolved"),
        (f"ORD-DUP-PO-DIFF/{ABOUT}000000002/2/0001", "resolved"),
    ]


def test_a_retransmission_raises_nothing():
    assert seen(then(take(NONE, FIRST), FIRST)) == []


@pytest.mark.parametrize("purpose", ["01", "05"])
def test_an_order_that_changes_another_is_open_and_no_original_resolves_it(purpose: str):
    changed = tuple(line.replace("BEG*00", f"BEG*{purpose}") for line in body("1"))
    first = take(NONE, interchange(order_set(changed)))
    assert seen(first) == [(f"EDI-HELD/{ABOUT}000000001/1/0001", "open")]
    assert seen(then(first, interchange(order_set(body("1")), control=2))) == []


def test_a_document_that_is_held_for_what_it_says_is_resolved_by_a_good_one():
    strict = 'ids = ["08:ACME"]\nlevels = { balance = "error" }'
    profiles = load_profiles({"acme": strict})
    wrong = (*body("1"), "CTT*7")
    first = receive(NONE, frame(interchange(order_set(wrong))), now=NOW, profiles=profiles)
    assert seen(first) == [(f"EDI-HELD/{ABOUT}000000001/1/0001", "open")]
    good = then(first, interchange(order_set((*body("1"), "CTT*2")), control=2), profiles)
    assert seen(good) == [(f"EDI-HELD/{ABOUT}000000001/1/0001", "resolved")]


def test_what_a_test_interchange_raises_is_for_information():
    step = take(NONE, interchange(broken("1"), usage="T"))
    assert rows(step)[0]["severity"] == "S4"


def arrivals(*controls: int, profiles: Profiles = PROFILES) -> Step:
    """Empty interchanges under these numbers, and then what is told of gaps."""
    state = NONE
    for control in controls:
        data = interchange(control=control)
        state = receive(state, frame(data), now=NOW, profiles=profiles).state
    return tell_gaps(PairState.thaw(state.freeze()), NOW, grace=timedelta())


def test_a_number_that_is_left_out_is_missing_until_it_comes():
    told = arrivals(7, 10)
    name = f"EDI-GAP/{ABOUT}000000008-000000009"
    assert seen(told) == [(name, "open")]
    (row,) = rows(told)
    assert (row["severity"], row["quantity"]) == ("S3", 2)
    assert tell_gaps(told.state, NOW, grace=timedelta()).facts == ()
    one = then(told, interchange(control=9))
    assert [(row["status"], row["quantity"]) for row in rows(one)] == [("open", 1)]
    both = then(one, interchange(control=8))
    assert seen(both) == [(name, "resolved")]
    assert [row["version"] for row in rows(told) + rows(one) + rows(both)] == [1, 2, 3]


def test_a_number_that_is_left_out_anew_behind_the_look_back_is_told_anew():
    both = then(arrivals(1, 3), interchange(control=2))
    later = NOW + timedelta(days=70)
    state = both.state
    for control in (5000, 1, 3):
        state = receive(
            state, frame(interchange(control=control)), now=later, profiles=PROFILES
        ).state
    anew = tell_gaps(PairState.thaw(state.freeze()), later, grace=timedelta())
    name = f"EDI-GAP/{ABOUT}000000002"
    assert (seen(both), seen(anew)) == ([(name, "resolved")], [(f"{name}@2", "open")])


def test_a_gap_says_what_is_missing_now():
    told = arrivals(1, 8)
    because = "missing: 000000008 came and not all before it."
    assert messages(told) == [f"Interchanges 000000002 to 000000007 are {because}"]
    step = then(told, interchange(control=4))
    assert messages(step) == [
        f"Interchanges 000000002 to 000000003 and 000000005 to 000000007 are {because}"
    ]
    step = then(then(step, interchange(control=6)), interchange(control=2))
    assert messages(step) == [f"Interchanges 000000003, 000000005 and 000000007 are {because}"]
    step = then(then(step, interchange(control=3)), interchange(control=7))
    assert messages(step) == [f"Interchange 000000005 is {because}"]
    assert rows(step)[0]["quantity"] == 1
    last = then(step, interchange(control=5))
    assert messages(last) == ["All interchanges that were missing have come."]
    assert seen(last) == [(f"EDI-GAP/{ABOUT}000000002-000000007", "resolved")]


def test_a_gap_that_shrank_before_it_was_told_says_what_is_missing_then():
    assert messages(arrivals(1, 5, 3)) == [
        "Interchanges 000000002 and 000000004 are missing: 000000005 came and not all before it."
    ]


def test_a_gap_of_many_holes_names_the_first_and_counts_the_rest():
    (message,) = messages(arrivals(1, 16, *range(3, 15, 2)))
    assert message == (
        "Interchanges 000000002, 000000004, 000000006, 000000008, 000000010 and 3 more are"
        " missing: 000000016 came and not all before it."
    )


def test_numbers_in_another_order_are_no_gap_when_all_came():
    assert arrivals(1, 4, 3, 2, 5).facts == ()


def test_a_gap_is_told_when_its_grace_is_over():
    state = take(take(NONE, interchange(control=1)).state, interchange(control=3)).state
    assert has_untold(state.raised.values())
    grace = timedelta(minutes=5)
    assert tell_gaps(state, NOW + grace - timedelta(microseconds=1), grace=grace).facts == ()
    assert len(tell_gaps(state, NOW + grace, grace=grace).facts) == 1


@pytest.mark.parametrize(
    "controls",
    [
        (999_999_999, 1, 2),
        (1, GAP_MAX + 3, GAP_MAX + 4),
        (5_000, 1, 2),
        (5, 4, 6),
    ],
)
def test_another_sequence_is_no_gap(controls: tuple[int, ...]):
    assert arrivals(*controls).facts == ()


def lettered(*controls: str) -> Step:
    """Interchanges of EDIFACT under these references, and then what is told of gaps."""
    step = Step(state=NONE, facts=())
    for control in controls:
        step = then(step, empty(control))
    return tell_gaps(step.state, NOW + timedelta(hours=1), grace=timedelta())


def empty(control: str) -> bytes:
    return f"UNB+UNOC:3+ACME:14+US:14+260302:0615+{control}'UNZ+0+{control}'".encode()


@pytest.mark.parametrize(
    ("controls", "missing"),
    [
        (("HP000000001", "HP000000004"), "Interchanges HP000000002 to HP000000003 are"),
        (("AB0001", "AB0003"), "Interchange AB0002 is"),
        (("000000001", "000000003"), "Interchange 000000002 is"),
        (("AB9998", "AB0001"), ""),
        (("HP000000001", "AB000000004"), ""),
        (("HP000000001", "000000004"), ""),
        (("HP000000001", "REF-4"), ""),
    ],
)
def test_references_behind_the_same_letters_are_a_sequence(controls: tuple[str, ...], missing: str):
    told = messages(lettered(*controls))
    assert told == (
        [f"{missing} missing: {controls[-1]} came and not all before it."] * bool(missing)
    )


def test_a_reference_that_was_missing_resolves_its_gap_when_it_comes():
    some = lettered("HP1", "HP4", "HP3")
    assert messages(some) == ["Interchange HP2 is missing: HP4 came and not all before it."]
    assert messages(then(some, empty("HP2"))) == ["All interchanges that were missing have come."]
    some = then(lettered("HP1", "HP4"), empty("HP2"))
    assert messages(some) == ["Interchange HP3 is missing: HP4 came and not all before it."]


@pytest.mark.parametrize(
    ("controls", "missing"),
    [
        ((999_999_997, 1), "Interchanges 999999998 to 999999999 are"),
        ((999_999_998, 3), "Interchanges 999999999 and 000000001 to 000000002 are"),
        ((999_999_997, 1, 999_999_998), "Interchange 999999999 is"),
        ((999_999_997, 1, 999_999_998, 999_999_999, 2), ""),
    ],
)
def test_after_the_highest_number_the_sequence_goes_on_at_one(
    controls: tuple[int, ...], missing: str
):
    told = messages(arrivals(*controls))
    assert told == (
        [f"{missing} missing: {controls[1]:09d} came and not all before it."] * bool(missing)
    )


def test_as_many_as_a_sequence_may_leave_out_are_a_gap():
    assert len(arrivals(1, GAP_MAX + 2).facts) == 1


def test_a_partner_who_counts_elsewhere_too_has_no_gaps():
    off = load_profiles({"acme": 'ids = ["08:ACME"]\ncontrol_gaps = false'})
    assert arrivals(1, 4, profiles=off).facts == ()


def test_what_is_older_than_the_look_back_is_forgotten_open():
    first = take(NONE, interchange(broken("1")))
    gap = take(first.state, interchange(control=3))
    later = take(gap.state, interchange(control=4), now=NOW + timedelta(days=61))
    # Nobody was told of the gap yet, and nobody would be.
    assert seen(later) == [(f"EDI-GAP/{ABOUT}000000002", "open")]
    assert (dict(later.state.raised), dict(later.state.cures)) == ({}, {})


KINDS = st.sampled_from(["good", "broken", "other", "replace"])


@given(st.lists(st.tuples(KINDS, st.sampled_from("12"), st.integers(1, 9)), max_size=12))
def test_what_waits_and_what_is_waited_for_agree(comings: list[tuple[str, str, int]]):
    state = NONE
    open_: dict[str, dict[str, object]] = {}
    for kind, number, control in comings:
        content = body(number, "20" if kind == "other" else "12")
        if kind == "replace":
            content = tuple(line.replace("BEG*00", "BEG*05") for line in content)
        one = broken(number) if kind == "broken" else order_set(content)
        step = take(state, interchange(one, control=control))
        state = PairState.thaw(step.state.freeze())
        for row in rows(step):
            name = str(row["exception"])
            before = open_.pop(name, None)
            assert row["version"] == (1 if before is None else 2)
            if row["status"] == "open":
                open_[name] = row
    waiting = {
        (awaited, name)
        for name, one in state.raised.items()
        for awaited in one.waits
    }  # fmt: skip
    assert waiting == {(awaited, name) for awaited, names in state.cures.items() for name in names}
    assert {one.name for one in state.raised.values() if one.told} <= set(open_)
