"""JSON Lines into columns, exactly: what the columnar reader cannot prove good is read by hand.

The reader (polars) takes a whole piece at once. `json_scan` proves whether it took each line as
it stands; lines for which that fails go one by one through `json_records`, which alone says what
is wrong. So a bad line costs itself, and the outcome is that of reading every line by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from schemas.events import INVENTORY_EVENT
from sources.event_rules import ROW, TYPED
from sources.json_ranges import LINE_BYTES_MAX
from sources.json_records import IGNORED, KNOWN, TIMES, TYPE
from sources.json_scan import Scan, scan_lines
from sources.lines import Lines
from sources.times import instants

_SAMPLE: Final = 16
_UNKNOWN_MAX: Final = 40
"""Unknown fields that are read in columns; lines with further ones are read by hand."""
_ATTEMPTS: Final = 8
_TEXTS: Final = frozenset(
    name for name, kind in TYPED.items() if kind not in (pl.Int64(), pl.Boolean())
) - IGNORED | {TYPE}
_ROW_TYPES: Final = {
    name: TYPED[name] if TYPED.get(name) in (pl.Int64(), pl.Boolean()) else pl.String()
    for name in (*INVENTORY_EVENT, TYPE)
}


_MET: Final[set[str]] = set()
"""Fields of the contract that were met where no sample showed them: the next piece is asked for
them at once. This saves a second reading, and changes no outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A piece as far as it could be read in columns.

    `typed` has rows of `event_rules.TYPED` (absent columns left out); `by_hand` lists the lines
    left to `json_records`; `extras` has a column for each unknown field, and `row`.
    """

    typed: pl.DataFrame
    by_hand: NDArray[np.int64]
    extras: pl.DataFrame


def read_columns(lines: Lines) -> Columns:
    """Read what can be proven; `lines` are those of one piece."""
    attempt = _Attempt(lines)
    for _ in range(_ATTEMPTS):
        if not attempt.kept.any():
            break
        done = attempt.read()
        if done is not None:
            return done
    nothing = pl.DataFrame(schema={ROW: pl.Int64()})
    left = np.flatnonzero(attempt.kept | attempt.by_hand)
    return Columns(typed=nothing, by_hand=left, extras=nothing)


class _Attempt:
    """Lines that are still hoped to be readable in columns, and those given up."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.kept = lines.ends - lines.starts <= LINE_BYTES_MAX
        self.by_hand = ~self.kept
        self._names = _names(lines, _spread(self.kept)) | _MET

    def read(self) -> Columns | None:
        """All the kept lines in columns; None after giving up some, or learning of fields."""
        whole = bool(self.kept.all())
        part = self._lines if whole else Lines(self._lines.keep(self.kept))
        numbers = np.flatnonzero(self.kept)
        scan = scan_lines(part.data, _TEXTS)
        if scan.doubtful.size:
            self._give_up(numbers[np.unique(part.at(scan.doubtful))])
            return None
        frame = _read(part.data, self._names)
        if frame is None:
            self._give_up(_broken(self._lines, numbers))
            return None
        if frame.height != numbers.size:
            self.kept &= ~self._lines.blank()
            return None
        if _is_proven(frame, scan):
            return _finish(frame, numbers, self.by_hand)
        unproven = _unproven(frame, scan, part)
        names = self._names | _names(self._lines, numbers[unproven])
        if names != self._names and len(names) <= len(_ROW_TYPES) + _UNKNOWN_MAX:
            self._names = names
            _MET.update(names & KNOWN)
            return None
        # What holds for the sum holds line by line: the others are proven.
        self._give_up(numbers[unproven])
        proven = np.ones(numbers.size, dtype=np.bool_)
        proven[unproven] = False
        return _finish(frame.filter(pl.Series(proven)), numbers[proven], self.by_hand)

    def _give_up(self, numbers: NDArray[np.int64]) -> None:
        self.kept[numbers], self.by_hand[numbers] = False, True


