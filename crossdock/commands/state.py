"""Where every flow stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crossdock.console import DONE, RIGHT, Column, CommandFailed, Speaker, number
from flows import intake_plan, inventory_plan, registry
from flows.lag import Lag
from storage import recovery

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import FlowSettings


def show_state(speaker: Speaker, settings: FlowSettings) -> int:
    """Positions and lag of every flow."""
    if not (settings.state_dir("x").parent).exists():
        raise CommandFailed(
            f"No flow has run on {settings.data} yet. Run `crossdock run --inbox DIR --once` "
            "first, or name another folder by --data."
        )
    flows = {name: _flow(settings.state_dir(name)) for name in registry.FLOWS}
    lags = [
        lag
        for plan in (intake_plan, inventory_plan)
        if flows[plan.FLOW]["epoch"]
        for lag in plan.lag_of(settings)
    ]
    if speaker.json:
        speaker.emit({"flows": flows, "topics": [_as_row(lag) for lag in lags]})
        return DONE
    speaker.table(
        [
            Column(title="flow"),
            Column(title="epoch", show=number, align=RIGHT),
            Column(title="states", show=number, align=RIGHT),
            Column(title="state MB", align=RIGHT, show="{:.1f}".format),
            Column(title="running"),
        ],
        [
            (name, each["epoch"], each["states"], each["bytes"] / 1e6, _yes(each["running"]))
            for name, each in flows.items()
        ],
    )
    if lags:
        speaker.heading("How far the topics are read")
        speaker.table(
            [
                Column(title="flow"),
                Column(title="topic"),
                Column(title="partitions", show=number, align=RIGHT),
                Column(title="at their end", show=number, align=RIGHT),
                Column(title="behind", show=number, align=RIGHT),
            ],
            _by_topic(lags),
        )
    return DONE


def _flow(folder: Path) -> dict[str, Any]:
    store = folder / "recovery"
    exists = store.exists()
    return {
        "epoch": recovery.resume_epoch(store) if exists else 0,
        "states": sum(1 for _ in recovery.states(store)) if exists else 0,
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "running": _is_running(folder),
    }


def _is_running(folder: Path) -> bool:
    """Whether some process holds the flow's lock."""
    import fcntl

    path = folder / "lock"
    if not path.exists():
        return False
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _by_topic(lags: Iterable[Lag]) -> list[tuple[str, str, int, int, int]]:
    found: dict[tuple[str, str], list[Lag]] = {}
    for lag in lags:
        found.setdefault((lag.flow, lag.topic), []).append(lag)
    return [
        (
            flow,
            topic,
            len(each),
            sum(lag.position >= lag.end for lag in each),
            sum(max(0, lag.end - lag.position) for lag in each),
        )
        for (flow, topic), each in found.items()
    ]


def _as_row(lag: Lag) -> dict[str, Any]:
    return {
        "flow": lag.flow,
        "topic": lag.topic,
        "partition": lag.partition,
        "position": lag.position,
        "end": lag.end,
        "behind": max(0, lag.end - lag.position),
    }


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"
