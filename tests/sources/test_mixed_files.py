"""Files with interchanges of several partners: each lane passes on its own, once and in order."""

from __future__ import annotations

import os
import random
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.framed import InterchangeOpened, StrayBytes, interchange_of
from edi.frames import frame
from sources import inboxes, known_openers, pairs, reading
from sources.inboxes import with_readers
from sources.known_openers import NAME, KnownOpeners
from sources.names import lane_names, lane_of
from sources.openers import read_openers
from sources.pieces import FramedPiece, Noted
from sources.taken import in_step
from tests.sources.test_changed_files import changes
from tests.sources.test_drop_folder import Folder, codes, sample

if TYPE_CHECKING:
    from pathlib import Path

    from edi.framed import Framed

SENDERS: Final = tuple(f"P{number}" for number in range(7))
STRAY: Final = (b"", b"\r\n", b"junk that nobody sent")


def whose(theirs: str, ours: str) -> str:
    """Of two senders each is one partner."""
    del ours
    name = theirs.partition(":")[2]
    return f"partner {int(name[1:]) // 2}" if name[1:].isdecimal() else ""


def mailbox(*interchanges: tuple[int, str], between: bytes = b"") -> bytes:
    """A file of interchanges, each of a number and a sender, with stray bytes around."""
    return between.join([b"", *(sample(number, name) for number, name in interchanges), b""])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr(reading, "EDI_BYTES", 200)
    return _folder(tmp_path)


def _folder(root: Path) -> Folder:
    folder = Folder(root)
    folder.whose = whose
    return folder


def parts_of(items, name: str) -> dict[str, list[Framed]]:
    """What each lane passed on of a file."""
    out: dict[str, list[Framed]] = {}
    for lane, item in items:
        if isinstance(item, FramedPiece) and item.place.file == name:
            out.setdefault(lane, []).extend(item.framed)
    return {lane: parts for lane, parts in out.items() if parts}


def due(content: bytes, home: str) -> dict[str, list[Framed]]:
    """What each lane has to pass on of a file, by its content alone."""
    out: dict[str, list[Framed]] = {}
    for part in frame([content]):
        opened = interchange_of(part)
        lane = home if opened is None else lane_names()[pairs.lane_of_interchange(opened, whose)]
        out.setdefault(lane, []).append(part)
    return out


def home_of(folder: Folder, name: str) -> str:
    (file,) = [each for each in inboxes.walk(str(folder.root.resolve())) if each.name == name]
    return lane_names()[known(file).home(len(lane_names()))]


def known(file: inboxes.InboxFile) -> inboxes.InboxFile:
    found = with_readers(file, whose, KnownOpeners())
    assert found is not None
    return found


def without_offsets(parts: dict[str, list[Framed]]) -> dict[str, list[str]]:
    """Parts as text; the bytes of a stray run are cut as the file's blocks are."""
    return {lane: [repr(part) for part in each] for lane, each in parts.items()}


def test_what_is_of_one_partner_is_read_in_the_order_in_which_it_came_whatever_is_before_it(folder):
    for number in range(1, 41):
        other = SENDERS[number % 5 + 2]
        content = mailbox((number, "P0")) if number % 3 else mailbox((900, other), (number, "P1"))
        if number % 7 == 0:
            content = content.decode().encode("utf-16")
        if number % 11 == 0:
            content = b"\n" * 5000 + content
        folder.put(f"edi/{number * 7 % 40:02d}.edi", content, age=1000 - number)
    came = [
        (lane, int(part.control))
        for lane, item in folder.run()
        for part in item.framed
        if isinstance(part, InterchangeOpened) and part.sender in {"P0", "P1"}
    ]
    assert [number for _, number in came] == list(range(1, 41))
    assert {lane for lane, _ in came} == {lane_names()[lane_of("partner 0")]}


@pytest.mark.parametrize("between", STRAY)
def test_each_part_of_a_mixed_file_is_passed_on_by_one_lane(folder, between):
    content = mailbox(*enumerate(SENDERS * 2, 1), between=between)
    folder.put("edi/a.edi", content)
    items = folder.run()
    home = home_of(folder, "edi/a.edi")
    told = parts_of(items, "edi/a.edi")
    assert without_offsets(told) == without_offsets(due(content, home))
    strays = [
        lane for lane, parts in told.items() for part in parts if isinstance(part, StrayBytes)
    ]
    assert {*strays} == ({home} if between.strip() else set())
    assert folder.run() == []


