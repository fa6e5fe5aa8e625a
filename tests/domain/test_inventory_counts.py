"""The worked cases on counts, deltas and their order, as stories."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from domain.contracts import Contracts
from domain.inventory import CONTROL_TOTALS
from tests.domain.teller import Story, at, play


def test_case_1_a_count_that_comes_late_does_not_undo_what_came_after_it() -> None:
    story = play("""
        05:00 SNAPSHOT 150                 | available=150
        07:10 ADJUST    -3                 | available=147
        07:40 ADJUST    -2                 | available=145
        08:00 SNAPSHOT 150 as_of=07:00     | available=145 ats=145
    """)
    assert story.position()["variance"] == 0


def test_case_1_holds_for_a_source_that_numbers_its_events() -> None:
    play("""
        05:00 SNAPSHOT 150 source_seq=1              | available=150
        07:10 ADJUST    -3 source_seq=2              | available=147
        07:40 ADJUST    -2 source_seq=3              | available=145
        08:00 SNAPSHOT 150 source_seq=4 as_of=07:00  | available=145
    """)


def test_case_2_a_count_restates_what_it_cannot_explain() -> None:
    story = play("""
        06:00 SNAPSHOT 100  | available=100
        06:10 ADJUST    20  | available=120
        06:30 SNAPSHOT 118  | available=118
    """)
    assert story.position()["variance"] == -2
    assert story.told()["INV-VAR"] == "open"
    story.tell("ADJUST", -2, "06:20")
    assert story.position()["variance"] == 0
    assert story.told()["INV-VAR"] == "resolved"
    assert story.read()["available"] == 118


def test_case_4_an_older_count_is_discarded() -> None:
    play("""
        06:30 SNAPSHOT 80               | available=80
        06:35 SNAPSHOT 95 as_of=06:10   | available=80
    """)


def test_a_delta_at_the_very_moment_of_a_count_is_in_it() -> None:
    play("""
        06:30 SNAPSHOT 80  | available=80
        06:29 ADJUST    5  | available=80
        06:30 ADJUST    5  | available=80
        06:31 ADJUST    5  | available=85
    """)


def test_numbers_decide_within_a_source_when_times_are_the_same() -> None:
    play("""
        06:30 SNAPSHOT 80 source_seq=7               | available=80
        06:30 ADJUST    1 source_seq=6               | available=80
        06:30 ADJUST    2 source_seq=8               | available=82
        06:30 ADJUST    4 source_seq=8 source=scale  | available=82
    """)


def test_case_7_a_late_receipt_is_not_lost() -> None:
    story = play("""
        06:00 SNAPSHOT  0  | available=0
        06:09 ADJUST   -7  | ats=0 ats_raw=-7
        06:03 ADJUST   10  | ats=3 ats_raw=3
    """)
    assert story.told()["INV-NEG"] == "resolved"


def test_case_9_a_complete_count_empties_the_lots_that_it_omits() -> None:
    opening = """
        06:00 SNAPSHOT 30 lot=L1                | available=30
        06:00 SNAPSHOT 45 lot=L2                | available=75
    """
    story = play(opening + "07:00 SNAPSHOT 28 lot=L1 complete=yes | available=28 ats=28")
    assert story.position("L2")["available"] == 0
    assert story.position("L2")["variance"] == -45
    play(opening + "07:00 SNAPSHOT 28 lot=L1 complete=no  | available=73 ats=73")


def test_a_complete_count_in_pieces_empties_only_what_no_piece_names() -> None:
    play("""
        06:00 SNAPSHOT 30 lot=L1                | available=30
        06:00 SNAPSHOT 45 lot=L2                | available=75
        06:00 SNAPSHOT  5 lot=L3                | available=80
        07:00 SNAPSHOT 28 lot=L1 complete=yes   | available=28
        07:00 SNAPSHOT 44 lot=L2 complete=yes   | available=72
        06:50 RECEIVE   9 lot=L4                | available=72
        07:01 RECEIVE   9 lot=L4                | available=81
    """)


def test_case_10_a_truncated_count_empties_nothing_and_is_told() -> None:
    story = play("""
        06:00 SNAPSHOT 30 lot=L1   | available=30
        06:00 SNAPSHOT 45 lot=L2   | available=75
    """)
    story.tell("SNAPSHOT", 28, "07:00", lot="L1", complete=False, reason=CONTROL_TOTALS)
    assert story.read()["available"] == 73
    assert story.told()["INV-SNAP-INCOMPLETE"] == "open"


def test_case_14_an_item_that_was_never_counted_offers_nothing() -> None:
    story = play("""
        06:00 RECEIVE  20  | ats=0 ats_raw=20 freshness=UNKNOWN
        05:00 SNAPSHOT  5  | ats=25 ats_raw=25
    """)
    assert story.told()["INV-UNKNOWN"] == "resolved"
    feed = Contracts.from_mapping({"wms": {"opens_with_count": False}})
    play("06:00 RECEIVE 20 | ats=20 ats_raw=20", contracts=feed)


def test_case_16_every_order_of_arrival_leaves_one_number() -> None:
    lines = [
        "06:00 SNAPSHOT 50", "06:05 ADJUST -4", "06:10 RECEIVE 10", "06:15 SNAPSHOT 55 as_of=06:07",
        "06:20 RESERVE 6 reference=po/1", "06:25 ALLOCATE 4 reference=po/1",
    ]  # fmt: skip
    found = {
        tuple(play("\n".join(order)).read()[name] for name in ("available", "reserved", "ats"))
        for order in list(permutations(lines))[::29]
    }
    assert found == {(61, 2, 59)}


def test_a_source_that_never_packs_ships_what_is_picked() -> None:
    loose = Contracts.from_mapping({"wms": {"packs": False}})
    play(
        """
        05:00 SNAPSHOT 10 bucket=picked | picked=10
        06:00 SHIP      4               | picked=6 packed=0
        """,
        contracts=loose,
    )


def test_a_count_older_than_what_is_retained_is_discarded_and_told() -> None:
    story = Story(retention=timedelta(hours=1))
    story.tell("SNAPSHOT", 10, "06:00")
    story.tell("ADJUST", 1, "06:30")
    story.tell("SNAPSHOT", 50, "07:30", as_of=at("06:29"))
    assert story.read()["available"] == 11
    assert story.told() == {"INV-SNAP-OLD": "open"}
    story.tell("SNAPSHOT", 20, "07:30", as_of=at("06:30"))
    assert story.read()["available"] == 20


def test_a_count_cannot_set_what_is_reserved() -> None:
    story = play("""
        05:00 SNAPSHOT 10                  | ats=10
        05:10 RESERVE   3 reference=po/1   | ats=7
        05:20 SNAPSHOT  0 bucket=reserved  | ats=7
    """)
    assert story.told()["INV-OWNER"] == "open"
