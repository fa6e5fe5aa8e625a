"""What commands print for people: a value never breaks its line, nor steers the terminal."""

from __future__ import annotations

import pytest

from crossdock.commands import wire
from crossdock.console import Column, Speaker
from edi.explained_faults import Fault

HOSTILE = "a\nb\r\x1b[31mc\x85"
ESCAPED = "a\\nb\\r\\x1b[31mc\\x85"


def test_a_row_of_a_table_is_one_line(capsys: pytest.CaptureFixture[str]):
    columns = [Column(title="found"), Column(title="x")]
    Speaker(json=False).table(columns, [(HOSTILE, 1), ("plain", 2)])
    assert capsys.readouterr().out.split("\n") == [
        f"{'found':{len(ESCAPED)}}  x", f"{ESCAPED}  1", f"{'plain':{len(ESCAPED)}}  2", "",
    ]  # fmt: skip


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]):
    Speaker(json=False).line(f"found {HOSTILE}")
    assert capsys.readouterr().out == f"found {ESCAPED}\n"


def test_the_mark_under_a_segment_stands_under_what_is_shown(capsys: pytest.CaptureFixture[str]):
    text = "N1*S\nT*x\ty*92"
    at = text.index("x\ty")
    fault = Fault(sentence="N102: it is wrong.", segment=text, marker=" " * at + "^" * 3)
    wire._tell_faults(Speaker(json=False), [fault])
    _, shown, mark, _ = capsys.readouterr().out.split("\n")
    begin = mark.index("^")
    assert shown[begin : len(mark)] == "x\\ty"
