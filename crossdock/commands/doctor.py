"""The doctor: is this installation sound, and does what it wrote agree with itself."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from crossdock.commands.views import connect
from crossdock.console import DONE, FOUND, Column, Speaker
from flows import registry
from schemas.tables import KEYS
from storage import recovery
from storage.faults import Fault
from storage.files import write_durably
from storage.segments import references

if TYPE_CHECKING:
    from flows.settings import FlowSettings

PYTHONS: Final = ((3, 11), (3, 12))
"""Versions of Python for which the engine has wheels."""
FREE_WARN_BYTES: Final = 5 << 30
FREE_FAIL_BYTES: Final = 512 << 20
FSYNC_WARN_SECONDS: Final = 0.1
"""Each epoch syncs a few files: a disk that takes longer makes every view late."""
SQLITE_LEAST: Final = (3, 35, 0)
STAGED_WARN_SECONDS: Final = 3600.0
COMPARED: Final = ("positions", "available_to_sell")


class Grade(StrEnum):
    """How a check came out."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    grade: Grade
    subject: str
    found: str
    action: str = ""


def examine(speaker: Speaker, settings: FlowSettings) -> int:
    """Look at everything; exit code 1 when something must be done before it works."""
    found: list[Diagnosis] = []
    for check in _CHECKS:
        found.extend(check(settings))
    if speaker.json:
        speaker.emit(
            [
                {"grade": d.grade, "subject": d.subject, "found": d.found, "action": d.action}
                for d in found
            ]
        )
    else:
        speaker.table(
            [Column(title="", show=str), Column(title="what"), Column(title="found")],
            [(d.grade.value, d.subject, d.found) for d in found],
        )
        for diagnosis in found:
            if diagnosis.grade is not Grade.OK:
                speaker.line(f"{diagnosis.grade}: {diagnosis.subject}: {diagnosis.action}")
    return FOUND if any(d.grade is Grade.FAIL for d in found) else DONE


def _python(_: FlowSettings) -> Iterator[Diagnosis]:
    version = sys.version_info[:2]
    yield Diagnosis(
        grade=Grade.OK if version in PYTHONS else Grade.FAIL,
        subject="python",
        found=".".join(map(str, sys.version_info[:3])),
        action="Use Python 3.11 or 3.12: the engine has wheels for these.",
    )


def _engine(_: FlowSettings) -> Iterator[Diagnosis]:
    try:
        version = metadata.version("bytewax")
    except metadata.PackageNotFoundError:
        version = ""
    yield Diagnosis(
        grade=Grade.OK if version else Grade.FAIL,
        subject="engine",
        found=f"bytewax {version}" if version else "bytewax is missing",
        action="Install it with `make install`.",
    )


def _sqlite(_: FlowSettings) -> Iterator[Diagnosis]:
    yield Diagnosis(
        grade=Grade.OK if sqlite3.sqlite_version_info >= SQLITE_LEAST else Grade.FAIL,
        subject="sqlite",
        found=sqlite3.sqlite_version,
        action="Use a Python whose SQLite is 3.35 or newer.",
    )


def _disk(settings: FlowSettings) -> Iterator[Diagnosis]:
    """The data directory can be written, synced in good time, and has room."""
    folder = _nearest(Path(settings.data))
    free = shutil.disk_usage(folder).free
    grade = Grade.OK if free >= FREE_WARN_BYTES else Grade.WARN
    yield Diagnosis(
        grade=Grade.FAIL if free < FREE_FAIL_BYTES else grade,
        subject="free disk",
        found=f"{free / (1 << 30):.1f} GiB at {folder}",
        action="Make room: a full disk stops every flow until there is some.",
    )
    try:
        with tempfile.TemporaryDirectory(prefix=".crossdock-doctor-", dir=folder) as scratch:
            started = time.monotonic()
            write_durably(Path(scratch) / "probe", b"x" * 4096)
            seconds = time.monotonic() - started
    except OSError as error:
        yield Diagnosis(
            grade=Grade.FAIL,
            subject="data directory",
            found=str(error),
            action=f"Give this user the right to write in {folder}, or use another --data.",
        )
        return
    yield Diagnosis(
        grade=Grade.OK if seconds < FSYNC_WARN_SECONDS else Grade.WARN,
        subject="data directory",
        found=f"{settings.data}: can be written, synced in {seconds * 1000:.1f} ms",
        action="Use a faster disk: every epoch waits for a few syncs.",
    )


