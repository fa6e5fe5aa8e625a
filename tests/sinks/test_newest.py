"""The newest row of each key, against the plain way to find it."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sinks.newest import newest_rows

ROWS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", None]), st.integers(0, 1), st.integers(0, 3)),
    max_size=30,
)


@given(rows=ROWS)
def test_it_is_the_highest_version_and_of_equals_the_last_one(rows):
    frame = pl.DataFrame(
        {
            "item": pl.Series([item for item, _, _ in rows], dtype=pl.String),
            "place": pl.Series([place for _, place, _ in rows], dtype=pl.Int64),
            "version": pl.Series([version for _, _, version in rows], dtype=pl.Int64),
            "arrival": pl.Series(range(len(rows)), dtype=pl.Int64),
        }
    )
    want = {}
    for arrival, (item, place, version) in enumerate(rows):
        if version >= want.get((item, place), (-1,))[0]:
            want[item, place] = (version, arrival)
    found = newest_rows(frame, ("item", "place"))
    assert {(row[0], row[1]): row[2:] for row in found.rows()} == want
    assert found.height == len(want)
    assert found.select("item", "place").rows() == sorted(
        want, key=lambda key: (key[0] is not None, *((key[0] or ""), key[1]))
    )


@given(rows=ROWS)
def test_without_versions_the_last_row_of_a_key_counts(rows):
    frame = pl.DataFrame(
        {
            "item": pl.Series([item for item, _, _ in rows], dtype=pl.String),
            "arrival": pl.Series(range(len(rows)), dtype=pl.Int64),
        }
    )
    want = {item: arrival for arrival, (item, _, _) in enumerate(rows)}
    assert dict(newest_rows(frame, ("item",)).rows()) == want
