"""Quantities and amounts that come again where a document has one of them: the first counts.

A grammar allows many segments of which a shape takes one by its qualifier (two QTY+21 of a line),
or loops of which it takes the first (two ISS of an invoice). What the others say is in no document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from edi.complaints import complaint
from edi.elements import At, Binding, Cut
from edi.findings import Code
from edi.shape_parts import Inside, Loops, One, Part, is_written
from edi.shape_reading import paths_of, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.findings import WireFinding
    from edi.grammar import Grammar, Place
    from edi.judging import Judged
    from edi.shapes import Shape


@dataclass(frozen=True, slots=True)
class Repeatable:
    """What a shape takes once where its grammar allows more, by the paths of segments.

    `taken` has each such part with the loop that it is once of; `begins` the loops that begin anew
    where a loop does, itself first.
    """

    taken: dict[str, list[tuple[One, str]]] = field(default_factory=dict[str, Any])
    begins: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @staticmethod
    @lru_cache(maxsize=256)
    def of(shape: Shape[Any], grammar: Grammar) -> Repeatable:
        """Those of a shape in a grammar."""
        made = Repeatable()
        made.learn(shape.parts, grammar.root, ("", ""))
        return made

    def learn(
        self, parts: Sequence[Part], loop: Place, at: tuple[str, str], *, often: bool = False
    ) -> list[str]:
        """Take up the parts of a loop, `at` its path and that of the document that it belongs to.

        `often` says that it may come more than once in that document. Gives the documents within.
        """
        path, owner = at
        begun: list[str] = []
        for part in parts:
            place = place_of(loop, part.segment)
            if place is None:
                continue
            inner, head = paths_of(place, path)
            comes_often = often or place.allowed > 1
            match part:
                case One() if comes_often and _counts(part):
                    self.taken.setdefault(head, []).append((part, owner))
                case Loops():
                    within = self.learn(part.shape.parts, place, (inner, inner))
                    self.begins[head] = [inner, *within]
                    begun += self.begins[head]
                case Inside():
                    begun += self.learn(part.parts, place, (inner, owner), often=comes_often)
                case _:
                    pass
        return begun


def _counts(part: One) -> bool:
    """Whether it says a quantity, an amount, a count."""
    return any(binding.empty is None for binding in part.bindings.values())


def repeated(
    shape: Shape[Any], grammar: Grammar, segments: Sequence[Judged], cut: Cut, currency: str = ""
) -> list[WireFinding]:
    """Those that come again and say something else than the first, each where it stands.

    An amount in another currency is none that comes again; one that says none is in `currency`.
    """
    known = Repeatable.of(shape, grammar)
    if not known.taken:
        return []
    found: list[WireFinding] = []
    firsts: dict[str, dict[tuple[int, Any], list[Any]]] = {}
    for segment in segments:
        for owner in known.begins.get(segment.path, ()):
            firsts.pop(owner, None)
        for part, owner in known.taken.get(segment.path, ()):
            if not part.is_meant(segment.elements, cut):
                continue
            said = [one.get(segment.elements, cut) for one in _written(part)]
            apart = None
            if part.apart:
                at = _written(part).index(part.bindings[part.apart])
                apart = said[at] = said[at] or currency
            first = firsts.setdefault(owner, {}).setdefault((id(part), apart), said)
            if said != first:
                found.append(_told(part, segment, first, said))
    return found


def _written(part: One) -> list[Binding]:
    """Where its values stand, each once: a text as it was sent is no other than what it says."""
    return [binding for binding in part.bindings.values() if is_written(binding)]


def _told(part: One, at: Judged, first: Sequence[Any], said: Sequence[Any]) -> WireFinding:
    """The first value that is another than before."""
    pairs = zip(_written(part), first, said, strict=True)
    binding, before, now = next(item for item in pairs if item[1] != item[2])
    element = part.segment
    if isinstance(binding, At):
        element += f"{binding.element:02d}" + (f"-{binding.component}" if binding.component else "")
    return complaint(Code.VALUE_REPEATED, at, element, now, before)
