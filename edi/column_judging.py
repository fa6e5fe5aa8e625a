"""Whether sets in a row are certainly clean, told for all of them at once from their bytes.

Every element of every set is an entry of a few arrays: which element of which segment it is, where
it begins, how long it is. What the dictionary asks of it is looked up in a table. So a thousand
sets cost what one costs many times over, and no set is cut apart. What is not certain here is
judged as everywhere else (`edi/clean.py`, `edi/judging.py`): false says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.checking import repetition_mark
from edi.column_dictionary import (
    BAD,
    CODE,
    DATE,
    DECIMAL,
    TEXT,
    TIME,
    WHOLE,
    Dictionary,
    dictionary_of,
)
from edi.column_orders import OrderedIds
from edi.delimiters import NOISE
from edi.words import ONES, WORD, are_digits, led_by_zeros, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.bulk import Bulk
    from edi.grammar import Grammar

DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87)
"""The days of each month that are there in every year; the 29th of February is not certain."""
ASCII: Final = 128
CONTROL: Final = 32
SIGNS: Final = (b"-", b".")
"""Separators of components that numbers have too."""
_POINTS: Final = ONES * np.uint64(ord("."))
_TO_ZERO: Final = np.uint64(ord("0") ^ ord("."))
_LOW: Final = ONES * np.uint64(0x7F)
_NOISE: Final = np.isin(np.arange(256), list(NOISE))


@dataclass(frozen=True, slots=True)
class Values:
    """All elements of all segments, ids included, in the order of the bytes.

    `segment` is the segment of each, `position` its place there (0 is the id), `begin` and `length`
    where it lies. `first` and `count` are the place among these of each segment's id, and how many
    elements follow it; `kinds` are the segments' ids by their numbers in the dictionary.
    """

    column: NDArray[np.uint8]
    segment: NDArray[np.int64]
    position: NDArray[np.int64]
    begin: NDArray[np.int64]
    length: NDArray[np.int64]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    kinds: NDArray[np.int64]

    def words(self) -> NDArray[np.uint64]:
        """The bytes as words of eight that begin at every byte."""
        return words_of(self.column)


def clean_sets(bulk: Bulk, grammar: Grammar) -> tuple[NDArray[np.bool_], Values | None]:
    """Which sets of a padded bulk certainly have no fault of form, and the values of all.

    No values where the segments cannot be told apart by their marks alone.
    """
    known = dictionary_of(grammar)
    values = _values(bulk, known)
    signs = bulk.delimiters.component in SIGNS
    if values is None or signs or grammar.guide is not None:
        return np.zeros(len(bulk.heads), dtype=np.bool_), None
    bad = _odd_bytes(bulk, values) | (values.kinds == known.unknown)
    bad |= values.count < known.least[values.kinds]
    bad[values.segment[~_fit(values, known)]] = True
    for number, notes in known.notes.items():
        rows = np.flatnonzero(values.kinds == number)
        if len(rows):
            bad[rows[~_hold(values, rows, notes)]] = True
    clean = np.add.reduceat(bad, bulk.heads, dtype=np.int64) == 0
    ordered = OrderedIds.of(grammar)
    codes = values.kinds.astype(np.uint8).tobytes()
    stops = [*bulk.heads[1:].tolist(), len(codes)]
    for at, (head, stop) in enumerate(zip(bulk.heads.tolist(), stops, strict=True)):
        if clean[at] and not ordered.holds(codes[head:stop]):
            clean[at] = False
    return clean, values


def _values(bulk: Bulk, known: Dictionary) -> Values | None:
    """The values of a bulk; None where a terminator ends no segment, as between empty ones."""
    column = np.frombuffer(bulk.data, dtype=np.uint8)
    end = int(bulk.ends[-1])
    element, terminator = bulk.delimiters.element[0], bulk.delimiters.segment[0]
    within = column[: end + 1]
    marks = np.flatnonzero((within == element) | (within == terminator))
    last = np.flatnonzero(within[marks] == terminator)
    if len(last) != len(bulk.ends) or not (marks[last] == bulk.ends).all():
        return None
    sizes = np.diff(last, prepend=-1)
    first = last - sizes + 1
    begin = np.empty_like(marks)
    begin[1:] = marks[:-1] + 1
    begin[first] = bulk.starts
    return Values(
        column=column,
        segment=np.repeat(np.arange(len(last)), sizes),
        position=np.arange(len(marks)) - np.repeat(first, sizes),
        begin=begin,
        length=marks - begin,
        first=first,
        count=sizes - 1,
        kinds=known.kinds_of(column, bulk.starts, marks[first] - bulk.starts),
    )


def _odd_bytes(bulk: Bulk, values: Values) -> NDArray[np.bool_]:
    """Segments with repetitions, control characters or others than ASCII, or an end in nothing."""
    column = values.column[: int(bulk.ends[-1])]
    element, terminator = bulk.delimiters.element[0], bulk.delimiters.segment[0]
    last = column[bulk.ends - 1]
    bad = _NOISE[last] | (last == element)
    strange = ((column < CONTROL) & (column != element) & (column != terminator)) | (
        column >= ASCII
    )
    repetition = repetition_mark(bulk.delimiters.repetition.decode("latin-1"))
    if repetition >= " ":
        strange |= column == ord(repetition)
    if strange.any():
        places = np.flatnonzero(strange)
        owner = np.searchsorted(bulk.starts, places, side="right") - 1
        bad[owner[places < bulk.ends[owner]]] = True
    return bad


def _fit(values: Values, known: Dictionary) -> NDArray[np.bool_]:
    """Which values are as the dictionary has them; an empty one is where it need not be there."""
    kinds = np.repeat(values.kinds, values.count + 1)
    at = kinds * known.width + np.minimum(values.position, known.width - 1)
    form, length = known.forms[at], values.length
    fits = (length >= known.shortest[at]) & (length <= known.longest[at])
    good = fits & (form == TEXT)
    for each, holds in ((WHOLE, _whole), (DECIMAL, _decimal), (DATE, _date), (TIME, _time)):
        rows = np.flatnonzero((form == each) & (length > 0))
        if len(rows):
            low, high = known.shortest[at[rows]], known.longest[at[rows]]
            good[rows] = holds(values, rows, low, high)
    coded = np.flatnonzero(form == CODE)
    if len(coded):
        words = values.words()[values.begin[coded]]
        is_code = known.codes.hold(words, length[coded], known.lists[at[coded]])
        good[coded] = is_code & fits[coded]
    empty = length == 0
    good[empty] = ~known.mandatory[at[empty]] & (form[empty] != BAD)
    good[values.position == 0] = True
    return good


def _digits(
    values: Values, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """How long values are without a minus, their points, and whether all else is digits.

    Values of more than two words are not looked at.
    """
    begin = values.begin[rows]
    minus = values.column[begin] == ord("-")
    length = values.length[rows] - minus
    ends = begin + minus + length
    points, good = _points(values, ends, np.minimum(length, WORD))
    long = np.flatnonzero(length > WORD)
    if len(long):
        rest = np.minimum(length[long] - WORD, WORD)
        more, are_right = _points(values, ends[long] - WORD, rest)
        points[long] += more
        good[long] &= are_right & (length[long] <= 2 * WORD)
    return length, points, good


def _points(
    values: Values, ends: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many points stand in up to a word before these places, and whether all else is digits."""
    word = led_by_zeros(values.words()[np.maximum(ends - WORD, 0)], length)
    # A byte that is zero here was a point; then it is made the digit 0.
    apart = word ^ _POINTS
    marks = ~(((apart & _LOW) + _LOW) | apart | _LOW)
    word ^= (marks >> np.uint64(7)) * _TO_ZERO
    count = ((marks >> np.uint64(7)) * ONES) >> np.uint64(56)
    return count.astype(np.int64), are_digits(word) & (ends >= WORD)


