"""JSON back into EDI: untouched, it comes back byte for byte; changed, it is written strictly."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edi.documents_json import Unfit
from edi.profile_values import WRITTEN
from edi.profiles import load_profiles
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from tests.edi.mutations import mutate
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


def wrapped(data: bytes, line_break: bytes, width: int = 80) -> bytes:
    """The bytes in lines of equal width."""
    flat = data.translate(None, b"\r\n")
    return line_break.join(flat[at : at + width] for at in range(0, len(flat), width))


ENCODED = {
    "wrapped": lambda data: wrapped(data, b"\n"),
    "wrapped and ended": lambda data: wrapped(data, b"\r\n") + b"\r\n",
    "wrapped in 60": lambda data: wrapped(data, b"\r", 60),
    "UTF-16, little end first": lambda data: b"\xff\xfe" + data.decode().encode("utf-16-le"),
    "UTF-16, big end first": lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be"),
    "UTF-16 without mark": lambda data: data.decode().encode("utf-16-le"),
    "UTF-16 and wrapped": lambda data: wrapped(data, b"\r\n").decode().encode("utf-16"),
    "several, blanks between": lambda data: data + b"  \r\n" + data.replace(b"~", b"!") + b" \n",
    "each segment on a line": lambda data: data.replace(b"\n", b"").replace(b"~", b"~\r\n"),
}


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_file_comes_back_however_it_was_encoded(name: str, path: Path):
    data = ENCODED[name](path.read_bytes())
    assert write_json(printed(data), None).content == data


@pytest.mark.parametrize("name", ENCODED)
def test_a_file_that_was_changed_keeps_its_encoding(name: str):
    one, two = (interchange(order_set(), order_set(control="0002")) for _ in range(2))
    two = two.replace(b"4500017**", b"4500018**", 1)
    table = printed(ENCODED[name](one))
    first_set(table)["document"]["number"] = "4500018"
    for later in table["interchanges"][1:]:
        later["groups"][0]["transaction_sets"][0]["document"]["number"] = "4500018"
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content == ENCODED[name](two)


@pytest.mark.parametrize("una", ["", "UNA:+.? '", "UNA:+.? '\n", "UNA;*.! ~"])
@pytest.mark.parametrize("line_break", ["", "\n", "\r\n"])
def test_edifact_comes_back_with_and_without_una(una: str, line_break: str):
    text = (FIXTURES[-1].parent / "ORDERS_bonsai_order.edi").read_text()
    text = text.partition("UNA:+.? '")[2].lstrip() if text.startswith("UNA") else text
    text = text.replace("LIN+1", "FTX+AAI+++a ?'b?' ?+ ??'\nLIN+1", 1)
    text = text.replace("\n", line_break)
    if una.startswith("UNA;"):
        text = text.translate(str.maketrans("+:?'", "*;!~"))
    data = (una + text).encode()
    assert write_json(printed(data), None).content == data


def test_a_message_without_a_release_character_is_cut_at_its_terminators():
    text = (FIXTURES[-1].parent / "ORDERS_bonsai_order.edi").read_text()
    text = text.replace("?'", "? ").replace("\n", "")
    data = b"UNA:+.  '" + text.encode()
    table = printed(data)
    lines = [line.split("+") for line in text.split("'")]
    heads = [line[0] for line in lines]
    assert first_set(table)["segments"] == lines[heads.index("UNH") : heads.index("UNT") + 1]
    assert write_json(table, None).content == data


def test_a_mutated_file_comes_back_byte_for_byte():
    rng = random.Random(7)
    for path in FIXTURES:
        for _ in range(5):
            data = mutate(path.read_bytes(), rng)
            assert write_json(printed(data), None).content == data


def test_json_that_went_through_another_tool_is_still_what_was_read():
    data = b"junk" + interchange(order_set()).rstrip(b"~\n")
    table = json.loads(json.dumps(printed(data), sort_keys=True, indent=4))
    assert write_json(table, None).content == data


def test_a_file_that_is_not_clean_is_not_written_once_it_was_changed():
    data = interchange(order_set(count=99)).replace(b"CTT*2*15~\n", b"CTT*2*15~  \n")
    table = printed(data)
    assert write_json(table, None).content == data
    table["interchanges"][0]["usage"] = "T"
    assert [f.code.value for f in write_json(table, None).findings] == ["SE_COUNT_WRONG"]
    first_set(table)["segments"][-1][1] = "9"
    written = write_json(table, None)
    assert (written.findings, b"SE*9*0001~" in written.content) == ((), True)


def test_sets_that_were_taken_out_are_counted():
    table = printed(interchange(order_set(), order_set(control="0002")))
    del table["interchanges"][0]["groups"][0]["transaction_sets"][1]
    assert write_json(table, None).content == interchange(order_set())
    table = printed(interchange(order_set()) + interchange(order_set(), control=2))
    del table["interchanges"][0]
    assert write_json(table, None).content == interchange(order_set(), control=2)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("45*17", "ELEMENT_CHARACTER"),
        ("45~17", "ELEMENT_CHARACTER"),
        ("45>17", "ELEMENT_CHARACTER"),
        ("45\n17", "ELEMENT_CHARACTER"),
        ("45\x1d17", "ELEMENT_CHARACTER"),
        ("45\u03a917", "CHARACTER_OUTSIDE"),
        ("N" * 40, "ELEMENT_LONG"),
        ("", "ELEMENT_MISSING"),
    ],
)
def test_a_value_that_cannot_be_written_as_it_is_is_told(value: str, code: str):
    table = printed(interchange(order_set()))
    first_set(table)["document"]["number"] = value
    (finding, *_) = write_json(table, None).findings
    assert (finding.code.value, finding.segment, finding.element) == (code, 2, "BEG03")


def test_a_value_that_the_set_has_no_place_for_is_told():
    table = printed(interchange(order_set()))
    identifiers = first_set(table)["document"]["lines"][1]["identifiers"]
    identifiers += [["SK", str(number)] for number in range(12)]
    (finding, *_) = write_json(table, None).findings
    assert finding.code.value in ("ELEMENT_TOO_MANY", "VALUE_UNWRITTEN")
    table = printed((FIXTURES[0].parent / "CONTRL_one_refused.edi").read_bytes())
    first_set(table)["document"]["sets"][0]["codes"] = ["29", "28"]
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, finding.found) == ("VALUE_UNWRITTEN", "28")
    assert "sets[0].codes[1]" in finding.message


def test_a_segment_that_was_edited_may_not_hold_a_delimiter():
    table = printed(interchange(order_set()))
    first_set(table)["segments"][1][3] = "45*17"
    first_set(table)["document"] = None
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, finding.element) == ("ELEMENT_CHARACTER", "BEG03")


def test_characters_beyond_ascii_are_written_as_the_file_has_them():
    for encoding in ("utf-8", "latin-1"):
        body = ("BEG*00*SA*4500017**20260302", "N1*BY*CAF\u00c9", *BODY[4:])
        lines = interchange(order_set(body)).decode("latin-1")
        table = printed(lines.encode(encoding))
        first_set(table)["document"]["number"] = "\u00c9"
        written = write_json(table, None)
        assert written.findings == ()
        assert written.content == lines.replace("4500017**", "\u00c9**").encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("known", ["", "\u00e9"])
@pytest.mark.parametrize("standard", ["X12", "EDIFACT"])
def test_a_file_of_utf_16_is_changed_within_utf_16(standard: str, known: str, encoding: str):
    lines = interchange(order_set()).decode()
    if standard == "EDIFACT":
        lines = (FIXTURES[0].parent / "ORDERS_bonsai_order.edi").read_bytes().decode()
    lines = lines.replace("4500017", f"45{known}")
    table = printed(lines.encode(encoding))
    assert first_set(table)["document"]["number"] == f"45{known}"
    first_set(table)["document"]["number"] = "46\u00e9"
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content.decode(encoding).count("46\u00e9") == 1
    assert first_set(printed(written.content))["document"]["number"] == "46\u00e9"


def test_edifact_releases_delimiters_and_refuses_what_its_level_lacks():
    data = (FIXTURES[0].parent / "ORDERS_bonsai_order.edi").read_bytes()
    table = printed(data)
    first_set(table)["document"]["number"] = "45+17'?"
    written = write_json(table, None)
    assert written.findings == ()
    assert b"45?+17?'??" in written.content
    for number in ("45\u03a9", "45\x0717"):
        first_set(table)["document"]["number"] = number
        (finding,) = write_json(table, None).findings
        assert finding.code.value in ("CHARACTER_OUTSIDE", "ELEMENT_CHARACTER")


GUIDE = load_profiles(
    {"acme": 'ids = ["08:ACME"]\nstrict = true\n[overlays."850"]\ncodes = { BEG02 = ["NE"] }\n'}
)


def test_what_is_read_is_judged_by_the_partners_guide():
    data = interchange(order_set())
    table = read_file([data], GUIDE)
    one = first_set(table)
    assert table["interchanges"][0]["partner"] == "acme"
    assert [(f["code"], f["severity"]) for f in one["findings"]] == [
        ("GUIDE_ELEMENT_CODE", "error")
    ]
    assert one["accepted"] is False
    assert first_set(printed(data))["accepted"] is True
    assert write_json(json.loads(json.dumps(table)), None, GUIDE).content == data
    ours = data.replace(b"*08*ACME     ", b"*08*CROSSDOCK").replace(
        b"*ZZ*CROSSDOCK", b"*08*ACME     "
    )
    assert read_file([ours], GUIDE)["interchanges"][0]["partner"] == "acme"
    assert read_file([data], load_profiles({}))["interchanges"][0]["partner"] is None


def test_what_was_changed_is_held_to_the_partners_guide():
    table = printed(interchange(order_set()))
    first_set(table)["document"]["number"] = "4500018"
    assert write_json(table, None).findings == ()
    (finding,) = write_json(table, None, GUIDE).findings
    assert (finding.code.value, finding.element) == ("GUIDE_ELEMENT_CODE", "BEG02")


def test_a_changed_document_is_written_anew_with_its_counts():
    table = printed(interchange(order_set(), order_set(control="0002")))
    document = first_set(table)["document"]
    document["number"] = "4500018"
    document["lines"].append({**document["lines"][0], "line": "3", "quantity": "7"})
    assert [f.code.value for f in write_json(table, None).findings] == ["COUNT_DIFFERS"]
    document["line_count"], document["hash_total"] = 3, "22"
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
    for changed in (replace(letter, sender=f"ZZ:{'U' * 16}"), replace(letter, control=10**9)):
        (finding, *_) = write_json({"set": "850", "document": document}, changed).findings
        assert finding.code.value in ("GS_ELEMENT", "GS_CONTROL")
    noted = write_json({"set": "850", "document": {**document, "number": "45|17"}}, letter)
    assert [note.code.value for note in noted.notes] == ["CHARACTER_SUBSTITUTED"]
    strict = replace(letter, profile=replace(profile, outside="refuse"))
    refused = write_json({"set": "850", "document": {**document, "number": "45|17"}}, strict)
    assert [found.code.value for found in refused.findings] == ["CHARACTER_OUTSIDE"]
    with pytest.raises(Unfit, match="the partner"):
        write_json({"set": "850", "document": document}, None)
    with pytest.raises(Unfit, match="none of those"):
        write_json({"set": "999999", "document": document}, letter)


def test_what_a_group_is_refused_for_is_told_once_and_refuses_its_sets():
    one = interchange(order_set())
    again = one.replace(b"IEA*1", b"IEA*2")
    group = one[one.index(b"GS*") : one.index(b"IEA*")]
    data = again.replace(b"IEA*", group + b"IEA*")
    first, second = read_file([data])["interchanges"][0]["groups"]
    assert [found["code"] for found in first["findings"]] == []
    assert [found["code"] for found in second["findings"]] == ["GS_CONTROL_DUPLICATE"]
    assert [group["transaction_sets"][0]["accepted"] for group in (first, second)] == [True, False]
