"""Whether the ids of a set's segments come in the order of its grammar, each order judged once.

Sets of one sender are alike: of ten thousand orders a few dozen have an order of their own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from edi.column_dictionary import ids_of

if TYPE_CHECKING:
    from edi.grammar import Grammar, Place, Step

KEPT: Final = 4_096
"""Orders that are kept in mind; a sender may make new ones for ever."""
LONGEST: Final = 4_096
"""Segments of an order that is worth being kept."""


class OrderedIds:
    """The orders of a grammar that were met, and whether each has no fault of structure."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._ids = ids_of(grammar)
        self._met: dict[bytes, bool] = {}

    @staticmethod
    @lru_cache(maxsize=64)
    def of(grammar: Grammar) -> OrderedIds:
        """The orders of a grammar."""
        return OrderedIds(grammar)

    def holds(self, numbers: bytes) -> bool:
        """Whether segments of these numbers stand where they may, and as often as they may."""
        known = self._met.get(numbers)
        if known is None:
            known = self._is_right(numbers)
            if len(numbers) <= LONGEST:
                if len(self._met) >= KEPT:
                    self._met.clear()
                self._met[numbers] = known
        return known

    def _is_right(self, numbers: bytes) -> bool:
        grammar, ids = self._grammar, self._ids
        here, times = grammar.first, 1
        loops: dict[Place, int] = {}
        if not numbers or numbers[0] >= len(ids) or ids[numbers[0]] != here.id:
            return False
        for number in numbers[1:]:
            step = grammar.step(here, ids[number]) if number < len(ids) else None
            if step is None or not _is_plain(step):
                return False
            if step.to is here and step.repeats is None:
                times += 1
                if times > here.allowed:
                    return False
            else:
                times = 1
                if not _counts(step, loops):
                    return False
            here = step.to
        return here is grammar.root.children[-1]


def _is_plain(step: Step) -> bool:
    return step.in_sequence and not (step.missing or step.lacking or step.unused)


def _counts(step: Step, loops: dict[Place, int]) -> bool:
    """Count a loop that begins; false where it has begun too often."""
    if step.repeats is not None:
        loops[step.repeats] = loops.get(step.repeats, 1) + 1
        return loops[step.repeats] <= step.repeats.allowed
    if step.enters is not None:
        loops[step.enters] = 1
    return True
