"""The delimiters of an interchange, and how its first segment declares them.

ISA is fixed width: the byte after `ISA` separates elements, offset 104 declares the component
separator and offset 105 the segment terminator (`edi/isa.py` reads it). EDIFACT's UNA declares
them, or its syntax level does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from edi.findings import Code, WireFinding, shown

ISA_OFFSETS: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
"""Where a fixed-width ISA has its element separators."""
ISA_WINDOW: Final = 512
"""Bytes that are looked at before an ISA is judged: a padded one has 106."""
BREAKS: Final = b"\r\n"
NOISE: Final = b" \t\r\n\x00\x0b\x0c"
REPETITION_SINCE: Final = b"00402"
LEVEL_B: Final = (b"\x1f", b"\x1d", b"", b"\x1c")
"""ISO 9735, level B: component, element, release and segment where no UNA says others."""


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
        if segment in (b"\r", b"\n") or segment.isalnum():
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
    texts = tuple(_stripped(value) for value in elements_of(window[start:end], marks)[1:])
    length = end + 1
    return Header(
        delimiters=replace(marks, line_break=line_break_after(window, length)),
        elements=texts,
        length=length,
        findings=tuple(notes.found),
    )


def _released_end(window: bytes, start: int, marks: Delimiters) -> int:
    """Where the segment that starts here ends, by a terminator that is not released; else -1."""
    at = start
    while at < len(window):
        byte = window[at : at + 1]
        if byte == marks.segment:
            return at
        at += 2 if byte == marks.release else 1
    return -1


def elements_of(segment: bytes, marks: Delimiters) -> list[bytes]:
    """A segment of an envelope cut at its separators, and nothing released in it any more."""
    if not marks.release or marks.release not in segment:
        return segment.split(marks.element)
    found = [b""]
    at = 0
    while at < len(segment):
        byte = segment[at : at + 1]
        if byte == marks.release:
            found[-1] += segment[at + 1 : at + 2]
            at += 2
            continue
        if byte == marks.element:
            found.append(b"")
        else:
            found[-1] += byte
        at += 1
    return found


def _stripped(value: bytes) -> str:
    return value.translate(None, BREAKS).replace(b"\xc2\xa0", b" ").decode("latin-1").strip()
