"""What a worker says of its work: counters in a file of the run folder, for people to see.

Nothing is decided by these numbers; after a restart they begin at 0.
"""

from __future__ import annotations

import atexit
import json
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WRITE_EVERY_SECONDS = 0.25


class Progress:
    """The counters of one worker process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"counters-{os.getpid()}.json"
        self._counters: dict[str, int] = {}
        self._written_at = 0.0
        atexit.register(self.write, at_once=True)

    def count(self, name: str, number: int) -> None:
        """Add to a counter."""
        if number:
            self._counters[name] = self._counters.get(name, 0) + number
            self.write(at_once=False)

    def tick(self, *, ending: bool) -> None:
        """Say that an epoch committed, and write the counters down now and then."""
        (self._folder / "commit").touch()
        self.write(at_once=ending)

    def write(self, *, at_once: bool) -> None:
        """Write the counters down, unless that was done a moment ago."""
        now = time.monotonic()
        if not at_once and now - self._written_at < WRITE_EVERY_SECONDS:
            return
        self._written_at = now
        if not self._folder.exists():
            return
        fresh = self._path.with_suffix(".fresh")
        fresh.write_text(json.dumps(self._counters))
        fresh.replace(self._path)
