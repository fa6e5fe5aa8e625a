"""What the facts of one trading pair come to in all pairs of its partner.

Orders, and our invoices and memos, are known within their partner; what else is in business is
known within its pair. This module reads no profile: it is told which pairs are one partner's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edi.billing import counted_again, speaks_of_invoices
from edi.facts import OrderCounts, Step
from edi.objecting import awaited_as
from edi.raising import arrived

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from edi.facts import Fact
    from edi.pair_state import PairState


def speaks_of_kindred(facts: Sequence[Fact]) -> bool:
    """Whether facts tell of what is known beyond their pair."""
    return speaks_of_invoices(facts) or any(isinstance(fact, OrderCounts) for fact in facts)


def settled_beside(
    pair: str, states: Mapping[str, PairState], facts: Sequence[Fact], now: datetime
) -> dict[str, Step]:
    """What a pair's facts come to beside it, and beside others in it: a step for each it changes.

    `states` are those of all pairs of the partner that are of the same usage, this one's too.
    """
    steps = counted_again(pair, states, facts, now)
    waiting = {one: state for one, state in states.items() if one != pair and state.cures}
    for fact in facts if waiting else ():
        if not isinstance(fact, OrderCounts):
            continue
        names = awaited_as(fact.read, fact.key)
        for one, before in waiting.items():
            step = steps.get(one, Step(state=before, facts=()))
            if any(name in step.state.cures for name in names):
                state = step.state.edit()
                resolved = (seen for name in names for seen in arrived(state, name, now))
                steps[one] = replace(step, state=state, facts=(*step.facts, *resolved))
    return steps
