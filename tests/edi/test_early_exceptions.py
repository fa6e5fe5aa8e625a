"""Exceptions that were closed before they opened, and how long a decision waits for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from edi import early
from edi.awaiting import overdue
from edi.deciding import carry_out, decide
from edi.decisions import Action, Decision
from edi.facts import Step
from edi.pair_state import PairState
from edi.raising import tell_gaps
from edi.receiving import receive
from edi.sending import send
from tests.edi.test_closing import closing, one_row
from tests.edi.test_deciding import ABOUT, came, decided, exceptions
from tests.edi.test_early import OTHER, OTHER_NAME, Log, made
from tests.edi.test_exceptions import body, broken, rows
from tests.edi.test_sending import ACME, acknowledgment, request
from tests.edi.wire import NOW, PROFILES, found, frame, interchange, order_set

LATE = replace(ACME, acknowledge_within_hours=1)
GAP = f"EDI-GAP/{ABOUT}000000002"


def carried(step: Step) -> Step:
    """What was decided early about what a step made known."""
    return carry_out(step, now=NOW, profiles=PROFILES)


def on(state: PairState, data: bytes) -> Step:
    """What early decisions come to when a file comes."""
    return carried(receive(state, frame(data), now=NOW, profiles=PROFILES))


def waiting(state: PairState) -> list[str]:
    """The names for which decisions wait."""
    return sorted(state.early)


def test_missing_numbers_are_closed_when_they_are_told():
    first = came(interchange(control=1))
    missing = came(interchange(control=3), state=first.state)
    closes = closing(one_row(tell_gaps(missing.state, NOW, grace=timedelta())))
    for state in (PairState(), first.state, missing.state):
        early_ = decided(Step(state=state, facts=()), closes)
        assert (found(early_), waiting(early_.state)) == (["DECISION_UNKNOWN"], [GAP])
        come = early_.state
        for control in (1, 3) if not state.last_received else (3,) if state is first.state else ():
            come = on(come, interchange(control=control)).state
        told = carried(tell_gaps(come, NOW, grace=timedelta()))
        assert exceptions(told) == [(GAP, "resolved", "anna", "settled by telephone")]
        assert (waiting(told.state), dict(told.state.raised)) == ([], {})


def test_missing_numbers_are_closed_as_they_were_seen_whatever_their_rows_version():
    told = tell_gaps(
        came(interchange(control=1), interchange(control=4)).state, NOW, grace=timedelta()
    )
    fewer = came(interchange(control=3), state=told.state)
    closes = closing(one_row(fewer))
    assert closes.seen is not None
    assert closes.seen.version == 2
    too_early = decided(told, closes)
    assert (found(too_early), rows(too_early)) == (["DECISION_UNKNOWN"], [])
    assert one_row(on(too_early.state, interchange(control=3)))["resolved_by"] == "anna"
    state = decided(Step(state=PairState(), facts=()), closes).state
    for control in (1, 4, 3):
        state = on(state, interchange(control=control)).state
    anew = carried(tell_gaps(state, NOW, grace=timedelta()))
    assert (one_row(anew)["resolved_by"], one_row(anew)["version"]) == ("anna", 2)


def test_missing_numbers_that_came_meanwhile_are_not_waited_for():
    state = came(interchange(control=1), interchange(control=3)).state
    told = tell_gaps(state, NOW, grace=timedelta())
    good = came(interchange(control=2), state=told.state)
    late = decided(good, closing(one_row(told)))
    assert (found(late), waiting(late.state)) == (["DECISION_UNKNOWN"], [])


def test_a_late_acknowledgment_is_closed_when_it_is_missed():
    sent = send(PairState(), request(), LATE, NOW)
    late = overdue(sent.state, NOW + timedelta(hours=2))
    closes = closing(one_row(late))
    empty = decided(Step(state=PairState(), facts=()), closes)
    again = send(empty.state, request(), LATE, NOW)
    early_ = decided(sent, closes)
    for state in (again.state, early_.state):
        missed = carried(overdue(state, NOW + timedelta(hours=2)))
        assert exceptions(missed)[0][1:3] == ("resolved", "anna")
        assert rows(came(acknowledgment("A"), state=missed.state)) == []
    good = decided(came(acknowledgment("A"), state=sent.state), closes)
    assert (found(good), waiting(good.state)) == (["DECISION_UNKNOWN"], [])


def test_a_refusal_of_ours_is_closed_as_it_was_seen_and_not_before_or_after():
    sent = send(PairState(), request(), ACME, NOW)
    files = [acknowledgment("R"), acknowledgment("A", number=10), acknowledgment("R", number=11)]
    shown: list[dict[str, object]] = []
    state = sent.state
    for data in files:
        step = came(data, state=state)
        shown += [row for row in rows(step) if row["status"] == "open"]
        state = step.state
    first, second = (closing(row, by=by) for row, by in zip(shown, ("anna", "ben"), strict=True))
    for closes in ([second], [first, second]):
        early_ = sent
        for each in closes:
            early_ = decided(early_, each)
        told: list[tuple[str, object]] = []
        state = early_.state
        for data in files:
            step = receive(state, frame(data), now=NOW, profiles=PROFILES)
            step = replace(carried(step), facts=(*step.facts, *carried(step).facts))
            told += [(str(row["status"]), row["resolved_by"]) for row in rows(step)]
            state = step.state
        assert told[-2:] == [("open", None), ("resolved", "ben")]
        assert (("resolved", "anna") in told) is (first in closes)
        assert (waiting(state), len(told)) == ([], 4)
    past = decided(came(files[1], state=came(files[0], state=sent.state).state), first)
    assert (found(past), waiting(past.state)) == (["DECISION_UNKNOWN"], [])


def test_one_older_than_the_look_back_that_was_never_here_is_closed_again_when_it_opens():
    first = came(interchange(broken("1")))
    closes = closing(one_row(first))
    long_after = NOW + timedelta(days=61)
    on_its_word = decide(PairState(), closes, now=long_after, profiles=PROFILES)
    assert one_row(on_its_word)["status"] == "resolved"
    assert decide(on_its_word.state, closes, now=long_after, profiles=PROFILES).facts == ()
    step = receive(
        PairState.thaw(on_its_word.state.freeze()), frame(interchange(broken("1"))),
        now=long_after, profiles=PROFILES,
    )  # fmt: skip
    opened = carry_out(step, now=long_after, profiles=PROFILES)
    assert one_row(opened)["resolved_by"] == "anna"
    assert (waiting(opened.state), dict(opened.state.raised)) == ([], {})
    swept = receive(first.state, frame(interchange(control=2)), now=long_after, profiles=PROFILES)
    known = decide(swept.state, closes, now=long_after, profiles=PROFILES)
    assert (one_row(known)["status"], waiting(known.state)) == ("resolved", [])


def test_an_exception_that_was_resolved_before_it_was_closed_is_not_waited_for():
    closes = closing(one_row(came(interchange(broken("1")))))
    good = came(interchange(broken("1")), interchange(order_set(body("1")), control=2))
    late = decided(good, closes)
    assert (found(late), waiting(late.state)) == (["DECISION_UNKNOWN"], [])
    early_ = decided(Step(state=PairState(), facts=()), closes)
    fine = on(early_.state, interchange(order_set(body("1"))))
    assert (rows(fine), waiting(fine.state)) == ([], [])


@pytest.mark.parametrize(
    "name", ["", "nothing", "a/b/c", "X12/a:b/c:d/", "X12/a:b/c:d/~", "X12/a/b/@~12345678"]
)
@pytest.mark.parametrize("action", list(Action))
def test_what_is_no_name_is_never_waited_for(name: str, action: Action):
    step = decided(Step(state=PairState(), facts=()), made(name, action))
    assert (found(step), waiting(step.state)) == (["DECISION_UNKNOWN"], [])


def test_a_decision_waits_no_longer_than_the_look_back():
    state = decide(PairState(), made(OTHER_NAME), now=NOW, profiles=PROFILES).state
    for days, names in ((60, [OTHER_NAME]), (61, [])):
        now = NOW + timedelta(days=days)
        swept = receive(state, frame(interchange(control=9)), now=now, profiles=PROFILES)
        assert waiting(PairState.thaw(swept.state.freeze())) == names


def test_what_waits_is_bounded_and_the_newest_is_not_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(early, "NAMES_MAX", 2)
    monkeypatch.setattr(early, "QUEUE_MAX", 2)
    names = [f"{ABOUT}00000000{number}/{number}/0001" for number in (2, 3, 4)]
    decisions: list[Decision] = [made(name, by=by) for name in names for by in ("a", "b", "c")]
    log = Log().read(*decisions)
    assert waiting(log.state) == names[:2]
    assert [one.decision.by for one in log.state.early[names[0]]] == ["a", "b"]
    assert found(Step(state=log.state, facts=tuple(log.facts))) == ["DECISION_UNKNOWN"] * 9
    after = log.read(interchange(order_set(body("1"))), OTHER).state
    assert (waiting(after), after.decided[OTHER_NAME].by) == (names[1:2], "a")


def test_what_the_pair_is_past_is_not_waited_for():
    told = tell_gaps(
        came(interchange(control=1), interchange(control=3)).state, NOW, grace=timedelta()
    )
    second = came(interchange(control=1), interchange(control=2))
    assert waiting(decided(second, closing(one_row(told))).state) == []
    reused = came(interchange(order_set(body("1"))), interchange(order_set(body("8"))))
    good = came(interchange(order_set(body("8")), control=2), state=reused.state)
    late = decided(good, closing(one_row(reused)))
    assert (found(late), waiting(late.state)) == (["DECISION_UNKNOWN"], [])
    assert len(late.state.held) == 1


def test_a_refusal_that_nobody_saw_is_not_closed():
    sent = send(PairState(), request(), ACME, NOW)
    refused = one_row(came(acknowledgment("R"), state=sent.state))
    unseen = decided(Step(state=PairState(), facts=()), closing(refused | {"version": 1}))
    again = send(unseen.state, request(), ACME, NOW)
    anew = on(again.state, acknowledgment("R"))
    assert (rows(anew), waiting(anew.state)) == ([], [])
