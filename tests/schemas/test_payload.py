"""Rows as bytes and back: whatever is empty, whatever the types."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import INVENTORY_EVENT
from schemas.payload import from_payload, to_payload

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "event_id": st.text(max_size=30),
            "kind": st.sampled_from([None, "PICK", "SHIP"]),
            "quantity": st.none() | st.integers(-(2**63), 2**63 - 1),
            "complete": st.none() | st.booleans(),
            "event_time": st.none() | st.just(datetime(2026, 3, 2, tzinfo=UTC)),
        }
    ),
    max_size=5,
)


@given(ROWS)
def test_rows_come_back_as_they_went_with_all_their_columns(rows: list[dict[str, object]]) -> None:
    frame = pl.DataFrame(rows, schema=INVENTORY_EVENT)
    again = from_payload(to_payload(frame))
    assert again.equals(frame)
    assert again.schema == frame.schema


def test_slices_and_gathered_rows_carry_only_themselves() -> None:
    wide = pl.DataFrame({"event_id": [f"{number:040d}" for number in range(10_000)]})
    assert len(to_payload(wide.gather_every(5_000))) < 2_000
    assert from_payload(to_payload(wide[[7, 3]]))["event_id"].to_list() == [
        f"{7:040d}",
        f"{3:040d}",
    ]
