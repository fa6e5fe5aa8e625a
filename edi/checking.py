"""Elements of a segment against the dictionary: one pattern says yes, rules say why not.

The dictionary is compiled once per release and separator into a pattern a segment. Nearly every
segment of real documents matches it; only those that do not are taken apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from edi.delimiters import is_date, is_time
from edi.dictionary.segments import Element, Note, Segment, segments
from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DAY: Final = (
    r"(?!0000)[0-9]{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
"""Days that are certainly there; the 29th of February and all others are looked at."""
CLOCK: Final = r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?"
NUMBER: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E-?[0-9]+)?")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class Checks:
    """A compiled dictionary, for one element separator; `name` may be any key of it.

    Without a `component` separator composites are looked at as a whole, and not for their codes.
    """

    def __init__(self, known: Mapping[str, Segment], separator: str, component: str = "") -> None:
        self.segments = known
        self._component = component
        self._patterns = {
            name: re.compile(_pattern(segment, re.escape(separator))).fullmatch
            for name, segment in self.segments.items()
        }
        self._notes = {name: segment.notes for name, segment in self.segments.items()}
        self._codes = {name: _codes(segment) for name, segment in self.segments.items()}
        self._composites = {
            name: _composites(segment) for name, segment in self.segments.items() if component
        }

    def is_clean(self, name: str, text: str, elements: list[str]) -> bool:
        """Whether nothing is to be said about a segment."""
        matches = self._patterns.get(name)
        if matches is None or matches(text) is None:
            return False
        count = len(elements)
        for at, codes in self._codes[name]:
            if at >= count:
                break
            if (value := elements[at]) and value not in codes:
                return False
        for at, element in self._composites.get(name, ()):
            if at < count and next(self._faults(element, elements[at]), None) is not None:
                return False
        for note in self._notes[name]:
            if note.positions[0] < count or note.letter == "R":
                if not _holds(note, elements):
                    return False
            elif note.letter == "P":
                break
        return True

    def findings(
        self, name: str, elements: list[str], offset: int, number: int
    ) -> list[WireFinding]:
        """What is to be said about a segment that is not clean."""
        segment = self.segments[name]
        name = segment.id
        found: list[WireFinding] = []

        def say(code: Code, position: int, value: str = "", component: int = 0) -> None:
            place = f"{name}{position:02d}"
            found.append(
                WireFinding(
                    code=code,
                    offset=offset,
                    segment=number,
                    element=f"{place}-{component}" if component else place,
                    found=shown(value),
                )
            )

        values = elements[1:]
        while values and not values[-1]:
            values.pop()
        if len(values) + 1 < len(elements):
            say(Code.TRAILING_EMPTY, len(elements) - 1)
        if len(values) > len(segment.elements) + segment.loose:
            say(Code.ELEMENT_TOO_MANY, len(segment.elements) + 1, values[len(segment.elements)])
        for position, element in enumerate(segment.elements, 1):
            value = values[position - 1] if position <= len(values) else ""
            if value:
                for code, part, component in self._faults(element, value):
                    say(code, position, part, component)
            elif element.mandatory:
                say(Code.ELEMENT_MISSING, position)
        padded = ["", *values]
        for note in segment.notes:
            if not _holds(note, padded):
                code = Code.ELEMENT_EXCLUSIVE if note.letter == "E" else Code.ELEMENT_CONDITION
                say(code, _culprit(note, padded))
        return found

    def _faults(self, element: Element, value: str) -> Iterator[tuple[Code, str, int]]:
        """What is wrong with an element, with which text, and in which component; 0 is all."""
        if element.kind != "C" or not self._component:
            code = judge_element(element, value)
            if code is not None:
                yield code, value, 0
            return
        parts = value.split(self._component)
        if any(map(CONTROL.search, parts)):
            yield Code.ELEMENT_CHARACTER, value, 0
            return
        for at, (part, codes) in enumerate(zip(parts, element.components, strict=False), 1):
            if part and codes and part.rstrip() not in codes:
                yield Code.ELEMENT_CODE, part, at


def _codes(segment: Segment) -> tuple[tuple[int, frozenset[str]], ...]:
    """The positions of coded elements, from 1, and their lists."""
    elements = enumerate(segment.elements, 1)
    return tuple((at, element.codes) for at, element in elements if element.codes)


def _composites(segment: Segment) -> tuple[tuple[int, Element], ...]:
    """The positions of composites that have coded components."""
    elements = enumerate(segment.elements, 1)
    return tuple((at, element) for at, element in elements if element.components)


@lru_cache(maxsize=32)
def checks(release: str, separator: str, component: str = "") -> Checks:
    """The checks of a release for its separators, compiled once."""
    return Checks(segments(release), separator, component)


def component_of(component: str, *others: str) -> str:
    """A separator that components are surely cut at; empty where data may have it too."""
    usable = len(component) == 1 and component not in others
    return component if usable and not component.isalnum() and component not in " \t\r\n" else ""


def _pattern(segment: Segment, separator: str) -> str:
    inner = ""
    for _ in range(segment.loose):
        inner = f"(?:{separator}[^{separator}]*{inner})?"
    # Nothing before a mandatory element may be the end.
    last = max((at for at, each in enumerate(segment.elements) if each.mandatory), default=-1)
    for at, element in reversed(list(enumerate(segment.elements))):
        value = _element_pattern(element, separator)
        if element.mandatory:
            inner = f"{separator}{value}{inner}"
        elif at < last:
            inner = f"{separator}(?:{value})?{inner}"
        else:
            inner = f"(?:{separator}(?:{value})?{inner})?"
    # A segment that ends in an empty element is read, and noted.
    return f"{segment.id}{inner}(?<!{separator})"


def _element_pattern(element: Element, separator: str) -> str:
    low, high = element.shortest, element.longest
    match element.kind:
        case "N0" | "N2":
            return f"-?[0-9]{{{low},{high}}}"
        case "R":
            whole = f"[0-9]{{{low},{high}}}"
            pointed = f"(?=[0-9.]{{{low + 1},{high + 1}}}(?![.0-9]))"
            return rf"-?(?:{whole}(?![.0-9])|{pointed}[0-9]*\.[0-9]*)"
        case "DT":
            return DAY
        case "TM":
            return CLOCK
        case "C":
            return f"[^{separator}\x00-\x1f]+"
        case _:
            return f"[^{separator}\x00-\x1f]{{{low},{high}}}"


def judge_element(element: Element, value: str) -> Code | None:
    """What is wrong with a value, in the order in which an acknowledgment would say it."""
    kind = element.kind
    if kind == "C":
        return Code.ELEMENT_CHARACTER if CONTROL.search(value) else None
    if kind == "DT":
        return None if is_date(value) else Code.ELEMENT_DATE
    if kind == "TM":
        return None if is_time(value) else Code.ELEMENT_TIME
    if kind in ("N0", "N2", "R"):
        digits = value.lstrip("-").replace(".", "", 1)
        if not (digits.isascii() and digits.isdecimal()) or (kind != "R" and "." in value):
            return Code.ELEMENT_CHARACTER
        length = len(digits)
    else:
        if CONTROL.search(value):
            return Code.ELEMENT_CHARACTER
        length = len(value)
    if length < element.shortest:
        return Code.ELEMENT_SHORT
    if length > element.longest:
        return Code.ELEMENT_LONG
    return Code.ELEMENT_CODE if element.codes and value not in element.codes else None


def _paired(present: list[bool]) -> bool:
    return all(present) or not any(present)


_RULES: Final[dict[str, Callable[[list[bool]], bool]]] = {
    "P": _paired,
    "R": any,
    "E": lambda present: sum(present) <= 1,
    "C": lambda present: not present[0] or all(present),
    "L": lambda present: not present[0] or any(present[1:]),
}


def _holds(note: Note, elements: list[str]) -> bool:
    count = len(elements)
    present = [at < count and bool(elements[at]) for at in note.positions]
    return _RULES[note.letter](present)


def _culprit(note: Note, elements: list[str]) -> int:
    """The element that a note misses, or for E the one that is too many."""
    count = len(elements)
    wanted = note.letter == "E"
    for at in reversed(note.positions) if wanted else note.positions:
        if (at < count and bool(elements[at])) is wanted:
            return at
    return note.positions[0]
