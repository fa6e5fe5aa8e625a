"""Freshness and its decay on their boundaries, and what a network may offer."""

from __future__ import annotations

import numpy as np
import polars as pl

from domain import invariants
from domain.available_to_sell import FRESHNESS, decayed, freshness_of, network_ats
from domain.effects import CODES, EFFECTS, HELD, KINDS, sides
from domain.positions_deltas import NEVER
from schemas.events import BUCKETS, INVENTORY_EVENT, Kind


def test_case_43_a_number_decays_between_its_soft_and_its_hard_limit() -> None:
    minutes = np.array([0, 15, 30, 45, 60, 61])
    found = decayed(np.full(6, 200), minutes * 60, 15 * 60, 60 * 60)
    assert found.tolist() == [200, 200, 133, 66, 0, 0]


def test_one_second_after_the_soft_limit_a_number_begins_to_decay() -> None:
    found = decayed(np.full(3, 100), np.array([899, 900, 901]), 900, 1000)
    assert found.tolist() == [100, 100, 99]


def test_with_equal_limits_a_number_falls_at_once() -> None:
    assert decayed(np.full(2, 100), np.array([900, 901]), 900, 900).tolist() == [100, 0]


def test_freshness_turns_exactly_at_its_limits() -> None:
    soft, hard = np.full(6, 10), np.full(6, 20)
    watermark = np.array([100, 90, 89, 81, 80, NEVER])
    ranks = freshness_of(watermark, 100, soft, hard, NEVER)
    names = [FRESHNESS[rank] for rank in ranks]
    assert names == ["FRESH", "FRESH", "STALE", "STALE", "EXPIRED", "UNKNOWN"]


def test_the_network_offers_no_less_than_nothing() -> None:
    assert network_ats(np.array([5, 5, 0]), np.array([0, -5, -6])).tolist() == [5, 0, 0]


def test_every_kind_has_an_effect_and_a_number() -> None:
    assert set(EFFECTS) == set(KINDS) == set(Kind)
    assert [kind for kind, effect in EFFECTS.items() if effect.held] == [
        kind for kind in Kind if HELD[KINDS[kind]]
    ]


def test_a_bucket_that_an_event_names_overrides_the_table() -> None:
    rows = [
        {"kind": "RECEIVE", "to_bucket": "received"},
        {"kind": "SHIP", "from_bucket": "picked", "to_bucket": "available"},
        {"kind": "ADJUST", "bucket": "damaged"},
        {"kind": "PICK", "bucket": "damaged"},
    ]
    found = sides(pl.DataFrame(rows, schema=INVENTORY_EVENT))
    names = [*(bucket.value for bucket in BUCKETS), "outside"]
    assert [(names[t], names[g]) for t, g in zip(found.taken, found.given, strict=True)] == [
        ("outside", "received"), ("picked", "outside"), ("outside", "damaged"),
        ("allocated", "picked"),
    ]  # fmt: skip
    assert len(CODES) == len(BUCKETS)


def test_the_invariants_find_what_breaks_them() -> None:
    rows = pl.DataFrame(
        {
            "item": ["A", "A"], "location": ["NYC", "*"], "channel": ["*", "*"],
            "ats": [5, 6], "ats_raw": [4, 4], "on_hand": [4, 4], "safety_stock": [0, 0],
            "freshness": ["FRESH", "FRESH"],
        }
    )  # fmt: skip
    stock = {bucket.value: 0 for bucket in BUCKETS} | {"available": 3}
    positions = pl.DataFrame([{"item": "A", "location": "NYC", **stock}])
    assert invariants.not_clamped(rows)["location"].to_list() == ["NYC"]
    assert invariants.oversold_network(rows)["location"].to_list() == ["*"]
    assert invariants.raw_not_explained(positions, rows).height == 2
    assert invariants.twice(rows, ("item", "channel")).height == 2
