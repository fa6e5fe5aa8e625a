"""Control numbers that were seen or given out, kept small: runs of integers, and the odd rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ODD_MAX: Final = 65_536
"""Control numbers outside any run that are remembered; a sender who numbers at random is rare."""
HIGHEST: Final = 999_999_999
"""ISA13 and GS06 have nine digits and go on at 1."""
FEWEST: Final = 1_000
"""Numbers of a range, at least: one that was used must rest before it is used again."""
PREFIX: Final = re.compile("[A-Z]{0,5}")
"""Letters of every level of EDIFACT; its references (0020) have 14 characters, nine are digits."""

WANTED: Final = (
    f"first and last are whole numbers from 1 to {HIGHEST}, both included at least {FEWEST} of "
    "them, and prefix is up to five capital letters"
)
"""What a range in a profile is."""


class Seen:
    """Which control numbers came already; a million in sequence cost one run."""

    def __init__(self) -> None:
        self._lows: list[int] = []
        self._highs: list[int] = []
        self._odd: set[str] = set()

    @property
    def is_full(self) -> bool:
        """Whether no other control number is remembered unless it goes on in sequence."""
        return len(self._highs) >= ODD_MAX or len(self._odd) >= ODD_MAX

    def add(self, control: str) -> bool:
        """Remember a control number; false when it was there already."""
        if not (control.isascii() and control.isdecimal() and len(control) <= 9):
            return self._add_odd(control)
        number = int(control)
        highs = self._highs
        if highs and number == highs[-1] + 1:
            highs[-1] = number
            return True
        at = bisect_right(self._lows, number) - 1
        if at >= 0 and number <= highs[at]:
            return False
        if len(highs) >= ODD_MAX:
            return True
        self._lows.insert(at + 1, number)
        highs.insert(at + 1, number)
        return True

    def add_run(self, first: int, count: int) -> bool:
        """Remember numbers in sequence; false, and nothing remembered, unless all are higher."""
        highs = self._highs
        if highs and first <= highs[-1]:
            return False
        if highs and first == highs[-1] + 1:
            highs[-1] = first + count - 1
        elif len(highs) < ODD_MAX:
            self._lows.append(first)
            highs.append(first + count - 1)
        return True

    def _add_odd(self, control: str) -> bool:
        if control in self._odd:
            return False
        if len(self._odd) < ODD_MAX:
            self._odd.add(control)
        return True

    def freeze(self) -> tuple[object, ...]:
        """The numbers as a plain tuple."""
        return (tuple(zip(self._lows, self._highs, strict=True)), tuple(sorted(self._odd)))

    @staticmethod
    def thaw(frozen: tuple[tuple[tuple[int, int], ...], tuple[str, ...]]) -> Seen:
        """The numbers that `freeze` made this tuple of."""
        seen = Seen()
        runs, odd = frozen
        seen._lows = [low for low, _ in runs]
        seen._highs = [high for _, high in runs]
        seen._odd = set(odd)
        return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The control numbers that we may give out, both ends included; after the last the first.

    `prefix` are the letters before them in interchange references of EDIFACT.
    """

    first: int = 1
    last: int = HIGHEST
    prefix: str = ""

    def after(self, number: int) -> int:
        """The number to give out after this one, which may be of another range."""
        return number + 1 if self.first <= number + 1 <= self.last else self.first


ALL_NUMBERS: Final = Numbers()


def as_sent(number: int, prefix: str = "") -> str:
    """An interchange's number as it is sent: nine digits, in EDIFACT behind a prefix."""
    return f"{prefix}{number:09d}"


def read_numbers(table: Mapping[str, object]) -> Numbers | None:
    """A range from a profile; None where it is none, or has fewer than `FEWEST` numbers."""
    if not table.keys() <= {"first", "last", "prefix"}:
        return None
    prefix = table.get("prefix", "")
    if not (isinstance(prefix, str) and PREFIX.fullmatch(prefix)):
        return None
    first, last = table.get("first", 1), table.get("last", HIGHEST)
    if not (type(first) is int and type(last) is int):
        return None
    if first < 1 or last > HIGHEST or last - first + 1 < FEWEST:
        return None
    return Numbers(first=first, last=last, prefix=prefix)
