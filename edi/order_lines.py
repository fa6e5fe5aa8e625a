"""The lines of many usual orders at once, from their PO1 segments.

Of all other segments no more is looked at than which they are; the PO1s alone are copied
together, and cut as a table where all of them have as many elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from edi.bulk import alongside
from edi.gathering import MOST, Alike, Selection
from edi.order_kinds import DETAIL, HEADER, SUMMARY, kind, kinds_of, usual
from edi.string_views import BEHIND, Text
from edi.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from edi.bulk import Bulk
    from edi.set_runs import SetRun
    from edi.string_views import Elements

LINES: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "line": pl.String(),
        "quantity": pl.String(),
        "uom": pl.String(),
        "price": pl.String(),
        "basis": pl.String(),
        "currency": pl.String(),
        "identifiers": pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()})),
    }
)
"""One row per PO1, in order; numbers as they were sent, identifiers in the order of the wire.

The currency is empty where it is that of the order."""
ID: Final = 3
"""Bytes of the id of a PO1; its first separator stands behind them."""
ASCII_MAX: Final = 127


def line_table(documents: NDArray[np.int64], elements: Elements) -> pl.DataFrame:
    """The elements of PO1 segments as lines of these documents."""
    return pl.DataFrame(
        {
            "document": documents,
            "line": elements.element(1),
            "quantity": elements.element(2),
            "uom": elements.element(3),
            "price": elements.element(4),
            "basis": elements.element(5),
            "currency": pl.repeat("", len(documents), dtype=pl.String, eager=True),
            "identifiers": elements.pairs(6),
        }
    )


def plain_lines(runs: Sequence[tuple[int, SetRun]]) -> pl.DataFrame | None:
    """The lines of runs of 850s in one block, each with the document number of its first set.

    None where anything about them is unusual; then they are for the longer way, set by set.
    """
    sets = alongside(runs)
    column = np.frombuffer(sets.data, dtype=np.uint8)
    if column[int(sets.starts[0]) : _end(sets)].max() > ASCII_MAX:
        return None
    words = words_of(column, 4)
    kinds = kinds_of(words[sets.starts], sets.delimiters.element[0])
    chosen = np.flatnonzero(kinds == kind("PO1"))
    counts = _lines_of_sets(kinds, chosen, sets.heads)
    if counts is None:
        return None
    elements = _elements(sets, chosen)
    if elements is None:
        return None
    return line_table(np.repeat(sets.places, counts), elements)


def _lines_of_sets(
    kinds: NDArray[np.uint8], chosen: NDArray[np.int64], heads: NDArray[np.int64]
) -> NDArray[np.int64] | None:
    """How many lines each set has; None where any set has a segment in an unusual area."""
    stops = np.append(heads[1:], len(kinds))
    upto = np.searchsorted(chosen, stops)
    counts = np.diff(upto, prepend=0)
    if not counts.all():
        return None
    details = chosen[upto - counts]
    # A set without CTT has a summary of its SE alone.
    summaries = stops - 1
    totals = np.flatnonzero(kinds == kind("CTT"))
    owners = np.searchsorted(heads, totals, side="right") - 1
    if len(owners) > 1 and not np.diff(owners).all():
        return None
    summaries[owners] = totals
    sizes = np.stack([details - heads, summaries - details, stops - summaries], axis=1)
    if sizes.min() < 0:
        return None
    areas = np.tile(np.array([HEADER, DETAIL, SUMMARY], dtype=np.uint8), len(heads))
    return counts if usual(np.repeat(areas, sizes.ravel()), kinds).all() else None


def _elements(sets: Bulk, chosen: NDArray[np.int64]) -> Elements | None:
    """The elements of the chosen segments; None where a value has to be read with more care."""
    delimiters = sets.delimiters
    lengths = sets.ends[chosen] - sets.starts[chosen]
    starts, text = _copied(sets, chosen)
    ends, size = starts[:-1] + lengths, int(starts[-1])
    column = text.column[:size]
    # Besides terminators there may be line breaks behind a segment, and no other control character.
    controls = int(np.count_nonzero(column < ord(" ")))
    controls -= len(chosen) if delimiters.segment[0] < ord(" ") else 0
    if controls != size - len(chosen) - int(lengths.sum()):
        return None
    marks = np.flatnonzero(column == delimiters.element[0])
    if (column[marks - 1] == ord(" ")).any() or (column[ends - 1] == ord(" ")).any():
        return None
    firsts = starts[:-1] + ID
    width = len(marks) // len(firsts)
    if len(marks) == width * len(firsts) and bool((marks[::width] == firsts).all()):
        return Alike(text, marks.reshape(-1, width), ends)
    first = np.searchsorted(marks, firsts)
    return Selection(text, np.append(marks, np.full(MOST, size)), first, ends)


def _copied(sets: Bulk, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Text]:
    """The chosen segments one behind the other, noise included: where each begins, and the end."""
    # What stands between two runs goes with the SE before it, which is never chosen.
    starts = np.append(sets.starts, _end(sets))
    segments = pa.Array.from_buffers(
        pa.large_binary(),
        len(starts) - 1,
        [None, pa.py_buffer(starts), pa.py_buffer(sets.data)],
    )
    # The last one again, as often as makes enough bytes behind it.
    short = int(starts[chosen[-1] + 1] - starts[chosen[-1]])
    taken = segments.take(pa.array(np.append(chosen, np.repeat(chosen[-1:], BEHIND // short + 1))))
    _, offsets, data = taken.buffers()
    return np.frombuffer(offsets, dtype=np.int64)[: len(chosen) + 1], Text(data)


def _end(sets: Bulk) -> int:
    """Where the last of the sets ends, behind its terminator."""
    return int(sets.ends[-1]) + len(sets.delimiters.segment)
