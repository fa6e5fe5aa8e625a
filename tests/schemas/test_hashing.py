"""Hashes are the same for ever, however the column was cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.hashing import combine, hash64, hash128, hash_numbers, murmur2, partition_of

WORDS = [
    "A",
    "",
    None,
    "ITEM-00001",
    "wms-rno",
    "01HZX3K5T9Q4M8V7B2N6C1D0EF",
    "Zürich ☃",
    "x" * 3000,
]
GOLDEN = {
    0: "f6a64be554173566 ab0665cdad96ab45 b55a8fa067537a73 00793dbee8bf8537"
    " e91e39e362dc9e97 49f9bc0399ae864a 6f5c40ee44c8cea5 065fa9742b3ac33a",
    1: "32d6d5b857b2c949 6991ccf2779ec32f 509252f3a8113dfc 060e804b5dbc7cf2"
    " 06a1a531e111edf3 d8b28d5ad51793d9 b9f1638c485fe43f e30222487900fbdb",
    2: "1ae713647feafc4f 04887229a7fdced0 35f36a2b6f16e388 6fa4133003b75451"
    " e15c94e6a8c373b3 077bd3db66c1797f 8d4b62d3666a0075 aa59d8adb91a816d",
}
# The vectors of Kafka's own tests of its partitioner.
KAFKA = {
    "21": -973932308,
    "foobar": -790332482,
    "a-little-bit-long-string": -985981536,
    "a-little-bit-longer-string": -1486304829,
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    "abc": 479470107,
}
strings = st.lists(
    st.one_of(
        st.none(),
        st.text(max_size=40),
        st.integers(min_value=2040, max_value=2060).map(lambda length: "é" + "x" * length),
    ),
    max_size=30,
)


def spelled(hashes: np.ndarray) -> str:
    return " ".join(f"{value:016x}" for value in hashes.tolist())


@pytest.mark.parametrize("seed", GOLDEN)
def test_the_hash_of_a_string_never_changes(seed: int) -> None:
    assert spelled(hash64(pl.Series(WORDS), seed)) == GOLDEN[seed]


def test_the_hash_of_a_number_never_changes() -> None:
    numbers = np.array([0, 1, -1, 2**63 - 1, -(2**63)])
    assert spelled(hash_numbers(numbers)) == (
        "e220a8397b1dcdaf 910a2dec89025cc1 e4d971771b652c20 2a67d7552e039ea7 481ec0a212a9f3db"
    )
    assert spelled(hash_numbers(numbers[:2], 1)) == "6e789e6aa1b965f4 beeb8da1658eec67"


def test_a_combined_hash_never_changes_and_minds_the_order() -> None:
    first, second = hash64(pl.Series(["A"])), hash64(pl.Series(["A"]), 1)
    assert spelled(combine(first, second)) == "32c87a6b4390b6c0"
    assert combine(second, first)[0] != combine(first, second)[0]


def test_null_and_the_empty_string_differ() -> None:
    hashes = hash64(pl.Series([None, "", "\0", "\0\0"]))
    assert len(set(hashes.tolist())) == 4


@pytest.mark.parametrize("key", KAFKA)
def test_murmur2_is_that_of_kafka(key: str) -> None:
    assert murmur2(pl.Series([key])).view(np.int32)[0] == KAFKA[key]


def test_partitions_are_those_of_kafka() -> None:
    assert partition_of(pl.Series(["21", "abc", None, ""]), 16).tolist() == [12, 11, 9, 9]


def test_empty_columns_have_no_hashes() -> None:
    nothing = pl.Series([], dtype=pl.String)
    assert hash64(nothing).size == 0
    assert partition_of(nothing, 16).size == 0
    assert hash_numbers(np.zeros(0, np.int64)).size == 0


def test_a_dictionary_column_hashes_as_its_strings() -> None:
    words = pl.Series(["A", "B", None, "A"])
    assert (hash64(words.cast(pl.Categorical)) == hash64(words)).all()
    assert (hash64(words.cast(pl.Enum(["A", "B"]))) == hash64(words)).all()


def plain_murmur2(content: bytes) -> int:
    """Kafka's `Utils.murmur2`, line by line."""
    mask, m, length = 0xFFFFFFFF, 0x5BD1E995, len(content)
    h = 0x9747B28C ^ length
    for start in range(0, length - length % 4, 4):
        k = int.from_bytes(content[start : start + 4], "little") * m & mask
        k = (k ^ k >> 24) * m & mask
        h = (h * m & mask) ^ k
    rest = content[length - length % 4 :]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    return h ^ h >> 15


def plain_hash(text: str | None, seed: int) -> int:
    """What `hash64` means, a byte at a time."""
    mask = (1 << 64) - 1
    if text is None:
        state = 0xD6E8FEB86659FD93 ^ seed
    else:
        multiplier, shift = ((0xFF51AFD7ED558CCD, 32), (0xC4CEB9FE1A85EC53, 29))[seed & 1]
        content = text.encode()
        state = ((len(content) + seed) * 0x9E3779B97F4A7C15 & mask) ^ multiplier
        for start in range(0, len(content), 8):
            state = (state ^ int.from_bytes(content[start : start + 8], "little")) * multiplier
            state &= mask
            state ^= state >> shift
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & mask
    state = (state ^ state >> 27) * 0x94D049BB133111EB & mask
    return state ^ state >> 31


@given(strings, st.integers(0, 3), st.integers(0, 5), st.integers(0, 5))
def test_any_slice_of_any_column_hashes_as_each_string_alone(
    words: list[str | None], seed: int, head: int, tail: int
) -> None:
    column = pl.Series(words, dtype=pl.String)
    piece = column.slice(head, max(0, len(words) - head - tail))
    kept = piece.to_list()
    assert hash64(piece, seed).tolist() == [plain_hash(word, seed) for word in kept]
    first, second = hash128(piece)
    assert (first == hash64(piece, 0)).all()
    assert (second == hash64(piece, 1)).all()
    assert murmur2(piece).tolist() == [plain_murmur2((word or "").encode()) for word in kept]


@given(strings, strings)
def test_a_column_in_two_pieces_hashes_as_one(
    left: list[str | None], right: list[str | None]
) -> None:
    first, second = pl.Series(left, dtype=pl.String), pl.Series(right, dtype=pl.String)
    whole = pl.concat([first, second], rechunk=False)
    assert (hash64(whole) == np.concatenate([hash64(first), hash64(second)])).all()


def test_many_like_names_share_no_hash() -> None:
    names = pl.select(pl.format("ITEM-{}", pl.int_range(300_000))).to_series()
    assert np.unique(hash64(names)).size == names.len()
    assert np.unique(hash64(names) & np.uint64(2**40 - 1)).size > names.len() * 0.999
