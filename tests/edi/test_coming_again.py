"""What is said of an interchange that comes again, and of decisions that come too late."""

from __future__ import annotations

import pytest

from edi.closing import partner_of
from edi.decisions import Action
from edi.facts import Found
from edi.holding import STILL_HELD
from edi.pair_memory import Known
from tests.edi.test_advising import partner
from tests.edi.test_deciding import ABOUT, FIRST, REUSED, came, decided, decision, documents, held
from tests.edi.test_exceptions import body
from tests.edi.wire import PROFILES, found, interchange, order_set


def test_what_comes_again_and_was_rejected_or_is_held_is_not_said_to_count():
    profiles = partner('levels = { balance = "error" }')
    wrong = order_set((*body("8"), "CTT*9"), "0002")
    lacking = order_set(body("9"), "0003", count=99)
    data = interchange(order_set(body("1")), wrong, lacking)
    first = came(data, profiles=profiles)
    assert [status for _, status, *_ in documents(first)] == ["accepted", "held", "rejected"]
    again = came(data, profiles=profiles, state=first.state)
    told = [fact.finding for fact in again.facts if isinstance(fact, Found)]
    assert [one.code.value for one in told] == [
        "EDI-DUP-CONTROL", "ORD-DUP-PO-SAME", "DOCUMENT_NOT_TAKEN", "DOCUMENT_NOT_TAKEN",
    ]  # fmt: skip
    assert [one.message for one in told[2:]] == [STILL_HELD, ""]
    gone = decided(first, decision(held(first)[0], Action.REJECT), profiles)
    after = came(data, profiles=profiles, state=gone.state)
    assert found(after)[2] == "DOCUMENT_NOT_TAKEN"
    taken = decided(first, decision(held(first)[0]), profiles)
    after = came(data, profiles=profiles, state=taken.state)
    assert found(after)[1:3] == ["ORD-DUP-PO-SAME", "ORD-DUP-PO-SAME"]


def test_interchanges_that_knew_no_refusals_are_read():
    (known,) = came(FIRST).state.interchanges.values()
    assert Known.thaw(known.freeze()[:-1]) == Known.thaw(known.freeze()[:-2]) == known
    assert known.refused == 0


def test_a_decision_that_comes_too_late_is_its_partners():
    reused = came(FIRST, REUSED)
    (name,) = held(reused)
    taken = decided(reused, decision(name))
    late = decided(taken, decision(name, Action.REJECT, by="ben"))
    ((code, partner_),) = [
        (fact.finding.code.value, fact.partner) for fact in late.facts if isinstance(fact, Found)
    ]
    assert (code, partner_) == ("DECISION_LATE", "acme")
    unknown = decided(taken, decision(f"{ABOUT}000000099"))
    assert [fact.partner for fact in unknown.facts if isinstance(fact, Found)] == ["acme"]
    nobody = decided(taken, decision("X12/NO/SUCH"))
    assert [fact.partner for fact in nobody.facts if isinstance(fact, Found)] == ["default"]


@pytest.mark.parametrize(
    "name",
    [
        "X12/08:ACME/ZZ:US/000000001/1/0001",
        "X12/ZZ:US/08:ACME/000000001",
        "EDI-HELD/X12/08:ACME/ZZ:US/000000001~T/1/0001",
        "EDI-ACK-OVERDUE/X12/ZZ:US/08:ACME/000000001/1/0001",
    ],
)
def test_a_name_means_its_partner_whoever_sent_what_it_names(name: str):
    assert partner_of(name, PROFILES).name == "acme"
