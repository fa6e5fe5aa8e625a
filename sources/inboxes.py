"""What lies in the inboxes: complete files, cheaply listed, in a stable order.

A file is complete when it was renamed into place, or when nothing was written to it for a second.
An empty one of EDI may be one that somebody has opened and not begun to write; it is given longer.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from sources.known_openers import KnownOpeners
from sources.names import lane_of
from sources.pairs import Readers, Whose, nobodys, readers_of
from sources.pieces import FileKind, Inbox, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCAN_EVERY: Final = 0.2
"""Seconds between two listings of the folders."""
QUIET: Final = 1.0
"""Seconds without a write after which a file counts as complete."""
EMPTY_QUIET: Final = 10.0
"""Seconds after which an empty file of EDI counts as one that stays so, and is told of."""
_SUFFIXES: Final = {
    ".jsonl": FileKind.JSON_LINES,
    ".ndjson": FileKind.JSON_LINES,
    ".json": FileKind.JSON_LINES,
    ".avro": FileKind.AVRO,
}
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".filepart")

_EPOCH: Final = datetime.fromtimestamp(0, UTC)

_Version: TypeAlias = tuple[str, int, int]
"""Path, size, time of the last write."""


class Share(StrEnum):
    """What a lane takes of a file: all, or its own interchanges only, at the file's home or not.

    The value is what the mark of the inbox is made of besides its root.
    """

    WHOLE = ""
    HOME = "\0home"
    OTHER = "\0other"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFile:
    """One version of one file; `name` is its path below its inbox, as people see it.

    Files of one `pair` have one home, where they are read in the order of the listing; `pair` is
    the partner whose interchange is the first of an EDI file, of nobody's its trading pair, and
    empty where there is none. `lanes` are those of all partners who have interchanges in it.
    """

    path: str
    name: str
    root: str
    inbox: Inbox
    kind: FileKind
    size: int
    mtime_ns: int
    pair: str = ""
    lanes: tuple[int, ...] = ()

    @property
    def is_empty_edi(self) -> bool:
        """Whether it should hold interchanges, and holds nothing at all."""
        return self.kind is FileKind.EDI and self.size == 0

    @property
    def is_requests(self) -> bool:
        """Whether its lines ask for documents, each of some trading pair: every lane reads it."""
        return self.inbox is Inbox.DOCUMENTS and self.kind is FileKind.JSON_LINES

    @property
    def is_mixed(self) -> bool:
        """Whether it has interchanges of several lanes: each reads it, and passes on its own."""
        return len(self.lanes) > 1

    def home(self, lanes: int) -> int:
        """The lane that begins this file; the same in every process for this version of it."""
        return lane_of(self.pair or self.name, lanes)

    def place(self, offset: int) -> Place:
        """Where the bytes at an offset of this version are from."""
        at = _EPOCH + timedelta(microseconds=self.mtime_ns // 1_000)
        return Place(file=self.name, path=self.path, offset=offset, written_at=at)

    def path_mark(self) -> bytes:
        """Eight bytes that stand for the path in a snapshot."""
        return _mark(self.path)

    def version_mark(self) -> bytes:
        """Eight bytes that stand for the size and the time of the last write."""
        return _mark(f"{self.size}/{self.mtime_ns}")

    def version(self) -> str:
        """The size and the time of the last write, as people read them."""
        seconds, rest = divmod(self.mtime_ns, 10**9)
        try:
            written = f"{datetime.fromtimestamp(seconds, UTC):%FT%T}.{rest:09d}Z"
        except (OverflowError, ValueError):  # a year that no calendar has
            written = f"{self.mtime_ns} ns"
        return f"{self.size} bytes of {written}"

    def root_mark(self, share: Share | None = None) -> bytes:
        """Eight bytes that stand for the inbox's root, and for what a lane has read of the file."""
        return root_mark(self.root, share or Share.WHOLE)

    def share(self, lane: int, lanes: int) -> Share:
        """What of this file a lane takes."""
        if not self.is_mixed:
            return Share.WHOLE
        return Share.HOME if self.home(lanes) == lane else Share.OTHER

    def taken_mark(self, lane: int, lanes: int) -> tuple[bytes, bytes]:
        """What a lane keeps of it once it is taken: the marks of its inbox and of its version."""
        return self.root_mark(self.share(lane, lanes)), self.version_mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The folders at one moment. `growing` tells that some file is not complete yet."""

    number: int
    files: tuple[InboxFile, ...]
    growing: bool
    roots: frozenset[bytes]
    """Marks of the inboxes that could be listed: what is missing there is truly gone."""
    paths: frozenset[bytes]
    """Marks of all paths there, complete or not."""


class Inboxes:
    """The inboxes of one flow, listed at most every `SCAN_EVERY` seconds for all its lanes."""

    def __init__(
        self, roots: Sequence[Path], whose: Whose = nobodys, known: KnownOpeners | None = None
    ) -> None:
        self._whose = whose
        self._known = known or KnownOpeners()
        self._roots = tuple(str(Path(root).resolve()) for root in roots)
        self._lock = threading.Lock()
        self._listed_at = float("-inf")
        self._listing = Listing(
            number=0, files=(), growing=False, roots=frozenset(), paths=frozenset()
        )
        self._first_seen: dict[_Version, float] = {}
        self._readers: dict[_Version, Readers] = {}

    def listing(self) -> Listing:
        """The newest listing; its number changes only when what it lists has changed."""
        with self._lock:
            if time.monotonic() - self._listed_at >= SCAN_EVERY:
                self._list()
                self._listed_at = time.monotonic()
            return self._listing

    def _list(self) -> None:
        now, wall = time.monotonic(), time.time()
        complete: list[InboxFile] = []
        paths: set[bytes] = set()
        roots: set[bytes] = set()
        seen: dict[_Version, float] = {}
        growing = False
        for root in self._roots:
            if Path(root).is_dir():
                roots.update(root_mark(root, share) for share in Share)
            for file in walk(root):
                paths.add(file.path_mark())
                version = (file.path, file.size, file.mtime_ns)
                seen[version] = self._first_seen.get(version, now)
                quiet = EMPTY_QUIET if file.is_empty_edi else QUIET
                # The second test serves files whose clock is ahead of ours.
                if wall - file.mtime_ns / 1e9 >= quiet or now - seen[version] >= quiet:
                    complete.extend(self._with_readers(file, version))
                else:
                    growing = True
        self._first_seen = seen
        self._readers = {version: one for version, one in self._readers.items() if version in seen}
        complete.sort(key=attrgetter("mtime_ns", "name", "path"))
        found = Listing(
            number=self._listing.number,
            files=tuple(complete),
            growing=growing,
            roots=frozenset(roots),
            paths=frozenset(paths),
        )
        if found != self._listing:
            self._listing = replace(found, number=found.number + 1)

    def _with_readers(self, file: InboxFile, version: _Version) -> list[InboxFile]:
        """The file with its readers, looked up once a version; none if it is gone."""
        if file.kind is not FileKind.EDI:
            return [file]
        if version not in self._readers:
            found = with_readers(file, self._whose, self._known)
            if found is None:
                return []
            self._readers[version] = Readers(pair=found.pair, lanes=found.lanes)
        readers = self._readers[version]
        return [replace(file, pair=readers.pair, lanes=readers.lanes)]


def with_readers(file: InboxFile, whose: Whose, known: KnownOpeners) -> InboxFile | None:
    """The file with whose it is and who reads it, if it is one of EDI; None if it is gone."""
    if file.kind is not FileKind.EDI:
        return file
    try:
        readers = readers_of(known.of(file), file.name, whose)
    except FileNotFoundError:
        return None
    return replace(file, pair=readers.pair, lanes=readers.lanes)


def walk(root: str) -> Iterator[InboxFile]:
    """All files of an inbox, complete or not, in no order; of EDI without their pairs."""
    for inbox in Inbox:
        waiting = [str(Path(root) / inbox.value)]
        while waiting:
            folder = waiting.pop()
            try:
                entries = list(os.scandir(folder))
            except OSError:
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                    continue
                try:
                    if entry.is_dir():
                        waiting.append(entry.path)
                        continue
                    status = entry.stat()
                except OSError:
                    continue
                yield InboxFile(
                    path=entry.path,
                    name=os.path.relpath(entry.path, root),
                    root=root,
                    inbox=inbox,
                    kind=_kind(inbox, entry.name),
                    size=status.st_size,
                    mtime_ns=status.st_mtime_ns,
                )


def _kind(inbox: Inbox, name: str) -> FileKind:
    if inbox is Inbox.EDI:
        return FileKind.EDI
    return _SUFFIXES.get(Path(name).suffix.lower(), FileKind.UNKNOWN)


def root_mark(root: str, share: Share) -> bytes:
    """Eight bytes that stand for an inbox's root, and for what is taken of a file in it."""
    return _mark(root + share.value)


def _mark(text: str) -> bytes:
    content = text.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(content, digest_size=8).digest()
