"""The delimiters of an interchange, and how its first segment declares them.

ISA is fixed width: the byte after `ISA` separates elements, offset 104 declares the component
separator and offset 105 the segment terminator (`edi/isa.py` reads it). EDIFACT's UNA declares
them, or its syntax level does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

ISA_OFFSETS: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
"""Where a fixed-width ISA has its element separators."""
ISA_WINDOW: Final = 512
"""Bytes that are looked at before an ISA is judged: a padded one has 106."""
BREAKS: Final = b"\r\n"
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_NO_BREAKS: Final = dict.fromkeys(BREAKS)
NOISE: Final = b" \t\r\n\x00\x0b\x0c"
REPETITION_SINCE: Final = b"00402"
LEVEL_B: Final = (b"\x1f", b"\x1d", b"", b"\x1c")
"""ISO 9735, level B: component, element, release and segment where no UNA says others."""
USUAL_UNA: Final = b":+.? '"
"""What a UNA says that changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimiters:
    """The separators of one interchange; `b''` where it has none.

    `line_break` is what follows the terminator for the eye; a writer repeats it.
    """

    element: bytes
    component: bytes
    segment: bytes
    repetition: bytes = b""
    release: bytes = b""
    line_break: bytes = b""

    def freeze(self) -> tuple[bytes, ...]:
        """The delimiters as a plain tuple."""
        return (
            self.element,
            self.component,
            self.segment,
            self.repetition,
            self.release,
            self.line_break,
        )

    @staticmethod
    def thaw(frozen: tuple[bytes, ...]) -> Delimiters:
        """The delimiters that `freeze` made this tuple of."""
        element, component, segment, repetition, release, line_break = frozen
        return Delimiters(
            element=element,
            component=component,
            segment=segment,
            repetition=repetition,
            release=release,
            line_break=line_break,
        )


def noise_of(delimiters: Delimiters) -> bytes:
    """The bytes that mean nothing around a segment: blanks and breaks that are no delimiter."""
    marks = delimiters.element + delimiters.component + delimiters.segment + delimiters.repetition
    return NOISE.translate(None, marks)


