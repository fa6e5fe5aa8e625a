"""The repair of the engine's recovery store before every start."""

from __future__ import annotations

import json
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bytewax.recovery import init_db_dir

from storage import recovery
from storage.segments import SEGMENT


def _store(folder: Path) -> Path:
    folder.mkdir()
    init_db_dir(folder, 1)
    return folder


def _snapshot(folder: Path, key: str, epoch: int, state: object) -> None:
    with closing(sqlite3.connect(folder / "part-0.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO snaps (step_id, state_key, snap_epoch, ser_change) VALUES (?, ?, ?, ?)",
            ("flow.step", key, epoch, pickle.dumps(state)),
        )


def _execution(folder: Path, number: int, *, resumed_at: int, frontier: int) -> None:
    with closing(sqlite3.connect(folder / "part-0.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO exs (ex_num, worker_count, resume_epoch) VALUES (?, 1, ?)",
            (number, resumed_at),
        )
        connection.execute(
            "INSERT INTO fronts (ex_num, worker_index, worker_frontier) VALUES (?, 0, ?)",
            (number, frontier),
        )


def test_rows_of_an_epoch_that_never_became_durable_are_deleted(tmp_path: Path) -> None:
    folder = _store(tmp_path / "recovery")
    _execution(folder, 0, resumed_at=1, frontier=5)
    _snapshot(folder, "a", 4, ("kept",))
    _snapshot(folder, "a", 5, ("never durable",))
    scrubbed = recovery.scrub(folder, tmp_path)
    assert (scrubbed.resume_epoch, scrubbed.rows) == (5, 1)
    assert list(recovery.states(folder)) == [("flow.step", "a", ("kept",))]


def test_a_fresh_store_resumes_at_the_first_epoch(tmp_path: Path) -> None:
    assert recovery.resume_epoch(_store(tmp_path / "recovery")) == 1


def test_segments_that_no_durable_state_lists_are_deleted(tmp_path: Path) -> None:
    folder = _store(tmp_path / "recovery")
    segments = tmp_path / "segments" / "step"
    segments.mkdir(parents=True)
    (segments / "live.seg").write_bytes(b"1")
    (segments / "dead.seg").write_bytes(b"2")
    _execution(folder, 0, resumed_at=1, frontier=5)
    _snapshot(folder, "a", 4, (1, "a", (), (("x", ((SEGMENT, "live.seg", 0, 1), ())),)))
    _snapshot(folder, "a", 6, (1, "a", (), (("x", ((SEGMENT, "dead.seg", 0, 1), ())),)))
    assert recovery.scrub(folder, tmp_path / "segments").files == 1
    assert [path.name for path in segments.iterdir()] == ["live.seg"]


def test_a_second_process_is_refused_the_lock(tmp_path: Path) -> None:
    held = recovery.lock(tmp_path / "flow")
    with pytest.raises(recovery.AlreadyRunningFault):
        recovery.lock(tmp_path / "flow")
    held.close()
    recovery.lock(tmp_path / "flow").close()


def test_a_renamed_step_or_another_number_of_partitions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    recovery.check_layout(path, {"fold": ["00", "01"]})
    recovery.check_layout(path, {"fold": ["01", "00"]})
    with pytest.raises(recovery.RecoveryFault, match="fold"):
        recovery.check_layout(path, {"folded": ["00", "01"]})
    with pytest.raises(recovery.RecoveryFault):
        recovery.check_layout(path, {"fold": ["00"]})
    recovery.check_layout(path, {"fold": ["00", "01"], "new": ["00"]})
    assert "new" in json.loads(path.read_text())["steps"]
