"""Requests to send: who may send them, and where what is wrong with one is found."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from edi.profiles import Profiles, load_profiles
from flows.door import Door
from flows.homes import partners_by_id
from flows.progress import Progress
from flows.requests import read_requests
from flows.results import FINDINGS
from flows.settings import FlowSettings
from flows.trading import PairParts, TradingFold
from schemas.findings import Finding
from sources.findings import Found, finding_rows
from sources.names import lane_names, lane_of
from sources.openers import read_openers
from sources.pairs import readers_of
from sources.pieces import FileKind, Inbox, Noted, Piece, Place
from tests.edi.test_replying import NARROW, spent
from tests.edi.wire import frame, interchange, order_set

TEXTS = {
    "zest": 'ids = ["ZZ:ZEST"]\n',
    "west": 'ids = ["ZZ:WESTERN"]\nour_ids = ["ZZ:WEST", "ZZ:EAST"]\n',
}
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def request(id: str, partner: str = "zest", **said: Any) -> str:  # noqa: A002
    """A line that asks for an acknowledgment of an order, or for what `document` says."""
    document = {"purpose": "00", "type": "AT", "number": f"N-{id}", "date": "2026-03-02"}
    document |= said.pop("document", {})
    return json.dumps({"id": id, "partner": partner, "set": "855", "document": document} | said)


def invoice(id: str, total: str) -> str:  # noqa: A002
    """A line that asks for the invoice I."""
    document = {"number": "I", "date": "2026-03-02", "total": total}
    return json.dumps({"id": id, "partner": "zest", "set": "810", "document": document})


def profiles(*ours: str) -> Profiles:
    return load_profiles(TEXTS, ours)


def piece(path: Path, content: bytes, offset: int = 0) -> Piece:
    """What the inbox gives of a file, from an offset on."""
    path.write_bytes(content)
    place = Place(file=f"documents/{path.name}", path=str(path), offset=offset)
    return Piece(
        place=place, inbox=Inbox.DOCUMENTS, kind=FileKind.JSON_LINES, data=content[offset:],
        read_at=NOW,
    )  # fmt: skip


def sent(
    folder: Path, content: bytes, known: Profiles, *, offset: int = 0, base: bytes | None = None
) -> tuple[int, list[dict[str, Any]]]:
    """How many requests go on, and the rows of all findings on them."""
    read = piece(folder / "r.jsonl", content, offset)
    lanes = [read_requests(lane, read, known, known.our_ids) for lane in lane_names()]
    asked = [result for results, _ in lanes for result in results]
    trading = TradingFold("0", known, Progress(folder), lambda _: (base, []))
    results = trading.apply([result.rows for result in asked])
    frames = [result.rows for result in results if result.tag == FINDINGS]
    frames += [found for _, found in lanes if found is not None]
    rows = pl.concat(frames).sort("offset").to_dicts() if frames else []
    return len(asked), rows


@pytest.mark.parametrize(
    ("partner", "ours", "sender", "goes"),
    [
        ("zest", (), "ZZ:ANY", True),
        ("zest", ("ZZ:US",), "ZZ:US", True),
        ("zest", ("ZZ:US", "01:US"), "01:US", True),
        ("zest", ("ZZ:US",), None, True),
        ("zest", ("ZZ:US",), "ZZ:STRANGER", False),
        ("zest", ("ZZ:US",), "01:US", False),
        ("zest", ("ZZ:US",), "US", False),
        ("zest", ("ZZ:US",), ["ZZ:US"], False),
        ("zest", (), None, False),
        ("zest", (), 7, False),
        ("west", (), "ZZ:EAST", True),
        ("west", (), None, True),
        ("west", ("ZZ:US",), "ZZ:US", False),
    ],
)
def test_a_document_goes_out_only_under_an_id_to_which_its_partner_answers(
    tmp_path: Path, partner: str, ours: tuple[str, ...], sender: object, goes: bool
):
    line = request("a", partner=partner, sender=sender).encode()
    asked, found = sent(tmp_path, line + b"\n", profiles(*ours))
    assert asked == goes
    shown = "" if sender is None else str(sender)
    refused = [("REQUEST_UNFIT", "sender", shown, line)]
    told = [(row["code"], row["element"], row["found"], row["raw"]) for row in found]
    assert told == ([] if goes else refused)


def test_a_document_goes_to_its_own_partner_where_two_profiles_have_an_id(tmp_path: Path):
    texts = {
        "abc": 'ids = ["08:ABC"]',
        "abd": 'ids = ["08:ABC", "ZZ:ABD"]',
        "abe": 'ids = ["08:ABC"]',
    }
    known = load_profiles(texts, ("ZZ:US",))
    lines = "\n".join(request(partner, partner=partner) for partner in sorted(texts))
    read = piece(tmp_path / "r.jsonl", lines.encode())
    lanes = [read_requests(lane, read, known, known.our_ids) for lane in lane_names()]
    reached = {result.rows.request.receiver for results, _ in lanes for result in results}
    assert reached == {"08:ABC", "ZZ:ABD"}
    (found,) = [row for _, rows in lanes if rows is not None for row in rows.to_dicts()]
    assert (found["code"], found["element"], found["found"]) == ("REQUEST_UNFIT", "partner", "abe")


def test_every_finding_on_a_request_is_at_its_line(tmp_path: Path):
    lines = [
        request("fine", document={"seller_number": "SO\x01881"}),
        "",
        request("long", document={"number": "9" * 40}),
        request("fine", document={"number": "other"}),
        request("unfit", usage="X"),
        "{",
        invoice("i-1", "5.00"),
        invoice("i-2", "6.00"),
        invoice("i-3", "5.00"),
        "[]",
    ]
    content = "".join(f"{line}\n" for line in lines).encode()
    _, found = sent(tmp_path, content, profiles("ZZ:US"))
    places = [content.index(f"{line}\n".encode()) for line in lines]
    expected = [
        (1, "CHARACTER_SUBSTITUTED", "BAK08"),
        (3, "ELEMENT_LONG", "BAK03"),
        (4, "REQUEST_REUSED", None),
        (5, "REQUEST_UNFIT", "usage"),
        (6, "NOT_JSON", None),
        (8, "INVOICE_REISSUED", None),
        (9, "INVOICE_SENT", None),
        (10, "NOT_AN_OBJECT", None),
    ]
    assert [(row["line"], row["code"], row["element"]) for row in found] == expected
    assert [row["offset"] for row in found] == [places[line - 1] for line, *_ in expected]
    raws = [row["raw"] for row in found if row["severity"] == "error"]
    assert raws == [lines[line - 1].encode() for line in (3, 4, 5, 6, 8, 10)]
    # A piece from the middle of the file tells the same places.
    _, later = sent(tmp_path, content, profiles("ZZ:US"), offset=places[2])
    assert [(row["line"], row["offset"]) for row in later if row["code"] == "ELEMENT_LONG"] == [
        (3, places[2])
    ]


def test_a_byte_order_mark_before_the_first_request_is_no_part_of_it(tmp_path: Path):
    lines = [request("long", document={"number": "9" * 40}).encode(), b"{"]
    content = b"\xef\xbb\xbf" + b"\n".join(lines)
    asked, found = sent(tmp_path, content, profiles("ZZ:US"))
    told = [(row["code"], row["line"], row["offset"], row["raw"]) for row in found]
    assert (asked, told) == (1, [
        ("ELEMENT_LONG", 1, content.index(lines[0]), lines[0]),
        ("NOT_JSON", 2, content.rindex(lines[1]), lines[1]),
    ])  # fmt: skip
    # Elsewhere it is an error of its line.
    asked, found = sent(tmp_path, b"\n" + content, profiles("ZZ:US"))
    assert (asked, [(row["code"], row["line"]) for row in found]) == (
        0, [("NOT_JSON", 2), ("NOT_JSON", 3)],
    )  # fmt: skip


def test_a_request_without_a_number_is_told_at_its_line(tmp_path: Path):
    pair = "08:ACME/ZZ:CROSSDOCK/P"
    base = pickle.dumps({pair: spent(day=NOW.date().toordinal()).freeze()})
    line = request("a", partner="acme", sender="ZZ:CROSSDOCK")
    content = f"\n{line}\n".encode()
    _, (row,) = sent(tmp_path, content, NARROW, base=base)
    assert (row["code"], row["line"], row["offset"]) == ("NUMBERS_SPENT", 2, 1)


def test_like_faults_of_one_document_are_findings_of_their_own(tmp_path: Path):
    uom = {"quantity": "1", "uom": "TOO LONG", "price": "1.00", "identifiers": [["VN", "A"]]}
    lines = [{"line": number} | uom for number in ("1", "2")]
    asked = request("a", document={"lines": lines}).encode()
    _, found = sent(tmp_path, asked, profiles("ZZ:US"))
    long = [row for row in found if row["code"] == "ELEMENT_LONG"]
    assert [(row["segment"], row["element"]) for row in long] == [(3, "PO103"), (4, "PO103")]
    assert len({row["finding_id"] for row in found}) == len(found)


def test_a_fault_of_a_request_is_for_whoever_wrote_it_to_correct(tmp_path: Path):
    content = request("long", document={"number": "9" * 40}).encode()
    ((row),) = sent(tmp_path, content, profiles("ZZ:US"))[1]
    assert row["action"] == "Correct the request and drop it again; nothing of it went out."
    release = request("old", partner="west", release="004030").encode()
    known = load_profiles({"west": TEXTS["west"] + 'releases = ["004010"]\nsets_out = ["855"]\n'})
    ((row),) = sent(tmp_path, release, known)[1]
    assert (row["code"], row["action"]) == (
        "RELEASE_UNEXPECTED",
        "Correct the request and drop it again; nothing of it went out.",
    )


def test_each_request_comes_by_the_lane_that_reads_what_its_partner_sends(tmp_path: Path):
    known = load_profiles(
        {"acme": 'ids = ["08:ACME"]\n'}
        | {f"p{number}": f'ids = ["ZZ:P{number}"]\n' for number in range(20)}
    )
    wire = tmp_path / "acme.edi"
    wire.write_bytes(interchange(order_set(("BEG*00*SA*1**20260302",))))
    asked = [request("a", partner="acme", sender="ZZ:CROSSDOCK"), "{"]
    asked += [request("a", partner=f"p{number}", sender="ZZ:US") for number in range(20)]
    asked.append(request("b", partner="acme", sender="ZZ:CROSSDOCK"))
    read = piece(tmp_path / "r.jsonl", "\n".join(asked).encode())
    came: dict[str, list[tuple[str, int]]] = {}
    told: list[str] = []
    for lane in lane_names():
        results, found = read_requests(lane, read, known, ())
        came[lane] = [(result.rows.request.receiver, result.rows.line) for result in results]
        told += [lane] * (found is not None)
    assert sorted(line for lines in came.values() for _, line in lines) == [1, *range(3, 24)]
    assert told == [lane_names()[lane_of("documents/r.jsonl")]]
    (lane,) = readers_of(read_openers(str(wire)), "", partners_by_id(known)).lanes
    home = came[lane_names()[lane]]
    assert [line for receiver, line in home if receiver == "08:ACME"] == [1, 23]


def test_what_is_read_is_counted_though_nothing_of_it_goes_out(tmp_path: Path):
    counted = Progress(tmp_path)
    door = Door(FlowSettings(data=str(tmp_path), our_ids=("ZZ:US",)), counted)
    unfit = request("a", partner="nobody").encode()
    for lane in lane_names():
        door.decode((lane, piece(tmp_path / "r.jsonl", unfit + b"\n\n{\n")))
    note = finding_rows([Found(code=Finding.FILE_UNREADABLE)], "edi/a.edi", NOW)
    door.decode(("00", Noted(findings=note)))
    counted.write(at_once=True)
    (path,) = tmp_path.glob("counters-*.json")
    assert json.loads(path.read_text()) == {"requests read": 2, "findings": 3}


def test_a_refusal_that_cannot_be_written_is_told_at_the_document_that_it_refuses(tmp_path: Path):
    # Its number does not fit an 855, which must repeat it: the partner may not be told by EDI.
    settings = 'advice = "855"\nsets_out = ["855"]\nlevels = { balance = "error" }\n'
    known = load_profiles({"acme": 'ids = ["08:ACME"]\n' + settings})
    body = ("BEG*00*SA*" + "4" * 40 + "**20260302", "PO1*1*12*EA*9.25*PE*VN*A", "CTT*9")
    parts = tuple(frame(b"\n" + interchange(order_set(body))))
    value = PairParts(
        pair="08:ACME/ZZ:CROSSDOCK/P", file="edi/a.edi", stream="a", parts=parts, read_at=NOW
    )
    trading = TradingFold("0", known, Progress(tmp_path), lambda _: (None, []))
    rows = [
        row
        for result in trading.apply([value])
        if result.tag == FINDINGS
        for row in result.rows.to_dicts()
        if str(row["document"]).startswith("request/advice/")
    ]
    (begin,) = {part.offset for part in parts if hasattr(part, "raw")}
    assert rows
    assert {row["offset"] for row in rows} == {begin}
    assert {row["action"] for row in rows} == {
        "Tell the sender in another way; what tells it in EDI cannot be written."
    }


@pytest.mark.parametrize(
    ("sent_as", "twice", "field"),
    [
        ('"id": "a"', '"id": "b", "id": "a"', "id"),
        ('"partner": "zest"', '"partner": "west", "partner": "zest"', "partner"),
        ('"number": "N-a"', '"number": "N-b", "number": "N-a"', "number"),
        ('"quantity": "10"', '"quantity": "99", "quantity": "10"', "quantity"),
        ('"quantity": "10"', '"quantity": "10", "quantity": "10"', "quantity"),
        ('"number": "N-a"', '"number": null, "number": "N-a"', "number"),
    ],
)
def test_a_request_that_says_a_field_twice_is_refused(
    tmp_path: Path, sent_as: str, twice: str, field: str
):
    lines = [{"line": "1", "quantity": "10", "uom": "EA", "identifiers": [["VN", "A"]]}]
    line = request("a", document={"lines": lines}).replace(sent_as, twice)
    assert line.count(f'"{field}"') > 1
    asked, found = sent(tmp_path, line.encode(), profiles("ZZ:US"))
    told = [(row["code"], row["element"], row["severity"]) for row in found]
    assert (asked, told) == (0, [("FIELD_REPEATED", field, "error")])


def test_like_fields_of_several_objects_are_no_repetition(tmp_path: Path):
    lines = [{"line": number, "quantity": "10"} for number in ("1", "2")]
    asked, _ = sent(tmp_path, request("a", document={"lines": lines}).encode(), profiles("ZZ:US"))
    assert asked == 1


@pytest.mark.parametrize("said", [{"sendr": "ZZ:EAST"}, {"test": True}, {"Usage": "T"}])
def test_a_request_with_a_field_that_is_none_of_its_own_is_refused(
    tmp_path: Path, said: dict[str, Any]
):
    asked, found = sent(tmp_path, request("a", **said).encode(), profiles("ZZ:US"))
    told = [(row["code"], row["element"], row["found"]) for row in found]
    (name,) = said
    assert (asked, told) == (
        0, [("REQUEST_UNFIT", name, "there is no such field of a request")],
    )  # fmt: skip


def test_a_release_that_is_no_text_is_refused_and_not_overlooked(tmp_path: Path):
    asked, found = sent(tmp_path, request("a", release=4010).encode(), profiles("ZZ:US"))
    assert (asked, [(row["code"], row["element"]) for row in found]) == (
        0, [("FIELD_TYPE", "release")],
    )  # fmt: skip
