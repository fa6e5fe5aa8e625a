"""What a person decides about what is held: it counts, or it does not, once, and is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edi.deciding import decide
from edi.decisions import Action, Decision
from edi.facts import DocumentSeen, ExceptionSeen, InterchangeSeen, Step
from edi.pair_state import PairState
from edi.profiles import Profiles
from edi.receiving import receive
from edi.sending import send
from tests.edi.test_advising import HOLDS, ORDERS, UNBALANCED, out, partner
from tests.edi.test_exceptions import body
from tests.edi.test_sending import acknowledgment, request
from tests.edi.wire import (
    NOW,
    PROFILES,
    answers,
    found,
    frame,
    interchange,
    order_set,
    orders,
    segments,
)

ABOUT = "X12/08:ACME/ZZ:CROSSDOCK/"
LATER = NOW + timedelta(hours=3)
FIRST = interchange(order_set(body("1")))
REUSED = interchange(order_set(body("8")), order_set(body("9"), "0002"))


def decision(about: str, action: Action = Action.RELEASE, by: str = "anna") -> Decision:
    return Decision(
        id=f"{action}/{about}/{by}", action=action, about=about, by=by, reason="the buyer called",
        decided_at=LATER, raw=b"{}",
    )  # fmt: skip


def came(*files: bytes, profiles: Profiles = PROFILES, state: PairState | None = None) -> Step:
    """What the last of some files brings, the state frozen and thawed between any two."""
    step = Step(state=state or PairState(), facts=())
    for data in files:
        before = PairState.thaw(step.state.freeze())
        step = receive(before, frame(data), now=NOW, profiles=profiles)
    return step


def decided(step: Step, made: Decision, profiles: Profiles = PROFILES) -> Step:
    """What a decision does to a state that was frozen meanwhile."""
    before = PairState.thaw(step.state.freeze())
    return decide(before, made, now=LATER + timedelta(hours=1), profiles=profiles)


def held(step: Step) -> list[str]:
    """The names of what is held."""
    return sorted(step.state.held)


def documents(step: Step) -> list[tuple[str, str, int, object]]:
    """Documents that came, as they stand now: name, status, version, who decided."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [
        (str(row["document"]), str(row["status"]), int(str(row["version"])), row.get("decided_by"))
        for row in rows
        if row["direction"] == "in"
    ]


def exceptions(step: Step) -> list[tuple[str, str, object, object]]:
    """Exceptions: name, status, by whom and why they are resolved."""
    rows = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    return [
        (str(row["exception"]), str(row["status"]), row["resolved_by"], row["resolution"])
        for row in rows
    ]


def test_an_interchange_under_a_used_number_is_taken_as_a_new_one_and_answered():
    reused = came(FIRST, REUSED)
    (name,) = held(reused)
    assert name.startswith(f"{ABOUT}000000001~")
    mark = name[-9:]
    taken = decided(reused, decision(name))
    assert [row["po_number"] for row in orders(taken)] == ["8", "9"]
    assert [row["document"] for row in orders(taken)] == [
        f"{ABOUT}000000001/1/0001{mark}",
        f"{ABOUT}000000001/1/0002{mark}",
    ]
    assert documents(taken) == [
        (f"{ABOUT}000000001/1/0001{mark}", "accepted", 2, "anna"),
        (f"{ABOUT}000000001/1/0002{mark}", "accepted", 2, "anna"),
    ]
    came_in = [f.row for f in taken.facts if isinstance(f, DocumentSeen) and "received_at" in f.row]
    assert [row["received_at"] for row in came_in] == [NOW, NOW]
    assert all(
        fact.content == b"" for fact in taken.facts
        if isinstance(fact, DocumentSeen) and fact.row["direction"] == "in"
    )  # fmt: skip
    assert exceptions(taken) == [
        (f"EDI-DUP-CONTROL/{name}", "resolved", "anna", "the buyer called")
    ]
    (answer,) = answers(taken)
    assert (answer.set, answer.interchange_control, answer.answers) == ("997", 2, name)
    assert "AK9*A*2*2*2" in segments(answer.content)
    assert held(taken) == []
    assert not [fact for fact in taken.facts if isinstance(fact, InterchangeSeen)]


