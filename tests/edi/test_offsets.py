"""An offset is one of the file as it was given: wrapped into lines, in UTF-16, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from edi.edifact_syntax import normal_texts
from edi.framed import GroupClosed, GroupOpened, InterchangeClosed, InterchangeOpened, SetFramed
from edi.framing import Framer
from edi.pair_state import PairState
from edi.texts import texts_of
from edi.transaction_sets import read_set
from tests.edi.wire import BODY, codes, frame, interchange, order_set, take

ORDER = (*BODY[:3], "N1*ST*CAFÉ £ 北京 𝄞*92*0007", "ZZZ*1", *BODY[4:6], "PO1*3*X*EA", *BODY[6:])


def flat(count: int = 3) -> str:
    sets = [order_set(ORDER, f"{number:04d}") for number in range(1, count + 1)]
    return interchange(*sets, line_break="", encoding="utf-8").decode()


def wrapped(text: str, width: int, line_break: str) -> str:
    return line_break.join(text[at : at + width] for at in range(0, len(text), width))


def twice(text: str) -> bytes:
    return (wrapped(text, 80, "\n") + "\n\n" + wrapped(text, 70, "\r\n")).encode()


FILES: list[tuple[str, Callable[[str], bytes]]] = [
    ("lines of 80", lambda text: wrapped(text, 80, "\r\n").encode()),
    ("lines of 64", lambda text: wrapped(text, 64, "\n").encode()),
    ("lines of 80 after junk", lambda text: b"junk\n" + wrapped(text, 80, "\n").encode()),
    ("UTF-16", lambda text: b"\xff\xfe" + text.encode("utf-16-le")),
    ("UTF-16 without a mark", lambda text: text.encode("utf-16-be")),
    ("UTF-16 with breaks", lambda text: b"\xfe\xff" + text.replace("~", "~\n").encode("utf-16-be")),
    ("UTF-16 of lines", lambda text: b"\xff\xfe" + wrapped(text, 80, "\r\n").encode("utf-16-le")),
    ("UTF-16 twice", lambda text: b"\xff\xfe" + (text + "\n\n" + text).encode("utf-16-le")),
    ("lines twice", twice),
]  # fmt: skip


def plain(data: bytes, offset: int, size: int) -> str:
    """What stands in a file from an offset on, without breaks."""
    if data[:2] == b"\xff\xfe":
        text = data[offset:].decode("utf-16-le", "replace")
    elif data[:2] == b"\xfe\xff" or data[:1] == b"\x00":
        text = data[offset:].decode("utf-16-be", "replace")
    else:
        text = data[offset:].decode("utf-8", "replace")
    assert text[0] not in "\r\n"
    return text.replace("\r", "").replace("\n", "")[:size]


@pytest.mark.parametrize(("name", "sent"), FILES)
@pytest.mark.parametrize("cut", [0, 1, 77, 4_096])
def test_every_offset_is_where_the_part_begins_in_the_file(
    name: str, sent: Callable[[str], bytes], cut: int
):
    data = sent(flat())
    parts = frame(data, cut)
    sets = [part for part in parts if isinstance(part, SetFramed)]
    assert len(sets) == (6 if name in ("UTF-16 twice", "lines twice") else 3)
    heads = {InterchangeOpened: "ISA", GroupOpened: "GS*", GroupClosed: "GE*"}
    for part in parts:
        head = heads.get(type(part), "IEA" if isinstance(part, InterchangeClosed) else "")
        if head:
            assert plain(data, part.offset, 3) == head
    for framed in sets:
        texts, offsets, _ = texts_of(framed)
        assert texts[0].startswith("ST*850*")
        assert [
            plain(data, at, len(text)) for text, at in zip(texts, offsets, strict=True)
        ] == texts


@pytest.mark.parametrize(("name", "sent"), FILES)
def test_a_finding_in_a_set_points_at_its_segment(name: str, sent: Callable[[str], bytes]):
    data = sent(flat())
    for framed in [part for part in frame(data, 501) if isinstance(part, SetFramed)]:
        placed = {f.code.value: f.offset for f in read_set(framed).findings}
        assert plain(data, placed["SEGMENT_UNKNOWN"], 5) == "ZZZ*1", name
        assert plain(data, placed["ELEMENT_CHARACTER"], 10) == "PO1*3*X*EA", name


@pytest.mark.parametrize(("name", "sent"), FILES)
def test_a_set_that_waits_in_a_state_keeps_how_it_lay(name: str, sent: Callable[[str], bytes]):
    data = sent(flat())
    at_once, one_by_one = take(PairState(), data), take(PairState(), data, cut=1)
    assert one_by_one.facts == at_once.facts, name


def test_breaks_in_messages_of_edifact_are_told_where_they_are():
    data = (
        "UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'UNH+1+ORDERS:D:96A:UN'BGM+220+\n9+9'"
        "FTX+ZZZ+++\r\nü'UNT+4+1'UNZ+1+7'"
    )
    sent = b"\xff\xfe" + data.encode("utf-16-le")
    framed = next(part for part in frame(sent, 9) if isinstance(part, SetFramed))
    _, offsets, findings = normal_texts(framed)
    assert [plain(sent, at, 3) for at in offsets] == ["UNH", "BGM", "FTX", "UNT"]
    assert [finding.offset for finding in findings if finding.segment > 1] == offsets[1:3]


def test_states_of_before_go_on_where_they_stopped():
    data = flat().encode("latin-1", "replace")
    framer = Framer()
    before = framer.feed(data[:700])
    frozen: Any = framer.freeze()
    assert framer.offset == frozen[5][2]
    old = (1, frozen[1], (-1, -1, 0, 0), frozen[3], frozen[4], framer.offset, *frozen[6:])
    framer = Framer.thaw(old)
    assert [*before, *framer.feed(data[700:]), *framer.end()] == frame(data)
    assert codes(before) == []
