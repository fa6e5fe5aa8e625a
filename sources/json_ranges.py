"""A JSON Lines file as ranges of bytes, so that several lanes read one file side by side.

A range owns the lines that start in it: it reads on beyond its end to finish its last line, and
leaves out the line that was begun before it.
"""

from __future__ import annotations

import os
from typing import Final

RANGE_BYTES: Final = 8 << 20
"""Bytes of a range: large enough for columnar decoding to pay, small enough to bound memory."""
LINE_BYTES_MAX: Final = 1 << 20
"""Longest line that is read; of a longer one, no more than this is ever in memory."""
_STEP: Final = 64 << 10


def ranges_of(size: int) -> int:
    """How many ranges a file of this size has."""
    return -(-size // RANGE_BYTES)


def read_range(
    descriptor: int,
    size: int,
    number: int,
    *,
    range_bytes: int = RANGE_BYTES,
    line_bytes_max: int = LINE_BYTES_MAX,
) -> tuple[int, bytes]:
    """The lines that start in a range: the offset of the first one, and their bytes.

    A last line that goes on for more than `line_bytes_max` beyond the range is cut there; it is
    then longer than a line may be, which the decoder says.
    """
    start = number * range_bytes
    end = min(start + range_bytes, size)
    first = _after_newline(descriptor, start - 1, end) if start > 0 else 0
    if first is None or first == end:
        return end, b""
    limit = min(size, end + line_bytes_max + 1)
    last = _after_newline(descriptor, end - 1, limit) if end < size else size
    # Where it ends is looked for first: so the range is read once, and never copied.
    return first, _read(descriptor, first, limit if last is None else last)


def _after_newline(descriptor: int, start: int, end: int) -> int | None:
    """The offset behind the first newline between two offsets; None where there is none."""
    while start < end:
        part = os.pread(descriptor, min(_STEP, end - start), start)
        newline = part.find(b"\n")
        if newline >= 0:
            return start + newline + 1
        if not part:
            break
        start += len(part)
    return None


def _read(descriptor: int, start: int, end: int) -> bytes:
    parts: list[bytes] = []
    while start < end:
        part = os.pread(descriptor, end - start, start)
        if not part:
            break
        parts.append(part)
        start += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
