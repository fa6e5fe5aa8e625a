"""What a person decides at the command line: what views tell is told, the rest written down."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from crossdock.cli import run_command
from crossdock.settings import load
from flows.decisions import PairDecision, read_decisions
from flows.intake_plan import DECISIONS_TOPIC, has_work
from flows.settings import topics_of
from schemas.decisions import Action
from schemas.tables import DOCUMENT_CONTENTS, DOCUMENTS, EXCEPTIONS, FINDINGS
from sinks.sqlite_views import ViewStore

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
PAIR = "08:ACME/ZZ:CROSSDOCK"
ORDER = f"X12/{PAIR}/000000002/2/0001"
WHOLE = f"X12/{PAIR}/000000001~0123abcd"
TOLD = f"X12/{PAIR}/000000008~0123abcd"
PART = f"X12/{PAIR}/000000001/1/0001~0123abcd"
CLOSED = f"EDI-SYNTAX/X12/{PAIR}/000000004~T/1"
LATE = "EDI-ACK-OVERDUE/X12/ZZ:CROSSDOCK/08:ACME/000000009/9/0001"
TWICE = "EDI-INVOICE-TWICE/X12/ZZ:CROSSDOCK/08:ACME/000000009/9/0001"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    show(
        documents=[
            document(ORDER),
            document(PART),
            document(f"X12/{PAIR}/000000008/8/0001~0123abcd", status="refused"),
            document(f"X12/{PAIR}/000000003/3/0001", status="accepted"),
            document(f"X12/{PAIR}/000000004/4/0001"),
            document(f"X12/{PAIR}/000000005/5/0001", status="accepted", decided_by="anna",
                     decided_at=NOW, version=2),
            document(f"X12/{PAIR}/000000006/6/0001", status="rejected", decided_by="anna",
                     decided_at=NOW, version=2),
            document(f"X12/{PAIR}/000000007/7/0001~0123abcd", decided_by="anna", version=2),
        ],
        findings=[{"finding_id": "1", "code": "PURPOSE_HELD", "severity": "warning",
                   "document": f"X12/{PAIR}/000000004/4/0001", "found": "04"}],
        exceptions=[
            exception(CLOSED),
            exception(LATE, source="acme"),
            exception(TWICE, source="acme"),
            exception("EDI-GAP/X12/a:b/c:d/1", status="resolved", resolved_at=NOW,
                      resolved_by="ben"),
            exception("INV-NEG/A/NYC"),
        ],
    )  # fmt: skip


def document(name: str, **values: object) -> dict[str, object]:
    """A row of `documents`, of an 850 that is held."""
    return {"document": name, "direction": "in", "partner": "acme", "set": "850", "status": "held",
            "findings": 1, "event_time": NOW, "version": 1, **values}  # fmt: skip


def exception(name: str, **values: object) -> dict[str, object]:
    """A row of `exceptions` that is open."""
    code, _, about = name.partition("/")
    return {"exception": name, "code": code, "severity": "S2", "status": "open", "source": "acme",
            "reference": about, "message": "It is.", "action": "See to it.", "opened_at": NOW,
            "version": 3, "event_time": NOW, **values}  # fmt: skip


def show(**tables: list[dict[str, object]]) -> None:
    """Views with these rows."""
    schemas = {"documents": DOCUMENTS, "exceptions": EXCEPTIONS, "findings": FINDINGS}
    store = ViewStore(Path("data/views.db"))
    batches = [
        (name, pl.DataFrame(rows, schema=schemas[name], orient="row"))
        for name, rows in tables.items()
    ]
    store.write("test/00", 0, batches)
    store.close()


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of a command, run in this process."""
    monkeypatch.setattr(sys, "argv", ["crossdock", *arguments])
    try:
        return run_command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


def written() -> list[PairDecision]:
    """The decisions that the intake flow would read."""
    topic = topics_of(load().for_flows()).open(DECISIONS_TOPIC)
    chunk = topic.read(0, 0, 1 << 20)
    topic.close()
    return [] if chunk is None else [result.rows for result in read_decisions("00", chunk)]


def test_an_interchange_that_its_sender_was_told_is_refused_can_only_be_rejected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "documents", TOLD, "--release", "--by", "anna") == 1
    assert "its sender was told that it is refused" in capsys.readouterr().err
    assert written() == []
    assert ended(monkeypatch, "documents", TOLD, "--reject", "--by", "anna") == 0
    assert [made.decision.action for made in written()] == [Action.REJECT]


