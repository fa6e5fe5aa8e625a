"""Seeded mutations of documents: bytes flipped, cut, doubled, swapped; segments, delimiters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from edi.delimiters import Delimiters, noise_of
from edi.framed import (
    AcknowledgmentFramed,
    Framed,
    GroupClosed,
    GroupOpened,
    InterchangeOpened,
    SetFramed,
    StrayBytes,
)
from edi.frames import frame
from edi.transaction_sets import read_set

DELIMITERS = b"*~>|:^\x1d\x1e\n"


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The document with one to three mutations."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(MUTATIONS)(data, rng)
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    begin = rng.randrange(len(data) + 1)
    return data[:begin] + data[begin + rng.randrange(1, 60) :]


def _end(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _double(data: bytes, rng: random.Random) -> bytes:
    begin = rng.randrange(len(data) + 1)
    end = begin + rng.randrange(1, 60)
    return data[:end] + data[begin:end] + data[end:]


def _swap(data: bytes, rng: random.Random) -> bytes:
    one, two, three = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:one] + data[two:three] + data[one:two] + data[three:]


def _delimit(data: bytes, rng: random.Random) -> bytes:
    old, new = rng.choice(DELIMITERS), rng.choice(DELIMITERS)
    return data.replace(bytes([old]), bytes([new]), rng.choice((1, 5, -1)))


def _segments(data: bytes, rng: random.Random) -> bytes:
    pieces = data.split(b"~")
    at, to = rng.randrange(len(pieces)), rng.randrange(len(pieces))
    match rng.randrange(3):
        case 0:
            del pieces[at]
        case 1:
            pieces.insert(to, pieces[at])
        case _:
            pieces[at], pieces[to] = pieces[to], pieces[at]
    return b"~".join(pieces)


def _digit(data: bytes, rng: random.Random) -> bytes:
    places = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = rng.choice(places)
    return data[:at] + str(rng.randrange(10)).encode() + data[at + 1 :]


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _cut, _end, _double, _swap, _delimit, _segments, _digit,
]  # fmt: skip


def pieces(data: bytes, marks: Delimiters) -> list[bytes]:
    """The segments of some bytes, as plain cutting at terminators has them."""
    if marks.release:
        one = re.escape(marks.release) + b".|[^" + re.escape(marks.segment + marks.release) + b"]"
        cut = re.findall(b"(?:" + one + b")+", data, re.DOTALL)
    else:
        cut = data.split(marks.segment)
    noise = noise_of(marks)
    return [piece.strip(noise) for piece in cut if piece.strip(noise)]


def unsaid(data: bytes) -> list[str]:
    """What stands in a file and in none of its parts: told by cutting it plainly once more."""
    parts = list(frame([data]))
    opened = [part for part in parts if isinstance(part, InterchangeOpened)]
    ends = [*(part.offset for part in opened[1:]), len(data)]
    told: list[str] = []
    for one, end in zip(opened, ends, strict=True):
        begin = one.offset + (9 if data[one.offset : one.offset + 3].upper() == b"UNA" else 0)
        sent = pieces(data[begin:end], one.delimiters)
        mine = [part for part in parts if _interchange(part) == one.offset]
        sets = [part for part in mine if isinstance(part, SetFramed)]
        said = [piece for part in sets for piece in pieces(part.raw, one.delimiters)]
        groups = (
            part for part in mine
            if (isinstance(part, GroupOpened) and not part.implied)
            or (isinstance(part, GroupClosed) and not part.group.implied)
        )  # fmt: skip
        others = sum(isinstance(part, AcknowledgmentFramed) for part in mine)
        # ISA and IEA are two more.
        count = len(said) + sum(1 for _ in groups) + others + 2
        if count != len(sent):
            told.append(f"{len(sent)} segments at {one.offset}, and {count} in its parts")
        if sum(part.segments for part in sets) != len(said):
            told.append(f"{len(said)} segments in sets, otherwise counted")
        told += [f"{piece!r} is not in the file" for piece in said if piece not in sent]
    return told


def _interchange(part: Framed) -> int:
    """The offset of the interchange that a part is in; -1 for none."""
    if isinstance(part, GroupClosed):
        return part.group.interchange.offset
    if isinstance(part, StrayBytes):
        return -1
    return part.offset if isinstance(part, InterchangeOpened) else part.interchange.offset


def observed(data: bytes) -> tuple[list[Any], set[str], bool]:
    """What a document says, what is found on it, and whether its structure is whole.

    What it says: each set with its canonical document, and who sends to whom under which number.
    """
    said: list[Any] = []
    codes: set[str] = set()
    for part in frame([data]):
        codes |= {finding.code.value for finding in getattr(part, "findings", ())}
        if isinstance(part, InterchangeOpened):
            said.append((part.sender, part.receiver, part.control, part.usage))
        elif isinstance(part, SetFramed):
            read = read_set(part)
            codes |= {finding.code.value for finding in read.findings}
            said.append((part.group.control, part.code, part.control, read.document))
    return said, codes, bool(said)
