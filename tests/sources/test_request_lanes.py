"""Requests in the drop folder: every lane reads them, in one order with its files of EDI."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from edi.framed import InterchangeClosed, InterchangeOpened
from sources import inboxes, json_ranges, reading
from sources.known_openers import KnownOpeners
from sources.names import lane_names, lane_of
from sources.pieces import FramedPiece, Piece
from sources.taken import in_step
from tests.sources.test_drop_folder import Folder, sample

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_every_lane_reads_requests_in_the_order_in_which_they_came_among_its_files(folder):
    for control in range(1, 21):
        folder.put(f"edi/{(control * 7) % 20:02d}.edi", sample(control), age=1000 - 2 * control)
        folder.put(f"documents/{control * 3 % 20:02d}.jsonl", b"%d\n" % control, 999 - 2 * control)
    came: dict[str, list[int]] = {name: [] for name in lane_names()}
    home = set[str]()
    for lane, item in folder.run():
        if isinstance(item, Piece):
            came[lane].append(int(item.data))
        elif isinstance(item, FramedPiece):
            home.add(lane)
            opened = next(part for part in item.framed if isinstance(part, InterchangeOpened))
            came[lane].append(int(opened.control))
    (at_home,) = home
    both = [control for control in range(1, 21) for _ in range(2)]
    assert came == {name: both if name == at_home else list(range(1, 21)) for name in lane_names()}
    assert folder.run() == []


def test_a_large_file_of_requests_is_read_in_its_order_by_every_lane(folder, monkeypatch):
    monkeypatch.setattr(json_ranges, "RANGE_BYTES", 1 << 10)
    monkeypatch.setattr(reading, "RANGE_BYTES", 1 << 10)
    monkeypatch.setattr(reading, "read_range", partial(json_ranges.read_range, range_bytes=1 << 10))
    lines = [b"%06d" % number for number in range(1000)]
    folder.put("documents/r.jsonl", b"\n".join(lines))
    came: dict[str, list[bytes]] = {name: [] for name in lane_names()}
    for lane, item in folder.run():
        came[lane] += item.data.split()
    assert came == dict.fromkeys(lane_names(), lines)


def in_step_again(folder) -> None:
    """What the supervisor does before a start; twice is as once, if it was killed meanwhile."""
    files = list(inboxes.walk(str(folder.root.resolve())))
    folder.states = in_step(folder.states, files)
    assert in_step(folder.states, files) == folder.states


def test_requests_that_one_lane_took_in_version_1_are_not_read_again(folder):
    folder.put("documents/a.jsonl", b"{}\n")
    folder.run()
    home = lane_names()[lane_of("documents/a.jsonl")]
    folder.states = {
        name: (1, marks if name == home else b"", current)
        for name, (_, marks, current) in folder.states.items()
    }
    folder.put("documents/b.jsonl", b"[]\n")
    in_step_again(folder)
    assert [item.data for _, item in folder.run()] == [b"[]\n"] * len(lane_names())


def test_requests_that_some_lanes_have_not_read_are_read_by_all_again(folder):
    folder.put("documents/a.jsonl", b"{}\n")
    folder.put("events/e.jsonl", b"{}\n")
    folder.run()
    folder.put("documents/b.jsonl", b"[]\n")
    lanes = folder.lanes()
    lanes["03"].next_batch()
    folder.snapshot(lanes)
    folder.crash(lanes)
    in_step_again(folder)
    assert [item.data for _, item in folder.run()] == [b"[]\n"] * len(lane_names())


def whose(theirs: str, ours: str) -> str:
    """Both ids are of one partner."""
    return "acme"


def test_files_of_all_pairs_of_one_partner_are_read_in_one_lane_in_the_order_in_which_they_came(
    folder,
):
    folder.whose = whose
    ours = [f"DOCK{number % 7} ".encode() for number in range(1, 21)]
    for control, receiver in enumerate(ours, 1):
        content = sample(control).replace(b"DOCK  ", receiver)
        folder.put(f"edi/{control * 7 % 20:02d}.edi", content, age=1000 - control)
    items = folder.run()
    assert {lane for lane, _ in items} == {lane_names()[lane_of("acme")]}
    controls = [
        int(part.control) for _, item in items for part in item.framed
        if isinstance(part, InterchangeOpened)
    ]  # fmt: skip
    assert controls == list(range(1, 21))


def bring_home(folder) -> None:
    """What the supervisor does before a start, where the pairs have become those of a partner."""
    folder.whose = whose
    found = inboxes.walk(str(folder.root.resolve()))
    files = [inboxes.with_readers(file, whose, KnownOpeners()) for file in found]
    folder.states = in_step(folder.states, files)
    assert in_step(folder.states, files) == folder.states


def test_files_that_were_taken_by_the_lanes_of_their_pairs_are_not_read_again(folder):
    for number in range(9):
        content = sample(1).replace(b"DOCK  ", f"DOCK{number} ".encode())
        folder.put(f"edi/{number}.edi", content)
    folder.run()
    folder.put("edi/8.edi", sample(2))
    bring_home(folder)
    items = folder.run()
    assert {lane for lane, _ in items} == {lane_names()[lane_of("acme")]}
    (noted, again) = [item for _, item in items]
    assert noted.findings["code"].to_list() == ["FILE_CHANGED"]
    assert again.place.file == "edi/8.edi"
    assert folder.run() == []


@pytest.mark.parametrize("count", [1, 2])
def test_files_that_were_being_read_are_read_on_where_they_have_another_lane(
    folder, monkeypatch, count
):
    monkeypatch.setattr(reading, "EDI_BYTES", 64)
    homes = {lane_of(f"ZZ/ACME/ZZ/DOCK{number}"): number for number in range(9)}
    homes.pop(lane_of("acme"), None)
    numbers = [*homes.values()][:count]
    for number in numbers:
        folder.put(f"edi/{number}.edi", sample(1).replace(b"DOCK  ", b"DOCK%d " % number))
    begun = folder.lanes()
    read = [*folder.step(begun), *folder.step(begun)]
    folder.snapshot(begun)
    folder.crash(begun)
    bring_home(folder)
    read += folder.run()
    parts = [part for _, item in read if isinstance(item, FramedPiece) for part in item.framed]
    opened = [part.receiver for part in parts if isinstance(part, InterchangeOpened)]
    assert sorted(opened) == [f"DOCK{number}" for number in sorted(numbers)]
    assert sum(isinstance(part, InterchangeClosed) for part in parts) == count
    assert folder.run() == []
