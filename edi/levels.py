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
"""Levels within levels; a deeper one is read beside its parent."""


def nested(notice: ShipNotice) -> ShipNotice:
    """The notice with its levels as a tree, numbered from 1 in the order of the tree.

    A level whose parent is none of them, or is within itself, stands at the top.
    """
    parents = _parents([(level.id, level.parent) for level in notice.levels])
    below: dict[int, list[int]] = {}
    tops: list[int] = []
    for at, parent in enumerate(parents):
        if parent is None:
            tops.append(at)
        else:
            below.setdefault(parent, []).append(at)
    tops = _not_too_deep(tops, below)
    number = 0

    def numbered(level: Level, parent: str, children: Sequence[int]) -> Level:
        nonlocal number
        number += 1
        own = str(number)
        within = [numbered(inner, own, ()) for inner in level.levels]
        within += [made(child, own) for child in children]
        return replace(
            level,
            id=own,
            parent=parent,
            has_children="1" if within else "0",
            levels=tuple(within),
        )

    def made(at: int, parent: str) -> Level:
        return numbered(notice.levels[at], parent, below.get(at, ()))

    return replace(notice, levels=tuple(made(at, "") for at in tops))


def flattened(notice: ShipNotice, inner: str = "") -> ShipNotice:
    """The notice with its levels in a row, each behind its parent, numbered from 1.

    Levels of the kind `inner` stay inside their parents, as EDIFACT has its items.
    """
    out: list[Level] = []

    def lay(level: Level, parent: str) -> None:
        own = str(len(out) + 1)
        has = "1" if level.levels else "0"
        kept = tuple(child for child in level.levels if child.kind == inner and inner)
        out.append(replace(level, id=own, parent=parent, has_children=has, levels=kept))
        for child in level.levels:
            if child not in kept:
                lay(child, own)

    for level in notice.levels:
        lay(level, "")
    return replace(notice, levels=tuple(out))


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
    below: dict[int | None, list[int]] = {}
    for place, parent in enumerate(_parents([(own, above) for own, above, _ in rows])):
        below.setdefault(parent, []).append(place)
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


def _not_too_deep(tops: Sequence[int], below: dict[int, list[int]]) -> list[int]:
    """The levels at the top, and those that lie too deep beside them, in order."""
    all_tops = list(tops)
    layer = list(tops)
    depth = 0
    while layer:
        depth += 1
        children = [child for at in layer for child in below.get(at, ())]
        if depth >= DEEPEST and children:
            for at in layer:
                below.pop(at, None)
            all_tops += children
            depth = 0
        layer = children
    return sorted(all_tops)
