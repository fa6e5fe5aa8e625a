"""A document that was changed loses nothing that its segments said and it never did."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from edi.rewriting import write_json
from tests.edi.test_rewriting import FIXTURES
from tests.edi.unread_segments import one_set, printed, with_unread, with_unread_elements
from tests.edi.wire import BODY, interchange, order_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Table = dict[str, Any]
MADE = ("id", "parent", "has_children", "kind")
COUNTED = ("line_count", "level_count", "hash_total")
CHANGES = 8
ACKNOWLEDGED = ("997", "999", "CONTRL")
WHOLE = ("214", "990")
"""Sets of which nearly every segment is in the document."""


def values(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The values of a document that may be changed alone, each with the way to it."""
    if isinstance(said, dict):
        for name, value in said.items():
            if not name.endswith("_sent") and name not in (*MADE, *COUNTED, "verdict"):
                yield from values(value, (*way, name))
    elif isinstance(said, list):
        for at, value in enumerate(said):
            yield from values(value, (*way, at))
    elif said not in (None, ""):
        yield way, said


def another(value: Any) -> Any:
    """A value of the same kind and length."""
    if isinstance(value, int):
        return value + 1
    last = "1" if value[-1].isdigit() and value[-1] != "1" else "2"
    return value[:-1] + (last if value[-1].isdigit() else "Y" if value[-1] == "Z" else "Z")


def put(document: Any, way: tuple[Any, ...], value: Any) -> None:
    for step in way[:-1]:
        document = document[step]
    document[way[-1]] = value


def pieces(content: bytes, table: Table) -> list[list[bytes]]:
    """A file as the elements of its segments; nothing in the fixtures has a released terminator."""
    marks = table["interchanges"][0]["wire"]["delimiters"]
    end, element = marks["segment"].encode(), marks["element"].encode()
    released = marks["release"].encode() + end if marks["release"] else b"\0"
    whole = content.replace(released, b"\0")
    return [segment.split(element) for segment in whole.split(end)]


def changed_alone(content: bytes, rng: random.Random) -> list[tuple[Any, ...]]:
    """Ways of values of which a change is not written, or changes more than one element."""
    table = printed(content)
    before = pieces(content, table)
    ways = list(values(one_set(table)["document"]))
    rng.shuffle(ways)
    wrong: list[tuple[Any, ...]] = []
    written: list[object] = []
    for way, value in ways:
        if len(written) == CHANGES:
            break
        edited = json.loads(json.dumps(table))
        put(one_set(edited)["document"], way, another(value))
        made = write_json(edited, None)
        if made.findings and all(one.code.value != "VALUE_UNWRITTEN" for one in made.findings):
            continue  # No such code, or a total that does not fit any more.
        written.append(way)
        after = pieces(made.content, table)
        odd = [(one, other) for one, other in zip(before, after, strict=False) if one != other]
        if len(before) != len(after) or len(odd) != 1 or len(odd[0][0]) != len(odd[0][1]):
            wrong.append((way, odd[:2], made.findings))
        elif sum(one != other for one, other in zip(*odd[0], strict=True)) != 1:
            wrong.append((way, odd))
    return [one for one in wrong if not _is_repacked(one)]


def _is_repacked(one: tuple[Any, ...]) -> bool:
    """Whether a unit or qualifier of a place of an SDQ was changed, which stands there for all."""
    way = one[0]
    return "places" in way and way[-1] in ("uom", "qualifier")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_value_is_changed_alone_among_segments_that_no_document_says(path: Path):
    content, added = with_unread(path.read_bytes())
    assert added or path.stem.startswith((*ACKNOWLEDGED, *WHOLE))
    assert changed_alone(content, random.Random(path.stem)) == []


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_value_is_changed_alone_among_elements_that_no_document_says(path: Path):
    rng = random.Random(path.stem)
    content, added = with_unread_elements(path.read_bytes(), 8, rng)
    assert added or path.stem.startswith(ACKNOWLEDGED)
    assert changed_alone(content, rng) == []


