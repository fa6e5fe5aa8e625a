"""Whose interchanges an EDI file may hold: all that may open one, found at the rate of memory.

What is found here is never less than what framing finds, for any cut of the file: each place where
`ISA`, `UNA` or `UNB` stands, as bytes or as UTF-16, is judged as framing would judge it. It may
be more: what looks like an interchange may be data of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from edi.delimiters import BREAKS, ISA_OFFSETS, ISA_WINDOW, LEVEL_B, read_unb
from edi.isa import WIDTH, read_isa
from edi.openings import opened_edifact, opened_x12
from edi.unenveloped import Wrapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

CHUNK_BYTES: Final = 1 << 18
"""Bytes that are looked at at a time: with their masks, what a core's own cache holds."""
WIDE_WINDOW: Final = 2 * ISA_WINDOW + 8
"""Bytes of UTF-16 of which at least `ISA_WINDOW` come."""
_LOWER: Final = 0x20
_OFFSETS: Final = np.array(ISA_OFFSETS)
_HEADER: Final = np.arange(WIDTH)
_PARTIES: Final = slice(32, 69)
_PARTY_SPANS: Final = ((0, 2), (3, 18), (19, 21), (22, 37))
"""Where an ISA of fixed width has ISA05 to ISA08, and where each lies among these."""
_ISA_PIECES: Final = 16
_UNB_PIECES: Final = 4

