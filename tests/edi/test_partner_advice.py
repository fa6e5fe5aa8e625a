"""What a partner's 824 refuses or takes of ours: matched, told, and resolved like any answer."""

from __future__ import annotations

from itertools import permutations

import pytest

from edi.awaiting import overdue
from edi.deciding import decide
from edi.decisions import Action, Decision
from edi.facts import DocumentSeen, ExceptionSeen, Found, Step
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive
from edi.sending import send
from tests.edi.test_awaiting import LATER, asked, told
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import ACME, PROFILES, acknowledgment, answered, of, sent
from tests.edi.wire import NOW, frame

HERE = "US*ACME***1*0001*810"
"""Sender, receiver and numbers of our first invoice, as OTI04 to OTI10 name them."""


def advice(*lines: str, number: int = 70) -> bytes:
    """An 824 of acme."""
    body = ["ST*824*0001", f"BGN*00*ADV{number}*20260303", *lines]
    whole = [
        (
            f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}"
            f"*260302*0800*U*00401*{number:09d}*0*P*>"
        ),
        f"GS*AG*ACME*US*20260302*0800*{number}*X*004010",
        *body,
        f"SE*{len(body) + 1}*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09d}",
    ]
    return "".join(line + "~" for line in whole).encode()


def oti(verdict: str, named: str = f"IV*I1*{HERE}") -> str:
    return f"OTI*{verdict}*{named}"


TED = "TED*007*Department missing*REF*4"
GONE = sent(PairState(), invoice()).state
SYNTAX = acknowledgment(group="IN").replace(b"AK2*855", b"AK2*810")
REFUSED = acknowledgment("R", group="IN").replace(b"AK2*855", b"AK2*810")
TAKEN = answered(GONE, SYNTAX, NOW).state


def statuses(step: Step) -> list[str]:
    """What became of ours, but for acknowledgments."""
    rows = [fact.row for fact in of(step, DocumentSeen)]
    return [r["status"] for r in rows if r["direction"] == "out" and r["set"] != "997"]


def codes(step: Step) -> list[str]:
    return [fact.finding.code.value for fact in of(step, Found)]


def test_an_824_that_refuses_what_a_997_took_is_an_exception():
    step = answered(TAKEN, advice(oti("TR"), TED), LATER)
    assert (statuses(step), codes(step)) == (["rejected"], [])
    (row,) = [fact.row for fact in of(step, ExceptionSeen)]
    assert (row["code"], row["status"]) == ("EDI-REJECTED", "open")
    assert row["message"] == (
        "acme refused the 810 I1. 824 TR (the document is rejected): "
        "007 Department missing (REF at segment 4)"
    )
    (ours,) = [f.row for f in of(step, DocumentSeen) if f.row["set"] == "810"]
    name = "X12/08:ACME/ZZ:US/000000070/70/0001"
    assert (ours["acknowledgment"], ours["acknowledgment_code"]) == (name, "TR")
    (its,) = [f.row for f in of(step, DocumentSeen) if f.row["set"] == "824"]
    assert (its["status"], its["findings"]) == ("accepted", 0)
    again = answered(step.state, advice(oti("TR"), TED, number=71), LATER)
    assert (statuses(again), told(again)) == ([], [])


@pytest.mark.parametrize(
    "named",
    [
        f"IV*I1*{HERE}", "TN*X-9*****1*0001*810", "PO*4500017*****1", "IV*I1*ACME*US***1*0001*810",
        # No control numbers, or none of ours: the number is what is left.
        "IV*I1*******810", "IV*I1", "TN*I1", "IV*I1*US*ACME***9*0001*810",
        "IV*I1*US*ACME***1*0002*810",
    ],
)  # fmt: skip
def test_a_document_is_meant_by_its_control_numbers_or_else_by_its_own(named: str):
    assert statuses(answered(TAKEN, advice(oti("TR", named)), LATER)) == ["rejected"]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("IV*I9*US*ACME***9*0001*810", "810 IV*I9 9"), ("PO*I1*******810", "810 PO*I1"),
        ("SI*I1", "SI*I1"), ("IV*I1*******855", "855 IV*I1"), ("IV*I9*******810", "810 IV*I9"),
        ("TN*X*OTHER*ACME***1*0001*810", "810 TN*X 1"), ("TN*X*****1*0002*810", "810 TN*X 1"),
    ],
)  # fmt: skip
def test_an_824_on_nothing_that_we_sent_is_named_where_it_stands(named: str, found: str):
    data = advice(oti("TR", named), TED)
    step = answered(TAKEN, data, LATER)
    assert (statuses(step), told(step)) == ([], [])
    (finding,) = [fact.finding for fact in of(step, Found)]
    assert (finding.code.value, finding.element, finding.found) == ("ACK_UNMATCHED", "OTI03", found)
    assert (finding.offset, finding.segment) == (data.index(b"OTI*"), 3)
    (row,) = [fact.row for fact in of(step, DocumentSeen) if fact.row["set"] == "824"]
    assert row["findings"] == 1


def test_numbers_that_name_two_of_ours_refuse_neither():
    state = sent(TAKEN, invoice(number="I2", id="i-2")).state
    step = answered(state, advice(oti("TR", f"IV*I2*{HERE}")), LATER)
    assert (statuses(step), codes(step)) == ([], ["ACK_UNMATCHED"])


