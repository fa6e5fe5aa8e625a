"""Whose file it is: files of one trading pair are read in the order in which they came."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from edi.delimiters import ISA_OFFSETS
from edi.framed import InterchangeOpened
from edi.framing import Framer

HEAD_BYTES: Final = 1 << 10
"""Where an interchange begins, if anything stands before it, is seen within so many bytes."""
ISA_BYTES: Final = 106
_PARTIES: Final = ((32, 34), (35, 50), (51, 53), (54, 69))
"""Where an ISA has ISA05 to ISA08: sender and receiver, each behind its qualifier."""


def first_pair(path: str) -> str:
    """The trading pair of the first interchange of an EDI file; '' where its head shows none.

    It depends on the bytes alone, so all processes say the same of one version of a file. A file
    that nobody may read has none; one that is gone raises `FileNotFoundError`.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise
    except OSError:
        return ""
    return _pair_of_isa(head) or _pair_of_any(head)


def pair_asked_for(sender: str, receiver: str) -> str:
    """The trading pair, named as `first_pair` does, of files to `sender` from whom it writes to."""
    return "/".join(party.replace(":", "/", 1) for party in (receiver, sender))


def _pair_of_isa(head: bytes) -> str:
    """The pair of a file that begins with an ISA as the standard has it; '' for others."""
    if head[:3] != b"ISA" or len(head) < ISA_BYTES:
        return ""
    if any(head[at] != head[3] for at in ISA_OFFSETS):
        return ""
    parties = [head[begin:end] for begin, end in _PARTIES]
    if not all(party.isascii() and party.decode().isprintable() for party in parties):
        return ""
    return "/".join(party.decode().strip() for party in parties)


def _pair_of_any(head: bytes) -> str:
    """The pair that framing finds: behind what stands before it, in UTF-16, in EDIFACT."""
    framer = Framer()
    parts = framer.feed(head)
    if len(head) < HEAD_BYTES:
        parts = [*parts, *framer.end()]
    for part in parts:
        if isinstance(part, InterchangeOpened):
            sender = f"{part.sender_qualifier}/{part.sender}"
            return f"{sender}/{part.receiver_qualifier}/{part.receiver}"
    return ""
