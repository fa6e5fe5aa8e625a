"""How far all that a source said is known, and which of its numbers are missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts import Contracts
from domain.source_clock import CLOCK_TOLERANCE, SourceClocks, clamp_future
from domain.source_runs import GAPS_RAISED_MAX
from schemas.events import INVENTORY_EVENT, SOURCE_WATERMARK
from schemas.tables import EXCEPTIONS

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOW = START + timedelta(days=1)


def event(minute: int, number: int | None = None, **fields: Any) -> dict:
    said = {
        "event_id": f"{number}@{minute}",
        "source": "wms-rno",
        "source_seq": number,
        "event_time": START + minute * MINUTE,
        "kind": "RECEIVE",
    }
    return dict.fromkeys(INVENTORY_EVENT) | said | fields


def frame(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=INVENTORY_EVENT)


def clocks_after(*rows: dict, contracts: Contracts | None = None) -> SourceClocks:
    clocks = SourceClocks(contracts=contracts)
    clocks.advance(frame(*rows))
    return clocks


def watermark(clocks: SourceClocks, source: str = "wms-rno") -> int | None:
    """The minute up to which all is known."""
    row = clocks.watermarks().row(by_predicate=pl.col("source") == source, named=True)
    return None if row["watermark"] is None else (row["watermark"] - START) // MINUTE


def gaps(clocks: SourceClocks, now: datetime = NOW, *, settled: bool = True) -> list[tuple]:
    found = clocks.take_changes(now, settled=settled).exceptions
    assert found.schema == EXCEPTIONS
    return found.select("exception", "status", "reference", "quantity").rows()


def test_the_watermark_stays_before_a_gap_until_the_replay() -> None:
    clocks = clocks_after(event(0, 899), event(1, 900), event(4, 903))
    assert watermark(clocks) == 1
    assert gaps(clocks) == [("INV-GAP:wms-rno:901", "open", "901-902", 2)]
    clocks.advance(frame(event(3, 902), event(2, 901)))
    assert watermark(clocks) == 4
    assert gaps(clocks) == [("INV-GAP:wms-rno:901", "resolved", "901-902", 2)]
    assert gaps(clocks) == []


def test_a_gap_that_is_filled_in_part_keeps_its_name_where_its_first_number_still_lacks() -> None:
    clocks = clocks_after(event(0, 1), event(9, 9))
    assert gaps(clocks) == [("INV-GAP:wms-rno:2", "open", "2-8", 7)]
    clocks.advance(frame(event(5, 5)))
    assert gaps(clocks) == [
        ("INV-GAP:wms-rno:2", "open", "2-4", 3),
        ("INV-GAP:wms-rno:6", "open", "6-8", 3),
    ]
    clocks.advance(frame(event(2, 2)))
    assert gaps(clocks) == [
        ("INV-GAP:wms-rno:2", "resolved", "2-4", 3),
        ("INV-GAP:wms-rno:3", "open", "3-4", 2),
    ]


def test_the_version_of_an_exception_rises_with_each_change() -> None:
    clocks = clocks_after(event(0, 1), event(9, 9))
    versions = []
    for number in (5, 3, 2, 4):
        changes = clocks.take_changes(NOW)
        versions += changes.exceptions["version"].to_list()[:1]
        clocks.advance(frame(event(number, number)))
    assert versions == sorted(set(versions))


def test_gaps_are_raised_when_settled_or_after_a_grace() -> None:
    clocks = clocks_after(event(0, 1), event(9, 3))
    assert gaps(clocks, NOW, settled=False) == []
    just_before = NOW + timedelta(minutes=5) - timedelta(microseconds=1)
    assert gaps(clocks, just_before, settled=False) == []
    assert len(gaps(clocks, NOW + timedelta(minutes=5), settled=False)) == 1


def test_a_gap_that_closes_before_it_was_raised_is_never_mentioned() -> None:
    clocks = clocks_after(event(0, 1), event(9, 3))
    assert gaps(clocks, settled=False) == []
    clocks.advance(frame(event(2, 2)))
    assert gaps(clocks) == []


def test_a_source_without_numbers_is_known_up_to_its_newest_event() -> None:
    clocks = clocks_after(event(3), event(9), event(5))
    row = clocks.take_changes(NOW).watermarks.row(0, named=True)
    assert row == {
        "source": "wms-rno",
        "watermark": START + 9 * MINUTE,
        "last_event_time": START + 9 * MINUTE,
        "contiguous_seq": None,
        "gap_count": 0,
        "events": 3,
    }


# events | watermark
HEARTBEATS = [
    ([event(1), event(7, kind="HEARTBEAT")], 7),
    ([event(1), event(7, kind="HEARTBEAT", as_of=START + 5 * MINUTE)], 5),
    ([event(1, 1), event(7, 2, kind="HEARTBEAT")], 7),
    ([event(1, 1), event(7, 3, kind="HEARTBEAT")], 1),
    ([event(1, 1), event(7, kind="HEARTBEAT")], 7),
    ([event(1, 1), event(3, 3), event(7, kind="HEARTBEAT")], 1),
    ([event(1, 1), event(7)], 1),
    ([event(1, as_of=START + 9 * MINUTE, kind="SNAPSHOT")], 1),
]


@pytest.mark.parametrize(("rows", "minute"), HEARTBEATS)
def test_a_heartbeat_advances_the_watermark_but_never_over_a_gap(rows: list, minute: int) -> None:
    assert watermark(clocks_after(*rows)) == minute
    assert watermark(clocks_after(*reversed(rows))) == minute


def test_only_sources_that_spoke_are_told() -> None:
    clocks = clocks_after(event(1), event(2, source="erp"))
    assert clocks.take_changes(NOW).watermarks["source"].to_list() == ["erp", "wms-rno"]
    clocks.advance(frame(event(3, source="erp")))
    changes = clocks.take_changes(NOW)
    assert changes.watermarks.schema == SOURCE_WATERMARK
    assert changes.watermarks["source"].to_list() == ["erp"]
    assert clocks.take_changes(NOW).watermarks.is_empty()


def test_a_contract_may_say_that_numbers_mean_nothing_or_that_they_must_come() -> None:
    contracts = Contracts.from_mapping({"tens": {"numbered": False}, "strict": {"numbered": True}})
    clocks = clocks_after(
        event(1, 10, source="tens"),
        event(2, 20, source="tens"),
        event(3, source="strict"),
        contracts=contracts,
    )
    assert watermark(clocks, "tens") == 2
    assert watermark(clocks, "strict") is None
    assert gaps(clocks) == []


def test_a_source_that_counts_by_tens_raises_a_bounded_number_of_exceptions() -> None:
    clocks = clocks_after(*(event(n, 10 * n) for n in range(GAPS_RAISED_MAX + 8)))
    found = gaps(clocks)
    assert len(found) == GAPS_RAISED_MAX + 1
    assert found[-1] == ("INV-GAP:wms-rno:further", "open", "1001-1069", 7)
    restored = SourceClocks.load(clocks.dump_all(), [])
    assert gaps(restored) == []


def test_a_number_that_two_events_bear_is_counted() -> None:
    clocks = clocks_after(event(1, 1), event(2, 2), event(3, 2), event(4, 1))
    assert clocks.numbers_repeated("wms-rno") == 2
    assert clocks.numbers_repeated("erp") == 0


def test_the_lowest_and_the_highest_number_there_are_make_one_gap() -> None:
    low, high = -(2**63), 2**63 - 1
    clocks = clocks_after(event(1, high), event(0, low), event(0, low))
    assert watermark(clocks) == 0
    assert gaps(clocks) == [
        (f"INV-GAP:wms-rno:{low + 1}", "open", f"{low + 1}-{high - 1}", 2**63 - 1)
    ]


# minutes ahead of arrival, beyond (5) or on the tolerance
@pytest.mark.parametrize(
    ("ahead", "minute"),
    [(timedelta(0), 0), (CLOCK_TOLERANCE, 5), (CLOCK_TOLERANCE + timedelta(microseconds=1), 0)],
)
def test_an_event_from_the_future_gets_the_time_of_its_arrival(
    ahead: timedelta, minute: int
) -> None:
    rows = frame(event(0, event_time=START + ahead, ingest_time=START))
    clamped, flagged = clamp_future(rows)
    assert clamped["event_time"].to_list() == [START + minute * MINUTE]
    assert flagged.equals(rows if ahead > CLOCK_TOLERANCE else rows.clear())
    assert watermark(clocks_after(*clamped.rows(named=True))) == minute


def test_a_promise_about_the_future_is_clamped_too_and_the_arrival_may_be_given() -> None:
    late = START + timedelta(hours=1)
    rows = frame(event(0, kind="HEARTBEAT", as_of=late), event(1))
    clamped, flagged = clamp_future(rows, ingest_time=START)
    assert clamped["as_of"].to_list() == [START, None]
    assert clamped["event_time"].to_list() == [START, START + MINUTE]
    assert flagged.height == 1
    assert clamp_future(rows, START, timedelta(hours=1)).events is rows


def plain_watermark(rows: list[dict]) -> datetime | None:
    """What the low watermark means."""
    times = {r["event_id"]: r["as_of"] or r["event_time"] for r in rows}
    numbered = sorted((r["source_seq"], r["event_id"]) for r in rows if r["source_seq"] is not None)
    beats = [times[r["event_id"]] for r in rows if r["source_seq"] is None and r["as_of"]]
    if not numbered:
        return max(times.values(), default=None)
    known, expected = [], numbered[0][0]
    for number, event_id in numbered:
        if number > expected:
            return max(known)
        known.append(times[event_id])
        expected = number + 1
    return max(known + beats)


def named(rows: list[tuple]) -> list[dict]:
    return [
        event(
            minute,
            number,
            event_id=str(place),
            source=source,
            kind="HEARTBEAT" if beat else "PICK",
            as_of=START + (minute + 1) * MINUTE if beat else None,
        )
        for place, (source, number, minute, beat) in enumerate(rows)
    ]


histories = st.lists(
    st.tuples(
        st.sampled_from(["erp", "tms", "wms-rno"]),
        st.one_of(st.none(), st.integers(0, 12)),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=25,
).map(named)


@given(histories, st.randoms(use_true_random=False), st.lists(st.integers(0, 25), max_size=4))
def test_clocks_are_a_function_of_the_set_of_events(
    rows: list[dict], random: Any, cuts: list[int]
) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    clocks, base, deltas = SourceClocks(), None, []
    borders = sorted({0, *cuts, len(rows)})
    for start, end in pairwise(borders):
        clocks.advance(frame(*shuffled[start:end]))
        gaps(clocks, settled=random.random() < 0.5)
        if random.random() < 0.3:
            base, deltas = clocks.dump_all(), []
        elif clocks.changed():
            deltas.append(clocks.dump_changes())
        if random.random() < 0.5:
            clocks = SourceClocks.load(base, deltas)
    whole = SourceClocks()
    whole.advance(frame(*rows))
    assert clocks.watermarks().equals(whole.watermarks())
    for source in {row["source"] for row in rows}:
        said = [row for row in rows if row["source"] == source]
        row = clocks.watermarks().row(by_predicate=pl.col("source") == source, named=True)
        assert row["watermark"] == plain_watermark(said)
        assert row["events"] == len(said)
        numbers = [row["source_seq"] for row in said if row["source_seq"] is not None]
        assert clocks.numbers_repeated(source) == len(numbers) - len(set(numbers))


@given(histories, st.lists(st.integers(0, 25), max_size=4))
def test_what_was_said_of_gaps_adds_up_to_the_gaps_that_there_are(
    rows: list[dict], cuts: list[int]
) -> None:
    clocks = SourceClocks()
    view: dict[str, tuple[str, str]] = {}
    borders = sorted({0, *cuts, len(rows)})
    for start, end in pairwise(borders):
        clocks.advance(frame(*rows[start:end]))
        for name, status, reference, _ in gaps(clocks):
            view[name] = (status, reference)
        deltas = [clocks.dump_all()]
        clocks = SourceClocks.load(None, deltas)
    numbers: dict[str, set[int]] = {}
    for row in rows:
        if row["source_seq"] is not None:
            numbers.setdefault(row["source"], set()).add(row["source_seq"])
    missing = {
        (source, number)
        for source, seen in numbers.items()
        for number in set(range(min(seen), max(seen))) - seen
    }
    said = {
        (name.split(":")[1], number)
        for name, (status, reference) in view.items()
        if status == "open"
        for number in range(int(reference.split("-")[0]), int(reference.split("-")[1]) + 1)
    }
    assert said == missing