def test_a_released_interchange_that_comes_again_gets_its_own_answer_again():
    taken = decided(came(FIRST, REUSED), decision(held(came(FIRST, REUSED))[0]))
    (answer,) = answers(taken)
    again = came(REUSED, state=taken.state)
    assert [one.content for one in answers(again)] == [answer.content]
    assert (orders(again), documents(again), held(again)) == ([], [], [])
    (first,) = answers(came(FIRST, state=taken.state))
    assert first.interchange_control == 1


def test_a_set_of_a_released_interchange_may_be_held_for_what_it_says():
    profiles = partner(HOLDS)
    reused = came(FIRST, interchange(order_set(UNBALANCED)), profiles=profiles)
    (name,) = held(reused)
    taken = decided(reused, decision(name), profiles)
    (set_name,) = held(taken)
    assert documents(taken) == [(set_name, "held", 2, "anna")]
    assert (f"EDI-HELD/{set_name}", "open", None, None) in exceptions(taken)
    then = decided(taken, decision(set_name, by="ben"), profiles)
    assert documents(then) == [(set_name, "accepted", 3, "ben")]
    assert [row["po_number"] for row in orders(then)] == ["4500017"]


def test_a_rejected_interchange_is_answered_once_and_nothing_of_it_counts():
    reused = came(FIRST, REUSED)
    (name,) = held(reused)
    gone = decided(reused, decision(name, Action.REJECT))
    assert [(status, version) for _, status, version, _ in documents(gone)] == [("rejected", 2)] * 2
    (answer,) = answers(gone)
    assert segments(answer.content)[1] == "TA1*000000001*260302*0615*R*025"
    assert exceptions(gone)[0][1:3] == ("resolved", "anna")
    again = came(REUSED, state=gone.state)
    assert [one.content for one in answers(again)] == [answer.content]
    assert (orders(gone), orders(again), held(again)) == ([], [], [])
    assert found(again) == ["EDI-DUP-CONTROL", "DOCUMENT_NOT_TAKEN", "DOCUMENT_NOT_TAKEN"]


def test_a_partner_without_ta1s_is_told_by_a_997():
    profiles = partner('ta1 = "never"')
    reused = came(FIRST, REUSED, profiles=profiles)
    gone = decided(reused, decision(held(reused)[0], Action.REJECT), profiles)
    (answer,) = answers(gone)
    assert (answer.set, "AK9*R*2*2*0" in segments(answer.content)) == ("997", True)


def test_a_partner_who_was_told_that_its_number_was_used_is_not_told_again():
    profiles = partner('used_number = "refuse"')
    reused = came(FIRST, REUSED, profiles=profiles)
    assert [one.set for one in answers(reused)] == ["TA1"]
    gone = decided(reused, decision(held(reused)[0], Action.REJECT), profiles)
    assert (answers(gone), documents(gone)[0][1]) == ([], "rejected")


def test_an_edifact_interchange_is_refused_by_a_contrl():
    profiles = partner("")
    text = ORDERS.format(control="7", number="{number}", lines=1)
    files = [text.replace("{number}", number).encode() for number in ("1", "2")]
    reused = came(*files, profiles=profiles)
    gone = decided(reused, decision(held(reused)[0], Action.REJECT), profiles)
    (answer,) = answers(gone)
    assert b"UCI+7+ACME:14+US:ZZ+4+26" in answer.content
    taken = decided(reused, decision(held(reused)[0]), profiles)
    assert (answers(taken)[0].set, len(orders(taken))) == ("CONTRL", 1)


