"""A control number that was used before: what is held for it, what resolves or refuses that."""

from __future__ import annotations

import pytest

from edi.decisions import Action
from edi.facts import DocumentSeen, ExceptionSeen, Found, InterchangeSeen
from edi.profiles import Profiles
from tests.edi.test_advising import ORDERS, partner
from tests.edi.test_deciding import (
    ABOUT,
    FIRST,
    REUSED,
    came,
    decided,
    decision,
    documents,
    held,
)
from tests.edi.test_exceptions import body, seen, then
from tests.edi.wire import PROFILES, answers, found, interchange, order_set, orders


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


REFUSES = partner('used_number = "refuse"')


def test_what_the_sender_was_told_is_refused_cannot_be_released():
    reused = came(FIRST, REUSED, profiles=REFUSES)
    (name,) = held(reused)
    assert [status for _, status, _, _ in documents(reused)] == ["refused"] * 2
    (raised,) = [fact.row for fact in reused.facts if isinstance(fact, ExceptionSeen)]
    assert str(raised["message"]).endswith(
        "came again with other content; 2 documents are refused."
    )
    told = decided(reused, decision(name), REFUSES)
    assert (found(told), orders(told), answers(told)) == (["DECISION_UNFIT"], [], [])
    (why,) = [fact.finding for fact in told.facts if isinstance(fact, Found)]
    assert why.message.startswith("It cannot be released: its sender was told")
    assert held(told) == [name]
    gone = decided(told, decision(name, Action.REJECT), REFUSES)
    assert [status for _, status, _, _ in documents(gone)] == ["rejected"] * 2
    assert (answers(gone), held(gone)) == ([], [])
    fresh = came(REUSED.replace(b"*000000001", b"*000000002"), profiles=REFUSES, state=told.state)
    assert [row["po_number"] for row in orders(fresh)] == ["8", "9"]


def test_what_was_held_before_its_partner_wanted_refusals_can_be_released():
    reused = came(FIRST, REUSED)
    (name,) = held(reused)
    assert len(orders(decided(reused, decision(name), REFUSES))) == 2


def test_a_reference_that_no_contrl_can_tell_of_is_held_and_not_refused():
    long = "R" * 15
    files = [ORDERS.format(control=long, number=number, lines=1).encode() for number in ("1", "2")]
    reused = came(*files, profiles=REFUSES)
    (name,) = held(reused)
    assert ([status for _, status, _, _ in documents(reused)], answers(reused)) == (["held"], [])
    assert len(orders(decided(reused, decision(name), REFUSES))) == 1


@pytest.mark.parametrize("sets", [0, 1, 2])
def test_a_used_number_is_told_once_of_each_set_or_else_of_the_interchange(sets: int):
    other = [order_set(body(str(at + 10)), f"{at:04d}") for at in range(1, sets + 1)]
    reused = came(FIRST, interchange(*other))
    said = [fact for fact in reused.facts if isinstance(fact, Found)]
    assert [each.finding.code.value for each in said] == ["CONTROL_REUSED"] * max(1, sets)
    assert len({each.document for each in said}) == len(said)


def test_a_ta1_of_an_interchange_that_was_held_is_named_where_it_stood():
    note = b"TA1*000000777*260302*0700*A*000~\n"
    data = REUSED.replace(b"GS*", note * 2 + b"GS*", 1)
    reused = came(FIRST, data)
    taken = decided(reused, decision(held(reused)[0]))
    said = [fact.finding for fact in taken.facts if isinstance(fact, Found)]
    places = [(f.offset, f.segment) for f in said if f.code.value == "ACK_UNMATCHED"]
    first = data.index(note)
    assert places == [(first, 2), (first + len(note), 3)]


@pytest.mark.parametrize("profiles", [PROFILES, REFUSES])
def test_what_is_held_and_comes_again_is_kept_once(profiles: Profiles):
    reused = came(FIRST, REUSED, profiles=profiles)
    again = came(REUSED, profiles=profiles, state=reused.state)
    assert documents(again) == []
    assert [f for f in again.facts if isinstance(f, InterchangeSeen)] == []
    assert [f for f in again.facts if isinstance(f, DocumentSeen) and f.interchange] == []
    assert (found(again), held(again)) == (["EDI-DUP-CONTROL"], held(reused))
    assert answers(again) == [] or profiles is REFUSES


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("UNA:+.? '", "EDI-DUP-CONTROL"),
        ("UNA:+.? '\r\n", "EDI-DUP-CONTROL"),
        ("\r\n", "EDI-DUP-CONTROL"),
        ("UNA:+,? '", "CONTROL_REUSED"),
        ("UNA:+.  '", "CONTROL_REUSED"),
    ],
)
@pytest.mark.parametrize("is_first", [False, True])
def test_a_una_that_changes_nothing_makes_no_other_interchange(
    before: str, expected: str, is_first: bool
):
    plain = ORDERS.format(control=7, number="1", lines=1)
    files = [plain.encode(), (before + plain).encode()]
    one, again = reversed(files) if is_first else files
    first, step = came(one), came(one, again)
    assert expected in found(step)
    same = expected == "EDI-DUP-CONTROL"
    assert [each.content for each in answers(step)] == (
        [each.content for each in answers(first)] if same else []
    )
    assert len(answers(first)) == 1