Parties: TypeAlias = tuple[str, str]
"""Sender and receiver of an interchange, each as `qualifier:id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Openers:
    """Who may send to whom in a file, in the order of the bytes; not `told` if it may be anyone."""

    parties: tuple[Parties, ...] = ()
    told: bool = True


def read_openers(path: str) -> Openers:
    """All openers of a file; one that is gone raises `FileNotFoundError`.

    Of one that nobody may read, nothing is told.
    """
    try:
        found = _Found()
        _scan(path, found, unwrapped=False)
        if found.wrapped and found.told:
            # From somewhere on, breaks mean nothing: an id may stand on both sides of one.
            _scan(path, found, unwrapped=True)
    except FileNotFoundError:
        raise
    except OSError:
        return Openers(told=False)
    return Openers(parties=tuple(found.parties), told=found.told)


class _Found:
    """What was found so far; what was judged is known again by the bytes that name its parties."""

    def __init__(self) -> None:
        self.parties: dict[Parties, None] = {}
        self.told = True
        self.wrapped = False
        self._known: set[bytes] = set()

    def judge(self, window: bytes, *, wide: bool = False) -> None:
        """Take in what a candidate says, which begins these bytes."""
        name = window[:3].upper()
        if name == b"UNB" and window[3:4] not in (b"+", LEVEL_B[1]):
            return
        if not (self.wrapped and not wide) and Wrapping().begins(window, 0):
            self.wrapped = True
            self.told = self.told and not wide
            self._judge(window.translate(None, BREAKS), name)
        self._judge(window, name)

    def _judge(self, window: bytes, name: bytes) -> None:
        window = window[:ISA_WINDOW]
        key = _named(window, name)
        if key is None or key in self._known:
            return
        header = (read_isa if name == b"ISA" else read_unb)(window, 0)
        if header is None:
            return
        opened = (opened_x12 if name == b"ISA" else opened_edifact)(header, 0)
        theirs = f"{opened.sender_qualifier}:{opened.sender}"
        self.parties[theirs, f"{opened.receiver_qualifier}:{opened.receiver}"] = None
        if key:
            self._known.add(key)

    def judge_row(self, row: bytes, window: bytes) -> None:
        """The same of an ISA of fixed width and without breaks: ISA05 to ISA08, and all of it."""
        if row in self._known:
            return
        if not (row.isascii() and row.decode().isprintable()):
            self.judge(window)
            return
        self._known.add(row)
        theirs, their_id, ours, our_id = (row[a:b].decode().strip() for a, b in _PARTY_SPANS)
        self.parties[f"{theirs}:{their_id}", f"{ours}:{our_id}"] = None


def _named(window: bytes, name: bytes) -> bytes | None:
    """The bytes of a header that say whose it is; empty if that is not sure, None if it is none."""
    if name == b"ISA":
        element = window[3:4]
        pieces = window.split(element, _ISA_PIECES) if element else []
        if len(pieces) <= _ISA_PIECES:
            return None
        # One of fixed width has its elements by their places, whatever else separates in them.
        is_fixed = all(window[at : at + 1] == element for at in ISA_OFFSETS)
        return b"" if is_fixed else element.join(pieces[5:9])
    marks = window[:9] if name == b"UNA" else b""
    element, release = (window[4:5], window[6:7]) if marks else (window[3:4], b"?")
    said = element.join(window[len(marks) :].split(element, _UNB_PIECES)[:_UNB_PIECES])
    return b"" if release in said else marks + element + said


def _scan(path: str, found: _Found, *, unwrapped: bool) -> None:
    """Judge all candidates of a file, or of it without its breaks."""
    kept, first = b"", 0
    with Path(path).open("rb", buffering=0) as file:
        while found.told:
            read = file.read(CHUNK_BYTES)
            block = kept + (read.translate(None, BREAKS) if unwrapped else read)
            # What is near the end is judged when more is seen, unless there is no more.
            stop = max(first, len(block) - WIDE_WINDOW) if read else len(block)
            for at, is_wide in _candidates(block, first, stop, found):
                if is_wide:
                    _judge_wide(block, at, found)
                else:
                    found.judge(block[at : at + 2 * ISA_WINDOW])
            if not read:
                return
            # One of UTF-16 may begin a byte before its first letter.
            kept, first = block[max(0, stop - 1) :], min(1, stop)


def _judge_wide(block: bytes, at: int, found: _Found) -> None:
    for begin, encoding in ((at, "utf-16-le"), (at - 1, "utf-16-be")):
        if begin >= 0:
            sent = block[begin : begin + WIDE_WINDOW].decode(encoding, "replace")
            window = sent.encode("utf-8", "replace")[:ISA_WINDOW]
            if window[:3].upper() in (b"ISA", b"UNA", b"UNB"):
                found.judge(window, wide=True)


def _candidates(block: bytes, first: int, stop: int, found: _Found) -> Iterator[tuple[int, bool]]:
    """Where an interchange may begin in a part of a block, in order, and whether in UTF-16.

    Those of an ISA of fixed width are judged here, all at once.
    """
    letters = np.bitwise_or(np.frombuffer(block, dtype=np.uint8), _LOWER)
    isas, others = _spelt(letters, first, stop, 1)
    wide: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    if b"\0" in block:
        wide = np.concatenate(_spelt(letters, first, stop, 2))
        wide = wide[[block[at + 1] == 0 and block[at + 3] == 0 for at in wide.tolist()]]
    places = np.concatenate((isas, others, wide))
    if not len(places):
        return
    widths = np.repeat((0, 1), (len(isas) + len(others), len(wide)))
    order = np.argsort(places, kind="stable")
    fixed = _fixed(block, isas)
    for at, is_wide in zip(places[order].tolist(), widths[order].tolist(), strict=True):
        row = fixed.get(at)
        if row is None or is_wide:
            yield at, bool(is_wide)
        else:
            found.judge_row(row, block[at : at + 2 * ISA_WINDOW])


def _spelt(
    letters: NDArray[np.uint8], first: int, stop: int, step: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where ISA is spelt, and where UNA or UNB, with so many bytes from letter to letter."""
    end = min(stop, len(letters) - 2 * step)
    if end <= first:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    one, two = letters[first:end], letters[first + step : end + step]
    isas = np.flatnonzero((one == ord("i")) & (two == ord("s"))) + first
    others = np.flatnonzero((one == ord("u")) & (two == ord("n"))) + first
    third = letters[others + 2 * step]
    return (
        isas[letters[isas + 2 * step] == ord("a")],
        others[(third == ord("a")) | (third == ord("b"))],
    )


def _fixed(block: bytes, isas: NDArray[np.int64]) -> dict[int, bytes]:
    """ISA05 to ISA08 of those that are of fixed width and have no break, by their places."""
    whole = isas[isas + WIDTH <= len(block)]
    if not len(whole):
        return {}
    headers = np.frombuffer(block, dtype=np.uint8)[whole[:, None] + _HEADER]
    separated = (headers[:, _OFFSETS] == headers[:, 3:4]).all(axis=1)
    broken = ((headers == ord("\r")) | (headers == ord("\n"))).any(axis=1)
    is_fixed = separated & ~broken
    rows = headers[is_fixed][:, _PARTIES]
    return {at: row.tobytes() for at, row in zip(whole[is_fixed].tolist(), rows, strict=True)}
