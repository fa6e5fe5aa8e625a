"""Rounds through our control numbers: a number is given again, and a name never."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edi.control_numbers import FEWEST
from edi.facts import DocumentSeen, Fact, Found, Outbound
from edi.identities import interchange_of, pair_of_name
from edi.pair_state import PairState
from edi.receiving import receive
from edi.sending import send
from edi.transport import FOLDER
from tests.edi.test_advising import ORDERS, partner
from tests.edi.test_deciding import FIRST, came
from tests.edi.test_replying import NARROW, RANGE
from tests.edi.test_sending import acknowledgment, request
from tests.edi.wire import NOW, answers, frame, written_once

ACME = NARROW.partners[0]
UNAWAITED = partner(f"{RANGE}acknowledge_within_hours = 0\n").partners[0]
LOOK_BACK = timedelta(days=ACME.look_back_days + 1)
LAST = f"{FEWEST:09d}"


def near_the_end(state: PairState, left: int = 1) -> PairState:
    """A pair, frozen and thawed, that has given the numbers of its range but for some."""
    last = FEWEST - left
    return replace(PairState.thaw(state.freeze()), last_interchange=last, last_group=last)


def names(facts: list[Fact]) -> tuple[list[str], list[str]]:
    """The names of files, and of documents of ours, as they are told first."""
    rows = [fact.row for fact in facts if isinstance(fact, DocumentSeen)]
    files = [fact.name for fact in facts if isinstance(fact, Outbound)]
    ours = [str(row["document"]) for row in rows if row["direction"] == "out"]
    return files, ours


def test_a_document_under_a_number_that_was_given_before_has_names_of_its_own():
    state, facts = PairState(), list[Fact]()
    for turn in range(3):
        now = NOW + turn * LOOK_BACK
        for before, id_ in ((near_the_end(state), f"last-{turn}"), (None, f"first-{turn}")):
            at = state if before is None else before
            step = send(at, request(id_), UNAWAITED, now)
            again = send(PairState.thaw(at.freeze()), request(id_), UNAWAITED, now)
            assert again.facts == step.facts
            assert send(step.state, request(id_), UNAWAITED, now).facts == ()
            state, facts = step.state, [*facts, *step.facts]
        # What comes makes forget what is older than the look-back.
        later, data = NOW + (turn + 1) * LOOK_BACK, acknowledgment(number=turn + 1)
        state = receive(state, frame(data), now=later, profiles=NARROW).state
    files, ours = names(facts)
    numbers = [LAST, "000000001-2", f"{LAST}-2", "000000001-3", f"{LAST}-3", "000000001-4"]
    assert files == [f"855_08-ACME_ZZ-US_P_{number}" for number in numbers]
    about = [f"X12/ZZ:US/08:ACME/{number.replace('-', '@')}" for number in numbers]
    assert [interchange_of(name) for name in ours] == about
    assert {pair_of_name(name, ours=True) for name in ours} == {"08:ACME/ZZ:US/P"}


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (FIRST.replace(b"*0*P*>", b"*1*P*>"), ["TA1", "997"]),
        (ORDERS.format(control="1", number="1", lines=1).encode(), ["CONTRL"]),
    ],
)
def test_an_answer_under_a_number_that_was_given_before_has_names_of_its_own(
    data: bytes, kinds: list[str]
):
    state, facts = PairState(), list[Fact]()
    for turn in range(3):
        before = near_the_end(state, len(kinds) - 1)
        if not turn:
            # In the first round the range begins.
            before = PairState()
        step = receive(before, frame(data), now=NOW + turn * LOOK_BACK, profiles=NARROW)
        again = receive(step.state, frame(data), now=NOW + turn * LOOK_BACK, profiles=NARROW)
        assert answers(again) == answers(step)
        state, facts = step.state, [*facts, *step.facts]
    files, ours = names(facts)
    assert len({*files}) == len({*ours}) == len(files) == len(ours) == 3 * len(kinds)
    assert [name.partition("_")[0] for name in files] == kinds * 3
    assert not any("-2" in name[-4:] for name in files[: len(kinds)])
    assert files[-1].endswith("000000001-3")
    assert [name.rpartition("_")[2].replace("-", "@") for name in files] == [
        interchange_of(name).rpartition("/")[2] for name in ours
    ]


def test_a_range_of_a_profile_that_goes_on_higher_is_of_the_same_round():
    state = send(PairState(), request(), ACME, NOW).state
    higher = partner("control_numbers = { first = 5000, last = 6000 }\n").partners[0]
    (file,), _ = names(list(send(state, request("a-2"), higher, NOW).facts))
    assert file.endswith("_000005000")
    back = send(replace(state, last_interchange=5000), request("a-2"), ACME, NOW)
    assert names(list(back.facts))[0][0].endswith("_000000002-2")


def test_what_has_no_number_yet_begins_no_round():
    data = FIRST.replace(b"*0*P*>", b"*1*P*>")
    used = near_the_end(came(FIRST, profiles=NARROW).state).edit()
    for number in range(2, FEWEST):
        used.given.put(f"ISA/{number}", NOW.date().toordinal())
    step = came(data.replace(b"000000001", b"000000002"), profiles=NARROW, state=used)
    assert (answers(step), step.state.last_round) == ([], 1)
    (kept,) = step.state.unnumbered
    assert kept.endswith("/000000002/answer")


def test_a_state_of_before_is_in_a_later_round_where_higher_numbers_are_known():
    first = send(near_the_end(PairState(), 2), request(), ACME, NOW).state
    assert written_once(first, 8).last_round == first.last_round == 1
    wrapped = came(FIRST, profiles=NARROW, state=replace(first, last_interchange=FEWEST))
    assert written_once(wrapped.state, 8).last_round == wrapped.state.last_round == 2
    answered = came(FIRST, profiles=NARROW, state=near_the_end(PairState())).state
    assert written_once(replace(answered, last_interchange=1), 8).last_round == 2


def test_numbers_are_free_behind_the_look_back_though_nothing_came_since():
    state = PairState()
    for number in range(FEWEST):
        state = send(state, request(f"a-{number}"), UNAWAITED, NOW).state
    early = send(state, request("b"), UNAWAITED, NOW + LOOK_BACK - timedelta(days=1))
    assert [fact.finding.code.value for fact in early.facts if isinstance(fact, Found)] == [
        "NUMBERS_SPENT"
    ]
    late = send(early.state, request("b"), UNAWAITED, NOW + LOOK_BACK)
    assert names(list(late.facts))[0] == ["855_08-ACME_ZZ-US_P_000000001-2"]
    awaited = send(state, request("a-0"), ACME, NOW + LOOK_BACK)
    assert awaited.facts == ()


@pytest.mark.parametrize("pattern", ["", 'transport = { file = "{set}-{pair}-{control}" }\n'])
@pytest.mark.parametrize(
    ("there", "instead"),
    [(b"*0*P*>", b"*0*Z*>"), (b"*ZZ*CROSS", b"*??*CROSS"), (b"*08*ACME", b"*!!*ACME")],
)
def test_what_an_envelope_of_ours_writes_as_one_has_two_names(
    pattern: str, there: bytes, instead: bytes
):
    profiles = partner(RANGE + pattern)
    others = {b"*ZZ*CROSS": b"*ZZ*CROSS", b"*08*ACME": b"*ZZ*ACME"}
    files = [
        names(list(came(data, profiles=profiles).facts))[0]
        for data in (
            FIRST.replace(there, others.get(there, there)),
            FIRST.replace(there, instead),
        )
    ]
    assert len({*files[0], *files[1]}) == len(files[0]) + len(files[1])


PARTIES = st.tuples(st.text("A_-%5F", max_size=3), st.text("A_-/:%5F", max_size=5)).map(":".join)
PAIRS = st.tuples(PARTIES, PARTIES, st.sampled_from(["P", "T", "", "_", "-", "%"]))


@given(PAIRS, PAIRS)
@example(("ZZ:US", "ZZ:A/B", "P"), ("ZZ:US", "ZZ:A-B", "P"))
@example(("ZZ:US", "ZZ:A_ZZ-B", "P"), ("ZZ:B_ZZ-US", "ZZ:A", "P"))
@example(("Z:Z-US", "ZZ:A", "P"), ("Z-Z:US", "ZZ:A", "P"))
def test_no_two_pairs_have_one_name(one: tuple[str, str, str], other: tuple[str, str, str]):
    named = [FOLDER.name("997", pair, "000000001") for pair in (one, other)]
    assert (named[0] == named[1]) == (one == other)


def test_names_of_plain_ids_are_of_their_characters():
    pair = ("ZZ:US_1", "08:AC-ME_2", "T")
    assert FOLDER.name("997", pair, "000000001") == "997_08-AC-ME_2_ZZ-US_1_T_000000001"
