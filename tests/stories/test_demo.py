"""A whole day from bytes to available-to-sell, held to the truth that its generator kept."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]


def crossdock(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command as a person would type it, in a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "crossdock", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def tables(folder: Path) -> dict[str, list[str]]:
    """The rows of each Parquet table, sorted: what a reader of the folder sees."""
    found: dict[str, list[str]] = {}
    for table in sorted(path for path in (folder / "data/parquet").iterdir() if path.is_dir()):
        if table.name != "current":
            rows = pl.concat([pl.read_parquet(path) for path in sorted(table.rglob("*.parquet"))])
            found[table.name] = sorted(map(str, rows.rows()))
    return found


@pytest.mark.timeout(240)
def test_the_demo_matches_its_truth_and_running_again_changes_nothing(tmp_path: Path) -> None:
    ran = crossdock(tmp_path, "demo", "--out", "day", "--items", "200", "--orders", "40", "--json")
    assert ran.returncode == 0, ran.stderr + ran.stdout[-2000:]
    told = json.loads(ran.stdout)
    assert told["matches"]
    assert told["checked"]["positions"] > 300
    day = tmp_path / "day"
    before = tables(day)
    sent = {path.name: path.read_bytes() for path in (day / "data/outbox").rglob("*.edi")}

    again = crossdock(day, "run", "--once", "--json")
    assert again.returncode == 0, again.stderr
    assert tables(day) == before
    assert {path.name: path.read_bytes() for path in (day / "data/outbox").rglob("*.edi")} == sent

    documents = json.loads(crossdock(day, "documents", "--json").stdout)
    for way in ("in", "out"):
        one = next(row for row in documents if row["direction"] == way)
        kept = crossdock(day, "documents", "--show", one["document"]).stdout.encode("latin-1")
        assert sha256(kept).hexdigest() == one["sha256"]

    shown = crossdock(day, "ats", "--json")
    assert shown.returncode == 0, shown.stderr
    rows = json.loads(shown.stdout)
    item = max(rows, key=lambda row: row["on_hand"] if row["location"] != "*" else 0)
    why = crossdock(day, "explain", item["item"], "--location", item["location"], "--json")
    assert why.returncode == 0, why.stderr
    assert json.loads(why.stdout)["ats_raw"] == item["ats_raw"]
    assert crossdock(day, "doctor").returncode == 0
    assert crossdock(day, "state").returncode == 0
