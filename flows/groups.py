"""Names of groups that the engine spreads evenly over workers, beside what feeds them.

The engine sends a key to worker `hash(key) % workers`, and source and sink partitions to workers
in turn. Names such as 00 to 15 fall 12 to 4 on two workers. So a group's name carries a suffix
that makes its hash end like the group's number: then groups, the partitions that feed them and
the sink partitions behind them lie on the same worker, and batches need not travel.
"""

from __future__ import annotations

from functools import cache
from itertools import count, product
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

EVEN_OVER: Final = 48
"""Worker counts that divide this are served evenly: 1, 2, 3, 4, 6, 8, 12, 16."""
_MASK: Final = (1 << 64) - 1


@cache
def group_names(groups: int) -> tuple[str, ...]:
    """The names of so many groups, fixed for ever: `00…`, `01…` and so on.

    >>> [name[:2] for name in group_names(3)]
    ['00', '01', '02']
    """
    return tuple(_name(number) for number in range(groups))


def names(count: int) -> list[str]:
    """Names of sink partitions, which are database names: `00`, `01` and so on."""
    return [f"{number:02d}" for number in range(count)]


def number_of(group: str) -> int:
    """The number of a group, of which its name is made.

    >>> number_of("07gt")
    7
    """
    return int(group.rstrip(ascii_lowercase))


def engine_hash(key: str) -> int:
    """The engine's hash of a state key: SipHash-1-3 without a key, as of a Rust string.

    >>> engine_hash("06") % 2, engine_hash("00") % 2
    (1, 0)
    """
    data = key.encode() + b"\xff"
    v0, v1, v2, v3 = 0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573
    whole = len(data) // 8 * 8
    words = [int.from_bytes(data[at : at + 8], "little") for at in range(0, whole, 8)]
    words.append(int.from_bytes(data[whole:], "little") | (len(data) & 0xFF) << 56)
    for word in words:
        v3 ^= word
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
        v0 ^= word
    v2 ^= 0xFF
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


def _name(number: int) -> str:
    for suffix in _suffixes():
        name = f"{number:02d}{suffix}"
        if engine_hash(name) % EVEN_OVER == number % EVEN_OVER:
            return name
    raise AssertionError


def _suffixes() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def _round(v0: int, v1: int, v2: int, v3: int) -> tuple[int, int, int, int]:
    v0 = (v0 + v1) & _MASK
    v1 = _rotated(v1, 13) ^ v0
    v0 = _rotated(v0, 32)
    v2 = (v2 + v3) & _MASK
    v3 = _rotated(v3, 16) ^ v2
    v0 = (v0 + v3) & _MASK
    v3 = _rotated(v3, 21) ^ v0
    v2 = (v2 + v1) & _MASK
    v1 = _rotated(v1, 17) ^ v2
    return v0, v1, _rotated(v2, 32), v3


def _rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & _MASK
