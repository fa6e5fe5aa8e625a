"""An ISA read from its bytes: by its fixed width, or by counting its separators.

Any byte may separate. Where it is one that prose has everywhere (a letter, a digit, a blank, a
line break), date, time, version and control number must look like an ISA's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from edi.delimiters import (
    BREAKS,
    ISA_OFFSETS,
    ISA_WINDOW,
    NOISE,
    REPETITION_SINCE,
    Delimiters,
    Header,
    Notes,
    is_date,
    is_time,
    line_break_after,
    read_unb,
    stripped,
)
from edi.findings import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 106
FAULTS_MAX: Final = 2
"""Of date, time, version and control number, how many may be wrong in what is still an ISA."""
FOLLOWERS: Final = (b"GS", b"TA1", b"IEA")
"""What comes behind an ISA."""
OPENERS: Final = frozenset({b"ISA", b"UNA", b"UNB"})
"""Ids that an interchange begins with."""
QUALIFIER: Final = re.compile("0[1-9]|[123][0-9]|40|AM|NR|SA|SN|ZZ", re.IGNORECASE)
"""ISA05 and ISA07: the numbers of X12's list, its unassigned ones too, and its letters."""
VERSION: Final = re.compile("00[1-9]0[0-9]")
"""ISA12: version and release of X12, as 00401."""
CODED: Final = (
    (1, Code.ISA_AUTHORIZATION, frozenset({"00", "01", "02", "03", "04", "05", "06"})),
    (3, Code.ISA_SECURITY, frozenset({"00", "01"})),
    (14, Code.ISA_TA1_ASKED, frozenset({"0", "1"})),
    (15, Code.ISA_USAGE, frozenset({"P", "T", "I"})),
)
"""Elements of the ISA that have few codes: data elements I01, I03, I13 and I14."""
PARTIES: Final = ((6, Code.ISA_SENDER), (8, Code.ISA_RECEIVER))
"""Elements of the ISA that say who sends and who receives: never empty."""
ISA11: Final = 10
STANDARD: Final = "U"
"""ISA11 before release 00402: the standard is that of the U.S. community (data element I10)."""
ODD: Final = re.compile(rb"[^ -~]")
"""Bytes that an element of an ISA has only where it is padded or broken in an odd way."""
BLANKS: Final = (b" ", b"\t", b"\x00")
SPACED: Final = re.compile(rb"[ \t\x00]*([^\w\s\x00])[ \t\x00]*([^\w\s\x00])")
"""ISA16 and a terminator with blanks around."""
BEHIND: Final = re.compile(rb"[^\w\r\n]{0,7}[^\w\s\x00](?=[\s\x00]*[A-Za-z])")
"""What is no part of a segment, and may be one of its terminator."""
_SPANS: Final = tuple((a + 1, b) for a, b in pairwise(ISA_OFFSETS))
_JUDGED: Final = frozenset({Code.ISA_DATE, Code.ISA_TIME, Code.ISA_VERSION, Code.ISA_CONTROL})


def read_isa(window: bytes, offset: int) -> Header | None:
    """The ISA at the start of these bytes; None when its delimiters cannot be told.

    Fewer than `ISA_WINDOW` bytes are all that the file has.
    """
    header = _header(window)
    if header is None or not header.findings:
        return header
    placed = tuple(replace(finding, offset=offset) for finding in header.findings)
    return replace(header, findings=placed)


@lru_cache(maxsize=8)
def _header(window: bytes) -> Header | None:
    """The same with findings at offset 0; an ISA is looked at where one ends and one begins."""
    notes = Notes(0)
    notes.judge_id(window[:3])
    element = window[3:4]
    is_fixed = (
        len(window) >= WIDTH - 1
        and window[:WIDTH].count(element) >= 16
        and (bytes(window[at] for at in ISA_OFFSETS) == element * len(ISA_OFFSETS))
    )
    if is_fixed:
        elements = [window[a:b] for a, b in _SPANS]
        tail = WIDTH - 2
    else:
        if is_prose(element) and _values(element).search(window) is None:
            return None
        pieces = window.split(element, 16) if element else []
        if len(pieces) < 17 or max(map(len, pieces[1:16])) > 80:
            return None
        elements = pieces[1:16]
        tail = len(window) - len(pieces[16])
        notes.add(Code.ISA_WIDTH, window[:WIDTH])
    found = _component_and_terminator(window, tail, element, notes)
    if found is None:
        return None
    component, terminator, length = found
    if component and component in (element, terminator):
        notes.add(Code.DELIMITERS_CLASH, component)
    _judge_marks(elements, (element, component, terminator), notes)
    if ODD.search(b"".join(elements)) is None:
        texts = tuple([value.decode("latin-1").strip(" ") for value in elements])
    else:
        texts = tuple(_text(value) for value in elements)
        _judge_padding(elements, texts, notes)
    _judge(texts, notes)
    if is_prose(element) and _faults(notes) > FAULTS_MAX:
        return None
    repetition = _repetition(elements, texts, (element, component, terminator))
    _judge_repetition(texts, repetition, notes)
    return Header(
        delimiters=Delimiters(
            element=element,
            component=component,
            segment=terminator,
            repetition=repetition,
            line_break=line_break_after(window, length),
        ),
        elements=(*texts, component.decode("latin-1")),
        length=length,
        findings=tuple(notes.found),
    )


