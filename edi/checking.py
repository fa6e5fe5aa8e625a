"""Elements of a segment against the dictionary: one pattern says yes, rules say why not.

Each segment of the dictionary becomes a pattern once per release and separator, when it first
comes. Nearly every segment of real documents matches it; only those that do not are taken apart. A
composite is cut into its components, and each is held to its own data element.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from edi.delimiters import is_date, is_time
from edi.dictionary.segments import Element, Note, Segment, segments
from edi.findings import Code, WireFinding, shown
from edi.x12_dates import period_fault, periods_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DAY: Final = (
    r"(?!0000)[0-9]{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
"""Days that are certainly there; the 29th of February and all others are looked at."""
CLOCK: Final = r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?"
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
PLAIN: Final = frozenset("-./,'&()")
"""Marks of numbers, names and addresses: a sender that has one of them in ISA11 repeats nothing."""


class Fault(NamedTuple):
    """What is wrong within an element: with which text, in which component and repetition.

    They count from 1; 0 is the element as a whole.
    """

    code: Code
    value: str = ""
    component: int = 0
    repetition: int = 0


class _Compiled(NamedTuple):
    """What is quickly asked of a segment: its pattern, then what no pattern of ours says."""

    matches: Callable[[str], object]
    codes: tuple[tuple[int, frozenset[str]], ...]
    """The positions of coded elements, and their lists."""
    composites: tuple[tuple[int, Element], ...]
    notes: tuple[Note, ...]
    periods: tuple[int, ...]
    """The positions of periods behind their formats."""


class Checks:
    """A dictionary, for one element separator; `name` may be any key of it.

    Without a `component` separator composites are looked at as a whole, and without one of
    repetitions nothing repeats.
    """

    def __init__(
        self, known: Mapping[str, Segment], separator: str, component: str = "",
        repetition: str = "",
    ) -> None:  # fmt: skip
        self.segments = known
        self._component = component
        self._repetition = repetition
        self._marks = re.escape(separator), re.escape(repetition)
        self._compiled: dict[str, _Compiled] = {}

    def is_clean(self, name: str, text: str, elements: list[str]) -> bool:
        """Whether nothing is to be said about a segment."""
        known = self._compiled.get(name) or self._compile(name)
        if known is None or known.matches(text) is None:
            return False
        count = len(elements)
        for at, codes in known.codes:
            if at >= count:
                break
            if (value := elements[at]) and value not in codes:
                return False
        if (known.composites or known.periods) and not self._hold(known, elements):
            return False
        for note in known.notes:
            if note.positions[0] < count or note.letter == "R":
                if not _holds(note, elements):
                    return False
            elif note.letter == "P":
                break
        return True

    def _hold(self, known: _Compiled, elements: list[str]) -> bool:
        """Whether composites, and periods by their formats, are what they should be."""
        count = len(elements)
        for at, element in known.composites:
            if at < count and (value := elements[at]):
                parts = value.split(self._component)
                if next(_component_faults(element, parts), None) is not None:
                    return False
        return not any(
            at < count and period_fault(elements[at], elements[at - 1]) for at in known.periods
        )

    def _compile(self, name: str) -> _Compiled | None:
        """What a segment is held to, made when the first of its kind comes."""
        segment = self.segments.get(name)
        if segment is None:
            return None
        known = self._compiled[name] = _Compiled(
            matches=re.compile(_pattern(segment, *self._marks)).fullmatch,
            codes=_codes(segment),
            composites=_composites(segment) if self._component else (),
            notes=segment.notes,
            periods=periods_in(segment.elements),
        )
        return known

    def findings(
        self, name: str, elements: list[str], offset: int, number: int
    ) -> list[WireFinding]:
        """What is to be said about a segment that is not clean."""
        segment = self.segments[name]
        name = segment.id
        found: list[WireFinding] = []

        def say(position: int, fault: Fault) -> None:
            place = f"{name}{position:02d}"
            if fault.component:
                place += f"-{fault.component}"
            if fault.repetition > 1:
                place += f"^{fault.repetition}"
            found.append(
                WireFinding(
                    code=fault.code, offset=offset, segment=number, element=place,
                    found=shown(fault.value),
                )
            )  # fmt: skip

        values, trailing = _without_trailing(_with_data_whole(segment, elements)[1:])
        if trailing:
            say(trailing, Fault(Code.TRAILING_EMPTY))
        count, periods = len(segment.elements), periods_in(segment.elements)
        if len(values) > count + segment.loose:
            say(count + 1, Fault(Code.ELEMENT_TOO_MANY, values[count]))
        for position, element in enumerate(segment.elements, 1):
            value = values[position - 1] if position <= len(values) else ""
            faults = [*self._faults(element, value)] if value else []
            if value and not faults and position in periods:
                code = period_fault(value, values[position - 2])
                faults += () if code is None else (Fault(code, value),)
            for fault in faults:
                say(position, fault)
            if value and not self._holds_something(element, value):
                value = values[position - 1] = ""
            if not value and element.mandatory:
                say(position, Fault(Code.ELEMENT_MISSING))
        for fault, position in _note_faults(segment.notes, ["", *values]):
            say(position, fault)
        return found

    def _holds_something(self, element: Element, value: str) -> bool:
        """Whether there is more in an element than separators of its own."""
        marks = self._repetition + (self._component if element.kind == "C" else "")
        return not marks or bool(value.strip(f"{marks} "))

    def _faults(self, element: Element, value: str) -> Iterator[Fault]:
        """What is wrong with an element that is there, in each of its repetitions."""
        if not self._repetition or self._repetition not in value or element.kind == "B":
            yield from self._single_faults(element, value)
            return
        times, trailing = _without_trailing(value.split(self._repetition))
        if trailing:
            yield Fault(Code.TRAILING_EMPTY, repetition=trailing)
        if len(times) > element.repeats:
            surplus = times[element.repeats]
            yield Fault(Code.REPETITION_TOO_MANY, surplus, repetition=element.repeats + 1)
        for at, one in enumerate(times[: element.repeats], 1):
            for fault in self._single_faults(element, one) if one else ():
                yield fault._replace(repetition=at)

    def _single_faults(self, element: Element, value: str) -> Iterator[Fault]:
        if element.kind == "C" and self._component:
            parts = [part.rstrip() for part in value.split(self._component)]
            yield from _component_faults(element, parts)
        elif (code := judge_element(element, value)) is not None:
            yield Fault(code, value)


def _component_faults(element: Element, parts: list[str]) -> Iterator[Fault]:
    """What is wrong with a composite that is there: its end, its number of components, each."""
    held, trailing = _without_trailing(parts)
    if trailing:
        yield Fault(Code.TRAILING_EMPTY, component=trailing)
    if not held:
        return
    count = len(element.components)
    if len(held) > count:
        yield Fault(Code.COMPONENT_TOO_MANY, held[count], count + 1)
    for at, component in enumerate(element.components, 1):
        part = held[at - 1] if at <= len(held) else ""
        if part:
            if (code := judge_element(component, part)) is not None:
                yield Fault(code, part, at)
        elif component.mandatory:
            yield Fault(Code.ELEMENT_MISSING, component=at)
    for fault, at in _note_faults(element.notes, ["", *held]):
        yield fault._replace(component=at)


def _without_trailing(parts: list[str]) -> tuple[list[str], int]:
    """Parts without the empty ones at their end, and the number of the last, if it was empty."""
    count = len(parts)
    while count and not parts[count - 1]:
        count -= 1
    return parts[:count], 0 if count == len(parts) else len(parts)


def _note_faults(notes: tuple[Note, ...], elements: list[str]) -> Iterator[tuple[Fault, int]]:
    """The notes that do not hold, each with the position that it misses or has too many."""
    for note in notes:
        if not _holds(note, elements):
            code = Code.ELEMENT_EXCLUSIVE if note.letter == "E" else Code.ELEMENT_CONDITION
            yield Fault(code), _culprit(note, elements)


def _with_data_whole(segment: Segment, elements: list[str]) -> list[str]:
    """The elements, where the last is binary data that may have separators in it."""
    last = len(segment.elements)
    if not last or segment.elements[-1].kind != "B" or len(elements) <= last + 1:
        return elements
    # What it is does not matter: that it is there does.
    return [*elements[:last], " ".join(elements[last:])]


def _codes(segment: Segment) -> tuple[tuple[int, frozenset[str]], ...]:
    """The positions of coded elements, from 1, and their lists."""
    elements = enumerate(segment.elements, 1)
    return tuple((at, element.codes) for at, element in elements if element.codes)


def _composites(segment: Segment) -> tuple[tuple[int, Element], ...]:
    """The positions of composites."""
    elements = enumerate(segment.elements, 1)
    return tuple((at, element) for at, element in elements if element.components)


@lru_cache(maxsize=32)
def checks(release: str, separator: str, component: str = "", repetition: str = "") -> Checks:
    """The checks of a release for its separators."""
    return Checks(segments(release), separator, component, repetition)


def inner_mark(mark: str, *others: str) -> str:
    """A separator within elements that they are surely cut at; empty where data may have it too."""
    usable = len(mark) == 1 and mark not in others
    return mark if usable and not mark.isalnum() and mark not in " \t\r\n" else ""


def repetition_mark(mark: str, *others: str) -> str:
    """A separator of repetitions that elements are surely cut at."""
    return "" if mark in PLAIN else inner_mark(mark, *others)


def _pattern(segment: Segment, separator: str, repetition: str) -> str:
    inner = ""
    for _ in range(segment.loose):
        inner = f"(?:{separator}[^{separator}]*{inner})?"
    # Nothing before a mandatory element may be the end.
    last = max((at for at, each in enumerate(segment.elements) if each.mandatory), default=-1)
    for at, element in reversed(list(enumerate(segment.elements))):
        value = _element_pattern(element, separator + repetition)
        if element.mandatory:
            inner = f"{separator}{value}{inner}"
        elif at < last:
            inner = f"{separator}(?:{value})?{inner}"
        else:
            inner = f"(?:{separator}(?:{value})?{inner})?"
    # A segment that ends in an empty element is read, and noted.
    return f"{segment.id}{inner}(?<!{separator})"


def _element_pattern(element: Element, marks: str) -> str:
    """The pattern of a value; `marks` are the separators that a text cannot have."""
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
            return f"[^{marks}\x00-\x1f]+"
        case "B":
            return r"[\s\S]+"
        case _:
            return f"[^{marks}\x00-\x1f]{{{low},{high}}}"


def judge_element(element: Element, value: str) -> Code | None:
    """What is wrong with a value, in the order in which an acknowledgment would say it."""
    kind = element.kind
    if kind == "C":
        return Code.ELEMENT_CHARACTER if CONTROL.search(value) else None
    if kind == "B":
        return None
    if kind == "DT":
        return None if is_date(value) else Code.ELEMENT_DATE
    if kind == "TM":
        return None if is_time(value) else Code.ELEMENT_TIME
    if kind in ("N0", "N2", "R"):
        digits = value.removeprefix("-").replace(".", "", 1)
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
