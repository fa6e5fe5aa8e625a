"""The same work in one shot: a file to ledger, positions and views, in one process, kept nowhere.

No topics, no epochs, no state, nothing to resume from: what is left when a stream is not needed,
and so the price of being one. Run as `python -m bench.one_shot FILE FOLDER`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from domain.identity import Identities
from domain.inventory import Positions
from sinks.parquet import write_parquet
from sinks.sqlite_views import ViewStore
from sources.decoding import decode_json_lines
from sources.pieces import Place

PIECE = 8 << 20


def main(path: Path, folder: Path) -> int:
    """Do all of it; returns how many events were folded."""
    identities, positions = Identities(), Positions()
    ledger: list[pl.DataFrame] = []
    folded, offset, kept = 0, 0, b""
    arrived = datetime.now(UTC)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            whole, cut, rest = (kept + piece).rpartition(b"\n")
            place = Place(file=path.name, path=str(path), offset=offset)
            decoded = decode_json_lines(whole + cut, place, arrived)
            accepted = identities.judge(decoded.events).accepted
            positions.apply(accepted)
            ledger.append(accepted)
            folded += accepted.height
            offset += len(whole) + len(cut)
            kept = rest
            if sum(rows.height for rows in ledger) > 500_000:
                write_parquet(folder / f"ledger-{folded}.parquet", pl.concat(ledger))
                ledger = []
    if ledger:
        write_parquet(folder / f"ledger-{folded}.parquet", pl.concat(ledger))
    newest = datetime(2026, 3, 2, tzinfo=UTC)
    changes = positions.take_changes(newest)
    views = ViewStore(folder / "views.db")
    for table, rows in (
        ("positions", changes.positions),
        ("available_to_sell", changes.available_to_sell),
    ):
        write_parquet(folder / f"{table}.parquet", rows)
        views.write(table, 0, [(table, rows.sort(rows.columns[:3]))])
    views.close()
    return folded


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
