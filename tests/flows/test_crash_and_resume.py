"""Crash and resume of the pieces that every flow is built from, by seed."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tests.flows.crash_simulation import published, run_to_the_end

COUNT = 120


def _problem(root: Path) -> str | None:
    lines = published(root)
    seen = sorted((part, number) for _, _, part, number in lines)
    if seen != sorted((part, number) for part in (0, 1) for number in range(COUNT)):
        return "rows lost or doubled"
    counts: defaultdict[int, list[int]] = defaultdict(list)
    for key, count, _, _ in lines:
        counts[key].append(count)
    wrong = [
        key for key, found in counts.items() if sorted(found) != list(range(1, len(found) + 1))
    ]
    return f"wrong counts of keys {wrong}" if wrong else None


@pytest.mark.parametrize("seed", range(8))
def test_every_row_is_published_once_and_counted_once_whatever_crashes(
    seed: int, tmp_path: Path
) -> None:
    executions = run_to_the_end(tmp_path / "flow", seed=seed, crashes=20, count=COUNT)
    assert executions > 5, "the seed crashed too seldom to show anything"
    assert _problem(tmp_path / "flow") is None


def test_an_uncrashed_run_publishes_all_and_forgets_its_staging(tmp_path: Path) -> None:
    root = tmp_path / "flow"
    assert run_to_the_end(root, seed=1, crashes=0, count=COUNT) == 1
    assert _problem(root) is None
    assert list((root / "staging").iterdir()) == []