def _whole(
    values: Values, rows: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.bool_]:
    length, points, good = _digits(values, rows)
    return good & (points == 0) & (length >= low) & (length <= high)


def _decimal(
    values: Values, rows: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.bool_]:
    length, points, good = _digits(values, rows)
    digits = length - points
    return good & (points <= 1) & (digits >= low) & (digits <= high)


def _pairs(values: Values, begin: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """So many numbers of two digits from these places on; 100 and more where there are others."""
    found: list[NDArray[np.int64]] = []
    for at in range(0, 2 * count, 2):
        tens = values.column[begin + at].astype(np.int64) - ord("0")
        ones = values.column[begin + at + 1].astype(np.int64) - ord("0")
        good = (tens >= 0) & (tens <= 9) & (ones >= 0) & (ones <= 9)
        found.append(np.where(good, 10 * tens + ones, 100))
    return found


def _date(
    values: Values, rows: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.bool_]:
    del low, high
    century, year, month, day = _pairs(values, values.begin[rows], 4)
    good = (values.length[rows] == 8) & (century < 100) & (year < 100) & (century + year > 0)
    return good & (day >= 1) & (day <= DAYS[np.minimum(month, 99)])


def _time(
    values: Values, rows: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.bool_]:
    del low, high
    length = values.length[rows]
    hour, minute, second, hundredth = _pairs(values, values.begin[rows], 4)
    good = (hour < 24) & (minute < 60)
    good &= (length == 4) | (second < 60)
    return good & ((length == 4) | (length == 6) | ((length == 8) & (hundredth < 100)))


def present(values: Values, rows: NDArray[np.int64], position: int) -> NDArray[np.bool_]:
    """Whether these segments have an element."""
    there = values.count[rows] >= position
    at = np.where(there, values.first[rows] + position, 0)
    return there & (values.length[at] > 0)


def _hold(
    values: Values, rows: NDArray[np.int64], notes: tuple[tuple[str, tuple[int, ...]], ...]
) -> NDArray[np.bool_]:
    """Whether the syntax notes of a kind of segment hold in each of these."""
    good = np.ones(len(rows), dtype=np.bool_)
    known: dict[int, NDArray[np.bool_]] = {}
    for letter, positions in notes:
        for position in positions:
            if position not in known:
                known[position] = present(values, rows, position)
        there = np.stack([known[position] for position in positions])
        match letter:
            case "P":
                good &= there.all(axis=0) | ~there.any(axis=0)
            case "R":
                good &= there.any(axis=0)
            case "E":
                good &= there.sum(axis=0) <= 1
            case "C":
                good &= ~there[0] | there.all(axis=0)
            case _:
                good &= ~there[0] | there[1:].any(axis=0)
    return good