@lru_cache(maxsize=256)
def _values(element: bytes) -> re.Pattern[bytes]:
    """Date, time, version and control number of an ISA between separators."""
    mark = re.escape(element)
    return re.compile(
        mark.join((b"", b"[0-9]{6}", b"[0-9]{4}", b".?", b"[0-9]{5}", b"[0-9]{9}", b"")), re.DOTALL
    )


def is_prose(element: bytes) -> bool:
    """Whether a separator is a byte that `ISA` has behind it in any text."""
    return element.isalnum() or element in (b" ", b"\r", b"\n", b"")


def begins_interchange(window: bytes) -> bool:
    """Whether an interchange begins here, and not data that only begin alike.

    An ISA has the shape of one: sixteen elements, a date, a time, a version and a number where
    they belong (most of them, at least), and its fixed width or a GS behind it.
    """
    name = window[:3].upper()
    if name != b"ISA":
        return name in OPENERS and read_unb(window[:ISA_WINDOW], 0) is not None
    window = window[:ISA_WINDOW]
    header = read_isa(window, 0)
    if header is None:
        return False
    if not header.findings:
        return True
    if sum(each.code in _JUDGED for each in header.findings) > FAULTS_MAX:
        return False
    odd = any(each.code is Code.ISA_WIDTH for each in header.findings)
    return not odd or _follows(window, header.length, header.delimiters.element)


def is_flawless(window: bytes) -> bool:
    """Whether an ISA begins here of which nothing is odd, and behind it comes what has to."""
    header = read_isa(window[:ISA_WINDOW], 0)
    if header is None or header.findings:
        return False
    return _follows(window, header.length, header.delimiters.element)


def cut_isa(window: bytes) -> str:
    """Which element the file ends in, where its last bytes begin an ISA; else nothing."""
    element = window[3:4]
    if len(window) >= ISA_WINDOW or is_prose(element):
        return ""
    count = window.count(element)
    pieces = window.split(element)
    return f"ISA{count:02d}" if count <= 16 and all(len(piece) <= 80 for piece in pieces) else ""


def _repetition(
    elements: Sequence[bytes], texts: Sequence[str], others: tuple[bytes, ...]
) -> bytes:
    """ISA11 where it is a separator: from 00402 on, and `^` before too."""
    version, mark = texts[11].encode("latin-1"), elements[ISA11].strip()
    if len(mark) != 1 or mark.isalnum() or mark in others:
        return b""
    return mark if version >= REPETITION_SINCE or mark == b"^" else b""


def _judge_repetition(texts: Sequence[str], repetition: bytes, notes: Notes) -> None:
    """Name an ISA11 that its version does not have; `^` is one in whatever version."""
    said, version = texts[ISA11], texts[11]
    if repetition or VERSION.fullmatch(version) is None:
        return
    if version.encode("latin-1") >= REPETITION_SINCE:
        notes.add(Code.ISA_REPETITION, said.encode("latin-1"), "", "ISA11")
    elif said.upper() != STANDARD:
        notes.add(Code.ISA_STANDARD, said.encode("latin-1"), "", "ISA11")


def _follows(window: bytes, at: int, element: bytes) -> bool:
    """Whether behind an ISA comes what belongs there, or the window ends."""
    if at >= len(window):
        return True
    rest = window[at:].lstrip(NOISE.translate(None, element))
    return not rest or any(rest.upper().startswith(name + element.upper()) for name in FOLLOWERS)


