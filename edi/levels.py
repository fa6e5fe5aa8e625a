"""The tree of HL levels: built from HL02, whatever the order, and flattened for the writer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.complaints import complaint
from edi.documents.shipping import Level, ShipNotice
from edi.findings import Code, WireFinding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

NUMBERED: Final = {"HL": (1, 2, 4), "CPS": (1, 2)}
"""Elements of a level that its writer makes: its number and its parent's, whether it has any."""
DEEPEST = 32
"""Levels within levels; a deeper one stands at the top, and names its parent."""


def nested(notice: ShipNotice) -> ShipNotice:
    """The notice with its levels as a tree, numbered from 1 in the order of the tree.

    A level whose parent is none of them, or is within itself, stands at the top. So does one that
    lies too deep, which alone has a parent there.
    """
    parents = _parents([(level.id, level.parent) for level in notice.levels])
    below = _children(parents)
    deep = _too_deep(below)
    numbers: dict[int | None, int] = {None: 0}
    number = 1
    for at in _in_order(below):
        numbers[at] = number
        number += _size(notice.levels[at])

    def numbered(level: Level, own: int, parent: int, children: Sequence[int]) -> Level:
        within: list[Level] = []
        inner_number = own + 1
        for inner in level.levels:
            within.append(numbered(inner, inner_number, own, ()))
            inner_number += _size(inner)
        within += [made(child) for child in children if child not in deep]
        return replace(
            level,
            id=str(own),
            parent=str(parent) if parent else "",
            has_children="1" if within or children else "0",
            levels=tuple(within),
        )

    def made(at: int) -> Level:
        parent = numbers[parents[at]]
        return numbered(notice.levels[at], numbers[at], parent, below.get(at, ()))

    tops = sorted({*below.get(None, ()), *deep}, key=numbers.__getitem__)
    return replace(notice, levels=tuple(map(made, tops)))


def _size(level: Level) -> int:
    """How many levels a level is, with those that are inside it."""
    return 1 + sum(map(_size, level.levels))


def flattened(notice: ShipNotice, inner: str = "") -> ShipNotice:
    """The notice with its levels in a row, each behind its parent, numbered from 1.

    Levels of the kind `inner` stay inside their parents, as EDIFACT has its items. A level at the
    top is within the one that it names where that lies so deep that none can be within it.
    """
    out: list[Level] = []
    tops, below = _deep_tops(notice)
    ahead: list[tuple[Level, str]] = [(level, "") for level in reversed(tops)]
    while ahead:
        level, parent = ahead.pop()
        own = str(len(out) + 1)
        kept = tuple(child for child in level.levels if child.kind == inner and inner)
        children = [child for child in level.levels if child not in kept]
        children += below.get(id(level), ())
        has = "1" if kept or children else "0"
        out.append(replace(level, id=own, parent=parent, has_children=has, levels=kept))
        ahead += [(child, own) for child in reversed(children)]
    return replace(notice, levels=tuple(out))


def _deep_tops(notice: ShipNotice) -> tuple[list[Level], dict[int, list[Level]]]:
    """The levels that are at the top, and those that are within a level of the greatest depth."""
    deepest: dict[str, Level] = {}
    layer = list(notice.levels)
    for _ in range(DEEPEST - 1):
        layer = [child for level in layer for child in level.levels]
    for level in layer:
        deepest.setdefault(level.id, level)
    tops: list[Level] = []
    below: dict[int, list[Level]] = {}
    for level in notice.levels:
        above = deepest.get(level.parent) if level.parent else None
        if above is None:
            tops.append(level)
        else:
            below.setdefault(id(above), []).append(level)
    return tops, below


def judge_levels(
    segments: Sequence[Judged], path: str = "HL/HL", at: tuple[int, int, int] = (1, 2, 4)
) -> list[WireFinding]:
    """Parents that are none, numbers that repeat, and HL04 that does not say what is so.

    `at` are the elements of a level's number, of its parent's, and of whether it has children.
    """
    found: list[WireFinding] = []
    heads = [segment for segment in segments if segment.path == path]
    rows = [_values(head.elements, at) for head in heads]
    tree = _parents([(own, parent) for own, parent, _ in rows])
    named = {parent for _, parent, _ in rows if parent}
    seen: set[str] = set()
    for head, (own, parent, children), above in zip(heads, rows, tree, strict=True):
        name = head.elements[0]
        if own in seen:
            found.append(complaint(Code.LEVEL_REPEATED, head, f"{name}{at[0]:02d}", own))
        if parent and above is None:
            found.append(complaint(Code.LEVEL_PARENT, head, f"{name}{at[1]:02d}", parent))
        has_children = "1" if own in named else "0"
        if children and children != has_children:
            place = f"{name}{at[2]:02d}"
            found.append(complaint(Code.LEVEL_CHILDREN, head, place, children, has_children))
        seen.add(own)
    return found


def in_tree_order(heads: Sequence[Sequence[str]], at: Sequence[int]) -> list[int]:
    """The places of levels as the tree has them, each behind its parent.

    `heads` are the segments that they begin with, `at` the elements of own number and parent's.
    """
    rows = [_values(head, (at[0], at[1], 0)) for head in heads]
    return _in_order(_children(_parents([(own, above) for own, above, _ in rows])))


def _children(parents: Sequence[int | None]) -> dict[int | None, list[int]]:
    """The places of the levels below each, by those of their parents."""
    below: dict[int | None, list[int]] = {}
    for place, parent in enumerate(parents):
        below.setdefault(parent, []).append(place)
    return below


def _in_order(below: dict[int | None, list[int]]) -> list[int]:
    """The places of all levels, each behind its parent."""
    found: list[int] = []
    ahead = below.get(None, [])[::-1]
    while ahead:
        found.append(ahead.pop())
        ahead += below.get(found[-1], [])[::-1]
    return found


def _values(elements: Sequence[str], at: tuple[int, int, int]) -> tuple[str, str, str]:
    own, parent, children = (elements[place] if 0 < place < len(elements) else "" for place in at)
    return own, parent, children


def _parents(levels: Sequence[tuple[str, str]]) -> list[int | None]:
    """The place of each level's parent, by its number and its parent's, wherever that stands.

    Where a number repeats, the first level of it is meant. Levels that are each other's parents
    have one at the top: the first of them.
    """
    places: dict[str, int] = {}
    for at, (own, _) in enumerate(levels):
        if own:
            places.setdefault(own, at)
    parents = [places.get(parent) if parent else None for _, parent in levels]
    rooted: set[int] = set()
    for at in range(len(levels)):
        way: dict[int, None] = {}
        here: int | None = at
        while here is not None and here not in rooted and here not in way:
            way[here] = None
            here = parents[here]
        if here is not None and here in way:
            steps = list(way)
            parents[min(steps[steps.index(here) :])] = None
        rooted.update(way)
    return parents


def _too_deep(below: dict[int | None, list[int]]) -> set[int]:
    """The levels that lie too deep to be within others; with each, depth begins anew."""
    found: set[int] = set()
    layer = below.get(None, [])
    depth = 0
    while layer:
        depth += 1
        children = [child for at in layer for child in below.get(at, ())]
        if depth == DEEPEST:
            found.update(children)
            depth = 0
        layer = children
    return found
