"""Running flows: progress while they work, a summary when they end."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crossdock.console import DONE, CommandFailed, Speaker
from crossdock.supervisor import Outcome, Progress, run_flows
from domain.contracts import Contracts, ContractsInvalid
from flows import registry
from flows.partners import read_profiles
from flows.settings import topics_of
from sinks.parquet_current import compact_current
from storage.topics import TOPICS

if TYPE_CHECKING:
    from flows.settings import FlowSettings

COMPACTED: Final = ("positions", "available_to_sell")
"""Tables of which `parquet/current/` holds the newest row of each key in one file."""
REACH_SECONDS: Final = 15.0
"""How long a run waits for its broker before it begins."""
TERMINAL_SECONDS: Final = 0.25
LINES_SECONDS: Final = 5.0
"""How often progress is said: often where a line is written over, seldom where each stays."""
LEADING: Final = {"intake": "events read", "inventory": "events folded"}
"""The counter of each flow by which its speed is told."""


def run_command(speaker: Speaker, settings: FlowSettings, flows: list[str], *, once: bool) -> int:
    """Run flows, and say how it went."""
    unknown = [flow for flow in flows if flow not in registry.FLOWS]
    if unknown:
        raise CommandFailed(
            f"There is no flow {unknown[0]!r}; the flows are {', '.join(registry.FLOWS)}."
        )
    for fault in read_profiles(settings).faults:
        speaker.trouble(fault)
    started = time.monotonic()
    outcome = drain(speaker, settings, flows, once=once)
    seconds = time.monotonic() - started
    if speaker.json:
        speaker.emit(
            {
                "flows": outcome.counters,
                "restarts": outcome.restarts,
                "scrubbed": outcome.scrubbed,
                "seconds": round(seconds, 3),
            }
        )
        return DONE
    for flow, counters in outcome.counters.items():
        speaker.line(f"{flow}: {told(counters) or 'nothing new'}")
    again = f", after {outcome.restarts} restarts" if outcome.restarts else ""
    speaker.line(f"Done in {seconds:.1f} s{again}. What can be sold: crossdock ats")
    return DONE


def drain(speaker: Speaker, settings: FlowSettings, flows: list[str], *, once: bool) -> Outcome:
    """Run flows with progress, then bring the compacted files up to date."""
    _refuse_mistakes(settings)
    _reach_topics(settings)
    ticker = Ticker(speaker=speaker)
    outcome = run_flows(settings, flows, once=once, on_progress=ticker)
    ticker.close()
    for table in COMPACTED:
        compact_current(settings.parquet_dir, table)
    return outcome


def _refuse_mistakes(settings: FlowSettings) -> None:
    """Mistakes in settings are named here, rather than in the log of a worker that fails."""
    mistakes = [
        f"The inbox {inbox} is no folder; make it, or name another."
        for inbox in settings.inboxes
        if not Path(inbox).is_dir()
    ]
    if settings.partners is not None and not Path(settings.partners).is_dir():
        mistakes.append(f"The partners' folder {settings.partners} is no folder.")
    try:
        Contracts.from_mapping(settings.contracts)
    except ContractsInvalid as error:
        mistakes += error.messages
    if mistakes:
        raise CommandFailed("\n  ".join(["These settings cannot be used:", *mistakes]))


def _reach_topics(settings: FlowSettings) -> None:
    """A broker that is not there is said at once; one that goes away later is waited for."""
    if settings.topics.get("backing") == "kafka":
        topics = replace(topics_of(settings), wait_seconds=REACH_SECONDS)
        topics.open(next(iter(TOPICS))).close()


@dataclass(slots=True)
class Ticker:
    """Says how far each flow is, no more often than anybody reads it."""

    speaker: Speaker
    _said_at: float = field(default_factory=time.monotonic)
    _flow: str = ""
    _speeds: dict[str, tuple[float, int]] = field(default_factory=dict)
    _open: bool = False

    def __call__(self, progress: Progress) -> None:
        """Take what a flow says of itself."""
        if self.speaker.json:
            return
        now = time.monotonic()
        every = TERMINAL_SECONDS if sys.stderr.isatty() else LINES_SECONDS
        if now - self._said_at < every:
            return
        self._said_at = now
        leading = progress.counters.get(LEADING.get(progress.flow, ""), 0)
        then, before = self._speeds.get(progress.flow, (now - max(progress.seconds, 1e-3), 0))
        self._speeds[progress.flow] = (now, leading)
        speed = max(0.0, (leading - before) / max(now - then, 1e-3))
        self.speaker.progress(
            f"{progress.flow}: {speed:,.0f} events/s · {told(progress.counters) or 'starting'}"
        )
        self._open = True

    def close(self) -> None:
        """End the line."""
        if self._open and sys.stderr.isatty():
            self.speaker.progress("", last=True)


def told(counters: Mapping[str, int]) -> str:
    """Counters as words."""
    return " · ".join(f"{value:,} {name}" for name, value in counters.items())
