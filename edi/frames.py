"""A file or a document of ours, framed from its first byte to its last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi.framing import Framer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi.framed import Framed


def frame(chunks: Iterable[bytes]) -> Iterator[Framed]:
    """All parts of a file that is read in pieces."""
    framer = Framer()
    for chunk in chunks:
        yield from framer.feed(chunk)
    yield from framer.end()
