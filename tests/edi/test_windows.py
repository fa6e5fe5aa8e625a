"""Windows: what is located once serves many interchanges, and no cut of a file changes a thing."""

from __future__ import annotations

import random

import pytest

from bench.purchase_orders import interchanges
from edi.ahead import Ahead
from edi.delimiters import Delimiters
from edi.framing import LARGE, Framer
from edi.segments import Located, locate, noise_table
from edi.set_runs import SetRun
from tests.edi.wire import frame, interchange, order_set


def in_pieces(data: bytes, sizes: list[int], *, frozen: bool = False) -> list[object]:
    """What a framer yields of a file in pieces of these sizes, over and over."""
    framer, out, at, number = Framer(), [], 0, 0
    while at < len(data):
        size = sizes[number % len(sizes)]
        out += framer.feed(data[at : at + size])
        at, number = at + size, number + 1
        if frozen:
            framer = Framer.thaw(framer.freeze())
    return [*out, *framer.end()]


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The same with noise, cuts and quirks at a dozen places."""
    kinds = [b"", b"~", b"~~", b" ", b"\r\n", b"ISA", b"~IEA*1*1~", b"BIN*3*a~b~", b"\x00", b"junk"]
    for _ in range(12):
        at, gone = rng.randrange(len(data)), rng.choice([0, 0, 1, 40])
        data = data[:at] + rng.choice(kinds) + data[at + gone :]
    return data


@pytest.mark.parametrize("seed", range(12))
def test_large_pieces_give_what_the_whole_file_gives(seed: int):
    rng = random.Random(seed)
    sets = rng.choice([1, 7, 100])
    data = b"".join(interchanges(400, sets=sets))
    if seed % 3:
        data = damaged(data, rng)
    whole = frame(data)
    for sizes in ([LARGE], [LARGE + 1, 3, 200_000], [rng.randrange(1, 3 * LARGE), 1_000]):
        assert in_pieces(data, sizes) == whole
    assert in_pieces(data, [LARGE + 7], frozen=True) == whole


def located(data: bytes, begin: int = 0) -> tuple[Located, Delimiters]:
    marks = Delimiters(element=b"*", segment=b"~", component=b">")
    return locate(data, begin, len(data), marks, noise_table(marks)), marks


@pytest.mark.parametrize("line_break", ["", "\n", "\r\n", "  \n"])
def test_what_lies_ahead_is_what_locating_from_there_finds(line_break: str):
    one = interchange(order_set(), order_set(), line_break=line_break)
    data = one + b"~" + one + one
    found, marks = located(data)
    ahead, begin = Ahead(data, found, marks), 0
    for _ in range(3):
        part = ahead.next(begin, marks)
        assert part is not None
        anew, _ = located(data[: part.end], begin)
        assert part.starts.tolist() == anew.starts.tolist()
        assert part.ends.tolist() == anew.ends.tolist()
        assert part.special == anew.special
        assert part.indents.tolist() == anew.indents.tolist()
        assert part.empties.tolist() == anew.empties.tolist()
        begin = part.end
    assert ahead.next(begin + 1, marks) is None
    assert ahead.next(0, Delimiters(element=b"+", segment=b"~", component=b">")) is None


def test_sets_at_the_end_of_a_piece_stay_in_runs():
    data = b"".join(interchanges(400, sets=400))
    framer, parts = Framer(), []
    for at in range(0, len(data), LARGE):
        parts += framer.feed_runs(data[at : at + LARGE])
    parts += framer.end_runs()
    assert sum(len(part) for part in parts if isinstance(part, SetRun)) >= 399
