"""The fast fold is held to the plain one, for every order of arrival, cut and restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contracts import Contracts
from domain.inventory import Changes, Positions
from schemas.events import BUCKETS, INVENTORY_EVENT
from tests.domain import reference

DAWN = datetime(2026, 3, 2, tzinfo=UTC)
NOON = DAWN + timedelta(hours=12)
GROSS, UNPACKED, OPENS = "wms-gross", "wms-loose", "feed"
CONTRACTS = Contracts.from_mapping(
    {GROSS: {"gross": True}, UNPACKED: {"packs": False}, OPENS: {"opens_with_count": False}}
)
FLAGS = {
    "gross": frozenset({GROSS}),
    "unpacked": frozenset({UNPACKED}),
    "opens": frozenset({OPENS}),
}

minutes = st.integers(0, 12).map(lambda m: DAWN + timedelta(minutes=m))
PLAIN = [
    "RECEIVE", "PUTAWAY", "ALLOCATE", "DEALLOCATE", "PICK", "SHORT", "PACK", "SHIP", "HOLD",
    "UNHOLD", "DAMAGE", "RETURN", "TRANSFER_OUT", "TRANSFER_IN", "ADJUST", "MOVE",
]  # fmt: skip
HELD = ["RESERVE", "RELEASE", "EXPECT", "IN_TRANSIT", "ALLOCATE", "RECEIVE", "TRANSFER_IN"]
some_bucket = st.sampled_from([b.value for b in BUCKETS[:9]])
maybe_bucket = st.none() | some_bucket


@st.composite
def an_event(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One event of a small world, in which everything meets everything."""
    form = draw(st.sampled_from(["plain", "plain", "count", "held"]))
    event: dict[str, Any] = {
        "event_id": f"e{number}",
        "source": draw(st.sampled_from(["wms", "wms-b", GROSS, UNPACKED, OPENS])),
        "source_seq": draw(st.none() | st.integers(0, 12)),
        "event_time": draw(minutes),
        "item": draw(st.sampled_from(["A", "B"])),
        "location": draw(st.sampled_from(["NYC", "NYC", "DAL", "*"])),
        "quantity": draw(st.integers(0, 9)),
    }
    if form == "held":
        event["kind"] = draw(st.sampled_from(HELD))
        event["reference"] = draw(st.sampled_from(["po/1", "po/2", None]))
        event["expires_at"] = draw(st.none() | minutes)
        event["due_at"] = draw(st.none() | minutes)
        return event
    event["lot"] = draw(st.sampled_from([None, "", "L1", "L2"]))
    event["owner"] = draw(st.sampled_from([None, None, "umbra"]))
    if form == "count":
        event |= {"kind": "SNAPSHOT", "bucket": draw(maybe_bucket)}
        event["complete"] = draw(st.sampled_from([None, False, True]))
        event["as_of"] = draw(st.none() | st.just(event["event_time"]) | minutes)
        return event
    event["kind"] = draw(st.sampled_from(PLAIN))
    if event["kind"] == "MOVE":
        event["from_bucket"], event["to_bucket"] = draw(some_bucket), draw(some_bucket)
    elif event["kind"] == "ADJUST":
        event["quantity"] = draw(st.integers(-9, 9))
        event["bucket"] = draw(st.none() | st.sampled_from([b.value for b in BUCKETS]))
    else:
        event["from_bucket"], event["to_bucket"] = draw(maybe_bucket), draw(maybe_bucket)
    return event


