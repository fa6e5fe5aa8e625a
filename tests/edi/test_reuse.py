"""A control number that was used before: what is held for it, what resolves or refuses that."""

from __future__ import annotations

import pytest

from tests.edi.test_deciding import ABOUT, FIRST, came, decided, decision
from tests.edi.test_exceptions import body, seen, then
from tests.edi.wire import interchange, order_set


@pytest.mark.parametrize("quantity", ["12", "13"])
def test_an_order_of_the_same_number_and_other_content_does_not_resolve_what_is_held(quantity: str):
    first = came(FIRST)
    reused = then(first, interchange(order_set(body("1", "20"))))
    ((name, _),) = seen(reused)
    step = then(reused, interchange(order_set(body("1", quantity)), control=2))
    assert (name, "resolved") not in seen(step)
    assert name in step.state.raised
    same = then(step, interchange(order_set(body("1", "20")), control=3))
    assert seen(same) == [(f"ORD-DUP-PO-DIFF/{ABOUT}000000003/3/0001", "open")]
    released = decided(same, decision(f"{ABOUT}000000003/3/0001"))
    assert (name, "resolved") in seen(released)


def test_a_new_order_of_other_content_does_not_resolve_what_is_held():
    reused = then(came(FIRST), interchange(order_set(body("9"))))
    ((name, _),) = seen(reused)
    assert seen(then(reused, interchange(order_set(body("9", "20")), control=2))) == []
    assert seen(then(reused, interchange(order_set(body("9")), control=2))) == [(name, "resolved")]
