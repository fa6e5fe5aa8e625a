"""Identity of events: the same event twice is one event, and other content is refused.

An `event_id` is remembered for a declared look-back, counted in whole UTC days behind the newest
event seen; an event older than that is refused, because nobody could tell whether it is a
duplicate. The first to arrive wins; the same rows in any cut into batches get the same verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.columns import Codes, integers, microseconds, pack, unpack
from domain.key_index import KeyIndex, Marks, Rows
from domain.source_clock import CLOCK_TOLERANCE
from schemas.hashing import Hashes, hash64, hash128, hash_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOOK_BACK_DAYS: Final = 30
"""How far behind the newest event duplicates are still known, unless the settings say otherwise."""
FINGERPRINTS: Final = ("id_hash", "id_hash_2", "content_hash")
"""The columns that `fingerprinted` adds; no part of the contract, they never leave a flow."""
_STATE_VERSION: Final = 1
_DAY: Final = timedelta(days=1) // timedelta(microseconds=1)
_TOLERANCE: Final = CLOCK_TOLERANCE // timedelta(microseconds=1)
_NEVER_LATE: Final = 2**62
_NO_DAY: Final = -(2**31)
_COMPACT_MIN: Final = 16_384
_NOT_CONTENT: Final = frozenset({"event_id", "ingest_time", *FINGERPRINTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Events by verdict, each frame in the order of arrival.

    `duplicates` counts events that came before with the same content; `differing` are events
    whose id came before with other content (`DUPLICATE_DIFFERS`); `too_old` lie before the
    look-back (`EVENT_TOO_OLD`).
    """

    accepted: pl.DataFrame
    duplicates: int
    differing: pl.DataFrame
    too_old: pl.DataFrame