@st.composite
def a_day(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A set of events in the order in which they come."""
    size = draw(st.integers(1, 14))
    return [draw(an_event(number)) for number in range(size)]


def frame(events: list[dict[str, Any]]) -> pl.DataFrame:
    """Events as the flow has them."""
    return pl.DataFrame(events, schema=INVENTORY_EVENT)


class Reader:
    """Who reads the changes: the newest row of each key, and never an older version."""

    def __init__(self) -> None:
        """Nothing read."""
        self.positions: dict[Any, dict[str, Any]] = {}
        self.ats: dict[Any, dict[str, Any]] = {}
        self.exceptions: dict[Any, dict[str, Any]] = {}

    def read(self, changes: Changes) -> None:
        """Keep the rows."""
        for kept, rows, key in (
            (self.positions, changes.positions, ("item", "location", "lot", "owner")),
            (self.ats, changes.available_to_sell, ("item", "location", "channel")),
            (self.exceptions, changes.exceptions, ("exception",)),
        ):
            assert not rows.select(key).is_duplicated().any()
            for row in rows.iter_rows(named=True):
                name = tuple(row[column] for column in key)
                assert name not in kept or kept[name]["version"] < row["version"]
                kept[name] = row


def check(reader: Reader, book: reference.Book) -> None:
    """What was read is what the book says."""
    assert set(reader.positions) == set(book.buckets)
    for key, row in reader.positions.items():
        assert {b.value: row[b.value] for b in BUCKETS} == book.buckets[key], key
        assert row["known"] == book.known[key], key
        assert (row["as_of"], row["source"]) == (book.as_of[key], book.source[key]), key
        assert row["variance"] == book.variance[key], key
    for (item, location, _), row in reader.ats.items():
        if location == "*":
            continue
        raw = book.ats_raw(item, location)
        assert row["ats_raw"] == raw
        assert row["ats"] == (max(0, raw) if book.is_known(item, location) else 0)
        supply = book.supply.get((item, location), (None, None))
        assert (row["next_supply_date"], row["next_supply_quantity"]) == supply
    for item in {key[0] for key in book.buckets}:
        places = {key[1] for key in book.buckets if key[0] == item}
        here = sum(reader.ats[item, place, "*"]["ats"] for place in places - {"*"})
        held = book.ats_raw(item, "*")
        assert reader.ats[item, "*", "*"]["ats"] == max(0, here + held)
        total = sum(book.ats_raw(item, place) for place in places)
        assert reader.ats[item, "*", "*"]["ats_raw"] == total
    told = {
        name[0] for name, row in reader.exceptions.items()
        if row["status"] == "open" and row["code"] == "INV-VAR"
    }  # fmt: skip
    assert told == {"INV-VAR/" + "/".join(k) for k, v in book.variance.items() if v}
    beyond = [r for r in reader.exceptions.values() if r["code"] == "RES-ORPHAN"]
    assert sum(row["quantity"] for row in beyond) == sum(book.excess.values())


@settings(max_examples=60, deadline=None)
@given(day=a_day(), data=st.data())
def test_every_order_cut_and_restart_leaves_what_the_reference_says(
    day: list[dict[str, Any]], data: st.DataObject
) -> None:
    positions = Positions(contracts=CONTRACTS)
    reader = Reader()
    base, deltas = None, []
    for event in data.draw(st.permutations(day)):
        batch = [event]
        positions.apply(frame(batch))
        step = data.draw(st.sampled_from(["on", "on", "take", "dump", "base", "restart"]))
        if step == "take":
            reader.read(
                positions.take_changes(DAWN + timedelta(minutes=data.draw(st.integers(0, 12))))
            )
        elif step == "dump":
            deltas.append(positions.dump_changes())
        elif step == "base":
            base, deltas = positions.dump_all(), []
        elif step == "restart":
            deltas.append(positions.dump_changes())
            positions = Positions.load(base, deltas, contracts=CONTRACTS)
    reader.read(positions.take_changes(NOON))
    check(reader, reference.fold(day, NOON, **FLAGS))


@settings(max_examples=40, deadline=None)
@given(day=a_day(), data=st.data())
def test_batches_of_any_size_leave_the_same(day: list[dict[str, Any]], data: st.DataObject) -> None:
    positions = Positions(contracts=CONTRACTS)
    reader = Reader()
    left = data.draw(st.permutations(day))
    while left:
        size = data.draw(st.integers(1, len(left)))
        positions.apply(frame(left[:size]))
        left = left[size:]
        if data.draw(st.booleans()):
            reader.read(positions.take_changes(DAWN))
    reader.read(positions.take_changes(NOON))
    check(reader, reference.fold(day, NOON, **FLAGS))
