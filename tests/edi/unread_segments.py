"""Sets with segments that their grammar has and their shape does not read, wherever they fit."""

from __future__ import annotations

import json
import random
from typing import Any

from edi.dictionary.edifact import Component, Field, Tag, tags
from edi.dictionary.segments import Element, Segment, segments
from edi.grammar import Grammar, Place
from edi.segment_tree import Leaf, Loop, texts, tree
from edi.shape_reading import place_of
from edi.shapes import Each, Inside, Loops, One, Part
from edi.transaction_sets import MESSAGES, SETS, nearest_directory, nearest_release
from edi.wire_json import read_file, verbatim

Table = dict[str, Any]
TEXTS = {"DT": "20260303", "TM": "1200", "N0": "1", "N2": "1", "R": "1"}


def printed(data: bytes) -> Table:
    """What `edi read --json` prints of a file."""
    return json.loads(json.dumps(read_file([data])))


def one_set(table: Table) -> Table:
    """The first set of a file."""
    return table["interchanges"][0]["groups"][0]["transaction_sets"][0]


def grammar_of(table: Table) -> Grammar:
    """The grammar of the first set of a file."""
    item, each = table["interchanges"][0], one_set(table)
    if item["standard"] == "EDIFACT":
        known = MESSAGES[each["set"]]
        guide = ":".join(each["segments"][0][2].split(":")[1:])
        return known.grammars[nearest_directory(known, guide)]
    known = SETS[each["set"]]
    return known.grammars[nearest_release(known, item["groups"][0]["release"])]


def with_unread(data: bytes) -> tuple[bytes, int]:
    """A file with all segments in its first set that fit and are not read; how many they are."""
    table = printed(data)
    grammar = grammar_of(table)
    item = table["interchanges"][0]
    edifact = item["standard"] == "EDIFACT"
    component = item["wire"]["delimiters"]["component"]
    known = (MESSAGES if edifact else SETS)[one_set(table)["set"]]
    read: set[Place] = set()
    learn(known.shape_in(grammar.release).parts, grammar.root, read)
    head, *body, end = one_set(table)["segments"]
    dictionary: Any = tags(grammar.release) if edifact else segments(grammar.release)
    root = tree(body, grammar)
    added: list[list[str]] = []
    _fill(root, read, dictionary, component, added)
    refused: set[int] = set()
    while True:
        kept = [one for one in texts([root]) if id(one) not in refused]
        whole = [head, *kept, [end[0], str(len(kept) + 2), *end[2:]]]
        made = {**item, "groups": [{**item["groups"][0]}]}
        made["groups"][0]["transaction_sets"] = [{**one_set(table), "segments": whole}]
        content = verbatim(made)
        again = one_set(printed(content))
        wrong = {found["segment"] for found in again["findings"]}
        mine = {id(one) for one in added}
        bad = {id(whole[at - 1]) for at in wrong if 0 < at <= len(whole)} & mine
        if not bad:
            break
        refused |= bad
    assert again["findings"] == one_set(table)["findings"], again["findings"]
    assert again["document"] == one_set(table)["document"]
    return content, len([one for one in added if id(one) not in refused])


def learn(parts: tuple[Part, ...], loop: Place, read: set[Place]) -> None:
    """Take up the places that parts of a shape read."""
    for part in parts:
        place = place_of(loop, part.segment)
        if place is None:
            continue
        read.add(place)
        match part:
            case One() | Each():
                read.add(place.head)
            case Loops():
                learn(part.shape.parts, place, read)
            case Inside():
                learn(part.parts, place, read)


def _fill(
    loop: Loop, read: set[Place], dictionary: Any, component: str, added: list[list[str]]
) -> None:
    for child in loop.children:
        if isinstance(child, Loop):
            _fill(child, read, dictionary, component, added)
    for place in loop.place.children:
        if place in read or place.is_loop or place.position == 0 or place.id in ("SE", "UNT"):
            continue
        if any(child.place is place for child in loop.children):
            continue
        segment = filled(dictionary[place.id], component)
        at = 0
        for number, child in enumerate(loop.children, 1):
            if child.place is not None and child.place.position <= place.position:
                at = number
        added.append(segment)
        loop.children.insert(at, Leaf(place=place, elements=segment, number=0))


def filled(known: Segment | Tag, component: str) -> list[str]:
    """A segment with all that it must have."""
    if isinstance(known, Tag):
        return [
            known.id,
            *(component.join(map(_component, field.components[:1])) for field in known.fields[:2]),
        ]
    said = {at for at, element in enumerate(known.elements, 1) if element.mandatory}
    for _ in range(3):
        for note in known.notes:
            positions = set(note.positions)
            if (note.letter == "R" and not said & positions) or not said:
                said.add(note.positions[0])
            first_said = note.positions[0] in said
            if (note.letter == "P" and said & positions) or (note.letter == "C" and first_said):
                said |= positions
            if note.letter == "L" and first_said and len(said & positions) == 1:
                said.add(note.positions[1])
    last = max(said or {1})
    elements = [
        _element(element, component) if at in (said or {1}) else ""
        for at, element in enumerate(known.elements[:last], 1)
    ]
    return [known.id, *elements]


def _component(part: Component) -> str:
    if part.codes:
        return min(part.codes)
    return "1" if part.numeric else "Z"


def _element(element: Element, component: str) -> str:
    if element.kind == "C":
        return component.join(
            _element(one, component) if one.mandatory or not at else ""
            for at, one in enumerate(element.components)
        ).rstrip(component)
    if element.codes:
        return min(element.codes)
    if element.kind in ("N0", "N2", "R"):
        return "1" * max(element.shortest, 1)
    return TEXTS.get(element.kind, "Z" * max(element.shortest, 1))


def with_unread_elements(data: bytes, most: int, rng: random.Random) -> tuple[bytes, int]:
    """A file with elements in its first set that no document says; how many of `most` there are."""
    table = printed(data)
    item = table["interchanges"][0]
    edifact = item["standard"] == "EDIFACT"
    component = item["wire"]["delimiters"]["component"]
    grammar = grammar_of(table)
    dictionary: Any = tags(grammar.release) if edifact else segments(grammar.release)
    wanted = one_set(table)
    whole: list[list[str]] = [[*segment] for segment in wanted["segments"]]
    places = [
        (number, position)
        for number, segment in enumerate(whole[1:-1], 1)
        for position in range(1, len(_elements(dictionary[segment[0]])) + 1)
        if position >= len(segment) or not segment[position]
    ]
    rng.shuffle(places)
    added = 0
    made = {**item, "groups": [{**item["groups"][0]}]}
    made["groups"][0]["transaction_sets"] = [{**wanted, "segments": whole}]
    for number, position in places:
        if added == most:
            break
        before = whole[number]
        known = _elements(dictionary[before[0]])[position - 1]
        text = (
            component.join(map(_component, known.components[:1]))
            if isinstance(known, Field)
            else _element(known, component)
        )
        whole[number] = [*before, *[""] * (position + 1 - len(before))]
        whole[number][position] = text
        again = one_set(printed(verbatim(made)))
        if (again["findings"], again["document"]) == (wanted["findings"], wanted["document"]):
            added += 1
        else:
            whole[number] = before
    return verbatim(made), added


def _elements(known: Segment | Tag) -> tuple[Any, ...]:
    return known.fields if isinstance(known, Tag) else known.elements
