"""A grammar and its dictionary as one pattern: whether a whole set is clean, told at once.

Nearly every set of real partners is clean, and to know that, nobody has to cut it apart: the
grammar, each element's type and length and every syntax note become one pattern over the bytes
from ST to SE. What it matches, `judging.judge` finds nothing wrong with; what it does not match is
judged step by step, which says what is wrong and where, if anything is.

    ST...~BEG...~(?:REF...~)*+...(?:PO1...~(?:PID...~)...){1,100000}+...SE...~

Segment bodies stand in the order of the grammar, and loops repeat as groups. Quantifiers are
possessive: a segment has one place, so nothing that was matched need be given back.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from edi.checking import CLOCK, DAY, inner_mark, repetition_mark
from edi.delimiters import NOISE
from edi.dictionary.alternation import one_of
from edi.dictionary.segments import segments
from edi.grammar import UNBOUNDED, places
from edi.guide import key_of
from edi.x12_dates import periods_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi.delimiters import Delimiters
    from edi.dictionary.segments import Element, Note, Segment
    from edi.grammar import Grammar, Place
    from edi.guide import Wanted

FIRST: Final = 1_000
"""Sets of a kind that are judged step by step before a pattern is compiled for the others: by then
they have cost about what the pattern does (0.1 to 0.8 s), whether or not as many come again."""
BYTES_MAX: Final = 1 << 20
"""A set beyond this is judged step by step, so that a pattern never keeps much in mind."""
SOUND: Final = all(
    (found := re.match(pattern, text)) is not None and found.end() == 2
    for pattern, text in (
        (r"(?:ab?c)++", "aca"),
        (r"(?:ab?c)*+", "aca"),
        (r"(?:ab?c){1,3}+", "aca"),
        (r"(?:ab?c)?+", "aca"),
        (r"(?:.(?!D))++", "ABCDE"),
        (r"(?:.(?!D)){1,3}+", "ABCDE"),
    )
)
"""Whether possessive groups stop where they should: in early releases of Python 3.11 they do not,
and every set is judged step by step there."""

LONG: Final = 500
"""A list whose pattern is longer than this stands twice in a segment; where a segment has it more
often (CUR), or a composite has it again (REF04), that is judged step by step, and patterns stay
small."""
_KEPT: Final = 32
_MET_MAX: Final = 1024
_matchers: dict[tuple[str, str, tuple[bytes, ...]], Callable[[bytes], object] | None] = {}
_met: Counter[tuple[str, str, tuple[bytes, ...]]] = Counter()
"""What was compiled and what was met, both bounded: a sender may change its delimiters for ever."""


def is_clean(raw: bytes, grammar: Grammar, marks: Delimiters) -> bool:
    """Whether a set, from ST to the terminator of SE, certainly has no fault of form.

    False says nothing: such a set is judged step by step.
    """
    cut_by = marks.element, marks.segment, marks.component, marks.repetition
    key = (grammar.code, grammar.variant, cut_by)
    try:
        matches = _matchers[key]
    except KeyError:
        if len(_met) >= _MET_MAX:
            _met.clear()
        _met[key] += 1
        if _met[key] < FIRST:
            return False
        if len(_matchers) >= _KEPT:
            _matchers.clear()
        matches = _matchers[key] = matcher(grammar, marks)
    if matches is None or len(raw) > BYTES_MAX or not raw.isascii():
        return False
    return matches(raw) is not None


def matcher(grammar: Grammar, marks: Delimiters) -> Callable[[bytes], object] | None:
    """The compiled pattern of a grammar; None where its delimiters allow none."""
    usual = len(marks.segment) == 1 and len(marks.element) == 1 and not marks.release
    if not (usual and SOUND) or marks.element == marks.segment or marks.element in NOISE:
        return None
    if grammar.guide is not None and grammar.guide.cuts_components:
        return None
    text = _Patterns(grammar, marks).text()
    return re.compile(text.encode("latin-1")).fullmatch


def inner_marks(marks: Delimiters) -> tuple[str, str]:
    """The separators of components and of repetitions, where values are surely cut at them."""
    outer = (marks.element.decode("latin-1"), marks.segment.decode("latin-1"))
    component = inner_mark(marks.component.decode("latin-1"), *outer)
    return component, repetition_mark(marks.repetition.decode("latin-1"), *outer, component)


class _Patterns:
    """The texts of patterns for one grammar and its delimiters."""

    def __init__(self, grammar: Grammar, marks: Delimiters) -> None:
        self._grammar = grammar
        self._segments = segments(grammar.release)
        guide = grammar.guide
        if guide is not None:
            self._segments = {**self._segments, **guide.dictionary, **guide.tight}
        self._wanted: dict[str, list[Wanted]] = {}
        for one in guide.wanted if guide is not None else ():
            self._wanted.setdefault(one.path, []).append(one)
        self._mark = re.escape(marks.element.decode("latin-1"))
        self._end = re.escape(marks.segment.decode("latin-1"))
        component, repetition = inner_marks(marks)
        self._component = re.escape(component)
        self._any = f"[^{self._mark}{self._end}]"
        self._loose = f"[^{self._mark}{self._end}\\x00-\\x1f]"
        self._value = f"[^{self._mark}{self._end}{re.escape(repetition)}\\x00-\\x1f]"
        self._part = f"{self._value[:-1]}{self._component}]"
        # What is only blanks, or separators within an element, fills nothing.
        self._blank = f"(?![ {self._component}]*+(?!{self._any}))"
        noise = re.escape(
            bytes(byte for byte in NOISE if bytes([byte]) not in (marks.element, marks.segment))
            .decode("latin-1")
        )  # fmt: skip
        self._noise = f"[{noise}]*+"
        self._not_behind = f"(?<![{self._mark}{noise}])"
        heads = (place.id for place in places(grammar.root) if not _is_head(place))
        self._ids = Counter(heads)
        self._bodies: dict[str, str] = {}

    def text(self) -> str:
        return "".join(self._place(child) for child in self._grammar.root.children)

    def _place(self, place: Place) -> str:
        """A segment or a loop, as often as it may come, and not once more."""
        if place.is_loop:
            once = "".join(self._place(child) for child in place.children)
        else:
            once = self._segment(place)
        if _is_head(place):
            return once
        elsewhere = self._ids[place.id] > 1
        guard = f"(?!{place.id}{self._mark})" if elsewhere else ""
        least, most = int(place.required), place.allowed
        ahead = self._qualified(place, once)
        if most == 0:
            return f"{ahead}(?!{place.id}{self._mark})"
        if most == 1:
            return f"{ahead}{once}{guard}" if least else f"{ahead}(?:{once})?+{guard}"
        upto = "" if most >= UNBOUNDED else str(most)
        return f"{ahead}(?:{once}){{{least},{upto}}}+{guard}"

    def _qualified(self, place: Place, once: str) -> str:
        """The qualifiers that must be among the repetitions of a place, looked at from before."""
        path = f"{place.path}/{place.id}" if place.is_loop else place.path
        return "".join(
            f"(?=(?:{once})*?{place.id}(?:{self._mark}{self._any}*+){{{one.position - 1}}}"
            f"{self._mark}{re.escape(one.qualifier)}(?!{self._any}))"
            for one in self._wanted.get(path, ())
        )

    def _segment(self, place: Place) -> str:
        key = key_of(place.path)
        name = key if key in self._segments else place.id
        body = self._bodies.get(name)
        if body is None:
            body = self._bodies[name] = self._body(self._segments[name])
        return body

    def _body(self, segment: Segment) -> str:
        """A segment's elements, inside out: each behind the last mandatory one may be the end."""
        last = max((at for at, each in enumerate(segment.elements, 1) if each.mandatory), default=0)
        pairs = {
            note.positions[0]
            for note in segment.notes
            if _is_pair(note) and not any(segment.elements[at - 1].mandatory for at in _both(note))
        }
        inner = ""
        for _ in range(segment.loose):
            inner = f"(?:{self._mark}{self._loose}*+{inner})?+"
        at = len(segment.elements)
        patterns = self._elements(segment)
        while at:
            element = patterns[at - 1]
            if at - 1 in pairs and at not in pairs:
                at -= 1
                both = f"{patterns[at - 1]}{self._mark}{element}"
                inner = self._maybe(
                    f"{self._mark}(?:{both}|{self._mark}){inner}", may_end=at > last
                )
            elif segment.elements[at - 1].mandatory:
                inner = f"{self._mark}{element}{inner}"
            else:
                inner = self._maybe(f"{self._mark}(?:{element})?+{inner}", may_end=at > last)
            at -= 1
        notes = (note for note in segment.notes if not _is_pair(note) or not _inlined(note, pairs))
        ahead = "".join(self._note(note) for note in notes)
        return f"{segment.id}{ahead}{inner}{self._not_behind}{self._end}{self._noise}"

    @staticmethod
    def _maybe(inner: str, *, may_end: bool) -> str:
        """What need not come where the segment may end; else it comes, if only empty."""
        return f"(?:{inner})?+" if may_end else inner

    def _elements(self, segment: Segment) -> list[str]:
        """The patterns of a segment's elements; what has a long list too often is none of them.

        Nor is a date, a time or a period that is what the format before it says.
        """
        patterns: list[str] = []
        periods = periods_in(segment.elements)
        times: Counter[frozenset[str]] = Counter()
        for element in segment.elements:
            parts = self._held(element)
            lists = [each.codes for each in (element, *parts) if each.codes]
            times.update(lists)
            most = 1 if parts else 2
            often = any(times[each] > most and len(one_of(each)) > LONG for each in lists)
            is_period = len(patterns) + 1 in periods
            pattern = "(?!)" if often or is_period else self._element(element)
            patterns.append(f"{self._blank}{pattern}" if element.filled else pattern)
        return patterns

    def _held(self, element: Element) -> tuple[Element, ...]:
        """The components of a composite that a pattern has: those before a number comes again.

        Documents that have more of them (a unit that is a product, C00104) are judged step by step.
        """
        if not self._component:
            return ()
        numbers = [each.number for each in element.components]
        count = next((at for at, each in enumerate(numbers) if each in numbers[:at]), len(numbers))
        return element.components[:count]

    def _element(self, element: Element, text: str = "") -> str:
        """The pattern of a value, whose characters are of `text`, a class of them."""
        text = text or self._value
        low, high = element.shortest, element.longest
        if element.unused:
            return "(?!)"
        if element.codes:
            return one_of(element.codes)
        match element.kind:
            case "N0" | "N2":
                return f"-?[0-9]{{{low},{high}}}+"
            case "R":
                whole = f"[0-9]{{{low},{high}}}+(?![.0-9])"
                pointed = f"(?=[0-9.]{{{low + 1},{high + 1}}}+(?![.0-9]))"
                return rf"-?(?:{whole}|{pointed}[0-9]*+\.[0-9]*+)"
            case "C" if self._component:
                return self._composite(element)
            case "B":
                return "(?!)"
            case "DT" | "TM" | "C":
                ahead = f"(?={self._any}{{{low},{high}}}+(?!{self._any}))"
                kinds = {"DT": DAY, "TM": CLOCK, "C": f"{text}++"}
                return f"{ahead if element.measured else ''}{kinds[element.kind]}"
            case _:
                return f"{text}{{{low},{high}}}+"

    def _composite(self, element: Element) -> str:
        """A composite's components in order, inside out as a segment's elements are."""
        held = self._held(element)
        last = max((at for at, each in enumerate(element.components) if each.mandatory), default=0)
        bound = any(min(note.positions) <= len(held) for note in element.notes)
        if last >= len(held) or bound or not held[0].mandatory:
            return "(?!)"
        inner = ""
        for at, each in reversed(list(enumerate(held))):
            part = self._element(each, self._part)
            part = part if each.mandatory else f"(?:{part})?+"
            inner = f"{self._component if at else ''}{part}{inner}"
            inner = f"(?:{inner})?+" if at > last else inner
        return f"{inner}(?<!{self._component})"

    def _note(self, note: Note) -> str:
        """A syntax note, looked at from behind the segment's id."""
        there = [f"(?={self._present(at)})" for at in note.positions]
        missing = [f"(?!{self._present(at)})" for at in note.positions]
        match note.letter:
            case "R":
                return f"(?:{'|'.join(there)})"
            case "E":
                return "".join(
                    f"(?:{missing[one]}|{missing[other]})"
                    for one in range(len(there))
                    for other in range(one + 1, len(there))
                )
            case "C":
                return f"(?:{missing[0]}|{''.join(there[1:])})"
            case "L":
                return f"(?:{missing[0]}|{'|'.join(there[1:])})"
            case _:
                return f"(?:{''.join(there)}|{''.join(missing)})"

    def _present(self, position: int) -> str:
        before = f"(?:{self._mark}{self._any}*+){{{position - 1}}}" if position > 1 else ""
        return f"{before}{self._mark}{self._any}"


def _is_head(place: Place) -> bool:
    """Whether a segment is the first of its loop, and so comes just once in it."""
    loop = place.parent
    return (
        loop is not None and loop.parent is not None and place.position == 0 and not place.is_loop
    )


def _both(note: Note) -> tuple[int, int]:
    return note.positions[0], note.positions[1]


def _is_pair(note: Note) -> bool:
    """Whether a note binds two neighbours: both or none."""
    return (
        note.letter == "P"
        and len(note.positions) == 2
        and note.positions[1] == note.positions[0] + 1
    )


def _inlined(note: Note, pairs: set[int]) -> bool:
    first = note.positions[0]
    return first in pairs and first + 1 not in pairs
