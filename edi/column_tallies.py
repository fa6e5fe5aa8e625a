"""Whether the totals of orders in a row are certainly right, told for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edi.column_judging import present
from edi.words import WORD, numbers_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.bulk import Bulk
    from edi.column_judging import Values
    from edi.tallies import Tally


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
    return right


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
