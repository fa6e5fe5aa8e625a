"""Every flow by its name, with what a supervisor needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from flows import intake_plan, inventory_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bytewax.dataflow import Dataflow

    from flows.settings import FlowSettings


class Build(Protocol):
    """Makes the dataflow; with `once` it ends when its sources are drained."""

    def __call__(self, settings: FlowSettings, *, once: bool = False) -> Dataflow:
        """The dataflow, ready to be run by one worker."""
        ...


class HasWork(Protocol):
    """Whether a drain must run the flow in this round; `first` is the drain's first round."""

    def __call__(self, settings: FlowSettings, *, first: bool) -> bool:
        """Ask, before each round."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDefinition:
    """One flow: how it is built, the sources whose end it awaits, the steps that hold state.

    `is_small` says that what waits is soon done: such a drain takes short epochs, for it consists
    of little but its last ones. `mend` is done to the state of its sources before each start.
    """

    build: Build
    sources: Callable[[FlowSettings], tuple[str, ...]]
    layout: Callable[[FlowSettings], Mapping[str, list[str]]]
    has_work: HasWork
    is_small: Callable[[FlowSettings], bool]
    mend: Callable[[FlowSettings, Path], None] = lambda _settings, _state: None


def _build_intake(settings: FlowSettings, *, once: bool = False) -> Dataflow:
    from flows.intake import build  # noqa: PLC0415 - a worker loads its own flow only

    return build(settings, once=once)


def _mend_intake(settings: FlowSettings, state: Path) -> None:
    from flows.homes import keep_at_home, keep_ids  # noqa: PLC0415 - only a supervisor mends
    from flows.lanes import keep_in_step  # noqa: PLC0415

    keep_ids(settings, state)
    keep_in_step(settings, state)
    keep_at_home(settings, state)


def _build_inventory(settings: FlowSettings, *, once: bool = False) -> Dataflow:
    from flows.inventory import build  # noqa: PLC0415 - a worker loads its own flow only

    return build(settings, once=once)


FLOWS: Final[dict[str, FlowDefinition]] = {
    intake_plan.FLOW: FlowDefinition(
        build=_build_intake,
        sources=intake_plan.sources,
        layout=intake_plan.layout,
        has_work=intake_plan.has_work,
        is_small=intake_plan.is_small,
        mend=_mend_intake,
    ),
    inventory_plan.FLOW: FlowDefinition(
        build=_build_inventory,
        sources=inventory_plan.sources,
        layout=inventory_plan.layout,
        has_work=inventory_plan.has_work,
        is_small=inventory_plan.is_small,
    ),
}
"""In the order in which a drain runs them."""
