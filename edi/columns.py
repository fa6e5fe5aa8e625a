"""Purchase orders as tables, straight from the bytes of many sets at once.

For back-fill and speed: the same values as the row path gives, without a Python object a segment.
What is in any way unusual (an odd segment, trailing blanks, characters beyond ASCII, a finding on
the envelope) goes the row path, so the two never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from edi.delimiters import NOISE
from edi.gathering import PAD, Gathered
from edi.segments import locate, noise_table
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Sequence

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
LINES: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "line": pl.String(),
        "quantity": pl.String(),
        "uom": pl.String(),
        "price": pl.String(),
        "basis": pl.String(),
        "identifiers": pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()})),
    }
)
"""One row per PO1, in order; numbers as they were sent, identifiers in the order of the wire."""

HEAD_IDS: Final = (
    "ST", "BEG", "CUR", "REF", "PER", "FOB", "ITD", "DTM", "PID", "TD1", "TD5", "PKG", "N9", "MSG",
    "N1", "N2", "N3", "N4",
)  # fmt: skip
LINE_IDS: Final = (
    "PO1", "CUR", "PID", "PO4", "REF", "PER", "SAC", "SDQ", "DTM", "SCH", "TD5", "N9", "MSG", "N1",
    "N2", "N3", "N4", "CTP", "MEA",
)  # fmt: skip
LAST_IDS: Final = ("CTT", "AMT", "SE")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTables:
    """Orders as a table of headers and one of lines."""

    headers: pl.DataFrame
    lines: pl.DataFrame


def order_tables(sets: Sequence[SetFramed]) -> OrderTables:
    """The 850s among the sets as tables, in order."""
    by_delimiters: dict[Delimiters, list[int]] = {}
    odd: list[int] = []
    last, usual = None, list[int]()
    for place, framed in enumerate(sets):
        if framed.code != "850":
            continue
        if framed.findings:
            odd.append(place)
            continue
        if framed.interchange is not last:
            last = framed.interchange
            usual = by_delimiters.setdefault(last.delimiters, []) if last.standard == "X12" else []
        usual.append(place)
    made: list[OrderTables] = []
    for delimiters, places in by_delimiters.items():
        tables, unusual = _from_bytes([sets[place].raw for place in places], places, delimiters)
        odd += unusual
        if tables is not None:
            made.append(tables)
    if odd or not made:
        made.append(tables_of([(place, read_set(sets[place]).document) for place in sorted(odd)]))
    if len(made) == 1:
        return made[0]
    return OrderTables(
        headers=pl.concat([tables.headers for tables in made]).sort("document"),
        lines=pl.concat([tables.lines for tables in made]).sort("document", maintain_order=True),
    )


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
                "ship_to": next((p.id for p in order.parties if p.role == "ST"), ""),
                "line_count": order.line_count,
            }
        )
        lines += [_line_row(place, line) for line in order.lines]
    return OrderTables(
        headers=pl.DataFrame(headers, schema=HEADERS), lines=pl.DataFrame(lines, schema=LINES)
    )


def _line_row(place: int, line: OrderLine) -> dict[str, object]:
    return {
        "document": place,
        "line": line.line,
        "quantity": line.quantity_sent,
        "uom": line.uom,
        "price": line.price_sent,
        "basis": line.basis,
        "identifiers": [{"qualifier": q, "value": v} for q, v in line.identifiers],
    }


def _key(name: str) -> int:
    return int.from_bytes(name.encode(), "little")


_IDS: Final = tuple(sorted({*HEAD_IDS, *LINE_IDS, *LAST_IDS}, key=_key))
_KEYS: Final = np.array([*map(_key, _IDS), 0xFFFFFFFF], dtype=np.uint32)
_UNKNOWN: Final = len(_IDS)


def _kind(name: str) -> int:
    return _IDS.index(name)


def _kinds(keys: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Which of the usual ids each segment has, as a small number."""
    places = np.minimum(np.searchsorted(_KEYS, keys), _UNKNOWN)
    return np.where(_KEYS[places] == keys, places, _UNKNOWN).astype(np.uint8)