def test_a_file_of_one_partner_has_one_reader_and_any_other_only_those_in_it(folder, monkeypatch):
    begun: list[tuple[str, int]] = []

    def begin(file, descriptor, lane, *rest, **more):
        begun.append((file.name, lane))
        return reading.begin(file, descriptor, lane, *rest, **more)

    monkeypatch.setattr("sources.drop_folder.begin", begin)
    folder.put("edi/one.edi", mailbox((1, "P0"), (2, "P1"), (3, "P0")))
    folder.put("edi/two.edi", mailbox((1, "P0"), (2, "P6")))
    folder.run()
    lanes = {lane_of("partner 0"), lane_of("partner 3")}
    assert sorted(begun) == sorted(
        [("edi/one.edi", lane_of("partner 0")), *(("edi/two.edi", lane) for lane in lanes)]
    )


@given(
    files=st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(1, 9), st.sampled_from(SENDERS)), max_size=5),
            st.sampled_from(STRAY),
        ),
        min_size=1,
        max_size=4,
    ),
    seed=st.integers(0, 1 << 30),
)
def test_a_crash_at_any_time_repeats_nothing_and_loses_nothing(files, seed, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "EDI_BYTES", 150)
        folder = _folder(tmp_path_factory.mktemp("mixed"))
        contents = {
            f"edi/{number}.edi": mailbox(*of, between=between) or b"x"
            for number, (of, between) in enumerate(files)
        }
        for number, (name, content) in enumerate(contents.items()):
            folder.put(name, content, age=100 - number)
        items = _with_crashes(folder, random.Random(seed))
        for name, content in contents.items():
            home = home_of(folder, name)
            assert without_offsets(parts_of(items, name)) == without_offsets(due(content, home))
        for lane in lane_names():
            order = [item.place.file for at, item in items if at == lane]
            assert [name for name, _ in groupby(order)] == sorted({*order})
        assert folder.run() == []


def _with_crashes(folder: Folder, chance: random.Random):
    """What lanes give out that run at any pace, and of which some epochs are lost."""
    kept: list[tuple[str, Any]] = []
    for _ in range(5):
        lanes = folder.lanes()
        for _ in range(chance.randrange(4)):
            epoch = []
            for name, lane in chance.sample(sorted(lanes.items()), 6):
                if chance.random() < 0.8 and name in lanes:
                    epoch += _batch(lane)
            if chance.random() < 0.3:
                break
            kept += epoch
            folder.snapshot(lanes)
        folder.crash(lanes)
    return kept + folder.run()


def _batch(lane):
    try:
        return lane.next_batch()
    except StopIteration:
        return []


def test_a_mixed_file_that_changed_is_told_once_and_read_again(folder):
    versions = (
        mailbox((1, "P0"), (2, "P6")),
        mailbox((1, "P6"), (2, "P0"), (3, "P2")),
        mailbox((1, "P4")),
        b"nothing",
        mailbox((1, "P2"), (2, "P4")),
        mailbox((1, "P2"), (2, "P4"), (3, "P4")),
    )
    told = []
    for number, content in enumerate(versions):
        folder.put("edi/a.edi", content, age=60 - number)
        items = folder.run()
        home = home_of(folder, "edi/a.edi")
        assert without_offsets(parts_of(items, "edi/a.edi")) == without_offsets(due(content, home))
        told += changes(items)
    assert [found.partition(" ")[0] for _, found in told] == [
        str(len(content)) for content in versions[1:]
    ]


def test_a_mixed_file_that_changes_while_it_is_read_is_cut_in_each_lane_and_told_once(folder):
    folder.put("edi/a.edi", mailbox(*enumerate(SENDERS * 3, 1)))
    lanes = folder.lanes()
    folder.step(lanes)
    folder.put("edi/a.edi", mailbox((1, "P0"), (2, "P6")), age=30)
    items = folder.step(lanes)
    assert codes(items) == ["FILE_CHANGED"]
    folder.snapshot(lanes)
    folder.crash(lanes)
    again = parts_of(folder.run(), "edi/a.edi")
    assert sorted(
        part.sender for parts in again.values() for part in parts
        if isinstance(part, InterchangeOpened)
    ) == ["P0", "P6"]  # fmt: skip


