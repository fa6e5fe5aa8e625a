"""The key index gives each key one row, in order of first occurrence, like a dict would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.key_index import KeyIndex

MANY = 2**64 - 1
# Few values and equal low bits, so that keys share slots and halves.
halves = st.sampled_from([0, 1, 2, 1024, 2048, 4096, MANY, MANY - 1023])
batches = st.lists(st.lists(st.tuples(halves, halves), max_size=40), max_size=6)


def halved(keys: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(keys, np.uint64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


@given(batches, st.lists(st.tuples(halves, halves), max_size=20))
def test_the_index_is_a_dict(
    calls: list[list[tuple[int, int]]], asked: list[tuple[int, int]]
) -> None:
    index = KeyIndex()
    plain: dict[tuple[int, int], int] = {}
    for keys in calls:
        expected_new = []
        for key in keys:
            expected_new.append(key not in plain)
            plain.setdefault(key, len(plain))
        rows, new = index.index(*halved(keys))
        assert rows.tolist() == [plain[key] for key in keys]
        assert new.tolist() == expected_new
    assert len(index) == len(plain)
    assert index.find(*halved(asked)).tolist() == [plain.get(key, -1) for key in asked]
    first, second = index.keys
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == list(plain)


@pytest.mark.parametrize("expected", [0, 50_000])
def test_the_index_grows_and_forgets_nothing(expected: int) -> None:
    random = np.random.default_rng(7)
    a = random.integers(0, MANY, 50_000, np.uint64)
    b = random.integers(0, MANY, 50_000, np.uint64)
    index = KeyIndex(expected)
    for start in range(0, a.size, 7_001):
        rows, new = index.index(a[start : start + 7_001], b[start : start + 7_001])
        assert new.all()
        assert rows[0] == start
    assert (index.find(a, b) == np.arange(a.size)).all()
    assert (index.find(b, a) == -1).all()
    shuffled = random.permutation(a.size)
    rows, new = index.index(a[shuffled], b[shuffled])
    assert (rows == shuffled).all()
    assert not new.any()


def test_an_empty_call_changes_nothing() -> None:
    index = KeyIndex()
    nothing = np.zeros(0, np.uint64)
    rows, new = index.index(nothing, nothing)
    assert rows.size == new.size == len(index) == 0
    assert index.find(nothing, nothing).size == 0


def test_keys_of_equal_low_bits_still_find_their_rows() -> None:
    index = KeyIndex()
    a = np.arange(3_000, dtype=np.uint64) << np.uint64(40)
    b = a + np.uint64(1)
    rows, _ = index.index(a, b)
    assert (rows == np.arange(3_000)).all()
    assert (index.find(a, b) == rows).all()


def test_a_key_takes_few_bytes() -> None:
    random = np.random.default_rng(3)
    index = KeyIndex()
    for _ in range(10):
        index.index(
            random.integers(0, MANY, 50_000, np.uint64), random.integers(0, MANY, 50_000, np.uint64)
        )
    assert index.size_bytes / len(index) < 34
