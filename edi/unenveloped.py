"""What lies around interchanges: encodings of the file, wrapped lines, stray bytes between.

All of it is noise in the end, but noise that is named in a finding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from edi.delimiters import BREAKS, ISA_OFFSETS, ISA_WINDOW, NOISE, read_unb
from edi.findings import Code, WireFinding, shown
from edi.framed import StrayBytes, thaw_findings
from edi.isa import WIDTH as ISA_WIDTH
from edi.isa import cut_isa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.set_runs import Part

CANDIDATE: Final = re.compile(
    rb"(?:[Ii][Ss][Aa]|[Uu][Nn][Aa])(?=.)|[Uu][Nn][Bb](?=[^A-Za-z0-9 \r\n])", re.DOTALL
)
"""Where an interchange may begin: its first id and then a byte that may separate elements."""
BREAK: Final = re.compile(rb"[\r\n]")
LINE_END: Final = re.compile(rb"\r\n|\n|\r")
UNA_LINE: Final = re.compile(rb"[Uu][Nn][Aa].{6}[\r\n]+", re.DOTALL)
NARROWEST: Final = 12
WIDEST: Final = 240
FULL_LINES: Final = 2
"""How narrow and wide lines may be that a file is wrapped into, and how many are looked for."""
BOM: Final = b"\xef\xbb\xbf"
RAW_KEPT: Final = 4_096
"""Stray bytes that are kept to be shown."""


class Encoding:
    """Decodes UTF-16 to UTF-8, and passes everything else as it is."""

    def __init__(self) -> None:
        self._name = ""
        self._rest = b""
        self._untold = False
        self.wide_from = -1
        """Where the text of a file of UTF-16 begins, until that is taken."""

    @property
    def name(self) -> str:
        """What the file is encoded in, once that is told: `bytes` where nothing is decoded."""
        return self._name

    def decode(self, data: bytes) -> bytes:
        """The next bytes as framing wants them."""
        if self._name == "bytes":
            return data
        self._rest += data
        if not self._name:
            if len(self._rest) < 4:
                return b""
            self._tell()
        return self._take(final=False)

    def end(self) -> bytes:
        """The bytes that were held back."""
        if not self._name:
            self._tell()
        return self._take(final=True)

    def take_wide_from(self) -> int:
        """Where the text of a file of UTF-16 begins, once."""
        taken, self.wide_from = self.wide_from, -1
        return taken

    def take_findings(self, offset: int) -> tuple[WireFinding, ...]:
        """The finding on the encoding, once."""
        if not self._untold:
            return ()
        self._untold = False
        return (WireFinding(code=Code.UTF16, offset=offset, found=self._name),)

    def _tell(self) -> None:
        head = self._rest[:4]
        first, second = head[0::2], head[1::2]
        if head[:2] == b"\xff\xfe" or (second == b"\x00\x00" and first.isalpha()):
            self._name = "utf-16-le"
        elif head[:2] == b"\xfe\xff" or (first == b"\x00\x00" and second.isalpha()):
            self._name = "utf-16-be"
        else:
            self._name = "bytes"
        self._untold = self._name != "bytes"
        marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
        if self._untold:
            self.wide_from = 2 if marked else 0
        if marked:
            self._rest = self._rest[2:]

    def _take(self, *, final: bool) -> bytes:
        data = self._rest
        if self._name == "bytes":
            self._rest = b""
            return data
        whole = len(data) - len(data) % 2
        if whole:
            high = data[whole - 1] if self._name == "utf-16-le" else data[whole - 2]
            whole -= 2 if 0xD8 <= high < 0xDC else 0
        if final:
            whole = len(data)
        self._rest = data[whole:]
        return data[:whole].decode(self._name, "replace").encode("utf-8", "replace")

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain tuple."""
        return (self._name, self._rest, self._untold)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Encoding:
        """The state that `freeze` made this tuple of."""
        encoding = Encoding()
        encoding._name, encoding._rest, encoding._untold = frozen
        return encoding


class Wrapping:
    """Takes the breaks out of a file that was wrapped into lines of equal width.

    It is told by an ISA that is of fixed width once the breaks within it are gone, or by a UNB
    that begins lines of one width of which one ends within a segment. From there on every break
    goes.
    """

    def __init__(self) -> None:
        self._width = 0

    def begins(self, block: bytes, at: int) -> bool:
        """Whether a wrapped file begins with the ISA, UNA or UNB at this place."""
        if not self._width:
            is_isa = block[at : at + 3].upper() == b"ISA"
            self._width = _isa_width(block, at) if is_isa else _unb_width(block, at)
            return self._width > 0
        return False

    @property
    def is_active(self) -> bool:
        """Whether the file is wrapped."""
        return self._width > 0

    def finding(self, offset: int) -> WireFinding:
        """The finding on the wrapped file."""
        return WireFinding(code=Code.LINES_WRAPPED, offset=offset, found=str(self._width))

    def freeze(self) -> int:
        """The state as a plain number."""
        return self._width

    @staticmethod
    def thaw(frozen: Any) -> Wrapping:
        """The state that `freeze` made this of; once it was a tuple, the width its third."""
        wrapping = Wrapping()
        wrapping._width = frozen if isinstance(frozen, int) else frozen[2]
        return wrapping


