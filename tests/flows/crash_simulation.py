"""A whole flow of our pieces in one process, crashed at seeded points and resumed to its end.

One worker, an epoch a batch, every random choice from one seed: a failure prints its seed and
repeats exactly. The flow is real (source, columnar step with segments, ticks, two-phase sink);
only the rule and the sink's files are small.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import bytewax.operators as op
import numpy as np
from bytewax.dataflow import Dataflow
from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import run_main

from flows.columnar import columnar
from flows.progress import Progress
from flows.wiring import grouped, output, ticks
from sinks.two_phase import TwoPhasePartition, TwoPhaseSink
from sources.ending import Ending
from storage import recovery
from storage.files import publish, write_durably

GROUPS = ["00", "01", "02"]
PARTS = ["00", "01"]
KEYS = 12


class Crash(BaseException):
    """The process ends here, as far as the flow can tell."""


@dataclass(slots=True)
class Script:
    """When to crash: a seeded chance at each point, as long as crashes are left."""

    seed: int
    crashes: int
    chance: float = 0.02
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def point(self, chance: float | None = None) -> None:
        if self.crashes and self.rng.random() < (chance or self.chance):
            self.crashes -= 1
            raise Crash


class Pickled:
    """A state whose pickling, inside the engine, is itself a point to crash at."""

    def __init__(self, script: Script, value: Any) -> None:
        self.script, self.value = script, value

    def __reduce__(self) -> tuple[Any, ...]:
        self.script.point(0.05)
        return (_same, (self.value,))


def _same(value: Any) -> Any:
    return value


class NumbersPart(StatefulSourcePartition[tuple[str, Any], Any]):
    def __init__(
        self, part: str, count: int, resume: int | None, script: Script, end: Ending
    ) -> None:
        self.part, self.count, self.at, self.script, self.end = (
            part,
            count,
            resume or 0,
            script,
            end,
        )

    def next_batch(self) -> list[tuple[str, Any]]:
        self.script.point()
        if self.at >= self.count:
            self.end.report_ended("read", self.part)
            raise StopIteration
        size = min(self.script.rng.randrange(1, 6), self.count - self.at)
        found = []
        for number in range(self.at, self.at + size):
            key = (number * 7 + int(self.part)) % KEYS
            group = GROUPS[key % len(GROUPS)]
            found.append((group, (group, (key, int(self.part), number))))
        self.at += size
        return found

    def snapshot(self) -> Any:
        return Pickled(self.script, self.at)


class Numbers(FixedPartitionedSource[tuple[str, Any], Any]):
    def __init__(self, count: int, script: Script, end: Ending) -> None:
        self.count, self.script, self.end = count, script, end

    def list_parts(self) -> list[str]:
        return ["0", "1"]

    def build_part(self, step_id: str, for_part: str, resume_state: Any) -> NumbersPart:
        return NumbersPart(for_part, self.count, resume_state, self.script, self.end)


class Counts:
    """A holder: how often each key came."""

    def __init__(self, base: bytes | None, deltas: list[bytes]) -> None:
        self.counts = np.zeros(KEYS, np.int64)
        self.marked = np.zeros(KEYS, bool)
        for part in ([base] if base is not None else []) + deltas:
            rows = np.frombuffer(part, np.int64).reshape(-1, 2)
            self.counts[rows[:, 0]] = rows[:, 1]

    def changed(self) -> bool:
        return bool(self.marked.any())

    def dump_changes(self) -> bytes:
        keys = np.flatnonzero(self.marked)
        self.marked[:] = False
        return np.stack([keys, self.counts[keys]], axis=1).astype(np.int64).tobytes()

    def dump_all(self) -> bytes:
        self.marked[:] = True
        return self.dump_changes()


class CountFold:
    def __init__(self, script: Script, loaded: Any) -> None:
        self.script = script
        self.counts = Counts(*loaded("counts"))

    def holders(self) -> dict[str, Counts]:
        return {"counts": self.counts}

    def numbers(self) -> Any:
        return Pickled(self.script, (1,))

    def apply(self, values: Any) -> list[Any]:
        self.script.point()
        out = []
        for key, part, number in values:
            self.counts.counts[key] += 1
            self.counts.marked[key] = True
            out.append((key, int(self.counts.counts[key]), part, number))
        return out

    def tick(self, tick: Any) -> list[Any]:
        self.script.point()
        return []


class LinesPart(TwoPhasePartition):
    """Writes what it receives as one file an epoch."""

    def __init__(self, root: Path, name: str, own: Any, script: Script) -> None:
        super().__init__()
        self.root, self.name, self.script = root, name, script
        self.number = own or 0
        self.lines: list[str] = []

    def receive(self, values: list[Any]) -> None:
        self.script.point()
        self.lines.extend(" ".join(map(str, value)) for value in values)

    def prepare(self) -> list[Any]:
        self.script.point()
        if not self.lines:
            return []
        name = f"{self.name}-{self.number:06d}"
        self.number += 1
        write_durably(self.root / "staging" / name, "\n".join(self.lines).encode())
        self.lines = []
        self.script.point(0.1)
        return [(name,)]

    def publish(self, staged: Any) -> None:
        for (name,) in staged:
            self.script.point(0.1)
            publish(self.root / "staging" / name, self.root / "out" / name)

    def forget(self, staged: Any) -> None:
        self.script.point()

    def clear(self) -> None:
        kept = {name for (name,) in self.staged_names()}
        for path in (self.root / "staging").glob(f"{self.name}-*"):
            if path.name not in kept:
                path.unlink()

    def own_state(self) -> int:
        return self.number


def run_to_the_end(
    root: Path, *, seed: int, crashes: int, count: int = 120, scrub: bool = True
) -> int:
    """Run, crash and resume until the flow ends; returns how many executions it took."""
    script = Script(seed, crashes)
    for name in ("recovery", "segments", "staging", "out"):
        (root / name).mkdir(parents=True)
    init_db_dir(root / "recovery", 2)
    executions = 0
    while True:
        executions += 1
        assert executions < 500, f"seed {seed} does not end"
        if scrub:
            recovery.scrub(root / "recovery", root / "segments")
        shutil.rmtree(root / "run", ignore_errors=True)
        (root / "run").mkdir()
        try:
            run_main(
                _flow(root, script, count),
                epoch_interval=timedelta(0),
                recovery_config=RecoveryConfig(str(root / "recovery"), timedelta(0)),
            )
        except BaseException as error:
            if not is_crash(error):
                raise
        else:
            return executions


def published(root: Path) -> list[tuple[int, ...]]:
    """Every line that a reader can see: key, its count, source part, number."""
    lines: list[tuple[int, ...]] = []
    for path in sorted((root / "out").iterdir()):
        lines += [tuple(map(int, line.split())) for line in path.read_text().splitlines()]
    return lines


def _flow(root: Path, script: Script, count: int) -> Dataflow:
    ending = Ending(folder=root / "run", sources=("read/0", "read/1"), once=True)
    flow = Dataflow("simulation")
    tick = ticks(flow, ending, Progress(root / "run"))
    numbers = op.input("read", flow, Numbers(count, script, ending))
    merged = op.merge("merge", numbers, grouped("tick_groups", tick, GROUPS))
    counted = columnar(
        "count",
        merged,
        lambda _group, _numbers, loaded: CountFold(script, loaded),
        root / "segments",
    )
    keyed = op.map("key", counted, lambda item: (PARTS[item[1][0] % 2], item[1]))
    output(
        "write",
        keyed,
        tick,
        TwoPhaseSink(PARTS, lambda name, own: LinesPart(root, name, own, script)),
    )
    return flow


def is_crash(error: BaseException | None) -> bool:
    """Whether an error of the engine is one of these crashes."""
    while error is not None:
        if isinstance(error, Crash):
            return True
        error = error.__cause__
    return False
