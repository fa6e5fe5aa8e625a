"""Whose file it is: files of one partner are read in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from edi.delimiters import ISA_OFFSETS
from edi.framed import InterchangeOpened
from edi.framing import Framer

HEAD_BYTES: Final = 1 << 10
"""Where an interchange begins, if anything stands before it, is seen within so many bytes."""
ISA_BYTES: Final = 106
_PARTIES: Final = ((32, 34), (35, 50), (51, 53), (54, 69))
"""Where an ISA has ISA05 to ISA08: sender and receiver, each behind its qualifier."""


Whose: TypeAlias = Callable[[str, str], str]
"""The name of a partner, by its id and ours, each as `qualifier:id`; '' where it is nobody's."""


def nobodys(theirs: str, ours: str) -> str:
    """No partner is known: each pair stands alone."""
    del theirs, ours
    return ""


def first_pair(path: str, whose: Whose = nobodys) -> str:
    """The partner, or else the trading pair, of the first interchange of an EDI file.

    '' where its head shows none. It depends on the bytes and the partners alone, so all processes
    say the same of one version of a file. A file that nobody may read has none; one that is gone
    raises `FileNotFoundError`.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise
    except OSError:
        return ""
    parties = _parties_of_isa(head) or _parties_of_any(head)
    if parties is None:
        return ""
    return whose(*parties) or "/".join(party.replace(":", "/", 1) for party in parties)


def _parties_of_isa(head: bytes) -> tuple[str, str] | None:
    """Sender and receiver of a file that begins with an ISA as the standard has it."""
    if head[:3] != b"ISA" or len(head) < ISA_BYTES:
        return None
    if any(head[at] != head[3] for at in ISA_OFFSETS):
        return None
    parts = [head[begin:end] for begin, end in _PARTIES]
    if not all(part.isascii() and part.decode().isprintable() for part in parts):
        return None
    theirs, their_id, ours, our_id = (part.decode().strip() for part in parts)
    return f"{theirs}:{their_id}", f"{ours}:{our_id}"


def _parties_of_any(head: bytes) -> tuple[str, str] | None:
    """Those that framing finds: behind what stands before them, in UTF-16, in EDIFACT."""
    framer = Framer()
    parts = framer.feed(head)
    if len(head) < HEAD_BYTES:
        parts = [*parts, *framer.end()]
    for part in parts:
        if isinstance(part, InterchangeOpened):
            ours = f"{part.receiver_qualifier}:{part.receiver}"
            return f"{part.sender_qualifier}:{part.sender}", ours
    return None