def _isa_width(block: bytes, at: int) -> int:
    """The width of the lines that an ISA is wrapped into; 0 where it is not."""
    if BREAK.search(block, at, at + 105) is None:
        return 0
    line = re.match(rb"[^\r\n]{20,104}(\r\n|\n|\r)", block[at : at + 110])
    if line is None:
        return 0
    head = block[at : at + 118].translate(None, BREAKS)
    if len(head) < 106 or any(head[place] != head[3] for place in ISA_OFFSETS):
        return 0
    second = re.match(rb"[^\r\n]*[\r\n]", block[at + line.end() : at + ISA_WINDOW])
    if second is not None and second.end() != line.end() - len(line.group(1)) + 1:
        return 0
    return line.end() - len(line.group(1))


def _unb_width(block: bytes, at: int) -> int:
    """The width of the lines that what begins with a UNB is wrapped into; 0 where it is not.

    All lines of the window but the last have it, and one of them ends within a segment.
    """
    window = block[at : at + ISA_WINDOW]
    una = UNA_LINE.match(window)
    lines = LINE_END.split(window[una.end() :] if una else window)
    width = _characters(lines[0])
    if len(lines) < FULL_LINES or not NARROWEST <= width <= WIDEST or len(lines[1]) > 2 * width:
        return 0
    header = read_unb(window.translate(None, BREAKS), 0)
    if header is None:
        return 0
    sizes = [*map(_characters, lines)]
    full = next((at for at, size in enumerate(sizes) if size != width), len(lines))
    last, behind = sum(sizes[full : full + 1]), b"".join(lines[full + 1 :]).lstrip(NOISE)
    if last > width or (behind and not CANDIDATE.match(behind)):
        return 0
    marks = header.delimiters
    released = marks.release + marks.segment
    is_cut = any(
        not line.endswith(marks.segment) or (marks.release and line.endswith(released))
        for line in lines[:full]
    )
    return width if is_cut and full >= FULL_LINES else 0


def _characters(line: bytes) -> int:
    """How long a line is to who wraps it: bytes, or characters where it is UTF-8."""
    if line.isascii():
        return len(line)
    try:
        return len(line.decode())
    except UnicodeDecodeError as fault:
        # The window may end within a character.
        is_cut = fault.end == len(line) and fault.start > len(line) - 4
        return len(line[: fault.start].decode()) + 1 if is_cut else len(line)


def without_breaks(data: bytes) -> tuple[bytes, NDArray[np.int64]]:
    """The bytes without line breaks; for each of these, the place there of the byte behind it."""
    column = np.frombuffer(data, dtype=np.uint8)
    breaks = np.flatnonzero((column == ord("\n")) | (column == ord("\r")))
    return data.translate(None, BREAKS), breaks - np.arange(len(breaks))


class Stray:
    """The run of bytes since the last interchange."""

    def __init__(self) -> None:
        self._offset = 0
        self._length = 0
        self._junk = 0
        self._padding = 0
        self._head = b""
        self._findings: list[WireFinding] = []

    def add(self, data: bytes, offset: int) -> None:
        """More bytes outside any interchange."""
        if not data:
            return
        if not self._length:
            self._offset = offset
        self._length += len(data)
        junk = len(data.translate(None, NOISE))
        self._junk += junk
        self._padding += len(data.translate(None, BREAKS)) - junk
        if len(self._head) < RAW_KEPT:
            self._head += data[: RAW_KEPT - len(self._head)]

    def unreadable(self, offset: int, window: bytes) -> None:
        """What looked like the beginning of an interchange cannot be read as one."""
        if not self._findings:
            found = shown(window[:ISA_WIDTH])
            self._findings.append(WireFinding(code=Code.ISA_UNREADABLE, offset=offset, found=found))
        element = cut_isa(window)
        if element:
            found = shown(window[:ISA_WIDTH])
            self._findings.append(
                WireFinding(
                    code=Code.SEGMENT_CUT, offset=offset, segment=1, element=element, found=found
                )
            )

    def flush(self, out: list[Part], end: int, *, ended: bool, opened: bool) -> None:
        """The run ends there: name what it was, if it was anything."""
        findings: list[WireFinding] = []
        offset = self._offset if self._length else end
        has_mark = self._head.startswith(BOM)
        junk = self._junk - (len(BOM) if has_mark else 0)
        if has_mark:
            findings.append(WireFinding(code=Code.BYTE_ORDER_MARK, offset=offset))
        if ended and not opened:
            code = Code.ENVELOPE_MISSING if junk else Code.FILE_EMPTY
            findings.append(WireFinding(code=code, offset=offset, found=shown(self._head)))
        elif junk:
            findings.append(
                WireFinding(code=Code.STRAY_BYTES, offset=offset, found=shown(self._head))
            )
        elif self._padding:
            findings.append(WireFinding(code=Code.PADDING, offset=offset, found=str(self._padding)))
        findings += self._findings
        if findings:
            out.append(
                StrayBytes(
                    offset=offset,
                    length=self._length,
                    raw=self._head if junk else b"",
                    findings=tuple(findings),
                )
            )
        self._offset = self._length = self._junk = self._padding = 0
        self._head, self._findings = b"", []

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain tuple."""
        return (
            self._offset,
            self._length,
            self._junk,
            self._padding,
            self._head,
            tuple(finding.freeze() for finding in self._findings),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Stray:
        """The state that `freeze` made this tuple of."""
        stray = Stray()
        stray._offset, stray._length, stray._junk, stray._padding, stray._head = frozen[:5]
        stray._findings = list(thaw_findings(frozen[5]))
        return stray