class Identities:
    """The event ids of one group that are still known, each with a hash of its event's content.

    An id costs about 35 bytes: a key of 128 bits, so that a million million ids share none, a
    64-bit content hash, the day, and its slot in the index.
    """

    __slots__ = (
        "_changed", "_contents", "_days", "_dumped", "_index", "_look_back", "_newest_day",
        "_replaced",
    )  # fmt: skip

    def __init__(self, *, look_back_days: int = LOOK_BACK_DAYS) -> None:
        """No ids yet."""
        self._look_back = look_back_days
        self._newest_day = _NO_DAY
        self._forget_all()

    @classmethod
    def load(
        cls, base: bytes | None, deltas: Sequence[bytes], *, look_back_days: int = LOOK_BACK_DAYS
    ) -> Self:
        """The ids as they were dumped, less those that have expired since."""
        identities = cls(look_back_days=look_back_days)
        for piece in (base, *deltas):
            if piece is not None:
                _, (header, rows) = unpack(piece, (_STATE_VERSION,))
                identities._newest_day = int(header["newest_day"][0])
                identities._take_back(rows)
        identities._compact()
        identities._clear_marks()
        return identities

    def __len__(self) -> int:
        """How many ids are held."""
        return len(self._index)

    def judge(self, events: pl.DataFrame) -> Judged:
        """Which of the events are new; their ids are known from now on.

        Fingerprints that the events carry are used and taken off.
        """
        if FINGERPRINTS[0] in events.columns:
            a, b, contents = (events[name].to_numpy() for name in FINGERPRINTS)
            events = events.clone()
            for name in FINGERPRINTS:
                events.drop_in_place(name)
        else:
            a, b, contents = _fingerprints(events)
        days, ahead = _days(events)
        verdicts = np.empty(events.height, np.uint8)
        moving = np.where(ahead, _NO_DAY, days)
        newest = np.maximum.accumulate(np.concatenate(([self._newest_day], moving)))[1:]
        for start, end in _stretches(newest):
            self._move_on(int(newest[start]))
            piece = slice(start, end)
            verdicts[piece] = self._judge_one_day(a[piece], b[piece], contents[piece], days[piece])
        if (verdicts == _ACCEPTED).all():
            nothing = events.clear()
            return Judged(accepted=events, duplicates=0, differing=nothing, too_old=nothing)
        return Judged(
            accepted=events.filter(verdicts == _ACCEPTED),
            duplicates=int(np.count_nonzero(verdicts == _DUPLICATE)),
            differing=events.filter(verdicts == _DIFFERING),
            too_old=events.filter(verdicts == _TOO_OLD),
        )

    def changed(self) -> bool:
        """Whether anything changed since the last dump."""
        return self._changed

    def dump_changes(self) -> bytes:
        """The ids that came, or came again after they had expired, since the last dump."""
        rows = np.concatenate([*self._replaced, np.arange(self._dumped, len(self._index))])
        return self._dump(rows)

    def dump_all(self) -> bytes:
        """All ids that have not expired."""
        return self._dump(np.flatnonzero(self._held_days() >= self._horizon))

    @property
    def _horizon(self) -> int:
        """The oldest day that is still known."""
        return self._newest_day - self._look_back

    def _judge_one_day(self, a: Hashes, b: Hashes, contents: Hashes, days: Codes) -> Verdicts:
        """Verdicts while the newest day stays the same."""
        verdicts = np.full(a.size, _TOO_OLD, np.uint8)
        known = np.flatnonzero(days >= self._horizon)
        if known.size < a.size:
            a, b, contents, days = a[known], b[known], contents[known], days[known]
        rows, new = self._index.index(a, b)
        self._append(contents[new], days[new])
        self._replace_expired(rows, new, contents, days)
        same = self._contents[rows] == contents
        verdicts[known] = np.where(new, _ACCEPTED, np.where(same, _DUPLICATE, _DIFFERING))
        return verdicts

    def _append(self, contents: Hashes, days: Codes) -> None:
        end = len(self._index)
        start = end - contents.size
        if end > self._contents.size:
            room = max(1024, end * 5 // 4)
            self._contents = np.concatenate(
                [self._contents[:start], np.zeros(room - start, np.uint64)]
            )
            self._days = np.concatenate([self._days[:start], np.zeros(room - start, np.int32)])
        self._contents[start:end] = contents
        self._days[start:end] = days
        self._changed = self._changed or contents.size > 0

    def _replace_expired(self, rows: Rows, new: Marks, contents: Hashes, days: Codes) -> None:
        """Ids that expired, but still lie here, are new again where they first come again."""
        expired = np.flatnonzero(self._days[rows] < self._horizon)
        if expired.size == 0:
            return
        again, first = np.unique(rows[expired], return_index=True)
        chosen = expired[first]
        new[chosen] = True
        self._contents[again] = contents[chosen]
        self._days[again] = days[chosen]
        self._replaced.append(again[again < self._dumped])
        self._changed = True

    def _move_on(self, newest_day: int) -> None:
        if newest_day == self._newest_day:
            return
        self._newest_day = newest_day
        self._changed = True
        expired = np.count_nonzero(self._held_days() < self._horizon)
        # Amortized: an id is moved at most a few times in its life.
        if expired > _COMPACT_MIN and expired * 4 > len(self._index):
            self._compact()

    def _compact(self) -> None:
        """Drop the expired ids; the rest keep their order."""
        count = len(self._index)
        keep = self._held_days() >= self._horizon
        if keep.all():
            return
        a, b = self._index.keys
        contents, days = self._contents[:count][keep], self._held_days()[keep]
        places = np.cumsum(keep) - 1
        dumped = int(np.count_nonzero(keep[: self._dumped]))
        replaced = [places[rows[keep[rows]]] for rows in self._replaced]
        a, b = a[keep], b[keep]
        self._index = KeyIndex(a.size)
        self._index.index(a, b)
        self._contents, self._days = contents, days
        self._dumped, self._replaced = dumped, replaced

    def _take_back(self, rows: pl.DataFrame) -> None:
        """Rows as dumped; a later row of the same id replaces an earlier one."""
        a, b, contents, days = (rows[name].to_numpy() for name in ("a", "b", "content", "day"))
        places, new = self._index.index(a, b)
        self._append(contents[new], days[new])
        self._contents[places] = contents
        self._days[places] = days

    def _dump(self, rows: Rows) -> bytes:
        a, b = self._index.keys
        frame = pl.DataFrame(
            {
                "a": a[rows],
                "b": b[rows],
                "content": self._contents[rows],
                "day": self._days[rows],
            }
        )
        self._clear_marks()
        return pack(_STATE_VERSION, pl.DataFrame({"newest_day": [self._newest_day]}), frame)

    def _clear_marks(self) -> None:
        self._dumped = len(self._index)
        self._replaced = []
        self._changed = False

    def _forget_all(self) -> None:
        self._index = KeyIndex()
        self._contents: Hashes = np.zeros(0, np.uint64)
        self._days: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._dumped = 0
        self._replaced: list[Rows] = []
        self._changed = False

    def _held_days(self) -> npt.NDArray[np.int32]:
        return self._days[: len(self._index)]


Verdicts = npt.NDArray[np.uint8]
_ACCEPTED: Final = 0
_DUPLICATE: Final = 1
_DIFFERING: Final = 2
_TOO_OLD: Final = 3


def fingerprinted(events: pl.DataFrame) -> pl.DataFrame:
    """Events with the hashes by which they are judged, as three more columns.

    Hashing whole pieces before they are split among the groups costs a third of hashing the
    splinters. The first column is `hash64` of the id, so groups may be chosen by it.
    """
    return events.with_columns(
        pl.Series(name, column)
        for name, column in zip(FINGERPRINTS, _fingerprints(events), strict=True)
    )


def content_hash(events: pl.DataFrame) -> Hashes:
    """A hash of all that an event says: every field but its id and the time of its arrival.

    Nulls add nothing, so a column that is missing, all null, or new in the contract changes no
    hash of the events that do not use it.
    """
    total = np.zeros(events.height, np.uint64)
    for name in events.columns:
        column = events[name]
        if name in _NOT_CONTENT or column.null_count() == column.len():
            continue
        hashes = _column_hash(column) * _weight(name)
        if column.null_count():
            hashes[column.is_null().to_numpy()] = 0
        total += hashes
    return total


def _column_hash(column: pl.Series) -> Hashes:
    match column.dtype:
        case pl.String():
            return hash64(column)
        case pl.Enum():
            # By name, not by number: a symbol that is added later moves no number then.
            codes = integers(column.to_physical())
            return hash64(column.dtype.categories)[codes]  # pyright: ignore[reportAttributeAccessIssue]
        case pl.List() | pl.Struct():
            return hash64(
                column.to_frame().select(pl.struct(pl.all()).struct.json_encode()).to_series()
            )
        case pl.Datetime():
            return hash_numbers(microseconds(column, missing=0))
        case _:
            return hash_numbers(integers(column.to_physical()))


@cache
def _weight(name: str) -> np.uint64:
    """An odd number for each column, so that the same value in another column counts otherwise."""
    return hash64(pl.Series([name]))[0] | np.uint64(1)


def _fingerprints(events: pl.DataFrame) -> tuple[Hashes, Hashes, Hashes]:
    return (*hash128(events["event_id"]), content_hash(events))


def _days(events: pl.DataFrame) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """The UTC day of each event, and whether it lies ahead of its arrival.

    One that does counts as of its arrival, and moves the look-back for nobody: a single clock that
    runs ahead would else push it over everyone's events, and over a whole past that is read late.
    """
    times = microseconds(events["event_time"])
    arrived = events["ingest_time"]
    if arrived.null_count() < arrived.len():
        latest = microseconds(arrived, missing=_NEVER_LATE) + _TOLERANCE
        return np.minimum(times, latest) // _DAY, times > latest
    return times // _DAY, np.zeros(events.height, np.bool_)


def _stretches(values: Codes) -> Iterator[tuple[int, int]]:
    """The borders of the runs of equal values."""
    if values.size:
        cuts = np.flatnonzero(np.diff(values)) + 1
        yield from zip([0, *cuts.tolist()], [*cuts.tolist(), values.size], strict=True)
