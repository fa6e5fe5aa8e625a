"""Starts flows, watches them, and begins again after any fault; the way in for production.

Before every start it takes the flow's lock, repairs the recovery store, and checks steps and
partitions against those that wrote the state. All worker processes of a flow live and die
together: when one ends, or no epoch commits for too long, all are killed and started again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows import registry
from flows.stores import make_recovery_store
from sources.ending import Ending
from storage import recovery
from storage.faults import Fault, TopicFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TextIO

    from flows.settings import FlowSettings

STALLED_SECONDS = 180.0
"""Without a commit for so long, a flow counts as hung: the longest publish measured is 20 s."""
SHORT_EPOCH_SECONDS = 0.1
"""Epochs of a drain of little, which else would wait for most of its time."""
DRAIN_EPOCH_SECONDS = 0.2
"""Epochs of any other drain: in a backlog they are as long as a batch takes, whatever is asked;
only the five that end it wait."""
TRIES_MAX = 5
"""Starts in a row without a single commit, after which a fault counts as permanent."""
POLL_SECONDS = 0.05
WORKER_ENVIRONMENT = {
    "POLARS_MAX_THREADS": "1",
    "PYTHONHASHSEED": "0",
    # glibc's: columns come and go by megabytes; given back to the system each time, every page
    # of them is faulted in again: a quarter of a worker's system time.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
STOP_SECONDS = 60.0


class FlowFault(Fault):
    """A flow could not be brought to run; its log says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the workers of one flow last said: counters summed over workers."""

    flow: str
    counters: dict[str, int]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: counters by flow, how often flows were restarted, stale rows scrubbed."""

    counters: dict[str, dict[str, int]]
    restarts: int
    scrubbed: int


@dataclass(slots=True)
class _Running:
    """One flow with its processes, lock and tallies."""

    name: str
    state: Path
    lock: TextIO
    ending: Ending
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: float = 0.0
    tries: int = 0
    restarts: int = 0
    scrubbed: int = 0
    totals: dict[str, int] = field(default_factory=dict)


