"""Binary segments end by their length, in framing and wherever a set is cut apart."""

from __future__ import annotations

import json

import pytest

from edi.columns import order_tables
from edi.findings import Code, WireFinding
from edi.framed import InterchangeClosed, SetFramed
from edi.framing import Limits
from edi.texts import texts_of
from edi.transaction_sets import read_set
from edi.wire_json import read_file
from tests.edi.wire import BODY, codes, frame, interchange, order_set, sets_of

PHANTOM = "PO1*9*900*EA*1*PE*VN*Z"


def holding(binary: str) -> bytes:
    """An order that has a binary segment before its first line."""
    return interchange(order_set((*BODY[:4], binary, *BODY[4:])))


def wrong_lengths(data: bytes) -> list[WireFinding]:
    closed = next(part for part in frame(data) if isinstance(part, InterchangeClosed))
    return [finding for finding in closed.findings if finding.code is Code.BINARY_LENGTH]


@pytest.mark.parametrize("head", ["BIN", "BDS*ASC", "bin", "Bds*ASC"])
@pytest.mark.parametrize("content", ["ab~SE*1~c", f"~{PHANTOM}~", "~~", "a~ISA*b~GS*c", "~\n x\n~"])
def test_the_terminator_inside_binary_data_is_data(head: str, content: str):
    data = holding(f"{head}*{len(content)}*{content}")
    parts = frame(data)
    assert codes(parts) == []
    for cut in (1, 3, 97):
        assert frame(data, cut) == parts
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert framed.segments == len(BODY) + 3
    texts, offsets, _ = texts_of(framed)
    assert len(texts) == framed.segments
    assert all(data[at:].startswith(text.encode()) for text, at in zip(texts, offsets, strict=True))


def test_binary_data_make_no_lines_in_documents_and_tables():
    framed = sets_of(holding(f"BIN*{len(PHANTOM) + 2}*~{PHANTOM}~"))[0]
    read = read_set(framed)
    assert [line.line for line in read.document.lines] == ["1", "2"]
    assert [finding.code for finding in read.findings] == [Code.SEGMENT_NOT_IN_SET]
    assert read.findings[0].segment == 6
    assert order_tables([framed]).lines["line"].to_list() == ["1", "2"]


def test_binary_data_say_nothing_of_a_sets_characters():
    content = bytes(range(128, 256)).decode("latin-1") + "\n"
    framed = sets_of(holding(f"BIN*{len(content)}*{content}"))[0]
    assert codes([framed]) == []
    assert [f.code for f in read_set(framed).findings] == [Code.SEGMENT_NOT_IN_SET]


def test_binary_data_are_one_element_when_a_file_is_printed():
    data = holding("BIN*11*~a*b~SE*1~ ")
    found = json.loads(json.dumps(read_file([data])))
    segments = found["interchanges"][0]["groups"][0]["transaction_sets"][0]["segments"]
    assert segments[5] == ["BIN", "11", "~a*b~SE*1~ "]


@pytest.mark.parametrize(
    ("binary", "element", "found"),
    [
        ("BIN*4*abc~xx", "BIN01", "4"),
        ("BIN*2*abc", "BIN01", "2"),
        ("BIN*9999999999999*abc", "BIN01", "9999999999999"),
        ("BIN*" + "9" * 5_000 + "*abc", "BIN01", "9" * 99),
        ("BIN*500000*abc", "BIN01", "500000"),
        ("BIN*x*abc", "BIN01", "x"),
        ("BIN*-3*abc", "BIN01", "-3"),
        ("BIN**abc", "BIN01", ""),
        ("BIN*3", "BIN01", "3"),
        ("BDS*ASC*x*abc", "BDS02", "x"),
        ("BDS*3", "BDS02", ""),
    ],
)
def test_a_binary_segment_of_a_wrong_length_is_named(binary: str, element: str, found: str):
    data = holding(binary)
    wrong = wrong_lengths(data)
    assert [(each.element, each.found) for each in wrong] == [(element, found)]
    # ISA, GS, ST and four segments come before it.
    assert wrong[0].segment == 8
    assert data[wrong[0].offset :].startswith(binary[:3].encode())
    assert frame(data, 5) == frame(data)
    assert len(sets_of(data)) == 1


def test_the_first_wrong_length_is_named_and_those_of_the_next_interchange_are_its_own():
    one = interchange(order_set(("BEG*00*SA*1**20260302", "BIN*9*a", "BIN*8*b")))
    two = interchange(order_set(("BEG*00*SA*1**20260302", "BIN*7*c")), control=2)
    parts = frame(one + two)
    wrong = [f.found for p in parts for f in getattr(p, "findings", ()) if f.element == "BIN01"]
    assert wrong == ["9", "7"]


def test_thousands_of_binary_segments_are_framed_in_one_go():
    body = ("BEG*00*SA*1**20260302", *["BIN*4*a~b~"] * 5_000)
    data = interchange(order_set(body))
    framed = sets_of(data)[0]
    assert framed.findings == ()
    assert framed.segments == len(body) + 2
    assert len(texts_of(framed)[0]) == framed.segments


def test_large_binary_data_wait_in_small_pieces_and_beyond_the_limit_of_sets_for_nothing():
    content = "~x" * 1_500_000
    data = holding(f"BIN*{len(content)}*{content}")
    assert codes(frame(data, 50_000)) == []
    assert "BINARY_LENGTH" in codes(frame(data, 50_000, Limits(set_bytes=1_000_000)))