@pytest.mark.parametrize("name", [ORDER, WHOLE, f"X12/{PAIR}/000000007/7/0001~0123abcd"])
@pytest.mark.parametrize(("flag", "action"), [("--release", "RELEASE"), ("--reject", "REJECT")])
def test_a_decision_is_written_down_once_with_who_and_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, flag: str,
    action: str,
) -> None:  # fmt: skip
    command = ("documents", name, flag, "--by", "anna", "--reason", "It is right.")
    assert ended(monkeypatch, *command) == 0
    assert "intake flow" in capsys.readouterr().out
    assert ended(monkeypatch, *command, "--json") == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    (made,) = written()
    decision = made.decision
    assert (made.pair, decision.about, decision.action) == (f"{PAIR}/P", name, Action(action))
    assert (decision.by, decision.reason, decision.seen) == ("anna", "It is right.", None)
    assert (said["event_id"], said["about"]) == (decision.id, name)
    assert has_work(load().for_flows(), first=False)


def test_another_person_makes_another_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    for by in ("anna", "ben", "anna"):
        assert ended(monkeypatch, "documents", ORDER, "--release", "--by", by) == 0
    assert [made.decision.by for made in written()] == ["anna", "ben"]


@pytest.mark.parametrize(
    ("name", "flag", "end"),
    [
        ("nothing", "--release", (1, "documents --held")),
        (f"X12/{PAIR}/000000003/3/0001", "--release", (1, "is accepted, not held")),
        (f"X12/{PAIR}/000000004/4/0001", "--release", (1, "nothing here applies that")),
        (f"X12/{PAIR}/000000005/5/0001", "--release", (0, "released by anna")),
        (f"X12/{PAIR}/000000005/5/0001", "--reject", (1, "the first decision counts")),
        (f"X12/{PAIR}/000000006/6/0001", "--reject", (0, "rejected by anna")),
        (PART, "--reject", (1, WHOLE)),
    ],
)
def test_what_the_views_tell_is_told_at_once_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, flag: str,
    end: tuple[int, str],
) -> None:  # fmt: skip
    code, sentence = end
    assert ended(monkeypatch, "documents", name, flag, "--by", "anna") == code
    told = capsys.readouterr()
    assert sentence in told.out + told.err
    assert ended(monkeypatch, "documents", name, flag, "--by", "anna", "--json") == code
    assert sentence in str(json.loads(capsys.readouterr().out))
    assert written() == []


def test_a_change_of_an_order_may_be_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"X12/{PAIR}/000000004/4/0001"
    assert ended(monkeypatch, "documents", name, "--reject", "--by", "anna") == 0
    assert len(written()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("documents", ORDER, "--release"), "--by"),
        (("documents", ORDER, "--release", "--by", " "), "--by"),
        (("documents", "--release", "--by", "anna"), "documents --held"),
        (("documents", ORDER, "--release", "--reject", "--by", "anna"), "not both"),
        (("exceptions", CLOSED, "--close", "--by", "anna"), "--reason"),
        (("exceptions", CLOSED, "--close", "--reason", "so"), "--by"),
        (("exceptions", "--close", "--by", "anna", "--reason", "so"), "exceptions"),
    ],
)
def test_a_decision_that_lacks_something_cannot_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], sentence: str,
) -> None:  # fmt: skip
    assert ended(monkeypatch, *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert written() == []


@pytest.mark.parametrize(
    ("name", "pair"), [(CLOSED, f"{PAIR}/T"), (LATE, f"{PAIR}/P"), (TWICE, f"{PAIR}/P")]
)
def test_an_exception_is_closed_as_its_view_shows_it(
    monkeypatch: pytest.MonkeyPatch, name: str, pair: str
) -> None:
    command = ("exceptions", name, "--close", "--by", "anna", "--reason", "Settled.")
    assert ended(monkeypatch, *command) == 0
    assert ended(monkeypatch, *command) == 0
    (made,) = written()
    assert (made.pair, made.decision.about, made.decision.action) == (pair, name, Action.CLOSE)
    seen = made.decision.seen
    assert seen is not None
    assert (seen.code, seen.version, seen.opened_at) == (name.partition("/")[0], 3, NOW)
    assert (seen.severity, seen.source, seen.message) == ("S2", "acme", "It is.")


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("nothing", 1, "crossdock exceptions"),
        ("EDI-GAP/X12/a:b/c:d/1", 0, "resolved by ben"),
        ("INV-NEG/A/NYC", 1, "positions"),
    ],
)
def test_what_is_not_to_be_closed_by_hand_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, code: int,
    sentence: str,
) -> None:  # fmt: skip
    command = ("exceptions", name, "--close", "--by", "anna", "--reason", "Settled.")
    assert ended(monkeypatch, *command) == code
    told = capsys.readouterr()
    assert sentence in told.out + told.err
    assert written() == []


