"""What no 855 or ORDRSP tells a partner: that would be read as the refusal of another order."""

from __future__ import annotations

import pytest

from edi.facts import ExceptionSeen
from tests.edi.test_advising import HOLDS, ORDERS, out, partner, raised, status, took
from tests.edi.wire import BODY, interchange, order_set


def order(beginning: str, *, price: str = "9.25", buyer: str = "0042") -> bytes:
    """An order of acme's under its own BEG; its control number is told by that."""
    lines = ("BEG" + beginning, *BODY[1:])
    body = tuple(line.replace("9.25", price).replace("0042", buyer) for line in lines)
    return interchange(order_set(body), control=sum(map(ord, "".join(body))))


@pytest.mark.parametrize(
    "second",
    [
        order("*00*SA*4500017**20260302", price="9.35"),
        order("*01*SA*4500017**20260302"),
        order("*05*SA*4500017**20260302", price="9.35"),
        # Another store's: an 855 names no store.
        order("*04*SA*4500017**20260302", buyer="0043"),
    ],
)
def test_no_855_refuses_the_number_of_an_order_that_counts(second: bytes):
    step = took(partner('advice = "855"'), interchange(order_set()), second)
    assert "855" not in out(step)
    assert status(step) == ["accepted", "held"]
    assert "EDI-UNTOLD" in raised(step)
    told = took(partner('advice = "824"'), interchange(order_set()), second)
    assert (status(told), "EDI-UNTOLD" in raised(told)) == (["accepted", "refused"], False)


def test_no_855_refuses_a_change_whose_order_may_be_older_than_is_remembered():
    step = took(partner('advice = "855"'), order("*01*SA*4500017**20260302"))
    assert (status(step), raised(step)) == (["held"], ["EDI-UNTOLD", "EDI-HELD"])
    (why,) = [fact.row["message"] for fact in step.facts if isinstance(fact, ExceptionSeen)][:1]
    assert str(why).startswith("No 855 went out on the 850 0042/4500017. Its order number is that")


def test_an_855_refuses_one_release_of_a_contract_and_names_it_but_never_the_contract():
    profiles = partner(f'{HOLDS}advice = "855"')
    first = took(profiles, order("*00*RL*4500017*1*20260302"))
    wrong = order("*00*RL*4500017*2*20260302").replace(b"CTT*2", b"CTT*9")
    assert out(took(profiles, wrong, state=first.state))["855"][2] == (
        "BAK*00*RJ*4500017*20260302*2"
    )
    whole = order("*00*BK*4500017**20260302").replace(b"CTT*2", b"CTT*9")
    step = took(profiles, whole, state=first.state)
    assert ("855" in out(step), status(step)) == (False, ["held"])


def test_no_ordrsp_refuses_the_number_of_an_order_that_counts():
    profiles = partner('advice = "855"')
    first = ORDERS.format(control="1", number="4500017", lines=1)
    second = ORDERS.format(control="2", number="4500017", lines=1).replace("21:12", "21:13")
    step = took(profiles, first.encode(), second.encode())
    assert (set(out(step)), status(step)) == ({"CONTRL"}, ["accepted", "held"])
    assert raised(step) == ["EDI-UNTOLD", "ORD-DUP-PO-DIFF"]
