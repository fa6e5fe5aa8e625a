"""Sending: numbered once, matched with what the partner answers, missed when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from edi.awaiting import next_due, overdue
from edi.documents.line_parts import LineAnswer
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.facts import DocumentSeen, ExceptionSeen, Found, Outbound, Step
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.sending import Request, send
from tests.edi.wire import NOW, frame, sets_of

PROFILES = load_profiles({"acme": 'ids = ["08:ACME"]\nacknowledge_within_hours = 4\n'})
ACME = PROFILES.partners[0]
ANSWER = OrderAnswer(
    purpose="00",
    type="AC",
    number="4500017",
    date=NOW.date(),
    lines=(AnsweredLine(line="1", identifiers=(("VN", "A"),), answers=(LineAnswer(status="IA"),)),),
)


def request(id: str = "a-1", number: str = "4500017") -> Request:  # noqa: A002
    document = replace(ANSWER, number=number)
    return Request(
        id=id, sender="ZZ:US", receiver="08:ACME", usage="P", set="855", release="004010",
        document=document, raw=f"{id} {number}".encode(),
    )  # fmt: skip


def sent(state: PairState, item: Request, now: datetime = NOW) -> Step:
    return send(PairState.thaw(state.freeze()), item, ACME, now)


def of(step: Step, kind: type) -> list[Any]:
    return [fact for fact in step.facts if isinstance(fact, kind)]


def statuses(step: Step) -> list[str]:
    rows = [fact.row for fact in of(step, DocumentSeen)]
    return [row["status"] for row in rows if row["direction"] == "out"]


def acknowledgment(
    verdict: str = "A", *, group: str = "PR", control: str = "1", number: int = 9
) -> bytes:
    """A 997 of acme on a group of ours."""
    lines = [
        (
            f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}"
            f"*260302*0800*U*00401*{number:09d}*0*P*>"
        ),
        f"GS*FA*ACME*US*20260302*0800*{number}*X*004010",
        "ST*997*0001",
        f"AK1*{group}*{control}",
        "AK2*855*0001",
        f"AK5*{verdict}",
        f"AK9*{verdict}*1*1*{int(verdict != 'R')}",
        "SE*6*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09d}",
    ]
    return "".join(line + "~" for line in lines).encode()


def answered(state: PairState, data: bytes, now: datetime) -> Step:
    return receive(state, frame(data), now=now, profiles=PROFILES)


def test_a_document_goes_out_once_under_one_number():
    first = sent(PairState(), request())
    (out,) = of(first, Outbound)
    (one,) = sets_of(out.content)
    assert (one.interchange.sender, one.interchange.receiver) == ("US", "ACME")
    assert (one.interchange.control, one.group.control) == ("000000001", "1")
    assert statuses(first) == ["sent"]
    again = sent(first.state, request())
    assert again.facts == ()
    other = sent(first.state, request("a-2", "4500018"))
    assert of(other, Outbound)[0].interchange_control == 2


def test_an_id_with_other_content_is_refused():
    first = sent(PairState(), request())
    step = sent(first.state, request(number="4500018"))
    assert [fact.finding.code.value for fact in of(step, Found)] == ["REQUEST_REUSED"]
    assert of(step, Outbound) == []


def test_what_the_partner_would_refuse_takes_no_number():
    step = sent(PairState(), request(number="9" * 40))
    (found,) = of(step, Found)
    assert (found.finding.code.value, found.finding.element) == ("ELEMENT_LONG", "BAK03")
    assert found.raw == request(number="9" * 40).raw
    assert step.state.last_interchange == 0


def test_an_acknowledgment_ends_the_waiting():
    state = sent(PairState(), request()).state
    assert next_due(state) == NOW + timedelta(hours=4)
    step = answered(state, acknowledgment(), NOW)
    assert statuses(step) == ["accepted"]
    assert next_due(step.state) is None
    assert of(step, Outbound) == []
    assert overdue(step.state, NOW + timedelta(days=9)).facts == ()


def test_a_row_says_in_which_interchange_a_document_went_and_what_answered_it():
    went = sent(PairState(), request())
    (before,) = [fact.row for fact in of(went, DocumentSeen)]
    assert before["interchange"] == "X12/ZZ:US/08:ACME/000000001"
    state = PairState.thaw(went.state.freeze())
    later = NOW + timedelta(hours=1)
    step = answered(state, acknowledgment("R"), later)
    rows = {fact.row["set"]: fact.row for fact in of(step, DocumentSeen)}
    after, answer = rows["855"], rows["997"]
    assert answer["document"] == "X12/08:ACME/ZZ:US/000000009/9/0001"
    assert (answer["interchange"], answer["received_at"]) == ("X12/08:ACME/ZZ:US/000000009", later)
    assert after["acknowledgment"] == answer["document"]
    assert (after["acknowledgment_code"], after["acknowledged_at"]) == ("R", later)


def test_a_refusal_is_an_exception_that_names_the_segment():
    step = answered(sent(PairState(), request()).state, acknowledgment("R"), NOW)
    assert statuses(step) == ["rejected"]
    (raised,) = of(step, ExceptionSeen)
    assert raised.row["code"] == "EDI-REJECTED"
    assert raised.row["reference"] == "X12/ZZ:US/08:ACME/000000001/1/0001"


@pytest.mark.parametrize("verdict", ["A", "E"])
def test_a_set_that_is_rejected_in_a_group_that_is_taken_is_an_exception(verdict: str):
    answer = acknowledgment(verdict).replace(f"AK5*{verdict}".encode(), b"AK5*R")
    step = answered(sent(PairState(), request()).state, answer, NOW)
    assert statuses(step) == ["rejected"]
    (raised,) = of(step, ExceptionSeen)
    assert raised.row["code"] == "EDI-REJECTED"


def test_a_refusal_names_the_codes_of_its_group_and_set():
    data = acknowledgment("R").replace(b"AK5*R", b"AK5*R*23").replace(b"*1*1*0~", b"*1*1*0*5*19~")
    step = answered(sent(PairState(), request()).state, data, NOW)
    (raised,) = of(step, ExceptionSeen)
    assert "AK9 error 5, 19; 855 0001: R (23)" in str(raised.row["message"])


def test_an_acknowledgment_of_nothing_that_we_sent_is_kept_and_named():
    state = sent(PairState(), request()).state
    for data in (acknowledgment(control="2"), acknowledgment(group="SH")):
        step = answered(state, data, NOW)
        (finding,) = [fact.finding for fact in of(step, Found)]
        assert finding.code.value == "ACK_UNMATCHED"
        assert (finding.offset, finding.segment) == (data.index(b"AK1*"), 2)
        (row,) = [fact.row for fact in of(step, DocumentSeen)]
        assert (row["set"], row["findings"]) == ("997", 1)
        assert statuses(step) == []


def test_a_ta1_of_nothing_that_we_sent_is_named_where_it_stands():
    notes = b"TA1*000000001*260302*0600*A*000~\nTA1*000000777*260302*0700*A*000~\n"
    data = acknowledgment().replace(b"GS*", notes + b"GS*", 1)
    step = answered(sent(PairState(), request()).state, data, NOW)
    (finding,) = [fact.finding for fact in of(step, Found)]
    assert (finding.code.value, finding.element) == ("ACK_UNMATCHED", "TA101")
    assert (finding.offset, finding.segment) == (data.index(b"TA1*000000777"), 3)
    rows = [fact.row for fact in of(step, DocumentSeen) if fact.row["set"] == "TA1"]
    assert [row["findings"] for row in rows] == [0, 1]


def test_a_ta1_that_rejects_is_an_answer_and_one_that_accepts_is_not_the_last():
    state = sent(PairState(), request()).state
    isa = (
        f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}"
        "*260302*0800*U*00401*000000009*0*P*>~"
    )
    good = (isa + "TA1*000000001*260302*0700*A*000~IEA*0*000000009~").encode()
    bad = (isa + "TA1*000000001*260302*0700*R*025~IEA*0*000000009~").encode()
    assert statuses(answered(state, good, NOW)) == []
    step = answered(state, bad, NOW)
    assert statuses(step) == ["rejected"]
    assert "025" in str(of(step, ExceptionSeen)[0].row["message"])


def test_what_is_not_acknowledged_in_time_is_told_once_and_resolved_when_it_is():
    state = sent(PairState(), request()).state
    assert overdue(state, NOW + timedelta(hours=4, microseconds=-1)).facts == ()
    late = overdue(state, NOW + timedelta(hours=4))
    assert statuses(late) == ["overdue"]
    (raised,) = of(late, ExceptionSeen)
    assert (raised.row["status"], raised.row["opened_at"]) == ("open", NOW + timedelta(hours=4))
    assert overdue(late.state, NOW + timedelta(days=1)).facts == ()
    step = answered(late.state, acknowledgment(), NOW + timedelta(hours=5))
    assert statuses(step) == ["accepted"]
    (closed,) = of(step, ExceptionSeen)
    assert (closed.row["exception"], closed.row["status"]) == (raised.row["exception"], "resolved")
    assert closed.row["version"] > raised.row["version"]


def test_answers_and_documents_share_one_sequence_of_numbers():
    state = sent(PairState(), request()).state
    order = acknowledgment().replace(b"GS*FA", b"GS*PO").replace(b"*997*", b"*850*")
    step = answered(state, order, NOW)
    assert of(step, Outbound)[0].interchange_control == 2
    third = sent(step.state, request("a-3", "4500019"))
    assert of(third, Outbound)[0].interchange_control == 3


@pytest.mark.parametrize("verdict", ["A", "R"])
def test_an_acknowledgment_behind_the_look_back_still_counts(verdict: str):
    state = overdue(sent(PairState(), request()).state, NOW + timedelta(hours=4)).state
    late = NOW + timedelta(days=100)
    step = answered(state, acknowledgment(verdict), late)
    assert statuses(step) == ["accepted" if verdict == "A" else "rejected"]
    raised = [(fact.row["code"], fact.row["status"]) for fact in of(step, ExceptionSeen)]
    assert ("EDI-ACK-OVERDUE", "resolved") in raised
    assert (("EDI-REJECTED", "open") in raised) == (verdict == "R")
    gone = answered(step.state, acknowledgment(number=10), late + timedelta(days=1))
    assert not gone.state.sent