def test_of_several_under_a_number_the_one_that_was_taken_is_meant():
    state = sent(sent(PairState(), asked("a-1")).state, asked("a-2", type="AD")).state
    state = answered(state, acknowledgment("A", control="1"), NOW).state
    step = answered(state, advice(oti("TR", "PO*4500017*******855")), LATER)
    assert told(step) == [("EDI-REJECTED", "1", "open")]
    both = answered(state, acknowledgment("A", control="2", number=10), NOW).state
    step = answered(both, advice(oti("TR", "PO*4500017*******855")), LATER)
    assert told(step) == [("EDI-REJECTED", "2", "open")]


def test_a_change_answer_is_meant_by_the_number_of_its_order():
    taken = answered(sent(PairState(), asked("a-1")).state, acknowledgment(), NOW)
    assert statuses(answered(taken.state, advice(oti("TR", "PO*45*******865")), LATER)) == []
    one = taken.state.edit()
    one.namesakes.put("865/45/7", ("000000001",))
    assert len(of(answered(one, advice(oti("TR", "PO*45*******865")), LATER), ExceptionSeen)) == 1
    assert of(answered(one, advice(oti("TR", "PO*4*******865")), LATER), ExceptionSeen) == []


@pytest.mark.parametrize("order", list(permutations(range(2))))
@pytest.mark.parametrize(
    ("syntax", "verdict", "status"),
    [
        (SYNTAX, "TR", "rejected"), (REFUSED, "TR", "rejected"), (SYNTAX, "TP", "rejected"),
        (SYNTAX, "IR", "rejected"), (SYNTAX, "GR", "rejected"), (SYNTAX, "TA", "accepted"),
        (SYNTAX, "IA", "accepted"), (SYNTAX, "TE", "accepted_with_errors"),
        (SYNTAX, "TC", "accepted_with_errors"),
    ],
)  # fmt: skip
def test_it_is_the_same_whether_syntax_or_business_is_answered_first(
    order: tuple[int, ...], syntax: bytes, verdict: str, status: str
):
    state, said = GONE, [syntax, advice(oti(verdict))]
    for turn in order:
        state = answered(state, said[turn], NOW).state
    (one,) = state.sent.values()
    assert (one.status, one.waits) == (status, False)
    assert (one.acknowledgment_code == verdict) or status == "accepted"
    late = answered(state, SYNTAX.replace(b"*000000009*", b"*000000010*"), LATER)
    assert late.state.sent["000000001"].status == status


def test_an_824_that_takes_with_errors_is_a_finding():
    step = answered(TAKEN, advice(oti("TE"), TED), LATER)
    assert (statuses(step), codes(step)) == (["accepted_with_errors"], ["ADVICE_ERRORS"])
    (finding,) = [fact.finding for fact in of(step, Found)]
    assert "007 Department missing (REF at segment 4)" in finding.message
    assert finding.assumed == "X12/ZZ:US/08:ACME/000000001/1/0001"


def test_of_several_items_one_that_is_refused_counts():
    for lines in permutations([oti("IA"), oti("IR"), oti("TA"), oti("TE")]):
        step = answered(TAKEN, advice(*lines), LATER)
        assert step.state.sent["000000001"].status == "rejected"
        assert told(step)[-1:] == [("EDI-REJECTED", "1", "open")]


def test_what_an_824_refused_is_resolved_by_another_that_takes_it():
    refused = answered(TAKEN, advice(oti("TR"), TED), LATER).state
    step = answered(refused, advice(oti("TA"), number=71), LATER)
    assert (statuses(step), told(step)) == (["accepted"], [("EDI-REJECTED", "1", "resolved")])


def test_what_an_824_refused_is_made_good_by_a_later_one():
    refused = answered(TAKEN, advice(oti("TR"), TED), LATER).state
    gone = send(refused, invoice("12.00", id="i-2"), ACME, LATER)
    data = SYNTAX.replace(b"AK1*IN*1", b"AK1*IN*3").replace(b"*000000009*", b"*000000010*")
    step = answered(gone.state, data, LATER)
    assert told(step) == [("EDI-REJECTED", "1", "resolved")]
    late = answered(step.state, advice(oti("TR"), number=72), LATER)
    assert told(late) == []


def test_what_is_late_is_answered_by_an_824():
    late = overdue(GONE, LATER).state
    step = answered(late, advice(oti("TR")), LATER)
    assert told(step) == [("EDI-ACK-OVERDUE", "1", "resolved"), ("EDI-REJECTED", "1", "open")]
    step = answered(late, advice(oti("TA")), LATER)
    assert (statuses(step), told(step)) == (["accepted"], [("EDI-ACK-OVERDUE", "1", "resolved")])


HOLDS = load_profiles(
    {"acme": 'ids = ["08:ACME"]\nstrict = true\n[overlays."824"]\nrequired = ["BGN04"]\n'}
)


def held_by(profiles: Profiles) -> Step:
    return receive(TAKEN, frame(advice(oti("TR"))), now=NOW, profiles=profiles)


def test_an_824_that_is_held_says_nothing_before_it_is_released():
    assert statuses(held_by(PROFILES)) == ["rejected"]
    step = held_by(HOLDS)
    (name,) = step.state.held
    assert statuses(step) == []
    decision = Decision(
        id="d-1", action=Action.RELEASE, about=name, reason="", by="me", decided_at=NOW
    )
    taken = decide(step.state, decision, now=LATER, profiles=HOLDS)
    assert statuses(taken) == ["rejected"]
