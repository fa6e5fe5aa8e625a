"""The worked cases on what can be sold: reservations, holds, supply, freshness."""

from __future__ import annotations

import polars as pl
import pytest

from domain.contracts import Contracts
from schemas.events import SOURCE_WATERMARK
from tests.domain.teller import Story, at, play


def test_case_17_reserved_and_backordered_are_not_for_sale() -> None:
    play("""
        06:00 SNAPSHOT 60                     | ats_raw=60
        06:00 SNAPSHOT 25 bucket=allocated    | ats_raw=60
        06:00 SNAPSHOT 15 bucket=picked       | ats_raw=60 on_hand=100
        06:10 RESERVE  30                     | ats_raw=30 reserved=30
        06:11 ADJUST    5 bucket=backordered  | ats_raw=25 ats=25
    """)


def test_case_18_an_allocation_takes_over_its_reservation() -> None:
    play("""
        06:00 SNAPSHOT 100                  | ats=100
        06:10 RESERVE   40 reference=po/1   | ats=60 reserved=40
        06:20 ALLOCATE  40 reference=po/1   | ats=60 reserved=0 allocated=40
    """)
    play("""
        06:00 SNAPSHOT 100                  | ats=100
        06:10 RESERVE   40 reference=po/1   | ats=60
        06:20 ALLOCATE  50 reference=po/1   | ats=50 reserved=0
        06:30 ALLOCATE  10 reference=po/2   | ats=40 reserved=0
    """)


def test_the_network_s_reservation_is_taken_over_by_any_location() -> None:
    story = play("""
        06:00 SNAPSHOT 100                  | ats=100
        06:10 RESERVE   40 reference=po/1   | ats=60
    """)
    story.tell("RESERVE", 30, "06:11", location="*", reference="po/2")
    assert story.read()["ats"] == 60
    assert story.reader.ats["A", "*", "*"]["ats"] == 30
    story.tell("ALLOCATE", 30, "06:12", reference="po/2")
    assert story.read()["ats"] == 30
    assert story.reader.ats["A", "*", "*"]["ats"] == 30


def test_case_26_an_expired_reservation_holds_nothing() -> None:
    story = Story()
    story.tell("SNAPSHOT", 10, "06:00")
    story.tell("RESERVE", 4, "06:10", reference="po/1", expires_at=at("06:40"))
    assert story.read("06:39")["ats"] == 6
    assert story.read("06:40")["ats"] == 10
    story.tell("ALLOCATE", 4, "06:41", reference="po/1")
    assert (story.read("06:42")["ats"], story.read("06:42")["reserved"]) == (6, 0)


def test_case_27_a_release_frees_what_is_held_and_tells_the_rest() -> None:
    story = play("""
        06:00 SNAPSHOT 50                 | ats=50
        06:10 RESERVE  10 reference=po/1  | ats=40
        06:20 RELEASE  12 reference=po/1  | ats=50 reserved=0
    """)
    row = next(r for r in story.reader.exceptions.values() if r["code"] == "RES-ORPHAN")
    assert (row["quantity"], row["reference"]) == (2, "po/1")


def test_case_30_a_sale_of_what_was_never_received_stays_negative() -> None:
    story = play("""
        05:00 SNAPSHOT  0 | ats=0
        06:00 ADJUST   -5 | ats=0 ats_raw=-5
    """)
    assert story.told()["INV-NEG"] == "open"
    story.tell("RECEIVE", 20, "06:10")
    assert (story.read()["ats"], story.told()["INV-NEG"]) == (15, "resolved")


def test_nothing_left_is_not_negative() -> None:
    story = play("""
        05:00 SNAPSHOT  5 | ats=5
        06:00 ADJUST   -5 | ats=0 ats_raw=0
    """)
    assert "INV-NEG" not in story.told()


def test_case_31_backorders_are_served_before_anyone_else() -> None:
    play("""
        05:00 SNAPSHOT  0                     | ats=0
        05:30 ADJUST   20 bucket=backordered  | ats=0 ats_raw=-20
        06:00 RECEIVE   5                     | ats=0 ats_raw=-15
        07:00 RECEIVE  30                     | ats=15 ats_raw=15
    """)


def test_more_reserved_than_available_is_oversold() -> None:
    story = play("""
        05:00 SNAPSHOT 10  | ats=10
        05:30 RESERVE  10  | ats=0
    """)
    assert "INV-OVERSOLD" not in story.told()
    story.tell("RESERVE", 1, "05:31")
    assert story.told()["INV-OVERSOLD"] == "open"


