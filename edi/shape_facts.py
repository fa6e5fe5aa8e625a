"""What a shape makes of the places of a grammar: items of lists, values that stand once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edi.edifact_sublines import LINE_NAMED
from edi.shape_parts import Each, Inside, Loops, One, Part
from edi.shape_reading import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.grammar import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeFacts:
    """Places by what is read there.

    `items` are loops that are items of a list or begin with one, `once` segments whose values
    stand in the document itself, `repacked` those whose values may be written in other segments
    than they came in, `lines` loops of which some are sub-lines of others.
    """

    items: set[Place] = field(default_factory=set["Place"])
    once: set[Place] = field(default_factory=set["Place"])
    repacked: set[Place] = field(default_factory=set["Place"])
    lines: set[Place] = field(default_factory=set["Place"])


def shape_facts(parts: Sequence[Part], root: Place) -> ShapeFacts:
    """The facts of a shape's parts, which stand below this place."""
    facts = ShapeFacts()
    _learn(parts, root, facts)
    return facts


def _learn(parts: Sequence[Part], loop: Place, facts: ShapeFacts) -> None:
    for part in parts:
        place = place_of(loop, part.segment)
        if place is None:
            continue
        match part:
            case One():
                facts.once.add(place.head)
                if LINE_NAMED in part.bindings.values():
                    facts.lines.add(loop)
            case Each():
                if place.is_loop:
                    facts.items.add(place)
                elif place.position == 0 and loop.parent is not None:
                    facts.items.add(loop)
                if part.item is None:
                    facts.repacked.add(place.head)
            case Loops():
                facts.items.add(place)
                _learn(part.shape.parts, place, facts)
            case Inside():
                _learn(part.parts, place, facts)


def carriers(parts: Sequence[Part], path: str = "") -> dict[str, dict[str, set[str]]]:
    """Which segments say each value of a document, by the paths of loops that are documents."""
    found: dict[str, dict[str, set[str]]] = {}
    _carry(parts, path, path, found)
    return found


def _carry(
    parts: Sequence[Part], path: str, owner: str, found: dict[str, dict[str, set[str]]]
) -> None:
    here = found.setdefault(owner, {})
    for part in parts:
        inner = f"{path}/{part.segment}" if path else part.segment
        match part:
            case One():
                for name in part.bindings:
                    here.setdefault(name, set()).add(part.segment)
            case Each():
                here.setdefault(part.attribute, set()).add(part.segment)
            case Loops():
                _carry(part.shape.parts, inner, inner, found)
            case Inside():
                _carry(part.parts, inner, owner, found)
