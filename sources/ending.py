"""How a flow ends: sources report that nothing is left, the tick source ends after them.

The word passes between worker processes through files in the run folder of one execution, which
the supervisor empties before each start.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The run folder of one execution, and the sources whose end it waits for.

    `sources` lists `step/partition` of every source but the tick. `once` says that sources end
    when nothing is left; otherwise they end when a stop was asked for.
    """

    folder: Path
    sources: tuple[str, ...]
    once: bool

    def stop_asked(self) -> bool:
        """Whether somebody asked this execution to stop: sources then emit nothing more."""
        return (self.folder / STOP).exists()

    def ask_to_stop(self) -> None:
        """Ask this execution to stop after it has published what it holds."""
        (self.folder / STOP).touch()

    def report_ended(self, step: str, partition: str) -> None:
        """Say that a source partition will emit nothing more in this execution."""
        (self.folder / _ended(f"{step}/{partition}")).touch()

    def all_ended(self) -> bool:
        """Whether every source has ended."""
        return all((self.folder / _ended(source)).exists() for source in self.sources)


def _ended(source: str) -> str:
    return "ended-" + source.replace("/", "-")