def _inboxes(settings: FlowSettings) -> Iterator[Diagnosis]:
    for inbox in settings.inboxes:
        exists = Path(inbox).is_dir()
        yield Diagnosis(
            grade=Grade.OK if exists else Grade.WARN,
            subject="inbox",
            found=inbox if exists else f"{inbox} does not exist",
            action="Make the folder, or name another in the settings.",
        )


def _states(settings: FlowSettings) -> Iterator[Diagnosis]:
    """The recovery store of each flow can be read, and all that its state lists is there."""
    for name in registry.FLOWS:
        folder = settings.state_dir(name)
        store = folder / "recovery"
        if not store.exists():
            continue
        try:
            live = {
                reference[1]
                for state in recovery.states(store)
                for reference in references(state[2])
            }
        except (Fault, sqlite3.Error, OSError) as error:
            yield Diagnosis(
                grade=Grade.FAIL,
                subject=f"state of {name}",
                found=str(error),
                action="Restore the data directory from a backup, or replay into a new one.",
            )
            continue
        there = {path.name for path in (folder / "segments").rglob("*.seg")}
        missing = sorted(live - there)
        yield Diagnosis(
            grade=Grade.FAIL if missing else Grade.OK,
            subject=f"state of {name}",
            found=(
                f"{len(missing)} segments are missing, the first {missing[0]}"
                if missing
                else f"resumes at epoch {recovery.resume_epoch(store)}, {len(live)} segments"
            ),
            action="Restore the data directory from a backup, or replay into a new one.",
        )
        yield from _staging(name, folder / "staging")


def _staging(name: str, folder: Path) -> Iterator[Diagnosis]:
    ages = [time.time() - path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
    old = sum(age > STAGED_WARN_SECONDS for age in ages)
    yield Diagnosis(
        grade=Grade.WARN if old else Grade.OK,
        subject=f"staging of {name}",
        found=f"{old} of {len(ages)} staged files are older than an hour",
        action=f"They are published or cleared when the flow runs: crossdock run {name} --once",
    )


def _views(settings: FlowSettings) -> Iterator[Diagnosis]:
    """The views are sound, and agree with the compacted Parquet files."""
    if not settings.views_path.exists():
        yield Diagnosis(
            grade=Grade.OK, subject="views", found="none yet: no flow has run here", action=""
        )
        return
    with closing(connect(settings)) as connection:
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        yield Diagnosis(
            grade=Grade.OK if sound == "ok" else Grade.FAIL,
            subject="views",
            found=str(sound),
            action="Stop the flows, restore the data directory, or replay into a new one.",
        )
        for table in COMPARED:
            path = settings.parquet_dir / "current" / f"{table}.parquet"
            if path.exists():
                yield _compare(connection, table, path)


def _compare(connection: sqlite3.Connection, table: str, path: Path) -> Diagnosis:
    names = [*KEYS[table], "version"]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608
    schema = {**dict.fromkeys(KEYS[table], pl.String), "version": pl.Int64}
    views = pl.DataFrame(rows.fetchall(), schema=schema, orient="row")
    parquet = pl.read_parquet(path, columns=names).with_columns(
        pl.col(name).cast(kind) for name, kind in schema.items()
    )
    newer = parquet.join(views, on=list(KEYS[table]), how="left", suffix="_view").filter(
        pl.col("version_view").is_null() | (pl.col("version_view") < pl.col("version"))
    )
    # The views are ahead of the compacted file between two compactions; never behind it.
    behind = newer.height
    return Diagnosis(
        grade=Grade.WARN if behind else Grade.OK,
        subject=f"view {table}",
        found=(
            f"{behind:,} of {parquet.height:,} rows are older than in {path.name}"
            if behind
            else f"{views.height:,} rows, none older than in {path.name}"
        ),
        action="Run `crossdock run --once`; if it stays so, replay into a new data directory.",
    )


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder


_CHECKS: Final[tuple[Callable[[FlowSettings], Iterator[Diagnosis]], ...]] = (
    _python,
    _engine,
    _sqlite,
    _disk,
    _inboxes,
    _states,
    _views,
)
