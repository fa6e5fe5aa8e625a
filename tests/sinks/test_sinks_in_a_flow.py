"""All three sinks in one real dataflow with recovery, aborted again and again, and resumed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import bytewax.operators as op
import polars as pl
import pytest
from bytewax.dataflow import Dataflow
from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import run_main

from flows.progress import Progress
from flows.wiring import output, ticks
from schemas.outgoing import Outgoing
from sinks.outbox import outbox_sink
from sinks.parquet import FilePolicy, parquet_sink
from sinks.views import ShowPolicy, views_sink
from sources.ending import Ending
from storage import recovery
from tests.sinks.rows import events, sellable, table_rows

BATCHES = 24
PARTS = ["00", "01"]


class Aborted(BaseException):
    """The process ends here, as far as the flow can tell."""


class NumbersPart(StatefulSourcePartition[Any, int]):
    def __init__(self, at: int, ending: Ending, chance: random.Random, left: list[int]) -> None:
        self.at, self.ending, self.chance, self.left = at, ending, chance, left

    def next_batch(self) -> list[int]:
        if self.left[0] and self.chance.random() < 0.3:
            self.left[0] -= 1
            raise Aborted
        if self.at >= BATCHES:
            self.ending.report_ended("read", "0")
            raise StopIteration
        self.at += 1
        return [self.at - 1]

    def snapshot(self) -> int:
        return self.at


class Numbers(FixedPartitionedSource[Any, int]):
    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments

    def list_parts(self) -> list[str]:
        return ["0"]

    def build_part(self, step_id: str, for_part: str, resume_state: int | None) -> NumbersPart:
        return NumbersPart(resume_state or 0, *self.arguments)


def build(root: Path, chance: random.Random, left: list[int]) -> Dataflow:
    ending = Ending(folder=root / "run", sources=("read/0",), once=True)
    flow = Dataflow("sinks")
    tick = ticks(flow, ending, Progress(root / "run"))
    numbers = op.input("read", flow, Numbers(ending, chance, left))
    part = PARTS.__getitem__

    def rows(number: int) -> list[tuple[str, Any]]:
        ats = table_rows("available_to_sell", sellable(f"I{number % 7}", number + 1, number))
        ledger = events(number * 10, 10)
        return [
            (part(number % 2), ("inventory_ledger", ledger)),
            (part(number % 7 % 2), ("available_to_sell", ats)),
        ]

    def views(number: int) -> list[tuple[str, Any]]:
        return [item for item in rows(number) if item[1][0] == "available_to_sell"]

    def documents(number: int) -> list[tuple[str, Any]]:
        content = b"ISA*%d~" % number
        return [(part(0), Outgoing(partner="ACME", name=f"{number:09d}", content=content))]

    staging = root / "staging"
    output(
        "write_parquet",
        op.flat_map("rows", numbers, rows),
        tick,
        parquet_sink(
            root / "parquet",
            step="sinks/write_parquet",
            partitions=PARTS,
            staging=staging,
            policy=FilePolicy(rows=60, rows_at_once=40, epochs=4),
        ),
    )
    output(
        "write_views",
        op.flat_map("views", numbers, views),
        tick,
        views_sink(
            root / "views.db",
            step="sinks/write_views",
            partitions=PARTS,
            staging=staging,
            policy=ShowPolicy(rows_in_step=0, rows=5, epochs=3),
        ),
    )
    output(
        "write_outbox",
        op.flat_map("documents", numbers, documents),
        tick,
        outbox_sink(root / "outbox", step="sinks/write_outbox", partitions=PARTS, staging=staging),
    )
    return flow


def was_aborted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, Aborted):
        error = error.__cause__
    return error is not None


@pytest.mark.parametrize("seed", range(3))
def test_a_flow_that_is_aborted_again_and_again_shows_each_row_once(tmp_path, seed):
    (tmp_path / "recovery").mkdir()
    (tmp_path / "segments").mkdir()
    init_db_dir(tmp_path / "recovery", 1)
    chance, left = random.Random(seed), [5]
    executions = 0
    ended = False
    while not ended:
        executions += 1
        recovery.scrub(tmp_path / "recovery", tmp_path / "segments")
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        (tmp_path / "run").mkdir()
        try:
            run_main(
                build(tmp_path, chance, left),
                epoch_interval=timedelta(0),
                recovery_config=RecoveryConfig(str(tmp_path / "recovery"), timedelta(0)),
            )
            ended = True
        except BaseException as error:
            if not was_aborted(error):
                raise
    assert executions > 1
    ledger = pl.read_parquet(tmp_path / "parquet" / "inventory_ledger" / "*" / "*.parquet")
    assert sorted(ledger["event_id"]) == [f"{number:06d}" for number in range(BATCHES * 10)]
    history = pl.read_parquet(tmp_path / "parquet" / "available_to_sell" / "*" / "*.parquet")
    assert sorted(history["version"]) == list(range(1, BATCHES + 1))
    with closing(sqlite3.connect(tmp_path / "views.db")) as connection:
        shown = connection.execute("SELECT item, ats FROM available_to_sell").fetchall()
    assert dict(shown) == {f"I{number % 7}": number for number in range(BATCHES)}
    outbox = {path.name: path.read_bytes() for path in (tmp_path / "outbox" / "ACME").iterdir()}
    assert outbox == {f"{number:09d}.edi": b"ISA*%d~" % number for number in range(BATCHES)}
    assert [path for path in (tmp_path / "staging").rglob("*") if path.is_file()] == []
