"""Parts of a shape: segments that come once or often, loops, and where each value stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from edi.elements import TEXT, At, Binding, Cut
from edi.segment_writing import Constants, Segment, filler

if TYPE_CHECKING:
    from edi.shapes import Shape


Alternatives: TypeAlias = Mapping[tuple[int, int], frozenset[str]]
"""Values of which one must be there, by element and component."""


@dataclass(frozen=True, slots=True)
class One:
    """A segment that comes once: fields of the document at its positions.

    `where` are elements that it must have to be the one that is meant, and that are written;
    `fixed` are written, but not asked for; `among` are elements that must be one of some values.
    `apart` is the field of the currency that an amount is in: one in another is no other amount.
    """

    segment: str
    bindings: Mapping[str, Binding]
    where: Constants
    fixed: Constants
    among: Alternatives = field(default_factory=dict)
    apart: str = ""

    def is_meant(self, elements: Sequence[str], cut: Cut) -> bool:
        """Whether a segment is this one and not its namesake of another qualifier."""
        if self.among and not all(
            TEXT(*at).get(elements, cut) in values for at, values in self.among.items()
        ):
            return False
        return has(self.where, elements, cut)


@dataclass(frozen=True, slots=True)
class Each:
    """A segment that comes often: a tuple of values, of one value a segment or of many.

    `bindings` are the positions by the item's fields (by their order where it has none), empty
    where functions of their own read and write the segment; `where` as `One` has it. `beside` are
    those that come once at the same place, each before them: what is theirs is none of these.
    """

    segment: str
    attribute: str
    read: Callable[[Sequence[str], Cut], Sequence[Any]]
    write: Callable[[Sequence[Any]], Sequence[Segment]]
    item: type[Any] | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    where: Constants = field(default_factory=dict)
    beside: tuple[One, ...] = ()


@dataclass(frozen=True, slots=True)
class Loops:
    """A loop: a tuple of documents of another shape."""

    segment: str
    attribute: str
    shape: Shape[Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """A loop that comes once and is no document of its own: its parts belong to the one around.

    `where` are elements that its first segment must have to be the one that is meant.
    """

    segment: str
    parts: tuple[Part, ...]
    where: Constants = field(default_factory=dict)


Part: TypeAlias = One | Each | Loops | Inside


def one(
    segment: str,
    /,
    *,
    where: Constants | None = None,
    fixed: Constants | None = None,
    among: Alternatives | None = None,
    **values: Binding | int,
) -> One:
    """A segment that comes once; a bare number is text at that position."""
    bindings = {name: _binding(value) for name, value in values.items()}
    return One(segment, bindings, where or {}, fixed or {}, among or {})


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
        if not has(constants, elements, cut):
            return ()
        got = [binding.get(elements, cut) for binding in (*placed, *named.values())]
        if got == empties:
            return ()
        if named:
            return (item(**dict(zip(named, got, strict=True))),)
        return (got[0],) if len(got) == 1 else (tuple(got),)

    wanted = {name: binding for name, binding in named.items() if is_written(binding)}
    if named:
        assert not placed, f"{segment}: positions or names"
        values_of = [f"item.{name}" for name in wanted]
    else:
        values_of = [f"item[{at}]" for at in range(len(placed))] if len(placed) > 1 else ["item"]
    bindings = [*placed, *wanted.values()]
    fill = filler(segment, {**(fixed or {}), **constants}, bindings, values_of)

    def write(items: Sequence[Any]) -> Sequence[Segment]:
        return [fill(item) for item in items]

    positioned = {str(number): binding for number, binding in enumerate(placed)}
    return Each(segment, attribute, read, write, item, named or positioned, constants)


def spread(
    segment: str,
    attribute: str,
    read: Callable[[Sequence[str], Cut], Sequence[Any]],
    write: Callable[[Sequence[Any]], Sequence[Segment]],
) -> Each:
    """A segment that holds several values, as SDQ does; reading and writing are functions."""
    return Each(segment, attribute, read, write)


def apart(amount: One, currency: str) -> One:
    """The same of an amount, of which this field is the currency."""
    return replace(amount, apart=currency)


def beside(others: Each, *ones: One) -> Each:
    """The same of all segments that are none of some that come once, or in another currency."""
    return replace(others, beside=ones)


def read_only(
    segment: str, attribute: str, read: Callable[[Sequence[str], Cut], Sequence[Any]]
) -> Each:
    """A segment whose values go behind others of a document; another part writes them."""
    return Each(segment, attribute, read, unwritten)


def unwritten(items: Sequence[Any]) -> Sequence[Segment]:
    """What is written of values that are read only."""
    del items
    return ()


def loops(segment: str, attribute: str, shape: Shape[Any]) -> Loops:
    """A loop, by the id of its first segment."""
    return Loops(segment, attribute, shape)


def inside(segment: str, *parts: Part, where: Constants | None = None) -> Inside:
    """A loop that comes once, whose parts belong to the document around it."""
    return Inside(segment, parts, where or {})


def is_written(binding: Binding) -> bool:
    """Whether a binding writes what it reads."""
    return not (isinstance(binding, At) and binding.read_only)


def has_writer(part: Part) -> bool:
    """Whether a part writes what it reads."""
    return not (isinstance(part, Each) and part.write is unwritten)


def _binding(value: Binding | int) -> Binding:
    return TEXT(value) if isinstance(value, int) else value


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


def has(constants: Constants, elements: Sequence[str], cut: Cut) -> bool:
    """Whether a segment has these constants."""
    return all(
        (TEXT(*at) if isinstance(at, tuple) else TEXT(at)).get(elements, cut) == value
        for at, value in constants.items()
    )
