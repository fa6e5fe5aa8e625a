"""The durable tick, which a flow's tick source emits and its folds and sinks act on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Proof that all snapshots before it are durable, on every worker.

    `number` counts from 1 in each execution. `ending` says that all sources have ended and this
    flow is about to stop: what is held back, to be written in larger pieces, goes out now.
    """

    number: int
    ending: bool
