"""Units convert exactly, or are refused; nothing is rounded up and nothing is a float."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.units import UNITS, Units, to_base, units_within
from schemas.events import INVENTORY_EVENT

LIMIT = 2**63 - 1


def units(*rows: tuple) -> Units:
    return Units.of(pl.DataFrame(list(rows), schema=UNITS, orient="row"))


def event(item: str | None, quantity: int | None, uom: str | None) -> dict:
    said = {"event_id": "e", "kind": "RECEIVE", "item": item, "quantity": quantity, "uom": uom}
    return dict.fromkeys(INVENTORY_EVENT) | said


def frame(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame([event(*row) for row in rows], schema=INVENTORY_EVENT)


def test_four_tenths_of_a_litre_fit_eighteen_times_into_seven_and_a_half() -> None:
    assert units_within(np.array([75]), 4, 1).tolist() == [18]
    assert units_within(np.array([15]), 4, 5).tolist() == [18]  # in halves of a litre


def test_ten_kilograms_are_three_packs_of_ten_thirds_exactly() -> None:
    assert units_within(np.array([10, 9]), 10, 3).tolist() == [3, 2]
    assert to_base(np.array([3]), 10, 3).quantity.tolist() == [10]


MANY = units(
    ("A", "CA", 12, 1),
    ("A", "PK", 10, 3),
    ("A", "EA", 1, 1),
    ("B", "EA", 6, 1),
    ("*", "DZ", 12, 1),
    ("B", "DZ", 13, 1),
    ("A", "XX", 0, 1),
    ("A", "YY", 1, -1),
)
# item, quantity, unit | in base units, or why not
STORIES = [
    (("A", 2, "CA"), 24),
    (("A", 1, "EA"), 1),
    (("A", -2, "CA"), -24),
    (("A", 0, "CA"), 0),
    (("A", 7, None), 7),
    (("A", 3, "PK"), 10),
    (("A", 1, "PK"), "UOM_INDIVISIBLE"),
    (("A", 1, "DZ"), 12),
    (("B", 1, "DZ"), 13),
    (("B", 2, "EA"), 12),
    (("C", 2, "EA"), 2),
    (("C", 2, "CA"), "UOM_UNKNOWN"),
    (("A", 1, ""), "UOM_UNKNOWN"),
    (("A", 1, "XX"), "UOM_UNKNOWN"),
    (("A", 1, "YY"), "UOM_UNKNOWN"),
    (("A", LIMIT // 12, "CA"), LIMIT // 12 * 12),
    (("A", LIMIT // 12 + 1, "CA"), "QUANTITY_RANGE"),
    (("A", -(LIMIT // 12), "CA"), -(LIMIT // 12) * 12),
    (("A", -(LIMIT // 12) - 1, "CA"), "QUANTITY_RANGE"),
    (("A", LIMIT, "EA"), LIMIT),
    ((None, None, "CA"), None),
    ((None, None, None), None),
]


@pytest.mark.parametrize(("sent", "expected"), STORIES)
def test_a_quantity_is_whole_in_base_units_or_refused(sent: tuple, expected: object) -> None:
    converted, refused = MANY.convert(frame(sent))
    assert converted.schema == INVENTORY_EVENT
    assert refused.columns == [*INVENTORY_EVENT, "code", "message"]
    if isinstance(expected, str):
        assert converted.is_empty()
        assert refused["code"].to_list() == [expected]
        assert refused["quantity"].to_list() == [sent[1]]
        assert refused["message"].null_count() == 0
    else:
        assert refused.is_empty()
        assert converted["quantity"].to_list() == [expected]
        assert converted["uom"].to_list() == [sent[2]]


def test_a_batch_is_split_and_keeps_its_order() -> None:
    rows = frame(*(sent for sent, _ in STORIES))
    converted, refused = MANY.convert(rows)
    good = [expected for _, expected in STORIES if not isinstance(expected, str)]
    assert converted["quantity"].to_list() == good
    assert refused.height == len(STORIES) - len(good)


def test_without_a_table_only_the_base_unit_is_known() -> None:
    rows = frame(("A", 1, "EA"), ("A", 2, None))
    converted, refused = Units.none().convert(rows)
    assert converted is rows
    assert refused.columns == [*INVENTORY_EVENT, "code", "message"]
    _, refused = Units.none().convert(frame(("A", 1, "CA")))
    assert refused["message"].to_list() == ["CA is not a known unit of A."]


def test_the_last_word_on_a_unit_counts() -> None:
    changed = units(("A", "CA", 12, 1), ("A", "CA", 10, 1))
    assert changed.convert(frame(("A", 1, "CA"))).events["quantity"].to_list() == [10]


wide = st.integers(-LIMIT, LIMIT)
parts = st.one_of(st.integers(1, 20), st.integers(1, 10**9))


@given(st.lists(st.tuples(wide | st.integers(-50, 50), parts, parts), min_size=1, max_size=20))
def test_conversion_is_the_exact_fraction(rows: list[tuple[int, int, int]]) -> None:
    quantity, num, den = np.array(rows, np.int64).T
    found = to_base(quantity, num, den)
    for place, (amount, above, below) in enumerate(rows):
        exact = Fraction(amount) * above / below
        assert found.indivisible[place] == (exact.denominator != 1)
        fits = abs(exact) <= LIMIT
        assert found.beyond[place] == (exact.denominator == 1 and not fits)
        expected = exact if exact.denominator == 1 and fits else 0
        assert found.quantity[place] == expected


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(1, 10**6))
def test_units_within_round_down_and_never_up(base: int, num: int, den: int) -> None:
    found = int(units_within(np.array([base]), num, den)[0])
    exact = Fraction(base) * den / num
    assert found <= exact < found + 1