def test_another_order_under_a_number_that_was_used_takes_the_place_of_the_first():
    second = interchange(order_set(body("1", "20")), control=2)
    other = came(FIRST, second)
    (name,) = held(other)
    assert name == f"{ABOUT}000000002/2/0001"
    taken = decided(other, decision(name))
    (row,) = orders(taken)
    assert (row["po_number"], row["purpose"], row["document"]) == ("1", "05", name)
    assert documents(taken) == [(name, "accepted", 2, "anna")]
    assert exceptions(taken) == [
        (f"ORD-DUP-PO-DIFF/{name}", "resolved", "anna", "the buyer called")
    ]
    assert answers(taken) == []
    again = came(interchange(order_set(body("1", "20")), control=3), state=taken.state)
    assert found(again) == ["ORD-DUP-PO-SAME"]
    back = came(interchange(order_set(body("1")), control=4), state=taken.state)
    assert found(back) == ["ORD-DUP-PO-DIFF"]


def test_what_is_held_for_what_it_says_counts_in_spite_of_it():
    profiles = partner(HOLDS)
    first = came(interchange(order_set(UNBALANCED)), profiles=profiles)
    (name,) = held(first)
    taken = decided(first, decision(name), profiles)
    assert [row["purpose"] for row in orders(taken)] == ["00"]
    assert documents(taken) == [(name, "accepted", 2, "anna")]
    assert exceptions(taken) == [(f"EDI-HELD/{name}", "resolved", "anna", "the buyer called")]
    same = came(interchange(order_set(UNBALANCED), control=2), profiles=PROFILES, state=taken.state)
    assert found(same) == ["COUNT_DIFFERS", "ORD-DUP-PO-SAME"]


def test_what_was_made_good_meanwhile_is_not_released():
    profiles = partner(HOLDS)
    good = interchange(order_set(), control=2)
    made_good = came(interchange(order_set(UNBALANCED)), good, profiles=profiles)
    (name,) = held(made_good)
    refused = decided(made_good, decision(name), profiles)
    assert (found(refused), orders(refused)) == (["DECISION_UNFIT"], [])
    assert held(refused) == [name]
    gone = decided(refused, decision(name, Action.REJECT), profiles)
    assert documents(gone) == [(name, "rejected", 2, "anna")]


def test_what_is_released_for_one_reason_is_not_taken_where_there_is_another():
    other = tuple(line.replace("*12*EA", "*20*EA") for line in UNBALANCED)
    second = came(interchange(order_set()), interchange(order_set(other), control=2))
    (name,) = held(second)
    refused = decided(second, decision(name), partner(HOLDS))
    assert (found(refused), held(refused), orders(refused)) == (["DECISION_UNFIT"], [name], [])
    assert len(orders(decided(refused, decision(name), PROFILES))) == 1


@pytest.mark.parametrize("purpose", ["01", "04", "05"])
def test_a_change_of_an_order_cannot_be_released_and_says_so(purpose: str):
    changed = tuple(line.replace("BEG*00", f"BEG*{purpose}") for line in body("1"))
    first = came(FIRST, interchange(order_set(changed), control=2))
    (name,) = held(first)
    refused = decided(first, decision(name))
    assert (found(refused), held(refused)) == (["DECISION_UNFIT"], [name])
    (fact,) = refused.facts
    assert "change" in fact.finding.message  # type: ignore[union-attr]
    assert documents(decided(refused, decision(name, Action.REJECT)))[0][1] == "rejected"


def test_a_marked_duplicate_of_an_order_that_never_came_is_that_order():
    marked = tuple(line.replace("BEG*00", "BEG*07") for line in body("1"))
    first = came(interchange(order_set(marked)))
    taken = decided(first, decision(held(first)[0]))
    assert [row["po_number"] for row in orders(taken)] == ["1"]


def test_a_document_of_a_number_that_was_used_takes_the_place_of_the_first():
    def notice(number: int, cartons: int) -> bytes:
        lines = ["ST*856*0001", "BSN*00*S1*20260302*0615", "HL*1**S",
                 f"TD1*CTN*{cartons}", "CTT*1", "SE*6*0001"]  # fmt: skip
        return interchange(lines, control=number).replace(b"GS*PO", b"GS*SH")

    other = came(notice(1, 5), notice(2, 6))
    (name,) = held(other)
    taken = decided(other, decision(name))
    assert documents(taken) == [(name, "accepted", 2, "anna")]
    assert found(came(notice(3, 6), state=taken.state)) == ["DOCUMENT_REPEATED"]


