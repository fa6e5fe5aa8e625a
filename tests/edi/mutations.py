"""Seeded mutations of documents: bytes flipped, cut, doubled, swapped; segments, delimiters."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from edi.framed import InterchangeOpened, SetFramed
from edi.reading import frame
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