def lists(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all lists of a document that have items; a list within a list is a pair."""
    steps = said.items() if isinstance(said, dict) else enumerate(said)
    for step, value in steps:
        if isinstance(value, list) and value and not isinstance(said, list):
            yield (*way, step)
        if isinstance(value, (dict, list)):
            yield from lists(value, (*way, step))


def at(document: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        document = document[step]
    return document


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_list_that_is_emptied_comes_back_where_it_was(path: Path):
    content, _ = with_unread(path.read_bytes())
    table = printed(content)
    ways = list(lists(one_set(table)["document"]))
    random.Random(path.stem).shuffle(ways)
    for way in ways[:CHANGES]:
        edited = json.loads(json.dumps(table))
        put(one_set(edited)["document"], way, [])
        emptied = write_json(edited, None)
        if emptied.findings:
            assert all(one.message or one.element for one in emptied.findings)
            continue
        again = printed(emptied.content)
        assert at(one_set(again)["document"], way) == []
        put(one_set(again)["document"], way, at(one_set(table)["document"], way))
        made = write_json(again, None)
        assert made.findings == ()
        assert one_set(printed(made.content))["document"] == one_set(table)["document"]


LINES = (
    "PO1*1*12*EA*9.25*PE*VN*A",
    "PWK*SD*EL",
    "PO1*2*3*EA*1.5*PE*VN*B",
    "PWK*TS*EL",
    "PO1*3*7*CA*2*PE*VN*C",
)


@cache
def _order(*lines: str) -> str:
    return json.dumps(printed(interchange(order_set((*BODY[:4], *lines, f"CTT*{count(lines)}")))))


def count(lines: tuple[str, ...]) -> int:
    return sum(line.startswith("PO1") for line in lines)


def rewritten(
    change: Callable[[Table], object], *lines: str
) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines of an order after a change of its document, or what is refused and why."""
    table = json.loads(_order(*(lines or LINES)))
    document = one_set(table)["document"]
    change(document)
    document["line_count"] = len(document["lines"])
    written = write_json(table, None)
    body = [line for line in written.content.decode().split("~\n") if line]
    begin = next((at for at, line in enumerate(body) if line.startswith("PO1")), 0)
    end = next((at for at, line in enumerate(body) if line.startswith("CTT")), 0)
    return body[begin:end], [(one.code.value, one.message) for one in written.findings]


def test_a_line_that_is_taken_out_takes_along_what_it_said():
    assert rewritten(lambda document: document["lines"].pop(0)) == (list(LINES[2:]), [])
    assert rewritten(lambda document: document["lines"].pop()) == (list(LINES[:4]), [])


def test_lines_that_are_moved_take_along_what_they_said():
    one, other = rewritten(lambda document: document["lines"].reverse())
    assert (one, other) == ([LINES[4], *LINES[2:4], *LINES[:2]], [])


def test_a_new_line_has_nothing_but_what_it_says():
    new = {"line": "4", "quantity": "5", "uom": "EA", "identifiers": [["VN", "D"]]}
    made = "PO1*4*5*EA***VN*D"
    for at, lines in (
        (0, (made, *LINES)),
        (1, (*LINES[:2], made, *LINES[2:])),
        (3, (*LINES, made)),
    ):
        found = rewritten(lambda document, at=at: document["lines"].insert(at, new))
        assert found == ([*lines], [])


def test_a_line_may_change_while_another_goes():
    def change(document: Table) -> None:
        document["lines"].pop(0)
        document["lines"][0]["quantity"] = "4"

    assert rewritten(change) == ([LINES[2].replace("*3*", "*4*"), *LINES[3:]], [])


def refused(change: Callable[[Table], object], *lines: str) -> str:
    """Why a change is refused that loses one segment."""
    made, ((code, message),) = rewritten(change, *lines)
    assert (made, code) == ([], "VALUE_UNWRITTEN")
    return message


def test_what_belongs_to_no_line_for_certain_is_refused_and_named():
    other = {"line": "7", "quantity": "5", "uom": "CA", "identifiers": [["VN", "Z"]]}
    message = refused(lambda document: document["lines"].__setitem__(1, other))
    assert "segment 9 (PWK)" in message
    assert "not certain to which PO1" in message
    twice = (*LINES[:2], LINES[0])
    message = refused(lambda document: document["lines"].pop(), *twice)
    assert "segment 7 (PWK)" in message


def test_lines_that_say_no_more_than_the_document_are_anyones():
    def change(document: Table) -> None:
        document["lines"][2] = {"line": "9", "quantity": "1", "uom": "EA", "price": "8"}

    assert rewritten(change) == ([*LINES[:4], "PO1*9*1*EA*8"], [])


def test_what_stands_beside_values_that_are_packed_anew_is_refused_and_named():
    def change(document: Table) -> None:
        document["lines"][0]["places"][1]["qualifier"] = "91"

    places = "SDQ*EA*92*01*4*02*8*03*0"
    (made, findings) = rewritten(change, LINES[0], places)
    assert (len(made), findings) == (4, [])
    marked = f"{places}{'*' * 15}Z"
    assert "segment 7 (SDQ)" in refused(change, LINES[0], marked)
    (made, findings) = rewritten(lambda document: document.update(currency="CAD"), LINES[0], marked)
    assert (made, findings) == ([LINES[0], marked], [])


def test_what_stands_beside_a_value_that_is_taken_out_is_refused_and_named():
    table = printed(interchange(order_set((BODY[0], "CUR*BY*USD*1.5", *BODY[1:]))))
    one_set(table)["document"]["currency"] = ""
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, finding.found) == ("VALUE_UNWRITTEN", "CUR*BY*USD*1.5")
    one_set(table)["document"]["currency"] = "CAD"
    written = write_json(table, None)
    assert b"CUR*BY*CAD*1.5~" in written.content


