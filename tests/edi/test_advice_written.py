"""Advice that can be written and told apart, and what says so where it cannot."""

from __future__ import annotations

import pytest

from edi.deciding import decide
from edi.decisions import Action, Decision
from edi.facts import ExceptionSeen, Outbound, Step
from tests.edi.test_advising import HOLDS, UNBALANCED, out, partner, status, took
from tests.edi.wire import NOW, interchange, order_set, segments


def group_of(sender: str, receiver: str, number: int, order: str) -> str:
    """A group of one order whose count is wrong, from and to these."""
    body = tuple(line.replace("4500017", order) for line in UNBALANCED)
    text = interchange(order_set(body)).decode()
    text = text[text.index("GS*") : text.index("IEA*")]
    text = text.replace("GS*PO*ACME*CROSSDOCK*", f"GS*PO*{sender}*{receiver}*")
    return text.replace("*1*X*", f"*{number}*X*").replace("GE*1*1~", f"GE*1*{number}~")


def in_one(*groups: str) -> bytes:
    text = interchange(order_set()).decode()
    end = f"IEA*{len(groups)}*000000001~"
    return (text[: text.index("GS*")] + "".join(groups) + end).encode()


def numbers_of(step: Step) -> list[str]:
    """BGN02 of each 824 that went out."""
    sent = [one for one in step.facts if isinstance(one, Outbound) and one.set == "824"]
    lines = [line for one in sent for line in segments(one.content)]
    return [line.split("*")[2] for line in lines if line.startswith("BGN")]


def test_each_824_has_a_number_of_its_own_that_stays():
    profiles = partner(f'{HOLDS}advice = "824"')
    data = in_one(group_of("ACME", "US", 1, "A"), group_of("ACME", "US", 2, "B"))
    step = took(profiles, data)
    numbers = numbers_of(step)
    assert len(set(numbers)) == 2
    assert numbers_of(took(profiles, data)) == numbers
    later = step.state
    for number, release in enumerate(("1/0001", "2/0001")):
        event = Decision(
            id=f"d-{number}", action=Action.RELEASE, by="anna", reason="", decided_at=NOW,
            about=f"X12/08:ACME/ZZ:CROSSDOCK/000000001/{release}",
        )  # fmt: skip
        done = decide(later, event, now=NOW, profiles=profiles)
        later, numbers = done.state, numbers + numbers_of(done)
    assert len(set(numbers)) == 4
    assert all(len(number) <= 30 for number in numbers)


@pytest.mark.parametrize(
    ("sender", "receiver", "said"),
    [("P", "US", "**US"), ("ACME", "H", "*ACME*"), ("Z", "H", "**"), ("A" * 16, "US", "**US")],
)
def test_an_824_leaves_out_what_its_elements_cannot_carry(sender: str, receiver: str, said: str):
    data = in_one(group_of(sender, receiver, 1, "A"))
    step = took(partner(f'{HOLDS}advice = "824"'), data)
    (line,) = [line for line in out(step)["824"] if line.startswith("OTI")]
    assert line == f"OTI*TR*PO*A{said}***1*0001*850*004010"
    assert status(step) == ["refused"]


def test_an_824_names_by_its_control_number_what_has_too_long_a_number():
    body = tuple(line.replace("4500017", "4" * 31) for line in UNBALANCED)
    data = interchange(order_set(body)).replace(b"0001", b"1234567890")
    step = took(partner(f'{HOLDS}advice = "824"'), data)
    (line,) = [line for line in out(step)["824"] if line.startswith("OTI")]
    assert line == "OTI*TR*TN*1234567890*ACME*CROSSDOCK***1**850*004010"


def raised_in(step: Step) -> dict[str, str]:
    """Each exception as it stands last: its message, or that it is resolved."""
    rows = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    return {
        str(row["code"]): str(row["message"] if row["status"] == "open" else row["status"])
        for row in rows
    }


def test_an_exception_says_that_an_advice_cannot_be_written_until_the_order_comes_right():
    profiles = partner(f'{HOLDS}advice = "855"')
    body = tuple(line.replace("4500017", "4" * 23) for line in UNBALANCED)
    step = took(profiles, interchange(order_set(body)))
    assert status(step) == ["held"]
    raised = raised_in(step)
    assert set(raised) == {"EDI-HELD", "EDI-UNTOLD"}
    assert raised["EDI-UNTOLD"].startswith("No 855 went out on the 850 0042/" + "4" * 23)
    assert raised["EDI-UNTOLD"].endswith("The element is too long. (BAK03)")
    well = tuple("CTT*2*15" if line.startswith("CTT") else line for line in body)
    after = took(profiles, interchange(order_set(well), control=2), state=step.state)
    assert raised_in(after) == {"EDI-HELD": "resolved", "EDI-UNTOLD": "resolved"}


def test_a_rejection_that_can_be_told_by_then_closes_the_exception():
    short = partner(f'{HOLDS}advice = "855"\n[overlays."855"]\nrequired = ["BAK08"]')
    step = took(short, interchange(order_set(UNBALANCED)))
    assert set(raised_in(step)) == {"EDI-HELD", "EDI-UNTOLD"}
    event = Decision(
        id="d-1", action=Action.REJECT, by="anna", reason="", decided_at=NOW,
        about="X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001",
    )  # fmt: skip
    still = decide(step.state, event, now=NOW, profiles=short)
    assert raised_in(still) == {"EDI-HELD": "resolved"}
    told = decide(step.state, event, now=NOW, profiles=partner(f'{HOLDS}advice = "855"'))
    assert set(out(told)) == {"855"}
    assert raised_in(told) == {"EDI-HELD": "resolved", "EDI-UNTOLD": "resolved"}
