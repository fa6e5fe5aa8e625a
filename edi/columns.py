"""Purchase orders as tables, straight from the bytes of many sets at once.

For back-fill and speed: the same values as the row path gives, without a Python object a segment.
What is in any way unusual (an odd segment, trailing blanks, characters beyond ASCII, a finding on
the envelope) goes the row path, so the two never differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import polars as pl

from edi.bulk import Bulk, has_usual_marks, joined, of_run, of_set, portions
from edi.divided_lines import BILL_AND_SHIP_TO, SHIP_TO, order_ship_tos
from edi.gathering import Gathered
from edi.order_findings import order_findings, placed
from edi.order_kinds import DETAIL, HEADER, SUMMARY, key, kind, kinds_of, usual
from edi.order_lines import LINES, line_table, plain_lines
from edi.set_runs import SetRun
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters
    from edi.documents.orders import OrderLine, PurchaseOrder
    from edi.framed import SetFramed

HEADERS: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "purpose": pl.String(),
        "order_type": pl.String(),
        "number": pl.String(),
        "release": pl.String(),
        "date": pl.Date(),
        "currency": pl.String(),
        "buyer": pl.String(),
        "ship_to": pl.String(),
        "line_count": pl.Int64(),
    }
)
"""One row per order; `document` is the place of its set among those given."""
FEW: Final = 32
"""Sets of a run that is worth columns for itself."""
PORTION: Final = 1 << 21
"""Bytes of sets that are read as columns at a time: these stay in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTables:
    """Orders as a table of headers and one of lines.

    `sets` are the sets with their document numbers: `findings` are asked of them.
    """

    headers: pl.DataFrame
    lines: pl.DataFrame
    sets: tuple[tuple[int, SetFramed | SetRun], ...] = ()

    def findings(self) -> pl.DataFrame:
        """What is wrong with these orders, as reading each of them says; found when asked for."""
        return order_findings(self.sets)


def order_tables(parts: Sequence[SetFramed | SetRun]) -> OrderTables:
    """The 850s among framed sets and runs of sets as tables, in order.

    A set's document number is its place among all sets given, those of runs included.
    """
    sets = tuple(placed(parts))
    return replace(_tables(sets, _headers), sets=sets)


def order_lines(parts: Sequence[SetFramed | SetRun]) -> pl.DataFrame:
    """The lines of the same table, for who wants no headers."""
    frames: list[pl.DataFrame] = []
    for runs, others in _alongside(placed(parts)):
        frames += _lines_of(runs)
        if others:
            frames.append(_tables(others, _no_headers).lines)
    if not frames:
        return pl.DataFrame(schema=LINES)
    return frames[0] if len(frames) == 1 else pl.concat(frames)


_Part: TypeAlias = "SetFramed | SetRun"


def _alongside(
    parts: Iterable[tuple[int, _Part]],
) -> Iterator[tuple[list[tuple[int, SetRun]], list[tuple[int, _Part]]]]:
    """Runs of one block with nothing else between them, and what comes before the next."""
    runs: list[tuple[int, SetRun]] = []
    others: list[tuple[int, _Part]] = []
    for place, part in parts:
        if not (isinstance(part, SetRun) and _is_plain(part)):
            others.append((place, part))
            continue
        last = runs[-1][1] if runs else part
        alike = last.interchange.delimiters == part.interchange.delimiters
        if others or last.block is not part.block or not alike:
            yield runs, others
            runs, others = [], []
        runs.append((place, part))
    yield runs, others


def _is_plain(run: SetRun) -> bool:
    """Whether the run may be read through its PO1s alone."""
    is_worth_it = len(run) >= FEW and run.code == "850"
    return is_worth_it and has_usual_marks(run.interchange.delimiters)


def _lines_of(runs: list[tuple[int, SetRun]]) -> Iterator[pl.DataFrame]:
    """The lines of runs in one block, each for itself where something about one is unusual."""
    together = plain_lines(runs) if len(runs) > 1 else None
    if together is not None:
        yield together
        return
    for run in runs:
        lines = plain_lines([run])
        yield _tables([run], _no_headers).lines if lines is None else lines


