"""A set's segments as a tree: each under the loop that it stands in, by a grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

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

    What has no place stands in the loop that is open.
    """
    root = Loop(place=grammar.root)
    open_loops = [root]
    here = grammar.first
    for number, elements in enumerate(segments, 2):
        step = grammar.step(here, elements[0].strip().upper())
        if step is None:
            open_loops[-1].children.append(Leaf(place=None, elements=elements, number=number))
            continue
        here = step.to
        ways = [*here.around()][-2::-1]
        kept = 1
        while kept < len(open_loops) and kept <= len(ways):
            if open_loops[kept].place is not ways[kept - 1]:
                break
            kept += 1
        if here.position == 0 and ways:
            kept = min(kept, len(ways))
        del open_loops[kept:]
        for loop in ways[kept - 1 :]:
            begun = Loop(place=loop)
            open_loops[-1].children.append(begun)
            open_loops.append(begun)
        open_loops[-1].children.append(Leaf(place=here, elements=elements, number=number))
    return root


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
