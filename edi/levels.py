"""The tree of HL levels: built from HL02, whatever the order, and flattened for the writer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edi.complaints import complaint
from edi.documents.shipping import Level, ShipNotice
from edi.findings import Code, WireFinding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

DEEPEST = 32
"""Levels within levels; a deeper one is read beside its parent."""


def nested(notice: ShipNotice) -> ShipNotice:
    """The notice with its levels as a tree, numbered from 1 in the order of the tree.

    A level whose parent is none before it stands at the top.
    """
    below: dict[int, list[int]] = {}
    depths: dict[int, int] = {}
    known: dict[str, int] = {}
    tops: list[int] = []
    for at, level in enumerate(notice.levels):
        parent = known.get(level.parent) if level.parent else None
        if parent is None or depths[parent] + 1 >= DEEPEST:
            tops.append(at)
            depths[at] = 0
        else:
            below.setdefault(parent, []).append(at)
            depths[at] = depths[parent] + 1
        if level.id:
            known.setdefault(level.id, at)
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


def judge_levels(segments: Sequence[Judged]) -> list[WireFinding]:
    """Parents that are none, numbers that repeat, and HL04 that does not say what is so."""
    found: list[WireFinding] = []
    heads = [segment for segment in segments if segment.path.endswith("HL/HL")]
    rows = [[*head.elements, "", "", "", ""][1:5] for head in heads]
    parents = {row[1] for row in rows if row[1]}
    seen: set[str] = set()
    for head, (own, parent, _, children) in zip(heads, rows, strict=True):
        if own in seen:
            found.append(complaint(Code.LEVEL_REPEATED, head, "HL01", own))
        if parent and parent not in seen:
            found.append(complaint(Code.LEVEL_PARENT, head, "HL02", parent))
        has_children = "1" if own in parents else "0"
        if children and children != has_children:
            found.append(complaint(Code.LEVEL_CHILDREN, head, "HL04", children, has_children))
        seen.add(own)
    return found
