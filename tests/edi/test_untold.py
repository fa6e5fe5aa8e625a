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


CHANGE = (
    "UNB+UNOC:3+ACME:14+CROSSDOCK:ZZ+260302:0615+1'UNH+1+ORDCHG:D:96A:UN'BGM+230+C1+4'"
    "DTM+137:20260302:102'RFF+ON:4500017'LIN+1+3+A:VN'QTY+21:3:PCE'UNS+S'CNT+2:9'UNT+9+1'UNZ+1+1'"
)


@pytest.mark.parametrize(("advice", "called"), [("855", "ORDRSP"), ("824", "answer")])
def test_what_did_not_go_out_is_called_as_its_standard_calls_it(advice: str, called: str):
    step = took(partner(f'{HOLDS}advice = "{advice}"'), CHANGE.encode())
    why = [fact.row["message"] for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert str(why[0]).startswith(
        f"No {called} went out on the ORDCHG 4500017/C1. EDIFACT has no message"
    )


def test_an_original_makes_good_that_nothing_told_of_its_copy():
    profiles = partner('advice = "855"')
    copy = took(profiles, order("*07*SA*4500017**20260302"))
    assert (status(copy), raised(copy)) == (["held"], ["EDI-UNTOLD", "EDI-HELD"])
    step = took(profiles, order("*00*SA*4500017**20260302"), state=copy.state)
    ended = [fact.row["status"] for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert (status(step), ended) == (["accepted"], ["resolved", "resolved"])
