"""The newest row of each key: what a view shows of many changes of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_ORDINAL: Final = "__ordinal"
ROWS_COPIED_WHOLE: Final = 50_000


def newest_rows(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Of each key the row of the highest version, sorted by key; of equals the last one.

    Only the keys are sorted, and the rows gathered once: at a million rows of twenty columns a
    third of the cost of sorting the rows themselves.
    """
    chosen = _newest_ordinals(rows, keys)
    # A gather from many chunks looks each row's chunk up: four times the cost of one copy first.
    # Of many rows the copy is made a column at a time, which costs less memory, but more a call.
    if rows.height < ROWS_COPIED_WHOLE:
        return rows.rechunk()[chosen]
    return pl.DataFrame([column.rechunk().gather(chosen) for column in rows])


def _newest_ordinals(rows: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    versions = ["version"] if "version" in rows.columns else []
    slim = rows.select(*keys, *versions).with_row_index(_ORDINAL)
    ordered = slim.sort([*keys, *versions, _ORDINAL])
    last = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(-1)) for key in keys)
    is_end = pl.int_range(pl.len()) == pl.len() - 1
    return ordered.filter(last | is_end)[_ORDINAL]