def test_what_is_held_is_listed_by_the_name_to_decide_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "documents", "--held", "--json") == 0
    names = [row["decide_about"] for row in json.loads(capsys.readouterr().out)]
    assert sorted(names) == sorted(
        [
            ORDER,
            WHOLE,
            TOLD,
            f"X12/{PAIR}/000000004/4/0001",
            f"X12/{PAIR}/000000007/7/0001~0123abcd",
        ]
    )
    assert ended(monkeypatch, "documents", "--held", "--limit", "1") == 0
    assert "of 5 rows" in capsys.readouterr().out
    assert ended(monkeypatch, "documents", "--held", "--partner", "umbra") == 0
    assert "Nothing is held" in capsys.readouterr().out
    assert ended(monkeypatch, "documents", ORDER, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["document"] == ORDER


@pytest.mark.parametrize("control", ["000000001", "000000001/1/0001"])
def test_of_two_interchanges_under_one_number_the_latest_is_shown(
    control: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    ours = "X12/ZZ:CROSSDOCK/08:ACME/000000001/1/"
    sent = [("0001", 1), ("0001", 3), ("997", 2)]
    rows = [
        {"document": ours + kind, "direction": "out", "content": f"{day}".encode(),
         "delimiters": b"", "event_time": datetime(2026, 3, day, tzinfo=UTC)}
        for kind, day in sent
    ]  # fmt: skip
    folder = load().for_flows().parquet_dir / "document_contents" / "date=2026-03-01"
    folder.mkdir(parents=True)
    pl.DataFrame(rows, schema=DOCUMENT_CONTENTS).write_parquet(folder / "1.parquet")
    name = f"X12/ZZ:CROSSDOCK/08:ACME/{control}"
    assert ended(monkeypatch, "documents", "--show", name) == 0
    printed = capsysbinary.readouterr()
    assert printed.out == b"3"
    assert b"More went out under this number" in printed.err
    assert f"{ours}0001 of 2026-03-01".encode() in printed.err


@pytest.mark.parametrize("command", ["documents", "exceptions"])
def test_a_name_that_nothing_has_is_not_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert ended(monkeypatch, command, "nope") == 1
    assert "There is no" in capsys.readouterr().err
    assert ended(monkeypatch, command, "nope", "--json") == 1
    assert json.loads(capsys.readouterr().out) == []


def test_a_document_says_when_it_came_and_what_answered_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    came = f"X12/{PAIR}/000000031"
    ours, note = "X12/ZZ:US/08:ACME/000000001/1/997", "X12/ZZ:US/08:ACME/000000002//TA1"
    sent = "X12/ZZ:US/08:ACME/000000003/3/0001"
    answer = {"direction": "out", "business_key": came, "status": "sent"}
    said = {"acknowledgment": came, "acknowledgment_code": "R", "acknowledged_at": NOW}
    show(
        documents=[
            document(f"{came}/31/0001", interchange=came, received_at=NOW),
            document(ours, set="997", **answer),
            document(note, set="TA1", **answer),
            document(sent, direction="out", set="855", status="rejected", **said),
        ]
    )
    assert ended(monkeypatch, "documents", f"{came}/31/0001") == 0
    assert f"Answered by {ours}.\n" in capsys.readouterr().out
    assert ended(monkeypatch, "documents", "--json", "--direction", "in") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["acknowledgment"] for row in rows if row["interchange"] == came] == [ours]
    assert ended(monkeypatch, "documents", sent) == 0
    assert f"Answered by {came} at {NOW:%Y-%m-%dT%H:%M:%S}" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["CONTRL", "TA1"])
def test_what_refused_a_document_that_came_again_is_not_its_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    came = f"X12/{PAIR}/000000032"
    names = [f"X12/ZZ:US/08:ACME/{number:09d}//{kind}" for number in (9, 1, 2)]
    answer = {"direction": "out", "business_key": came, "set": kind}
    waited = document(f"{came}/answer", status="numbered", event_time=NOW, **answer)
    went = [
        document(name, status="sent", event_time=NOW + timedelta(hours=at), **answer)
        for at, name in enumerate(names, 1)
    ]
    show(documents=[document(f"{came}/32/0001", interchange=came, received_at=NOW), waited, *went])
    assert ended(monkeypatch, "documents", f"{came}/32/0001") == 0
    assert f"Answered by {names[0]}.\n" in capsys.readouterr().out
