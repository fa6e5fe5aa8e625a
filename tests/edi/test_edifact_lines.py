"""Sub-lines of EDIFACT are in their lines, and lines of ORDERS order something."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from edi.edifact_writing import PLAIN, edifact_segment
from edi.facts import OrderAccepted
from edi.pair_state import PairState
from edi.rewriting import write_json
from edi.transaction_sets import MESSAGES, read_set
from tests.edi.test_edifact import message, took
from tests.edi.test_edifact_content import read, segments
from tests.edi.test_rewriting import first_set, printed
from tests.edi.wire import sets_of

HEADS = {
    "ORDERS": ("BGM+220+PO1+9", "DTM+137:20260309:102"),
    "ORDCHG": ("BGM+230+CH1+4", "DTM+137:20260309:102", "RFF+ON:PO1"),
    "ORDRSP": ("BGM+231+SO1+29", "DTM+137:20260309:102", "RFF+ON:PO1"),
    "INVOIC": ("BGM+380+INV1+9", "DTM+137:20260309:102", "RFF+ON:PO1"),
    "DESADV": ("BGM+351+SH1+9", "DTM+137:20260309:102", "CPS+1"),
}
QUANTITIES = {"INVOIC": "47", "DESADV": "12"}
KIT = ("1", "2+1:1++I", "3")


def lines_of(code: str, *lins: str) -> tuple[str, ...]:
    """Lines of these numbers, each with what a LIN says behind its item."""
    made: list[str] = []
    for lin in lins:
        number, _, rest = lin.partition("+")
        behind = f"+{rest}" if rest else ""
        made += [f"LIN+{number}++54100{number}:EN{behind}", "IMD+F++:::POT"]
        made.append(f"QTY+{QUANTITIES.get(code, '21')}:{int(number)}:PCE")
    return tuple(made)


def body_of(code: str, *lins: str, count: int = 0) -> tuple[str, ...]:
    end = (f"CNT+2:{count or len(lins)}",)
    if code == "INVOIC":
        end = (*end, "MOA+77:1")
    return (*HEADS[code], *lines_of(code, *lins), *(() if code == "DESADV" else ("UNS+S",)), *end)


def told(code: str, *body: str) -> list[tuple[str, str, str]]:
    return [(f.code.value, f.element, f.found) for f in read(code, *body).findings]


def lines(code: str, document: Any) -> Any:
    return document.levels[0].levels if code == "DESADV" else document.lines


def nesting(code: str, *lins: str) -> str:
    found = lines(code, read(code, *body_of(code, *lins)).document)
    return " ".join(
        line.line + "".join(f"[{part.line}]" for part in line.sublines) for line in found
    )


@pytest.mark.parametrize("code", HEADS)
def test_a_sub_line_is_in_the_line_that_it_names_and_comes_back(code: str):
    body = body_of(code, *KIT)
    found = read(code, *body)
    assert [f.as_json() for f in found.findings] == []
    first, second = lines(code, found.document)
    assert ((first.line, first.quantity), (second.line, second.sublines)) == (("1", 1), ("3", ()))
    (part,) = first.sublines
    assert (part.line, part.relation, part.quantity, part.uom) == ("2", "I", 2, "PCE")
    assert (part.identifiers, part.descriptions) == ((("EN", "541002"),), ("POT",))
    assert segments(code, found.document) == list(body)


@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP"])
def test_a_party_of_a_line_or_a_sub_line_is_its_own_and_comes_back(code: str):
    first = ("NAD+DP+5412345000037::9", "RFF+VA:BE0123", "CTA+OC+:ANN", "COM+32255501:TE")
    lins = (*lines_of(code, "1"), *first, *lines_of(code, "2+1:1"), "NAD+MA+77::92")
    body = (*HEADS[code], "NAD+DP+5412345000020::9", *lins, "UNS+S", "CNT+2:1")
    document = read(code, *body).document
    assert [party.id for party in document.parties] == ["5412345000020"]
    (line,) = document.lines
    (party,), (part,) = line.parties, line.sublines
    assert (party.role, party.id, party.qualifier) == ("ST", "5412345000037", "9")
    assert ([each.id for each in part.parties], len(party.contacts)) == (["77"], 1)
    assert segments(code, document) == list(body)


def test_a_party_of_an_item_of_a_despatch_advice_comes_back_where_the_directory_has_it():
    body = (*HEADS["DESADV"], "LIN+1++5:EN", "QTY+12:5:PCE", "NAD+UC+77::92", "CNT+2:1")
    data = message(*body, code="DESADV").replace(b"D:96A", b"D:01B")
    document = read_set(*sets_of(data)).document
    assert [party.id for party in document.levels[0].levels[0].parties] == ["77"]
    written = [edifact_segment(s, PLAIN) for s in MESSAGES["DESADV"].write(document, "D01B")]
    assert written == list(body)


@pytest.mark.parametrize(
    ("lins", "expected", "codes"),
    [
        (("1", "2+1:1", "3+1:1"), "1[2][3]", []),
        (("1", "2+1"), "1[2]", []),
        (("01", "2+1:1"), "01[2]", []),
        (("1", "2", "3+1:1"), "1[3] 2", []),
        (("2+1:1", "1"), "1[2]", []),
        # A sub-line of a sub-line.
        (("1", "2+1:1", "3+1:2"), "1[2][3]", []),
        # No such line, its own, each other's: the line before, or none.
        (("1", "2+1:9"), "1[2]", [("SUBLINE_PARENT", "LIN04-2", "9")]),
        (("1", "2+1:2"), "1[2]", [("SUBLINE_PARENT", "LIN04-2", "2")]),
        (("1", "2+1:3", "3+1:2"), "1[2][3]", []),
        (("1+1:9", "2"), "1 2", [("SUBLINE_PARENT", "LIN04-2", "9")]),
        # Numbers begin anew: the last one before is meant.
        (("1", "2+1:1", "1", "2+1:1"), "1[2] 1[2]", []),
        # 5495 says something else.
        (("1", "2+2:1"), "1 2", []),
    ],
)
def test_which_line_a_sub_line_is_of(
    lins: tuple[str, ...], expected: str, codes: list[tuple[str, str, str]]
):
    assert nesting("ORDERS", *lins) == expected
    assert told("ORDERS", *body_of("ORDERS", *lins)) == codes
    document = read("ORDERS", *body_of("ORDERS", *lins)).document
    assert read("ORDERS", *segments("ORDERS", document)).document == document


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("CNT+2:3", []),
        ("CNT+2:2", []),
        ("CNT+2:1", [("COUNT_DIFFERS", "CNT01-2", "1")]),
        ("CNT+3:3", []),
        ("CNT+3:2", [("COUNT_DIFFERS", "CNT01-2", "2")]),
    ],
)
def test_lines_are_counted_with_their_sub_lines_or_without(
    total: str, expected: list[tuple[str, str, str]]
):
    body = body_of("ORDERS", *KIT)
    assert told("ORDERS", *body[:-1], total) == expected


def ordered(*body: str) -> list[tuple[str, str | None]]:
    facts = took(PairState(), message(*body)).facts
    (row,) = [fact.row for fact in facts if isinstance(fact, OrderAccepted)]
    lines: Any = row["lines"]
    return [(line["line"], line["quantity"]) for line in lines]


def test_a_component_of_a_kit_is_not_ordered_beside_it():
    assert ordered(*body_of("ORDERS", *KIT)) == [("1", "1"), ("3", "3")]


def test_a_changed_line_keeps_what_its_sub_lines_say_wherever_they_stand():
    lins = ("1++541001:EN", "2++541002:EN", "3++541003:EN+1:1")
    each = ((f"LIN+{lin}", f"MEA+PD+AAA+KGM:{lin[0]}", f"QTY+21:{lin[0]}:PCE") for lin in lins)
    body = (*HEADS["ORDERS"], *(segment for line in each for segment in line), "UNS+S")
    table = printed(message(*body))
    first_set(table)["document"]["lines"][0]["sublines"][0]["quantity"] = "7"
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content == message(*(s.replace("21:3:", "21:7:") for s in body))


ONE = ("LIN+1++541001:EN",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((*ONE, "QTY+21:1:PCE"), []),
        ((*ONE, "QTY+21:0,5:PCE"), []),
        ((*ONE, "QTY+21:0:PCE"), [("LINE_QUANTITY", "QTY01-2", "0")]),
        ((*ONE, "QTY+21:-1:PCE"), [("LINE_QUANTITY", "QTY01-2", "-1")]),
        (
            (*ONE, "QTY+21:1E1:PCE"),
            [("ELEMENT_CHARACTER", "QTY01-2", "1E1"), ("LINE_QUANTITY", "QTY01-2", "1E1")],
        ),
        ((*ONE, "QTY+59:12:PCE"), [("LINE_QUANTITY", "QTY", "")]),
        (ONE, [("LINE_QUANTITY", "QTY", "")]),
        ((*ONE, "LOC+7+S1", "QTY+11:4"), []),
        ((*ONE, "QTY+21:4", "LOC+7+S1", "QTY+11:4", "LOC+7+S2"), []),
        (
            (*ONE, "QTY+21:4", "LOC+7+S1", "QTY+11:3"),
            [("SCHEDULE_DIFFERS", "QTY01-2", "4")],
        ),
        (("LIN+++541001:EN", "QTY+21:1"), [("LINE_NUMBER_ASSUMED", "LIN01", "")]),
        # A component's quantity is its own affair.
        ((*ONE, "QTY+21:1", "LIN+2++541002:EN+1:1"), []),
    ],
)
def test_a_line_orders_a_quantity_that_can_be_shipped(
    line: tuple[str, ...], expected: list[tuple[str, str, str]]
):
    assert told("ORDERS", *HEADS["ORDERS"], *line, "UNS+S") == expected


def test_a_line_of_a_change_may_have_come_to_nothing():
    head = ("BGM+220+PO1+4", HEADS["ORDERS"][1])
    assert told("ORDERS", *head, *ONE, "QTY+21:0", "UNS+S") == []


def test_a_quantity_with_a_comma_is_ordered_as_a_number():
    body = (*HEADS["ORDERS"], *ONE, "QTY+21:10,5:PCE", "UNS+S")
    assert Decimal(str(ordered(*body)[0][1])) == Decimal("10.5")


@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP", "INVOIC"])
def test_a_price_is_for_what_its_line_or_sub_line_says(code: str):
    prices = ("PRI+AAA:250:CT::100:PCE", "PRI+AAA:7:::1000:PCE")
    parts = zip(("1", "2+1:1++I"), prices, strict=True)
    body = [segment for lin, price in parts for segment in (*lines_of(code, lin), price)]
    end = ("UNS+S", "CNT+2:2", *(("MOA+77:2.5",) if code == "INVOIC" else ()))
    message_read = read(code, *HEADS[code], *body, *end)
    (line,) = lines(code, message_read.document)
    (part,) = line.sublines
    said = [(each.price, each.basis, each.price_per, each.price_uom) for each in (line, part)]
    assert said == [
        (Decimal(250), "CT", Decimal(100), "PCE"),
        (Decimal(7), "", Decimal(1000), "PCE"),
    ]
    written = segments(code, message_read.document)
    assert [segment for segment in written if segment.startswith("PRI")] == list(prices)
    assert read(code, *written).document == message_read.document
