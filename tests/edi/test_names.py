"""Names of documents: each its own, whoever sends it, and however its numbers repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from edi.facts import DocumentSeen, Step
from edi.identities import document_id
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.remembered import Remembered
from edi.spent_numbers import BLOCK, ODD, spend, uses
from tests.edi.wire import (
    BODY,
    NOW,
    PROFILES,
    answers,
    frame,
    interchange,
    order_set,
    orders,
    sets_of,
    take,
)

NONE = PairState()
FIRST = interchange(order_set())
OTHER = interchange(order_set(tuple(line.replace("4500017", "4500018") for line in BODY)))
WITHOUT_BUYER = tuple(line for line in BODY if not line.startswith("N1*BY"))


def names(step: Step, direction: str = "in") -> list[str]:
    """The names of documents of one direction."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["document"]) for row in rows if row["direction"] == direction]


def statuses(step: Step) -> list[str]:
    """What became of every document that came in."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


def test_one_id_under_two_qualifiers_is_two_senders_in_every_name():
    other = FIRST.replace(b"*08*ACME", b"*ZZ*ACME")
    one, two = take(NONE, FIRST), take(NONE, other)
    assert names(one) == ["X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001"]
    assert names(two) == ["X12/ZZ:ACME/ZZ:CROSSDOCK/000000001/1/0001"]
    assert names(one, "out") == ["X12/ZZ:CROSSDOCK/08:ACME/000000001/1/997"]
    assert names(two, "out") == ["X12/ZZ:CROSSDOCK/ZZ:ACME/000000001/1/997"]
    assert orders(one)[0]["event_id"] != orders(two)[0]["event_id"]
    assert answers(one)[0].name != answers(two)[0].name
    assert answers(one)[0].answers == "X12/08:ACME/ZZ:CROSSDOCK/000000001"


def test_an_order_without_a_buyer_is_its_senders_whatever_the_qualifier():
    data = interchange(order_set(WITHOUT_BUYER))
    assert [row["order_id"] for row in orders(take(NONE, data))] == ["08:ACME/4500017"]
    other = take(NONE, data.replace(b"*08*ACME", b"*12*ACME"))
    assert [row["order_id"] for row in orders(other)] == ["12:ACME/4500017"]


def test_both_directions_between_two_parties_of_one_id_have_two_names():
    there = FIRST.replace(b"ZZ*CROSSDOCK      ", b"ZZ*ACME           ")
    back = there.replace(b"08*ACME           *ZZ*ACME", b"ZZ*ACME           *08*ACME")
    assert names(take(NONE, there)) == ["X12/08:ACME/ZZ:ACME/000000001/1/0001"]
    assert names(take(NONE, back)) == ["X12/ZZ:ACME/08:ACME/000000001/1/0001"]


def test_sets_under_one_number_in_one_group_have_two_names():
    found = names(take(NONE, interchange(order_set(), order_set())))
    assert found[0] == "X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001"
    assert found[1] == "X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001#12"


def test_groups_under_one_number_and_sets_outside_of_groups_have_names_of_their_own():
    group = FIRST[FIRST.index(b"GS*") : FIRST.index(b"IEA*")]
    loose = group[group.index(b"ST*") : group.index(b"GE*")]
    head, tail = FIRST[: FIRST.index(b"GS*")], FIRST[FIRST.index(b"IEA*") :]
    data = head + loose + group + group + loose + tail
    found = names(take(NONE, data))
    assert len(found) == len(set(found)) == 4
    assert found == names(take(NONE, data, cut=1))


def test_a_mark_of_names_within_an_id_is_escaped():
    data = FIRST.replace(b"ACME           *ZZ", b"AC/ME@2        *ZZ")
    assert document_id(sets_of(data)[0]) == "X12/08:AC%2FME%402/ZZ:CROSSDOCK/000000001/1/0001"


def test_a_number_that_comes_again_after_the_look_back_names_another_document():
    state = take(NONE, FIRST).state
    for use in (2, 3):
        later = NOW + timedelta(days=61 * (use - 1))
        state = PairState.thaw(state.freeze())
        step = take(state, OTHER, now=later)
        about = f"X12/08:ACME/ZZ:CROSSDOCK/000000001@{use}"
        assert names(step) == [f"{about}/1/0001"]
        assert orders(step)[0]["event_id"] == f"{about}/1/0001"
        assert answers(step)[0].answers == about
        again = take(step.state, OTHER, now=later)
        assert orders(again) == []
        assert [fact.content for fact in answers(again)] == [f.content for f in answers(step)]
        state = step.state


def test_a_number_with_other_content_names_another_document_and_keeps_its_ta1():
    note = b"TA1*000000007*260302*0700*A*000~\n"
    with_note = FIRST.replace(b"GS*PO", note + b"GS*PO")
    first = take(NONE, with_note)
    assert names(take(first.state, with_note)) == []
    step = take(first.state, OTHER.replace(b"GS*PO", note + note + b"GS*PO"))
    assert statuses(step) == ["held", "held", "held"]
    assert len(set(names(step)) | set(names(first))) == 5
    assert answers(step) == []


def test_two_ta1s_on_one_interchange_are_two_documents():
    notes = b"TA1*000000007*260302*0700*A*000~\nTA1*000000007*260302*0700*A*000~\n"
    found = names(take(NONE, FIRST.replace(b"GS*PO", notes + b"GS*PO")))
    about = "X12/08:ACME/ZZ:CROSSDOCK/000000001"
    assert found == [f"{about}/TA1/000000007", f"{about}/TA1/000000007#2", f"{about}/1/0001"]


def test_a_number_that_is_forgotten_while_its_interchange_arrives_is_taken_anew():
    early, late = NOW + timedelta(days=60), NOW + timedelta(days=61)
    known = take(NONE, FIRST, now=NOW)
    parts = frame(OTHER)
    begun = receive(known.state, parts[:-1], now=early, profiles=PROFILES, stream="a")
    swept = receive(begun.state, frame(interchange(control=9)), now=late, profiles=PROFILES)
    step = receive(swept.state, parts[-1:], now=late, profiles=PROFILES, stream="a")
    assert [row["po_number"] for row in orders(step)] == ["4500018"]
    assert names(step) == ["X12/08:ACME/ZZ:CROSSDOCK/000000001@2/1/0001"]
    assert len(answers(step)) == 1


def test_states_of_earlier_versions_are_read():
    state = replace(take(NONE, FIRST).state, last_received=0)
    _, interchanges, orders_, sent, requests, *rest = state.freeze()
    spent, raised, cures, used, held, decided, *more_maps = rest
    numbers_and_more = more_maps[6:]
    last_interchange, last_group, _, _, *more = numbers_and_more
    assert isinstance(interchanges, tuple)
    first = tuple((control, known[:-1]) for control, known in interchanges)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    scalars = (last_interchange, last_group, *more)
    third = (3, interchanges, orders_, sent, requests, spent, raised, cures)
    numbers = (last_interchange, last_group, 0, *more)
    fifth = (5, *third[1:], used, held, decided)
    assert PairState.thaw((*fifth, *numbers)) == state
    assert PairState.thaw((4, *third[1:], used, *numbers)) == state
    assert PairState.thaw((*third, *numbers)) == state
    assert PairState.thaw((1, first, orders_, sent, requests, *scalars)) == state
    assert PairState.thaw((2, interchanges, orders_, sent, requests, spent, *scalars)) == state


def test_two_parties_of_one_id_have_two_places_in_the_outbox():
    profiles = load_profiles({"acme": 'ids = ["08:ACME", "ZZ:ACME"]'})
    steps = [
        receive(NONE, frame(data), now=NOW, profiles=profiles)
        for data in (FIRST, FIRST.replace(b"*08*ACME", b"*ZZ*ACME"))
    ]
    assert len({(out.partner, out.name) for step in steps for out in answers(step)}) == 2


CONTROLS = st.one_of(
    st.integers(0, 3 * BLOCK).map(lambda number: f"{number:09d}"), st.sampled_from(["A", "B/7"])
)


@given(st.lists(CONTROLS, max_size=40))
def test_uses_count_what_was_spent(controls: list[str]):
    spent: Remembered[int] = Remembered()
    counted: dict[str, int] = {}
    for control in controls:
        assert uses(spent, control) == counted.get(control, 0)
        counted[control] = counted.get(control, 0) + 1
        spend(spent, control, counted[control])


def test_numbers_in_sequence_are_kept_at_a_bit_each():
    spent: Remembered[int] = Remembered()
    for number in range(10 * BLOCK):
        spend(spent, f"{number:09d}", 1)
    assert len(spent) == 10
    for number in range(ODD):
        spend(spent, f"R{number}", uses(spent, f"R{number}") + 1)
    assert len(spent) < 10 + 12 * ODD // BLOCK
