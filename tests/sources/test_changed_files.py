"""Files that change after they were taken: each change is told, and told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import inboxes
from sources.pieces import FileKind, FramedPiece, Inbox, Noted
from tests.sources.test_drop_folder import SAMPLE, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def changes(items) -> list[tuple[str, str]]:
    """The changes of files that are told: their ids, and to what the file changed."""
    frames = [item.findings for _, item in items if isinstance(item, Noted)]
    rows = [row for frame in frames for row in frame.to_dicts()]
    return [(row["finding_id"], row["found"]) for row in rows if row["code"] == "FILE_CHANGED"]


@pytest.mark.parametrize("name", ["events/a.jsonl", "documents/a.jsonl", "edi/a.edi"])
def test_each_change_of_a_file_is_told_under_an_id_of_its_own(folder, name):
    told = []
    for number in range(4):
        folder.put(name, SAMPLE * (number + 1), age=60 - number)
        told += changes(folder.run())
    assert [found.partition(" ")[0] for _, found in told] == [
        str(len(SAMPLE) * number) for number in (2, 3, 4)
    ]
    assert len(dict(told)) == 3
    assert changes(folder.run()) == []


def test_a_change_to_another_version_of_one_size_is_told_too(folder):
    told = []
    for age in (60, 50, 40):
        folder.put("edi/a.edi", SAMPLE, age=age)
        told += changes(folder.run())
    assert len(dict(told)) == 2


def test_a_change_of_whose_file_it_is_is_told_once_and_again(folder):
    others = [SAMPLE.replace(b"ACME ", name) for name in (b"ACME2", b"ACME3", b"ACME4", b"ACME5")]
    told = []
    for number, content in enumerate((SAMPLE, *others, SAMPLE)):
        folder.put("edi/a.edi", content, age=60 - number)
        items = folder.run()
        assert [item for _, item in items if isinstance(item, FramedPiece)] != []
        told += changes(items)
    assert len(told) == len(dict(told)) == 5


@pytest.mark.parametrize(
    ("mtime_ns", "written"),
    [
        (1_772_433_000_000_000_007, "2026-03-02T06:30:00.000000007Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (10**30, f"{10**30} ns"),
    ],
)
def test_a_version_of_a_file_is_its_size_and_time_whatever_these_are(mtime_ns, written):
    file = inboxes.InboxFile(
        path="a", name="a", root="", inbox=Inbox.EDI, kind=FileKind.EDI, size=5, mtime_ns=mtime_ns
    )
    assert file.version() == f"5 bytes of {written}"
