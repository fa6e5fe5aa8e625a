"""Decisions of people: rows of their topic on the way to the trading pairs that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl

from edi.decisions import Action, Decision, SeenException
from flows.intake_plan import DECISIONS_TOPIC
from flows.refusals import unreadable
from flows.results import FINDINGS, FRAMED, REFUSED, Result
from flows.settings import topics_of
from schemas.decisions import DECISION
from schemas.hashing import partition_of
from schemas.payload import from_payload, to_payload
from schemas.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.settings import FlowSettings
    from schemas.records import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """A decision about something of one trading pair, and the topic that it came by."""

    pair: str
    file: str
    decision: Decision
    read_at: datetime


def read_decisions(partition: str, chunk: Chunk) -> list[Result]:
    """The decisions of a chunk; what its contract cannot read becomes findings.

    Each is its own origin in the topic, so no mark is kept of them: a decision that comes again is
    known by its id.
    """
    now = datetime.now(UTC)
    out = [
        Result(
            partition,
            FRAMED,
            PairDecision(
                pair=row["pair"], file=DECISIONS_TOPIC, decision=_decision(row), read_at=now
            ),
        )
        for record in chunk.records
        for row in from_payload(record.payload).iter_rows(named=True)
    ]
    unread = unreadable([chunk])
    if unread.height:
        out += [Result(partition, FINDINGS, unread), Result(partition, REFUSED, unread)]
    return out


def write_decision(settings: FlowSettings, row: Mapping[str, object]) -> None:
    """Make a decision durable, a row of `DECISION`; the same id again changes nothing.

    A topic that cannot be written to is a `TopicFault`.
    """
    rows = pl.DataFrame([row], schema=DECISION, orient="row")
    topic = topics_of(settings).open(DECISIONS_TOPIC)
    try:
        partition = int(partition_of(rows["pair"], topic.partitions)[0])
        record = Record(
            origin=f"crossdock/{row['event_id']}", sequence=0, rows=1, payload=to_payload(rows)
        )
        topic.append(partition, [record])
    finally:
        topic.close()


def _decision(row: dict[str, Any]) -> Decision:
    seen = None
    if row["code"] is not None:
        seen = SeenException(
            code=row["code"],
            severity=row["severity"],
            source=row["partner"],
            message=row["message"],
            opened_at=row["opened_at"],
            version=row["version"],
        )
    said = {name: str(value) for name, value in row.items() if value is not None}
    return Decision(
        id=row["event_id"],
        action=Action(row["action"]),
        about=row["about"],
        by=row["decided_by"],
        reason=row["reason"] or "",
        decided_at=row["event_time"],
        seen=seen,
        raw=orjson.dumps(said),
    )