_Headers: TypeAlias = "Callable[[Gathered, _Segments, NDArray[np.int64]], pl.DataFrame]"


def _tables(parts: Iterable[tuple[int, SetFramed | SetRun]], headers: _Headers) -> OrderTables:
    bulks: dict[Delimiters, list[Bulk]] = {}
    odd: list[tuple[int, SetFramed]] = []
    for place, part in parts:
        if part.code == "850":
            _sort_out(part, place, bulks, odd)
    made: list[OrderTables] = []
    for bulk in (joined(some) for alike in bulks.values() for some in portions(alike, PORTION)):
        tables, unusual = _from_bytes(bulk, headers)
        odd += ((int(bulk.places[at]), bulk.set_at(at)) for at in unusual)
        if tables is not None:
            made.append(tables)
    if odd or not made:
        odd.sort(key=lambda item: item[0])
        made.append(tables_of([(at, read_set(framed).document) for at, framed in odd]))
    if len(made) == 1:
        return made[0]
    return OrderTables(
        headers=_in_order([tables.headers for tables in made]),
        lines=_in_order([tables.lines for tables in made]),
    )


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    frame = pl.concat(frames)
    if frame["document"].is_sorted():
        return frame
    return frame.sort("document", maintain_order=True)


def _sort_out(
    part: SetFramed | SetRun,
    place: int,
    bulks: dict[Delimiters, list[Bulk]],
    odd: list[tuple[int, SetFramed]],
) -> None:
    """Usual sets to those of their delimiters, the others to the odd ones."""
    delimiters = part.interchange.delimiters
    bulk = None
    if has_usual_marks(delimiters):
        bulk = of_run(part, place) if isinstance(part, SetRun) else of_set(part, place)
    if bulk is not None:
        bulks.setdefault(delimiters, []).append(bulk)
    elif isinstance(part, SetRun):
        odd += enumerate(part, place)
    else:
        odd.append((place, part))


def tables_of(documents: Sequence[tuple[int, PurchaseOrder | None]]) -> OrderTables:
    """The row path's documents as the same tables."""
    headers: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    for place, order in documents:
        if order is None:
            continue
        buyers = (p.id for p in order.parties if p.role == "BY" and p.id)
        headers.append(
            {
                "document": place,
                "purpose": order.purpose,
                "order_type": order.order_type,
                "number": order.number,
                "release": order.release,
                "date": order.date,
                "currency": order.currency,
                "buyer": next(buyers, ""),
                "ship_to": next(iter(order_ship_tos(order)), ""),
                "line_count": _within(order.line_count),
            }
        )
        lines += [_line_row(place, line) for line in order.lines]
    return OrderTables(
        headers=pl.DataFrame(headers, schema=HEADERS), lines=pl.DataFrame(lines, schema=LINES)
    )


def _within(number: int | None) -> int | None:
    """A number that its column holds; one that no column holds is not there."""
    return number if number is not None and abs(number) < 1 << 63 else None


def _line_row(place: int, line: OrderLine) -> dict[str, object]:
    return {
        "document": place,
        "line": line.line,
        "quantity": line.quantity_sent,
        "uom": line.uom,
        "price": line.price_sent,
        "basis": line.basis,
        "currency": line.currency,
        "identifiers": [{"qualifier": q, "value": v} for q, v in line.identifiers],
    }


@dataclass(frozen=True, slots=True)
class _Segments:
    """Each segment's kind, its set, and the area of the set that it stands in."""

    kinds: NDArray[np.uint8]
    owner: NDArray[np.int64]
    areas: NDArray[np.int64]


