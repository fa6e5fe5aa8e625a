"""What the bytes of JSON Lines say about themselves, counted in columns.

The columnar reader is lenient where it must not be: it turns a number into text where text is
wanted, takes the first of two equal keys, and passes over keys that it was not asked for. Counts
of quotes and of values that are not text show whether it did. The argument, for valid JSON
without backslashes, in which quotes therefore open and close in turn:

- a value that is not text stands after `":`; its key is looked at, so none was turned into text;
- what remains of the quotes belongs to keys, and to values that are text, two and two;
- so the number of keys with text values is known, and must equal the number of texts read.

Lines on which the argument fails (a backslash, odd white space, a nested value) are `doubtful`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Offsets: TypeAlias = NDArray[np.int64]
_QUOTE: Final = ord('"')
_COLON: Final = ord(":")
_SPACE: Final = ord(" ")
_BACKSLASH: Final = ord("\\")
_BLOCK: Final = 256 << 10
"""Bytes that are compared at a time: they stay in the processor's cache."""
_EDGE: Final = 16
_NONE: Final = np.empty(0, dtype=np.int64)


def _word(text: str) -> np.uint64:
    return np.frombuffer(text.encode(), dtype="<u8")[0]


_QUANTITY: Final = _word("quantity")
_COMPLETE: Final = _word("complete")
_SOURCE_SEQ: Final = _word("urce_seq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Counts over some lines, and where the values that are not text stand.

    `plain` are values of the fields that are numbers or truth values; `nulls` are nulls of any
    field; `others` are values of fields that the contract does not know.
    """

    quotes: int
    plain: Offsets
    nulls: Offsets
    others: Offsets
    doubtful: Offsets

    @property
    def texts(self) -> int:
        """How many keys have a value that is text; -1 where the counts cannot be true."""
        keys_twice = self.quotes // 2 - self.plain.size - self.nulls.size - self.others.size
        return -1 if self.quotes % 2 or keys_twice % 2 else keys_twice // 2


def scan_lines(data: bytes, known_texts: frozenset[str]) -> Scan:
    """Count; a value that is not text under one of `known_texts` makes its line doubtful."""
    content = np.frombuffer(data, dtype=np.uint8)
    quotes, bare, doubtful = _marks(data, content)
    if bare.size == 0:
        return Scan(quotes=quotes, plain=_NONE, nulls=_NONE, others=_NONE, doubtful=_join(doubtful))
    shift = 0
    if bare[0] < _EDGE or bare[-1] + _EDGE > content.size:
        # Keys and values are looked at around their quote: near an edge there must be something.
        shift = _EDGE
        data = b" " * _EDGE + data + b" " * _EDGE
        content = np.frombuffer(data, dtype=np.uint8)
        bare += shift
    value = content[bare + 2]
    spaced = value == _SPACE
    if spaced.any():
        value = np.where(spaced, content[bare + 3], value)
        text = spaced & (value == _QUOTE)
        bare, value = bare[~text], value[~text]
    odd = (value <= _SPACE) | np.isin(content[bare - 1], _word_bytes(': ,[{"'))
    odd |= (value == ord("[")) | (value == ord("{"))
    words = np.ndarray(shape=(content.size - 7,), dtype="<u8", buffer=data, strides=(1,))
    tail = words[bare - 8]
    before = content[bare - 9]
    typed = ((tail == _QUANTITY) | (tail == _COMPLETE)) & (before == _QUOTE)
    typed |= (
        (tail == _SOURCE_SEQ)
        & (before == ord("o"))
        & (content[bare - 10] == ord("s"))
        & (content[bare - 11] == _QUOTE)
    )
    null = value == ord("n")
    other = ~typed & ~null
    if other.any():
        odd |= other & _ends_as(tail, known_texts)
    bare -= shift
    doubtful.append(bare[odd])
    return Scan(
        quotes=quotes,
        plain=bare[typed & ~null & ~odd],
        nulls=bare[null & ~odd],
        others=bare[other & ~odd],
        doubtful=_join(doubtful),
    )


def _marks(data: bytes, content: NDArray[np.uint8]) -> tuple[int, Offsets, list[Offsets]]:
    """Quotes, the quotes before `:` and a value that is not (at once) text, and doubts."""
    escaped = data.find(b"\\") >= 0
    quotes = 0
    bare: list[Offsets] = []
    doubtful: list[Offsets] = []
    for start in range(0, content.size, _BLOCK):
        block = content[start : start + _BLOCK + 2]
        here = min(_BLOCK, content.size - start)
        quote = block == _QUOTE
        quotes += int(np.count_nonzero(quote[:here]))
        closing = quote[:-2]
        after = block[1:-1]
        found = np.flatnonzero(closing & (after == _COLON) & ~quote[2:])
        if found.size:
            bare.append(found + start)
        found = np.flatnonzero(closing & (after <= _SPACE))
        if found.size:
            found += start
            beyond = content[np.minimum(found + 2, content.size - 1)]
            doubtful.append(found[(beyond == _COLON) | (beyond <= _SPACE)])
        if escaped:
            doubtful.append(np.flatnonzero(block[:here] == _BACKSLASH) + start)
    return quotes, _join(bare), doubtful


def _ends_as(tails: NDArray[np.uint64], names: frozenset[str]) -> NDArray[np.bool_]:
    """Which keys end as one of the names does; a key that only ends alike is no harm."""
    alike = np.zeros(tails.size, dtype=np.bool_)
    for name in names:
        ending = f'"{name}'.encode()[-8:]
        shift = np.uint64(8 * (8 - len(ending)))
        wanted = np.frombuffer(ending.rjust(8, b"\0"), dtype="<u8")[0] >> shift
        alike |= (tails >> shift) == wanted
    return alike


def _word_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _join(parts: list[Offsets]) -> Offsets:
    return np.concatenate(parts) if parts else _NONE
