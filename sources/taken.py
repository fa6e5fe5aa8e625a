"""What lanes have taken of the drop folder, as their snapshots keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sources.inboxes import Share
from sources.names import LANES, lane_names
from sources.pieces import FileKind
from sources.reading import is_own, is_shared_out_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sources.inboxes import InboxFile

VERSION: Final = 3
"""Before version 3 each EDI file had one lane, which passed on all that was in it. In version 1
each file of requests, or each range of a large one, had one lane too."""
_MARK: Final = 24

Current: TypeAlias = tuple[str, int, int, int, Any]
"""Path, size, time of the last write, position, memory of the file being read."""
LaneState: TypeAlias = tuple[int, bytes, Current | None]
"""Version, marks of what was taken (inbox, path, version: eight bytes each), the current file."""
Taken: TypeAlias = dict[bytes, tuple[bytes, bytes]]
"""By the mark of a path: the marks of its inbox and of the version that was taken."""


def pack(taken: Taken) -> bytes:
    """The marks as a snapshot has them."""
    return b"".join(root + path + version for path, (root, version) in taken.items())


def unpack(marks: bytes) -> Taken:
    """The marks of a snapshot."""
    return {
        marks[at + 8 : at + 16]: (marks[at : at + 8], marks[at + 16 : at + 24])
        for at in range(0, len(marks), _MARK)
    }


def in_step(states: Mapping[str, LaneState], files: Iterable[InboxFile]) -> dict[str, LaneState]:
    """Lanes that agree on what was taken, for what each reads is other than before.

    Every lane reads a file of requests, and passes on those of its own pairs. Where some took a
    file and some did not, and pairs have other lanes since, a request might go by none of them.
    So a file that all have taken stays taken, and any other is read again from its start: what
    was asked for in it is known by its id. States of version 1 are read likewise.
    What was taken of an EDI file goes to the lane that reads it now, and so does the place in it;
    where that lane is in the middle of another file, or several read this one now, the one that
    began it reads it on. Of a file that several lanes read, and not all to its end, nobody knows by
    now whose interchanges were passed on: it is read again from its start, too.
    """
    taken = {lane: unpack(marks) for lane, (_, marks, _) in states.items()}
    shared_out = any(version == 1 for version, _, _ in states.values())
    currents = {lane: current for lane, (_, _, current) in states.items()}
    open_paths: set[str] = set()
    for file in files:
        if file.kind is FileKind.EDI:
            _bring_home(file, taken, currents)
        if not file.is_requests:
            continue
        path, mark = file.path_mark(), (file.root_mark(), file.version_mark())
        readers = [
            lane for lane in taken if not shared_out or is_shared_out_to(file, int(lane), LANES)
        ]
        is_taken = bool(readers) and all(taken[lane].get(path) == mark for lane in readers)
        if not is_taken:
            open_paths.add(file.path)
        for marks in taken.values():
            if is_taken:
                marks[path] = mark
            elif marks.get(path) == mark:
                del marks[path]
    return {
        lane: (
            VERSION,
            pack(taken[lane]),
            None if current is not None and current[0] in open_paths else current,
        )
        for lane, current in currents.items()
    }


def _bring_home(
    file: InboxFile, taken: Mapping[str, Taken], currents: dict[str, Current | None]
) -> None:
    """What lanes know of an EDI file is known to those that read it now."""
    home, path, mark = lane_names()[file.home(LANES)], file.path_mark(), file.version_mark()
    if home not in taken:
        return
    of_now = {lane: marks[path] for lane, marks in taken.items()
              if path in marks and marks[path][1] == mark}  # fmt: skip
    whole = file.root_mark()
    if any(root == whole for root, _ in of_now.values()) or len(of_now) == len(taken):
        _mark_taken(file, taken)
        return
    for lane in of_now:
        del taken[lane][path]
    _bring_changed(file, home, taken)
    reader = _drop_places(file, currents)
    if reader is None or (reader == home and not file.is_mixed):
        return
    if not file.is_mixed and currents[home] is None:
        currents[home], currents[reader] = currents[reader], None
        taken[home].pop(path, None)
        return
    _mark_taken(file, taken, besides=reader)


def _mark_taken(file: InboxFile, taken: Mapping[str, Taken], besides: str = "") -> None:
    """A file was taken, or is by the lane that is left out: so it is known to whom it is due."""
    for lane, marks in taken.items():
        if file.is_mixed or file.home(LANES) == int(lane):
            marks[file.path_mark()] = file.taken_mark(int(lane), LANES)
        else:
            marks.pop(file.path_mark(), None)
        if lane == besides:
            marks.pop(file.path_mark(), None)


def _bring_changed(file: InboxFile, home: str, taken: Mapping[str, Taken]) -> None:
    """A version that the file has no more was taken: its home says so now."""
    path = file.path_mark()
    for lane, marks in taken.items():
        known = marks.get(path)
        if lane == home or known is None or known[0] == file.root_mark(Share.OTHER):
            continue
        del marks[path]
        if path not in taken[home] or taken[home][path][0] == file.root_mark(Share.OTHER):
            taken[home][path] = known


def _drop_places(file: InboxFile, currents: dict[str, Current | None]) -> str | None:
    """Forget where lanes were in a file, except for the one that reads this version as a whole."""
    reader = None
    for lane, current in [*currents.items()]:
        if current is None or current[0] != file.path:
            continue
        if current[1:3] == (file.size, file.mtime_ns) and not is_own(current[4]):
            reader = lane
        else:
            currents[lane] = None
    return reader
