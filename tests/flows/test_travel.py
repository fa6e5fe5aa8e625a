"""Frames that travel between workers arrive as they left."""

from __future__ import annotations

import copyreg
import pickle
from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.travel import let_frames_travel
from schemas.events import INVENTORY_EVENT


@pytest.fixture(autouse=True)
def frames_travel():
    let_frames_travel()
    yield
    del copyreg.dispatch_table[pl.DataFrame]


EVENT = {
    "event_id": "a",
    "source": "wms",
    "kind": "RECEIVE",
    "quantity": 3,
    "event_time": datetime(2026, 3, 2, tzinfo=UTC),
    "complete": True,
}


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame([EVENT, {**EVENT, "lot": "L", "item": None}], schema=INVENTORY_EVENT),
        pl.DataFrame([EVENT] * 100, schema=INVENTORY_EVENT)[40:60],
        INVENTORY_EVENT.to_frame(),
        pl.DataFrame({"a": [None, None]}, schema={"a": pl.Enum(["x"])}),
        pl.DataFrame({"a": [1], "b": ["long enough to lie in a buffer of its own"]}),
        pl.DataFrame(),
    ],
    ids=["events", "a slice", "no rows", "only nulls", "all filled", "nothing"],
)
def test_a_frame_arrives_as_it_left(frame):
    assert_frame_equal(pickle.loads(pickle.dumps(("00", frame)))[1], frame)


def test_columns_that_hold_nothing_do_not_travel():
    filled = pl.DataFrame([EVENT] * 10_000, schema=INVENTORY_EVENT)
    weight = len(pickle.dumps(filled))
    assert weight < len(pickle.dumps(filled.with_columns(lot=pl.lit("x")))) - 100_000
