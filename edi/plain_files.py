"""A file's bytes as framing sees them, and back: UTF-16 decoded, wrapped lines joined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from edi.delimiters import line_break_after
from edi.findings import Code
from edi.framed import InterchangeOpened
from edi.layout import widths
from edi.unenveloped import Encoding, without_breaks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from edi.framed import Framed

MARKS: Final = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
"""The byte-order marks of the encodings that are decoded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainFile:
    """A file without its encoding and its wrapping.

    `encoding` is empty where the bytes are as they were, `width` is 0 where no line is wrapped;
    `start` is where the wrapping begins, `marked` says that a byte-order mark stood first. `breaks`
    are places of the breaks that were taken out, `widths` what `layout.widths` says of UTF-16.
    """

    data: bytes
    encoding: str = ""
    marked: bool = False
    start: int = 0
    width: int = 0
    line_break: bytes = b""
    ends_with_break: bool = False
    breaks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    widths: NDArray[np.int64] | None = None

    def sent(self, data: bytes) -> bytes:
        """Plain bytes as this file would have sent them."""
        if self.width:
            ends = range(self.start, len(data), self.width)
            lines = [data[at : at + self.width] for at in ends]
            last = self.line_break if self.ends_with_break else b""
            data = data[: self.start] + self.line_break.join(lines) + last
        return self.encoded(data)

    def encoded(self, data: bytes) -> bytes:
        """Plain bytes in this file's encoding; lines are wrapped by `sent`."""
        if not self.encoding:
            return data
        mark = MARKS[self.encoding] if self.marked else b""
        return mark + data.decode("utf-8", "replace").encode(self.encoding, "replace")

    def offset(self, place: int) -> int:
        """Where in these bytes an offset in the file is."""
        if self.widths is not None:
            behind = np.searchsorted(self.widths, place - self._mark_size, side="right")
            place = max(0, int(behind) - 1)
        return place - int(np.searchsorted(self.breaks, place))

    @property
    def _mark_size(self) -> int:
        return len(MARKS[self.encoding]) if self.marked else 0

    def as_json(self) -> dict[str, object]:
        """How the file was written, in JSON's own types; nothing where it was plain."""
        found: dict[str, object] = {}
        if self.encoding:
            found |= {"encoding": self.encoding, "byte_order_mark": self.marked}
        if self.width:
            found["wrapped"] = {
                "from": self.start,
                "width": self.width,
                "line_break": self.line_break.decode("latin-1"),
                "ends_with_break": self.ends_with_break,
            }
        return found


def plain_like(table: dict[str, Any]) -> PlainFile:
    """The file, without its bytes, that `as_json` described.

    Raises `KeyError`, `TypeError` or `ValueError` where the object describes none.
    """
    encoding = str(table.get("encoding", ""))
    if encoding and encoding not in MARKS:
        raise ValueError(encoding)
    lines: dict[str, Any] | None = table.get("wrapped")
    plain = PlainFile(data=b"", encoding=encoding, marked=table.get("byte_order_mark") is True)
    if lines is None:
        return plain
    start, width = int(lines["from"]), int(lines["width"])
    if start < 0 or width < 1:
        raise ValueError(lines)
    return PlainFile(
        data=b"",
        encoding=encoding,
        marked=plain.marked,
        start=start,
        width=width,
        line_break=str(lines["line_break"]).encode("latin-1"),
        ends_with_break=lines["ends_with_break"] is True,
    )


def plain_file(raw: bytes, parts: Iterable[Framed]) -> PlainFile:
    """A file as framing sees it, by the parts that were framed of its bytes.

    Where characters of other widths follow, its encoding is that of the first.
    """
    opened = [part for part in parts if isinstance(part, InterchangeOpened)]
    found = [finding for part in opened for finding in part.findings]
    changes = [each.offset for each in found if each.code is Code.ENCODING_CHANGED]
    sections = [_section(raw, *span) for span in pairwise((0, *changes, len(raw)))]
    data, encoding = b"".join(each.text for each in sections), sections[0].encoding
    plain = PlainFile(data=data)
    if encoding or changes:
        mark = sections[0].mark
        offsets = [each.offsets() for each in sections]
        plain = replace(
            plain, encoding=encoding, marked=mark > 0,
            widths=np.concatenate([*(each[:-1] for each in offsets), offsets[-1][-1:]]) - mark,
        )  # fmt: skip
    for finding in found:
        if finding.code is Code.LINES_WRAPPED:
            start, width = plain.offset(finding.offset), int(finding.found)
            rest, places = without_breaks(data[start:])
            return replace(
                plain,
                data=data[:start] + rest,
                start=start,
                width=width,
                line_break=line_break_after(data, start + width),
                ends_with_break=data[-1:] in (b"\r", b"\n"),
                breaks=start + places + np.arange(len(places)),
            )
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """Bytes of a file in one encoding (empty where they are as they were), and where they begin."""

    text: bytes
    encoding: str
    begin: int
    mark: int

    def offsets(self) -> NDArray[np.int64]:
        """Where in the file each byte of the text is, and where the text ends."""
        sizes = widths(self.text) if self.encoding else np.arange(len(self.text) + 1)
        return self.begin + self.mark + sizes


def _section(raw: bytes, begin: int, end: int) -> _Section:
    decoder = Encoding()
    text = decoder.decode(raw[begin:end]) + decoder.end()
    mark = MARKS.get(decoder.name)
    return _Section(
        text=text,
        encoding=decoder.name if mark else "",
        begin=begin,
        mark=len(mark) if mark and raw.startswith(mark, begin) else 0,
    )
