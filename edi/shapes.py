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

Where a segment that a shape takes once comes more often, the first counts (`edi/repeats.py`). What
a release has no place for is neither read nor written in it; so the same shape names the segments
of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Generic, TypeVar

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
    read_only,
    spread,
)
from edi.shape_reading import Placed, Reader, read_document, reader
from edi.shape_writing import Writer, writer

if TYPE_CHECKING:
    from edi.grammar import Grammar

__all__ = [
    "Each", "Inside", "Loops", "One", "Part", "Segment", "Shape", "attributes", "each", "inside",
    "is_text_at", "loops", "one", "read_only", "segment_of", "spread",
]  # fmt: skip

D = TypeVar("D")


class Shape(Generic[D]):
    """How documents of one dataclass stand on the wire."""

    def __init__(self, document: Callable[..., D], *parts: Part) -> None:
        self.document = document
        self.parts = parts
        self._readers: dict[int, Reader] = {}
        self._writers: dict[int, Writer] = {}
        assert isinstance(document, type)
        known = {item.name for item in fields(document)}
        for name in attributes(parts):
            assert name in known, f"{document.__name__} has no field {name}"

    def read(self, segments: Iterable[Placed], grammar: Grammar, cut: Cut) -> D:
        """The document that segments say, each with its path, as far as they say one."""
        actions = self._readers.get(id(grammar))
        if actions is None:
            actions = self._readers[id(grammar)] = reader(self.parts, grammar.root)
        return read_document(self, actions, segments, cut)

    def write(self, document: D, grammar: Grammar) -> list[Segment]:
        """The segments that say a document, in the grammar's order, without ST and SE."""
        write = self._writers.get(id(grammar))
        if write is None:
            write = self._writers[id(grammar)] = writer(self.parts, grammar.root)
        out: list[Segment] = []
        write(document, out)
        return out


def is_text_at(binding: Binding) -> bool:
    """Whether a binding is one element as its plain text, as columns can gather it."""
    return isinstance(binding, At) and binding.read is TEXT.read and not binding.component
