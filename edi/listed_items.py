"""Identifiers of a line in segments of their own: LINs behind a PO1 or POC.

They name the same item as those of the line's first segment, and are among its identifiers; a
document says besides which of them stood in which LIN, so that they are written there again. Those
in the header of an order are of no line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from edi.documents.line_parts import ListedItem
from edi.elements import Pairs
from edi.shapes import each, read_only, spread

_PAIRS: Final = Pairs(2)

ITEMS: Final = each("LIN", "items", ListedItem, line=1, identifiers=_PAIRS)
"""Items that the header of an order names."""
LISTED: Final = (
    read_only("LIN", "identifiers", _PAIRS.get),
    spread("LIN", "listed", ITEMS.read, ITEMS.write),
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
    listed: list[ListedItem] = []
    for item in reversed(line.listed):
        kept: list[tuple[str, str]] = []
        for pair in reversed(item.identifiers):
            if pair in rest:
                rest.remove(pair)
                kept.insert(0, pair)
        if kept:
            listed.insert(0, replace(item, identifiers=tuple(kept)))
    return replace(line, identifiers=tuple(reversed(rest)), listed=tuple(listed))
