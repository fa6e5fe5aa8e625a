"""A set's segments as a tree: each under the loop that it stands in, by a grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from edi.placing import Placing, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi.grammar import Grammar, Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """One segment: its place (None where the grammar has none), elements, number from 1 at ST."""

    place: Place | None
    elements: list[str]
    number: int


@dataclass(slots=True, kw_only=True, eq=False)
class Loop:
    """One time that a loop comes: its segments and the loops within it, as they stand."""

    place: Place
    children: list[Node] = field(default_factory=list)

    @property
    def head(self) -> Leaf | None:
        """The segment that it begins with; None where that is missing."""
        first = self.children[0] if self.children else None
        return first if isinstance(first, Leaf) and first.place is self.place.head else None


Node: TypeAlias = Leaf | Loop
"""What stands in a loop."""


def tree(segments: Sequence[list[str]], grammar: Grammar) -> Loop:
    """The segments between ST and SE (UNH and UNT) as a tree.

    What has no place stands in the loop that is open. What is out of its place stands behind the
    loops that it comes amid, which go on.
    """
    root = Loop(place=grammar.root)
    placing = Placing(grammar)
    here = before = beside = [root]
    for number, elements in enumerate(segments, 2):
        placement = placing.place(elements[0].strip().upper(), number)
        if placement is None:
            here[-1].children.append(Leaf(place=None, elements=elements, number=number))
            continue
        match placement.way:
            case Way.BESIDE:
                open_loops = beside
            case Way.BACK:
                open_loops = beside = [*here]
            case Way.AGAIN:
                open_loops = beside = [*before]
            case Way.ON:
                open_loops, before = here, [*here]
        here = beside if placement.early else here
        _open(open_loops, placement.step.to)
        leaf = Leaf(place=placement.step.to, elements=elements, number=number)
        open_loops[-1].children.append(leaf)
    return root


def _open(loops: list[Loop], place: Place) -> None:
    """Close loops that a place is not in, and open those that it begins."""
    ways = [*place.around()][-2::-1]
    kept = 1
    while kept < len(loops) and kept <= len(ways) and loops[kept].place is ways[kept - 1]:
        kept += 1
    if place.position == 0 and ways:
        kept = min(kept, len(ways))
    del loops[kept:]
    for loop in ways[kept - 1 :]:
        begun = Loop(place=loop)
        loops[-1].children.append(begun)
        loops.append(begun)


def leaves(node: Node) -> Iterator[Leaf]:
    """All segments of a tree, as they stand."""
    if isinstance(node, Leaf):
        yield node
        return
    for child in node.children:
        yield from leaves(child)


def texts(nodes: Sequence[Node]) -> list[list[str]]:
    """The elements of all segments of trees."""
    return [leaf.elements for node in nodes for leaf in leaves(node)]
