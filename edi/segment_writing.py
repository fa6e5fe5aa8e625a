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
    rest = bindings[len(head) :]
    if len(rest) == 1 and isinstance(rest[0], Pairs | Texts):
        first = _first_of_run(rest[0])
        if first > max(places, default=0):
            return _made(_with_tail(_elements(segment, fixed, head, first), rest[0]), head)
    lines = _elements(segment, fixed, head)
    if rest:
        # Values of other kinds, which are seldom said.
        lines = [f"if values[{len(head)}:] != silent: return general(values)", *lines]
    silent = tuple(binding.empty for binding in rest)
    return _made([*lines, *TRIMMED], head, general=general, silent=silent)


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
    segment: str, fixed: Mapping[int, str], head: Sequence[At], width: int = 1
) -> list[str]:
    """Source: the id and the elements that a segment's first values are, `width` of them or more.

    A value is one of `values`, the function that makes it text is named by its place there.
    """
    texts = {0: repr(segment)} | {at: repr(value) for at, value in fixed.items()}
    for place, binding in enumerate(head):
        value = f"values[{place}]"
        is_text = binding.write is TEXT.write
        made = value if is_text else f"'' if {value} is None else write_{place}({value})"
        texts[binding.element] = made
    last = max(width - 1, *texts)
    return [f"elements = [{', '.join(texts.get(at, repr('')) for at in range(last + 1))}]"]


def _with_tail(lines: Sequence[str], tail: Pairs | Texts) -> list[str]:
    """Source: the last value is spread over all elements behind these."""
    spread = "values[-1]"
    if isinstance(tail, Pairs):
        spread = f"chain({spread}[:{len(tail.positions) or None}])"
    return [*lines, f"if values[-1]: elements += {spread}; return elements", *TRIMMED]


def _made(lines: Sequence[str], head: Sequence[At], **names: Any) -> Filler:
    """The function of these lines and names; nothing is in them but what a shape says."""
    known: dict[str, Any] = {f"write_{place}": binding.write for place, binding in enumerate(head)}
    known |= {"chain": chain.from_iterable, **names}
    source = "\n    ".join(["def fill(values):", *lines])
    exec(source, known)  # noqa: S102 - as dataclasses do: a third of the time of closures
    return known["fill"]


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
