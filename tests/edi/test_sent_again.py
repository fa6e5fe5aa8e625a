"""What went twice, and what a partner says of the second: that it has it, and nothing more."""

from __future__ import annotations

from itertools import permutations

import pytest

from edi.facts import ExceptionSeen, Found, Outbound, Step
from edi.pair_state import PairState
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import acknowledgment, answered, of, sent, statuses
from tests.edi.wire import NOW

ISA = (
    f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}"
    "*260302*0800*U*00401*%09d*0*P*>~"
)  # fmt: skip


def note(said: str = "R*025", *, number: int = 50) -> bytes:
    """A TA1 on our interchange 1."""
    return (ISA % number + f"TA1*000000001*260302*0700*{said}~IEA*0*{number:09d}~").encode()


def contrl(uci: str, *lines: str, number: int = 50) -> bytes:
    """A CONTRL on our interchange 1."""
    body = [f"UCI+000000001+US:ZZ+ACME:08+{uci}", *lines]
    return "".join(
        f"{line}'"
        for line in [
            f"UNB+UNOA:3+ACME:08+US:ZZ+260302:0800+{number}", "UNH+1+CONTRL:D:3:UN", *body,
            f"UNT+{len(body) + 2}+1", f"UNZ+1+{number}",
        ]
    ).encode()  # fmt: skip


def gone(code: str = "810", times: int = 2) -> PairState:
    """An invoice that was asked for so often."""
    state = PairState()
    for turn in range(times):
        step = sent(state, invoice(code=code, type="380" if code == "INVOIC" else "", id=f"{turn}"))
        assert len(of(step, Outbound)) == 1
        state = step.state
    return PairState.thaw(state.freeze())


SAID = {
    "810": (note(), acknowledgment(group="IN").replace(b"AK2*855", b"AK2*810")),
    "INVOIC": (contrl("4+26"), contrl("7", number=51)),
}


def codes(step: Step) -> list[str]:
    return [fact.finding.code.value for fact in of(step, Found)]


@pytest.mark.parametrize("code", SAID)
@pytest.mark.parametrize("turn", [0, 1])
def test_that_it_came_twice_says_nothing_of_what_went_twice(code: str, turn: int):
    state = gone(code)
    for data in (SAID[code], SAID[code][::-1])[turn]:
        step = answered(state, data, NOW)
        assert of(step, ExceptionSeen) == []
        is_repeat = data == SAID[code][0]
        assert codes(step) == (["ACK_REPEATED"] if is_repeat else [])
        assert statuses(step) == ([] if is_repeat else ["accepted"])
        state = step.state
    assert state.sent["000000001"].status == "accepted"
    other = invoice("12.00", code=code, type="380" if code == "INVOIC" else "", id="z")
    assert codes(sent(state, other)) == ["INVOICE_REISSUED"]


@pytest.mark.parametrize("code", SAID)
def test_what_went_twice_waits_for_its_answer_and_holds_its_number(code: str):
    step = answered(gone(code), SAID[code][0], NOW)
    (one,) = step.state.sent.values()
    assert (one.waits, one.status, one.deliveries) == (True, "sent", 2)
    other = invoice("12.00", code=code, type="380" if code == "INVOIC" else "", id="z")
    assert codes(sent(step.state, other)) == ["INVOICE_REISSUED"]


@pytest.mark.parametrize("code", SAID)
def test_a_number_that_the_partner_knows_and_went_once_is_a_refusal(code: str):
    step = answered(gone(code, times=1), SAID[code][0], NOW)
    assert statuses(step) == ["rejected"]
    assert len(of(step, ExceptionSeen)) == 1
    late = answered(step.state, SAID[code][1], NOW)
    assert statuses(late) == ["accepted"]


@pytest.mark.parametrize("code", SAID)
def test_what_was_taken_is_not_refused_because_it_came_again(code: str):
    taken = answered(gone(code, times=1), SAID[code][1], NOW)
    step = answered(taken.state, SAID[code][0], NOW)
    assert (statuses(step), codes(step)) == ([], ["ACK_REPEATED"])


@pytest.mark.parametrize(
    "data",
    [
        note("R*018"), contrl("4+28"), contrl("4+26", "UCM+1+INVOIC:D:96A:UN+4+13"),
        contrl("4+26", "UCM+1+INVOIC:D:96A:UN+4", "UCS+3+13"),
    ],
)  # fmt: skip
def test_another_reason_refuses_what_went_twice(data: bytes):
    code = "810" if data.startswith(b"ISA") else "INVOIC"
    assert statuses(answered(gone(code), data, NOW)) == ["rejected"]


def test_a_partner_may_say_of_each_message_too_that_it_came_before():
    data = contrl("4+26", "UCM+1+INVOIC:D:96A:UN+4+26")
    assert statuses(answered(gone("INVOIC"), data, NOW)) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_refusal_of_what_went_twice_stands_in_any_order(order: tuple[int, ...]):
    state = gone()
    said = [note(), note(number=52), acknowledgment("R", group="IN")]
    for turn in order:
        state = answered(state, said[turn], NOW).state
    assert state.sent["000000001"].status == "rejected"
