"""Shapes: one declaration by which a document is read from segments and written as segments.

A shape names, for each field of a document's dataclass, the segment and position where it stands.
Which segment belongs to which loop, and in which order segments come, is the grammar's to say; so
the same shape serves every release, and a loop wherever it stands.

    PARTY = Shape(
        Party,
        one("N1", role=1, name=2, qualifier=3, id=4),
        each("N3", "streets", str, TEXT(1)),
    )
    ORDER = Shape(
        PurchaseOrder,
        one("BEG", purpose=1, number=3, date=DAY(5)),
        each("REF", "references", Reference, qualifier=1, value=2),
        loops("N1", "parties", PARTY),
    )

Where a segment that a shape takes once comes more often, the first counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from edi.elements import TEXT, At, Binding, Cut
from edi.segment_writing import Segment, segment_of
from edi.shape_parts import (
    Each,
    Inside,
    Loops,
    One,
    Part,
    attributes,
    each,
    inside,
    loops,
    one,
    spread,
)
from edi.shape_writing import Writer, writer

if TYPE_CHECKING:
    from edi.grammar import Grammar, Place
    from edi.judging import Judged

__all__ = [
    "Each", "Inside", "Loops", "One", "Part", "Segment", "Shape", "attributes", "each", "inside",
    "is_text_at", "loops", "one", "segment_of", "spread",
]  # fmt: skip

D = TypeVar("D")


@dataclass(slots=True)
class _Frame:
    """A document in the making."""

    shape: Shape[Any]
    values: dict[str, Any] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


_Action: TypeAlias = Callable[[dict[str, _Frame], Sequence[str], Cut], None]


class Shape(Generic[D]):
    """How documents of one dataclass stand on the wire."""

    def __init__(self, document: Callable[..., D], *parts: Part) -> None:
        self.document = document
        self.parts = parts
        self._readers: dict[int, dict[str, list[_Action]]] = {}
        self._writers: dict[int, Writer] = {}
        assert isinstance(document, type)
        known = {item.name for item in fields(document)}
        for name in attributes(parts):
            assert name in known, f"{document.__name__} has no field {name}"

    def read(self, segments: Sequence[Judged], grammar: Grammar, cut: Cut) -> D:
        """The document that judged segments say, as far as they say one."""
        actions = self._readers.get(id(grammar))
        if actions is None:
            actions = {}
            _bind(self.parts, grammar.root, "", actions)
            self._readers[id(grammar)] = actions
        root = _Frame(self)
        frames = {"": root}
        for segment in segments:
            for action in actions.get(segment.path, ()):
                action(frames, segment.elements, cut)
        return _made(root)

    def write(self, document: D, grammar: Grammar) -> list[Segment]:
        """The segments that say a document, in the grammar's order, without ST and SE."""
        write = self._writers.get(id(grammar))
        if write is None:
            write = self._writers[id(grammar)] = writer(self.parts, grammar.root)
        out: list[Segment] = []
        write(document, out)
        return out


def _bind(
    parts: Sequence[Part],
    loop: Place,
    path: str,
    actions: dict[str, list[_Action]],
    owner: str | None = None,
) -> None:
    """Actions by the paths of segments; `owner` is the path of the document that parts belong to.

    Parts of a loop that is no document of its own belong to the one around it, and are read even
    where the loop's first segment is missing.
    """
    owner = path if owner is None else owner
    for part in parts:
        place = _place_of(loop, part.segment)
        inner = f"{path}/{part.segment}" if path else part.segment
        head = f"{inner}/{part.segment}" if place.is_loop else inner
        here = actions.setdefault(head, [])
        match part:
            case One():
                here.append(_take_one(part, owner))
            case Each():
                here.append(_take_each(part, owner))
            case Loops():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                here.append(_begin(part, owner, inner))
                _bind(part.shape.parts, place, inner, actions)
            case Inside():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                _bind(part.parts, place, inner, actions, owner)


def _place_of(loop: Place, segment: str) -> Place:
    for child in loop.children:
        if child.id == segment:
            return child
    message = f"the grammar has no {segment} in {loop.id}"
    raise AssertionError(message)


def _take_one(part: One, path: str) -> _Action:
    bindings = tuple(part.bindings.items())

    def act(frames: dict[str, _Frame], elements: Sequence[str], cut: Cut) -> None:
        frame = frames.get(path)
        if frame is None or id(part) in frame.seen or not part.is_meant(elements, cut):
            return
        frame.seen.add(id(part))
        values = frame.values
        for name, binding in bindings:
            values[name] = binding.get(elements, cut)

    return act


def _take_each(part: Each, path: str) -> _Action:
    def act(frames: dict[str, _Frame], elements: Sequence[str], cut: Cut) -> None:
        frame = frames.get(path)
        if frame is not None:
            known = frame.values.get(part.attribute, ())
            if isinstance(known, tuple):
                known = frame.values[part.attribute] = list(known)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            known.extend(part.read(elements, cut))

    return act


def _begin(part: Loops, path: str, inner: str) -> _Action:
    below = f"{inner}/"

    def act(frames: dict[str, _Frame], elements: Sequence[str], cut: Cut) -> None:
        del elements, cut
        frame = frames.get(path)
        if frame is None:
            return
        for key in [key for key in frames if key.startswith(below)]:
            del frames[key]
        frames[inner] = begun = _Frame(part.shape)
        frame.values.setdefault(part.attribute, []).append(begun)

    return act


def _made(frame: _Frame) -> Any:
    values = frame.values
    for name, value in values.items():
        if isinstance(value, list):
            items: list[Any] = value
            values[name] = tuple(
                _made(item) if isinstance(item, _Frame) else item for item in items
            )
    return frame.shape.document(**values)


def is_text_at(binding: Binding) -> bool:
    """Whether a binding is one element as its plain text, as columns can gather it."""
    return isinstance(binding, At) and binding.read is TEXT.read and not binding.component
