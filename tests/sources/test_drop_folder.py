"""The drop folder: what lies there is taken once, by whichever lane, over any restarts."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from edi.framed import InterchangeOpened
from sources import inboxes, reading
from sources.drop_folder import DropFolderSource, lane_names
from sources.ending import Ending
from sources.pairs import nobodys
from sources.pieces import FramedPiece, Noted, Piece

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE = (
    b"ISA*00*          *00*          *ZZ*ACME           *ZZ*DOCK           "
    b"*260302*0630*U*00401*000000001*0*P*>~GS*PO*ACME*DOCK*20260302*0630*1*X*004010~"
    b"ST*850*0001~BEG*00*SA*PO1**20260302~SE*3*0001~GE*1*1~IEA*1*000000001~"
)


class Folder:
    """An inbox, and the lanes that read it; `run` drains it as one execution would."""

    def __init__(self, root: Path) -> None:
        self.root = root / "inbox"
        self.states: Mapping[str, object] = dict.fromkeys(lane_names())
        self.whose = nobodys
        self._run = root / "run"
        self._run.mkdir()

    def put(self, name: str, content: bytes, age: float = 60.0) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        at = time.time() - age
        os.utime(path, (at, at))
        return path

    def lanes(self, *, once: bool = True):
        sources = tuple(f"read/{lane}" for lane in lane_names())
        ending = Ending(folder=self._run, sources=sources, once=once)
        source = DropFolderSource([self.root], "read", ending, self.whose)
        assert source.list_parts() == lane_names()
        return {name: source.build_part("read", name, self.states[name]) for name in lane_names()}

    def run(self):
        items = []
        lanes = self.lanes()
        waiting = dict(lanes)
        while waiting:
            for name, lane in list(waiting.items()):
                try:
                    items += lane.next_batch()
                except StopIteration:
                    del waiting[name]
            time.sleep(0.005)
        self.snapshot(lanes)
        for lane in lanes.values():
            lane.close()
        return items

    def step(self, lanes):
        """One batch of each lane that has not ended."""
        items = []
        for lane in lanes.values():
            with contextlib.suppress(StopIteration):
                items += lane.next_batch()
        return items

    def crash(self, lanes) -> None:
        for lane in lanes.values():
            lane.close()

    def snapshot(self, lanes) -> None:
        self.states = {name: lane.snapshot() for name, lane in lanes.items()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "EDI_BYTES", 1000)
    return Folder(tmp_path)


def codes(items):
    found = [item.findings for _, item in items if isinstance(item, Noted)]
    return [] if not found else pl.concat(found)["code"].to_list()


def texts(items):
    return sorted(
        line
        for _, item in items
        if isinstance(item, Piece)
        for line in item.data.split(b"\n")
        if line
    )


def test_an_empty_inbox_ends_at_once(folder):
    assert folder.run() == []


def test_a_file_is_read_once_over_many_runs(folder):
    folder.put("events/a.jsonl", b"1\n2\n")
    folder.put("events/deep/er/b.ndjson", b"3")
    assert texts(folder.run()) == [b"1", b"2", b"3"]
    assert folder.run() == []
    folder.put("events/c.jsonl", b"4\n")
    assert texts(folder.run()) == [b"4"]


def test_lanes_share_a_large_file_and_each_line_comes_once(folder):
    lines = [b"%07d" % number + b"x" * 93 for number in range(250_000)]
    folder.put("events/large.jsonl", b"\n".join(lines))
    items = folder.run()
    assert len({lane for lane, item in items if isinstance(item, Piece)}) == 4
    assert texts(items) == lines


def test_a_restart_in_the_middle_repeats_nothing_and_loses_nothing(folder):
    lines = [b"%07d" % number + b"y" * 93 for number in range(400_000)]
    folder.put("events/large.jsonl", b"\n".join(lines))
    folder.put("events/small.jsonl", b"z\n")
    lanes = folder.lanes()
    first = folder.step(lanes)
    folder.snapshot(lanes)
    folder.step(lanes)
    folder.crash(lanes)
    assert texts(first + folder.run()) == [*lines, b"z"]


def test_edi_files_come_framed_to_their_end_whatever_their_name(folder):
    folder.put("edi/acme/po.txt", SAMPLE * 40)
    items = [item for _, item in folder.run()]
    assert all(isinstance(item, FramedPiece) for item in items)
    assert len(items) > 1
    assert [item.last for item in items] == [False] * (len(items) - 1) + [True]
    names = [type(part).__name__ for item in items for part in item.framed]
    assert names.count("SetFramed") == 40


def test_an_edi_file_goes_on_in_the_middle_of_an_interchange(folder):
    folder.put("edi/po.edi", SAMPLE * 40)
    lanes = folder.lanes()
    first = folder.step(lanes)
    folder.snapshot(lanes)
    folder.crash(lanes)
    parts = [part for _, item in first + folder.run() for part in item.framed]
    assert [type(part).__name__ for part in parts].count("SetFramed") == 40
    assert not any(getattr(part, "findings", ()) for part in parts)


@pytest.mark.parametrize("name", ["events/a.csv", "events/noname", "masters/x.pdf"])
def test_a_file_of_no_known_kind_is_found_once(folder, name):
    folder.put(name, b"x")
    assert codes(folder.run()) == ["FILE_KIND_UNKNOWN"]
    assert folder.run() == []


@pytest.mark.parametrize("name", ["events/.a.jsonl", "events/a.jsonl.tmp", "edi/a.PART"])
def test_hidden_and_unfinished_files_are_left_alone(folder, name):
    folder.put(name, b"x")
    assert folder.run() == []


def test_a_file_that_cannot_be_opened_is_found_once(folder):
    path = folder.put("events/a.jsonl", b"x")
    path.unlink()
    path.symlink_to(folder.root / "events")
    assert folder.run() == []


def test_a_file_that_changed_is_read_again_whole(folder):
    folder.put("events/a.jsonl", b"1\n", age=60)
    folder.run()
    folder.put("events/a.jsonl", b"1\n2\n", age=50)
    items = folder.run()
    assert codes(items) == ["FILE_CHANGED"]
    assert texts(items) == [b"1", b"2"]
    assert folder.run() == []


def test_a_file_that_changes_while_it_is_read_is_read_again(folder):
    path = folder.put("edi/po.edi", SAMPLE * 40)
    lanes = folder.lanes()
    items = folder.step(lanes)
    assert len(items) == 1
    folder.put("edi/po.edi", SAMPLE * 2, age=30)
    items = folder.step(lanes)
    assert isinstance(items[0][1], FramedPiece)
    assert items[0][1].last
    assert codes(items) == ["FILE_CHANGED"]
    folder.snapshot(lanes)
    folder.crash(lanes)
    (again,) = folder.run()
    assert [type(part).__name__ for part in again[1].framed].count("SetFramed") == 2
    assert path.read_bytes() == SAMPLE * 2


def test_a_young_file_is_awaited(folder, monkeypatch):
    monkeypatch.setattr(inboxes, "QUIET", 0.3)
    monkeypatch.setattr(inboxes, "SCAN_EVERY", 0.05)
    folder.put("events/a.jsonl", b"1\n", age=0)
    began = time.monotonic()
    assert texts(folder.run()) == [b"1"]
    assert time.monotonic() - began > 0.2


def test_an_empty_file_of_edi_is_told_of_once_and_given_time_to_be_written(folder, monkeypatch):
    monkeypatch.setattr(inboxes, "EMPTY_QUIET", 0.3)
    folder.put("edi/new.edi", b"", age=0.0)
    folder.put("edi/old.edi", b"")
    folder.put("events/none.jsonl", b"")
    lanes = folder.lanes(once=False)
    (piece,) = folder.step(lanes)
    assert piece[1].place.file == "edi/old.edi"
    folder.put("edi/new.edi", SAMPLE)
    deadline = time.monotonic() + 10
    while not (items := folder.step(lanes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [item.place.file for _, item in items if isinstance(item, FramedPiece)] == [
        "edi/new.edi"
    ]
    folder.snapshot(lanes)
    folder.crash(lanes)
    assert folder.run() == []


def test_a_file_from_the_future_is_complete_when_it_rests(folder, monkeypatch):
    monkeypatch.setattr(inboxes, "QUIET", 0.2)
    monkeypatch.setattr(inboxes, "SCAN_EVERY", 0.05)
    folder.put("events/a.jsonl", b"1\n", age=-3600)
    assert texts(folder.run()) == [b"1"]


def test_a_file_that_is_gone_is_forgotten_and_its_namesake_is_new(folder):
    path = folder.put("events/a.jsonl", b"1\n")
    kept = path.stat()
    folder.run()
    taken = sum(len(state[1]) for state in folder.states.values())
    path.unlink()
    assert folder.run() == []
    assert taken == 24
    assert sum(len(state[1]) for state in folder.states.values()) == 0
    folder.put("events/a.jsonl", b"1\n")
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert texts(folder.run()) == [b"1"]


def test_an_inbox_that_cannot_be_seen_is_not_forgotten(folder):
    folder.put("events/a.jsonl", b"1\n")
    folder.run()
    folder.root.rename(folder.root.with_name("away"))
    assert folder.run() == []
    folder.root.with_name("away").rename(folder.root)
    assert folder.run() == []


def test_without_once_a_lane_idles_until_a_stop_is_asked(folder):
    folder.put("events/a.jsonl", b"1\n")
    lanes = folder.lanes(once=False)
    items = []
    for _ in range(3):
        items += folder.step(lanes)
    assert texts(items) == [b"1"]
    assert all(lane.next_awake() is not None for lane in lanes.values())
    (folder.root.parent / "run" / "stop").touch()
    for lane in lanes.values():
        with pytest.raises(StopIteration):
            lane.next_batch()


def test_a_snapshot_is_plain_values(folder):
    folder.put("edi/po.edi", SAMPLE * 40)
    lanes = folder.lanes()
    folder.step(lanes)
    folder.snapshot(lanes)
    folder.crash(lanes)

    def plain(value) -> bool:
        if isinstance(value, tuple):
            return all(plain(one) for one in value)
        return value is None or type(value) in {int, str, bytes, bool}

    assert all(plain(state) for state in folder.states.values())


def controls(items):
    """The control numbers of interchanges, in the order in which lanes gave them out."""
    return [
        (lane, part.control)
        for lane, item in items
        if isinstance(item, FramedPiece)
        for part in item.framed
        if isinstance(part, InterchangeOpened)
    ]


def sample(control: int, sender: str = "ACME") -> bytes:
    changed = SAMPLE.replace(b"000000001", b"%09d" % control)
    return changed.replace(b"ACME ", sender.encode() + b" " * (5 - len(sender)))


def test_files_of_one_pair_are_read_in_the_order_in_which_they_came(folder):
    forms = (
        lambda data: data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\xff\xfe" + data.decode().encode("utf-16-le"),
        lambda data: b"\r\n \r\n" + data,
        lambda data: data.replace(b"GS*PO", b" " * 2000 + b"\nGS*PO"),
    )
    for control in range(1, 41):
        name = f"edi/{(control * 7) % 40:02d}.edi"
        folder.put(name, forms[control % 5](sample(control)), age=1000 - control)
    came = controls(folder.run())
    assert [control for _, control in came] == [f"{control:09d}" for control in range(1, 41)]
    assert len({lane for lane, _ in came}) == 1


def test_files_of_other_pairs_are_shared_out(folder):
    for number in range(40):
        folder.put(f"edi/{number}.edi", sample(number + 1, f"P{number}"))
    came = controls(folder.run())
    assert len(came) == 40
    assert len({lane for lane, _ in came}) > 4


def test_a_file_that_another_partner_overwrites_is_read_in_its_new_version(folder):
    path = folder.put("edi/a.edi", sample(1))
    assert len(controls(folder.run())) == 1
    for number, sender in enumerate(("B", "C", "D", "E"), 2):
        folder.put("edi/a.edi", sample(number, sender), age=50 - number)
        assert [control for _, control in controls(folder.run())] == [f"{number:09d}"]
    assert controls(folder.run()) == []
    assert path.exists()


def test_files_without_a_pair_are_read_too(folder):
    for number in range(12):
        folder.put(f"edi/{number}.edi", b"hello %d" % number)
    assert len([item for _, item in folder.run() if isinstance(item, FramedPiece)]) == 12
