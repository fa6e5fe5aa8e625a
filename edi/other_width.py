"""Interchanges in characters of another width: UTF-16 behind bytes, bytes behind UTF-16.

They are found in the file's own bytes, among those that lie outside of any interchange.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.delimiters import ISA_WINDOW, read_unb
from edi.findings import Code, WireFinding
from edi.isa import is_prose, read_isa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi.delimiters import Header
    from edi.layout import Places
    from edi.unenveloped import Stray

_IDS: Final = (b"ISA", b"UNA", b"UNB")
_LITTLE: Final = b"|".join(name.decode().encode("utf-16-le") for name in _IDS)
_BIG: Final = b"|".join(name.decode().encode("utf-16-be") for name in _IDS)
WIDE: Final = re.compile(b"(?P<little>" + _LITTLE + b")|(?P<big>" + _BIG + b")", re.IGNORECASE)
"""How interchanges of UTF-16 begin."""
ANY: Final = re.compile(WIDE.pattern + b"|(?P<bytes>" + b"|".join(_IDS) + b")", re.IGNORECASE)
ENCODINGS: Final = {"little": "utf-16-le", "big": "utf-16-be", "bytes": "bytes"}
MARKS: Final = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "bytes": b"\xef\xbb\xbf"}
"""The byte-order mark of each encoding."""
NEEDED: Final = 24
"""Bytes before the end of a block that may begin one, or stand before its begin.

Eight of the file are enough; read as UTF-16, two of them may be three of the block.
"""
BEFORE: Final = 2
"""Bytes before its begin that tell where it begins."""
SHORTEST: Final = 6
"""Bytes, or characters, that may have one among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Where an interchange may begin, as which encoding, and its header if it has one.

    `begin` is that of its byte-order mark. It is not `told` before enough bytes came.
    """

    begin: int
    at: int
    encoding: str
    window: bytes
    header: Header | None = None
    is_told: bool = True

    @property
    def is_odd(self) -> bool:
        """Whether it looks like an ISA, and not like words that begin alike."""
        return self.window[:3].upper() == b"ISA" and not is_prose(self.window[3:4])

    def finding(self, base: int) -> WireFinding:
        """What is said of an interchange that begins so, in a file from some offset on."""
        code = Code.ENCODING_CHANGED
        return WireFinding(code=code, offset=base + self.at, found=self.encoding)


def next_opener(
    places: Places, stray: Stray, offsets: tuple[int, int, int | None], encoding: str, *,
    final: bool,
) -> Opener | None:  # fmt: skip
    """What begins, or may begin, an interchange of another width in a file of an encoding.

    The three offsets are that of the first byte outside of any interchange that is still there,
    and those between which it is looked for. What looks like one and is none is told as stray.
    """
    file, base = places.as_sent()
    first, begin = offsets[0] - base, offsets[1] - base
    end = len(file) if offsets[2] is None else offsets[2] - base
    for opener in _openers(file, first, (begin, end), encoding, final=final):
        if opener.header is not None or not opener.is_told:
            return opener
        if opener.is_odd:
            stray.unreadable(base + opener.at, opener.window)
    return None


def _openers(
    file: bytes, first: int, span: tuple[int, int], encoding: str, *, final: bool
) -> Iterator[Opener]:
    pattern = WIDE if encoding == "bytes" else ANY
    for found in pattern.finditer(file, *span):
        at, name = found.start(), ENCODINGS[str(found.lastgroup)]
        if name == "utf-16-be" and _is_within(file, first, at, encoding):
            at, name = at + 1, "utf-16-le"
        if name == encoding and (at - first) % 2 == 0:
            # That was looked at as it is.
            continue
        size = ISA_WINDOW if name == "bytes" else 2 * ISA_WINDOW
        sent = file[at : at + size]
        begin = at - len(MARKS[name]) if file.endswith(MARKS[name], first, at) else at
        window = sent if name == "bytes" else _decoded(sent, name)
        if len(sent) < size and not final:
            yield Opener(begin=begin, at=at, encoding=name, window=window, is_told=False)
            return
        is_isa = window[:3].upper() == b"ISA"
        header = (read_isa if is_isa else read_unb)(window, 0)
        yield Opener(begin=begin, at=at, encoding=name, window=window, header=header)


def _is_within(file: bytes, first: int, at: int, encoding: str) -> bool:
    """Whether the zero that is found here ends a character, or pads, and begins none.

    Characters of UTF-16 begin where those before them end.
    """
    is_odd = (at - first) % 2 == 1
    if encoding == "utf-16-le":
        return is_odd
    return at > first and not file[at - 1] and (is_odd or encoding == "bytes")


def _decoded(sent: bytes, encoding: str) -> bytes:
    return sent.decode(encoding, "replace").encode("utf-8", "replace")[:ISA_WINDOW]
