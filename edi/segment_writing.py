"""Segments written from values: the function of each is made once, of its bindings.

Its source says where each value stands and what makes it text, and is compiled. What cannot be
compiled, such as components and elements that several values share, the bindings write themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, TypeAlias

from edi.elements import TEXT, At, Binding, Pairs, Texts, Written

Segment: TypeAlias = Sequence[Written]
"""A segment to write: its id and its elements."""
Constants: TypeAlias = Mapping[int | tuple[int, int], str]
"""Values that never change, by element or by element and component."""
Filler: TypeAlias = Callable[[Any], Segment]
"""An item, such as a document, as the segment that says it."""


def fetch(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All these fields of a document as a tuple, in one go."""
    if not names:
        return _nothing
    getter = attrgetter(*names)
    return getter if len(names) > 1 else lambda document: (getter(document),)


def _nothing(document: object) -> tuple[Any, ...]:
    del document
    return ()


def filler(
    segment: str, constants: Constants, bindings: Sequence[Binding], values: Sequence[str]
) -> Filler:
    """The function that writes a segment of these constants and bindings from an item.

    `values` is the source of the value of each binding: `item.line`, `item[0]`.
    """
    general = _general(segment, constants, bindings)
    spelt = f"return general(({', '.join(values)},))" if values else "return general(())"
    head = _leading(bindings)
    fixed = {at: value for at, value in constants.items() if isinstance(at, int)}
    places = [*fixed, *(binding.element for binding in head)]
    if len(fixed) != len(constants) or len(set(places)) != len(places):
        return _made([spelt], general=general)
    known: dict[str, Any] = {f"write_{at}": binding.write for at, binding in enumerate(head)}
    rest = bindings[len(head) :]
    if len(rest) == 1 and isinstance(rest[0], Pairs | Texts):
        first = _first_of_run(rest[0])
        if first > max(places, default=0):
            elements = _elements(segment, fixed, head, values, width=first)
            return _made([elements, *_spread(rest[0], values[-1]), *TRIMMED], **known)
    lines = [_elements(segment, fixed, head, values), *TRIMMED]
    if rest:
        # Values of other kinds, which are seldom said.
        silent = [binding.empty for binding in rest]
        said = f"if [{', '.join(values[len(head) :])}] != silent: {spelt}"
        return _made([said, *lines], general=general, silent=silent, **known)
    return _made(lines, **known)


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


TRIMMED: Final = ("while not elements[-1]: elements.pop()", "return elements")


def _elements(
    segment: str,
    fixed: Mapping[int, str],
    head: Sequence[At],
    values: Sequence[str],
    width: int = 1,
) -> str:
    """Source: the id and the elements that a segment's first values are, `width` of them or more.

    The function that makes a value text is named by the value's number.
    """
    texts = {0: repr(segment)} | {at: repr(value) for at, value in fixed.items()}
    for number, (binding, value) in enumerate(zip(head, values, strict=False)):
        is_text = binding.write is TEXT.write
        made = value if is_text else f"'' if (x := {value}) is None else write_{number}(x)"
        texts[binding.element] = made
    last = max(width - 1, *texts)
    return f"elements = [{', '.join(texts.get(at, repr('')) for at in range(last + 1))}]"


def _spread(tail: Pairs | Texts, value: str) -> list[str]:
    """Source: the last value is spread over all elements behind those that are there."""
    spread = "x"
    if isinstance(tail, Pairs):
        spread = f"chain(x[:{len(tail.positions)}])" if tail.positions else "chain(x)"
    return [f"if x := {value}: elements += {spread}; return elements"]


def _made(lines: Sequence[str], **names: Any) -> Filler:
    """The function of these lines and names; nothing is in them but what a shape says."""
    known: dict[str, Any] = {"chain": chain.from_iterable, **names}
    source = "\n    ".join(["def fill(item):", *lines])
    exec(source, known)  # noqa: S102 - as dataclasses do: a third of the time of closures
    return known["fill"]


def _general(
    segment: str, constants: Constants, bindings: Sequence[Binding]
) -> Callable[[tuple[Any, ...]], Segment]:
    """Values of a segment's bindings, in their order, put one by one."""

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
