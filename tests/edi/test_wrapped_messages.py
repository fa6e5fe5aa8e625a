"""EDIFACT that was wrapped into lines of one width is read as if it had not been."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edi.findings import Code
from edi.framed import InterchangeOpened, SetFramed
from edi.frames import frame as framed
from edi.rewriting import write_json
from edi.transaction_sets import read_set
from edi.wire_json import read_file
from tests.edi.wire import codes, frame

ORDER = (Path(__file__).parent / "fixtures" / "ORDERS_bonsai_order.edi").read_bytes()
RELEASED = "FTX+AAI+++it?'s 9 ?+ 1 ?? and so on, over more than one line of a narrow file'"
FLAT = (
    ORDER.translate(None, b"\r\n")
    .replace(b"LIN+1", RELEASED.encode() + b"LIN+1", 1)
    .replace(b"UNT+29", b"UNT+30")
)
UNA = b"UNA:+.? '"


def lines(data: bytes, width: int, line_break: bytes) -> bytes:
    return line_break.join(data[at : at + width] for at in range(0, len(data), width))


def sets(data: bytes) -> list[SetFramed]:
    return [part for part in framed([data]) if isinstance(part, SetFramed)]


@pytest.mark.parametrize("width", [15, 35, 80, 128])
@pytest.mark.parametrize("line_break", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("una", [b"", UNA, UNA + b"\r\n"])
def test_lines_of_one_width_are_joined(width: int, line_break: bytes, una: bytes):
    flat = FLAT.removeprefix(UNA)
    data = una + lines(flat, width, line_break)
    if una == UNA:
        data = lines(una + flat, width, line_break)
    data += 2 * line_break + data + line_break
    parts = frame(data)
    found = [part.findings for part in parts if isinstance(part, InterchangeOpened)]
    assert [(f.code, f.found, f.offset) for f in found[0]] == [(Code.LINES_WRAPPED, str(width), 0)]
    assert codes(parts) == ["LINES_WRAPPED"]
    (plain,) = sets(FLAT)
    for message in sets(data):
        assert message.raw == plain.raw
        assert data[message.offset :].replace(b"\r", b"").replace(b"\n", b"")[:3] == b"UNH"
        assert read_set(message).document == read_set(plain).document
    for cut in (1, 50):
        assert frame(data, cut) == parts
    assert write_json(json.loads(json.dumps(read_file([data]))), None).content == data


@pytest.mark.parametrize(
    "data",
    [
        ORDER,
        FLAT,
        FLAT.replace(b"'", b"'\r\n"),
        FLAT.replace(b"and so on", b"and\nso on"),
        FLAT.replace(b"and so on", b"and\nso\non"),
        FLAT.replace(b"+9'", b"\n+9'", 1),
        lines(FLAT, 80, b"\n\n"),
        lines(FLAT, 11, b"\n"),
        b"UNB+UNOC:3+S:14+R:14+260302:0615+77777'\nUNH+1+ORDERS:D:96A:UN+ABCDEFGHIJKLMNOP'\n",
    ],
)
def test_what_is_not_wrapped_is_not_taken_for_it(data: bytes):
    assert "LINES_WRAPPED" not in codes(frame(data))
