"""What the flows need to know: places, topics, sizes. Plain, so that it travels as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from storage.topics import Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSettings:
    """The settings of all flows of one data directory.

    `topics` holds the keyword arguments of `storage.topics.Topics` besides `root`; `contracts`
    the source contracts as read from the settings file; `safety_stock` rows of
    `(item, location, quantity)`. `retention_days` bounds how late a count may come,
    `look_back_days` how late a duplicate is still known.
    """

    data: str
    inboxes: tuple[str, ...] = ()
    workers: int = 1
    epoch_seconds: float = 0.5
    topics: dict[str, Any] = field(default_factory=dict)
    partitions: int = 16
    contracts: dict[str, Any] = field(default_factory=dict)
    partners: str | None = None
    our_ids: tuple[str, ...] = ()
    safety_stock: tuple[tuple[str, str, int], ...] = ()
    retention_days: int = 3
    look_back_days: int = 30

    @property
    def topics_dir(self) -> Path:
        """Where the embedded topics lie."""
        return Path(self.data) / "topics"

    @property
    def parquet_dir(self) -> Path:
        """Where the Parquet tables lie."""
        return Path(self.data) / "parquet"

    @property
    def views_path(self) -> Path:
        """The SQLite file of the views."""
        return Path(self.data) / "views.db"

    @property
    def outbox_dir(self) -> Path:
        """Where documents to send lie, a folder a partner."""
        return Path(self.data) / "outbox"

    @property
    def logs_dir(self) -> Path:
        """Where the workers' logs lie."""
        return Path(self.data) / "logs"

    def state_dir(self, flow: str) -> Path:
        """Where a flow's state lies: recovery store, segments, staging, run folder."""
        return Path(self.data) / "state" / flow

    def to_json(self) -> str:
        """All of it as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """From what `to_json` wrote."""
        found = json.loads(text)
        for name in ("inboxes", "our_ids"):
            found[name] = tuple(found[name])
        found["safety_stock"] = tuple(tuple(row) for row in found["safety_stock"])
        return cls(**found)


def topics_of(settings: FlowSettings) -> Topics:
    """The topics of a data directory."""
    return Topics(root=settings.topics_dir, partitions=settings.partitions, **settings.topics)
