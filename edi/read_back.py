"""What was written, read again: all that the JSON says must stand there, or it is told."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from edi.findings import shown
from edi.header_fields import misfit
from edi.wire_json import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi.findings import WireFinding

UNREAD: Final = (
    "findings", "accepted", "partner", "sha256", "document", "digest", "digests", "before", "bytes",
    "ends_with_break",
)  # fmt: skip
"""What judges, what tells of the bytes as they came, and documents, which are held elsewhere."""
TOLD_MAX: Final = 20


def misread(item: dict[str, Any], content: bytes, place: str) -> list[WireFinding]:
    """What an interchange says and its bytes, read again, do not."""
    read = read_file([content])["interchanges"]
    if len(read) != 1:
        return [misfit(place, len(read), "what is written is read as more or less than it")]
    return [
        misfit(
            where, said, f"it says {shown(str(said))!r}, what is written says {shown(str(is_))!r}"
        )
        for where, said, is_ in islice(_differing(item, read[0], place), TOLD_MAX)
    ]


def _differing(said: Any, read: Any, place: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(said, dict) and isinstance(read, dict):
        table: dict[str, Any] = said
        for key, value in table.items():
            if key not in UNREAD:
                yield from _differing(value, read.get(key), f"{place}.{key}")
    elif isinstance(said, list) and isinstance(read, list) and len(said) == len(read):
        for at, (one, other) in enumerate(zip(said, read, strict=True)):
            yield from _differing(one, other, f"{place}[{at}]")
    elif said != read:
        yield place, said, read
