"""An interchange that is not ours: to somebody else, or sent by us. It is held and not answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edi.decisions import Action
from edi.facts import Found, Step
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.reading import acknowledge_file, check_file
from edi.receiving import receive
from tests.edi.test_advising import ORDERS
from tests.edi.test_deciding import FIRST, REUSED, came, decided, decision, documents, held
from tests.edi.test_exceptions import seen
from tests.edi.wire import NOW, answers, found, frame, interchange, order_set, orders

TEXTS = {
    "acme": 'ids = ["08:ACME"]\n',
    "west": 'ids = ["08:ACME"]\nour_ids = ["ZZ:WEST"]\n',
    "narrow": 'ids = ["08:ACME", "14:ACME"]\nour_ids = ["ZZ:WEST", "ZZ:EAST"]\n',
}


def profiles(*names: str, ours: tuple[str, ...] = ()) -> Profiles:
    return load_profiles({name: TEXTS[name] for name in names}, ours)


def effect(step: Step) -> tuple[int, int]:
    return len(orders(step)), len(answers(step))


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (profiles("acme"), None),
        (profiles(), None),
        (profiles("acme", ours=("ZZ:US", "ZZ:CROSSDOCK")), None),
        (profiles("acme", "west"), None),
        (profiles("acme", ours=("ZZ:US",)), "RECEIVER_UNEXPECTED"),
        (profiles(ours=("ZZ:US",)), "RECEIVER_UNEXPECTED"),
        (profiles("acme", ours=("01:CROSSDOCK",)), "RECEIVER_UNEXPECTED"),
        (profiles("west", "narrow"), "RECEIVER_UNEXPECTED"),
        (profiles("west", ours=("ZZ:CROSSDOCK",)), "RECEIVER_UNEXPECTED"),
        (profiles(ours=("08:ACME", "ZZ:CROSSDOCK")), "SENDER_OURS"),
        (profiles("acme", ours=("08:ACME", "ZZ:CROSSDOCK")), None),
    ],
)
def test_only_what_is_written_to_us_is_taken_and_answered(known: Profiles, code: str | None):
    step = came(FIRST, profiles=known)
    if code is None:
        assert (effect(step), held(step)) == ((1, 1), [])
        return
    assert effect(step) == (0, 0)
    assert [each for each in found(step) if each != "SENDER_UNKNOWN"] == [code]
    (name,) = held(step)
    assert documents(step) == [(name.replace("~", "/1/0001~"), "held", 1, None)]
    assert seen(step) == [(f"EDI-NOT-OURS/{name}", "open")]


def test_the_finding_names_receiver_and_profile_and_not_the_sender():
    step = came(FIRST, profiles=profiles("west", ours=("ZZ:CROSSDOCK",)))
    (said,) = [fact for fact in step.facts if isinstance(fact, Found)]
    assert (said.partner, said.finding.element, said.finding.found) == (
        "west", "ISA08", "ZZ:CROSSDOCK",
    )  # fmt: skip
    assert "writes to ZZ:WEST" in said.finding.message
    data = ORDERS.format(control="1", number="1", lines=1).encode()
    step = came(data, profiles=profiles("narrow"))
    (said,) = [fact for fact in step.facts if isinstance(fact, Found)]
    assert (said.finding.code.value, said.finding.element) == ("RECEIVER_UNEXPECTED", "UNB03")


OURS = profiles("acme", ours=("ZZ:US",))


def test_what_is_not_ours_counts_when_a_person_releases_it():
    step = came(FIRST, profiles=OURS)
    (name,) = held(step)
    again = came(FIRST, profiles=OURS, state=step.state)
    assert (effect(again), found(again), documents(again)) == ((0, 0), ["EDI-DUP-CONTROL"], [])
    taken = decided(again, decision(name), OURS)
    assert effect(taken) == (1, 1)
    assert (f"EDI-NOT-OURS/{name}", "resolved") in seen(taken)
    assert [status for _, status, _, _ in documents(taken)] == ["accepted"]
    assert effect(came(FIRST, profiles=OURS, state=taken.state)) == (0, 1)
    other = came(REUSED, profiles=OURS, state=taken.state)
    assert "RECEIVER_UNEXPECTED" in found(other)


@pytest.mark.parametrize("more", ["", 'used_number = "refuse"\n', 'ta1 = "never"\n'])
def test_what_is_not_ours_is_rejected_without_a_word(more: str):
    strict = load_profiles({"acme": TEXTS["acme"] + more}, ("ZZ:US",))
    step = came(FIRST, profiles=strict)
    (name,) = held(step)
    gone = decided(step, decision(name, Action.REJECT), strict)
    assert effect(gone) == (0, 0)
    assert [status for _, status, _, _ in documents(gone)] == ["rejected"]
    assert (f"EDI-NOT-OURS/{name}", "resolved") in seen(gone)
    assert effect(came(FIRST, profiles=strict, state=gone.state)) == (0, 0)


def test_by_hand_what_is_not_ours_is_judged_and_not_answered():
    data = interchange(order_set(count=5))
    bad = check_file([data], now=NOW, profiles=OURS)
    assert {one["code"] for one in bad} == {"RECEIVER_UNEXPECTED", "SE_COUNT_WRONG"}
    assert acknowledge_file([data], now=NOW, profiles=OURS) == b""
    sent = check_file([FIRST], now=NOW, profiles=profiles(ours=("08:ACME",)))
    assert [one["code"] for one in sent] == ["SENDER_UNKNOWN"]


@pytest.mark.parametrize("decides", [True, False])
def test_what_is_not_ours_and_comes_again_behind_the_look_back_is_held_anew(decides: bool):
    known = profiles("west")
    first = came(FIRST, profiles=known)
    (name,) = held(first)
    before = decided(first, decision(name, Action.REJECT), known) if decides else first
    state = PairState.thaw(before.state.freeze())
    later = receive(state, frame(FIRST), now=NOW + timedelta(days=70), profiles=known)
    (again,) = held(later)
    assert again == name.replace("000000001~", "000000001@2~")
    assert [about for about, *_ in documents(later)] == [again.replace("@2~", "@2/1/0001~")]
    assert seen(later) == [(f"EDI-NOT-OURS/{again}", "open")]
