"""An interchange that begins where the one before it was cut, or is not terminated, is not lost."""

from __future__ import annotations

import pytest

from edi.framed import Framed, InterchangeClosed, InterchangeOpened, SetFramed
from edi.framing import Limits
from edi.transaction_sets import read_set
from tests.edi.wire import BODY, codes, frame, interchange, order_set, sets_of

ONE = interchange(order_set())
TWO = interchange(order_set(("BEG*00*SA*4500018**20260302", *BODY[1:])), control=2)
OTHER = TWO.translate(bytes.maketrans(b"*~>", b"|'^"))
MESSAGE = (
    b"UNB+UNOC:3+54:14+HP:ZZ+260309:0615+1'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'UNT+3+1'UNZ+1+1'"
)
UNA = b"UNA:+.? '"
ODD_MESSAGE = b"UNA;*.! ~" + MESSAGE.translate(bytes.maketrans(b":+'?", b";*~!"))
NEXT = {
    "X12": TWO,
    "X12 under others": OTHER,
    "EDIFACT": MESSAGE,
    "EDIFACT with UNA": UNA + MESSAGE,
    "EDIFACT under others": ODD_MESSAGE,
}
BETWEEN = {"nothing": b"", "a line break": b"\n", "line breaks": b"\r\n\r\n"}


def found(parts: list[Framed]) -> list[tuple[str, str, str]]:
    """Code, element and value of all findings on envelopes."""
    return [
        (finding.code.value, finding.element, finding.found)
        for part in parts
        for finding in getattr(part, "findings", ())
    ]


def apart(data: bytes) -> list[Framed]:
    """What the second interchange of a file is, framed alone."""
    return [part for part in frame(data) if isinstance(part, SetFramed)]


def joined(first: bytes, then: bytes) -> list[Framed]:
    """The parts of two interchanges in one file, the same however it is cut into pieces."""
    data = first + then
    parts = frame(data)
    for cut in (1, 7, 64, 333):
        assert frame(data, cut) == parts
    opened = [part for part in parts if isinstance(part, InterchangeOpened)]
    second = data.index(then.lstrip(b"\r\n"))
    assert [part.offset for part in opened] == [0, second]
    sets = [part for part in parts if isinstance(part, SetFramed)]
    (alone,) = sets_of(then)
    assert sets[-1].raw == alone.raw
    assert data[sets[-1].offset :].startswith(alone.raw)
    return parts


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("then", NEXT)
@pytest.mark.parametrize("first", [ONE.rstrip(b"~\n"), MESSAGE[:-1], ODD_MESSAGE[:-1]])
def test_a_trailer_that_is_not_terminated_ends_at_the_next_interchange(
    first: bytes, then: str, between: str
):
    parts = joined(first, BETWEEN[between] + NEXT[then])
    trailer = first[-15:] if first.startswith(b"ISA") else first[-7:]
    assert found(parts) == [("TERMINATOR_MISSING", "", trailer.decode())]


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("then", NEXT)
@pytest.mark.parametrize(
    ("stop", "cut", "element"),
    [
        (ONE.index(b"PO1*2") + 8, "PO1*2*3*", "PO103"),
        (ONE.index(b"SE*") + 6, "SE*9*0", "SE02"),
        (ONE.index(b"GE*") + 5, "GE*1*", "GE02"),
        (ONE.index(b"GS*") + 8, "GS*PO*AC", "GS02"),
    ],
)
def test_a_segment_that_was_cut_ends_at_the_next_interchange(
    stop: int, cut: str, element: str, then: str, between: str
):
    parts = joined(ONE[:stop], BETWEEN[between] + NEXT[then])
    assert ("SEGMENT_CUT", element, cut) in found(parts)
    assert "IEA_MISSING" in codes(parts)
    assert sum(isinstance(part, InterchangeClosed) for part in parts) == 2


@pytest.mark.parametrize("then", NEXT)
def test_a_message_that_was_cut_ends_at_the_next_interchange(then: str):
    parts = joined(MESSAGE[: MESSAGE.index(b"BGM") + 11], b"\n" + NEXT[then])
    assert ("SEGMENT_CUT", "BGM02", "BGM+220+PO1") in found(parts)


