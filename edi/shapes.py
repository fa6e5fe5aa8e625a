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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from edi.elements import TEXT, At, Binding, Cut, Written

if TYPE_CHECKING:
    from edi.grammar import Grammar, Place
    from edi.judging import Judged

Constants: TypeAlias = Mapping[int | tuple[int, int], str]
"""Values that never change, by element or by element and component."""
Segment: TypeAlias = tuple[Written, ...]
"""A segment to write: its id and its elements."""
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class One:
    """A segment that comes once: fields of the document at its positions.

    `where` are elements that it must have to be the one that is meant, and that are written;
    `fixed` are written, but not asked for.
    """

    segment: str
    bindings: Mapping[str, Binding]
    where: Constants
    fixed: Constants

    def is_meant(self, elements: Sequence[str], cut: Cut) -> bool:
        """Whether a segment is this one and not its namesake of another qualifier."""
        return _has(self.where, elements, cut)


@dataclass(frozen=True, slots=True)
class Each:
    """A segment that comes often: a tuple of values, of one value a segment or of many.

    `bindings` are the positions by the item's fields (by their order where it has none), empty
    where functions of their own read and write the segment.
    """

    segment: str
    attribute: str
    read: Callable[[Sequence[str], Cut], Sequence[Any]]
    write: Callable[[Sequence[Any]], Sequence[Segment]]
    item: type[Any] | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loops:
    """A loop: a tuple of documents of another shape."""

    segment: str
    attribute: str
    shape: Shape[Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """A loop that comes once and is no document of its own: its parts belong to the one around."""

    segment: str
    parts: tuple[Part, ...]


Part: TypeAlias = One | Each | Loops | Inside


def one(
    segment: str,
    /,
    *,
    where: Constants | None = None,
    fixed: Constants | None = None,
    **values: Binding | int,
) -> One:
    """A segment that comes once; a bare number is text at that position."""
    bindings = {name: _binding(value) for name, value in values.items()}
    return One(segment, bindings, where or {}, fixed or {})


def each(
    segment: str,
    attribute: str,
    item: type[Any],
    /,
    *positions: Binding | int,
    where: Constants | None = None,
    fixed: Constants | None = None,
    **values: Binding | int,
) -> Each:
    """A segment that comes often: a value each, of one position, a tuple, or a dataclass.

    `each("MSG", "texts", str, 1)`, `each("REF", "references", Reference, qualifier=1, value=2)`.
    A segment that says nothing at these positions is passed over.
    """
    constants = where or {}
    named = {name: _binding(value) for name, value in values.items()}
    placed = [_binding(position) for position in positions]
    empties = [binding.empty for binding in (*placed, *named.values())]

    def read(elements: Sequence[str], cut: Cut) -> Sequence[Any]:
        if not _has(constants, elements, cut):
            return ()
        got = [binding.get(elements, cut) for binding in (*placed, *named.values())]
        if got == empties:
            return ()
        if named:
            return (item(**dict(zip(named, got, strict=True))),)
        return (got[0],) if len(got) == 1 else (tuple(got),)

    def write(items: Sequence[Any]) -> Sequence[Segment]:
        out: list[Segment] = []
        for value in items:
            elements = _begun({**(fixed or {}), **constants})
            if named:
                for name, binding in named.items():
                    binding.put(getattr(value, name), elements)
            else:
                parts = value if len(placed) > 1 else (value,)
                for binding, part in zip(placed, parts, strict=True):
                    binding.put(part, elements)
            out.append(segment_of(segment, elements))
        return out

    positioned = {str(number): binding for number, binding in enumerate(placed)}
    return Each(segment, attribute, read, write, item, named or positioned)


def spread(
    segment: str,
    attribute: str,
    read: Callable[[Sequence[str], Cut], Sequence[Any]],
    write: Callable[[Sequence[Any]], Sequence[Segment]],
) -> Each:
    """A segment that holds several values, as SDQ does; reading and writing are functions."""
    return Each(segment, attribute, read, write)


def loops(segment: str, attribute: str, shape: Shape[Any]) -> Loops:
    """A loop, by the id of its first segment."""
    return Loops(segment, attribute, shape)


def inside(segment: str, *parts: Part) -> Inside:
    """A loop that comes once, whose parts belong to the document around it."""
    return Inside(segment, parts)


def segment_of(name: str, elements: Mapping[int, Written]) -> Segment:
    """A segment with elements at their positions, the gaps empty."""
    last = max(elements, default=0)
    return (name, *(elements.get(at, "") for at in range(1, last + 1)))


def _binding(value: Binding | int) -> Binding:
    return TEXT(value) if isinstance(value, int) else value


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
        return _written(self.parts, document, grammar.root)


def attributes(parts: Sequence[Part]) -> list[str]:
    """The fields of a document that these parts read and write."""
    names: list[str] = []
    for part in parts:
        match part:
            case One():
                names += part.bindings
            case Each() | Loops():
                names.append(part.attribute)
            case Inside():
                names += attributes(part.parts)
    return names


def _bind(parts: Sequence[Part], loop: Place, path: str, actions: dict[str, list[_Action]]) -> None:
    for part in parts:
        place = _place_of(loop, part.segment)
        inner = f"{path}/{part.segment}" if path else part.segment
        head = f"{inner}/{part.segment}" if place.is_loop else inner
        here = actions.setdefault(head, [])
        match part:
            case One():
                here.append(_take_one(part, path))
            case Each():
                here.append(_take_each(part, path))
            case Loops():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                here.append(_begin(part, path, inner))
                _bind(part.shape.parts, place, inner, actions)
            case Inside():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                here.append(_enter(path, inner))
                _bind(part.parts, place, inner, actions)


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


def _enter(path: str, inner: str) -> _Action:
    def act(frames: dict[str, _Frame], elements: Sequence[str], cut: Cut) -> None:
        del elements, cut
        frame = frames.get(path)
        if frame is not None:
            frames[inner] = frame

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


def _written(
    parts: Sequence[Part], document: Any, loop: Place, *, is_loop: bool = False
) -> list[Segment]:
    by_id: dict[str, list[Part]] = {}
    for part in parts:
        by_id.setdefault(part.segment, []).append(part)
    out: list[Segment] = []
    for child in loop.children:
        for part in by_id.pop(child.id, ()):
            match part:
                case One():
                    is_head = child.position == 0 and loop.parent is not None
                    always = is_loop if is_head else child.mandatory
                    out += _written_one(part, document, always=always)
                case Each():
                    out += part.write(getattr(document, part.attribute))
                case Loops():
                    for item in getattr(document, part.attribute):
                        out += _written(part.shape.parts, item, child, is_loop=True)
                case Inside():
                    within = _written(part.parts, document, child, is_loop=child.mandatory)
                    if within and within[0][0] != child.id:
                        out.append((child.id,))
                    out += within
    return out


def _written_one(part: One, document: Any, *, always: bool) -> list[Segment]:
    said: dict[int, Written] = {}
    for name, binding in part.bindings.items():
        binding.put(getattr(document, name), said)
    if not said and not always:
        return []
    elements = _begun({**part.fixed, **part.where})
    for name, binding in part.bindings.items():
        binding.put(getattr(document, name), elements)
    return [segment_of(part.segment, elements)]


def _begun(constants: Constants) -> dict[int, Written]:
    """Elements that hold these constants, to be filled."""
    elements: dict[int, Written] = {}
    for at, value in constants.items():
        if isinstance(at, tuple):
            TEXT(*at).put(value, elements)
        else:
            elements[at] = value
    return elements


def _has(constants: Constants, elements: Sequence[str], cut: Cut) -> bool:
    return all(
        (TEXT(*at) if isinstance(at, tuple) else TEXT(at)).get(elements, cut) == value
        for at, value in constants.items()
    )


def is_text_at(binding: Binding) -> bool:
    """Whether a binding is one element as its plain text, as columns can gather it."""
    return isinstance(binding, At) and binding.read is TEXT.read and not binding.component
