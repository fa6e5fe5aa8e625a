"""What a document does not say and its segments did: kept where its place is certain, or named.

A document has not all that a set may say. So a changed one is not written alone: the document as it
was read is written too, and where both are written alike, the segments stay as they came, with all
that the document never said. A segment is changed in the elements that are written otherwise. What
belongs to an item that is no more goes with it; of which it is not certain where it belongs now is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.edifact_sublines import order_of_lines
from edi.item_pairing import Pairing, paired
from edi.levels import NUMBERED, in_tree_order
from edi.segment_items import head_elements, items_of, numbered_in
from edi.segment_tree import Leaf, Loop, Node, leaves, texts, tree
from edi.segment_values import components, unsaid_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi.delimiters import Delimiters
    from edi.grammar import Grammar, Place
    from edi.shape_facts import ShapeFacts

UNSURE: Final = "it is not certain to which {loop} it belongs now"
CLEARED: Final = "what stands beside it was taken out of the document"
APART: Final = "it cannot be kept beside what was changed"
Three: TypeAlias = tuple[list[Node], list[Node], list[Node]]
"""Nodes of one place in one loop: as they came, as read and written, as changed and written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The segments of a changed document with what it does not say; what cannot be kept, and why.

    Refusals are segments by their numbers (from 1 at ST).
    """

    segments: list[list[str]]
    refused: Mapping[int, str] = field(default_factory=dict[int, str])


def kept(
    three: tuple[Sequence[list[str]], Sequence[list[str]], Sequence[list[str]]],
    grammar: Grammar,
    facts: ShapeFacts,
    marks: Delimiters,
) -> Kept:
    """A changed document's segments, with all that it does not say.

    `three` are the segments between ST and SE: as they came, as the document that they say is
    written, and as it is written after it was changed.
    """
    sent, read, changed = (tree(segments, grammar) for segments in three)
    keeper = _Keeper(facts, marks)
    whole = keeper.loop(sent, read, changed)
    return Kept(segments=texts([whole]), refused=keeper.refused)


def all_unsaid(
    sent: Sequence[list[str]],
    read: Sequence[list[str]],
    grammar: Grammar,
    facts: ShapeFacts,
    marks: Delimiters,
) -> list[int]:
    """Segments, by number from 1 at ST, of which the document that was read does not say all."""
    return _unsaid([tree(sent, grammar)], [tree(read, grammar)], facts, marks)


def _unsaid(
    sent: Sequence[Node], read: Sequence[Node], facts: ShapeFacts, marks: Delimiters
) -> list[int]:
    """The same of nodes: each place of the grammar is compared as a whole."""
    came: dict[Place | None, list[Leaf]] = {}
    said: dict[Place | None, list[Leaf]] = {}
    for table, nodes in ((came, sent), (said, read)):
        for node in nodes:
            for leaf in leaves(node):
                table.setdefault(leaf.place, []).append(leaf)
    found: list[int] = []
    for place, group in came.items():
        one, other = ([*map(_unnumbered, some)] for some in (group, said.get(place, ())))
        numbers = unsaid_by(one, other, marks, repacked=place in facts.repacked)
        found += [group[number].number for number in numbers]
    return sorted(found)


def _unnumbered(leaf: Leaf) -> list[str]:
    """The elements of a segment without the numbers that its writer makes."""
    numbered = numbered_in(leaf.elements)
    return ["" if at in numbered else text for at, text in enumerate(leaf.elements)]


class _Keeper:
    def __init__(self, facts: ShapeFacts, marks: Delimiters) -> None:
        self._facts = facts
        self._marks = marks
        self._renumbered = False
        self.refused: dict[int, str] = {}

    def loop(self, sent: Loop, read: Loop, changed: Loop) -> Loop:
        """One loop as it came, with what was changed in it."""
        came, old, new = (_by_place(one) for one in (sent, read, changed))
        made = Loop(place=sent.place, children=list(sent.children))
        for place in dict.fromkeys((*came, *old, *new)):
            three = came.get(place, []), old.get(place, []), new.get(place, [])
            is_numbered = self._renumbered and not place.is_loop and place.id in NUMBERED
            if texts(three[1]) == texts(three[2]) and not is_numbered:
                continue
            self._group(place, three).made(made, place)
        return made

    def _group(self, place: Place, three: Three) -> _Changes:
        """What becomes of the nodes of one place in a loop."""
        came, old, new = three
        order = self._aligned(place, came, old)
        if order is None:
            return self._whole(three, APART)
        pairing = self._paired(place, old, new)
        if place.is_loop and place.head.id in NUMBERED:
            same = len(old) == len(new) and all(at == to for at, to in pairing.old_of.items())
            self._renumbered = self._renumbered or not same
        self._refuse_unpaired(place, [came[at] for at in order], old, pairing)
        items: list[tuple[Node | None, Node]] = []
        for at, node in enumerate(new):
            one = pairing.old_of.get(at)
            if one is None:
                items.append((None, node))
            else:
                items.append((came[order[one]], self._one(came[order[one]], old[one], node)))
        olds = [pairing.old_of[at] for at in range(len(new)) if at in pairing.old_of]
        return _Changes(
            slots=[came[at] for at in order], items=items, in_order=olds == sorted(olds)
        )

    def _paired(self, place: Place, old: Sequence[Node], new: Sequence[Node]) -> Pairing:
        """Which nodes of a place are the same ones.

        Where values may be packed anew, a segment that says otherwise is another one, unless it is
        the only one.
        """
        if len(old) == len(new) == 1 and self._is_once(place):
            return Pairing(old_of={0: 0})
        olds, news = items_of(old, self._marks), items_of(new, self._marks)
        pairing = paired(olds, news)
        if place in self._facts.repacked:
            others = {
                one for at, one in pairing.old_of.items() if olds[one].whole != news[at].whole
            }
            if len(old) != len(new) or len(others) > 1:
                pairing.uncertain.update(others)
        return pairing

    def _one(self, came: Node, old: Node, new: Node) -> Node:
        if isinstance(came, Loop) and isinstance(old, Loop) and isinstance(new, Loop):
            return self.loop(came, old, new)
        assert isinstance(came, Leaf)
        assert isinstance(old, Leaf)
        assert isinstance(new, Leaf)
        return self._leaf(came, old, new)

    def _whole(self, three: Three, why: str) -> _Changes:
        """All nodes of a place at once, where it is not known which is which."""
        came, old, new = three
        lost = _unsaid(came, old, self._facts, self._marks)
        self.refused.update(dict.fromkeys(lost, why))
        return _Changes(slots=came, items=[(None, node) for node in new])

    def _aligned(self, place: Place, came: Sequence[Node], old: Sequence[Node]) -> list[int] | None:
        """For each node that was read and written the one that came, None where none is sure."""
        if place.is_loop:
            if len(came) != len(old):
                return None
            heads = [head_elements(node) for node in came]
            if place in self._facts.lines:
                return order_of_lines(heads, lambda text: components(text, self._marks))
            if not heads or not all(map(numbered_in, heads)):
                return list(range(len(old)))
            return in_tree_order(heads, numbered_in(heads[0]))
        if place in self._facts.repacked and len(came) != len(old):
            return None
        free = list(range(len(came)))
        order: list[int] = []
        for node in old:
            wanted = texts([node])
            found = next(
                (at for at in free if not unsaid_by(wanted, texts([came[at]]), self._marks)), None
            )
            if found is None:
                return list(range(len(old))) if len(came) == len(old) else None
            free.remove(found)
            order.append(found)
        return order

    def _refuse_unpaired(
        self, place: Place, came: Sequence[Node], old: Sequence[Node], pairing: Pairing
    ) -> None:
        """Name what nodes that were taken out, or are not sure, said beside the document."""
        left = set(range(len(old))) - set(pairing.old_of.values())
        for at in sorted(left | pairing.uncertain):
            why = CLEARED
            if at in pairing.uncertain:
                why = UNSURE.format(loop=place.head.id)
            elif not self._is_once(place):
                continue
            lost = _unsaid([came[at]], [old[at]], self._facts, self._marks)
            self.refused.update(dict.fromkeys(lost, why))

    def _is_once(self, place: Place) -> bool:
        """Whether what stands at a place is no item of a list, but part of the loop around it."""
        return place not in self._facts.items if place.is_loop else place in self._facts.once

    def _leaf(self, came: Leaf, old: Leaf, new: Leaf) -> Leaf:
        """A segment as it came, but for the elements that are written otherwise."""
        width = max(len(came.elements), len(new.elements))
        rows = [[*leaf.elements, *[""] * (width - len(leaf.elements))] for leaf in (came, old, new)]
        numbered = numbered_in(came.elements) if self._renumbered else ()
        made: list[str] = []
        for at, texts_at in enumerate(zip(*rows, strict=False)):
            element = texts_at[2] if at in numbered and texts_at[0] else self._merged(*texts_at)
            if element is None:
                return self._leaf_anew(came, old, new)
            made.append(element)
        while len(made) > 1 and not made[-1] and came.elements[-1]:
            made.pop()
        return Leaf(place=came.place, elements=made, number=came.number)

    def _leaf_anew(self, came: Leaf, old: Leaf, new: Leaf) -> Leaf:
        """A segment whose elements stand elsewhere than they are written: as it is written."""
        for number in _unsaid([came], [old], self._facts, self._marks):
            self.refused[number] = APART
        return Leaf(place=came.place, elements=new.elements, number=came.number)

    def _merged(self, came: str, old: str, new: str) -> str | None:
        """An element as it came, but for the components that are written otherwise.

        None where another value stands there than was read.
        """
        if old == new:
            return came
        parts = [components(text, self._marks) for text in (came, old, new)]
        width = max(map(len, parts))
        rows = [[*part, *[""] * (width - len(part))] for part in parts]
        made: list[str] = []
        for one, was, is_ in zip(*rows, strict=True):
            if was != is_ and bool(one.strip()) != bool(was):
                return None
            made.append(one if was == is_ else is_)
        while made and not made[-1] and parts[0][-1]:
            made.pop()
        return self._marks.component.decode("latin-1").join(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """What comes instead of nodes: each with the one whose place it takes, if there is one.

    `in_order` says that those keep their places; else all places are filled anew.
    """

    slots: list[Node]
    items: list[tuple[Node | None, Node]]
    in_order: bool = False

    def made(self, loop: Loop, place: Place) -> None:
        """Make the changes in a loop; what has no place yet comes where the grammar has it."""
        children = loop.children
        if not self.slots:
            at = _behind(children, place)
            children[at:at] = [node for _, node in self.items]
            return
        slots = set(map(id, self.slots))
        standing = [id(child) for child in children if id(child) in slots]
        ahead: list[Node] = []
        filled: dict[int, list[Node]] = {}
        if self.in_order:
            last = 0
            for slot, node in self.items:
                last = last if slot is None else id(slot)
                (filled.setdefault(last, []) if last else ahead).append(node)
        else:
            for at, (_, node) in enumerate(self.items):
                filled.setdefault(standing[min(at, len(standing) - 1)], []).append(node)
        if ahead:
            first = next((at for at in standing if at in filled), standing[-1])
            filled[first] = [*ahead, *filled.get(first, ())]
        made: list[Node] = []
        for child in children:
            made += filled.get(id(child), ()) if id(child) in slots else (child,)
        loop.children = made


def _behind(children: Sequence[Node], place: Place) -> int:
    """Where among a loop's children a place begins that has none yet."""
    found = 0
    for at, child in enumerate(children, 1):
        if child.place is not None and child.place.position <= place.position:
            found = at
    return found


def _by_place(loop: Loop) -> dict[Place, list[Node]]:
    """The nodes of a loop by their places."""
    found: dict[Place, list[Node]] = {}
    for child in loop.children:
        if child.place is not None:
            found.setdefault(child.place, []).append(child)
    return found