def _spread(kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    numbers = np.flatnonzero(kept)
    return np.unique(
        np.concatenate((numbers[:_SAMPLE], numbers[:: max(1, numbers.size // _SAMPLE)]))
    )


def _names(lines: Lines, numbers: NDArray[np.int64]) -> set[str]:
    """The fields of some lines (of the first, where they are many)."""
    names: set[str] = set()
    for number in numbers[:256].tolist():
        record = _loads(lines.line(number))
        if isinstance(record, dict):
            names.update(record)
    return names


def _loads(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _read(data: bytes, names: set[str]) -> pl.DataFrame | None:
    """The lines as rows, or None where one of them is not JSON."""
    schema = {name: _ROW_TYPES.get(name, pl.String()) for name in sorted(names)}
    if not schema:
        return None
    try:
        return pl.read_ndjson(data, schema=schema, ignore_errors=True)
    except pl.exceptions.PolarsError:
        return None


def _broken(lines: Lines, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lines that are not a JSON object."""
    bad = [
        number
        for number in numbers.tolist()
        if not isinstance(_loads(line := lines.line(number)), dict) and line.strip(b" \t\r")
    ]
    return np.array(bad, dtype=np.int64)


def _is_proven(frame: pl.DataFrame, scan: Scan) -> bool:
    """Whether every key with a value, and nothing else, is in the columns."""
    plain = texts = 0
    for column in frame.iter_columns():
        values = column.len() - column.null_count()
        if column.dtype == pl.String():
            texts += values
        else:
            plain += values
    return plain == scan.plain.size and texts == scan.texts + scan.others.size


def _unproven(frame: pl.DataFrame, scan: Scan, part: Lines) -> NDArray[np.int64]:
    """The same, line by line: rows on which the counts differ."""
    rows = frame.height
    quotes = np.add.reduceat(
        (np.frombuffer(part.data, dtype=np.uint8) == ord('"')).view(np.int8),
        part.starts,
        dtype=np.int64,
    )
    plain, nulls, others = (
        np.bincount(part.at(offsets), minlength=rows)
        for offsets in (scan.plain, scan.nulls, scan.others)
    )
    counted = frame.select(
        pl.sum_horizontal(
            pl.lit(0), *(pl.col(name).is_not_null() for name, kind in frame.schema.items()
                         if kind == pl.String())
        ).alias("texts"),
        pl.sum_horizontal(
            pl.lit(0), *(pl.col(name).is_not_null() for name, kind in frame.schema.items()
                         if kind != pl.String())
        ).alias("plain"),
    )  # fmt: skip
    texts_read = counted["texts"].to_numpy()
    plain_read = counted["plain"].to_numpy()
    twice = quotes - 2 * (plain + nulls + others)
    return np.flatnonzero((twice != 4 * (texts_read - others)) | (plain_read != plain))


def _finish(frame: pl.DataFrame, numbers: NDArray[np.int64], by_hand: NDArray[np.bool_]) -> Columns:
    """Rows with their line numbers and times; other types than inventory go by hand."""
    frame = frame.with_columns(pl.Series(ROW, numbers))
    closer = pl.Series("closer", [], dtype=pl.Boolean()).extend_constant(False, frame.height)  # noqa: FBT003
    # A line that is no object counts as nothing, and so as proven; it has no id either.
    closer |= frame["event_id"].is_null() if "event_id" in frame.columns else True
    if TYPE in frame.columns:
        closer |= (frame[TYPE] != "inventory").fill_null(value=False)
    times: list[pl.Series] = []
    for name in TIMES:
        if name in frame.columns:
            values, doubt = instants(frame[name])
            times.append(values)
            if doubt is not None:
                closer |= doubt
    typed = frame.select(ROW, *(name for name in TYPED if name in frame.columns and name != ROW))
    typed = typed.drop(IGNORED, strict=False).with_columns(times)
    if closer.any():
        by_hand[numbers[closer.to_numpy()]] = True
        typed, frame = typed.filter(~closer), frame.filter(~closer)
    extras = frame.select(ROW, *(name for name in frame.columns if name not in KNOWN | {ROW}))
    return Columns(typed=typed, by_hand=np.flatnonzero(by_hand), extras=extras)
