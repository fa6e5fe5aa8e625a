"""What must hold of every published position and number, as predicates over their tables.

Tests assert them after each step, and checks run them over what is published.
Each predicate gives the rows that break it, so that an empty frame means that all is well.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from schemas.events import PHYSICAL

NETWORK: Final = "*"


def physical() -> pl.Expr:
    """On hand of a position: the sum of its physical buckets (F4)."""
    return pl.sum_horizontal([bucket.value for bucket in PHYSICAL])


def not_clamped(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `available_to_sell` whose published number is not the floored one (F6).

    `ats` is `ats_raw` less the safety stock and never negative, or 0 where nothing was counted.
    """
    floored = pl.max_horizontal(pl.lit(0), pl.col("ats_raw") - pl.col("safety_stock"))
    unknown = (pl.col("freshness") == "UNKNOWN") & (pl.col("ats") == 0)
    return rows.filter((pl.col("location") != NETWORK) & (pl.col("ats") != floored) & ~unknown)


def raw_not_explained(positions: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `available_to_sell` that are not the sum of their positions (F5)."""
    raw = pl.col("available") - pl.col("reserved") - pl.col("backordered")
    by_place = positions.group_by("item", "location").agg(
        raw_sum=raw.sum(), on_hand_sum=physical().sum()
    )
    by_item = positions.group_by("item").agg(raw_sum=raw.sum(), on_hand_sum=physical().sum())
    sums = pl.concat(
        [
            by_place.filter(pl.col("location") != NETWORK),
            by_item.with_columns(location=pl.lit(NETWORK)).select(by_place.columns),
        ]
    )
    joined = rows.join(sums, on=["item", "location"], how="left")
    broken = (pl.col("ats_raw") != pl.col("raw_sum")) | (pl.col("on_hand") != pl.col("on_hand_sum"))
    return joined.filter(broken.fill_null(value=True)).select(rows.columns)


def oversold_network(rows: pl.DataFrame) -> pl.DataFrame:
    """Network rows that offer more than their locations do (F8)."""
    here = rows.filter((pl.col("location") != NETWORK) & (pl.col("channel") == NETWORK))
    offered = here.group_by("item").agg(offered=pl.col("ats").sum())
    network = rows.filter((pl.col("location") == NETWORK) & (pl.col("channel") == NETWORK))
    joined = network.join(offered, on="item", how="left").with_columns(
        pl.col("offered").fill_null(0)
    )
    return joined.filter(pl.col("ats") > pl.col("offered")).select(rows.columns)


def twice(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Rows whose key is there more than once."""
    return rows.filter(pl.struct(key).is_duplicated())
