"""Where each segment of a set stands once one has come out of its place.

A segment out of its place closes nothing: what comes after it goes on from where the set was. Only
what belongs into a loop that the misplaced one began goes there, and what fits behind it alone. If
that shows that the segment before it came too early, that one was out of its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.grammar import Grammar, Place, Step


class Way(Enum):
    """How a segment follows those before it."""

    ON = "on"
    """The set goes on."""
    BACK = "back"
    """It stands before where the set is: it is out of its place."""
    AGAIN = "again"
    """It belongs into the loop that the segment before it left: it is out of its place too."""
    BESIDE = "beside"
    """It follows one that is out of its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a segment stands, and how often it, or the loop that it begins, has come there.

    `missing` and `lacking` are those of the step that have not come. `early` is the number of a
    segment that, as this one shows, was out of its place, and not the one of number `instead`.
    """

    step: Step
    way: Way
    times: int
    missing: tuple[Place, ...]
    lacking: tuple[Place, ...]
    early: int = 0
    instead: int = 0

    @property
    def counted(self) -> Place:
        """The place of which this is one time more: of a loop that begins, that of the loop."""
        return _counted(self.step)

    @property
    def is_misplaced(self) -> bool:
        """Whether the segment is out of its place."""
        return self.way is Way.AGAIN or not self.step.in_sequence

    @property
    def is_too_many(self) -> bool:
        """Whether its place is full: then no other place in its loop would be right either."""
        return self.times > self.counted.most


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The last segment with which the set went on: its id, number and place, and the one before."""

    name: str
    number: int
    counted: Place
    before: Place
    leaves: bool
    """Whether it closed a loop, and began none again."""


class Placing:
    """The places of a set's segments, in their order; `came` are those that came in sequence."""

    def __init__(self, grammar: Grammar, came: Iterable[tuple[str, int]] = ()) -> None:
        self._grammar = grammar
        self._here = grammar.first
        self._last: _Last | None = None
        """The last one that was in its place."""
        self._late = 0
        """The number of the one behind it that was out of its place, and not too many besides."""
        self._beside: Place | None = None
        self._loop: Place | None = None
        """The loop that began beside, if one did."""
        self._counts: dict[Place | None, dict[Place, int]] = {}
        for name, number in came:
            step = grammar.step(self._here, name)
            assert step is not None, "a segment that came in sequence"
            self._go_on(step, name, number)

    def place(self, name: str, number: int) -> Placement | None:
        """Where the next segment stands; None where it has no place."""
        on = self._grammar.step(self._here, name)
        beside = None if self._beside is None else self._grammar.step(self._beside, name)
        if beside is not None and beside.in_sequence and self._is_within(beside):
            return self._go_beside(beside)
        if on is not None and on.in_sequence:
            return self._go_on(on, name, number)
        if beside is not None and beside.in_sequence:
            return self._early(beside) or self._go_beside(beside)
        if beside is not None and self._is_within(beside):
            return self._go_beside(beside)
        way = Way.BACK
        if self._beside is None and (left := self._into_left(name)) is not None:
            on, way = left, Way.AGAIN
        if on is not None:
            is_first, self._loop = self._beside is None, None
            placement = self._go_beside(on, way)
            self._late = number if is_first and not placement.is_too_many else 0
            return placement
        return None if beside is None else self._go_beside(beside)

    def _is_within(self, step: Step) -> bool:
        """Whether a step stays in the loop that began beside."""
        loop = self._loop
        return loop is not None and step.repeats is not loop and loop in step.to.around()

    def _go_on(self, step: Step, name: str, number: int) -> Placement:
        here, self._here = self._here, step.to
        leaves = step.repeats is None and here.parent not in [*step.to.around()]
        self._beside = self._loop = None
        self._late = 0
        self._last = _Last(
            name=name, number=number, counted=_counted(step), before=here, leaves=leaves
        )
        return self._count(step, Way.ON)

    def _go_beside(self, step: Step, way: Way = Way.BESIDE) -> Placement:
        self._beside = step.to
        begun = step.repeats or step.enters
        if begun is not None and (self._loop is None or self._loop not in begun.around()):
            self._loop = begun
        return self._count(step, way)

    def _into_left(self, name: str) -> Step | None:
        """A step into the loop that the last segment left; none where it may not come again."""
        if self._last is None or not self._last.leaves:
            return None
        step = self._grammar.step(self._last.before, name)
        if step is None or not step.in_sequence:
            return None
        return step if self._may_come(step) else None

    def _may_come(self, step: Step) -> bool:
        """Whether a step goes to what may come once more."""
        target = _counted(step)
        return self._times(target) < target.most

    def _may_be_early(self, step: Step) -> bool:
        """Whether the last segment that was in its place would be so behind this one too."""
        last = self._last
        again = None if last is None else self._grammar.step(step.to, last.name)
        return again is not None and again.in_sequence

    def _early(self, step: Step) -> Placement | None:
        """The set goes on where it was before a segment that, this one shows, came too early."""
        last, late = self._last, self._late
        if last is None or not late or not self._may_come(step) or not self._may_be_early(step):
            return None
        self._counts[last.counted.parent][last.counted] -= 1
        self._here = step.to
        self._beside = self._loop = self._last = None
        self._late = 0
        placement = self._count(step, Way.BESIDE)
        return replace(placement, early=last.number, instead=late)

    def _times(self, place: Place) -> int:
        """How often a place was filled since its loop began."""
        return self._counts.get(place.parent, {}).get(place, 0)

    def _count(self, step: Step, way: Way) -> Placement:
        missing = tuple(place for place in step.missing if not self._times(place))
        lacking = tuple(place for place in step.lacking if not self._times(place))
        counted = _counted(step)
        began, loop = step.to, step.to.parent
        while loop is not None and began is not counted:
            # What was counted in a loop is of the time before.
            self._counts[loop] = {began: 1}
            began, loop = loop, loop.parent
        counts = self._counts.setdefault(loop, {})
        counts[counted] = counts.get(counted, 0) + 1
        return Placement(
            step=step, way=way, times=counts[counted], missing=missing, lacking=lacking
        )


def _counted(step: Step) -> Place:
    return step.repeats or step.enters or step.to
