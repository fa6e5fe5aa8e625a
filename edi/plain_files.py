"""A file's bytes as framing sees them, and back: UTF-16 decoded, wrapped lines joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from edi.delimiters import BREAKS
from edi.findings import Code
from edi.framed import InterchangeOpened
from edi.unenveloped import Encoding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.framed import Framed

MARKS: Final = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
"""The byte-order marks of the encodings that are decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFile:
    """A file without its encoding and its wrapping.

    `encoding` is empty where the bytes are as they were, `width` is 0 where no line is wrapped;
    `start` is where the wrapping begins, `marked` says that a byte-order mark stood first.
    """

    data: bytes
    encoding: str = ""
    marked: bool = False
    start: int = 0
    width: int = 0
    line_break: bytes = b""
    ends_with_break: bool = False

    def sent(self, data: bytes) -> bytes:
        """Plain bytes as this file would have sent them."""
        if self.width:
            ends = range(self.start, len(data), self.width)
            lines = [data[at : at + self.width] for at in ends]
            last = self.line_break if self.ends_with_break else b""
            data = data[: self.start] + self.line_break.join(lines) + last
        if not self.encoding:
            return data
        mark = MARKS[self.encoding] if self.marked else b""
        return mark + data.decode("utf-8", "replace").encode(self.encoding, "replace")

    def offset(self, place: int) -> int:
        """Where in these bytes a place of the file is, as findings count places."""
        if not self.width or place < self.start:
            return place
        lines, within = divmod(place - self.start, self.width + len(self.line_break))
        return self.start + lines * self.width + min(within, self.width)

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
    """A file as framing sees it, by the parts that were framed of its bytes."""
    decoder = Encoding()
    data = decoder.decode(raw) + decoder.end()
    encoding = decoder.name if decoder.name in MARKS else ""
    marked = bool(encoding) and raw[:2] == MARKS[encoding]
    for part in parts:
        for finding in part.findings if isinstance(part, InterchangeOpened) else ():
            if finding.code is Code.LINES_WRAPPED:
                begin = len(MARKS[encoding]) if marked else 0
                before = raw[begin : finding.offset]
                if encoding:
                    before = before.decode(encoding, "replace").encode("utf-8", "replace")
                start, width = len(before), int(finding.found)
                after = data[start + width : start + width + 2]
                return PlainFile(
                    data=data[:start] + data[start:].translate(None, BREAKS),
                    encoding=encoding,
                    marked=marked,
                    start=start,
                    width=width,
                    line_break=after if after == BREAKS else after[:1],
                    ends_with_break=data[-1:] in (b"\r", b"\n"),
                )
    return PlainFile(data=data, encoding=encoding, marked=marked)
