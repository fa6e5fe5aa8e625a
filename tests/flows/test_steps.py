"""Step ids and partitions are database names: a data directory keeps them for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import registry
from flows.settings import FlowSettings

GOLDEN = Path(__file__).with_name("steps.txt")


def _steps(settings: FlowSettings) -> list[str]:
    return [
        f"{flow}.{step}: {' '.join(partitions)}"
        for flow, definition in registry.FLOWS.items()
        for step, partitions in definition.layout(settings).items()
    ]


def test_steps_and_partitions_are_those_that_stored_states_know(tmp_path: Path) -> None:
    found = _steps(FlowSettings(data=str(tmp_path)))
    assert found == GOLDEN.read_text().splitlines(), (
        "a step or its partitions changed: stored states would be lost; give it its name back, "
        "or write a migration and change steps.txt with it"
    )


@pytest.mark.parametrize("flow", list(registry.FLOWS))
def test_every_step_that_keeps_state_is_in_the_layout(flow: str, tmp_path: Path) -> None:
    settings = FlowSettings(data=str(tmp_path))
    definition = registry.FLOWS[flow]
    known = set(definition.layout(settings))
    dataflow = definition.build(settings, once=True)
    kinds = {"input", "output", "stateful_batch"}
    keeping = {
        operator.step_id.removeprefix(f"{flow}.")
        for operator in dataflow.substeps
        if type(operator).__name__ in kinds
    }
    assert keeping - {"read_ticks"} == known
