"""Decisions over a real Kafka: written twice they lie there twice, and are carried out once."""

from __future__ import annotations

import multiprocessing
import uuid
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flows.decisions import write_decision
from flows.intake_plan import DECISIONS_TOPIC, has_work, lag_of
from tests.brokers import shared_bootstrap
from tests.flows.test_decisions import NAME, event, execute, settings_of, table

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.kafka


@pytest.mark.timeout(300)
def test_a_decision_that_is_written_twice_is_carried_out_once(tmp_path: Path):
    topics = {
        "backing": "kafka", "bootstrap": shared_bootstrap(), "prefix": f"{uuid.uuid4().hex}.",
        "replication": 1,
    }  # fmt: skip
    settings = replace(settings_of(tmp_path), topics=topics)
    execute(settings)
    assert not has_work(settings, first=False)
    for _ in range(2):
        # Each command is a process of its own, which does not know what another has sent.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as commands:
            commands.submit(write_decision, settings, event(NAME.format(2))).result()
    (lag,) = lag_of(settings)
    assert (lag.topic, lag.end - lag.position) == (DECISIONS_TOPIC, 2)
    execute(settings)
    assert not has_work(settings, first=False)
    taken = [(row["po_number"], row["purpose"]) for row in table(settings, "orders_received")]
    assert sorted(taken) == [("1", "00"), ("1", "05")]
    decided = [row for row in table(settings, "documents") if row["decided_by"] is not None]
    assert [(row["document"], row["status"]) for row in decided] == [(NAME.format(2), "accepted")]
