"""Inventory events as JSON Lines, generated fast: a believable mix, the same for the same seed.

Each position is counted once, early; then goods are received, promised, picked and shipped, and
now and then adjusted or damaged. Numbers are drawn and texts are made in columns.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

DAY: Final = 86_400_000_000
EVENTS_A_DAY: Final = 1_000_000
START: Final = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * 1_000_000
OPENING: Final = 0.2
"""Share of the events that are opening counts, at most one a position."""
_ROWS: Final = 200_000
_CHAIN: Final = ("ALLOCATE", "PICK", "PACK", "SHIP")
"""What happens to an order line, in this order, at one position and of one quantity."""
_CHAINED: Final = 0.6
"""Share of the events after the counts that belong to such chains."""
_SINGLES: Final = {"RECEIVE": 0.8, "ADJUST": 0.1, "DAMAGE": 0.05, "HOLD": 0.05}


def write_events(path: Path, events: int, items: int, locations: int, seed: int) -> int:
    """Write the events in order of time, numbered per source; returns the file's size in bytes."""
    generator = np.random.default_rng(seed)
    sequences = np.zeros(locations, dtype=np.int64)
    openings = min(int(events * OPENING), items * locations)
    positions = generator.permutation(items * locations)[:openings]
    size = 0
    with path.open("wb") as file:
        for first in range(0, events, _ROWS):
            rows = min(_ROWS, events - first)
            frame = _block(generator, first, rows, positions).with_columns(
                time=START + pl.col("number") * (DAY // EVENTS_A_DAY),
            )
            item, location = np.divmod(frame["position"].to_numpy(), locations)
            frame = frame.with_columns(
                pl.Series("item", item),
                pl.Series("location", location),
                pl.Series("sequence", _sequences(location, sequences)),
            )
            content = _lines(frame)
            size += file.write(content)
    return size


def _block(
    generator: np.random.Generator, first: int, rows: int, positions: np.ndarray
) -> pl.DataFrame:
    """So many events from number `first`: counts that are still due, then what follows counts."""
    counted = positions[first : first + rows]
    open_positions = positions[: first + counted.size]
    rest = rows - counted.size
    chains = int(rest * _CHAINED / len(_CHAIN))
    kinds = generator.choice(list(_SINGLES), rest, p=list(_SINGLES.values())).astype("<U8")
    position = generator.choice(open_positions, rest) if rest else open_positions[:0]
    quantity = generator.integers(1, 25, rest)
    order = generator.integers(0, 10_000_000, rest)
    slots = generator.permutation(rest)[: chains * len(_CHAIN)].reshape(chains, len(_CHAIN))
    slots.sort(axis=1)
    for place, kind in enumerate(_CHAIN):
        kinds[slots[:, place]] = kind
        for column in (position, quantity, order):
            column[slots[:, place]] = column[slots[:, 0]]
    return pl.DataFrame({
        "number": np.arange(first, first + rows),
        "position": np.concatenate((counted, position)),
        "kind": np.concatenate((np.full(counted.size, "SNAPSHOT"), kinds)),
        "quantity": np.concatenate((generator.integers(1, 25, counted.size), quantity)),
        "order": np.concatenate((np.zeros(counted.size, dtype=np.int64), order)),
        "sign": generator.choice([-1, 1], rows),
    })  # fmt: skip


def _sequences(location: np.ndarray, sequences: np.ndarray) -> np.ndarray:
    """The running number of each event at its source; `sequences` is moved on."""
    order = np.argsort(location, kind="stable")
    counts = np.bincount(location, minlength=sequences.size)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    numbers = np.empty(location.size, dtype=np.int64)
    numbers[order] = np.arange(location.size) - starts + sequences[location[order]] + 1
    sequences += counts
    return numbers


def _lines(frame: pl.DataFrame) -> bytes:
    kind = pl.col("kind")
    quantity = (
        pl.when(kind == "SNAPSHOT").then(pl.col("quantity") * 40 + 200)
        .when(kind == "ADJUST").then(pl.col("quantity") * pl.col("sign"))
        .otherwise(pl.col("quantity"))
    )  # fmt: skip
    time = pl.from_epoch("time", time_unit="us").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    order = pl.format(
        ',"correlation_id":"ORD-{}","reference":"ORD-{}/1"', pl.col("order"), pl.col("order")
    )
    rest = (
        pl.when(kind == "SNAPSHOT").then(pl.format(',"as_of":"{}"', time))
        .when(kind.is_in(_CHAIN)).then(order)
        .when(kind == "ADJUST").then(pl.lit(',"reason":"CYCLE-COUNT"'))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    place = pl.col("location").cast(pl.String).str.zfill(2)
    lines = frame.select(
        pl.format(
            '{"event_id":"W{}-{}","source":"wms-{}","source_seq":{},"event_time":"{}",'
            '"kind":"{}","item":"SKU-{}","location":"DC-{}","quantity":{},"uom":"EA"{}}'.replace(
                '{"', "\x01", 1
            ).replace("{}}", "{}\x02"),
            place,
            pl.col("number").cast(pl.String).str.zfill(10),
            place,
            pl.col("sequence"),
            time,
            kind,
            pl.col("item").cast(pl.String).str.zfill(6),
            place,
            quantity,
            rest,
        ).alias("line")
    )["line"]
    text = lines.str.join("\n")[0]
    return text.replace("\x01", '{"').replace("\x02", "}").encode() + b"\n"