def run_flows(
    settings: FlowSettings,
    flows: Sequence[str],
    *,
    once: bool,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Run flows until stopped, or with `once` round after round until no flow moves.

    A SIGTERM or SIGINT stops them, and so does setting `stop`: what they hold is published first.
    Raises `FlowFault` when a flow cannot run, `AlreadyRunningFault` when another process has it.
    """
    report = on_progress or (lambda _: None)
    names = list(flows) or list(registry.FLOWS)
    running = [_claim(settings, name, once=once) for name in names]
    asked = stop or threading.Event()
    listens = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGTERM, _interrupt) if listens else None
    try:
        if once:
            _drain(settings, running, report)
        else:
            _tend(settings, running, report, asked)
    except KeyboardInterrupt:
        _stop(running)
    finally:
        if listens:
            signal.signal(signal.SIGTERM, previous)
        for flow in running:
            _kill(flow)
            _add_up(flow)  # what it read since it was started, if it was stopped
            flow.lock.close()
    return Outcome(
        counters={flow.name: flow.totals for flow in running},
        restarts=sum(flow.restarts for flow in running),
        scrubbed=sum(flow.scrubbed for flow in running),
    )


def _claim(settings: FlowSettings, name: str, *, once: bool) -> _Running:
    state = settings.state_dir(name)
    lock = recovery.lock(state)
    sources = registry.FLOWS[name].sources(settings)
    ending = Ending(folder=state / "run", sources=sources, once=once)
    return _Running(name=name, state=state, lock=lock, ending=ending)


def _drain(
    settings: FlowSettings, running: list[_Running], report: Callable[[Progress], None]
) -> None:
    """Each flow in turn to its end, until a round moves nothing."""
    moved = True
    first = True
    while moved:
        moved = False
        for flow in running:
            if not _has_work(settings, flow.name, first=first):
                continue
            moved = True
            _start(settings, flow)
            while not _finished(settings, flow):
                report(_progress(flow))
                time.sleep(POLL_SECONDS)
            _add_up(flow)
            report(_progress(flow))
        first = False


def _has_work(settings: FlowSettings, name: str, *, first: bool) -> bool:
    """Ask a flow, as patiently as workers are begun again: a broker may be away for a while."""
    for tries in range(1, TRIES_MAX):
        try:
            return registry.FLOWS[name].has_work(settings, first=first)
        except TopicFault:
            time.sleep(_pause_seconds(tries))
    return registry.FLOWS[name].has_work(settings, first=first)


def _tend(
    settings: FlowSettings,
    running: list[_Running],
    report: Callable[[Progress], None],
    asked: threading.Event,
) -> None:
    """All flows side by side until asked to stop; they publish what they hold first."""
    for flow in running:
        _start(settings, flow)
    while not asked.is_set():
        for flow in running:
            if _finished(settings, flow):
                _add_up(flow)
                _start(settings, flow)
            report(_progress(flow))
        time.sleep(POLL_SECONDS * 4)
    _stop(running)


def _start(settings: FlowSettings, flow: _Running) -> None:
    prepare(settings, flow.name, flow.state)
    store = flow.state / "recovery"
    scrubbed = recovery.scrub(store, flow.state / "segments")
    flow.scrubbed += scrubbed.rows
    shutil.rmtree(flow.ending.folder, ignore_errors=True)
    flow.ending.folder.mkdir(parents=True)
    config = flow.ending.folder / "settings.json"
    config.write_text(settings.to_json())
    addresses = _addresses(settings.workers)
    epoch = settings.epoch_seconds
    if flow.ending.once:
        small = registry.FLOWS[flow.name].is_small(settings)
        epoch = min(epoch, SHORT_EPOCH_SECONDS if small else DRAIN_EPOCH_SECONDS)
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    with (settings.logs_dir / f"{flow.name}.log").open("ab") as log:
        for worker in range(settings.workers):
            command = [
                *(sys.executable, "-m", "flows.worker", flow.name),
                *("--settings", str(config), "--worker", str(worker)),
                *("--parent", str(os.getpid())),
                *("--epoch", str(epoch)),
                *(["--once"] if flow.ending.once else []),
                *(f"--peer={address}" for address in addresses),
            ]
            flow.processes.append(
                subprocess.Popen(  # noqa: S603 - our own module
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **WORKER_ENVIRONMENT},
                    start_new_session=True,
                    # Workers hold the lock too: it is free only when the last of them is gone.
                    pass_fds=(flow.lock.fileno(),),
                )
            )
    flow.started = time.monotonic()


def prepare(settings: FlowSettings, name: str, state: Path) -> None:
    """Make a flow's folders and recovery store, check its layout against its state, mend that."""
    make_recovery_store(state)
    (state / "segments").mkdir(exist_ok=True)
    (state / "staging").mkdir(exist_ok=True)
    recovery.check_layout(state / "layout.json", registry.FLOWS[name].layout(settings))
    registry.FLOWS[name].mend(settings, state)


def _finished(settings: FlowSettings, flow: _Running) -> bool:
    """Whether the flow came to its end; restarts it after a fault."""
    codes = [process.poll() for process in flow.processes]
    if all(code == 0 for code in codes):
        flow.processes = []
        return True
    if any(code not in (None, 0) for code in codes) or _stalled(flow):
        committed = _commit_age(flow) is not None
        _kill(flow)
        _add_up(flow)
        flow.tries = 1 if committed else flow.tries + 1
        if flow.tries >= TRIES_MAX:
            message = (
                f"Flow {flow.name} failed {flow.tries} times in a row without a commit; "
                f"see {settings.logs_dir / (flow.name + '.log')}."
            )
            raise FlowFault(message)
        time.sleep(_pause_seconds(flow.tries))
        flow.restarts += 1
        _start(settings, flow)
    return False


def _pause_seconds(tries: int) -> float:
    return min(0.2 * 2**tries, 5.0)


def _stalled(flow: _Running) -> bool:
    age = _commit_age(flow)
    return (time.monotonic() - flow.started if age is None else age) > STALLED_SECONDS


def _commit_age(flow: _Running) -> float | None:
    """Seconds since the last commit of this execution, None before its first."""
    try:
        return time.time() - (flow.ending.folder / "commit").stat().st_mtime
    except FileNotFoundError:
        return None


def _progress(flow: _Running) -> Progress:
    counters = dict(flow.totals)
    if flow.processes:
        for name, value in _counters(flow).items():
            counters[name] = counters.get(name, 0) + value
    return Progress(flow=flow.name, counters=counters, seconds=time.monotonic() - flow.started)


def _counters(flow: _Running) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in flow.ending.folder.glob("counters-*.json"):
        for name, value in json.loads(path.read_bytes()).items():
            found[name] = found.get(name, 0) + value
    return found


def _add_up(flow: _Running) -> None:
    for name, value in _counters(flow).items():
        flow.totals[name] = flow.totals.get(name, 0) + value
    for path in flow.ending.folder.glob("counters-*.json"):
        path.unlink()


def _stop(running: list[_Running]) -> None:
    """Ask all flows to publish what they hold and end; those that do not are killed."""
    for flow in running:
        flow.ending.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if all(process.poll() is not None for flow in running for process in flow.processes):
            return
        time.sleep(POLL_SECONDS)


def _kill(flow: _Running) -> None:
    for process in flow.processes:
        if process.poll() is None:
            process.kill()
    for process in flow.processes:
        process.wait()
    flow.processes = []


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _addresses(workers: int) -> list[str]:
    """Free local addresses for the workers of one flow; none for a single worker."""
    if workers == 1:
        return []
    sockets = [socket.socket() for _ in range(workers)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    finally:
        for each in sockets:
            each.close()
