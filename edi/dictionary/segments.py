"""Segments of X12 as data: each element's number, requirement, type and lengths, syntax notes.

One line a segment, which an indented line continues: `ID number:requirement:type:min/max | notes`.
`xN(...)` repeats a run of elements. Requirement is M, O or X (a note governs it). Types are AN,
ID, N0, N2, R, DT, TM, B and C for a composite, whose components `edi/dictionary/composites.py` has
in the same form. `min/max/times` is an element that may come several times, cut at the repetition
separator. Notes are X12's own: P all or none, R at least one, E at most one, C if the first then
the others, L if the first then one of the others. `?N` allows N more elements of any kind, where a
segment is kept whole and never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from edi.dictionary import (
    answers,
    billing,
    composites,
    orders,
    payments,
    shipping,
    transport,
    warehouse,
)
from edi.dictionary.code_lists import x12_code_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A syntax note: its letter, and the positions that it binds, from 1."""

    letter: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a segment; `number` is its place in X12's data element dictionary.

    Empty `codes` allow any. A composite has its `components` in order, and `notes` on them.
    `repeats` is how often it may come. `unused` is what a partner's guide has no use for;
    `measured` says that the lengths are a guide's own, and hold where the type alone would not ask
    for them; `filled` that blanks will not do for what a guide requires.
    """

    number: str
    mandatory: bool
    kind: str
    shortest: int
    longest: int
    codes: frozenset[str] = frozenset()
    components: tuple[Element, ...] = ()
    notes: tuple[Note, ...] = ()
    repeats: int = 1
    unused: bool = False
    measured: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment's elements in order, and its syntax notes; `loose` elements may follow."""

    id: str
    elements: tuple[Element, ...]
    notes: tuple[Note, ...]
    loose: int = 0


_FAMILIES: Final = (orders, shipping, billing, payments, warehouse, transport, answers)


@cache
def segments(release: str) -> dict[str, Segment]:
    """The segments of a release, 004010 or 005010, by their ids."""
    table = _gathered(family.SEGMENTS for family in _FAMILIES)
    parts = _parse(composites.COMPOSITES)
    if release >= "005":
        table |= _gathered(family.SINCE_005010 for family in _FAMILIES)
        parts |= _parse(composites.SINCE_005010)
    lists = x12_code_lists(release)
    parts = {name: _filled(composite, {}, lists) for name, composite in parts.items()}
    return {name: _filled(segment, parts, lists) for name, segment in table.items()}


def _filled(
    segment: Segment, parts: Mapping[str, Segment], lists: Mapping[str, frozenset[str]]
) -> Segment:
    """The segment, with the codes of its elements and the components of its composites."""
    elements: list[Element] = []
    for element in segment.elements:
        if element.kind == "ID":
            filled = replace(element, codes=lists.get(element.number, frozenset()))
        elif element.kind == "C":
            composite = parts[element.number]
            filled = replace(element, components=composite.elements, notes=composite.notes)
        else:
            filled = element
        elements.append(filled)
    return replace(segment, elements=tuple(elements))


def _gathered(texts: Iterable[str]) -> dict[str, Segment]:
    table: dict[str, Segment] = {}
    for text in texts:
        for name, segment in _parse(text).items():
            assert table.setdefault(name, segment) == segment, f"{name} is defined twice"
    return table


def _parse(text: str) -> dict[str, Segment]:
    table: dict[str, Segment] = {}
    for line in text.strip().replace("\n    ", " ").splitlines():
        body, _, notes = line.partition("|")
        name, _, rest = body.partition(" ")
        elements, loose = [], 0
        for word in _unrolled(rest).split():
            if word.startswith("?"):
                loose = int(word[1:])
            else:
                elements.append(_element(word))
        table[name] = Segment(
            id=name, elements=tuple(elements), notes=tuple(map(_note, notes.split())), loose=loose
        )
    return table


def _unrolled(text: str) -> str:
    return re.sub(r"x(\d+)\(([^)]*)\)", lambda run: (run[2] + " ") * int(run[1]), text)


def _element(word: str) -> Element:
    number, requirement, kind, lengths = word.split(":")
    shortest, longest, *times = map(int, lengths.split("/"))
    return Element(
        number=number,
        mandatory=requirement == "M",
        kind=kind,
        shortest=shortest,
        longest=longest,
        repeats=times[0] if times else 1,
    )


def _note(word: str) -> Note:
    digits = word[1:]
    return Note(
        letter=word[0],
        positions=tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2)),
    )
