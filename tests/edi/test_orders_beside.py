"""An order that the partner sent under another id, or to another id of ours, counts once."""

from __future__ import annotations

from edi.deciding import carry_out, decide
from edi.facts import ExceptionSeen, Step
from edi.pair_state import PairState
from edi.receiving import receive
from edi.taking import Orders
from tests.edi.test_deciding import LATER, came, decision
from tests.edi.test_exceptions import body
from tests.edi.wire import NOW, PROFILES, found, frame, interchange, order_set, orders

FIRST = came(interchange(order_set(body("1"))))
TAKEN = (FIRST.state.orders,)
NAME = "X12/08:ACME/ZZ:OTHER/000000001/1/0001"


def to_other(lines: list[str], usage: str = "P") -> bytes:
    """The same, to our other id."""
    data = interchange(lines)
    ours, other = b"CROSSDOCK      ", b"OTHER          "
    assert ours in data
    return data.replace(ours, other).replace(b"*P*", f"*{usage}*".encode())


def beside(data: bytes, taken: Orders = TAKEN, state: PairState | None = None) -> Step:
    return receive(state or PairState(), frame(data), now=NOW, profiles=PROFILES, beside=taken)


def raised(step: Step) -> list[str]:
    return [str(fact.row["code"]) for fact in step.facts if isinstance(fact, ExceptionSeen)]


def test_the_same_order_to_another_id_of_ours_is_known():
    data = to_other(order_set(body("1")))
    assert len(orders(beside(data, ()))) == 1
    step = beside(data)
    assert (orders(step), found(step), raised(step)) == (
        [],
        ["ORD-DUP-PO-SAME"],
        ["ORD-DUP-PO-SAME"],
    )


def test_another_order_under_its_number_is_held_and_released_in_its_place():
    step = beside(to_other(order_set(body("1", "20"))))
    assert (orders(step), found(step), raised(step)) == (
        [],
        ["ORD-DUP-PO-DIFF"],
        ["ORD-DUP-PO-DIFF"],
    )
    state = PairState.thaw(step.state.freeze())
    taken = decide(state, decision(NAME), now=LATER, profiles=PROFILES, beside=TAKEN)
    (row,) = orders(taken)
    assert row["purpose"] == "05"
    # Where the decision was read before it came, it comes to the same.
    early = decide(PairState(), decision(NAME), now=LATER, profiles=PROFILES, beside=TAKEN)
    again = beside(to_other(order_set(body("1", "20"))), state=early.state)
    carried = carry_out(again, now=LATER, profiles=PROFILES, beside=TAKEN)
    assert [row["purpose"] for row in orders(carried)] == ["05"]


def test_an_order_of_its_own_pair_stands_before_one_beside_it():
    data = to_other(order_set(body("1", "20")))
    own = beside(data, ()).state
    assert found(
        beside(
            data.replace(b"*000000001*0*", b"*000000002*0*").replace(
                b"IEA*1*000000001", b"IEA*1*000000002"
            ),
            state=own,
        )
    ) == ["ORD-DUP-PO-SAME"]


def test_the_order_that_was_released_counts_in_the_partners_other_pairs():
    held = beside(to_other(order_set(body("1", "20")))).state
    released = decide(held, decision(NAME), now=LATER, profiles=PROFILES, beside=TAKEN)
    (known,) = dict(released.state.orders).values()
    assert known.replaced == ("X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001",)
    others = (PairState.thaw(released.state.freeze()).orders,)
    # In the pair of the first one, and in a third that knows of neither.
    first = PairState.thaw(FIRST.state.freeze())
    for state, taken in (
        (first, others),
        (PairState(), (*TAKEN, *others)),
        (None, (*others, *TAKEN)),
    ):
        assert found(beside(second(body("1", "20")), taken, state)) == ["ORD-DUP-PO-SAME"]
        assert found(beside(second(body("1")), taken, state)) == ["ORD-DUP-PO-DIFF"]


def second(lines: list[str]) -> bytes:
    """An order under other control numbers."""
    return interchange(order_set(lines), control=2)


def test_other_numbers_count():
    assert len(orders(beside(to_other(order_set(body("2")))))) == 1
