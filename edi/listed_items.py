"""Identifiers of a line in segments of their own: LINs behind a PO1 or POC.

They name the same item as those of the line's first segment, and are among its identifiers; a
document says besides which of them stood in which LIN, so that they are written there again.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from edi.elements import Cut, Pairs
from edi.shapes import Segment, read_only, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.documents.parts import Identifiers

_PAIRS: Final = Pairs(2)


def _listed(elements: Sequence[str], cut: Cut) -> list[Identifiers]:
    pairs = _PAIRS.get(elements, cut)
    return [pairs] if pairs else []


def _written(listed: Sequence[Identifiers]) -> list[Segment]:
    return [("LIN", "", *chain.from_iterable(pairs)) for pairs in listed]


LISTED: Final = (
    read_only("LIN", "identifiers", _PAIRS.get),
    spread("LIN", "listed", _listed, _written),
)


def without_listed(document: Any) -> Any:
    """A document whose lines have those identifiers alone that stand in their first segment."""
    if not any(line.listed for line in document.lines):
        return document
    return replace(document, lines=tuple(_apart(line) for line in document.lines))


def _apart(line: Any) -> Any:
    """A line whose identifiers are here or there: what is taken out of all of them is in no LIN.

    One that stands twice has its first place in the line's first segment.
    """
    rest: list[tuple[str, str]] = [*reversed(line.identifiers)]
    listed: list[Identifiers] = []
    for pairs in reversed(line.listed):
        kept: list[tuple[str, str]] = []
        for pair in reversed(pairs):
            if pair in rest:
                rest.remove(pair)
                kept.insert(0, pair)
        if kept:
            listed.insert(0, tuple(kept))
    return replace(line, identifiers=tuple(reversed(rest)), listed=tuple(listed))
