"""JSON back into EDI: untouched, it comes back byte for byte; changed, it is written strictly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from edi.documents_json import Unfit
from edi.profiles import WRITTEN, load_profiles
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from tests.edi.wire import BODY, NOW, interchange, order_set, sets_of

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
BREAKS = ["", "\n", "\r\n", "\r"]


def printed(data: bytes) -> dict[str, Any]:
    """The file as JSON that went through text."""
    return json.loads(json.dumps(read_file([data])))


def first_set(table: dict[str, Any]) -> dict[str, Any]:
    return table["interchanges"][0]["groups"][0]["transaction_sets"][0]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_clean_document_comes_back_from_its_segments_alone(path: Path):
    table = printed(path.read_bytes())
    assert all("bytes" not in item["wire"] for item in table["interchanges"])
    assert write_json(table, None).content == path.read_bytes()


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize("terminator", ["~", "'", "\x1c", "\x85"])
def test_any_delimiter_and_any_break_comes_back(line_break: str, terminator: str):
    data = interchange(
        order_set(), order_set(control="0002"), terminator=terminator, line_break=line_break
    )
    table = printed(data)
    assert "bytes" not in table["interchanges"][0]["wire"]
    assert write_json(table, None).content == data


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + interchange(order_set()),
        interchange(order_set()) + b"\n\n\x00",
        b"junk" + interchange(order_set()) + b"more junk" + interchange(order_set(), control=2),
        interchange(order_set()).rstrip(b"~\n"),
        interchange(order_set()).replace(b"CTT*2*15~\n", b"CTT*2*15~  \n"),
        interchange(order_set(("BEG*00*SA*\xc4\xd6*", *BODY[1:]))),
        b"",
        b"nothing of EDI",
    ],
)
def test_what_is_odd_comes_back_as_well(data: bytes):
    assert write_json(printed(data), None).content == data


def test_a_changed_document_is_written_anew_with_its_counts():
    table = printed(interchange(order_set(), order_set(control="0002")))
    document = first_set(table)["document"]
    document["number"] = "4500018"
    document["lines"].append({**document["lines"][0], "line": "3", "quantity": "7"})
    written = write_json(table, None)
    assert written.findings == ()
    one, two = sets_of(written.content)
    assert (one.control, one.segments, one.findings) == ("0001", 10, ())
    assert b"BEG*00*SA*4500018**20260302~" in one.raw
    assert b"PO1*3*7*EA*9.25*PE*UP*012345678905*VN*A~" in one.raw
    assert two.raw == sets_of(interchange(order_set(), order_set(control="0002")))[1].raw


def test_what_a_partner_would_refuse_is_not_written():
    table = printed(interchange(order_set()))
    first_set(table)["document"]["number"] = "N" * 40
    assert [f.code.value for f in write_json(table, None).findings] == ["ELEMENT_LONG"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("nmber", "1", "document.nmber: there is no such field"),
        ("date", "2 March", "document.date: a day as YYYY-MM-DD is wanted"),
        ("lines", 3, "document.lines: a list is wanted"),
        ("hash_total", "1e", "document.hash_total: a decimal"),
    ],
)
def test_a_document_that_is_none_is_said_so_with_its_place(key: str, value: object, said: str):
    table = printed(interchange(order_set()))
    first_set(table)["document"][key] = value
    with pytest.raises(Unfit, match="transaction_sets\\[0\\]") as raised:
        write_json(table, None)
    assert said in str(raised.value)


def test_a_document_alone_is_written_for_its_partner():
    profile = load_profiles({"acme": 'ids = ["08:ACME"]\n[delimiters]\nelement = "|"\n'}).partners[
        0
    ]
    letter = Letter(profile=profile, sender="ZZ:US", receiver="08:ACME", at=NOW, control=7)
    document = first_set(printed(interchange(order_set())))["document"]
    written = write_json({"set": "850", "document": document}, letter)
    assert written.findings == ()
    (one,) = sets_of(written.content)
    assert (one.interchange.sender, one.interchange.receiver) == ("US", "ACME")
    assert (one.interchange.control, one.group.control) == ("000000007", "7")
    assert one.interchange.delimiters.element == b"|" != WRITTEN.element
    with pytest.raises(Unfit, match="the partner"):
        write_json({"set": "850", "document": document}, None)
    with pytest.raises(Unfit, match="none of those"):
        write_json({"set": "999999", "document": document}, letter)
