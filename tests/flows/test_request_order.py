"""Requests and answers of one trading pair: one order, however they are cut into runs."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from flows.settings import FlowSettings
from sources.inboxes import walk
from sources.names import lane_names, lane_of
from storage import recovery
from tests.edi.test_sending import acknowledgment
from tests.flows.test_decisions import execute

STEP = "intake.read_inbox"
STATUSES = [
    # Control number, business key, status: the order of the requests, and what was answered.
    ("000000001", "INV1", "replaced"),
    ("000000002", "INV2", "sent"),
    ("000000003", "INV1", "accepted"),
    ("000000004", "INV3", "sent"),
]


def invoices(*asked: tuple[str, str]) -> bytes:
    """A file that asks for invoices, each of a number and a total."""
    lines = [
        {
            "id": f"{number}-{total}",
            "partner": "acme",
            "set": "810",
            "document": {"number": number, "date": "2026-03-02", "total": total},
        }
        for number, total in asked
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def answer(verdict: str, control: str, number: int) -> bytes:
    """What acme answers to an invoice."""
    wire = acknowledgment(verdict, group="IN", control=control, number=number)
    return wire.replace(b"AK2*855", b"AK2*810")


STORY = (
    ("documents/9.jsonl", invoices(("INV1", "5.00"), ("INV2", "5.00"))),
    ("edi/3.edi", answer("R", "1", 1)),
    ("documents/2.jsonl", invoices(("INV1", "6.00"), ("INV2", "6.00"))),
    ("edi/8.edi", answer("A", "3", 2)),
    ("documents/1.jsonl", invoices(("INV1", "7.00"), ("INV3", "5.00"))),
)
"""Two invoices: one is refused and corrected, the other waits; by names it would be told backwards.

The correction of what waits does not go, and nothing under a number that was accepted.
"""


def settings_of(folder: Path, data: str = "data") -> FlowSettings:
    partner = folder / "partners" / "acme"
    partner.mkdir(parents=True, exist_ok=True)
    (partner / "partner.toml").write_text('ids = ["08:ACME"]\n')
    return FlowSettings(
        data=str(folder / data),
        inboxes=(str(folder / "inbox"),),
        partitions=2,
        partners=str(folder / "partners"),
        our_ids=("ZZ:US",),
    )


def put(folder: Path, number: int, turn: int | None = None) -> None:
    """A file of the story, at its time, or at that of another turn."""
    name, content = STORY[number]
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = time.time() - 1000 + (number if turn is None else turn)
    os.utime(path, (at, at))


def is_open(settings: FlowSettings) -> list[tuple[str, ...]]:
    """The exceptions that are open."""
    with closing(sqlite3.connect(settings.views_path)) as views:
        found = views.execute(
            "SELECT exception, message FROM exceptions WHERE status = 'open' ORDER BY exception"
        )
        return found.fetchall()


def told(settings: FlowSettings) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """What became of our documents, and what was found of requests."""
    with closing(sqlite3.connect(settings.views_path)) as views:
        documents = views.execute(
            "SELECT interchange_control, business_key, status FROM documents "
            "WHERE direction = 'out' ORDER BY interchange_control"
        ).fetchall()
        found = views.execute("SELECT file, line, code FROM findings ORDER BY file, line")
        return documents, found.fetchall()


def test_read_anew_or_bit_by_bit_requests_and_answers_come_to_the_same(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    for number in range(len(STORY)):
        put(tmp_path, number)
        execute(settings)
    stepwise = told(settings)
    assert stepwise[0] == STATUSES
    again = settings_of(tmp_path, "again")
    execute(again)
    assert told(again) == stepwise
    outboxes = [each.outbox_dir / "acme" for each in (settings, again)]
    names = [sorted(path.name for path in outbox.iterdir()) for outbox in outboxes]
    assert names[0] == names[1]


ACKNOWLEDGED = (1, 3)
"""The files of the story in which something is acknowledged."""


@pytest.mark.parametrize("pieces", ["one", "two"])
def test_acknowledgments_that_are_read_first_come_to_the_same(tmp_path: Path, pieces: str) -> None:
    live = settings_of(tmp_path / "live")
    for number in range(len(STORY)):
        put(tmp_path / "live", number)
    execute(live)
    folder = tmp_path / "anew"
    settings = settings_of(folder)
    requests = [number for number in range(len(STORY)) if number not in ACKNOWLEDGED]
    for turn, number in enumerate((*ACKNOWLEDGED, *requests)):
        # In one piece their times say so, and in two each has its own.
        put(folder, number, turn if pieces == "one" else None)
        if pieces == "two" and turn == 1:
            execute(settings)
    execute(settings)
    documents, found = told(settings)
    known = [each for each in found if each[-1] != "ACK_UNMATCHED"]
    assert (documents, known) == told(live)
    assert documents == STATUSES
    assert is_open(settings) == is_open(live)
    assert len(found) == len(known) + len(ACKNOWLEDGED)


@pytest.mark.parametrize("before", ["version 1", "other partners"])
def test_what_was_asked_for_before_is_not_read_twice(tmp_path: Path, before: str) -> None:
    settings = settings_of(tmp_path)
    for number in range(3):
        put(tmp_path, number)
    execute(settings)
    kept = told(settings)
    assert requests_read(settings) == 4
    if before == "version 1":
        written_by_version_1(settings)
    else:
        (tmp_path / "partners" / "acme" / "partner.toml").write_text(
            'ids = ["08:ACME2", "08:ACME"]\n'
        )
    execute(settings)
    assert (told(settings), requests_read(settings)) == (kept, 0)


def requests_read(settings: FlowSettings) -> int:
    """How many requests the last execution read."""
    run = settings.state_dir("intake") / "run"
    counted = [json.loads(path.read_text()) for path in run.glob("counters-*.json")]
    return sum(counters.get("requests read", 0) for counters in counted)


def written_by_version_1(settings: FlowSettings) -> None:
    """Make a data directory as it was when each file of requests had one lane."""
    state = settings.state_dir("intake")
    store = state / "recovery"
    marks = {key: kept[1] for name, key, kept in recovery.states(store) if name == STEP}
    requests = [name for name, _ in STORY[:3] if name.startswith("documents/")]
    files = {lane: [name for name in requests if lane_of(name) == int(lane)] for lane in marks}
    assert sorted(marks) == lane_names()
    assert any(files.values())
    by_name = marks_of(settings, requests)
    changed = {}
    for lane, packed in marks.items():
        pieces = [packed[at : at + 24] for at in range(0, len(packed), 24)]
        others = [piece for piece in pieces if piece not in by_name.values()]
        own = [by_name[name] for name in files[lane]]
        changed[STEP, lane] = (1, b"".join(others + own), None)
    recovery.rewrite(store, changed)
    (state / "requests.json").unlink(missing_ok=True)


def marks_of(settings: FlowSettings, names: list[str]) -> dict[str, bytes]:
    """The mark of each file by its name, as a lane's snapshot has it."""
    (root,) = settings.inboxes
    return {
        file.name: file.root_mark() + file.path_mark() + file.version_mark()
        for file in walk(str(Path(root).resolve()))
        if file.name in names
    }