def test_what_a_person_rejects_is_told_the_way_that_the_profile_wants():
    second = interchange(order_set(body("1", "20")), control=2)
    silent = came(FIRST, second)
    (name,) = held(silent)
    assert answers(decided(silent, decision(name, Action.REJECT))) == []
    gone = decided(silent, decision(name, Action.REJECT), partner('advice = "824"'))
    assert list(out(gone)) == ["824"]
    assert any(line.startswith("OTI*TR*PO*1*ACME*CROSSDOCK") for line in out(gone)["824"])
    assert decided(gone, decision(name, Action.REJECT), PROFILES).facts == ()
    # An 855 would refuse the order that counts under the same number.
    left = decided(silent, decision(name, Action.REJECT), partner('advice = "855"'))
    assert (answers(left), documents(left)) == ([], [(name, "rejected", 2, "anna")])
    raised = [fact.row for fact in left.facts if isinstance(fact, ExceptionSeen)]
    untold = [(row["code"], row["resolved_at"]) for row in raised if row["code"] == "EDI-UNTOLD"]
    assert untold == [("EDI-UNTOLD", None)]


def test_who_was_told_that_an_order_is_refused_is_not_told_again_though_another_counts():
    profiles = partner(f'{HOLDS}advice = "855"')
    first = came(interchange(order_set(UNBALANCED)), profiles=profiles)
    assert set(out(first)) == {"997", "855"}
    (name,) = held(first)
    good = came(interchange(order_set(), control=2), profiles=profiles, state=first.state)
    gone = decided(good, decision(name, Action.REJECT), profiles)
    assert (answers(gone), documents(gone)) == ([], [(name, "rejected", 2, "anna")])
    assert not [fact for fact in gone.facts if isinstance(fact, ExceptionSeen)]


def test_a_document_that_an_824_refused_is_taken_with_another_824():
    profiles = partner(f'{HOLDS}advice = "824"')
    first = came(interchange(order_set(UNBALANCED)), profiles=profiles)
    (name,) = held(first)
    assert documents(first) == [(name, "refused", 1, None)]
    taken = decided(first, decision(name), profiles)
    assert out(taken)["824"][3] == "OTI*TA*PO*4500017*ACME*CROSSDOCK***1*0001*850*004010"
    assert not any(line.startswith("TED") for line in out(taken)["824"])
    assert (len(orders(taken)), documents(taken)) == (1, [(name, "accepted", 2, "anna")])
    gone = decided(first, decision(name, Action.REJECT), profiles)
    assert (answers(gone), documents(gone)) == ([], [(name, "rejected", 2, "anna")])


def test_the_same_decision_again_changes_nothing_and_another_comes_too_late():
    other = came(FIRST, interchange(order_set(body("1", "20")), control=2))
    (name,) = held(other)
    taken = decided(other, decision(name))
    again = decided(taken, decision(name))
    assert again.facts == ()
    assert again.state == PairState.thaw(taken.state.freeze())
    late = decided(taken, decision(name, Action.REJECT, by="ben"))
    assert (found(late), documents(late)) == (["DECISION_LATE"], [])
    (fact,) = late.facts
    assert fact.finding.message == "It was released by anna on 2026-03-02."  # type: ignore[union-attr]


@pytest.mark.parametrize("action", [Action.RELEASE, Action.REJECT])
def test_what_is_not_held_cannot_be_decided_about(action: Action):
    step = came(FIRST)
    for name in (f"{ABOUT}000000001/1/0001", f"{ABOUT}000000001", "nothing", ""):
        refused = decided(step, decision(name, action))
        assert found(refused) == ["DECISION_UNKNOWN"]
        assert refused.facts[0].raw == b"{}"  # type: ignore[union-attr]
        assert refused.state == PairState.thaw(step.state.freeze())