def breaks_of(marks: Delimiters) -> bytes:
    """Line breaks that are none of the delimiters; none at all where one ends segments."""
    if marks.segment in (b"\n", b"\r"):
        return b""
    return BREAKS.translate(None, marks.element + marks.component + marks.repetition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What an ISA or UNB says: delimiters, elements, how many bytes it takes, what was odd."""

    delimiters: Delimiters
    elements: tuple[str, ...]
    length: int
    findings: tuple[WireFinding, ...]


class Notes:
    """Findings on one header, at one offset."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self.found: list[WireFinding] = []

    def add(self, code: Code, found: bytes, assumed: bytes | str = "", element: str = "") -> None:
        """Add a finding on the header."""
        self.found.append(
            WireFinding(
                code=code,
                offset=self._offset,
                segment=1,
                element=element,
                found=shown(found),
                assumed=shown(assumed),
            )
        )

    def judge_id(self, sent: bytes) -> None:
        """Name an id that is spelt in lower case."""
        if sent != sent.upper():
            self.add(Code.LOWER_CASE_ID, sent)


def line_break_after(window: bytes, at: int) -> bytes:
    """The line break that stands at a place, if one does."""
    after = window[at : at + 2]
    return after if after == BREAKS else after[:1] if after[:1] in (b"\r", b"\n") else b""


def is_date(text: str) -> bool:
    """Whether eight digits name a day: CCYYMMDD."""
    if not (len(text) == 8 and text.isascii() and text.isdecimal()):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether digits name a time: HHMM, HHMMSS, or with hundredths."""
    if not (len(text) in (4, 6, 7, 8) and text.isascii() and text.isdecimal()):
        return False
    return text[:2] < "24" and text[2:4] < "60" and text[4:6] < "60"


def read_unb(window: bytes, offset: int) -> Header | None:
    """The UNA and UNB at the start of these bytes; None when there is no UNB."""
    notes = Notes(offset)
    component, element, release, segment = b":", b"+", b"?", b"'"
    if window[3:4] == LEVEL_B[1]:
        component, element, release, segment = LEVEL_B
    start = 0
    if window[:3].upper() == b"UNA":
        if len(window) < 9:
            return None
        component, element, segment = window[3:4], window[4:5], window[8:9]
        release = b"" if window[6:7] == b" " else window[6:7]
        if segment.isalnum() or (segment in (b"\r", b"\n") and not _ends_lines(window, segment)):
            notes.add(Code.TERMINATOR_ASSUMED, segment, "'")
            segment = b"'"
        start = 9
        while window[start : start + 1] and window[start] in NOISE:
            start += 1
    if window[start : start + 3].upper() != b"UNB" or window[start + 3 : start + 4] != element:
        return None
    if len({component, element, segment}) < 3:
        return None
    marks = Delimiters(element=element, component=component, segment=segment, release=release)
    end = _released_end(window, start, marks)
    if end < 0:
        return None
    texts = tuple(stripped(text) for text in elements_of(window[start:end], marks)[1:])
    notes.judge_id(window[start : start + 3])
    length = end + 1
    return Header(
        delimiters=replace(marks, line_break=line_break_after(window, length)),
        elements=texts,
        length=length,
        findings=tuple(notes.found),
    )


def without_usual_una(header: bytes) -> bytes:
    r"""A header without a UNA that says what holds without one: the interchange is the same.

    >>> without_usual_una(b"UNA:+.? '\r\nUNB+UNOC:3"), without_usual_una(b"UNA:+,? 'UNB+UNOC:3")
    (b'UNB+UNOC:3', b"UNA:+,? 'UNB+UNOC:3")
    """
    if header[:3].upper() == b"UNA" and header[3:9] == USUAL_UNA:
        return header[9:].lstrip(NOISE)
    return header


def _ends_lines(window: bytes, segment: bytes) -> bool:
    """Whether a line break is the terminator, and not what stands in a UNA that has none."""
    line, is_ended, _ = window[9:].lstrip(NOISE).partition(segment)
    return bool(is_ended) and not line.rstrip(NOISE).endswith(b"'")


def _released_end(window: bytes, start: int, marks: Delimiters) -> int:
    """Where the segment that starts here ends, by a terminator that is not released; else -1."""
    at = start
    while at < len(window):
        byte = window[at : at + 1]
        if byte == marks.segment:
            return at
        at += 2 if byte == marks.release else 1
    return -1


def elements_of(segment: bytes, marks: Delimiters) -> list[str]:
    """A segment of an envelope cut at its separators, and nothing released in it any more."""
    found = sent_elements(segment.decode("latin-1"), marks)
    return [unreleased(text, marks.release) for text in found]


def sent_elements(text: str, marks: Delimiters) -> list[str]:
    """A segment cut at its element separators, but not at those that are released."""
    if not marks.release or marks.release.decode("latin-1") not in text:
        return text.split(marks.element.decode("latin-1"))
    return [text[begin:end] for begin, end in pieces(text, marks.element, marks.release)]


def pieces(text: str, separator: bytes, release: bytes = b"") -> list[tuple[int, int]]:
    """Where the pieces of a text begin and end that a separator cuts, unless it is released."""
    if not separator:
        return [(0, len(text))]
    cuts = [found.start() for found in _cutter(separator, release).finditer(text) if found[1]]
    begins = [0, *(at + len(separator) for at in cuts)]
    return list(zip(begins, [*cuts, len(text)], strict=True))


@lru_cache(maxsize=64)
def _cutter(separator: bytes, release: bytes) -> re.Pattern[str]:
    """Matches separators as group 1, and released characters before they could be taken as such."""
    mark = re.escape(separator.decode("latin-1"))
    if not release:
        return re.compile(f"({mark})")
    return re.compile(f"{re.escape(release.decode('latin-1'))}.|({mark})", re.DOTALL)


def unreleased(text: str, release: bytes, turned: Mapping[str, str] = _NONE) -> str:
    """A text without its release characters; what each of them released stays.

    Separators that are not released are turned into others, by a table.
    """
    if not release or release.decode("latin-1") not in text:
        for mark, other in turned.items():
            text = text.replace(mark, other)
        return text
    return _releases(release, *turned).sub(lambda at: turned.get(at[0]) or at[0][1:], text)


@lru_cache(maxsize=64)
def _releases(release: bytes, *others: str) -> re.Pattern[str]:
    """Matches a release character with what it releases, or one of some separators."""
    found = [re.escape(release.decode("latin-1")) + ".?", *map(re.escape, others)]
    return re.compile("|".join(found), re.DOTALL)


def stripped(text: str) -> str:
    """An envelope's element without padding and without the breaks that wrapping put in it."""
    return text.translate(_NO_BREAKS).replace("\xc2\xa0", " ").strip()
