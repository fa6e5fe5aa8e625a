"""How far each flow has read its topics: committed positions against the topics' ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import recovery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.settings import FlowSettings
    from storage.topics import Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """One partition of a topic as a flow reads it; positions are the backing's own numbers."""

    flow: str
    step: str
    topic: str
    partition: str
    position: int
    end: int


def lags(settings: FlowSettings, topics: Topics, flow: str, read: Mapping[str, str]) -> list[Lag]:
    """The lag of each partition that a flow reads; `read` maps source steps to topics."""
    store = settings.state_dir(flow) / "recovery"
    committed = {
        (step, key): state[1]
        for step, key, state in (recovery.states(store) if store.exists() else ())
        if step.removeprefix(f"{flow}.") in read
    }
    found: list[Lag] = []
    for step, name in read.items():
        topic = topics.open(name)
        for number in range(topic.partitions):
            partition = f"{number:02d}"
            found.append(
                Lag(
                    flow=flow,
                    step=step,
                    topic=name,
                    partition=partition,
                    position=committed.get((f"{flow}.{step}", partition), 0),
                    end=topic.end(number),
                )
            )
        topic.close()
    return found
