"""Writing documents the plain and slow way: each part in the grammar's order, each value put."""

from __future__ import annotations

from typing import Any

from edi.grammar import Place
from edi.segment_writing import begun, segment_of
from edi.shape_parts import Each, Inside, Loops, One, is_written

Segments = list[Any]


def segments(parts: Any, document: Any, loop: Place, *, is_loop: bool = False) -> Segments:
    """The segments that say what these parts of a document say."""
    out: Segments = []
    for child in loop.children:
        for part in (part for part in parts if part.segment == child.id):
            match part:
                case One():
                    is_head = child.position == 0 and loop.parent is not None
                    always = is_loop if is_head else child.mandatory
                    out += one(part, document, always=always)
                case Each():
                    out += each(part, getattr(document, part.attribute))
                case Loops():
                    for item in getattr(document, part.attribute):
                        out += segments(part.shape.parts, item, child, is_loop=True)
                case Inside():
                    within = segments(part.parts, document, child, is_loop=child.mandatory)
                    if within and within[0][0] != child.id:
                        out.append(segment_of(child.id, begun(part.where)))
                    out += within
        if any(part.segment == child.id for part in parts):
            parts = [part for part in parts if part.segment != child.id]
    return out


def one(part: One, document: Any, *, always: bool) -> Segments:
    if not always and all(
        getattr(document, name) == binding.empty
        for name, binding in part.bindings.items()
        if is_written(binding)
    ):
        return []
    elements = begun({**part.fixed, **part.where})
    for name, binding in part.bindings.items():
        binding.put(getattr(document, name), elements)
    return [segment_of(part.segment, elements)]


def each(part: Each, items: Any) -> Segments:
    """The constants of such a part are its writer's own, and so taken from what that wrote."""
    written = part.write(items)
    if not part.bindings or part.item is None:
        return list(written)
    out: Segments = []
    for item, fast in zip(items, written, strict=True):
        elements: dict[int, Any] = {}
        for name, binding in part.bindings.items():
            is_field = hasattr(item, name) and not name.isdecimal()
            value = getattr(item, name) if is_field else item
            if len(part.bindings) > 1 and name.isdecimal():
                value = item[int(name)]
            binding.put(value, elements)
        constants = {at: text for at, text in enumerate(fast) if at and at not in elements and text}
        out.append(segment_of(part.segment, {**constants, **elements}))
    return out
