"""Shapes compiled into writers: once for each shape and grammar, then as fast as Python is.

A writer fetches all fields of a document at once, in the order of the grammar, and looks at
nothing that is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from edi.segment_writing import Filler, Segment, begun, fetch, filler, segment_of
from edi.shape_parts import Each, Inside, Loops, One, Part, has_writer, is_written

if TYPE_CHECKING:
    from edi.grammar import Place

Writer: TypeAlias = Callable[[Any, list[Segment]], None]
"""Writes a document's segments behind those that are there."""
_Step: TypeAlias = Callable[[Any, tuple[Any, ...], list[Segment]], None]
"""Writes what some fields of a document say, given the document and all that its parts name."""

_FALSE: Final = (("",), ((),))
"""What a segment of one value says when it says nothing, where no value said is false too."""


def writer(parts: Sequence[Part], loop: Place, *, is_loop: bool = False) -> Writer:
    """The parts of a document as one function, in the order of the grammar."""
    by_id: dict[str, list[Part]] = {}
    for part in filter(has_writer, parts):
        by_id.setdefault(part.segment, []).append(part)
    names: list[str] = []
    # A step, and the place of the value without which it has nothing to write, if there is one.
    steps: list[tuple[int | None, _Step]] = []
    for child in loop.children:
        for part in by_id.pop(child.id, ()):
            first = len(names)
            match part:
                case One():
                    wanted = {n: b for n, b in part.bindings.items() if is_written(b)}
                    is_head = child.position == 0 and loop.parent is not None
                    fixed, sources = {**part.fixed, **part.where}, [f"item.{n}" for n in wanted]
                    fill = filler(part.segment, fixed, [*wanted.values()], sources)
                    if is_loop if is_head else child.mandatory:
                        steps.append((None, _one_step(fill)))
                        continue
                    names += wanted
                    empties = tuple(b.empty for b in wanted.values())
                    alone = first if empties in _FALSE else None
                    chosen = slice(first, len(names))
                    steps.append((alone, _optional_step(chosen, fill, empties)))
                case Each():
                    names.append(part.attribute)
                    steps.append((first, _each_step(first, part)))
                case Loops():
                    names.append(part.attribute)
                    inner = writer(part.shape.parts, child, is_loop=True)
                    steps.append((first, _loops_step(first, inner)))
                case Inside():
                    inner = writer(part.parts, child, is_loop=child.mandatory)
                    steps.append(
                        (None, _inside_step(segment_of(child.id, begun(part.where)), inner))
                    )
    get = fetch(names)

    def write(document: Any, out: list[Segment]) -> None:
        values = get(document)
        for place, step in steps:
            if place is None or values[place]:
                step(document, values, out)

    return write


def _one_step(fill: Filler) -> _Step:
    """A segment that is always written."""

    def step(document: Any, values: tuple[Any, ...], out: list[Segment]) -> None:
        del values
        out.append(fill(document))

    return step


def _optional_step(chosen: slice, fill: Filler, empties: tuple[Any, ...]) -> _Step:
    """A segment that is written if it says anything."""

    def step(document: Any, values: tuple[Any, ...], out: list[Segment]) -> None:
        if values[chosen] != empties:
            out.append(fill(document))

    return step


def _each_step(place: int, part: Each) -> _Step:
    write = part.write

    def step(document: Any, values: tuple[Any, ...], out: list[Segment]) -> None:
        del document
        out.extend(write(values[place]))

    return step


def _loops_step(place: int, inner: Writer) -> _Step:
    def step(document: Any, values: tuple[Any, ...], out: list[Segment]) -> None:
        del document
        for item in values[place]:
            inner(item, out)

    return step


def _inside_step(head: Segment, inner: Writer) -> _Step:
    def step(document: Any, values: tuple[Any, ...], out: list[Segment]) -> None:
        del values
        within: list[Segment] = []
        inner(document, within)
        if within and within[0][0] != head[0]:
            out.append(head)
        out.extend(within)

    return step