def test_what_is_older_than_the_look_back_is_held_no_more():
    reused = came(FIRST, REUSED)
    (name,) = held(reused)
    long_after = NOW + timedelta(days=61)
    later = receive(reused.state, frame(interchange(control=5)), now=long_after, profiles=PROFILES)
    assert held(later) == []
    assert found(decide(later.state, decision(name), now=long_after, profiles=PROFILES)) == [
        "DECISION_UNKNOWN"
    ]


def test_what_is_held_keeps_its_name_though_the_first_under_its_number_is_forgotten():
    reused = receive(
        came(FIRST).state, frame(REUSED), now=NOW + timedelta(days=30), profiles=PROFILES
    )
    (name,) = held(reused)
    late = NOW + timedelta(days=61)
    taken = decide(reused.state, decision(name), now=late, profiles=PROFILES)
    assert "000000001" in PairState.thaw(reused.state.freeze()).interchanges
    assert "000000001" not in taken.state.interchanges
    assert [row["document"] for row in orders(taken)] == [
        f"{ABOUT}000000001/1/000{number}{name[-9:]}" for number in (1, 2)
    ]


def test_a_released_interchange_is_none_of_its_senders_sequence_and_is_forgotten_without_trace():
    reused = came(FIRST, REUSED, interchange(control=5_000))
    taken = decided(reused, decision(held(reused)[0]))
    assert taken.state.last_received == 5_000
    late = NOW + timedelta(days=62)
    swept = receive(taken.state, frame(interchange(control=9)), now=late, profiles=PROFILES)
    assert list(swept.state.interchanges) == ["000000009"]
    assert not [block for block in swept.state.spent if block.startswith("odd")]
    assert dict(swept.state.decided) == {}


def test_a_ta1_that_is_held_with_its_interchange_is_believed_when_that_is_released():
    sent = send(PairState(), request(), PROFILES.partners[0], NOW)
    first = came(acknowledgment("A", control="77"), state=sent.state)
    isa = acknowledgment("A").partition(b"GS*")[0]
    note = isa + b"TA1*000000001*260302*0700*R*001~\nIEA*0*000000009~\n"
    reused = came(note, state=first.state)
    (name,) = held(reused)
    assert [status for _, status, *_ in documents(reused)] == ["held"]
    taken = decided(reused, decision(name))
    (row,) = documents(taken)
    assert row == (documents(reused)[0][0], "received", 2, "anna")
    assert [item[0].partition("/")[0] for item in exceptions(taken)] == [
        "EDI-DUP-CONTROL", "EDI-REJECTED",
    ]  # fmt: skip


def test_numbers_that_must_be_unique_are_used_again_by_leave_of_a_person():
    profiles = partner('unique = ["group", "set"]')
    reused = came(FIRST, REUSED, profiles=profiles)
    assert len(orders(decided(reused, decision(held(reused)[0]), profiles))) == 2


def test_a_number_that_came_in_another_interchange_stands_once_in_its_own():
    profiles = partner('unique = ["group", "set"]')
    again = came(FIRST, interchange(order_set(body("5")), control=2), profiles=profiles)
    assert "ST_CONTROL_DUPLICATE" in str(found(again))
    assert [name for name, *_ in documents(again)] == [f"{ABOUT}000000002/2/0001"]


def test_an_interchange_that_still_arrives_is_not_disturbed_by_a_decision():
    reused = came(FIRST, REUSED)
    parts = frame(interchange(order_set(body("5")), control=2))
    half = receive(reused.state, parts[:3], now=NOW, profiles=PROFILES, stream="a")
    taken = decided(half, decision(held(reused)[0]))
    rest = receive(taken.state, parts[3:], now=NOW, profiles=PROFILES, stream="a")
    assert [row["po_number"] for row in orders(rest)] == ["5"]
    assert rest.state.open == {}
