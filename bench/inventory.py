"""How fast events become available-to-sell, beside DuckDB's one aggregate over the same file.

Every figure of one run is taken in that run: the generated file, DuckDB's query, the flows with
recovery on and Parquet and views written, with one worker and with two. CPU time is that of all
processes of the flows, from the operating system.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import psutil

from bench.events import write_events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ITEMS = 100_000
LOCATIONS = 10
SEED = 7
ONE_THREAD = MappingProxyType({"POLARS_MAX_THREADS": "1"})
DUCKDB = """
import sys, duckdb
duckdb.sql("SET threads = 1")
moved = lambda into, out: (
    f"sum(CASE WHEN kind IN ({into}) THEN quantity WHEN kind IN ({out}) THEN -quantity ELSE 0 END)")
duckdb.sql(f'''
    SELECT count(*), sum(available), sum(events) FROM (
        SELECT item, location, count(DISTINCT event_id) AS events, max(event_time) AS newest,
            {moved("'SNAPSHOT', 'RECEIVE', 'ADJUST'", "'ALLOCATE', 'HOLD', 'DAMAGE'")} AS available,
            {moved("'ALLOCATE'", "'PICK'")} AS allocated,
            {moved("'PICK'", "'PACK'")} AS picked,
            {moved("'PACK'", "'SHIP'")} AS packed
        FROM read_json('{sys.argv[1]}', format = 'newline_delimited') GROUP BY item, location)
''').fetchall()
"""
"""One aggregate over the file: what each position would hold if nothing came twice or late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measured command: seconds of wall and CPU, the largest sum of resident memory."""

    name: str
    events: int
    wall_seconds: float
    cpu_seconds: float
    memory_mb: float
    times_duckdb: float


def main(
    folder: Path,
    out: Callable[[str], None],
    *,
    sizes: Sequence[int] = (1_000_000, 5_000_000),
    workers: Sequence[int] = (1, 2),
    kafka: str = "",
) -> list[Measured]:
    """Measure all sizes under `folder`, a line each to `out`; `kafka` adds a run over a broker."""
    found: list[Measured] = []
    for events in sizes:
        inbox = folder / f"inbox-{events}"
        path = inbox / "events" / "events.jsonl"
        if not path.exists():
            path.parent.mkdir(parents=True)
            write_events(path, events=events, items=ITEMS, locations=LOCATIONS, seed=SEED)
        out(f"{events:,} events, {path.stat().st_size / 1e6:.0f} MB of JSON Lines")
        peer = _measure("duckdb aggregate", events, [sys.executable, "-c", DUCKDB, str(path)], 0.0)
        _show(peer, out)
        found.append(peer)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            command = [sys.executable, "-m", "bench.one_shot", str(path), scratch]
            shot = _measure("the same in one shot", events, command, peer.cpu_seconds, ONE_THREAD)
        _show(shot, out)
        found.append(shot)
        for count in workers:
            data = folder / f"data-{events}-{count}"
            measured = _flows(data, inbox, events, count, peer.cpu_seconds)
            _show(measured, out)
            found.append(measured)
        if kafka:
            data = folder / f"data-{events}-kafka"
            measured = _flows(data, inbox, events, 1, peer.cpu_seconds, kafka=kafka)
            _show(measured, out)
            found.append(measured)
        _show_speed_up(found, events, out)
    return found


def to_json(found: Sequence[Measured]) -> str:
    """All figures as JSON."""
    return json.dumps([asdict(each) for each in found], indent=1)


def _flows(
    data: Path, inbox: Path, events: int, workers: int, peer: float, *, kafka: str = ""
) -> Measured:
    command = [
        *(sys.executable, "-m", "crossdock", "run", "--once"),
        *("--data", str(data), "--inbox", str(inbox), "--workers", str(workers)),
    ]
    name = f"flows, {workers} worker{'s' if workers > 1 else ''}"
    # What the caller's own environment says of topics is not what is to be measured.
    settings = {"CROSSDOCK_TOPICS__BACKING": "kafka" if kafka else "embedded"}
    if kafka:
        settings["CROSSDOCK_TOPICS__BOOTSTRAP"] = kafka
        settings["CROSSDOCK_TOPICS__PREFIX"] = f"bench-{uuid.uuid4().hex}."
        name += ", Kafka"
    return _measure(name, events, command, peer, settings)


def _measure(
    name: str,
    events: int,
    command: list[str],
    peer: float,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Measured:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **settings},
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - started
    watcher.join()
    if code:
        message = f"{name} ended with {code}: {' '.join(command)}"
        raise RuntimeError(message)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(
        name=name,
        events=events,
        wall_seconds=wall,
        cpu_seconds=cpu,
        memory_mb=peak[0],
        times_duckdb=cpu / peer if peer else 1.0,
    )


def _watch(pid: int, peak: list[float]) -> None:
    """Keep the largest memory of any one process of the tree."""
    while True:
        try:
            root = psutil.Process(pid)
            family = [root, *root.children(recursive=True)]
            sizes = [_resident(each) for each in family]
            if root.status() == psutil.STATUS_ZOMBIE:
                return
        except psutil.NoSuchProcess:
            return
        peak[0] = max(peak[0], *sizes)
        time.sleep(0.1)


def _resident(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def _show(each: Measured, out: Callable[[str], None]) -> None:
    rate = each.events / each.wall_seconds
    out(
        f"  {each.name:<24} {each.wall_seconds:7.1f} s wall {each.cpu_seconds:7.1f} s CPU "
        f"{each.times_duckdb:5.1f} x DuckDB {rate:12,.0f} events/s {each.memory_mb:6.0f} MB"
    )


def _show_speed_up(found: Sequence[Measured], events: int, out: Callable[[str], None]) -> None:
    walls = {each.name: each.wall_seconds for each in found if each.events == events}
    one, two = walls.get("flows, 1 worker"), walls.get("flows, 2 workers")
    if one and two:
        out(f"  two workers have {one / two:.2f} times the throughput of one")
