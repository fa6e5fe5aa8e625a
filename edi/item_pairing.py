"""Which items of a list, before it was changed and after, are the same: as far as that is certain.

JSON gives its items no identity. One that says what it said is the same, wherever it stands; one
that says otherwise is, where it stands in the same place and most of it, or all but one value, is
as it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Values: TypeAlias = Counter[Hashable]
LIKENESSES_MAX: Final = 1 << 16
"""Pairs of items that are held against each other; beyond them nothing is certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item: all that it says, the values in its own segments, and the first of them.

    Values are counted, wherever in a segment they stand.
    """

    whole: Hashable
    values: Values
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The old item of each new one, by its number; and the old ones of which it is not certain."""

    old_of: dict[int, int] = field(default_factory=dict[int, int])
    uncertain: set[int] = field(default_factory=set[int])


def paired(old: Sequence[Item], new: Sequence[Item]) -> Pairing:
    """Which items are the same. Of those that are alike and not as many as before, none is sure."""
    found = Pairing()
    _pair_the_same(old, new, found)
    taken = set(found.old_of.values())
    olds = [at for at in range(len(old)) if at not in taken]
    news = [at for at in range(len(new)) if at not in found.old_of]
    if not olds or not news:
        return found
    if len(olds) * len(news) > LIKENESSES_MAX:
        _pair_by_first(old, new, (olds, news), found)
    else:
        _pair_by_likeness(old, new, (olds, news), found)
    if any(other not in found.old_of for other in news):
        found.uncertain.update(set(olds) - set(found.old_of.values()))
    return found


def _pair_the_same(old: Sequence[Item], new: Sequence[Item], found: Pairing) -> None:
    """Pair items that say the same: those in the same place first, then in their order."""
    if len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            if one.whole == other.whole:
                found.old_of[at] = at
    taken = set(found.old_of.values())
    left: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, one in enumerate(old):
        if at not in taken:
            left[one.whole].append(at)
    for at, other in enumerate(new):
        if at not in found.old_of and left.get(other.whole):
            found.old_of[at] = left[other.whole].pop(0)
    before, after = (Counter(item.whole for item in items) for items in (old, new))
    for at, one in enumerate(old):
        if after[one.whole] and before[one.whole] != after[one.whole]:
            found.uncertain.add(at)


def _pair_by_first(
    old: Sequence[Item], new: Sequence[Item], left: tuple[list[int], list[int]], found: Pairing
) -> None:
    """Pair many items by their first values, as lines have their numbers there."""
    olds, news = left
    before, after = Counter(old[at].first for at in olds), Counter(new[at].first for at in news)
    place = {old[at].first: at for at in olds if before[old[at].first] == 1}
    for other in news:
        first = new[other].first
        one = place.get(first)
        if one is not None and after[first] == 1 and _is_same(old[one], new[other]):
            found.old_of[other] = one


def _pair_by_likeness(
    old: Sequence[Item], new: Sequence[Item], left: tuple[list[int], list[int]], found: Pairing
) -> None:
    """Pair items by how much of them is the same, each with the one that is most like it."""
    olds, news = left
    in_place = len(old) == len(new) and olds == news
    likeness = {
        (one, other): _likeness(old[one].values, new[other].values)
        for one in olds
        for other in news
    }
    best_old = {one: _best([likeness[one, other] for other in news]) for one in olds}
    best_new = {other: _best([likeness[one, other] for one in olds]) for other in news}
    for (one, other), value in likeness.items():
        if not _is_same(old[one], new[other]):
            continue
        if in_place:
            sure = one == other and value >= max(best_old[one][0], best_new[other][0])
        else:
            sure = best_old[one] == best_new[other] == (value, 1)
        if sure:
            found.old_of[other] = one


def _best(values: Sequence[float]) -> tuple[float, int]:
    """The greatest of some numbers, and how often it comes."""
    top = max(values)
    return top, sum(value == top for value in values)


def _likeness(one: Values, other: Values) -> float:
    """How much of two items is the same: 1 where all is."""
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 1.0


def _differences(one: Values, other: Values) -> int:
    return max(one.total(), other.total()) - (one & other).total()


def _is_same(one: Item, other: Item) -> bool:
    """Whether an item is another one, changed.

    One value may be another; or several, but less than half and not the first; or all that is
    said, but for what was added, or taken away.
    """
    if _differences(one.values, other.values) <= 1:
        return True
    both = one.values & other.values
    if both and both in (one.values, other.values):
        return True
    return one.first == other.first and _likeness(one.values, other.values) > 1 / 2
