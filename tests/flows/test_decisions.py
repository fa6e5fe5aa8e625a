"""Decisions in the intake flow: carried out once, also where the flow is aborted and resumed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from bytewax.recovery import RecoveryConfig
from bytewax.testing import run_main

from crossdock.supervisor import prepare
from edi.deciding import decide
from flows import intake, intake_plan, trading
from flows.decisions import read_decisions, write_decision
from flows.results import DOCUMENTS, ORDERS
from flows.settings import FlowSettings, topics_of
from flows.trading import PairParts
from schemas.decisions import DECISION, Action
from schemas.payload import to_payload
from schemas.records import Chunk, Record, RefusedMessage
from storage import recovery
from tests.edi.test_exceptions import body
from tests.edi.wire import frame, interchange, order_set
from tests.flows.crash_simulation import Crash, is_crash
from tests.flows.test_trading_fold import PAIR, fold

if TYPE_CHECKING:
    from edi.facts import Step

NAME = "X12/08:ACME/ZZ:CROSSDOCK/00000000{0}/{0}/0001"
FILES = (
    interchange(order_set(body("1"))),
    interchange(order_set(body("1", "20")), control=2),
    interchange(order_set(body("2"))),
)
"""An order, the same number with other content, and the first's control number again."""


def event(about: str, action: Action = Action.RELEASE, by: str = "anna") -> dict[str, object]:
    """A decision as a row of its topic."""
    return {
        "event_id": f"{action}/{about}/{by}", "source": "crossdock", "event_time":
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "pair": PAIR, "action": action.value,
        "about": about, "decided_by": by,
    }  # fmt: skip


def chunk(*events: dict[str, object]) -> Chunk:
    """Some decisions as a flow reads them."""
    payloads = [to_payload(pl.DataFrame([each], schema=DECISION, orient="row")) for each in events]
    records = tuple(
        Record(origin=str(number), sequence=0, rows=1, payload=payload)
        for number, payload in enumerate(payloads)
    )
    return Chunk(partition=0, position=len(records), records=records, behind=0)


def rows(results: list[Any], tag: str) -> list[dict[str, Any]]:
    return [row for result in results if result.tag == tag for row in result.rows.to_dicts()]


def arrival(data: bytes) -> PairParts:
    """A file of acme as its trading pair gets it."""
    now = datetime.now(UTC)
    return PairParts(pair=PAIR, file="a", stream="a", parts=tuple(frame(data)), read_at=now)


def test_a_decision_is_folded_between_interchanges_and_once_whatever_comes_again(tmp_path: Path):
    trading_pairs = fold(tmp_path)
    trading_pairs.apply([arrival(data) for data in FILES[:2]])
    made = [result.rows for result in read_decisions("00", chunk(event(NAME.format(2))))]
    before = trading_pairs.holders()["pairs"].dump_all()
    first = trading_pairs.apply(made)
    (order,) = rows(first, ORDERS)
    (document,) = rows(first, DOCUMENTS)
    assert (order["purpose"], order["document"]) == ("05", NAME.format(2))
    assert (document["status"], document["decided_by"]) == ("accepted", "anna")
    assert document["decided_at"] == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    aborted = fold(tmp_path, before)
    again = aborted.apply(made)
    assert rows(again, DOCUMENTS) == [document]
    assert rows(again, ORDERS)[0] | {"ingest_time": None} == order | {"ingest_time": None}
    assert aborted.apply(made) == []
    resumed = fold(tmp_path, aborted.holders()["pairs"].dump_all())
    assert resumed.apply(made) == []


def test_a_decision_that_the_contract_cannot_read_is_a_finding():
    broken = RefusedMessage(position=7, reason="It has no id.", raw=b"\x00")
    read = read_decisions(
        "00", Chunk(partition=0, position=8, records=(), behind=0, refused=(broken,))
    )
    assert [result.tag for result in read] == ["findings", "refused"]
    assert read[0].rows["code"].to_list() == ["MESSAGE_UNREADABLE"]


