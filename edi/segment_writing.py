"""Segments written from values: the function of each is made once, of its bindings.

It knows the position of each value and how its text is made. What cannot be compiled, such as
components and elements that several values share, the bindings write themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from edi.elements import TEXT, At, Binding, Pairs, Texts, Written

Segment: TypeAlias = Sequence[Written]
"""A segment to write: its id and its elements."""
Constants: TypeAlias = Mapping[int | tuple[int, int], str]
"""Values that never change, by element or by element and component."""
Filler: TypeAlias = Callable[[tuple[Any, ...]], Segment]
"""Values of a segment's bindings, in their order, as the segment."""


def fetch(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All these fields of a document as a tuple, in one go."""
    if not names:
        return _nothing
    getter = attrgetter(*names)
    return getter if len(names) > 1 else lambda document: (getter(document),)


def _nothing(document: object) -> tuple[Any, ...]:
    del document
    return ()


def filler(segment: str, constants: Constants, bindings: Sequence[Binding]) -> Filler:
    """The function that writes a segment of these constants and bindings."""
    general = _general(segment, constants, bindings)
    head = _leading(bindings)
    fixed = {at: value for at, value in constants.items() if isinstance(at, int)}
    places = [*fixed, *(binding.element for binding in head)]
    if len(fixed) != len(constants) or len(set(places)) != len(places):
        return general
    flat, rest = _flat(segment, fixed, head), bindings[len(head) :]
    if not rest:
        return flat
    tail = rest[0]
    if len(rest) == 1 and isinstance(tail, Pairs | Texts):
        first = _first_of_run(tail)
        if first > max(places, default=0):
            return _tailed(flat, first, tail)
    return _rarely(flat, general, tuple(binding.empty for binding in rest))


def _leading(bindings: Sequence[Binding]) -> list[At]:
    """The first bindings, as far as they are whole elements of one value."""
    found: list[At] = []
    for binding in bindings:
        if not isinstance(binding, At) or binding.component:
            break
        found.append(binding)
    return found


def _first_of_run(tail: Pairs | Texts) -> int:
    """Where values side by side begin; 0 where they stand otherwise."""
    if isinstance(tail, Texts):
        return 0 if tail.element else tail.first
    if not (tail.positions or tail.upc):
        return tail.first
    first = tail.positions[0] if tail.positions and not tail.upc else 0
    run = tuple(range(first, first + 2 * len(tail.positions), 2))
    return first if run == tail.positions else 0


def _flat(
    segment: str, fixed: Mapping[int, str], bindings: Sequence[At]
) -> Callable[[tuple[Any, ...]], list[Written]]:
    """A segment of whole elements, each of one value.

    Values come in the order of their bindings, behind them a blank, the id and the constants;
    `order` puts all of them where they stand.
    """
    extras = ("", segment, *fixed.values())
    count = len(bindings)
    places = {0: count + 1}
    places |= {at: count + 2 + number for number, at in enumerate(fixed)}
    places |= {binding.element: number for number, binding in enumerate(bindings)}
    order = [places.get(at, count) for at in range(max(places) + 1)]
    in_row = order == [count + 1, *range(count)]
    arrange = itemgetter(*order, count)
    made = [(item.element, item.write) for item in bindings if item.write is not TEXT.write]

    def fill(values: tuple[Any, ...]) -> list[Written]:
        said = values[:count]
        elements = [segment, *said] if in_row else [*arrange(said + extras)]
        for at, write in made:
            value = elements[at]
            elements[at] = "" if value is None else write(value)
        while not elements[-1]:
            elements.pop()
        return elements

    return fill


def _tailed(
    head: Callable[[tuple[Any, ...]], list[Written]], first: int, tail: Pairs | Texts
) -> Filler:
    """A segment whose last value is spread over all elements from a position on."""
    is_pairs = isinstance(tail, Pairs)
    most = len(tail.positions) or None if isinstance(tail, Pairs) else None

    def fill(values: tuple[Any, ...]) -> Segment:
        elements = head(values)
        spread = values[-1]
        if spread:
            elements += [""] * (first - len(elements))
            elements += chain.from_iterable(spread[:most]) if is_pairs else spread
        return elements

    return fill


def _rarely(flat: Filler, general: Filler, empties: tuple[Any, ...]) -> Filler:
    """A segment whose last values, of whatever kind, are seldom said."""
    count = len(empties)

    def fill(values: tuple[Any, ...]) -> Segment:
        return flat(values) if values[-count:] == empties else general(values)

    return fill


def _general(segment: str, constants: Constants, bindings: Sequence[Binding]) -> Filler:
    def fill(values: tuple[Any, ...]) -> Segment:
        elements = begun(constants)
        for binding, value in zip(bindings, values, strict=True):
            binding.put(value, elements)
        return segment_of(segment, elements)

    return fill


def begun(constants: Constants) -> dict[int, Written]:
    """Elements that hold these constants, to be filled."""
    elements: dict[int, Written] = {}
    for at, value in constants.items():
        if isinstance(at, tuple):
            TEXT(*at).put(value, elements)
        else:
            elements[at] = value
    return elements


def segment_of(name: str, elements: Mapping[int, Written]) -> Segment:
    """A segment with elements at their positions, the gaps empty."""
    last = max(elements, default=0)
    return (name, *(elements.get(at, "") for at in range(1, last + 1)))
