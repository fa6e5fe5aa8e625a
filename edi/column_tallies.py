"""Whether the totals of orders in a row are certainly right, told for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from edi.column_judging import present
from edi.order_totals import TOTAL
from edi.price_bases import FREE
from edi.words import WORD, numbers_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.bulk import Bulk
    from edi.column_judging import Values
    from edi.tallies import Tally

BASIS: Final = 5
"""The element of a line that says what its price is for."""
DECIMALS: Final = 4
DIGITS_MAX: Final = 12
AMOUNT_MAX: Final = 10**6
PRICE_MAX: Final = 10**10
SUM_MAX: Final = 4e18
"""Amounts beyond these, in ten-thousandths, are left to the set's own judgement."""


def right_sets(
    bulk: Bulk, values: Values, tally: Tally, numbers: dict[str, int]
) -> NDArray[np.bool_]:
    """Which of these sets, if they are clean, certainly hold their tally; false says nothing.

    `numbers` are those of the segments' ids among the values' kinds.
    """
    count = len(bulk.heads)
    owner = np.repeat(np.arange(count), np.diff(np.append(bulk.heads, len(values.kinds))))
    right = np.ones(count, dtype=np.bool_)
    for name in tally.unsure:
        right[owner[values.kinds == numbers[name]]] = False
    name, position = tally.number
    named = np.flatnonzero(values.kinds == numbers[name])
    said = present(values, named, position)
    first = values.begin[np.where(said, values.first[named] + position, 0)]
    said &= values.column[first] != ord(" ")
    right &= np.bincount(owner[named[said]], minlength=count) == 1
    lines = np.flatnonzero(values.kinds == numbers[tally.lines])
    amounts, whole = _numbers(values, lines, 2)
    whole &= present(values, lines, 1) & (amounts > 0)
    amount_of = owner[lines]
    right[amount_of[~whole]] = False
    there = np.bincount(amount_of, minlength=count)
    right &= there > 0
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, amount_of, np.where(whole, amounts, 0))
    totals = np.flatnonzero(values.kinds == numbers[tally.total])
    right &= np.bincount(owner[totals], minlength=count) <= 1
    counts, are_counts = _numbers(values, totals, 1)
    claimed, are_claims = _numbers(values, totals, 2)
    silent = ~present(values, totals, 2)
    of = owner[totals]
    good = are_counts & (counts == there[of]) & (values.count[totals] <= 2)
    right[of[~(good & (silent | (are_claims & (claimed == sums[of]))))]] = False
    if tally.money:
        said = np.flatnonzero(values.kinds == numbers[tally.money])
        if len(said):
            _hold_money(values, (owner, lines, amounts), said, right)
    return right


def _hold_money(
    values: Values,
    ordered: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    said: NDArray[np.int64],
    right: NDArray[np.bool_],
) -> None:
    """Leave as right those that say a total (AMT*TT) only where it is quantity by price, exactly.

    `ordered` are the sets of all segments, the lines, and the quantity of each line.
    """
    owner, lines, amounts = ordered
    said = said[_says(values, said, 1, TOTAL)]
    if not len(said):
        return
    sets = np.zeros(len(right), dtype=np.bool_)
    sets[owner[said]] = True
    chosen = sets[owner[lines]]
    lines, amounts = lines[chosen], amounts[chosen]
    prices, known = _money(values, lines, 4)
    known &= (amounts < AMOUNT_MAX) & (prices < PRICE_MAX) & ~_says(values, lines, BASIS, FREE)
    right[owner[lines[~known]]] = False
    sums = np.zeros(len(right), dtype=np.int64)
    rough = np.zeros(len(right), dtype=np.float64)
    products = np.where(known, amounts * np.where(known, prices, 0), 0)
    np.add.at(sums, owner[lines], products)
    np.add.at(rough, owner[lines], products.astype(np.float64))
    claimed, are_claims = _money(values, said, 2)
    good = are_claims & (claimed == sums[owner[said]]) & (rough[owner[said]] < SUM_MAX)
    right[owner[said[~good]]] = False


def _says(values: Values, rows: NDArray[np.int64], position: int, text: str) -> NDArray[np.bool_]:
    """Which segments have a text of two letters at a position."""
    there = present(values, rows, position)
    at = np.where(there, values.first[rows] + position, 0)
    first = values.begin[at]
    one, other = values.column[first], values.column[first + 1]
    return (
        there & (values.length[at] == len(text)) & (one == ord(text[0])) & (other == ord(text[1]))
    )


def _money(
    values: Values, rows: NDArray[np.int64], position: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """An element of these segments in ten-thousandths, and whether it is one of few digits."""
    there = present(values, rows, position)
    at = np.where(there, values.first[rows] + position, 0)
    length = np.where(there, values.length[at], 0)
    known = there & (length <= DIGITS_MAX)
    found = np.zeros(len(rows), dtype=np.int64)
    decimals = np.full(len(rows), -1, dtype=np.int64)
    last = len(values.column) - 1
    for step in range(min(DIGITS_MAX, int(length.max(initial=0)))):
        within = known & (step < length)
        byte = values.column[np.minimum(values.begin[at] + step, last)].astype(np.int64)
        is_point, digit = byte == ord("."), byte - ord("0")
        known &= ~within | is_point | ((digit >= 0) & (digit <= 9))
        counts = within & ~is_point
        found = np.where(counts, found * 10 + digit, found)
        decimals = np.where(within & (is_point | (decimals >= 0)), decimals + 1, decimals)
    decimals = np.maximum(decimals, 0)
    known &= decimals <= DECIMALS
    return found * 10 ** np.maximum(DECIMALS - decimals, 0), known


def _numbers(
    values: Values, rows: NDArray[np.int64], position: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """An element of these segments as whole numbers, and whether each is one of few digits."""
    there = present(values, rows, position)
    at = np.where(there, values.first[rows] + position, 0)
    length = values.length[at]
    few = there & (length <= WORD)
    ends = np.where(few, values.begin[at] + length, WORD)
    found, numeric = numbers_at(values.words(), ends, np.where(few, length, 1))
    return found, few & numeric
