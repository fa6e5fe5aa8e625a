"""Decisions under `kill -9`: each is carried out once, and answered once, whatever dies when.

Interchanges that are held for all reasons come in first. Then people decide about them, some twice
and some against each other, while runs and workers are killed, and a carrier takes away what goes
out. What is left must be what an undisturbed run leaves.
"""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from crossdock.settings import load
from flows.decisions import write_decision
from schemas.decisions import Action
from tests.edi.test_exceptions import body
from tests.edi.wire import interchange, order_set
from tests.kill.campaign import Campaign, drain, said, start, view
from tests.kill.test_outbox_kill import Carrier, answered, neutral

SENDERS = ("ACME", "UMBRA", "GLOBO")
NUMBERS = 4
"""Interchanges of each sender that count, each followed by one under its number, and by one that
orders otherwise under its order's number."""


def make_inbox(folder: Path) -> tuple[Path, Path]:
    """An inbox of what counts and of what is held, and the settings to read it with."""
    wire, partners = folder / "inbox" / "edi", folder / "partners"
    wire.mkdir(parents=True)
    for sender in SENDERS:
        advice = 'advice = "855"\n' if sender == "UMBRA" else ""
        (partners / sender.lower()).mkdir(parents=True)
        text = f'ids = ["08:{sender}"]\n{advice}'
        (partners / sender.lower() / "partner.toml").write_text(text)
        files: list[bytes] = []
        for number in range(1, NUMBERS + 1):
            first = order_set(body(f"{sender}-{number}"))
            other = order_set(body(f"{sender}-X{number}"))
            again = order_set(body(f"{sender}-{number}", "20"))
            files.append(interchange(first, control=number, sender=sender))
            files.append(interchange(other, control=number, sender=sender))
            files.append(interchange(again, control=100 + number, sender=sender))
        (wire / f"{sender}.edi").write_bytes(b"".join(files))
    settings = folder / "crossdock.toml"
    settings.write_text(f'partners = "{partners}"\n')
    return folder / "inbox", settings


def decisions(data: Path, seed: int) -> list[dict[str, object]]:
    """What people decide about all that is held: once, twice, and some too late."""
    rng = random.Random(seed)
    about = [
        str(reference)
        for code, reference in view(data, "exceptions", ["code", "reference"], ["exception"])
        if code in ("EDI-DUP-CONTROL", "ORD-DUP-PO-DIFF")
    ]
    assert len(about) == 2 * NUMBERS * len(SENDERS)
    made: list[dict[str, object]] = []
    for number, name in enumerate(about):
        action = Action.REJECT if number % 3 == 0 else Action.RELEASE
        made.append(_row(name, action, "anna"))
        if rng.random() < 0.3:
            made.append(_row(name, action, "anna"))
        if rng.random() < 0.3:
            made.append(_row(name, Action.REJECT, "ben"))
    return made


def _row(name: str, action: Action, by: str) -> dict[str, object]:
    sender = name.split("/")[1]
    return {
        "event_id": f"{action}/{name}/{by}", "source": "crossdock",
        "event_time": datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "pair": f"{sender}/ZZ:CROSSDOCK/P",
        "action": action.value, "about": name, "decided_by": by,
    }  # fmt: skip


def outcome(data: Path) -> tuple[object, ...]:
    """What a reader sees of all that was decided, and each order that was taken."""
    orders = pl.read_parquet(data / "parquet" / "orders_received" / "**" / "*.parquet")
    columns = ["document", "direction", "status", "decided_by", "version"]
    found = view(data, "documents", columns, ["document"])
    raised = ["exception", "status", "resolved_by", "version"]
    late = view(data, "findings", ["code", "document", "found"], ["finding_id"])
    return (
        Counter(orders.select("po_number", "purpose", "document").rows()),
        [row for row in found if row[1] == "in"],
        view(data, "exceptions", raised, ["exception"]),
        sorted(row for row in late if str(row[0]).startswith("DECISION")),
    )


def told(taken: dict[str, bytes]) -> Counter[object]:
    """Whom all that went out answers, and what it says."""
    return Counter(
        (*each, neutral(content)) for content in taken.values() for each in answered(content)
    )


def attack(folder: Path, seed: int, workers: int, kills: int) -> None:
    """Decide while drains are killed, finish, and hold it to an undisturbed run."""
    inbox, settings = make_inbox(folder)
    first = Campaign(data=folder / "clean", inbox=inbox, settings=settings, seed=seed)
    drain(first)
    campaign = Campaign(
        data=folder / "data", inbox=inbox, settings=settings, seed=seed, workers=workers
    )
    shutil.copytree(first.data, campaign.data)
    made = decisions(first.data, seed)
    clean, carrier = Carrier(first.data / "outbox"), Carrier(campaign.data / "outbox")
    for one in made:
        write_decision(load(settings, data=first.data).for_flows(), one)
    drain(first)
    clean.take()
    rng = random.Random(seed)
    share = len(made) // kills + 1
    while campaign.kills < kills:
        for one in made[:share]:
            write_decision(load(settings, data=campaign.data).for_flows(), one)
        made = made[share:]
        process = start(campaign)
        campaign.runs += 1
        assert campaign.runs < kills * 5, f"seed {seed}: too few runs live to be killed"
        time.sleep(rng.uniform(0.5, 4.0))
        if process.poll() is not None:
            assert process.returncode == 0, f"seed {seed}: {said(campaign).read_text()[-2_000:]}"
            continue
        campaign.kills += 1
        process.kill()
        process.wait()
        carrier.take()
    drain(campaign)
    carrier.take()
    assert outcome(campaign.data) == outcome(first.data)
    assert told(carrier.taken) == told(clean.taken)
    assert len(carrier.taken) == len(clean.taken)
    drain(campaign)
    assert not list(carrier.outbox.rglob("*.edi")), "running again sent something again"


@pytest.mark.kill
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("seed", "workers"), [(41, 1), (42, 2)])
def test_decisions_survive_kills_at_any_moment(seed: int, workers: int, tmp_path: Path):
    attack(tmp_path, seed, workers, kills=4)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(400, 405))
def test_soak_decisions_survive_many_kills(seed: int, tmp_path: Path):
    attack(tmp_path, seed, 1 + seed % 2, kills=20)