def _from_bytes(bulk: Bulk, headers: _Headers) -> tuple[OrderTables | None, list[int]]:
    """Tables of the usual sets, and which of them are unusual."""
    count = len(bulk.places)
    if not bulk.data.isascii():
        return None, list(range(count))
    gathered = Gathered(bulk.data, bulk.starts, bulk.ends, bulk.delimiters)
    kinds = kinds_of(gathered.heads(), bulk.delimiters.element[0])
    sizes = np.diff(np.append(bulk.heads, len(kinds)))
    owner = np.repeat(np.arange(count), sizes)
    is_line, is_total = kinds == kind("PO1"), kinds == kind("CTT")
    areas = _areas(is_line, is_total, owner)
    odd = np.zeros(count, dtype=np.bool_)
    odd[owner[~usual(areas, kinds)]] = True
    odd[owner[gathered.unusual()]] = True
    odd |= np.add.reduceat(is_line, bulk.heads, dtype=np.int64) == 0
    odd |= np.add.reduceat(is_total, bulk.heads, dtype=np.int64) > 1
    good = ~odd
    whole = bool(good.all())
    made = headers(gathered, _Segments(kinds, owner, areas), bulk.places)
    chosen = np.flatnonzero(is_line if whole else is_line & good[owner])
    return OrderTables(
        headers=made if whole or not len(made) else made.filter(pl.Series(good)),
        lines=line_table(bulk.places[owner[chosen]], gathered.select(chosen)),
    ), np.flatnonzero(odd).tolist()


def _areas(
    is_line: NDArray[np.bool_], is_total: NDArray[np.bool_], owner: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The area of its set that each segment stands in: what the highest mark so far says."""
    base = owner * 4
    return np.maximum.accumulate(base + is_line * DETAIL + is_total * SUMMARY) - base


def _firsts(owner: NDArray[np.int64], chosen: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The place of the first chosen segment of each set, -1 where there is none."""
    places = np.flatnonzero(chosen)[::-1]
    firsts = np.full(count, -1, dtype=np.int64)
    firsts[owner[places]] = places
    return firsts


def _no_headers(gathered: Gathered, segments: _Segments, where: NDArray[np.int64]) -> pl.DataFrame:
    del gathered, segments, where
    return pl.DataFrame(schema=HEADERS)


def _headers(gathered: Gathered, segments: _Segments, where: NDArray[np.int64]) -> pl.DataFrame:
    count = len(where)
    kinds, owner = segments.kinds, segments.owner
    in_header = segments.areas == HEADER
    begin = gathered.select(_firsts(owner, kinds == kind("BEG"), count))
    money = gathered.select(_firsts(owner, (kinds == kind("CUR")) & in_header, count))
    total = gathered.select(_firsts(owner, kinds == kind("CTT"), count))
    parties = np.flatnonzero((kinds == kind("N1")) & in_header)
    named = gathered.select(parties)
    roles = named.short(1)
    owners = owner[parties]
    buyers = named.among(_firsts(owners, (roles == key("BY")) & named.has(4), count))
    goes_to, otherwise = (
        _firsts(owners, roles == key(role), count) for role in (SHIP_TO, BILL_AND_SHIP_TO)
    )
    ship_to = named.among(np.where(goes_to < 0, otherwise, goes_to))
    frame = pl.DataFrame(
        {
            "document": where,
            "purpose": begin.element(1),
            "order_type": begin.element(2),
            "number": begin.element(3),
            "release": begin.element(4),
            "date": begin.element(5),
            "currency": money.element(2),
            "buyer": buyers.element(4),
            "ship_to": ship_to.element(4),
            "line_count": total.element(1),
        }
    )
    day = pl.col("date")
    whole = pl.when(day.str.len_bytes() == 6).then("20" + day).otherwise(day)
    is_day = whole.str.contains(r"^[0-9]{8}$") & ~whole.str.starts_with("0000")
    count_text = pl.col("line_count")
    return frame.with_columns(
        pl.when(is_day).then(whole).str.to_date("%Y%m%d", strict=False).alias("date"),
        pl.when(count_text.str.contains(r"^-?[0-9]+$"))
        .then(count_text)
        .cast(pl.Int64, strict=False),
    ).cast(HEADERS)
