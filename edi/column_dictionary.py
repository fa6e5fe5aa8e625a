"""A grammar's dictionary as arrays: what may stand at each position of each of its segments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.column_codes import Codes
from edi.dictionary.segments import segments
from edi.words import words_of
from edi.x12_dates import periods_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.dictionary.segments import Element
    from edi.grammar import Grammar

BAD, TEXT, WHOLE, DECIMAL, DATE, TIME, CODE = range(7)
"""What a value at a position is: nothing that may be there, or of one of these forms."""
FORMS: Final = {
    "AN": TEXT, "ID": TEXT, "N0": WHOLE, "N2": WHOLE, "R": DECIMAL, "DT": DATE,
    "TM": TIME,
}  # fmt: skip
ANY: Final = 1 << 40
"""Longer than any value of an element that is never read."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Segments by their numbers, in the order of `keys`; `unknown` is the number of all others.

    What is asked of the element at a position stands at `number * width + position`; positions
    beyond the last are like it, and nothing may stand there. `lists` are those of `codes`, `least`
    is the last position that must be there, `notes` are those of the segments that have any.
    """

    keys: NDArray[np.uint32]
    width: int
    forms: NDArray[np.uint8]
    shortest: NDArray[np.int64]
    longest: NDArray[np.int64]
    mandatory: NDArray[np.bool_]
    least: NDArray[np.int64]
    notes: dict[int, tuple[tuple[str, tuple[int, ...]], ...]]
    lists: NDArray[np.uint64]
    codes: Codes

    @property
    def unknown(self) -> int:
        """The number of a segment that the grammar has not."""
        return len(self.keys)

    def kinds_of(
        self,
        column: NDArray[np.uint8],
        starts: NDArray[np.int64],
        length: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """The numbers of segments whose ids begin here and are so long."""
        words = words_of(column, 4)
        masks = np.array([0, 0, 0xFFFF, 0xFFFFFF, 0], dtype=np.uint32)
        keys = words[starts].astype(np.uint32) & masks[np.minimum(length, 4)]
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, self.unknown)


def ids_of(grammar: Grammar) -> list[str]:
    """The ids of a grammar's segments in the order of their numbers."""
    return sorted(grammar.ids, key=_key)


def _key(name: str) -> int:
    return int.from_bytes(name.encode(), "little")


@lru_cache(maxsize=64)
def dictionary_of(grammar: Grammar) -> Dictionary:
    """The arrays of a grammar without a guide.

    What is a date, a time or a period by the format before it is left to others to judge.
    """
    names = ids_of(grammar)
    table = segments(grammar.release)
    known = [table[name] for name in names]
    width = 2 + max(len(each.elements) + each.loose for each in known)
    shape = (len(names) + 1, width)
    forms = np.full(shape, BAD, dtype=np.uint8)
    shortest, longest = np.zeros(shape, dtype=np.int64), np.full(shape, ANY, dtype=np.int64)
    mandatory = np.zeros(shape, dtype=np.bool_)
    least = np.zeros(len(names) + 1, dtype=np.int64)
    lists = np.zeros(shape, dtype=np.uint64)
    known_lists: dict[frozenset[str], int] = {}
    for number, each in enumerate(known):
        for position, element in enumerate(each.elements, 1):
            asked, forms[number, position] = _form(element)
            lists[number, position] = known_lists.setdefault(asked.codes, len(known_lists))
            mandatory[number, position] = element.mandatory
            shortest[number, position] = asked.shortest
            longest[number, position] = asked.longest
            if element.mandatory:
                least[number] = position
        forms[number, list(periods_in(each.elements))] = BAD
        count = len(each.elements)
        forms[number, count + 1 : count + 1 + each.loose] = TEXT
    return Dictionary(
        keys=np.array([_key(name) for name in names], dtype=np.uint32),
        width=width,
        forms=forms.ravel(),
        shortest=shortest.ravel(),
        longest=longest.ravel(),
        mandatory=mandatory.ravel(),
        least=least,
        notes={
            number: tuple((note.letter, note.positions) for note in each.notes)
            for number, each in enumerate(known)
            if each.notes
        },
        lists=lists.ravel(),
        codes=Codes.of(list(known_lists)),
    )


def _form(element: Element) -> tuple[Element, int]:
    """What a value is held to, and its form: the element, or a composite's first component.

    A composite that has more components than that one, or must have, or whose first is a text that
    nothing tells from several, is left to others to judge.
    """
    if not element.components:
        return element, CODE if element.codes else FORMS.get(element.kind, BAD)
    first, *others = element.components
    form = CODE if first.codes else FORMS.get(first.kind, BAD)
    alone = form != TEXT and not any(each.mandatory for each in others)
    return first, form if alone else BAD
