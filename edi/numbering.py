"""Control numbers that we give out: none twice while it is still remembered (edi.md, 2.4).

Answers and documents of a pair share one range. A document's number is that of its interchange and
of its group; the groups of answers are counted by themselves.

Behind the look-back a number is given again. Names are for ever, so what goes out is named by its
interchange's number and by the round that this was given in: within one, numbers only rise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.control_numbers import as_sent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi.pair_state import PairState
    from edi.profiles import Profile

INTERCHANGE: Final = "ISA"
GROUP: Final = "GS"
BOTH: Final = (INTERCHANGE, GROUP)


def free_number(
    state: PairState, profile: Profile, last: int, kinds: Sequence[str] = BOTH
) -> int | None:
    """The first number of the partner's range, after the last, that nothing of ours stands under.

    None where every number of the range is used.
    """
    numbers = profile.control_numbers
    number = numbers.after(last)
    for _ in range(numbers.last - numbers.first + 1):
        if not _is_used(state, number, numbers.prefix, kinds):
            return number
        number = numbers.after(number)
    return None


def round_of(number: int, last: int, last_round: int) -> int:
    """The round that an interchange's number is given in, by the one given last, and its round."""
    return last_round if number > last else last_round + 1


def given_name(kind: str, number: int) -> str:
    """What a number of an answer is remembered as."""
    return f"{kind}/{number}"


class Numbering:
    """The numbers that the answers to one interchange take; all of them, or none."""

    def __init__(self, state: PairState, profile: Profile, day: date) -> None:
        self._state = state
        self._profile = profile
        self._day = day.toordinal()
        self._taken: list[str] = []
        self.last_interchange = state.last_interchange
        self.last_group = state.last_group
        self.last_round = state.last_round

    def interchange(self) -> int | None:
        """The number of an interchange; None where all are used."""
        last = self.last_interchange
        number = self._take(INTERCHANGE, last)
        if number is not None:
            self.last_round = round_of(number, last, self.last_round)
            self.last_interchange = number
        return number

    def group(self) -> int | None:
        """The number of a group; None where all are used."""
        number = self._take(GROUP, self.last_group)
        self.last_group = number or self.last_group
        return number

    def give_back(self) -> None:
        """Nothing goes out under these numbers."""
        for name in self._taken:
            self._state.given.forget(name)

    def _take(self, kind: str, last: int) -> int | None:
        number = free_number(self._state, self._profile, last, (kind,))
        if number is not None:
            name = given_name(kind, number)
            self._state.given.put(name, self._day)
            self._taken.append(name)
        return number


def _is_used(state: PairState, number: int, prefix: str, kinds: Sequence[str]) -> bool:
    return any(as_sent(number, each) in state.sent for each in ("", prefix)) or any(
        given_name(kind, number) in state.given for kind in kinds
    )
