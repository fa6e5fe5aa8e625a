"""The delimiters of an interchange, and how its first segment declares them.

ISA is fixed width: the byte after `ISA` separates elements, offset 104 declares the component
separator and offset 105 the segment terminator. Where the offsets fail, the separators are
counted instead, and a finding says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from edi.findings import Code, WireFinding, shown

ISA_OFFSETS: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
"""Where a fixed-width ISA has its element separators."""
ISA_WINDOW: Final = 512
"""Bytes that are looked at before an ISA is judged: a padded one has 106."""
BREAKS: Final = b"\r\n"
NOISE: Final = b" \t\r\n\x00\x0b\x0c"
REPETITION_SINCE: Final = b"00402"


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


class _Notes:
    """Findings on one header, at one offset."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self.found: list[WireFinding] = []

    def add(self, code: Code, found: bytes, assumed: bytes | str = "", element: str = "") -> None:
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


def read_isa(window: bytes, offset: int) -> Header | None:
    """The ISA at the start of these bytes; None when its delimiters cannot be told."""
    notes = _Notes(offset)
    element = window[3:4]
    if len(window) >= ISA_OFFSETS[-1] + 3 and all(window[at] == element[0] for at in ISA_OFFSETS):
        elements = [window[a + 1 : b] for a, b in pairwise(ISA_OFFSETS)]
        tail = 104
    else:
        pieces = window.split(element, 16)
        if len(pieces) < 17 or any(len(piece) > 80 for piece in pieces[1:16]):
            return None
        elements = pieces[1:16]
        tail = len(window) - len(pieces[16])
        notes.add(Code.ISA_WIDTH, window[:106])
    found = _component_and_terminator(window, tail, element, notes)
    if found is None:
        return None
    component, terminator, length = found
    if component and component in (element, terminator):
        notes.add(Code.DELIMITERS_CLASH, component)
    texts = tuple(_text(value) for value in elements)
    _judge(texts, notes)
    version, repeats = texts[11].encode("latin-1"), elements[10].strip()
    is_separator = (
        len(repeats) == 1
        and not repeats.isalnum()
        and repeats
        not in (
            element,
            component,
            terminator,
        )
    )
    is_separator = is_separator and (version >= REPETITION_SINCE or repeats == b"^")
    repetition = repeats if is_separator else b""
    after = window[length : length + 2]
    line_break = b"\r\n" if after == b"\r\n" else after[:1] if after[:1] in (b"\r", b"\n") else b""
    return Header(
        delimiters=Delimiters(
            element=element,
            component=component,
            segment=terminator,
            repetition=repetition,
            line_break=line_break,
        ),
        elements=(*texts, component.decode("latin-1")),
        length=length,
        findings=tuple(notes.found),
    )


def _component_and_terminator(
    window: bytes, tail: int, element: bytes, notes: _Notes
) -> tuple[bytes, bytes, int] | None:
    component, terminator = window[tail : tail + 1], window[tail + 1 : tail + 2]
    length = tail + 2
    if not component or component.isalnum():
        return None
    if terminator.isalnum() or (not terminator and component not in BREAKS):
        # `...*P*~GS`: ISA16 was left out, so the byte in its place is the terminator.
        notes.add(Code.ISA16_MISSING, component, "", "ISA16")
        return b"", component, tail + 1
    if not terminator or terminator == element:
        return None
    if terminator == b" ":
        rest = window[length:].lstrip(b" ")
        if rest[:1] in (b"\r", b"\n"):
            notes.add(Code.TERMINATOR_ASSUMED, terminator, "line break")
            return component, rest[:1], len(window) - len(rest) + 1
    if terminator in (b"\r", b"\n"):
        line = window[length:].lstrip(BREAKS).split(terminator, 1)[0].rstrip()
        if line.endswith(component) and line[:2].upper() == b"GS":
            notes.add(Code.ISA16_MISSING, component, "", "ISA16")
            return b"", component, tail + 1
    if terminator[0] >= 0xC2:
        size = 2 if terminator[0] < 0xE0 else 3 if terminator[0] < 0xF0 else 4
        whole = window[tail + 1 : tail + 1 + size]
        if len(whole) == size and all(0x80 <= byte < 0xC0 for byte in whole[1:]):
            notes.add(Code.TERMINATOR_MULTIBYTE, whole)
            return component, whole, tail + 1 + size
    return component, terminator, length


def _text(value: bytes) -> str:
    """An envelope's element: padding, tabs and wrapped line breaks are not significant."""
    return (
        value.replace(b"\r", b"")
        .replace(b"\n", b"")
        .replace(b"\xc2\xa0", b" ")
        .decode("latin-1")
        .strip()
    )


def _judge(elements: tuple[str, ...], notes: _Notes) -> None:
    day, time, version, control = elements[8], elements[9], elements[11], elements[12]
    if not is_date(f"20{day}"):
        notes.add(Code.ISA_DATE, day.encode("latin-1"), "", "ISA09")
    if not is_time(time):
        notes.add(Code.ISA_TIME, time.encode("latin-1"), "", "ISA10")
    if not (len(version) == 5 and version.isdecimal()):
        notes.add(Code.ISA_VERSION, version.encode("latin-1"), "", "ISA12")
    if not (len(control) == 9 and control.isdecimal()):
        notes.add(Code.ISA_CONTROL, control.encode("latin-1"), "", "ISA13")


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
    notes = _Notes(offset)
    component, element, release, segment = b":", b"+", b"?", b"'"
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
    if window[start : start + 3].upper() != b"UNB":
        return None
    end = window.find(segment, start)
    if end < 0 or len({component, element, segment}) < 3:
        return None
    texts = tuple(_text(value) for value in window[start:end].split(element)[1:])
    length = end + 1
    return Header(
        delimiters=Delimiters(
            element=element,
            component=component,
            segment=segment,
            release=release,
            line_break=b"\r\n"
            if window[length : length + 2] == b"\r\n"
            else b"\n"
            if window[length : length + 1] == b"\n"
            else b"",
        ),
        elements=texts,
        length=length,
        findings=tuple(notes.found),
    )
