"""How frames travel between the workers of a flow: as Arrow bytes, without the empty columns.

The engine pickles what goes to another process. A frame pickled by itself writes every column,
and of an event's most are empty; this costs half of it. Within a process nothing is pickled.
"""

from __future__ import annotations

import copyreg
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable


def let_frames_travel() -> None:
    """Have frames pickled as Arrow bytes in this process."""
    copyreg.pickle(pl.DataFrame, _packed)


def _packed(frame: pl.DataFrame) -> tuple[Callable[..., pl.DataFrame], tuple[Any, ...]]:
    height = frame.height
    filled = [column.name for column in frame.get_columns() if column.null_count() < height]
    out = BytesIO()
    frame.select(filled or frame.columns).write_ipc_stream(
        out, compat_level=pl.CompatLevel.newest()
    )
    kinds = tuple(frame.schema.items()) if len(filled) < frame.width else ()
    return unpacked, (out.getvalue(), kinds)


def unpacked(content: bytes, kinds: tuple[tuple[str, pl.DataType], ...]) -> pl.DataFrame:
    """The frame again, in all its columns."""
    frame = pl.read_ipc_stream(content)
    if frame.width == len(kinds) or not kinds:
        return frame
    height = frame.height
    return pl.DataFrame(
        [
            frame[name]
            if name in frame
            else pl.Series(name, [None], kind).new_from_index(0, height)
            for name, kind in kinds
        ]
    )