def test_a_file_that_cannot_be_read_is_told_once_though_every_lane_would_read_it(
    folder, monkeypatch
):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr("sources.known_openers.read_openers", lambda _: read_openers("/"))
    monkeypatch.setattr("sources.drop_folder.begin", refuse)
    folder.put("edi/a.edi", mailbox((1, "P0")))
    assert codes(folder.run()) == ["FILE_UNREADABLE"]
    assert folder.run() == []


def test_where_it_is_not_told_whose_interchanges_there_are_each_comes_once(folder, monkeypatch):
    monkeypatch.setattr("sources.known_openers.read_openers", lambda _: read_openers("/"))
    content = mailbox(*enumerate(SENDERS, 1), between=b"junk")
    folder.put("edi/a.edi", content)
    home = lane_names()[lane_of("edi/a.edi")]
    told = parts_of(folder.run(), "edi/a.edi")
    assert without_offsets(told) == without_offsets(due(content, home))


def test_what_is_known_of_a_large_file_is_kept_and_may_be_lost(folder, monkeypatch):
    monkeypatch.setattr(known_openers, "KEPT_FROM", 1)
    folder.put("edi/a.edi", mailbox((1, "P0"), (2, "P6")))
    folder.run()
    kept = folder.root.parent / NAME
    assert len(kept.read_bytes().splitlines()) == 1
    with kept.open("ab") as file:
        file.write(b'["cut", ["a"\n{}\n[]\n7\n\xff\n["x", "y"]\n["x", ["a"]]\n')
    monkeypatch.setattr(known_openers, "read_openers", lambda _: pytest.fail("it is known"))
    assert folder.run() == []
    monkeypatch.undo()
    kept.unlink()
    assert folder.run() == []


def bring(folder: Folder, partner) -> None:
    """What the supervisor does before a start with other partners; twice is as once."""
    folder.whose = partner
    found = list(inboxes.walk(str(folder.root.resolve())))
    files = [with_readers(file, partner, KnownOpeners()) for file in found]
    folder.states = in_step(folder.states, files)
    assert in_step(folder.states, files) == folder.states


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (whose, pairs.nobodys),
        (pairs.nobodys, whose),
        (whose, lambda *_: "all"),
        (lambda *_: "all", whose),
    ],
)
def test_what_was_read_is_not_read_again_with_other_partners(folder, before, after):
    folder.whose = before
    for number in range(6):
        folder.put(f"edi/{number}.edi", mailbox((1, SENDERS[number]), (2, SENDERS[-number])))
    folder.run()
    bring(folder, after)
    assert folder.run() == []
    folder.put("edi/0.edi", mailbox((1, "P0")), age=10)
    assert len(changes(folder.run())) == 1


def test_a_mixed_file_that_was_not_read_to_its_end_by_all_is_read_again_with_other_partners(folder):
    content = mailbox(*enumerate(SENDERS, 1))
    folder.put("edi/a.edi", content)
    lanes = folder.lanes()
    folder.step(lanes)
    folder.snapshot(lanes)
    folder.crash(lanes)
    bring(folder, lambda *_: "all")
    told = parts_of(folder.run(), "edi/a.edi")
    assert without_offsets(told) == without_offsets(
        {lane_names()[lane_of("all")]: list(frame([content]))}
    )


@pytest.mark.parametrize("batches", range(1, 12))
def test_a_mixed_file_that_one_lane_began_for_all_is_read_on_so(folder, batches, monkeypatch):
    content = mailbox(*enumerate(SENDERS, 1), between=b"junk")
    path = folder.put("edi/a.edi", content)
    with monkeypatch.context() as patch:
        # As it was before others had a share in it.
        patch.setattr(inboxes.InboxFile, "is_mixed", False)
        lanes = folder.lanes()
        items = [item for _ in range(batches) for item in folder.step(lanes)]
        folder.snapshot(lanes)
        folder.crash(lanes)
    folder.states = {name: (2, *state[1:]) for name, state in folder.states.items()}
    bring(folder, whose)
    items += folder.run()
    told = [part for _, item in items for part in item.framed]
    assert [repr(part) for part in told] == [repr(part) for part in frame([content])]
    assert folder.run() == []
    os.utime(path, (1, 1))
    assert len([item for _, item in folder.run() if isinstance(item, Noted)]) == 1
