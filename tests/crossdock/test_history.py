"""What could be sold at a time, and why: over a ledger of three events."""

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from crossdock.commands.history import ats_as_of, explain
from crossdock.console import CommandFailed, Speaker
from crossdock.settings import load
from flows.settings import FlowSettings
from schemas.events import INVENTORY_EVENT
from schemas.tables import AVAILABLE_TO_SELL
from sinks.sqlite_views import ViewStore

SIX, SEVEN, EIGHT = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (6, 7, 8))


def event(
    event_id: str, kind: str, at: datetime, quantity: int, **fields: object
) -> dict[str, object]:
    return dict.fromkeys(INVENTORY_EVENT) | {
        "event_id": event_id,
        "source": "wms-nyc",
        "event_time": at,
        "ingest_time": at,
        "kind": kind,
        "item": "A",
        "location": "NYC",
        "quantity": quantity,
        **fields,
    }


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlowSettings:
    monkeypatch.chdir(tmp_path)
    ledger = Path("data/parquet/inventory_ledger/date=2026-03-02")
    ledger.mkdir(parents=True)
    rows = [
        # The count was said last, but it holds from six o'clock on.
        event("e3", "SNAPSHOT", EIGHT, 50, as_of=SIX),
        event("e1", "ALLOCATE", SEVEN, 8, reference="PO-1/1"),
        event("e2", "RECEIVE", EIGHT, 5),
    ]
    pl.DataFrame(rows, schema=INVENTORY_EVENT, orient="row").write_parquet(ledger / "00-0.parquet")
    return load().for_flows()


def publish(settings: FlowSettings, raw: int) -> None:
    row = dict.fromkeys(AVAILABLE_TO_SELL) | {
        "item": "A", "location": "NYC", "channel": "*", "ats": raw, "ats_raw": raw, "version": 1,
        "safety_stock": 0, "freshness": "FRESH",
    }  # fmt: skip
    store = ViewStore(settings.views_path)
    frame = pl.DataFrame([row], schema=AVAILABLE_TO_SELL, orient="row")
    store.write("test/00", 0, [("available_to_sell", frame)])
    store.close()


@pytest.mark.parametrize(
    ("at", "ats"),
    [
        ("2026-03-02T06:00:00Z", 50),
        ("2026-03-02T06:59:59Z", 50),
        ("2026-03-02T07:00:00Z", 42),
        ("2026-03-02T08:00:00Z", 47),
    ],
)
def test_a_past_number_holds_what_had_happened_by_then(
    settings: FlowSettings, capsys: pytest.CaptureFixture[str], at: str, ats: int
) -> None:
    code = ats_as_of(
        Speaker(json=True), settings, item="A", location="NYC", channel=None, as_of=at, limit=0
    )
    (row,) = json.loads(capsys.readouterr().out)
    assert (code, row["ats"]) == (0, ats)


def test_before_the_first_event_nothing_was_known(
    settings: FlowSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ats_as_of(
        Speaker(json=False), settings, item="A", location=None, channel=None, as_of="2026-03-01",
        limit=0,
    )  # fmt: skip
    assert code == 1
    assert "Nothing was known" in capsys.readouterr().err


def test_contributions_add_up_to_the_view(
    settings: FlowSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(settings, 47)
    assert explain(Speaker(json=False), settings, item="A", location="NYC", as_of=None) == 0
    told = capsys.readouterr()
    assert "Raw available to sell: 47" in told.out
    assert not told.err


def test_a_view_that_disagrees_with_the_ledger_is_said_loudly(
    settings: FlowSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(settings, 48)
    assert explain(Speaker(json=True), settings, item="A", location="NYC", as_of=None) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["agrees"] is False
    assert "DISAGREE" in told.err


def test_without_a_ledger_it_says_what_to_do(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "empty").for_flows()
    with pytest.raises(CommandFailed, match="crossdock run"):
        explain(Speaker(json=True), settings, item="A", location=None, as_of=None)
