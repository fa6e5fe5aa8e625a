"""What is told of an order in one pair of its partner is made good in another of its pairs."""

from __future__ import annotations

import pytest

from edi.deciding import decide
from edi.facts import ExceptionSeen, OrderCounts, Step
from edi.kindred import settled_beside, speaks_of_kindred
from edi.pair_state import PairState
from tests.edi.test_deciding import FIRST, LATER, came, decision
from tests.edi.test_exceptions import body, broken
from tests.edi.test_orders_beside import NAME, beside, to_other
from tests.edi.wire import PROFILES, interchange, order_set

PAIR, OTHER = "08:ACME/ZZ:CROSSDOCK/P", "08:ACME/ZZ:OTHER/P"
ABOUT = "X12/08:ACME/ZZ:CROSSDOCK/"
ASN = ["ST*856*0001", "BSN*00*S1*20260302*0615", "HL*1**S", "SE*{}*0001"]


def beside_of(step: Step, first: PairState) -> dict[str, Step]:
    """What a step of the other pair comes to beside the first one."""
    return settled_beside(OTHER, {PAIR: first, OTHER: step.state}, step.facts, LATER)


def made_good(step: Step, first: PairState) -> list[tuple[object, object]]:
    """The exceptions that a step of the other pair changes in the first one."""
    steps = beside_of(step, first)
    facts = steps[PAIR].facts if PAIR in steps else ()
    assert {*steps} <= {PAIR}
    return [
        (fact.row["exception"], fact.row["status"])
        for fact in facts
        if isinstance(fact, ExceptionSeen)
    ]


def coming(first: PairState, lines: list[str], usage: str = "P") -> Step:
    """What comes to the other id of ours, and what it comes to by itself."""
    return beside(to_other(lines, usage), (PairState.thaw(first.freeze()).orders,))


def test_a_rejected_order_is_made_good_by_one_that_comes_well_to_another_id():
    first = came(interchange(broken("1"))).state
    assert made_good(coming(first, order_set(body("2"))), first) == []
    assert made_good(coming(first, broken("1")), first) == []
    step = coming(first, order_set(body("1")))
    name = f"EDI-SYNTAX/{ABOUT}000000001/1/0001"
    assert made_good(step, first) == [(name, "resolved")]
    # Once: then nothing waits for it.
    (after,) = beside_of(step, first).values()
    assert (dict(after.state.raised), dict(after.state.cures)) == ({}, {})
    assert made_good(step, PairState.thaw(after.state.freeze())) == []
    assert made_good(step, PairState()) == []


def test_another_order_of_a_number_is_made_good_where_the_first_comes_again():
    again = interchange(order_set(body("1", "20")), control=2)
    first = came(FIRST, again).state
    name = f"ORD-DUP-PO-DIFF/{ABOUT}000000002/2/0001"
    assert made_good(coming(first, order_set(body("1", "30"))), first) == []
    assert made_good(coming(first, order_set(body("1"))), first) == [(name, "resolved")]


def test_what_is_released_makes_good_what_waits_beside():
    first = came(FIRST, interchange(broken("1"), control=2)).state
    held = coming(first, order_set(body("1", "20")))
    assert made_good(held, first) == []
    step = decide(held.state, decision(NAME), now=LATER, profiles=PROFILES, beside=(first.orders,))
    assert made_good(step, first) == [(f"EDI-SYNTAX/{ABOUT}000000002/2/0001", "resolved")]


def test_of_several_that_wait_each_has_its_own():
    first = came(interchange(order_set(), broken("1", "0002"), broken("2", "0003"))).state
    step = coming(first, order_set(body("1")))
    part, one = f"EDI-PARTIAL/{ABOUT}000000001/1", f"EDI-SYNTAX/{ABOUT}000000001/1/0002"
    assert made_good(step, first) == [(one, "resolved")]
    (after,) = beside_of(step, first).values()
    last = coming(after.state, order_set(body("2")))
    assert {*made_good(last, after.state)} == {
        (part, "resolved"),
        (f"EDI-SYNTAX/{ABOUT}000000001/1/0003", "resolved"),
    }


@pytest.mark.parametrize("count", [4, 9])
def test_other_documents_are_known_within_their_pair(count: int):
    lines = [line.format(count) for line in ASN]
    first = came(interchange([*ASN[:-1], "SE*9*0001"]).replace(b"GS*PO", b"GS*SH")).state
    assert first.cures
    step = beside(to_other(lines).replace(b"GS*PO", b"GS*SH"), (first.orders,))
    assert (speaks_of_kindred(step.facts), made_good(step, first)) == (False, [])


def test_a_partner_of_one_pair_has_nothing_told_beside_it():
    for taken, count in (((), 0), ((PairState().orders,), 1)):
        step = beside(to_other(order_set(body("1"))), taken)
        assert sum(isinstance(fact, OrderCounts) for fact in step.facts) == count
