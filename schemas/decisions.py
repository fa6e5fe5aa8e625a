"""What people decide about what is held, as it travels in a topic."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

from schemas.events import TIMESTAMP


class Action(StrEnum):
    """What is to become of it: taken, refused, or (an exception) no longer anybody's concern."""

    RELEASE = "RELEASE"
    REJECT = "REJECT"
    CLOSE = "CLOSE"


DECISION: Final = pl.Schema(
    {
        "event_id": pl.String(),
        "source": pl.String(),
        "event_time": TIMESTAMP,
        "pair": pl.String(),
        "action": pl.Enum([action.value for action in Action]),
        "about": pl.String(),
        "decided_by": pl.String(),
        "reason": pl.String(),
        "code": pl.String(),
        "severity": pl.String(),
        "partner": pl.String(),
        "message": pl.String(),
        "opened_at": TIMESTAMP,
        "version": pl.Int64(),
    },
)
"""One row per decision. `event_id` is its identity: the same id again is the same decision.

`pair` is the trading pair whose documents it is about, `about` the name of a held document, of a
held interchange, or of an exception. The columns from `code` on are the exception as its view
showed it when somebody decided to close it, and null otherwise."""
