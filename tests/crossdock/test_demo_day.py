from collections import Counter
from pathlib import Path

import orjson
import pytest

from crossdock.commands.demo import run_demo
from crossdock.console import CommandFailed, Speaker
from crossdock.demo.answers import read_answers
from crossdock.demo.bookkeeping import Books
from crossdock.demo.inbox import Inbox, Scale, make_inbox
from crossdock.demo.judging import Verdict

SCALE = Scale(items=150, orders=40, seed=3)
KEY = ("A", "NYC", "")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an inbox."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return make_inbox(tmp_path_factory.mktemp("day"), SCALE)


def test_the_same_seed_makes_the_same_day(day: Inbox, tmp_path: Path) -> None:
    again = make_inbox(tmp_path, SCALE)
    assert contents(again.folder) == contents(day.folder)
    assert again.truth == day.truth


def test_every_interchange_counts_its_segments_but_one(day: Inbox) -> None:
    wrong = 0
    for sent in day.truth.interchanges:
        if sent.again:
            continue
        retailer = sent.retailer
        text = sent.content.decode()
        assert text[105] == retailer.terminator
        segments = [each.strip("\r\n") for each in text.split(retailer.terminator)]
        names = [each.split(retailer.element) for each in segments if each]
        opened = 0
        for place, segment in enumerate(names):
            if segment[0] == "ST":
                opened = place
            if segment[0] == "SE":
                wrong += int(segment[1]) != place - opened + 1
    assert wrong == 1


def test_sources_number_what_they_say_with_one_gap(day: Inbox) -> None:
    numbers: dict[str, set[int]] = {}
    for name, content in contents(day.folder / "events").items():
        for line in content.splitlines():
            if b'"source_seq"' in line and b"broken" not in line:
                event = orjson.loads(line)
                numbers.setdefault(event["source"], set()).add(event["source_seq"])
        assert name.endswith(".jsonl")
    missing = {source: set(range(1, max(seen) + 1)) - seen for source, seen in numbers.items()}
    assert {source: len(gone) for source, gone in missing.items() if gone} == day.truth.gaps


def test_duplicates_are_the_same_line_twice(day: Inbox) -> None:
    lines = Counter(
        line
        for content in contents(day.folder / "events").values()
        for line in content.split(b"\n")
    )
    assert sum(times - 1 for line, times in lines.items() if line) == day.truth.duplicates


def test_books_let_a_reservation_become_an_allocation() -> None:
    books = Books()
    books.count(KEY, 10)
    books.move("RESERVE", KEY, 4, "line/1")
    assert books.availability({})["A", "NYC"].ats == 6
    books.move("ALLOCATE", KEY, 4, "line/1")
    assert books.availability({})["A", "NYC"].ats == 6
    assert books.filled(KEY) == {"available": 6, "allocated": 4}


def test_books_sell_nothing_that_was_never_counted() -> None:
    books = Books()
    books.move("RECEIVE", KEY, 10)
    found = books.availability({})["A", "NYC"]
    assert (found.ats, found.raw) == (0, 10)


def test_the_demo_leaves_a_folder_of_somebody_else_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CommandFailed, match="not made by the demo"):
        run_demo(Speaker(json=True), tmp_path, SCALE, workers=1)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_judge_counts_every_wrong_value_and_keeps_a_few() -> None:
    verdict = Verdict()
    for row in range(20):
        verdict.hold("positions", row, row, row + (row % 2))
    assert not verdict.is_right
    assert verdict.checked["positions"] == 20
    assert verdict.wrong["positions"] == 10
    assert [mismatch.row for mismatch in verdict.mismatches] == ["1", "3", "5", "7", "9"]


def test_an_answer_is_read_as_a_retailer_reads_it(tmp_path: Path) -> None:
    isa = (
        "ISA*00*          *00*          *ZZ*HARBORPINE     *01*081234567      "
        "*260302*0757*U*00401*000000001*0*P*>~\n"
    )
    body = "GS*FA*HARBORPINE*081234567*20260302*0757*1*X*004010~\nST*997*0001~\nAK1*PO*41010~\n"
    end = "AK9*P*3*3*2~\nSE*4*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "000000001.edi").write_text(isa + body + end)
    (answer,) = read_answers(tmp_path)
    assert (answer.receiver, answer.group, answer.code) == ("081234567", "41010", "P")
    assert (answer.received, answer.accepted) == (3, 2)
