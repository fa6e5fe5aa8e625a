"""Segments and loops of one place as items that can be told from each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

from edi.item_pairing import Item
from edi.levels import NUMBERED
from edi.segment_tree import Leaf, Node, leaves
from edi.segment_values import placed_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi.delimiters import Delimiters


def items_of(nodes: Sequence[Node], marks: Delimiters) -> list[Item]:
    """Nodes as items; numbers that the writer makes are no part of them.

    So a level says, instead of its parent's number, what all the levels say that it is in.
    """
    made: list[Item] = []
    above: dict[str, Hashable] = {}
    for node in nodes:
        head = head_elements(node)
        numbered = numbered_in(head)
        whole: Hashable = tuple(_texts(node, numbered))
        if numbered:
            own, parent = (_at(head, position) for position in numbered[:2])
            whole = above[own] = (whole, above.get(parent))
        values = Counter[Hashable](
            (leaf.place, text)
            for number, leaf in enumerate(_own_segments(node))
            for position, _, text in placed_values(leaf.elements, marks)
            if number or position not in numbered
        )
        told = (text for at, text in enumerate(head) if at and at not in numbered)
        made.append(Item(whole=whole, values=values, first=next(filter(None, told), "")))
    return made


def head_elements(node: Node) -> list[str]:
    """The elements of a segment, or of the one that a loop begins with."""
    head = node if isinstance(node, Leaf) else node.head
    return [] if head is None else head.elements


def numbered_in(head: Sequence[str]) -> tuple[int, ...]:
    """The elements of a segment that the writer numbers."""
    return NUMBERED.get(head[0].strip().upper(), ()) if head else ()


def _own_segments(node: Node) -> Iterator[Leaf]:
    """The segments of a loop that are in no loop within it."""
    if isinstance(node, Leaf):
        yield node
        return
    for child in node.children:
        if isinstance(child, Leaf):
            yield child


def _texts(node: Node, numbered: Sequence[int]) -> Iterator[tuple[str, ...]]:
    for number, leaf in enumerate(leaves(node)):
        left_out = () if number else numbered
        yield tuple(text for at, text in enumerate(leaf.elements) if at not in left_out)


def _at(elements: Sequence[str], position: int) -> str:
    return elements[position] if position < len(elements) else ""
