"""Many sets under the same delimiters as one run of bytes, with the places of their segments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from edi.delimiters import NOISE
from edi.gathering import padded
from edi.segments import locate, noise_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters
    from edi.framed import SetFramed
    from edi.set_runs import SetRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Whole sets in a row: their bytes, all segments, which of these are ST, and who they are.

    `places` are the sets' document numbers; `set_at` makes one of them by its place here.
    """

    data: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    heads: NDArray[np.int64]
    places: NDArray[np.int64]
    delimiters: Delimiters
    set_at: Callable[[int], SetFramed]


def of_run(run: SetRun, place: int) -> Bulk:
    """A run of sets: nothing is looked for again."""
    begin, end = int(run.starts[0]), int(run.ends[-1])
    whole = _in_block(run, place)
    return replace(
        whole, data=run.block[begin:end], starts=whole.starts - begin, ends=whole.ends - begin
    )


def _in_block(run: SetRun, place: int) -> Bulk:
    """A run of sets where it lies in its block."""
    return Bulk(
        data=run.block,
        starts=run.segment_starts,
        ends=run.segment_ends,
        heads=run.heads,
        places=np.arange(place, place + len(run), dtype=np.int64),
        delimiters=run.interchange.delimiters,
        set_at=run.__getitem__,
    )


def of_set(framed: SetFramed, place: int) -> Bulk | None:
    """One set; None where anything is odd about it."""
    delimiters = framed.interchange.delimiters
    if framed.findings or framed.interchange.standard != "X12":
        return None
    located = locate(framed.raw, 0, len(framed.raw), delimiters, noise_table(delimiters))
    if located.end != len(framed.raw) or not len(located.starts) or located.starts[0] != 0:
        return None

    def itself(index: int) -> SetFramed:
        del index
        return framed

    return Bulk(
        data=framed.raw,
        starts=located.starts,
        ends=located.ends,
        heads=np.zeros(1, dtype=np.int64),
        places=np.array([place], dtype=np.int64),
        delimiters=delimiters,
        set_at=itself,
    )


def joined(bulks: Sequence[Bulk]) -> Bulk:
    """Several as one, padded as columns want it."""
    sizes = np.array([len(bulk.data) for bulk in bulks], dtype=np.int64)
    data = padded([bulk.data for bulk in bulks], bulks[0].delimiters)
    return _together(bulks, data, np.cumsum(sizes) - sizes)


def alongside(runs: Sequence[tuple[int, SetRun]]) -> Bulk:
    """Runs of one block as one, where they lie in it, each with its first document number.

    They come in the order of the block and under the same delimiters. No byte is copied: what
    stands between two runs, and behind the last, is in the data too.
    """
    bulks = [_in_block(run, place) for place, run in runs]
    return _together(bulks, bulks[0].data, np.zeros(len(bulks), dtype=np.int64))


def _together(bulks: Sequence[Bulk], data: bytes, offsets: NDArray[np.int64]) -> Bulk:
    """Several as one over bytes in which each begins at its offset."""
    counts = np.array([len(bulk.starts) for bulk in bulks], dtype=np.int64)
    sets = np.array([len(bulk.places) for bulk in bulks], dtype=np.int64)
    before, firsts = np.cumsum(counts) - counts, np.cumsum(sets) - sets

    def set_at(index: int) -> SetFramed:
        owner = int(np.searchsorted(firsts, index, side="right")) - 1
        return bulks[owner].set_at(index - int(firsts[owner]))

    def shifted(arrays: list[NDArray[np.int64]], shifts: NDArray[Any]) -> NDArray[np.int64]:
        pairs = zip(arrays, shifts.tolist(), strict=True)
        return np.concatenate([array + shift if shift else array for array, shift in pairs])

    return Bulk(
        data=data,
        starts=shifted([bulk.starts for bulk in bulks], offsets),
        ends=shifted([bulk.ends for bulk in bulks], offsets),
        heads=shifted([bulk.heads for bulk in bulks], before),
        places=np.concatenate([bulk.places for bulk in bulks]),
        delimiters=bulks[0].delimiters,
        set_at=set_at,
    )


def portions(bulks: Iterable[Bulk], most: int) -> Iterator[list[Bulk]]:
    """Bulks side by side of up to so many bytes; a larger one for itself."""
    portion: list[Bulk] = []
    size = 0
    for bulk in bulks:
        if portion and size + len(bulk.data) > most:
            yield portion
            portion, size = [], 0
        portion.append(bulk)
        size += len(bulk.data)
    if portion:
        yield portion


def has_usual_marks(delimiters: Delimiters) -> bool:
    """Whether sets under these delimiters can be read as columns: bytes that mean one thing."""
    marks = delimiters.element + delimiters.component
    return (
        len(delimiters.segment) == len(delimiters.element) == 1
        and delimiters.element != delimiters.segment
        and not delimiters.release
        and not any(byte in NOISE for byte in marks)
    )
