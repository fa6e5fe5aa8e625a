"""Who reads next while partitions catch up: one after another, not all at once.

A partition that is far behind is read to its end before the next one starts, so that its results
go out while others are still being read, and not all of a backlog's results at the same moment.
"""

from __future__ import annotations

import time

PATIENCE_SECONDS = 5.0
"""After so long the next partition has its turn, however far behind the first still is."""


class Turns:
    """The partitions of one source in one process."""

    def __init__(self) -> None:
        self._holder: str | None = None
        self._until = 0.0

    def waits(self, name: str) -> bool:
        """Whether another partition has its turn just now."""
        if self._holder is None or self._holder == name:
            return False
        if time.monotonic() >= self._until:
            self._holder = None
            return False
        return True

    def read(self, name: str, behind: int) -> None:
        """Say what a partition has read: it keeps its turn until it is caught up."""
        if not behind:
            self.leave(name)
        elif self._holder is None:
            self._holder = name
            self._until = time.monotonic() + PATIENCE_SECONDS

    def leave(self, name: str) -> None:
        """Give the turn up, if the partition has it."""
        if self._holder == name:
            self._holder = None
