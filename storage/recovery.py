"""The engine's recovery store: where it would resume, and its repair before every start.

Bytewax 0.21.1 writes the snapshots of an epoch before the row that makes the epoch durable, and
deletes nothing when it resumes; after two crashes it loads rows of an epoch that never became
durable, and events count twice. `scrub` deletes such rows, and must run before every start, while
no worker runs.
"""

from __future__ import annotations

import fcntl
import json
import pickle
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.faults import Fault
from storage.files import replace_durably
from storage.segments import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO


LOCK_SECONDS = 3.0


class RecoveryFault(Fault):
    """The recovery store cannot be used as it is."""


class AlreadyRunningFault(Fault):
    """Another process runs this flow on this data directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubbed:
    """What a repair found: the epoch to resume at, stale rows deleted, files deleted."""

    resume_epoch: int
    rows: int
    files: int


def lock(folder: Path) -> TextIO:
    """Take the flow's lock until the returned file is closed by all who inherited it.

    Workers of a supervisor that was killed hold it until the kernel has ended them, so this waits
    a little before it fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "lock").open("w")
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            file.close()
            message = f"Another process runs on {folder}; stop it first, or use another --data."
            raise AlreadyRunningFault(message) from None
        return file


def resume_epoch(folder: Path) -> int:
    """The epoch at which the engine would resume, found as the engine finds it."""
    executions: dict[int, tuple[int, int]] = {}
    frontiers: dict[tuple[int, int], int] = {}
    for connection in _stores(folder):
        rows = connection.execute("SELECT ex_num, worker_count, resume_epoch FROM exs")
        for execution, workers, epoch in rows:
            executions[execution] = (workers, epoch)
        rows = connection.execute("SELECT ex_num, worker_index, worker_frontier FROM fronts")
        for execution, worker, frontier in rows:
            key = (execution, worker)
            frontiers[key] = max(frontier, frontiers.get(key, 0))
    if not executions:
        return 1
    last = max(executions)
    workers, epoch = executions[last]
    return min(max(epoch, frontiers.get((last, worker), epoch)) for worker in range(workers))


def scrub(folder: Path, segments: Path) -> Scrubbed:
    """Delete snapshots of epochs that never became durable, and segments that none lists."""
    epoch = resume_epoch(folder)
    rows = 0
    for connection in _stores(folder):
        with connection:
            cursor = connection.execute("DELETE FROM snaps WHERE snap_epoch >= ?", (epoch,))
            rows += cursor.rowcount
    live = {reference[1] for state in states(folder) for reference in references(state[2])}
    files = 0
    for path in segments.rglob("*.seg"):
        if path.name not in live:
            path.unlink()
            files += 1
    return Scrubbed(resume_epoch=epoch, rows=rows, files=files)


def states(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """Each durable state that a resume would load: step id, key, the plain state."""
    epoch = resume_epoch(folder)
    newest: dict[tuple[str, str], tuple[int, bytes | None]] = {}
    for connection in _stores(folder):
        rows = connection.execute(
            "SELECT step_id, state_key, MAX(snap_epoch), ser_change FROM snaps "
            "WHERE snap_epoch < ? GROUP BY step_id, state_key",
            (epoch,),
        )
        for step, key, written, change in rows:
            if written > newest.get((step, key), (-1, None))[0]:
                newest[step, key] = (written, change)
    for (step, key), (_, change) in newest.items():
        if change is not None:
            # The store is our own, and its states are plain tuples.
            yield step, key, pickle.loads(change)  # noqa: S301


def rewrite(folder: Path, changed: Mapping[tuple[str, str], Any]) -> None:
    """Put other states in the place of those that a resume would load, by step id and key.

    Each is durable by itself: what changes them must come to the same when it is done again.
    """
    epoch = resume_epoch(folder)
    for connection in _stores(folder):
        with connection:
            rows = connection.execute(
                "SELECT step_id, state_key, MAX(snap_epoch) FROM snaps "
                "WHERE snap_epoch < ? GROUP BY step_id, state_key",
                (epoch,),
            ).fetchall()
            for step, key, written in rows:
                if (step, key) in changed:
                    connection.execute(
                        "UPDATE snaps SET ser_change = ? "
                        "WHERE step_id = ? AND state_key = ? AND snap_epoch = ?",
                        (pickle.dumps(changed[step, key]), step, key, written),
                    )


def check_layout(path: Path, layout: Mapping[str, Sequence[str]]) -> None:
    """Refuse to start when steps or partitions differ from those that the state was written by.

    The engine would silently lose the state of a renamed step.
    """
    wanted = {step: sorted(partitions) for step, partitions in layout.items()}
    if not path.exists():
        replace_durably(path, json.dumps({"version": 1, "steps": wanted}, indent=1).encode())
        return
    stored = json.loads(path.read_bytes())["steps"]
    lost = sorted(set(stored) - set(wanted))
    changed = sorted(step for step in wanted if step in stored and stored[step] != wanted[step])
    if lost or changed:
        message = (
            f"The state in {path.parent} was written by steps {lost or changed} that this version "
            "does not have, or has with other partitions; use the version that wrote it, "
            "or start with an empty data directory and replay."
        )
        raise RecoveryFault(message)
    if set(wanted) != set(stored):
        replace_durably(path, json.dumps({"version": 1, "steps": wanted}, indent=1).encode())


def _stores(folder: Path) -> Iterator[sqlite3.Connection]:
    for path in sorted(folder.glob("*.sqlite3")):
        with closing(sqlite3.connect(path, timeout=10.0)) as connection:
            yield connection
