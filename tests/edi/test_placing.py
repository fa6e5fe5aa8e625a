"""A segment out of its place is told, closes nothing, and takes nothing away that comes after it.

Each segment of each of our documents is moved and doubled. Some moves make another document that
the grammar has too: a segment may stand at several levels. What no move may do is take a line, a
level or an event out of a document that is accepted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from edi.framed import SetFramed
from edi.frames import frame
from edi.rewriting import write_json
from edi.segment_tree import Leaf, leaves, tree
from edi.transaction_sets import MESSAGES, SETS, UNANSWERED, ReadSet, read_set
from tests.edi.mutations import pieces
from tests.edi.unread_segments import one_set, printed
from tests.edi.wire import interchange, sets_of

HERE = Path(__file__).parent
DOCUMENTS = [
    path
    for path in sorted((HERE / "fixtures").glob("*.edi"))
    if path.name[:3] not in UNANSWERED and not path.name.startswith("CONTRL")
]
PARTS = {
    "ActivityLine", "Activity", "AdjustmentLine", "Advice", "AdviceError", "AnsweredLine",
    "ChangedLine", "FreightLine", "InvoiceLine", "Level", "LineAnswer", "OrderLine", "PaidEntity",
    "ReceivedLine", "Remittance", "ShipmentLeg", "ShippedLine", "ShippedPackage",
    "ShippingOrderGroup", "ShippingOrderLine", "StatusEvent", "StockLine", "Stop", "StopOrder",
    "Subline", "TransferLine",
}  # fmt: skip
"""What documents are made of."""
COUNTED = {"id", "parent", "has_children", "number", "sequence", "line"}
OUT = "SEGMENT_OUT_OF_SEQUENCE"
ENVELOPE = "UNB+UNOC:3+5412345000099:14+HARBORPINE:ZZ+260309:0615+17'"


def x12(code: str, *body: str) -> ReadSet:
    """An X12 set as it is read."""
    return read_set(sets_of(interchange([f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]))[0])


def edifact(code: str, *body: str) -> ReadSet:
    """An EDIFACT message as it is read."""
    whole = [f"UNH+1+{code}:D:96A:UN", *body, f"UNT+{len(body) + 2}+1"]
    return read_set(
        sets_of("".join((ENVELOPE, *(f"{one}'" for one in whole), "UNZ+1+17'")).encode())[0]
    )


def told(read: ReadSet) -> list[tuple[str, str, int]]:
    """What is wrong with its structure: codes, segments and their numbers."""
    return [
        (each.code.value, each.element, each.segment)
        for each in sorted(read.findings, key=lambda finding: finding.segment)
        if each.code.value.startswith(("SEGMENT_", "LOOP_"))
    ]


def parts_of(value: Any) -> Iterator[str]:
    """What a document is made of, by the names of its parts."""
    if isinstance(value, tuple):
        for one in value:
            yield from parts_of(one)
    elif is_dataclass(value):
        if type(value).__name__ in PARTS:
            yield type(value).__name__
        for field in fields(value):
            yield from parts_of(getattr(value, field.name))


def values_of(value: Any) -> Iterator[str]:
    """What a document says, but for its counts, numbers of lines and its tree."""
    if isinstance(value, tuple):
        for one in value:
            yield from values_of(one)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in COUNTED:
                yield from values_of(getattr(value, field.name))
    elif value not in ("", None):
        yield str(value)


def places_in(sent: list[bytes], rng: random.Random) -> Iterator[tuple[int, int]]:
    """Each segment of a set, and some places in it, counted from 0."""
    for at in range(1, len(sent) - 1):
        for to in rng.sample(range(1, len(sent)), min(10, len(sent) - 1)):
            yield at, to


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_segment_out_of_its_place_takes_nothing_away(path: Path):
    framed = next(part for part in frame([path.read_bytes()]) if isinstance(part, SetFramed))
    end = framed.interchange.delimiters.segment
    sent = pieces(framed.raw, framed.interchange.delimiters)
    document = read_set(framed).document
    whole = Counter(parts_of(document))
    values = Counter(values_of(document))

    def read(segments: list[bytes], what: str) -> ReadSet:
        again = read_set(replace(framed, raw=b"".join(one + end for one in segments)))
        lost = whole - Counter(parts_of(again.document))
        assert not (lost and again.accepted), f"{what}: {lost}"
        return again

    for at, to in places_in(sent, random.Random(path.name)):
        segment, rest = sent[at], [*sent[:at], *sent[at + 1 :]]
        if to < len(rest):
            what = f"{segment!r} is moved to {to}"
            moved = read([*rest[:to], segment, *rest[to:]], what)
            # Of QTY and LOC of a message, the places say what they are of.
            silent = values - Counter(values_of(moved.document))
            if path.stem[:3].isdecimal() and moved.accepted and told(moved):
                assert not silent, f"{what}: {silent}"
        what = f"{segment!r} is doubled to {to}"
        doubled = read([*sent[:to], segment, *sent[to:]], what)
        wrong = told(doubled)
        if doubled.accepted and any(one[0] == OUT and one[2] == to + 1 for one in wrong):
            twins = {to + 1, at + 1 + (to <= at)}
            assert {one[2] for one in wrong} <= twins, f"{what}: {wrong}"


SHIPPED = ("BSN*00*SH-1*20260309*0101*0004", "HL*1**S", "HL*2*1*O", "PRF*1", "HL*3*2*I")
ITEMS = (
    "LIN**VN*A", "SN1**1*EA", "PO4*1", "LIN**VN*B", "SN1**2*EA", "PO4*1",
)  # fmt: skip


def test_a_segment_that_comes_again_is_too_many_wherever_it_comes():
    assert told(x12("856", *SHIPPED, *ITEMS)) == [
        ("SEGMENT_OVER_MAX", "LIN", 10),
        ("SEGMENT_OVER_MAX", "SN1", 11),
        ("SEGMENT_OVER_MAX", "PO4", 12),
    ]
    assert told(x12("856", *SHIPPED, *ITEMS[:2], "SN1**2*EA")) == [("SEGMENT_OVER_MAX", "SN1", 9)]


def test_a_segment_whose_place_is_full_is_too_many_and_not_out_of_its_place():
    order = ("REF*DP*1", "PRF*2")
    assert told(x12("856", *SHIPPED[:4], *order)) == [("SEGMENT_OVER_MAX", "PRF", 7)]
    body = ("BEG*00*SA*1**20260302", "REF*DP*1", "BEG*00*SA*2**20260302", "PO1*1*1*EA***VN*A")
    assert told(x12("850", *body)) == [("SEGMENT_OVER_MAX", "BEG", 4)]
    assert told(x12("850", *body[:2], body[3], body[2])) == [("SEGMENT_OVER_MAX", "BEG", 5)]
    moved = x12("856", *SHIPPED[:3], "REF*DP*1", "PRF*1", "REF*DP*2")
    assert told(moved) == [(OUT, "PRF", 6)]


def test_what_comes_behind_a_late_segment_goes_on_from_where_the_set_was():
    event = "AT7*X1*NS***20260310*0755*LT"
    read = x12(
        "214", "B10*PRO-1*SH-1*RDWY", "LX*1", event, "N1*SH*HP*91*22", "N3*1 Dock", event,
        "MS1*NYC*NY*US",
    )  # fmt: skip
    assert told(read) == [(OUT, "N1", 5)]
    (leg,) = read.document.legs
    assert [event.city for event in leg.events] == ["", "NYC"]
    assert [(party.role, party.streets) for party in read.document.parties] == [("SH", ("1 Dock",))]


def test_a_late_segment_of_a_header_closes_no_line():
    read = x12(
        "820", "BPR*C*208.25*C*ACH", "TRN*1*1", "ENT*1", "RMR*IV*1**1", "N1*PR*X", "RMR*IV*2**4",
        "REF*IA*3", "DTM*003*20260311", "RMR*IV*3**4",
    )  # fmt: skip
    assert told(read) == [(OUT, "N1", 6)]
    (entity,) = read.document.entities
    assert [one.number for one in entity.remittances] == ["1", "2", "3"]
    assert [len(one.references) for one in entity.remittances] == [0, 1, 0]
    late = edifact(
        "DESADV", "BGM+351+SH-1+9", "CPS+1", "DTM+137:20260309:102", "LIN+1++5410000000019:EN",
        "QTY+12:10:PCE", "CNT+2:1",
    )  # fmt: skip
    assert told(late) == [(OUT, "DTM", 4)]
    (package,) = late.document.levels
    assert [(item.line, item.quantity) for item in package.levels] == [("1", 10)]


def test_a_segment_that_came_too_early_is_told_and_not_those_behind_it():
    order = ("BEG*00*SA*1**20260302", "PO1*1*1*EA***VN*A")
    body = (*order, "CTT*1", "PO4*1*12*EA", "REF*DP*7", "SCH*1*EA***002*20260310")
    assert told(x12("850", *body)) == [(OUT, "CTT", 4)]
    lines = ("LIN+1++5410000000019:EN", "QTY+21:12:PCE")
    message = ("BGM+220+45+9", "DTM+137:20260309:102", *lines, "UNS+S", "LIN+2++5410000000026:EN")
    read = edifact(
        "ORDERS", *message, "QTY+21:3:PCE", "LIN+3++5410000000033:EN", "UNS+S", "CNT+2:3"
    )
    assert told(read) == [(OUT, "UNS", 6)]
    assert [line.quantity for line in read.document.lines] == [12, 3, None]


def test_what_passes_nothing_misses_nothing():
    body = ("BEG*00*SA*1**20260302", "CTT*1", "CUR*BY*USD", "REF*DP*7", "PO1*1*1*EA***VN*A")
    assert told(x12("850", *body)) == [(OUT, "CTT", 3)]


def test_a_segment_without_a_place_is_told_as_passed_over():
    read = x12("850", "BEG*00*SA*1**20260302", "N4*NYC*NY", "PO1*1*1*EA***VN*A")
    assert told(read) == [(OUT, "N4", 3)]
    (finding,) = (each for each in read.findings if each.code.value == OUT)
    assert "passed over" in finding.message
    assert not read.accepted


def test_a_part_of_the_document_without_a_place_is_an_error():
    read = x12("820", "BPR*C*1*C*ACH", "TRN*1*1", "RMR*IV*1**1")
    assert told(read) == [("LOOP_UNPLACED", "RMR", 4)]
    assert not read.accepted


def test_a_tree_goes_on_behind_what_is_out_of_its_place():
    event = "AT7*X1*NS***20260310*0755*LT"
    body = ("B10*PRO-1*SH-1*RDWY", "LX*1", event, "N1*SH*HP*91*22", "N3*1 Dock", event)
    root = tree([[*one.split("*")] for one in body], SETS["214"].grammars["004010"])
    where = {leaf.number: "" if leaf.place is None else leaf.place.path for leaf in leaves(root)}
    assert [where[number] for number in range(2, 8)] == [
        "B10", "LX/LX", "LX/AT7/AT7", "N1/N1", "N1/N3", "LX/AT7/AT7",
    ]  # fmt: skip
    leg = next(child for child in root.children if not isinstance(child, Leaf))
    assert [leaf.number for leaf in leaves(leg)] == [3, 4, 7]


def test_ids_that_no_grammar_has_are_not_kept():
    grammar = MESSAGES["ORDERS"].grammars["D96A"]
    known = len(grammar.first.steps)
    for number in range(100):
        assert grammar.step(grammar.first, f"Q{number}") is None
    assert len(grammar.first.steps) == known


def test_a_document_with_a_segment_out_of_its_place_can_be_changed():
    event = "AT7*X1*NS***20260310*0755*LT"
    body = ("B10*PRO-1*SH-1*RDWY", "LX*1", event, "N1*SH*HP*91*22", event, "MS1*NYC*NY*US")
    data = interchange(["ST*214*0001", *body, "SE*8*0001"]).replace(b"GS*PO", b"GS*QM")
    table = printed(data)
    document = one_set(table)["document"]
    document["legs"][0]["events"][1]["city"] = "Dallas"
    written = write_json(table, None).content
    assert one_set(printed(written))["document"] == document
    assert b"MS1*Dallas*NY*US" in written
    assert sorted(written.split(b"~")) == sorted(data.replace(b"*NYC*", b"*Dallas*").split(b"~"))
