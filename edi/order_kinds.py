"""The segments of a usual 850 as small numbers, and where in the order each is usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD_IDS: Final = (
    "ST", "BEG", "CUR", "REF", "PER", "FOB", "ITD", "DTM", "PID", "TD1", "TD5", "PKG", "N9", "MSG",
    "MTX", "N1", "N2", "N3", "N4",
)  # fmt: skip
LINE_IDS: Final = (
    "PO1", "PID", "PO4", "REF", "PER", "SAC", "SDQ", "DTM", "SCH", "TD5", "N9", "MSG", "MTX", "N1",
    "N2", "N3", "N4", "CTP", "MEA",
)  # fmt: skip
LAST_IDS: Final = ("CTT", "AMT", "SE")
HEADER, DETAIL, SUMMARY = range(3)
"""The areas of an order: to its first PO1, to its CTT, and to its end."""

_IDS: Final = tuple(sorted({*HEAD_IDS, *LINE_IDS, *LAST_IDS}))
_UNKNOWN: Final = len(_IDS)
_SLOT_BITS: Final = 12


def key(name: str) -> int:
    """Two or three characters as the number that their bytes are."""
    return int.from_bytes(name.encode(), "little")


def kind(name: str) -> int:
    """The number of one of the usual segments."""
    return _IDS.index(name)


def _slot(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Which slot of a small table an id falls into."""
    return (keys * np.uint32(0x9E3779B1)) >> np.uint32(32 - _SLOT_BITS)


def _slots() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    keys = np.array([key(name) for name in _IDS], dtype=np.uint32)
    slots = _slot(keys)
    assert len(set(slots.tolist())) == len(keys), "two ids share a slot: choose more bits"
    there = np.full(1 << _SLOT_BITS, 0xFFFFFFFF, dtype=np.uint32)
    numbers = np.full(1 << _SLOT_BITS, _UNKNOWN, dtype=np.uint8)
    there[slots], numbers[slots] = keys, np.arange(len(keys))
    return there, numbers


_SLOT_KEYS, _SLOT_KINDS = _slots()


def kinds_of(words: NDArray[np.uint32], element: int) -> NDArray[np.uint8]:
    """Which of the usual segments these are, by their first four bytes.

    An id that is unknown, or that no separator follows, has a number of its own.
    """
    mark = np.uint32(element)
    keys = words & np.uint32(0xFFFFFF)
    short = (keys >> np.uint32(16)) == mark
    keys &= np.where(short, np.uint32(0xFFFF), np.uint32(0xFFFFFF))
    slots = _slot(keys)
    found = _SLOT_KINDS[slots]
    known = _SLOT_KEYS[slots] == keys
    known &= short | (words >> np.uint32(24) == mark)
    found[~known] = _UNKNOWN
    return found


def _table(names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([name in names for name in (*_IDS, "")])


_USUAL: Final = np.concatenate([_table(HEAD_IDS), _table((*LINE_IDS, "SE")), _table(LAST_IDS)])
_AREA: Final = np.uint8(_UNKNOWN + 1)


def usual(areas: NDArray[Any], numbers: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether segments of these kinds are usual in the areas that they stand in."""
    return _USUAL[areas * _AREA + numbers]
