"""A whole day over a real Kafka, drop folders to views, also while broker and workers die."""

from __future__ import annotations

import os
import random
import signal
import time
import uuid
from typing import TYPE_CHECKING

import psutil
import pytest

from crossdock.demo.inbox import Inbox, Scale, make_inbox
from crossdock.demo.judging import judge
from crossdock.settings import load
from flows.marks import Marks
from flows.settings import topics_of
from tests.brokers import new_broker, shared_bootstrap
from tests.conformance.rows_of_topics import chunks
from tests.kill.campaign import Campaign, drain, outbox, said, start

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from flows.settings import FlowSettings
    from tests.brokers import Broker

pytestmark = pytest.mark.kafka

ACCEPTED = "intake.inventory.accepted.v1"
ORDERS = "intake.orders.received.v1"
KILLS_LEAST = 3
"""How often the broker dies in one day, at least: a run that is quick may be spared once."""
WORKERS_SHARE = 0.6
"""How often a worker dies while the broker is away, and how often once it is back."""
DAY_SECONDS = 150


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    if "CROSSDOCK_KAFKA" in os.environ:
        pytest.skip("the broker that CROSSDOCK_KAFKA names is not ours to kill")
    broker = new_broker()
    yield broker
    broker.kill()


def day_over(bootstrap: str, folder: Path, seed: int, workers: int) -> tuple[Inbox, Campaign]:
    """A day whose settings file names the broker, and topics that are its own there."""
    inbox = make_inbox(folder, Scale(items=300, orders=100, seed=seed))
    settings = folder / "crossdock.toml"
    topics = (
        f'\n[topics]\nbacking = "kafka"\nbootstrap = "{bootstrap}"\n'
        f'prefix = "{uuid.uuid4().hex}."\nreplication = 1\n'
    )
    settings.write_text("epoch_seconds = 0.1\npartitions = 6\n" + settings.read_text() + topics)
    campaign = Campaign(
        data=folder / "data", inbox=inbox.folder, settings=settings, seed=seed, workers=workers
    )
    return inbox, campaign


def hold_to_truth(inbox: Inbox, campaign: Campaign) -> None:
    """Tables, views, outbox and topics hold what the generator knows to be true, each once."""
    settings = load(campaign.settings, data=campaign.data).for_flows()
    verdict = judge(inbox.truth, settings)
    assert verdict.is_right, f"seed {campaign.seed}: {verdict.mismatches[:10]}"
    accepted = fresh(settings, ACCEPTED, "event_id")
    assert len(accepted) == len(set(accepted)) == inbox.truth.events
    assert sorted(fresh(settings, ORDERS, "po_number")) == sorted(inbox.truth.orders)


def fresh(settings: FlowSettings, name: str, column: str) -> list[str]:
    """A column of a topic as a consumer with one mark an origin takes it."""
    topic = topics_of(settings).open(name)
    found: list[str] = []
    for partition in range(topic.partitions):
        marks = Marks()
        for rows in marks.fresh(chunks(topic, partition, bytes_max=1 << 20)):
            found += rows[column].to_list()
    topic.close()
    return found


def messages(settings: FlowSettings, name: str) -> int:
    """How many messages the broker has of a topic, those that came twice included."""
    topic = topics_of(settings).open(name)
    found = sum(topic.end(partition) for partition in range(topic.partitions))
    topic.close()
    return found


@pytest.mark.timeout(300)
def test_a_day_over_kafka_ends_as_the_generator_knows_it(tmp_path: Path) -> None:
    inbox, campaign = day_over(shared_bootstrap(), tmp_path, seed=31, workers=1)
    drain(campaign)
    hold_to_truth(inbox, campaign)
    settings = load(campaign.settings, data=campaign.data).for_flows()
    assert messages(settings, ACCEPTED) == inbox.truth.events
    assert [path.name for path in settings.topics_dir.iterdir()] == ["schemas"]
    before = outbox(campaign.data)
    drain(campaign)
    assert outbox(campaign.data) == before, "running again sent something again"
    assert messages(settings, ACCEPTED) == inbox.truth.events


@pytest.mark.kill
@pytest.mark.timeout(300)
def test_a_day_survives_a_broker_and_workers_that_are_killed(
    own_broker: Broker, tmp_path: Path
) -> None:
    inbox, campaign = day_over(own_broker.bootstrap, tmp_path, seed=32, workers=2)
    rng = random.Random(campaign.seed)
    waiting = hold_back(inbox, tmp_path / "held-back", rng)
    for share in (waiting[::2], waiting[1::2]):
        for aside, place in share:
            aside.rename(place)
        process = start(campaign)
        for _ in range(2):
            harass(process, own_broker, campaign, rng)
        code = process.wait(DAY_SECONDS)
        assert code == 0, f"the drain ended with {code}: {said(campaign).read_text()[-2_000:]}"
    assert campaign.kills >= KILLS_LEAST
    hold_to_truth(inbox, campaign)


def hold_back(inbox: Inbox, aside: Path, rng: random.Random) -> list[tuple[Path, Path]]:
    """Move the inbox's files aside, to come back in any order."""
    aside.mkdir()
    places = sorted(path for path in inbox.folder.rglob("*") if path.is_file())
    rng.shuffle(places)
    moved = [(aside / f"{number}-{place.name}", place) for number, place in enumerate(places)]
    for path, place in moved:
        place.rename(path)
    return moved


def harass(
    process: subprocess.Popen[bytes], broker: Broker, campaign: Campaign, rng: random.Random
) -> None:
    """While a run lives, kill its broker, begin the broker again, and kill a worker or two."""
    time.sleep(rng.uniform(0.8, 3.0))
    if process.poll() is not None:
        return
    broker.kill()
    campaign.kills += 1
    time.sleep(rng.uniform(0.2, 2.0))
    if rng.random() < WORKERS_SHARE:
        kill_a_worker(process, rng)
    broker.start()
    if rng.random() < WORKERS_SHARE:
        kill_a_worker(process, rng)


def kill_a_worker(process: subprocess.Popen[bytes], rng: random.Random) -> None:
    """Kill one worker of a run, if it has one just now; its supervisor begins again."""
    try:
        workers = psutil.Process(process.pid).children()
    except psutil.NoSuchProcess:
        return
    if workers:
        rng.choice(workers).send_signal(signal.SIGKILL)