def test_a_segment_is_written_as_it_came_but_for_what_was_changed():
    lines = ("PO1*01*12.0*EA*09.250*PE*VN*A*IN*7*", "PID*F*08***BLUE", "N1*ST*X***", "N3*A", "N3*B")
    changed, findings = rewritten(
        lambda document: document["lines"][0].update(quantity="4"), *lines
    )
    assert (changed, findings) == (["PO1*01*4*EA*09.250*PE*VN*A*IN*7*", *lines[1:]], [])

    def streets(document: Table) -> None:
        document["lines"][0]["parties"][0]["streets"][1] = "C"

    assert rewritten(streets, *lines) == ([*lines[:3], "N3*A*C"], [])


def test_elements_are_written_anew_where_they_stand_elsewhere_and_nothing_is_lost():
    def change(document: Table) -> None:
        document["lines"][0]["identifiers"][1] = ["IN", "8"]

    gap = "PO1*1*2*EA*9*PE*VN*A***IN*7"
    assert rewritten(change, gap) == (["PO1*1*2*EA*9*PE*VN*A*IN*8"], [])
    (finding,) = rewritten(change, "PO1*1*2*EA*9*PE*VN*A*UP**IN*7")[1]
    assert "segment 6 (PO1)" in finding[1]


def test_levels_keep_their_numbers_until_one_is_taken_out_or_added():
    data = next(path for path in FIXTURES if path.stem == "856_pick_and_pack").read_bytes()

    def later(found: re.Match[bytes]) -> bytes:
        own, parent = (b"%d" % (int(text) + 10) if text else b"" for text in found.groups())
        return b"HL*" + own + b"*" + parent

    data = re.sub(rb"HL\*(\d+)\*(\d*)", later, data)
    table = printed(data)
    document = one_set(table)["document"]
    document["number"] += "7"
    number = document["number"].encode()
    assert write_json(table, None).content == data.replace(number[:-1], number)
    document["number"] = number[:-1].decode()
    gone = document["levels"][0]["levels"][0]["levels"].pop(0)
    document["level_count"] -= 1 + len(gone["levels"])
    written = write_json(table, None)
    assert written.findings == ()
    numbers = [int(found) for found in re.findall(rb"HL\*(\d+)", written.content)]
    assert numbers == [*range(1, document["level_count"] + 1)]


def test_a_decimal_is_written_with_the_mark_that_its_una_says():
    data = next(path for path in FIXTURES if path.stem == "ORDERS_bonsai_order").read_bytes()
    assert not data.startswith(b"UNA")
    for una, mark in ((b"UNA:+,? '", b","), (b"UNA:+.? '", b"."), (b"", b".")):
        table = printed(una + data)
        line = one_set(table)["document"]["lines"][0]
        line["quantity"] = "2.5"
        line["descriptions"] = ["1.5 INCH"]
        one_set(table)["document"]["totals"][0]["amount"] = "50.12"
        written = write_json(table, None)
        assert written.findings == ()
        assert b":2%s5" % mark in written.content
        assert b"1.5 INCH" in written.content
