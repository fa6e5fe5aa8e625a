"""Exceptions that a person closes: once, with a reason, and nothing opens them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.awaiting import overdue
from edi.deciding import decide
from edi.decisions import Action, Decision, SeenException
from edi.facts import ExceptionSeen, Fact, Step
from edi.pair_state import PairState
from edi.raising import tell_gaps
from edi.receiving import receive
from edi.sending import send
from tests.edi.test_deciding import ABOUT, FIRST, LATER, REUSED, came, decided, decision
from tests.edi.test_exceptions import body, broken, rows
from tests.edi.test_sending import acknowledgment, request
from tests.edi.wire import NOW, PROFILES, found, frame, interchange, order_set

ACME = PROFILES.partners[0]


def closing(row: dict[str, object], by: str = "anna") -> Decision:
    """The decision to close an exception that stands so in its view."""
    seen = SeenException(
        **{name: row[name] for name in SeenException.__dataclass_fields__}  # type: ignore[arg-type]
    )
    name = str(row["exception"])
    return Decision(
        id=f"{name}/{by}", action=Action.CLOSE, about=name, by=by, reason="settled by telephone",
        decided_at=LATER, seen=seen, raw=b"{}",
    )  # fmt: skip


def one_row(step: Step) -> dict[str, object]:
    (row,) = rows(step)
    return row


def test_an_exception_is_closed_with_who_and_why_and_stays_closed():
    first = came(interchange(broken("1")))
    opened = one_row(first)
    closed = decided(first, closing(opened))
    row = one_row(closed)
    expected = opened | {
        "status": "resolved", "resolved_at": LATER, "event_time": LATER, "version": 2,
        "resolved_by": "anna", "resolution": "settled by telephone",
    }  # fmt: skip
    assert row == expected
    assert decided(closed, closing(opened)).facts == ()
    assert found(decided(closed, closing(opened, by="ben"))) == ["DECISION_LATE"]
    good = came(interchange(order_set(body("1")), control=2), state=closed.state)
    assert rows(good) == []


def test_one_that_nothing_else_can_resolve_is_closed_too():
    first = came(FIRST.replace(b"ST*850*", b"ST*830*"))
    assert one_row(decided(first, closing(one_row(first))))["status"] == "resolved"


def test_one_that_was_resolved_meanwhile_is_not_closed():
    first = came(interchange(broken("1")))
    good = came(interchange(order_set(body("1")), control=2), state=first.state)
    assert found(decided(good, closing(one_row(first)))) == ["DECISION_UNKNOWN"]


def test_a_held_interchange_that_comes_again_opens_no_exception_that_was_closed():
    reused = came(FIRST, REUSED)
    closed = decided(reused, closing(one_row(reused)))
    again = came(REUSED, state=closed.state)
    assert rows(again) == []
    (name,) = again.state.held
    assert len(rows(decided(again, decision(name)))) == 0


def test_one_that_is_older_than_the_look_back_is_closed_on_the_word_of_its_view():
    first = came(interchange(broken("1")))
    seen = one_row(first)
    later = NOW + timedelta(days=61)
    swept = receive(first.state, frame(interchange(control=2)), now=later, profiles=PROFILES)
    made = closing(seen)
    closed = decide(swept.state, made, now=later, profiles=PROFILES)
    assert one_row(closed)["version"] == 2
    assert one_row(closed)["opened_at"] == NOW
    assert decide(closed.state, made, now=later, profiles=PROFILES).facts == ()


def test_a_number_that_is_missing_is_closed_and_its_coming_changes_nothing():
    state = came(interchange(control=1), interchange(control=3)).state
    told = tell_gaps(state, NOW, grace=timedelta())
    closed = decided(told, closing(one_row(told)))
    assert one_row(closed)["resolved_by"] == "anna"
    assert rows(came(interchange(control=2), state=closed.state)) == []


def test_a_late_acknowledgment_is_closed_and_resolves_nothing_when_it_comes():
    profile = replace(ACME, acknowledge_within_hours=1)
    sent = send(PairState(), request(), profile, NOW)
    late = overdue(sent.state, NOW + timedelta(hours=2))
    closed = decided(late, closing(one_row(late)))
    row = one_row(closed)
    assert (row["status"], row["version"], row["resolved_by"]) == ("resolved", 3, "anna")
    acknowledged = came(acknowledgment("A"), state=closed.state)
    assert rows(acknowledged) == []
    assert found(decided(sent, closing(one_row(late)))) == ["DECISION_UNKNOWN"]


def test_a_refusal_of_ours_that_was_closed_opens_again_when_the_partner_refuses_anew():
    sent = send(PairState(), request(), ACME, NOW)
    refused = came(acknowledgment("R"), state=sent.state)
    closed = decided(refused, closing(one_row(refused)))
    assert one_row(closed)["status"] == "resolved"
    taken = came(acknowledgment("A", number=10), state=closed.state)
    assert rows(taken) == []
    again = came(acknowledgment("R", number=11), state=taken.state)
    assert (one_row(again)["status"], one_row(again)["code"]) == ("open", "EDI-REJECTED")
    closed_again = decided(again, closing(one_row(again), by="ben"))
    assert one_row(closed_again)["resolved_by"] == "ben"
    steps = (refused, closed, again, closed_again)
    versions = [one_row(step)["version"] for step in steps]
    assert versions == sorted(set(versions))


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("file"), st.sampled_from("12"), st.integers(1, 2), st.sampled_from(["12", "20"])
        ),
        st.tuples(st.just("wrong"), st.sampled_from("12"), st.integers(1, 3), st.just("12")),
        st.tuples(
            st.sampled_from([Action.RELEASE, Action.REJECT, Action.CLOSE]),
            st.sampled_from("ab"), st.integers(0, 3), st.just(""),
        ),
    ),
    max_size=14,
)  # fmt: skip


def folded(steps: list[tuple[str, str, int, str]], *, frozen: bool) -> tuple[PairState, list[Fact]]:
    """What some files and decisions come to, with the state written down between any two or not."""
    state, written = PairState(), PairState()
    facts: list[Fact] = []
    seen: list[dict[str, object]] = []
    for kind, who, number, quantity in steps:
        if kind in ("file", "wrong"):
            one = broken(who) if kind == "wrong" else order_set(body(who, quantity))
            data = interchange(one, control=number)
            step = receive(state, frame(data), now=NOW, profiles=PROFILES)
        elif kind == Action.CLOSE:
            if not seen:
                continue
            made = closing(seen[number % len(seen)], by=who)
            step = decide(state, made, now=LATER, profiles=PROFILES)
        else:
            names = sorted({*state.held, f"{ABOUT}000000001/1/0001"})
            made = decision(names[number % len(names)], Action(kind), by=who)
            step = decide(state, made, now=LATER, profiles=PROFILES)
        state = step.state
        facts += step.facts
        seen += [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
        if frozen:
            written = PairState.thaw(state.freeze_changes(), written)
            state = PairState.thaw(written.freeze())
    return state, facts


@given(STEPS)
def test_a_state_that_is_written_down_between_any_two_steps_comes_to_the_same(
    steps: list[tuple[str, str, int, str]],
):
    whole, facts = folded(steps, frozen=False)
    pieces, same = folded(steps, frozen=True)
    assert dict(whole.held) == dict(pieces.held)
    assert PairState.thaw(whole.freeze()) == PairState.thaw(pieces.freeze())
    assert facts == same


@given(STEPS)
def test_rows_of_one_name_only_grow_and_each_thing_is_decided_once(
    steps: list[tuple[str, str, int, str]],
):
    state, facts = folded(steps, frozen=False)
    versions: dict[str, dict[str, object]] = {}
    for fact in facts:
        if isinstance(fact, ExceptionSeen):
            before = versions.get(str(fact.row["exception"]))
            assert before is None or fact.row["version"] > before["version"]  # type: ignore[operator]
            versions[str(fact.row["exception"])] = fact.row
    assert not set(state.held) & set(state.decided)
    closed = {name for name, row in versions.items() if row["status"] == "resolved"}
    assert not closed & set(state.raised)
    waiting = {(awaited, name) for name, one in state.raised.items() for awaited in one.waits}
    assert waiting == {(awaited, name) for awaited, names in state.cures.items() for name in names}


@pytest.mark.parametrize("taken", [True, False])
def test_an_order_counts_once_whatever_is_decided_how_often(*, taken: bool):
    action = Action.RELEASE if taken else Action.REJECT
    steps = [("file", "1", 1, "12"), ("file", "2", 1, "12")]
    steps += [(action, who, number, "") for who in "ab" for number in (0, 1)]
    _, facts = folded(steps, frozen=True)
    accepted = [fact for fact in facts if type(fact).__name__ == "OrderAccepted"]
    assert len(accepted) == (2 if taken else 1)