def settings_of(folder: Path) -> FlowSettings:
    inbox = folder / "inbox"
    (inbox / "edi").mkdir(parents=True)
    (inbox / "edi" / "a.edi").write_bytes(b"".join(FILES))
    return FlowSettings(data=str(folder / "data"), inboxes=(str(inbox),), partitions=2)


def execute(settings: FlowSettings) -> None:
    """One execution of the intake flow in this process, as its supervisor starts it."""
    state = settings.state_dir("intake")
    state.mkdir(parents=True, exist_ok=True)
    prepare(settings, "intake", state)
    recovery.scrub(state / "recovery", state / "segments")
    shutil.rmtree(state / "run", ignore_errors=True)
    (state / "run").mkdir()
    run_main(
        intake.build(settings, once=True),
        epoch_interval=timedelta(seconds=0.02),
        recovery_config=RecoveryConfig(str(state / "recovery"), timedelta(0)),
    )


def ended(settings: FlowSettings) -> bool:
    """Whether an execution came to its end, rather than being aborted."""
    try:
        execute(settings)
    except BaseException as error:
        if not is_crash(error):
            raise
        return False
    return True


def table(settings: FlowSettings, name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(settings.parquet_dir / name / "**" / "*.parquet").to_dicts()


@pytest.mark.timeout(120)
def test_a_flow_thatis_crashed_in_the_middle_of_decisions_carries_each_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = settings_of(tmp_path)
    time = datetime.now(UTC).timestamp() - 60
    for path in Path(settings.inboxes[0]).rglob("*.edi"):
        os.utime(path, (time, time))
    execute(settings)
    assert not intake_plan.has_work(settings, first=False)
    whole = next(
        row["reference"]
        for row in table(settings, "exceptions")
        if row["code"] == "EDI-DUP-CONTROL"
    )
    write_decision(settings, event(NAME.format(2)))
    write_decision(settings, event(whole))
    write_decision(settings, event(whole, by="ben"))
    write_decision(settings, event("nothing"))
    assert intake_plan.has_work(settings, first=False)
    calls = 0

    def aborting(*given: Any, **named: Any) -> Step:
        nonlocal calls
        calls += 1
        step = decide(*given, **named)
        if calls in (1, 4, 8):
            raise Crash
        return step

    monkeypatch.setattr(trading, "decide", aborting)
    while not ended(settings):
        pass
    assert calls > 8, "the flow was aborted three times"
    assert not intake_plan.has_work(settings, first=False)
    orders = Counter(
        (row["po_number"], row["purpose"]) for row in table(settings, "orders_received")
    )
    assert orders == Counter([("1", "00"), ("1", "05"), ("2", "00")])
    newest = {
        row["document"]: (row["status"], row["decided_by"])
        for row in sorted(table(settings, "documents"), key=lambda row: row["version"])
        if row["direction"] == "in"
    }
    assert sorted(newest.values(), key=str) == [
        ("accepted", "anna"), ("accepted", "anna"), ("accepted", None),
    ]  # fmt: skip
    sent = sorted(path.name for path in settings.outbox_dir.rglob("*.edi"))
    assert len(sent) == 3, "each interchange that counts is answered once"
    decisions = [row for row in table(settings, "findings") if row["code"].startswith("DECISION")]
    assert {row["code"] for row in decisions} == {"DECISION_LATE", "DECISION_UNKNOWN"}
    assert len(decisions) == 2


def test_a_decision_is_durable_once_however_often_it_is_written(tmp_path: Path):
    settings = FlowSettings(data=str(tmp_path))
    for by in ("anna", "anna", "ben"):
        write_decision(settings, event(NAME.format(2), by=by))
    topic = topics_of(settings).open(intake_plan.DECISIONS_TOPIC)
    found = topic.read(0, 0, 1 << 20)
    assert found is not None
    assert [made.rows.decision.by for made in read_decisions("00", found)] == ["anna", "ben"]
    topic.close()
