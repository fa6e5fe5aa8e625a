"""Pieces that all flows are wired with: ticks to every group and sink partition, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import bytewax.operators as op

from schemas.ticks import Tick
from sources.ticks import TickSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bytewax.dataflow import Dataflow
    from bytewax.operators import KeyedStream, Stream

    from flows.progress import Progress
    from sinks.two_phase import TwoPhaseSink
    from sources.ending import Ending

TICK_STEP = "read_ticks"
Choose: TypeAlias = "Callable[[Any], Sequence[tuple[str, Any]]]"
"""Which partitions or groups an item goes to, and what of it; none where it is not for them."""


def ticks(flow: Dataflow, ending: Ending, progress: Progress) -> Stream[Tick]:
    """The flow's durable ticks; each also tells people that an epoch committed."""
    found = op.input(TICK_STEP, flow, TickSource(ending))

    def note(tick: Tick) -> Tick:
        progress.tick(ending=tick.ending)
        return tick

    return op.map("note_tick", found, note)


def grouped(step: str, up: Stream[Tick], groups: Sequence[str]) -> KeyedStream[tuple[str, Any]]:
    """Each tick to every group of a columnar step."""

    def spread(tick: Tick) -> list[tuple[str, tuple[str, Any]]]:
        return [(group, (group, tick)) for group in groups]

    return op.flat_map(step, up, spread)


def output(
    step: str,
    up: KeyedStream[Any],
    tick: Stream[Tick],
    sink: TwoPhaseSink,
) -> None:
    """A two-phase sink with its ticks; `up` is keyed by the sink's partition names."""
    partitions = sink.list_parts()

    def spread(value: Tick) -> list[tuple[str, Any]]:
        return [(partition, value) for partition in partitions]

    merged = op.merge(f"{step}_with_ticks", up, op.flat_map(f"{step}_ticks", tick, spread))
    op.output(step, merged, sink)


def selected(step: str, up: Stream[Any], choose: Choose) -> KeyedStream[Any]:
    """The items for one sink, each keyed by a sink partition."""
    return op.flat_map(step, up, choose)
