"""Answers and their control numbers: none is used twice, and what has none waits for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edi.control_numbers import FEWEST
from edi.decisions import Action
from edi.facts import DocumentSeen, Found, Step
from edi.numbering import BOTH, given_name
from edi.pair_state import PairState
from edi.profiles import Profiles
from edi.receiving import receive
from edi.replying import go_on
from edi.sending import send
from tests.edi.test_advising import ORDERS, partner
from tests.edi.test_deciding import FIRST, REUSED, came, decided, decision, held
from tests.edi.test_exceptions import seen
from tests.edi.test_sending import acknowledgment, request
from tests.edi.wire import NOW, answers, frame, interchange, written_once

RANGE = f"control_numbers = {{ first = 1, last = {FEWEST} }}\n"
NARROW = partner(RANGE)
WIDER = partner(f"control_numbers = {{ first = 1, last = {FEWEST + 1} }}\n")
DAY = NOW.date().toordinal()


def spent(but: int = 0, *, day: int = DAY) -> PairState:
    """A pair whose range is used up, but for some numbers at its end."""
    state = PairState().edit()
    for number in range(1, FEWEST + 1 - but):
        for kind in BOTH:
            state.given.put(given_name(kind, number), day)
    return state


def waiting(step: Step) -> list[tuple[str, object, object]]:
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [
        (str(row["status"]), row["set"], row["interchange_control"])
        for row in rows
        if row["direction"] == "out"
    ]


def test_an_answer_waits_where_every_number_is_used_and_goes_out_in_a_wider_range():
    step = came(FIRST, profiles=NARROW, state=spent())
    assert (answers(step), waiting(step)) == ([], [("waiting", "997", "")])
    ((name, status),) = seen(step)
    assert (name.partition("/")[0], status) == ("EDI-NUMBERS", "open")
    again = came(FIRST, profiles=NARROW, state=step.state)
    assert (answers(again), waiting(again)) == ([], [])
    assert go_on(again.state, NARROW, NOW).facts == ()
    gone = go_on(PairState.thaw(again.state.freeze()), WIDER, NOW)
    (sent,) = answers(gone)
    assert (sent.interchange_control, sent.group_control) == (FEWEST + 1, FEWEST + 1)
    number = f"{FEWEST + 1:09d}"
    assert sorted(waiting(gone)) == [("numbered", "997", number), ("sent", "997", number)]
    assert seen(gone) == [(name, "resolved")]
    assert go_on(gone.state, WIDER, NOW).facts == ()
    assert answers(came(FIRST, profiles=WIDER, state=gone.state)) == [sent]


def test_an_answer_that_waits_goes_out_when_numbers_are_forgotten():
    step = came(FIRST, profiles=NARROW, state=spent(day=DAY - 1))
    later = NOW + timedelta(days=60)
    gone = receive(step.state, frame(interchange(control=2)), now=later, profiles=NARROW)
    assert [(one.interchange_control, one.answers[-1]) for one in answers(gone)][:1] == [(1, "1")]
    assert step.state.unnumbered
    assert not gone.state.unnumbered


@pytest.mark.parametrize(
    ("data", "left", "lacking"),
    [
        (FIRST.replace(b"*0*P*>", b"*1*P*>"), 1, "997"),
        (FIRST.replace(b"*0*P*>", b"*1*P*>"), 0, "TA1"),
        (ORDERS.format(control="1", number="1", lines=1).encode(), 0, "CONTRL"),
    ],
)
def test_an_answer_goes_out_whole_or_waits_whole(data: bytes, left: int, lacking: str):
    before = spent(left)
    step = came(data, profiles=NARROW, state=before)
    assert (answers(step), waiting(step)) == ([], [("waiting", lacking, "")])
    assert dict(step.state.given) == dict(before.given)


def test_a_refusal_of_a_used_number_waits_too():
    step = came(FIRST, REUSED, profiles=NARROW, state=spent(1))
    (name,) = held(step)
    gone = decided(step, decision(name, Action.REJECT), NARROW)
    assert (answers(gone), waiting(gone)) == ([], [("waiting", "TA1", "")])
    (sent,) = answers(go_on(gone.state, WIDER, NOW))
    assert sent.set == "TA1"


@pytest.mark.parametrize("profiles", [NARROW, WIDER])
def test_a_document_takes_no_number_that_an_answer_has(profiles: Profiles):
    step = send(spent(), request(), profiles.partners[0], NOW)
    codes = [f.finding.code.value for f in step.facts if isinstance(f, Found)]
    assert codes == (["NUMBERS_SPENT"] if profiles is NARROW else [])


def test_numbers_of_answers_are_known_from_states_of_before():
    state = came(FIRST, profiles=NARROW).state
    assert dict(written_once(state, 6).given) == dict(state.given) == {"ISA/1": DAY, "GS/1": DAY}


def said_of(step: Step) -> list[str]:
    """What is said of an interchange that came again."""
    found = (fact.finding for fact in step.facts if isinstance(fact, Found))
    return [each.message for each in found if each.code.value == "EDI-DUP-CONTROL"]


def test_what_comes_again_while_its_answer_waits_is_not_said_to_be_answered():
    first = came(FIRST, profiles=NARROW, state=spent())
    again = came(FIRST, profiles=NARROW, state=first.state)
    (said,) = said_of(again)
    assert said.endswith("its answer waits for a control number, and nothing was sent.")
    gone = go_on(again.state, WIDER, NOW)
    assert said_of(came(FIRST, profiles=WIDER, state=gone.state)) == [""]


def test_what_is_refused_without_a_number_is_not_said_to_be_refused():
    refuses = partner(f'{RANGE}used_number = "refuse"\nta1 = "never"\n')
    first = came(FIRST, profiles=refuses, state=spent(but=1))
    assert len(answers(first)) == 1
    again = came(FIRST, profiles=refuses, state=first.state)
    (said,) = said_of(again)
    assert (answers(again), said.endswith("it was refused.")) == ([], False)
    waits = partner(f'{RANGE}used_number = "refuse"\n')
    again = came(FIRST, profiles=waits, state=first.state)
    (said,) = said_of(again)
    assert said.endswith("its refusal waits for a control number, and nothing was sent.")
    wide = partner('used_number = "refuse"\n')
    (said,) = said_of(came(FIRST, profiles=wide, state=came(FIRST, profiles=wide).state))
    assert said == "The same interchange came again; it was refused."


def test_acknowledgments_that_come_again_are_not_said_to_be_answered():
    state = came(acknowledgment()).state
    again = came(acknowledgment(), state=state)
    assert (answers(again), said_of(again)) == (
        [], ["The same interchange came again; it is not answered, as the first was not."],
    )  # fmt: skip
