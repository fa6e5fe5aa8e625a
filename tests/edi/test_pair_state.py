"""What is remembered of a pair: a snapshot costs what changed, and says the same."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from edi.pair_state import PairState
from edi.remembered import Remembered
from tests.edi.wire import NOW, interchange, order_set, take


def test_changes_laid_over_what_was_written_are_the_whole_state():
    state, written = PairState(), PairState()
    for control in range(1, 6):
        body = ("BEG*00*SA*" + str(control) + "**20260302", "PO1*1*1*EA***VN*A")
        state = take(state, interchange(order_set(body), control=control), now=NOW).state
        changed = state.freeze_changes()
        assert len(changed[1]) == 1
        written = PairState.thaw(changed, written)
        state = state.settle()
        assert written == state
        assert PairState.thaw(state.freeze()) == state


def test_a_state_that_was_given_in_stays_as_it_was():
    first = take(PairState(), interchange(order_set())).state
    before = first.freeze()
    take(first, interchange(order_set(control="0002"), control=2))
    assert first.freeze() == before
    assert first.swept > date.min


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 9), st.booleans()),
        max_size=30,
    )
)
def test_a_remembered_map_is_a_dictionary(steps: list[tuple[str, int | None, bool]]):
    plain: dict[str, int] = {}
    map_: Remembered[int] = Remembered()
    for key, value, settles in steps:
        map_ = map_.edit()
        if value is None:
            map_.forget(key)
            plain.pop(key, None)
        else:
            map_.put(key, value)
            plain[key] = value
        if settles:
            map_ = map_.settle()
        assert dict(map_) == plain
        assert len(map_) == len(plain)
        assert [key in map_ for key in "abcd"] == [key in plain for key in "abcd"]
