"""Contracts say who may say what; a write by a source that is no owner is refused and kept."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts import Contracts, ContractsInvalid, accept
from domain.effects import EFFECTS
from schemas.events import INVENTORY_EVENT, Bucket, Kind


def events(*rows: dict) -> pl.DataFrame:
    given_columns = {"event_id": "e", "source": "wms-rno", "quantity": 1}
    return pl.DataFrame(
        [dict.fromkeys(INVENTORY_EVENT) | given_columns | row for row in rows],
        schema=INVENTORY_EVENT,
    )


def refusals(rows: pl.DataFrame, mapping: dict) -> list[str]:
    accepted, refused = accept(rows, Contracts.from_mapping(mapping))
    assert accepted.height + refused.height == rows.height
    assert accepted.schema == INVENTORY_EVENT
    assert refused.columns == [*INVENTORY_EVENT, "code", "message"]
    assert (refused["code"] == "INV-OWNER").all()
    return refused["message"].to_list()


def test_without_contracts_every_source_may_say_everything() -> None:
    rows = events(*({"kind": kind} for kind in Kind))
    assert refusals(rows, {}) == []
    assert Contracts.default().of("anyone").is_open


# contract                            event                                | refusal
STORIES = [
    ({}, {"kind": "RECEIVE"}, None),
    ({"kinds": ["PICK"]}, {"kind": "PICK"}, None),
    ({"kinds": ["PICK"]}, {"kind": "HEARTBEAT"}, None),
    ({"kinds": ["PICK"]}, {"kind": "SHIP"}, "wms-rno may not send SHIP."),
    ({"buckets": ["available"]}, {"kind": "RECEIVE"}, None),
    ({"buckets": ["available"]}, {"kind": "SNAPSHOT"}, None),
    ({"buckets": ["available"]}, {"kind": "SNAPSHOT", "bucket": "packed"}, "packed"),
    ({"buckets": ["available"]}, {"kind": "RECEIVE", "to_bucket": "received"}, "received"),
    ({"buckets": ["available"]}, {"kind": "ADJUST", "bucket": "on_hold"}, "on_hold"),
    ({"buckets": ["available"]}, {"kind": "ALLOCATE"}, "allocated"),
    ({"buckets": ["allocated"]}, {"kind": "ALLOCATE"}, "available"),
    ({"buckets": ["available"]}, {"kind": "RESERVE"}, "reserved"),
    ({"buckets": ["available"]}, {"kind": "RELEASE"}, "reserved"),
    ({"buckets": ["picked"]}, {"kind": "SHIP"}, "packed"),
    ({"buckets": ["picked"], "packs": False}, {"kind": "SHIP"}, None),
    (
        {"buckets": ["available", "on_hold"]},
        {"kind": "MOVE", "from_bucket": "available", "to_bucket": "on_hold"},
        None,
    ),
    (
        {"buckets": ["available"]},
        {"kind": "MOVE", "from_bucket": "available", "to_bucket": "damaged"},
        "damaged",
    ),
    ({"kinds": [], "buckets": []}, {"kind": "HEARTBEAT"}, None),
]


@pytest.mark.parametrize(("contract", "event", "refusal"), STORIES)
def test_a_source_may_write_only_what_it_owns(
    contract: dict, event: dict, refusal: str | None
) -> None:
    found = refusals(events(event), {"wms-rno": contract})
    if refusal is None:
        assert found == []
    elif refusal.endswith("."):
        assert found == [refusal]
    else:
        assert found == [f"wms-rno does not own {refusal}."]


def test_a_batch_is_split_by_source_and_keeps_its_order() -> None:
    rows = events(
        {"event_id": "1", "source": "erp", "kind": "RECEIVE"},
        {"event_id": "2", "source": "wms-rno", "kind": "RECEIVE"},
        {"event_id": "3", "source": "erp", "kind": "EXPECT"},
        {"event_id": "4", "source": "erp", "kind": "ADJUST"},
    )
    contracts = Contracts.from_mapping({"erp": {"kinds": ["EXPECT"]}})
    accepted, refused = accept(rows, contracts)
    assert accepted["event_id"].to_list() == ["2", "3"]
    assert refused["event_id"].to_list() == ["1", "4"]


def test_the_exact_name_wins_then_the_longest_pattern_then_the_rest() -> None:
    contracts = Contracts.from_mapping(
        {
            "*": {"fresh_seconds": 1, "opens_with_count": False},
            "3pl-*": {"fresh_seconds": 2},
            "3pl-acme*": {"fresh_seconds": 3},
            "3pl-acme-1": {"fresh_seconds": 4, "opens_with_count": True},
        }
    )
    sources = pl.Series(["erp", "3pl-umbra", "3pl-acme-2", "3pl-acme-1", None, "erp"])
    assert contracts.numbers(sources, "fresh_seconds").tolist() == [1, 2, 3, 4, 1, 1]
    assert contracts.flags(sources, "opens_with_count").tolist() == [
        False, False, False, True, False, False,
    ]  # fmt: skip
    assert Contracts.default().flags(sources, "packs").tolist() == [True] * 6
    assert not Contracts.default().flags(sources, "numbered").any()


def test_everything_that_is_wrong_with_the_settings_is_said_at_once() -> None:
    with pytest.raises(ContractsInvalid) as invalid:
        Contracts.from_mapping(
            {
                "erp": {"kinds": ["EXPECT", "LOOSE"], "buckets": "available", "packs": 1},
                "wms": {"gross": "yes", "colour": "red", "fresh_seconds": -1},
                "tms": {"fresh_seconds": 60, "expired_seconds": 59},
                "edi": [],
            }
        )
    said = "\n".join(invalid.value.messages)
    assert len(invalid.value.messages) == 8
    assert "contracts.erp.kinds names LOOSE" in said
    assert "contracts.erp.buckets must be a list" in said
    assert "contracts.erp.packs must be true or false" in said
    assert "contracts.wms.colour is not known" in said
    assert "contracts.wms.fresh_seconds must be a whole number" in said
    assert "contracts.tms: fresh_seconds is more than expired_seconds" in said
    assert "contracts.edi is no table" in said


def test_fresh_and_expired_may_be_the_same_instant() -> None:
    contracts = Contracts.from_mapping({"tms": {"fresh_seconds": 60, "expired_seconds": 60}})
    assert contracts.of("tms").expired_seconds == 60


@given(
    st.lists(
        st.tuples(st.sampled_from(["erp", "wms-rno", "tms"]), st.sampled_from(Kind)), max_size=20
    ),
    st.frozensets(st.sampled_from(Kind)),
    st.frozensets(st.sampled_from(Bucket)),
)
def test_acceptance_is_the_rule_row_by_row(
    rows: list, kinds: frozenset, buckets: frozenset
) -> None:
    contracts = Contracts.from_mapping(
        {"wms-*": {"kinds": [str(k) for k in kinds], "buckets": [str(b) for b in buckets]}}
    )
    frame = events(*({"source": source, "kind": kind} for source, kind in rows))

    def allowed(source: str, kind: Kind) -> bool:
        if source != "wms-rno":
            return True
        writes = {EFFECTS[kind].taken, EFFECTS[kind].given} - {None}
        return kind in kinds | {Kind.HEARTBEAT} and writes <= buckets

    accepted, _ = accept(frame, contracts)
    expected = [pair for pair in rows if allowed(*pair)]
    assert accepted.select("source", "kind").rows() == [(s, k.value) for s, k in expected]
