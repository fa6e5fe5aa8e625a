"""One invoice number goes to one partner once, over its trading pairs; two that stand are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from edi.billing import counted_again
from edi.deciding import carry_out, decide
from edi.facts import DocumentSeen, ExceptionSeen, Found, Outbound, Step
from edi.pair_state import PairState
from edi.sending import Request, send
from tests.edi.test_awaiting import LATER
from tests.edi.test_closing import closing
from tests.edi.test_partner_advice import GONE, REFUSED, TAKEN, advice, oti
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import ACME, PROFILES, acknowledgment, answered, of, sent
from tests.edi.wire import NOW

PAIR, OTHER = "08:ACME/ZZ:US/P", "08:ACME/ZZ:WE/P"
TWICE = "EDI-INVOICE-TWICE"
FIRST = "X12/ZZ:US/08:ACME/000000001/1/0001"
BEHIND = LATER + timedelta(hours=1)


def ours(item: Request) -> Request:
    """The same, from our other id."""
    return replace(item, sender="ZZ:WE")


def beside(item: Request, first: PairState = GONE) -> Step:
    """A request of our other id, where one invoice went from the first one."""
    return send(PairState(), ours(item), ACME, NOW, beside=(first,))


def found(step: Step) -> list[str]:
    return [fact.finding.code.value for fact in of(step, Found)]


def counted(
    step: Step, pair: str = PAIR, others: Mapping[str, PairState] = MappingProxyType({})
) -> tuple[dict[str, PairState], list[dict[str, Any]]]:
    """The states of a partner's pairs after a step, and the rows of exceptions on two invoices."""
    states = {pair: step.state, **others}
    rows = [fact.row for fact in of(step, ExceptionSeen) if fact.row["code"] == TWICE]
    for one, more in counted_again(pair, states, step.facts, LATER).items():
        states[one] = PairState.thaw(more.state.freeze())
        rows += [fact.row for fact in of(more, ExceptionSeen)]
    return states, rows


def second(first: PairState, total: str = "12.00") -> PairState:
    """The corrected invoice is sent under the number of one that was refused."""
    step = sent(first, invoice(total, id="i-2"))
    assert len(of(step, Outbound)) == 1
    return step.state


def syntax(verdict: str, control: int, number: int) -> bytes:
    """A 997 on an invoice of ours."""
    data = acknowledgment(verdict, group="IN", control=str(control), number=number)
    return data.replace(b"AK2*855", b"AK2*810")


@pytest.mark.parametrize(
    ("total", "code"), [("10.00", "INVOICE_SENT"), ("12.00", "INVOICE_REISSUED")]
)
def test_a_number_that_went_from_one_id_of_ours_goes_from_no_other(total: str, code: str):
    step = beside(invoice(total, id="i-2"))
    (told,) = of(step, Found)
    assert (told.finding.code.value, told.finding.assumed) == (
        code,
        "X12/ZZ:US/08:ACME/000000001/1/0001",
    )
    assert (of(step, Outbound), step.state.last_interchange) == ([], 0)
    assert told.finding.message.endswith("from another id of ours.")
    assert bool(told.raw) == (code == "INVOICE_REISSUED")


@pytest.mark.parametrize(("total", "code"), [("10.00", "SENT"), ("12.00", "REISSUED")])
def test_a_number_that_went_to_one_id_of_the_partner_goes_to_no_other(total: str, code: str):
    item = replace(invoice(total, id="i-2"), receiver="ZZ:ACME")
    step = send(PairState(), item, ACME, NOW, beside=(GONE,))
    (told,) = of(step, Found)
    assert (told.finding.code.value, of(step, Outbound)) == (f"INVOICE_{code}", [])
    assert told.finding.message.endswith("to another id of the partner.")
    assert ("a number of its own" in told.remedy) == (code == "SENT")


@pytest.mark.parametrize(
    "item", [invoice("2.00", type="CR", id="m-1"), invoice(number="I2", id="i-2")]
)
def test_a_memo_and_another_number_go_from_the_other_id(item: Request):
    assert (found(beside(item)), len(of(beside(item), Outbound))) == ([], 1)


def test_what_was_refused_may_be_corrected_from_the_other_id():
    refused = answered(TAKEN, advice(oti("TR")), LATER).state
    assert len(of(beside(invoice("12.00", id="i-2"), refused), Outbound)) == 1


def test_the_same_request_goes_once_where_another_id_of_ours_is_the_first_by_now():
    assert beside(invoice()).facts == ()


