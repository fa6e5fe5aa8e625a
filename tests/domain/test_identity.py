"""The same event twice is one event; other content under the same id is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import Identities, content_hash, fingerprinted
from schemas.events import INVENTORY_EVENT, TIMESTAMP
from schemas.tables import ORDERS_RECEIVED

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def event(event_id: str = "e1", **fields: Any) -> dict:
    said = {
        "event_id": event_id,
        "source": "wms-rno",
        "event_time": START,
        "ingest_time": START + 90 * DAY,
        "kind": "RECEIVE",
        "item": "A",
        "location": "NYC",
        "quantity": 1,
    }
    return dict.fromkeys(INVENTORY_EVENT) | said | fields


def frame(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=INVENTORY_EVENT)


def verdicts(identities: Identities, *rows: dict) -> list[str]:
    """How many events of one batch got which verdict, spelled out."""
    judged = identities.judge(frame(*rows))
    counts = {
        "accepted": judged.accepted.height,
        "duplicate": judged.duplicates,
        "differing": judged.differing.height,
        "too old": judged.too_old.height,
    }
    assert sum(counts.values()) == len(rows)
    return [name for name, count in counts.items() for _ in range(count)]


def test_a_new_event_is_accepted_and_its_replay_is_a_duplicate() -> None:
    identities = Identities()
    assert verdicts(identities, event()) == ["accepted"]
    assert verdicts(identities, event()) == ["duplicate"]


def test_the_same_id_with_other_content_is_refused_and_the_first_wins() -> None:
    identities = Identities()
    assert verdicts(identities, event(), event(quantity=2)) == ["accepted", "differing"]
    assert verdicts(identities, event(quantity=2)) == ["differing"]
    assert verdicts(identities, event()) == ["duplicate"]


def test_all_accepted_events_come_back_as_they_were() -> None:
    rows = frame(event("e1"), event("e2"))
    assert Identities().judge(rows).accepted is rows


OTHER_VALUES = {
    pl.String(): ("x", "y"),
    pl.Int64(): (0, 7),
    pl.Boolean(): (False, True),
    TIMESTAMP: (START, START + timedelta(microseconds=1)),
}


@pytest.mark.parametrize(
    "name", [n for n in INVENTORY_EVENT if n not in {"event_id", "ingest_time"}]
)
def test_a_difference_in_any_field_is_seen(name: str) -> None:
    kind = INVENTORY_EVENT[name]
    values = (
        tuple(kind.categories.to_list()[:2]) if isinstance(kind, pl.Enum) else OTHER_VALUES[kind]
    )
    identities = Identities()
    versions = [event(**{name: value}) for value in (None, *values)]
    if name == "event_time":
        versions = versions[1:]
    assert verdicts(identities, *versions) == ["accepted"] + ["differing"] * (len(versions) - 1)


def test_the_time_of_arrival_is_no_content() -> None:
    identities = Identities()
    assert verdicts(identities, event(), event(ingest_time=START + 91 * DAY)) == [
        "accepted",
        "duplicate",
    ]


def test_values_that_change_places_are_another_content() -> None:
    moved = [event(correlation_id="x", reference="y"), event(correlation_id="y", reference="x")]
    assert len(set(content_hash(frame(*moved)).tolist())) == 2


def test_a_column_that_is_all_null_in_one_batch_hashes_as_a_null_in_another() -> None:
    alone = content_hash(frame(event("e1")))
    beside = content_hash(frame(event("e1"), event("e2", lot="L1", bucket="packed", as_of=START)))
    lacking = content_hash(frame(event("e1")).drop("lot", "due_at"))
    assert alone[0] == beside[0] == lacking[0]


def test_the_hash_of_content_never_changes() -> None:
    row = event(lot="L1", bucket="packed", as_of=START, complete=True, source_seq=7)
    assert f"{content_hash(frame(row))[0]:016x}" == "df7e5ec208dc2a2d"


def test_orders_with_lines_have_a_content_too() -> None:
    line = {"line": "1", "item": "A", "quantity": "2", "uom": "EA", "identifiers": []}
    order = {"event_id": "o1", "event_time": START, "order_id": "acme:1:0", "lines": [line]}
    changed = order | {"lines": [line | {"quantity": "3"}]}
    rows = pl.DataFrame(
        [dict.fromkeys(ORDERS_RECEIVED) | row for row in (order, order, changed)],
        schema=ORDERS_RECEIVED,
    )
    judged = Identities().judge(rows)
    assert (judged.accepted.height, judged.duplicates, judged.differing.height) == (1, 1, 1)


# look-back of 30 days: newest event on day | event on day | verdict
@pytest.mark.parametrize(
    ("newest", "day", "verdict"),
    [(40, 11, "accepted"), (40, 10, "accepted"), (40, 9, "too old"), (40, 40, "accepted")],
)
def test_an_event_older_than_the_look_back_is_refused(newest: int, day: int, verdict: str) -> None:
    identities = Identities(look_back_days=30)
    verdicts(identities, event("newest", event_time=START + newest * DAY))
    assert verdicts(identities, event(event_time=START + day * DAY)) == [verdict]


def test_an_id_may_come_again_after_its_look_back() -> None:
    identities = Identities(look_back_days=2)
    later = event(event_time=START + 5 * DAY)
    assert verdicts(identities, event(), event("e2", event_time=START + 3 * DAY), later, later) == [
        "accepted",
        "accepted",
        "accepted",
        "duplicate",
    ]


def test_a_clock_that_runs_ahead_does_not_age_the_events_of_others() -> None:
    identities = Identities(look_back_days=30)
    ahead = event("ahead", event_time=START + 400 * DAY, ingest_time=START)
    assert verdicts(identities, ahead, event()) == ["accepted", "accepted"]
    assert verdicts(identities, ahead) == ["duplicate"]


def test_a_dump_holds_what_came_since_the_last_one() -> None:
    identities = Identities()
    assert not identities.changed()
    verdicts(identities, *(event(f"e{n}") for n in range(1000)))
    assert identities.changed()
    base = identities.dump_all()
    assert not identities.changed()
    verdicts(identities, event("e5"))
    assert not identities.changed()
    verdicts(identities, event("new"))
    delta = identities.dump_changes()
    assert len(delta) < len(base) / 5
    restored = Identities.load(base, [delta])
    assert len(restored) == 1001
    assert verdicts(restored, event("e5"), event("new")) == ["duplicate", "duplicate"]


def test_expired_ids_are_dropped_in_time() -> None:
    identities = Identities(look_back_days=2)
    rows = 20_000
    column = pl.Series([f"id{n}" for n in range(rows)])
    for day in range(6):
        batch = pl.concat([frame(event(event_time=START + day * DAY))] * rows).with_columns(
            event_id=column + f"-{day}"
        )
        assert identities.judge(batch).accepted.height == rows
    assert len(identities) < 5 * rows
    restored = Identities.load(identities.dump_all(), [], look_back_days=2)
    assert len(restored) == 3 * rows


class Plain:
    """What identity means, an event at a time."""

    def __init__(self, look_back_days: int) -> None:
        self.look_back = look_back_days
        self.newest = -(10**9)
        self.known: dict[str, tuple[int, dict]] = {}

    def judge(self, row: dict) -> str:
        day = (row["event_time"] - START).days
        self.newest = max(self.newest, day)
        if day < self.newest - self.look_back:
            return "too old"
        content = {name: value for name, value in row.items() if name != "ingest_time"}
        known = self.known.get(row["event_id"])
        if known is None or known[0] < self.newest - self.look_back:
            self.known[row["event_id"]] = (day, content)
            return "accepted"
        return "duplicate" if known[1] == content else "differing"


rows_of_events = st.lists(
    st.builds(
        lambda number, day, quantity, lot: event(
            f"e{number}", event_time=START + day * DAY, quantity=quantity, lot=lot
        ),
        st.integers(0, 5),
        st.integers(0, 9),
        st.integers(0, 1),
        st.sampled_from([None, "L1"]),
    ),
    max_size=30,
)
steps = st.sampled_from(["go on", "dump changes", "dump all", "restart", "crash"])


@given(rows_of_events, st.lists(st.tuples(st.integers(1, 8), steps), max_size=12))
def test_any_cut_and_any_restart_give_the_verdicts_of_one_event_at_a_time(
    rows: list[dict], cuts: list[tuple[int, str]]
) -> None:
    plain, identities = Plain(3), Identities(look_back_days=3)
    base: bytes | None = None
    deltas: list[bytes] = []
    position = 0
    for size, step in [*cuts, (len(rows) + 1, "go on")]:
        piece = rows[position : position + size]
        position += len(piece)
        expected = [plain.judge(row) for row in piece]
        judged = identities.judge(frame(*piece))
        assert judged.duplicates == expected.count("duplicate")
        for name, found in (
            ("accepted", judged.accepted),
            ("differing", judged.differing),
            ("too old", judged.too_old),
        ):
            kept = [row for row, verdict in zip(piece, expected, strict=True) if verdict == name]
            assert found.equals(frame(*kept))
        if step == "dump all":
            base, deltas = identities.dump_all(), []
        elif step != "go on":
            deltas.append(identities.dump_changes())
        if step == "restart":
            identities = Identities.load(base, deltas, look_back_days=3)


def test_events_that_were_hashed_before_are_judged_alike() -> None:
    rows = frame(event("e1"), event("e2"), event("e1"), event("e2", quantity=2))
    judged = Identities().judge(fingerprinted(rows))
    assert judged.accepted.equals(rows[:2])
    assert judged.duplicates == 1
    assert judged.differing.equals(rows[3:])
    assert fingerprinted(fingerprinted(rows)).equals(fingerprinted(rows))


def test_many_ids_in_one_batch_are_each_judged_once() -> None:
    numbers = np.random.default_rng(5).integers(0, 5_000, 20_000)
    rows = pl.concat([frame(event())] * numbers.size).with_columns(
        event_id=pl.Series(numbers).cast(pl.String)
    )
    judged = Identities().judge(rows)
    assert judged.accepted["event_id"].to_list() == list(dict.fromkeys(map(str, numbers.tolist())))
    assert judged.duplicates == numbers.size - judged.accepted.height