@pytest.mark.parametrize("then", NEXT)
def test_what_never_ends_ends_at_the_next_interchange(then: str):
    limits = Limits(segment_bytes=2_000)
    data = ONE.rstrip(b"~\n") + b"\n" + NEXT[then] + b"x" * 3_000
    parts = frame(data, 0, limits)
    for cut in (1, 64, 333):
        assert frame(data, cut, limits) == parts
    assert ("TERMINATOR_MISSING", "", "IEA*1*000000001") in found(parts)
    assert len([part for part in parts if isinstance(part, SetFramed)]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "N1*ST*ISA LTD", "MSG*ISA*00*x", "MSG*a ISA", "MSG*UNB+1", "MSG*UNA:+.? ",
        "MSG*UNB+UNOC:3+A+B+260309:0615+1",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_data(text: str):
    data = interchange(order_set((*BODY[:3], text, *BODY[3:])))
    assert codes(frame(data)) == []
    assert text in next(iter(sets_of(data))).raw.decode()


def test_an_interchange_in_binary_data_is_data():
    inner = TWO.replace(b"\n", b"")
    body = (*BODY[:3], f"BIN*{len(inner)}*{inner.decode()}", *BODY[3:])
    data = interchange(order_set(body))
    (only,) = sets_of(data)
    assert inner in only.raw
    assert codes(frame(data)) == []


BROKEN = [
    b"ST*850*00|01", b"ST*8|50*0001", b"S|T*850*0001", b"SE*9*00|01", b"S|E*9*0001", b"SE*|9*0001",
    b"GE*1*|1", b"G|E*1*1", b"GS*PO*AC|ME", b"GS*PO*ACME*CROSSDOCK*2026|0302", b"I|EA*1*000000001",
    b"IEA*1*0000|00001", b"IEA|*1*000000001",
]  # fmt: skip


@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"])
@pytest.mark.parametrize("segment", BROKEN)
def test_a_line_break_in_an_envelope_is_taken_out_of_it(segment: bytes, line_break: bytes):
    plain = segment.replace(b"|", b"")
    assert plain in ONE
    data = ONE.replace(plain, segment.replace(b"|", line_break), 1)
    parts = frame(data)
    for cut in (1, 7, 64):
        assert frame(data, cut) == parts
    (framed,) = (part for part in parts if isinstance(part, SetFramed))
    findings = [*found(parts), *((f.code.value, "", "") for f in read_set(framed).findings)]
    assert [code for code, *_ in findings] == ["LINE_BREAK_IN_SEGMENT"]
    assert (framed.code, framed.control, framed.group.sender) == ("850", "0001", "ACME")


@pytest.mark.parametrize(
    "segment", [b"UNT+|3+1", b"U|NT+3+1", b"UNZ+1|+1", b"UNH+1+ORD|ERS:D:96A:UN"]
)
def test_a_line_break_in_the_envelope_of_a_message_is_taken_out_of_it(segment: bytes):
    data = MESSAGE.replace(segment.replace(b"|", b""), segment.replace(b"|", b"\n"))
    parts = frame(data)
    (framed,) = (part for part in parts if isinstance(part, SetFramed))
    assert framed.guide == "D:96A:UN"
    told = {*codes(parts), *(f.code.value for f in read_set(framed).findings)}
    assert {code for code in told if code.startswith(("SE_", "IEA_", "LINE"))} == {
        "LINE_BREAK_IN_SEGMENT"
    }


@pytest.mark.parametrize("terminator", [b"\n", b"\r", b"\r\n"])
def test_a_una_may_name_a_line_break_as_terminator(terminator: bytes):
    lines = MESSAGE.replace(b"'", terminator)
    data = b"UNA:+.? " + terminator + lines
    parts = frame(data)
    for cut in (1, 7, 64):
        assert frame(data, cut) == parts
    assert codes(parts) == []
    (framed,) = (part for part in parts if isinstance(part, SetFramed))
    assert framed.interchange.delimiters.segment == terminator[:1]
    (usual,) = sets_of(MESSAGE)
    assert read_set(framed).document == read_set(usual).document
    assert "LINE_BREAK_IN_SEGMENT" not in [f.code.value for f in read_set(framed).findings]


def test_a_una_without_a_terminator_is_known_by_the_segments_behind_it():
    data = b"UNA:+.? \n" + MESSAGE.replace(b"'", b"'\n")
    assert codes(frame(data)) == ["TERMINATOR_ASSUMED"]
    assert len(sets_of(data)) == 1