@pytest.mark.parametrize(
    ("refusal", "acceptance"),
    [
        (advice(oti("TR")), advice(oti("TA"), number=72)),
        (advice(oti("TR")), advice(oti("TE"), number=72)),
        (REFUSED, syntax("A", 1, 72)),
        (REFUSED, syntax("E", 1, 72)),
        (REFUSED, advice(oti("TA"), number=72)),
    ],
)
@pytest.mark.parametrize("is_taken", [True, False])
def test_a_refusal_that_is_taken_back_behind_the_corrected_invoice_is_told_once(
    refusal: bytes, acceptance: bytes, is_taken: bool
):
    state = second(answered(GONE, refusal, LATER).state)
    later = state.last_interchange
    if is_taken:
        state = answered(state, syntax("A", later, 71), LATER).state
    states, rows = counted(answered(state, acceptance, LATER))
    (row,) = rows
    assert (row["code"], row["status"], row["severity"], row["source"]) == (
        TWICE,
        "open",
        "S2",
        "acme",
    )
    assert row["reference"] == "X12/ZZ:US/08:ACME/000000001/1/0001"
    for control in (1, later):
        assert f"X12/ZZ:US/08:ACME/{control:09d}/{control}/0001" in row["message"]
    # The other is told to be taken too: nothing more to say.
    _, again = counted(answered(states[PAIR], syntax("A", later, 73), LATER))
    assert again == []
    # No third goes under the number.
    assert found(sent(states[PAIR], invoice("13.00", id="i-3"))) == ["INVOICE_REISSUED"]


def test_it_is_made_good_where_the_partner_refuses_one_and_opens_again():
    state = second(answered(TAKEN, advice(oti("TR")), LATER).state)
    later = state.last_interchange
    states, opened = counted(answered(state, advice(oti("TA"), number=72), LATER))
    states, closed = counted(answered(states[PAIR], syntax("R", later, 73), LATER))
    assert [row["status"] for row in closed] == ["resolved"]
    # What is left stands: the number is not free, though the last one was refused.
    assert found(sent(states[PAIR], invoice("13.00", id="i-3"))) == ["INVOICE_REISSUED"]
    states, again = counted(answered(states[PAIR], syntax("A", later, 74), LATER))
    assert [row["status"] for row in again] == ["open"]
    versions = [row["version"] for row in (*opened, *closed)]
    assert versions == sorted(set(versions))


def test_one_from_each_id_of_ours_is_told_too_and_made_good_from_either():
    refused = answered(TAKEN, advice(oti("TR")), LATER).state
    other = beside(invoice("12.00", id="i-2"), refused).state
    states, (row,) = counted(
        answered(refused, advice(oti("TA"), number=72), LATER), others={OTHER: other}
    )
    assert "X12/ZZ:WE/08:ACME/000000001/1/0001" in row["message"]
    refusal = syntax("R", 1, 73).replace(b"*ZZ*US", b"*ZZ*WE").replace(b"ACME*US", b"ACME*WE")
    step = answered(states[OTHER], refusal, LATER)
    after = counted_again(OTHER, {PAIR: states[PAIR], OTHER: step.state}, step.facts, LATER)
    rows = [fact.row for more in after.values() for fact in of(more, ExceptionSeen)]
    assert [(one["exception"], one["status"]) for one in rows] == [(row["exception"], "resolved")]


def test_one_invoice_whose_refusal_is_taken_back_is_nothing_to_tell():
    refused = answered(TAKEN, advice(oti("TR")), LATER).state
    assert counted(answered(refused, advice(oti("TA"), number=72), LATER))[1] == []
    memo = sent(refused, invoice("12.00", type="CR", id="m-1")).state
    assert counted(answered(memo, advice(oti("TA"), number=72), LATER))[1] == []


def test_a_person_may_close_it_also_before_it_opens():
    state = second(answered(TAKEN, advice(oti("TR")), LATER).state)
    opened = answered(state, advice(oti("TA"), number=72), LATER)
    states, (row,) = counted(opened)
    closes = closing(row)
    step = decide(states[PAIR], closes, now=LATER, profiles=PROFILES)
    (closed,) = [fact.row for fact in of(step, ExceptionSeen)]
    assert (closed["exception"], closed["status"]) == (row["exception"], "resolved")
    assert closed["version"] > row["version"]
    early = decide(state, closes, now=LATER, profiles=PROFILES)
    assert found(early) == ["DECISION_UNKNOWN"]
    again = answered(early.state, advice(oti("TA"), number=72), LATER)
    after = counted_again(PAIR, {PAIR: again.state}, again.facts, LATER)[PAIR]
    carried = carry_out(after, now=LATER, profiles=PROFILES)
    (closed,) = [fact.row for fact in of(carried, ExceptionSeen)]
    assert (closed["exception"], closed["status"]) == (row["exception"], "resolved")
    # What the partner made good meanwhile is not waited for.
    refused, _ = counted(answered(states[PAIR], syntax("R", state.last_interchange, 73), LATER))
    late = decide(refused[PAIR], closes, now=LATER, profiles=PROFILES)
    assert (found(late), dict(late.state.early)) == (["DECISION_UNKNOWN"], {})


