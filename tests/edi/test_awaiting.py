"""What becomes of what we sent: made good by another, overdue before it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.awaiting import overdue
from edi.exceptions import Complaint
from edi.facts import DocumentSeen, ExceptionSeen, Found, Step
from edi.pair_memory import Sent
from edi.pair_state import AWAITED_MAX, PairState, forgotten
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.replying import swept
from edi.sending import Request, send
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import (
    ACME,
    ANSWER,
    PROFILES,
    acknowledgment,
    answered,
    of,
    request,
    sent,
    statuses,
)
from tests.edi.wire import NOW, frame, interchange, order_set, written_once

LATE, REFUSED = Complaint.OVERDUE.value, Complaint.REFUSED.value
LATER = NOW + timedelta(hours=5)


def told(step: Step) -> list[tuple[str, str, str]]:
    """The exceptions of a step: code, group control number of what it is about, status."""
    rows = [fact.row for fact in of(step, ExceptionSeen)]
    return [
        (str(row["code"]), str(row["reference"]).split("/")[-2], str(row["status"])) for row in rows
    ]


def became(step: Step) -> dict[str, str]:
    """What became of ours in a step, by group control number."""
    rows = [fact.row for fact in of(step, DocumentSeen)]
    return {str(r["group_control"]): str(r["status"]) for r in rows if r["direction"] == "out"}


def asked(id_: str, **changed: Any) -> Request:
    """A request for the answer to the order, changed."""
    made = replace(ANSWER, **changed)
    return replace(request(id_), document=made, raw=f"{id_} {changed}".encode())


def first(verdict: str) -> PairState:
    """A document of ours that was refused, or is late."""
    state = sent(PairState(), asked("a-1")).state
    if verdict == "late":
        return overdue(state, LATER).state
    return answered(state, acknowledgment("R"), NOW).state


def taken(state: PairState, item: Request, verdict: str = "A") -> Step:
    """Another is sent, and answered."""
    gone = sent(state, item)
    control = str(gone.state.last_interchange)
    data = acknowledgment(verdict, control=control, number=10 * int(control))
    return answered(gone.state, data, LATER)


@pytest.mark.parametrize("verdict", ["A", "E"])
@pytest.mark.parametrize("before", ["late", "refused"])
def test_what_is_late_or_was_refused_is_made_good_by_a_later_one(before: str, verdict: str):
    step = taken(first(before), asked("a-2", type="AD"), verdict)
    code = LATE if before == "late" else REFUSED
    assert told(step) == [(code, "1", "resolved")]
    assert became(step)["1"] == "replaced"
    (row,) = [fact.row for fact in of(step, ExceptionSeen)]
    assert (row["version"], row["resolved_at"]) == (3, LATER)
    assert "X12/ZZ:US/08:ACME/000000002/2/0001" in str(row["message"])
    assert overdue(step.state, LATER + timedelta(days=9)).facts == ()


@pytest.mark.parametrize("before", ["late", "refused"])
@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({"number": "4500018"}, "A"),
        ({"purpose": "05"}, "A"),
        ({"type": "AD"}, "R"),
        ({"type": "RJ"}, "A"),
        ({"type": "RD"}, "E"),
    ],
)
def test_no_other_document_and_no_other_purpose_makes_it_good(
    before: str, other: dict[str, str], verdict: str
):
    step = taken(first(before), asked("a-2", **other), verdict)
    assert [code for code, number, _ in told(step) if number == "1"] == []
    assert "1" not in became(step)


def test_what_was_sent_before_makes_nothing_good():
    state = sent(sent(PairState(), asked("a-1")).state, asked("a-2", type="AD")).state
    state = answered(state, acknowledgment("R", control="2"), NOW).state
    step = answered(state, acknowledgment("A", control="1", number=10), NOW)
    assert (told(step), became(step)) == ([], {"1": "accepted"})


def test_all_that_was_refused_before_is_made_good():
    state = first("late")
    for id_ in ("a-2", "a-3"):
        state = taken(state, asked(id_, type="AD"), "R").state
    step = taken(state, asked("a-4", type="AD"))
    assert told(step) == [
        (LATE, "1", "resolved"), (REFUSED, "2", "resolved"), (REFUSED, "3", "resolved"),
    ]  # fmt: skip


@pytest.mark.parametrize(("id_", "is_good"), [("a-2", True), ("advice/X12/one", False)])
def test_what_is_told_by_advice_makes_nothing_good_that_was_asked_for(id_: str, *, is_good: bool):
    refused = answered(sent(PairState(), asked("a-1", type="RJ")).state, acknowledgment("R"), NOW)
    step = taken(refused.state, asked(id_, type="RJ"))
    assert told(step) == ([(REFUSED, "1", "resolved")] if is_good else [])
    ahead = sent(sent(PairState(), asked("a-1", type="RJ")).state, asked(id_, type="RJ")).state
    ahead = answered(ahead, acknowledgment("A", control="2"), NOW).state
    late = answered(ahead, acknowledgment("R", number=10), NOW)
    assert became(late) == {"1": "replaced" if is_good else "rejected"}


@pytest.mark.parametrize("type_", ["AC", "RJ"])
def test_what_is_told_by_advice_is_made_good_by_what_is_asked_for(type_: str):
    refused = answered(
        sent(PairState(), asked("advice/X12/one", type="RJ")).state, acknowledgment("R"), NOW
    )
    assert told(taken(refused.state, asked("a-2", type=type_))) == [(REFUSED, "1", "resolved")]


KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "first": ("a", {}), "corrected": ("b", {"type": "AD"}), "refusal": ("c", {"type": "RJ"}),
    "advice": ("advice/X12/d", {"type": "RJ"}), "other": ("e", {"purpose": "05"}),
}  # fmt: skip


@given(data=st.data())
def test_what_becomes_of_ours_is_one_in_every_order_of_acknowledgments(data: st.DataObject):
    kinds = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=4))
    verdicts = [data.draw(st.sampled_from("AER")) for _ in kinds]
    state = PairState()
    for number, kind in enumerate(kinds):
        id_, changed = KINDS[kind]
        state = sent(state, asked(f"{id_}{number}", **changed)).state
    orders = [list(range(len(kinds))), data.draw(st.permutations(range(len(kinds))))]
    ends = [_end(state, verdicts, order, late=data.draw(st.booleans())) for order in orders]
    assert ends[0] == ends[1]


def _end(
    state: PairState, verdicts: list[str], order: list[int], *, late: bool
) -> tuple[dict[str, str], set[str]]:
    """What became of ours, and the exceptions that are open, where they are answered so."""
    steps = [overdue(state, LATER)] if late else []
    state = steps[0].state if late else state
    for turn in order:
        said = acknowledgment(verdicts[turn], control=f"{turn + 1}", number=20 + turn)
        steps.append(answered(state, said, LATER))
        state = steps[-1].state
    rows = [fact.row for step in steps for fact in of(step, ExceptionSeen)]
    last = {str(row["exception"]): str(row["status"]) for row in rows}
    is_open = {name for name, status in last.items() if status == "open"}
    return {control: one.status for control, one in state.sent.items()}, is_open


def test_a_memo_makes_no_invoice_good():
    state = send(PairState(), invoice(), ACME, NOW).state
    state = answered(state, acknowledgment("R", group="IN"), NOW).state
    memo = invoice(id="i-2", type="CR")
    gone = send(state, memo, ACME, NOW)
    step = answered(gone.state, acknowledgment(group="IN", control="2", number=10), NOW)
    assert (told(step), became(step)) == ([], {"2": "accepted"})


def test_a_late_refusal_of_what_was_replaced_is_no_exception():
    state = taken(first("late"), asked("a-2", type="AD")).state
    refused = answered(state, acknowledgment("R", number=11), LATER)
    assert (told(refused), became(refused)) == ([], {"1": "replaced"})
    (row,) = [f.row for f in of(refused, DocumentSeen) if f.row["direction"] == "out"]
    assert row["acknowledgment_code"] == "R"
    accepted = answered(state, acknowledgment("A", number=11), LATER)
    assert (told(accepted), became(accepted)) == ([], {"1": "accepted"})


@pytest.mark.parametrize(
    ("other", "is_same"),
    [({}, True), ({"type": "AD"}, True), ({"purpose": "05"}, False), ({"type": "RJ"}, False)],
)
def test_what_went_again_and_was_taken_is_neither_late_nor_refused(
    other: dict[str, str], *, is_same: bool
):
    state = sent(sent(PairState(), asked("a-1")).state, asked("a-2", **other)).state
    state = answered(state, acknowledgment("A", control="2"), NOW).state
    late = overdue(state, LATER)
    assert became(late) == {"1": "replaced" if is_same else "overdue"}
    assert told(late) == ([] if is_same else [(LATE, "1", "open")])
    refused = answered(state, acknowledgment("R", number=10), NOW)
    assert told(refused) == ([] if is_same else [(REFUSED, "1", "open")])


def test_what_is_late_is_made_good_in_a_state_of_before():
    before = written_once(first("late"), 7)
    assert before.namesakes == first("late").namesakes
    assert told(taken(before, asked("a-2"))) == [(LATE, "1", "resolved")]


def test_what_is_forgotten_is_known_by_no_business_key():
    state = taken(first("late"), asked("a-2")).state
    later = forgotten(state.edit(), NOW.date() + timedelta(days=1))
    assert (dict(later.sent), dict(later.namesakes)) == ({}, {})
    some = forgotten(taken(state, asked("a-3", number="4500018")).state.edit(), NOW.date())
    assert sorted(some.namesakes) == ["855/4500017", "855/4500018"]


def many(due_hours: int = 4) -> PairState:
    """Two documents more than are waited for beyond the look-back, a minute after each other."""
    state = PairState().edit()
    (one,) = sent(state, request()).state.sent.values()
    for number in range(AWAITED_MAX + 2):
        at = NOW + timedelta(minutes=number)
        due = at + timedelta(hours=due_hours)
        document = f"X12/ZZ:US/08:ACME/{number:09d}/{number}/0001"
        state.sent.put(f"{number:09d}", _made(one, number, document, at=at, due_at=due))
    return state


def _made(one: Sent, number: int, document: str, *, at: Any, due_at: Any) -> Sent:
    return replace(
        one, request=f"{number}", document=document, control=number, sent_at=at, due_at=due_at
    )


def test_what_is_not_waited_for_any_more_is_overdue_before_it_is_forgotten():
    profile = replace(ACME, look_back_days=2)
    step = swept(many(), profile, NOW + timedelta(days=4))
    assert told(step) == [(LATE, "0", "open"), (LATE, "1", "open")]
    assert became(step) == {"0": "overdue", "1": "overdue"}
    assert sorted(step.state.sent) == [f"{number:09d}" for number in range(2, AWAITED_MAX + 2)]
    rest = overdue(step.state, NOW + timedelta(days=4))
    assert len(told(rest)) == AWAITED_MAX


def test_what_is_not_due_yet_is_not_forgotten():
    step = swept(many(due_hours=200), replace(ACME, look_back_days=2), NOW + timedelta(days=4))
    assert (step.facts, len(step.state.sent)) == ((), AWAITED_MAX + 2)


def test_an_interchange_that_comes_long_after_tells_what_is_forgotten():
    at = NOW + timedelta(days=100)
    step = answered(many(), interchange(order_set(), control=1), at)
    assert told(step)[:2] == [(LATE, "0", "open"), (LATE, "1", "open")]


def test_numbers_that_are_missing_are_told_before_they_are_forgotten():
    state = PairState()
    for control in (1, 3):
        state = answered(state, interchange(order_set(), control=control), NOW).state
    step = answered(state, interchange(order_set(), control=4), NOW + timedelta(days=100))
    rows = [fact.row for fact in of(step, ExceptionSeen)]
    assert [row["exception"] for row in rows] == ["EDI-GAP/X12/08:ACME/ZZ:CROSSDOCK/000000002"]
    assert not any(raised.code is Complaint.GAP for raised in step.state.raised.values())


def on_group(*lines: str) -> bytes:
    """A 997 that says this of our group 1."""
    whole = acknowledgment()
    head, tail = whole.index(b"AK1*"), whole.index(b"SE*")
    said = "".join(f"{line}~" for line in ("AK1*PR*1", *lines)).encode()
    return (whole[:head] + said + whole[tail:]).replace(b"SE*6", b"SE*%d" % (len(lines) + 3))


NAMED = {
    "A": "AK2*855*0001~AK5*A",
    "R": "AK2*855*0001~AK5*R*5",
    "other A": "AK2*855*0002~AK5*A",
    "other R": "AK2*855*0002~AK5*R*5",
    "odd R": "AK2*810*0001~AK5*R*5",
}
UNMATCHED, CONTRADICTS = "ACK_UNMATCHED", "ACK_CONTRADICTS"


@pytest.mark.parametrize(
    ("named", "trailer", "status", "codes"),
    [
        # What is named counts, and what is not follows from the verdict on the group.
        (["A"], "A*1*1*1", "accepted", []),
        ([], "A*1*1*1", "accepted", []),
        ([], "E*1*1*1", "accepted_with_errors", []),
        ([], "R*1*1*0", "rejected", []),
        (["R"], "R*1*1*0", "rejected", []),
        # Nothing of a group of one set is accepted in part.
        (["other R"], "P*1*1*0", "rejected", [UNMATCHED, CONTRADICTS]),
        (["A", "R"], "P*1*1*1", "rejected", [CONTRADICTS]),
        ([], "P*1*1*1", "rejected", [CONTRADICTS]),
        ([], "P*1*1*0", "rejected", [CONTRADICTS]),
        (["A"], "P*1*1*1", "rejected", [CONTRADICTS]),
        (["R"], "P*1*1*1", "rejected", [CONTRADICTS]),
        # Others were refused that we did not send, and ours was not.
        (["A", "other R"], "P*2*2*1", "accepted", [UNMATCHED]),
        (["other R"], "P*2*2*1", "accepted", [UNMATCHED]),
        (["other R"], "P*2*2*0", "rejected", [UNMATCHED, CONTRADICTS]),
        (["other A"], "P*2*2*1", "rejected", [UNMATCHED]),
        (["A"], "P*2*2*1", "accepted", []),
        (["A", "other R"], "P*1*1*0", "rejected", [UNMATCHED, CONTRADICTS]),
        # Verdicts and counts that cannot all be true.
        (["R"], "A*1*1*1", "rejected", [CONTRADICTS]),
        (["A"], "R*1*1*0", "rejected", [CONTRADICTS]),
        ([], "R*1*1*1", "rejected", [CONTRADICTS]),
        ([], "A*1*1*0", "rejected", [CONTRADICTS]),
        (["A"], "A*1*1*0", "accepted", [CONTRADICTS]),
        (["other R"], "A*1*1*1", "rejected", [UNMATCHED, CONTRADICTS]),
        (["other A"], "A*1*1*1", "accepted", [UNMATCHED]),
        (["odd R"], "R*1*1*0", "rejected", [UNMATCHED]),
        ([], "X*1*1*0", "rejected", []),
        # A group of ours has one set, and who counts others says so as an error (AK905 5).
        (["A"], "A*5*1*1", "accepted", [CONTRADICTS]),
        ([], "A*5*1*1", "accepted", [CONTRADICTS]),
        (["A"], "E*5*1*1", "accepted_with_errors", [CONTRADICTS]),
        (["A"], "E*5*1*1*5", "accepted_with_errors", []),
        (["A", "other R"], "P*3*2*1", "accepted", [UNMATCHED, CONTRADICTS]),
        (["R"], "R*5*1*0*5", "rejected", []),
    ],
)
def test_a_997_is_read_by_what_it_names_and_counts(
    named: list[str], trailer: str, status: str, codes: list[str]
):
    lines = [line for name in named for line in NAMED[name].split("~")]
    data = on_group(*lines, f"AK9*{trailer}")
    step = answered(sent(PairState(), request()).state, data, NOW)
    assert statuses(step) == [status]
    assert [fact.finding.code.value for fact in of(step, Found)] == codes
    assert bool(told(step)) == (status == "rejected")
    messages = [str(fact.row["message"]) for fact in of(step, ExceptionSeen)]
    assert all(("contradiction" in each) == (CONTRADICTS in codes) for each in messages)
    (row,) = [fact.row for fact in of(step, DocumentSeen) if fact.row["set"] == "997"]
    assert row["findings"] == len(codes)


def test_what_a_997_says_wrongly_is_named_where_it_stands():
    data = on_group("AK2*855*0001", "AK5*A", "AK2*855*0002", "AK5*R", "AK9*P*1*1*0")
    step = answered(sent(PairState(), request()).state, data, NOW)
    unmatched, contradicts = (fact.finding for fact in of(step, Found))
    assert (unmatched.element, unmatched.found) == ("AK202", "855*0002")
    assert (unmatched.offset, unmatched.segment) == (data.index(b"AK2*855*0002"), 5)
    assert (contradicts.element, contradicts.found) == ("AK901", "P")
    assert (contradicts.offset, contradicts.segment) == (data.index(b"AK9"), 7)
    assert contradicts.message.endswith(": AK9 P, 0 of 1 sets accepted.")
    assert step.state.sent["000000001"].status == "rejected"


SECOND = load_profiles({"acme": 'ids = ["08:ACME", "ZZ:ACME2"]\n'})


def test_an_acknowledgment_from_another_id_of_the_partner_says_so():
    pair = PairState()
    data = acknowledgment().replace(b"08*ACME ", b"ZZ*ACME2")
    step = receive(pair, frame(data), now=NOW, profiles=SECOND)
    (finding,) = [fact.finding for fact in of(step, Found)]
    assert finding.code.value == UNMATCHED
    assert "nothing that we sent to ZZ:ACME2" in finding.message
    assert "(08:ACME)" in finding.message
    step = receive(pair, frame(acknowledgment()), now=NOW, profiles=PROFILES)
    (finding,) = [fact.finding for fact in of(step, Found)]
    assert finding.message == ""


def test_an_answer_in_test_on_what_went_in_production_names_its_usage():
    state = sent(PairState(), request()).state
    data = acknowledgment().replace(b"*0*P*>", b"*0*T*>")
    found = of(answered(PairState(), data, NOW), Found)
    (other,) = [each for each in found if each.finding.code.value == UNMATCHED]
    assert other.finding.message == (
        "The acknowledgment names nothing that we sent in test. It came under usage T; what went in"
        " production is acknowledged in production only."
    )
    assert became(answered(state, acknowledgment(), NOW)) == {"1": "accepted"}
