"""The drop folder as a source: a fixed number of lanes that share out files and their ranges.

Each file is taken when it is complete, once, and never altered. A lane reads one file at a time
and remembers, in its snapshot, what it has taken: eight bytes each for the inbox, the path and
the version, so that a folder of many files stays a small snapshot.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from typing_extensions import override

from schemas.findings import Finding
from sources.inboxes import Inboxes, InboxFile, Listing, Share
from sources.known_openers import NAME, KnownOpeners
from sources.names import LANES, lane_names
from sources.pairs import Whose, nobodys
from sources.pieces import FileKind, Item
from sources.reading import Reading, begin, empty, has_part, noted
from sources.taken import VERSION, LaneState, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sources.ending import Ending

AWAKE_EVERY: Final = timedelta(milliseconds=50)


class Lane(StatefulSourcePartition[tuple[str, Item], LaneState]):
    """One lane; emits `(lane, item)`, one piece at a time."""

    def __init__(
        self,
        inboxes: Inboxes,
        name: str,
        resume: LaneState | None,
        *,
        step: str,
        ending: Ending,
        whose: Whose = nobodys,
    ) -> None:
        self._inboxes = inboxes
        self._whose = whose
        self._name = name
        self._number = int(name)
        self._lanes = LANES
        self._step = step
        self._ending = ending
        _, marks, self._resume = resume or (VERSION, b"", None)
        self._taken = unpack(marks)
        self._marks: bytes | None = marks
        self._listed = -1
        self._waiting: list[InboxFile] = []
        self._file: InboxFile | None = None
        self._reading: Reading | None = None
        self._descriptor = -1
        self._idle = False

    @override
    def next_batch(self) -> list[tuple[str, Item]]:
        if self._ending.stop_asked():
            self._end()
        self._idle = False
        now = datetime.now(UTC)
        items: list[Item] = []
        if self._reading is None:
            items.extend(self._take_next(now))
        if self._reading is not None:
            items.extend(self._read_on(self._reading, now))
        return [(self._name, item) for item in items]

    @override
    def next_awake(self) -> datetime | None:
        return datetime.now(UTC) + AWAKE_EVERY if self._idle else None

    @override
    def snapshot(self) -> LaneState:
        if self._marks is None:
            self._marks = pack(self._taken)
        current = self._resume
        if self._file is not None and self._reading is not None:
            file, reading = self._file, self._reading
            version = (file.path, file.size, file.mtime_ns)
            current = (*version, reading.position, reading.memory())
        return (VERSION, self._marks, current)

    @override
    def close(self) -> None:
        self._stop_reading()

    def _take_next(self, now: datetime) -> list[Item]:
        listing = self._inboxes.listing()
        if listing.number != self._listed:
            self._listed = listing.number
            self._plan(listing)
            if moved := self._moved(listing, now):
                return moved
        while self._waiting:
            file = self._waiting.pop()
            if self._has_taken(file):
                continue
            if file.is_mixed and self._number not in file.lanes and not self._goes_on(file):
                self._mark(file)
                continue
            return self._open(file, now)
        if self._ending.once and not listing.growing:
            self._end()
        self._idle = True
        return []

    def _plan(self, listing: Listing) -> None:
        gone = [
            path
            for path, (root, _) in self._taken.items()
            if root in listing.roots and path not in listing.paths
        ]
        for path in gone:
            del self._taken[path]
        if gone:
            self._marks = None
        waiting = [
            file
            for file in listing.files
            if (has_part(file, self._number, self._lanes) or self._goes_on(file))
            and not self._has_taken(file)
        ]
        waiting.reverse()
        if self._resume is not None:
            # The file that the snapshot was in the middle of goes on first.
            waiting.sort(key=lambda file: self._resume is not None and file.path == self._resume[0])
        self._waiting = waiting

    def _moved(self, listing: Listing, now: datetime) -> list[Item]:
        """What is said of files that have another home since they changed: that they did."""
        items: list[Item] = []
        for file in listing.files:
            path = file.path_mark()
            if path not in self._taken or file.kind is not FileKind.EDI or self._has_taken(file):
                continue
            if file.home(self._lanes) != self._number:
                if self._tells_of(file):
                    items.append(noted(file, Finding.FILE_CHANGED, now))
                del self._taken[path]
                self._marks = None
        return items

    def _tells_of(self, file: InboxFile) -> bool:
        """Whether this lane says that a file changed, of which it took another version."""
        taken = self._taken.get(file.path_mark())
        if taken is None:
            return False
        if file.kind is FileKind.EDI:
            return taken[0] != file.root_mark(Share.OTHER)
        return file.home(self._lanes) == self._number

    def _has_taken(self, file: InboxFile) -> bool:
        taken = self._taken.get(file.path_mark())
        return taken is not None and taken[1] == file.version_mark()

    def _goes_on(self, file: InboxFile) -> bool:
        """Whether the snapshot was in the middle of this version, though another lane's by now."""
        on = (file.path, file.size, file.mtime_ns)
        return self._resume is not None and self._resume[:3] == on

    def _open(self, file: InboxFile, now: datetime) -> list[Item]:
        items: list[Item] = []
        if self._tells_of(file):
            items.append(noted(file, Finding.FILE_CHANGED, now))
        if file.kind is FileKind.UNKNOWN:
            self._mark(file)
            return [*items, noted(file, Finding.FILE_KIND_UNKNOWN, now)]
        if file.size == 0:
            self._mark(file)
            return [*items, empty(file, now)] if file.is_empty_edi else items
        goes_on = self._goes_on(file)
        resume, self._resume = self._resume, None
        left_off = (resume[3], resume[4]) if resume is not None and goes_on else None
        try:
            self._descriptor = os.open(file.path, os.O_RDONLY)
            self._reading = begin(
                file, self._descriptor, self._number, self._lanes, left_off, whose=self._whose
            )
            self._file = file
        except (OSError, ValueError):
            self._stop_reading()
            self._mark(file)
            items += self._noted(file, Finding.FILE_UNREADABLE, now)
        return items

    def _read_on(self, reading: Reading, now: datetime) -> list[Item]:
        file = self._file
        assert file is not None, "a reading has a file"
        items: list[Item] = []
        try:
            status = os.fstat(self._descriptor)
            if (status.st_size, status.st_mtime_ns) != (file.size, file.mtime_ns):
                # The next listing shows its new version, which is then read whole.
                items = reading.abandon(now)
                self._stop_reading()
                self._listed = -1
                seen = replace(file, size=status.st_size, mtime_ns=status.st_mtime_ns)
                return [*items, *self._noted(seen, Finding.FILE_CHANGED, now)]
            if not reading.finished:
                items = reading.next_items(now)
        except OSError:
            self._stop_reading()
            self._mark(file)
            return self._noted(file, Finding.FILE_UNREADABLE, now)
        if reading.finished:
            self._stop_reading()
            self._mark(file)
        return items

    def _noted(self, file: InboxFile, code: Finding, now: datetime) -> list[Item]:
        """A finding on a file; of one that several lanes read, its home tells it."""
        is_shared = file.is_requests or file.is_mixed
        told = not is_shared or file.home(self._lanes) == self._number
        return [noted(file, code, now)] if told else []

    def _mark(self, file: InboxFile) -> None:
        self._taken[file.path_mark()] = file.taken_mark(self._number, self._lanes)
        self._marks = None

    def _stop_reading(self) -> None:
        self._file = self._reading = None
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1

    def _end(self) -> None:
        self._ending.report_ended(self._step, self._name)
        raise StopIteration


class DropFolderSource(FixedPartitionedSource[tuple[str, Item], LaneState]):
    """All inboxes of a flow, in `LANES` lanes; items are `(lane, item)`."""

    def __init__(
        self, roots: Sequence[Path], step: str, ending: Ending, whose: Whose = nobodys
    ) -> None:
        self._roots = tuple(roots)
        self._whose = whose
        self._step = step
        self._ending = ending
        self._inboxes: Inboxes | None = None

    @override
    def list_parts(self) -> list[str]:
        return lane_names()

    @override
    def build_part(self, step_id: str, for_part: str, resume_state: LaneState | None) -> Lane:
        if self._inboxes is None:
            known = KnownOpeners(self._ending.folder.parent / NAME)
            self._inboxes = Inboxes(self._roots, self._whose, known)
        return Lane(
            self._inboxes, for_part, resume_state,
            step=self._step, ending=self._ending, whose=self._whose,
        )  # fmt: skip
