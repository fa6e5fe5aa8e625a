"""Real processes, killed by `kill -9` at random moments, then judged against a clean run.

The same inbox is drained twice: once undisturbed into one data directory, once into another while
whole runs, or single workers of them, are killed. What a reader can see must be the same, each
accepted event once, and no document may have gone out under two control numbers.
"""

from __future__ import annotations

import hashlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import psutil

DRAIN_SECONDS = 240


@dataclass(slots=True)
class Campaign:
    """One data directory under attack, from one seed; `between` is done after every kill."""

    data: Path
    inbox: Path
    settings: Path
    seed: int
    workers: int = 1
    kills: int = 0
    runs: int = 0
    between: Callable[[], None] = field(default=lambda: None)

    def attack(self, times: int, slowest: float = 4.0) -> None:
        """Start the drain again and again, each time killing it before it ends.

        The inbox fills while this goes on, so that there is work for every start.
        """
        rng = random.Random(self.seed)
        waiting = self._hold_back(rng)
        share = len(waiting) // times + 1
        while self.kills < times:
            for aside, place in waiting[:share]:
                aside.rename(place)
            waiting = waiting[share:]
            process = start(self)
            self.runs += 1
            assert self.runs < times * 5, f"seed {self.seed}: too few runs live to be killed"
            deadline = time.monotonic() + rng.uniform(0.2, slowest)
            while time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.01)
            if process.poll() is not None:
                assert process.returncode == 0, (
                    f"seed {self.seed}: {said(self).read_text()[-2_000:]}"
                )
                continue
            self.kills += 1
            if rng.random() < 0.3:
                self._kill_a_worker(process, rng)
            process.kill()
            process.wait()
            self.between()
        for aside, place in waiting:
            aside.rename(place)

    def _hold_back(self, rng: random.Random) -> list[tuple[Path, Path]]:
        """Move the inbox's files aside, to come back in any order."""
        aside = self.data.parent / "held-back"
        aside.mkdir()
        places = sorted(path for path in self.inbox.rglob("*") if path.is_file())
        rng.shuffle(places)
        moved = [(aside / f"{number}-{place.name}", place) for number, place in enumerate(places)]
        for path, place in moved:
            place.rename(path)
        return moved

    def _kill_a_worker(self, process: subprocess.Popen[bytes], rng: random.Random) -> None:
        """Kill one worker, let the supervisor recover for a moment, then kill the supervisor."""
        try:
            workers = psutil.Process(process.pid).children()
        except psutil.NoSuchProcess:
            return
        if workers:
            rng.choice(workers).send_signal(signal.SIGKILL)
            self.kills += 1
        time.sleep(rng.uniform(0.1, 2.0))


def start(campaign: Campaign) -> subprocess.Popen[bytes]:
    """Start a drain as its user would."""
    command = [
        *(sys.executable, "-m", "crossdock", "run", "--once"),
        *("--config", str(campaign.settings), "--data", str(campaign.data)),
        *("--inbox", str(campaign.inbox), "--workers", str(campaign.workers)),
    ]
    with said(campaign).open("ab") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
        )


def said(campaign: Campaign) -> Path:
    """Where the runs of a campaign say why they could not."""
    return campaign.data.with_suffix(".err")


def drain(campaign: Campaign) -> None:
    """Drain an inbox to its end."""
    code = start(campaign).wait(DRAIN_SECONDS)
    assert code == 0, f"the drain ended with {code}: {said(campaign).read_text()[-2_000:]}"


def ledger(data: Path) -> pl.DataFrame:
    """Every accepted event that a reader of the Parquet files sees."""
    found = pl.read_parquet(data / "parquet" / "inventory_ledger" / "**" / "*.parquet")
    return found.sort("event_id")


def view(data: Path, table: str, columns: list[str], keys: list[str]) -> list[tuple[object, ...]]:
    """Rows of a view, sorted by key."""
    with closing(sqlite3.connect(f"file:{data / 'views.db'}?mode=ro", uri=True)) as connection:
        names = ", ".join(f'"{name}"' for name in columns)
        order = ", ".join(f'"{name}"' for name in keys)
        return connection.execute(f'SELECT {names} FROM "{table}" ORDER BY {order}').fetchall()


def outbox(data: Path) -> dict[str, str]:
    """Every document sent: its path in the outbox, the hash of its bytes."""
    root = data / "outbox"
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*.edi"))
    }
