"""Decisions that are read before what they are about, as where an old log is read anew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from edi.decisions import Action
from flows.decisions import read_decisions, write_decision
from flows.intake_plan import DECISIONS_TOPIC
from flows.results import DOCUMENTS, EXCEPTIONS, FINDINGS, ORDERS
from flows.trading import IDLE_TICKS
from tests.flows.test_decisions import (
    FILES,
    NAME,
    arrival,
    chunk,
    event,
    execute,
    rows,
    settings_of,
    table,
)
from tests.flows.test_trading_fold import fold, parts, ticks

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import FlowSettings
    from flows.trading import PairDecision


def made(*events: dict[str, object]) -> list[PairDecision]:
    """Decisions as a flow hands them to their trading pair."""
    return [result.rows for result in read_decisions("00", chunk(*events))]


def test_what_was_decided_before_is_carried_out_where_its_document_is_held(tmp_path: Path):
    about = NAME.format(2)
    trading = fold(tmp_path)
    said = trading.apply(made(event(about), event(about, Action.REJECT, by="ben")))
    assert [row["code"] for row in rows(said, FINDINGS)] == ["DECISION_UNKNOWN"] * 2
    resumed = fold(tmp_path, trading.holders()["pairs"].dump_all())
    come = resumed.apply([arrival(b"".join(FILES[:2]))])
    assert [row["purpose"] for row in rows(come, ORDERS)] == ["00", "05"]
    decided = [row for row in rows(come, DOCUMENTS) if row["decided_by"]]
    assert [(row["document"], row["status"]) for row in decided] == [(about, "accepted")]
    late = [row for row in rows(come, FINDINGS) if row["code"] == "DECISION_LATE"]
    files = {row["code"]: row["file"] for row in rows(come, FINDINGS)}
    assert len(late) == 1
    assert files == {"ORD-DUP-PO-DIFF": "a", "DECISION_LATE": DECISIONS_TOPIC}
    assert resumed.apply(made(event(about))) == []


def test_a_missing_interchange_is_closed_by_the_tick_that_tells_it(tmp_path: Path):
    seen = {
        "code": "EDI-GAP", "severity": "S3", "partner": "acme", "message": "It is missing.",
        "opened_at": datetime.now(UTC), "version": 1, "reason": "settled",
    }  # fmt: skip
    about = "EDI-GAP/X12/08:ACME/ZZ:CROSSDOCK/000000002"
    trading = fold(tmp_path)
    trading.apply(made(*(event(about, Action.CLOSE, by) | seen for by in ("anna", "ben"))))
    trading.apply([parts(1), parts(3)])
    told = ticks(trading, IDLE_TICKS)
    assert [(row["status"], row["resolved_by"]) for row in rows(told, EXCEPTIONS)] == [
        ("open", None), ("resolved", "anna"),
    ]  # fmt: skip
    assert [(row["code"], row["file"]) for row in rows(told, FINDINGS)] == [
        ("DECISION_LATE", DECISIONS_TOPIC)
    ]


def newest(settings: FlowSettings, name: str, key: str) -> dict[str, tuple[Any, ...]]:
    """How each of a table stands, and who decided."""
    who = "decided_by" if name == "documents" else "resolved_by"
    found = sorted(table(settings, name), key=lambda row: row["version"])
    return {row[key]: (row["status"], row[who], row["version"]) for row in found}


@pytest.mark.timeout(120)
def test_a_fresh_directory_that_reads_the_decisions_first_comes_to_the_same(tmp_path: Path):
    first, anew = settings_of(tmp_path / "first"), settings_of(tmp_path / "anew")
    execute(first)
    whole = next(
        row["reference"] for row in table(first, "exceptions") if row["code"] == "EDI-DUP-CONTROL"
    )
    events = (event(NAME.format(2)), event(whole, Action.REJECT))
    for each in events:
        write_decision(first, each)
        write_decision(anew, each)
    execute(first)
    # All that the first has in its log, in another order.
    inbox = tmp_path / "anew" / "inbox" / "edi" / "a.edi"
    late = inbox.rename(tmp_path / "a.edi")
    execute(anew)
    late.rename(inbox)
    execute(anew)
    for name, key in (("documents", "document"), ("exceptions", "exception")):
        assert newest(anew, name, key) == newest(first, name, key)
    assert newest(anew, "documents", "document")[NAME.format(2)] == ("accepted", "anna", 2)
    assert sorted(path.name for path in anew.outbox_dir.rglob("*.edi")) == sorted(
        path.name for path in first.outbox_dir.rglob("*.edi")
    )