def _component_and_terminator(
    window: bytes, tail: int, element: bytes, notes: Notes
) -> tuple[bytes, bytes, int] | None:
    component, terminator = window[tail : tail + 1], window[tail + 1 : tail + 2]
    length = tail + 2
    if not component:
        return None
    if component in BLANKS or terminator in BLANKS:
        spaced = _spaced(window, tail, element)
        if spaced is not None:
            if not any(each.code is Code.ISA_WIDTH for each in notes.found):
                notes.add(Code.ISA_WIDTH, window[:WIDTH])
            return spaced
    believed = bool(terminator) and _follows(window, length, element) and length < len(window)
    if component.isalnum() and not believed:
        return None
    if not terminator and len(window) < ISA_WINDOW:
        # The file ends here: what ends its segments nobody knows, and there are none.
        assumed = b"~" if component != b"~" else b"\n"
        notes.add(Code.SEGMENT_CUT, window[:WIDTH], "", "ISA16")
        return component, assumed, tail + 1
    if not terminator:
        return None
    if terminator.isalnum() and not believed:
        # `...*P*~GS`: ISA16 was left out, so the byte in its place is the terminator.
        notes.add(Code.ISA16_MISSING, component, "", "ISA16")
        return b"", component, tail + 1
    if terminator == element:
        return None
    noise = _noisy(window, length, element, terminator)
    if noise:
        notes.add(Code.TERMINATOR_MULTIBYTE, terminator + noise)
        return component, terminator + noise, length + len(noise)
    return _terminated(window, tail, component, terminator, notes)


def _spaced(window: bytes, tail: int, element: bytes) -> tuple[bytes, bytes, int] | None:
    """Component separator, terminator and length of an ISA that has blanks around ISA16."""
    found = SPACED.match(window, tail)
    if found is None or not _follows(window, found.end(), element):
        return None
    component, terminator = found.groups()
    is_told = component != element and terminator not in (element, component)
    return (component, terminator, found.end()) if is_told else None


def _noisy(window: bytes, length: int, element: bytes, terminator: bytes) -> bytes:
    """The bytes that stand behind an ISA's terminator and all others of the window, if any do.

    They are none that values hold, and behind those of the ISA comes what belongs there.
    """
    found = BEHIND.match(window, length)
    if found is None or element in found[0] or terminator in found[0]:
        return b""
    noise = found[0]
    if found.end() == len(window) or not _follows(window, found.end(), element):
        return b""
    *whole, last = window[found.end() :].split(terminator)
    is_all = all(piece.startswith(noise) for piece in whole[1:])
    return noise if whole and is_all and noise.startswith(last[: len(noise)]) else b""


def _terminated(
    window: bytes, tail: int, component: bytes, terminator: bytes, notes: Notes
) -> tuple[bytes, bytes, int]:
    """The terminator that is meant by the byte in its place."""
    length = tail + 2
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
    """An element of an ISA, which some pad with zero bytes."""
    return stripped(value.replace(b"\x00", b" ").decode("latin-1"))


def _judge_marks(elements: Sequence[bytes], marks: tuple[bytes, ...], notes: Notes) -> None:
    """Name a delimiter that values hold: any of prose, or one that stands in the ISA itself."""
    for mark in dict.fromkeys(marks):
        number = next((at for at, value in enumerate(elements, 1) if mark and mark in value), 0)
        if mark.isalnum() or mark == b" " or number:
            notes.add(Code.DELIMITER_UNUSUAL, mark, "", f"ISA{number:02d}" if number else "")


def _judge_padding(elements: Sequence[bytes], texts: Sequence[str], notes: Notes) -> None:
    """Name the first element that is padded or broken by something else than blanks."""
    for number, (sent, text) in enumerate(zip(elements, texts, strict=True)):
        if number != ISA11 and sent.strip(b" ").decode("latin-1") != text:
            notes.add(Code.ISA_PADDING, sent, text, f"ISA{number + 1:02d}")
            return


def _judge(elements: tuple[str, ...], notes: Notes) -> None:
    day, time, version, control = elements[8], elements[9], elements[11], elements[12]
    if not is_date(f"20{day}"):
        notes.add(Code.ISA_DATE, day.encode("latin-1"), "", "ISA09")
    if not is_time(time):
        notes.add(Code.ISA_TIME, time.encode("latin-1"), "", "ISA10")
    if VERSION.fullmatch(version) is None:
        notes.add(Code.ISA_VERSION, version.encode("latin-1"), "", "ISA12")
    if not (len(control) == 9 and control.isdecimal() and int(control)):
        notes.add(Code.ISA_CONTROL, control.encode("latin-1"), "", "ISA13")
    for at, code in ((5, Code.ISA_SENDER_QUALIFIER), (7, Code.ISA_RECEIVER_QUALIFIER)):
        if QUALIFIER.fullmatch(elements[at - 1]) is None:
            notes.add(code, elements[at - 1].encode("latin-1"), "", f"ISA{at:02d}")
    for at, code in PARTIES:
        if not elements[at - 1]:
            notes.add(code, b"", "", f"ISA{at:02d}")
    for at, code, known in CODED:
        if elements[at - 1].upper() not in known:
            notes.add(code, elements[at - 1].encode("latin-1"), "", f"ISA{at:02d}")


def _faults(notes: Notes) -> int:
    return sum(each.code in _JUDGED for each in notes.found)