def to_other(data: bytes) -> bytes:
    """The same, to our other id."""
    return data.replace(b"*ZZ*US", b"*ZZ*WE").replace(b"ACME*US", b"ACME*WE")


def corrected(item: Request, refused: PairState) -> PairState:
    """What goes from our other id behind a refusal."""
    step = send(PairState(), ours(item), ACME, BEHIND, beside=(refused,))
    assert len(of(step, Outbound)) == 1
    return step.state


def told_beside(pair: str, step: Step, states: Mapping[str, PairState]) -> tuple[list[Any], ...]:
    """What a step of one pair comes to in all: what ours are by then, and their exceptions."""
    facts = [
        fact
        for more in counted_again(pair, {**states, pair: step.state}, step.facts, BEHIND).values()
        for fact in more.facts
    ]
    whole = Step(state=step.state, facts=tuple(facts))
    documents = [(fact.row["document"], fact.row["status"]) for fact in of(whole, DocumentSeen)]
    raised = [(fact.row["code"], fact.row["status"]) for fact in of(whole, ExceptionSeen)]
    return documents, raised


@pytest.mark.parametrize("verdict", ["A", "E"])
def test_what_was_refused_is_replaced_where_one_from_the_other_id_is_taken(verdict: str):
    refused = answered(GONE, REFUSED, LATER)
    (row,) = [fact.row for fact in of(refused, ExceptionSeen)]
    other = corrected(invoice("12.00", id="i-2"), refused.state)
    step = answered(other, to_other(syntax(verdict, 1, 71)), BEHIND)
    states = {PAIR: refused.state, OTHER: step.state}
    more = counted_again(OTHER, states, step.facts, BEHIND)
    (document,) = [fact.row for fact in of(more[PAIR], DocumentSeen)]
    assert (document["document"], document["status"]) == (FIRST, "replaced")
    (closed,) = [fact.row for fact in of(more[PAIR], ExceptionSeen)]
    assert (closed["exception"], closed["status"]) == (row["exception"], "resolved")
    assert "A later one was accepted: X12/ZZ:WE/08:ACME/" in str(closed["message"])
    assert closed["version"] > row["version"]
    # Once: what is said of it again changes nothing, and a refusal of it says nothing new.
    states |= {one: each.state for one, each in more.items()}
    assert counted_again(OTHER, states, step.facts, BEHIND) == {}
    again = answered(states[PAIR], advice(oti("TR"), number=73), BEHIND)
    assert of(again, ExceptionSeen) == []


@pytest.mark.parametrize(
    "item", [invoice("2.00", type="CR", id="m-1"), invoice("12.00", number="I2", id="i-2")]
)
def test_a_memo_and_another_number_replace_nothing_beside(item: Request):
    refused = answered(GONE, REFUSED, LATER).state
    step = answered(corrected(item, refused), to_other(syntax("A", 1, 71)), BEHIND)
    assert told_beside(OTHER, step, {PAIR: refused}) == ([], [])


def test_what_is_refused_at_last_is_replaced_by_the_one_from_the_other_id():
    refused = answered(GONE, REFUSED, LATER).state
    other = corrected(invoice("12.00", id="i-2"), refused)
    # It is taken after all, and the other one too; then it is refused once more.
    states = {PAIR: refused, OTHER: other}
    for pair, data in (
        (PAIR, advice(oti("TA"), number=72)),
        (OTHER, to_other(syntax("A", 1, 73))),
        (PAIR, advice(oti("TR"), number=74)),
    ):
        step = answered(states[pair], data, BEHIND)
        states[pair] = step.state
        said = told_beside(pair, step, states)
        more = counted_again(pair, states, step.facts, BEHIND)
        states |= {one: each.state for one, each in more.items()}
    assert said == (
        [(FIRST, "replaced")],
        [("EDI-REJECTED", "resolved"), (TWICE, "resolved")],
    )
    # A later one that is refused stays so, though the first is taken.
    states = {PAIR: answered(refused, advice(oti("TA"), number=72), LATER).state, OTHER: other}
    step = answered(other, to_other(syntax("R", 1, 73)), BEHIND)
    assert told_beside(OTHER, step, states) == ([], [])


@pytest.mark.parametrize(("at", "replaces"), [(NOW, True), (LATER, False)])
def test_of_two_that_went_at_once_the_one_refused_by_then_went_first(at: datetime, replaces: bool):
    refused = answered(GONE, REFUSED, at).state
    other = beside(invoice("12.00", id="i-2"), refused).state
    step = answered(other, to_other(syntax("A", 1, 71)), BEHIND)
    documents, _ = told_beside(OTHER, step, {PAIR: refused})
    assert bool(documents) == replaces
