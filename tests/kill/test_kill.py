"""Intake, inventory and their sinks under `kill -9`: nothing lost, doubled or numbered twice."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from crossdock.demo.inbox import Inbox, Scale, make_inbox
from crossdock.demo.judging import judge
from crossdock.settings import load
from schemas.events import BUCKETS
from schemas.tables import KEYS
from tests.kill.campaign import Campaign, drain, ledger, outbox, view

POSITION = ["item", "location", "lot", "owner", *(bucket.value for bucket in BUCKETS)]
SELLABLE = ["item", "location", "channel", "ats", "ats_raw", "on_hand", "reserved"]


REQUESTS = 60
"""Documents that the day asks to send."""


def make_day(folder: Path, seed: int) -> Inbox:
    inbox = make_inbox(folder, Scale(items=300, orders=100, seed=seed))
    wanted = inbox.folder / "documents"
    wanted.mkdir()
    for part in range(6):
        ids = range(part * 10, part * 10 + 10)
        # The last of each file is asked for again in the next one.
        lines = [request(number) for number in (*ids, max(0, part * 10 - 1))]
        (wanted / f"answers-{part}.jsonl").write_text("".join(lines), encoding="utf-8")
    return inbox


def request(number: int) -> str:
    """One line that asks for an 855."""
    order = {"purpose": "00", "type": "AT", "number": f"PO-{number}", "date": "2026-03-02"}
    partner = ("acme", "globex")[number % 2]
    asked = {"id": f"answer-{number}", "partner": partner, "set": "855"}
    return json.dumps({**asked, "document": order}) + "\n"


def each_sent_once(data: Path) -> None:
    """Every document that was asked for went out once, under a number of its own."""
    columns = ["partner", "interchange_control", "business_key"]
    sent = [row for row in view(data, "documents", [*columns, "set"], columns) if row[3] == "855"]
    assert sorted(row[2] for row in sent) == sorted(f"PO-{number}" for number in range(REQUESTS))
    numbers = [(row[0], row[1]) for row in sent]
    assert len(set(numbers)) == REQUESTS
    assert len([path for path in outbox(data) if "/855_" in path]) == REQUESTS


def hold_to_truth(inbox: Inbox, campaign: Campaign) -> None:
    """What a reader of the data directory sees is what the generator knows to be true."""
    settings = load(campaign.settings, data=campaign.data).for_flows()
    verdict = judge(inbox.truth, settings)
    assert verdict.is_right, f"seed {campaign.seed}: {verdict.mismatches[:10]}"
    each_sent_once(campaign.data)


def same_tables(one: Path, other: Path) -> None:
    """What two data directories show to readers is the same."""
    assert ledger(one)["event_id"].to_list() == ledger(other)["event_id"].to_list()
    for table, columns in (("positions", POSITION), ("available_to_sell", SELLABLE)):
        keys = list(KEYS[table])
        assert view(one, table, columns, keys) == view(other, table, columns, keys)
    assert Counter(path.split("/")[0] for path in outbox(one)) == Counter(
        path.split("/")[0] for path in outbox(other)
    )


@pytest.mark.kill
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("seed", "workers"), [(11, 1), (12, 2)])
def test_a_day_survives_kills_at_any_moment(seed: int, workers: int, tmp_path: Path) -> None:
    inbox = make_day(tmp_path / "day", seed)
    campaign = Campaign(
        data=tmp_path / "data", inbox=inbox.folder, settings=tmp_path / "day" / "crossdock.toml",
        seed=seed, workers=workers,
    )  # fmt: skip
    campaign.attack(8)
    drain(campaign)
    hold_to_truth(inbox, campaign)
    before = outbox(campaign.data)
    drain(campaign)
    assert outbox(campaign.data) == before, "running again sent something again"
    hold_to_truth(inbox, campaign)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_soak_a_day_survives_many_kills(seed: int, tmp_path: Path) -> None:
    inbox = make_day(tmp_path / "day", seed)
    campaign = Campaign(
        data=tmp_path / "data", inbox=inbox.folder, settings=tmp_path / "day" / "crossdock.toml",
        seed=seed, workers=1 + seed % 2,
    )  # fmt: skip
    campaign.attack(26)
    drain(campaign)
    hold_to_truth(inbox, campaign)


@pytest.mark.timeout(300)
def test_an_inbox_in_pieces_and_in_any_order_gives_the_same_tables(tmp_path: Path) -> None:
    inbox = make_day(tmp_path / "day", 21)
    settings = tmp_path / "day" / "crossdock.toml"
    whole = Campaign(data=tmp_path / "whole", inbox=inbox.folder, settings=settings, seed=0)
    drain(whole)
    hold_to_truth(inbox, whole)
    files = sorted(path for path in inbox.folder.rglob("*") if path.is_file())
    pieces = tmp_path / "pieces"
    for number, path in enumerate(reversed(files)):
        target = pieces / str(number % 3) / path.relative_to(inbox.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    cut = tmp_path / "cut"
    for number in (2, 0, 1):
        drain(Campaign(data=cut, inbox=pieces / str(number), settings=settings, seed=0))
    same_tables(whole.data, cut)