def _table(names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([name in names for name in (*_IDS, "")])


_HEAD: Final = _table(HEAD_IDS)
_LINE: Final = _table((*LINE_IDS, "SE"))
_LAST: Final = _table(LAST_IDS)


def _from_bytes(
    raws: list[bytes], places: list[int], delimiters: Delimiters
) -> tuple[OrderTables | None, list[int]]:
    """Tables of the usual sets, and the places of the unusual ones."""
    padded = b"".join([*raws, bytes(PAD)])
    size = len(padded) - PAD
    marks = delimiters.element + delimiters.component
    usual_marks = (
        len(delimiters.segment) == 1
        and not any(byte in NOISE for byte in marks)
        and delimiters.element != delimiters.segment
    )
    if not usual_marks or not padded.isascii() or size > 1 << 30:
        return None, places
    located = locate(padded, 0, size, delimiters, noise_table(delimiters))
    gathered = Gathered(padded, located.starts, located.ends, delimiters)
    kinds = _kinds(gathered.ids())
    first = kinds == _kind("ST")
    owner = np.cumsum(first) - 1
    sizes = np.fromiter(map(len, raws), dtype=np.int64, count=len(raws))
    begins = np.cumsum(sizes) - sizes
    if int(first.sum()) != len(raws) or not np.array_equal(located.starts[first], begins):
        return None, places
    is_line, is_total = kinds == _kind("PO1"), kinds == _kind("CTT")
    lines_before = _since_first(is_line, first, owner)
    totals_before = _since_first(is_total, first, owner)
    usual = np.where(
        totals_before > 0,
        _LAST[kinds] & (totals_before == 1),
        np.where(lines_before > 0, _LINE[kinds], _HEAD[kinds]),
    )
    odd = np.zeros(len(raws), dtype=np.bool_)
    odd[owner[~usual]] = True
    odd[owner[gathered.unusual()]] = True
    odd |= np.bincount(owner[is_line], minlength=len(raws)) == 0
    good = ~odd
    where = np.array(places, dtype=np.int64)
    tables = OrderTables(
        headers=_headers(gathered, kinds, owner, lines_before == 0, where).filter(pl.Series(good)),
        lines=_lines(gathered, np.flatnonzero(is_line & good[owner]), owner, where),
    )
    return tables, where[odd].tolist()


def _since_first(
    is_kind: NDArray[np.bool_], first: NDArray[np.bool_], owner: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many segments of a kind the set had so far, this one included."""
    total = np.cumsum(is_kind)
    return total - total[first][owner]


def _firsts(owner: NDArray[np.int64], chosen: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The place of the first chosen segment of each set, -1 where there is none."""
    places = np.flatnonzero(chosen)[::-1]
    firsts = np.full(count, -1, dtype=np.int64)
    firsts[owner[places]] = places
    return firsts


def _headers(
    gathered: Gathered,
    kinds: NDArray[np.uint8],
    owner: NDArray[np.int64],
    in_header: NDArray[np.bool_],
    where: NDArray[np.int64],
) -> pl.DataFrame:
    count = len(where)

    begin = gathered.select(_firsts(owner, kinds == _kind("BEG"), count))
    money = gathered.select(_firsts(owner, (kinds == _kind("CUR")) & in_header, count))
    total = gathered.select(_firsts(owner, kinds == _kind("CTT"), count))
    parties = np.flatnonzero((kinds == _kind("N1")) & in_header)
    named = gathered.select(parties)
    roles = named.short(1)
    owners = owner[parties]
    buyers = named.among(_firsts(owners, (roles == _key("BY")) & named.has(4), count))
    ship_to = named.among(_firsts(owners, roles == _key("ST"), count))
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
        pl.when(count_text.str.contains(r"^[0-9]+$")).then(count_text).cast(pl.Int64, strict=False),
    ).cast(HEADERS)


def _lines(
    gathered: Gathered,
    chosen: NDArray[np.int64],
    owner: NDArray[np.int64],
    where: NDArray[np.int64],
) -> pl.DataFrame:
    selected = gathered.select(chosen)
    return pl.DataFrame(
        {
            "document": where[owner[chosen]],
            "line": selected.element(1),
            "quantity": selected.element(2),
            "uom": selected.element(3),
            "price": selected.element(4),
            "basis": selected.element(5),
            "identifiers": selected.pairs(6),
        }
    ).cast(LINES)