@pytest.mark.parametrize("allocated", ["SNAPSHOT 30 bucket=allocated", "ALLOCATE 30"])
def test_case_33_a_gross_count_still_contains_what_is_allocated(allocated: str) -> None:
    gross = Contracts.from_mapping({"wms": {"gross": True}})
    table = f"""
        05:00 SNAPSHOT 100             | ats=100
        06:00 {allocated}              | ats=70 allocated=30
        07:00 SNAPSHOT 100             | ats=70 allocated=30
        07:10 ALLOCATE  10             | ats=60 allocated=40
        07:20 PICK      10             | ats=60 allocated=30
        07:30 RECEIVE   5              | ats=65 on_hand=105
    """
    play(table, contracts=gross)
    play("""
        06:00 SNAPSHOT  70                   | ats=70
        06:00 SNAPSHOT  30 bucket=allocated  | ats=70 on_hand=100
    """)


def test_case_34_what_is_on_hold_and_picked_is_not_counted_twice() -> None:
    play("""
        05:00 SNAPSHOT 40                                      | ats=40
        06:00 HOLD     40                                      | ats=0 on_hold=40
        06:10 MOVE     10 from_bucket=on_hold to_bucket=picked | ats=0 ats_raw=0 on_hand=40
    """)


def test_case_36_a_recall_reaches_what_is_packed() -> None:
    play("""
        05:00 SNAPSHOT 12 lot=L2 bucket=packed                        | packed=12
        06:00 MOVE     12 lot=L2 from_bucket=packed to_bucket=on_hold | packed=0 on_hold=12
    """)


def test_cases_64_and_65_what_is_in_transit_is_what_is_not_received() -> None:
    story = play("""
        05:00 SNAPSHOT     0                                    | ats=0
        05:10 EXPECT     120 reference=asn/1 due_at=09:00       | next_supply_quantity=120
        05:20 IN_TRANSIT 100 reference=asn/1 due_at=08:00       | next_supply_quantity=100
        07:50 RECEIVE     97 reference=asn/1                    | ats=97 next_supply_quantity=3
    """)
    assert (story.position()["in_transit_in"], story.position()["expected"]) == (3, 20)
    assert story.read()["next_supply_date"] == at("08:00")


def test_safety_stock_is_never_promised() -> None:
    safety = pl.DataFrame({"item": ["A"], "location": ["NYC"], "quantity": [4]})
    story = play("05:00 SNAPSHOT 10 | ats=6 ats_raw=10 safety_stock=4", safety_stock=safety)
    story.tell("ADJUST", -7, "05:10")
    assert story.read()["ats"] == 0
    assert story.reader.ats["A", "*", "*"]["ats"] == 0


def watermark(clock: str, source: str = "wms") -> pl.DataFrame:
    """All that a source said up to a time is here."""
    row = {"source": source, "watermark": at(clock)}
    return pl.DataFrame([row], schema=SOURCE_WATERMARK)


def test_freshness_follows_the_owning_source() -> None:
    story = Story()
    story.tell("SNAPSHOT", 10, "06:00")
    story.positions.observe(watermark("06:00"))
    row = story.read("06:15")
    assert (row["freshness"], row["age_seconds"], row["as_of"]) == ("FRESH", 900, at("06:00"))
    assert story.read("06:16")["freshness"] == "STALE"
    assert story.read("06:59")["freshness"] == "STALE"
    assert story.read("07:00")["freshness"] == "EXPIRED"
    story.positions.observe(watermark("07:00"))
    assert story.read("07:00")["freshness"] == "FRESH"


def test_case_44_a_heartbeat_alone_publishes_nothing() -> None:
    story = Story()
    story.tell("SNAPSHOT", 10, "06:00")
    story.positions.observe(watermark("06:00"))
    story.read("06:01")
    story.tell("HEARTBEAT", 0, "06:05", item=None, location=None)
    story.positions.observe(watermark("06:05"))
    changes = story.positions.take_changes(at("06:06"))
    assert changes.positions.is_empty()
    assert changes.available_to_sell.is_empty()
    assert changes.exceptions.is_empty()


def test_case_45_one_stale_source_ages_only_its_own_location() -> None:
    story = Story()
    story.tell("SNAPSHOT", 10, "06:00")
    story.tell("SNAPSHOT", 10, "06:00", location="DAL", source="wms-dal")
    story.positions.observe(watermark("06:00"))
    story.positions.observe(watermark("06:20", "wms-dal"))
    assert story.read("06:20")["freshness"] == "STALE"
    assert story.reader.ats["A", "DAL", "*"]["freshness"] == "FRESH"
    network = story.reader.ats["A", "*", "*"]
    assert (network["freshness"], network["as_of"]) == ("STALE", at("06:00"))
