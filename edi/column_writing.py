"""855s from tables: the bytes that the writer of documents would give, answered by the thousand.

Three tables say what is answered: an order's header, its lines as they were ordered, and the
answers to each line. What else an answer may hold (parties, notes, charges) is for documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from edi.columns import LINES
from edi.writing import WrittenSets, mendable, mendable_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

ANSWER_HEADERS: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "purpose": pl.String(),
        "type": pl.String(),
        "number": pl.String(),
        "date": pl.Date(),
        "release": pl.String(),
        "contract": pl.String(),
        "seller_number": pl.String(),
        "answered": pl.Date(),
    }
)
"""One row per answer, in the order in which they are written; `document` names it below."""
ANSWER_LINES: Final = LINES
"""One row per line as it was ordered, in order; numbers as text, as `order_tables` gives them."""
LINE_ANSWERS: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "place": pl.Int64(),
        "status": pl.String(),
        "quantity": pl.String(),
        "uom": pl.String(),
        "date_qualifier": pl.String(),
        "date": pl.Date(),
    }
)
"""One row per ACK, in order; `place` says which of the document's lines it answers, from 0."""
FIRST_CONTROL: Final = 1
NAMES: Final = ("ST", "BAK", "PO1", "ACK", "CTT", "SE")
FRAME: Final = 4
"""ST, BAK, CTT and SE."""
PORTION: Final = 1 << 14
"""Rows that are written at a time: what is made of them stays in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTables:
    """Answers to orders as tables of these three schemas."""

    headers: pl.DataFrame
    lines: pl.DataFrame
    answers: pl.DataFrame


def write_answers(tables: AnswerTables, marks: Delimiters) -> WrittenSets:
    """The answers as 855s, one behind the other, for a group that is theirs alone."""
    headers = _of_schema(tables.headers, ANSWER_HEADERS)
    documents = headers["document"]
    lines, owners = _placed(_of_schema(tables.lines, ANSWER_LINES), documents)
    answers, answered = _placed(_of_schema(tables.answers, LINE_ANSWERS), documents)
    rows = np.arange(len(headers) + 1)
    firsts, said = np.searchsorted(owners, rows), np.searchsorted(answered, rows)
    texts: list[str] = []
    for begin, stop in _portions(firsts + said + rows):
        those = slice(int(said[begin]), int(said[stop]))
        portion = AnswerTables(
            headers=headers[begin:stop],
            lines=lines[int(firsts[begin]) : int(firsts[stop])],
            answers=answers[those],
        )
        writer = _Writer(portion, firsts[begin : stop + 1] - firsts[begin], marks)
        texts.append(writer.text(begin + FIRST_CONTROL, answered[those] - begin))
    return WrittenSets(text="".join(texts), count=len(headers))


@dataclass(frozen=True, slots=True)
class _Segments:
    """Segments of one name: where each stands among all, and its elements, a column each.

    Elements are cells. `more` are elements behind those, each segment with a number of its own.
    """

    name: str
    places: NDArray[np.int64]
    elements: Sequence[NDArray[np.int64]]
    more: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def sizes(self) -> NDArray[np.int64] | int:
        """How many cells each has, its name included."""
        size = 1 + len(self.elements)
        return size if self.more is None else size + self.more[0]


class _Writer:
    """A portion of the answers; `firsts` are the first lines of each, and where the last ends.

    Every element of every segment is a cell: the number of a text among all texts, the columns one
    behind the other. Joined by separators, the cells are the sets. What ends a segment stands
    before the name of the next.
    """

    def __init__(self, tables: AnswerTables, firsts: NDArray[np.int64], marks: Delimiters) -> None:
        self._tables = tables
        self._firsts = firsts
        self._marks = marks
        self._element = marks.element.decode("latin-1")
        self._end = (marks.segment + marks.line_break).decode("latin-1")
        own = ("", "855", self._end, NAMES[0], *(self._end + name for name in NAMES))
        self._own = {text: cell for cell, text in enumerate(own)}
        self._texts = [pl.Series(own, dtype=pl.String)]
        self._count = len(own)

    def text(self, control: int, answered: NDArray[np.int64]) -> str:
        """The sets, from this control number on; `answered` says whose each answer is."""
        segments = self._segments(control, answered)
        texts = pl.concat(self._texts, rechunk=True)
        cells = self._cells(segments, texts)
        text = self._joined(texts, cells)
        put_in = len(cells) - 1 + len(self._end) * sum(len(some.places) for some in segments)
        if mendable_count(text, self._marks) != put_in:
            given = pl.concat(self._texts[1:]).str.replace_all(mendable(self._marks), " ")
            text = self._joined(pl.concat([self._texts[0], given], rechunk=True), cells)
        return text.replace(self._element + self._end, self._end)

    def _segments(self, control: int, answered: NDArray[np.int64]) -> Sequence[_Segments]:
        lines = np.diff(self._firsts)
        owners, order = self._owners(answered)
        counts = np.bincount(owners, minlength=int(self._firsts[-1])).astype(np.int64)
        before = np.concatenate(([0], np.cumsum(counts + 1)))
        stops = before[self._firsts]
        frames = FRAME * np.arange(len(lines))
        at_lines = before[:-1] + np.repeat(frames, lines) + 2
        ranks = np.arange(len(owners)) - (np.cumsum(counts) - counts)[owners]
        answers = [column[order] for column in self._answers()]
        heads, tails = stops[:-1] + frames, stops[1:] + frames + 2
        numbers = pl.Series(np.arange(control, control + len(lines)))
        controls = self._column(numbers.cast(pl.String).str.zfill(4))
        segments = self._numbers(np.diff(stops) + FRAME)
        return (
            _Segments("ST", heads, (self._same("855", len(lines)), controls)),
            _Segments("BAK", heads + 1, self._headers()),
            _Segments("PO1", at_lines, self._lines(), self._pairs()),
            _Segments("ACK", at_lines[owners] + 1 + ranks, answers),
            _Segments("CTT", tails, (self._numbers(lines),)),
            _Segments("SE", tails + 1, (segments, controls)),
        )

    def _owners(self, answered: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The line of each answer, in the order of the lines; and which answer that is."""
        place = self._tables.answers["place"].to_numpy()
        owners = self._firsts[answered] + place
        is_there = (place >= 0) & (owners < self._firsts[answered + 1])
        assert bool(is_there.all()), "an answer to a line that is not there"
        order = np.argsort(owners, kind="stable")
        return owners[order], order

    def _headers(self) -> Sequence[NDArray[np.int64]]:
        headers = self._tables.headers
        return (
            *(self._column(headers[name]) for name in ("purpose", "type", "number")),
            self._days(headers["date"]),
            self._column(headers["release"]),
            self._same("", len(headers)),
            *(self._column(headers[name]) for name in ("contract", "seller_number")),
            self._days(headers["answered"]),
        )

    def _lines(self) -> Sequence[NDArray[np.int64]]:
        names = ("line", "quantity", "uom", "price", "basis")
        return [self._column(self._tables.lines[name]) for name in names]

    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Qualifiers and values in turn, and how many of both each line has."""
        lists = self._tables.lines["identifiers"]
        counts = lists.list.len().fill_null(0).to_numpy().astype(np.int64)
        pairs = lists.explode(empty_as_null=False, keep_nulls=False).struct.unnest()
        sides = (self._column(pairs[name]) for name in ("qualifier", "value"))
        return 2 * counts, np.stack(list(sides), axis=1).ravel()

    def _answers(self) -> Sequence[NDArray[np.int64]]:
        answers = self._tables.answers
        names = ("status", "quantity", "uom", "date_qualifier")
        return (*(self._column(answers[name]) for name in names), self._days(answers["date"]))

    def _column(self, texts: pl.Series) -> NDArray[np.int64]:
        """The cells of these texts; null is ''."""
        begin = self._count
        self._texts.append((texts.fill_null("") if texts.null_count() else texts).rename(""))
        self._count += len(texts)
        return np.arange(begin, self._count)

    def _same(self, text: str, count: int) -> NDArray[np.int64]:
        return np.full(count, self._own[text])

    def _days(self, days: pl.Series) -> NDArray[np.int64]:
        """The cells of days as CCYYMMDD, each day written once."""
        known, which = np.unique(days.to_numpy(), return_inverse=True)
        texts = [
            "" if is_missing else str(day).replace("-", "")
            for day, is_missing in zip(known, np.isnat(known), strict=True)
        ]
        return self._column(pl.Series(texts, dtype=pl.String))[which]

    def _numbers(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The cells of numbers, each written once."""
        known, which = np.unique(numbers, return_inverse=True)
        texts = [str(number) for number in known.tolist()]
        return self._column(pl.Series(texts, dtype=pl.String))[which]

    def _cells(self, segments: Sequence[_Segments], texts: pl.Series) -> NDArray[np.int64]:
        """All segments as cells, without trailing empty elements, and the end of the last."""
        sizes = np.empty(sum(len(some.places) for some in segments), dtype=np.int64)
        for some in segments:
            sizes[some.places] = some.sizes()
        stops = np.cumsum(sizes)
        cells = np.empty(int(stops[-1]) + 1, dtype=np.int64)
        begins = stops - sizes
        for some in segments:
            at = begins[some.places]
            cells[at] = self._own[self._end + some.name]
            for position, element in enumerate(some.elements, 1):
                cells[at + position] = element
            if some.more is not None:
                counts, more = some.more
                behind = at + 1 + len(some.elements) - (np.cumsum(counts) - counts)
                cells[np.repeat(behind, counts) + np.arange(len(more))] = more
        cells[0], cells[-1] = self._own[NAMES[0]], self._own[self._end]
        is_filled = texts.str.len_bytes().to_numpy() > 0
        return cells if is_filled[cells[stops - 1]].all() else _trimmed(cells, stops, is_filled)

    def _joined(self, texts: pl.Series, cells: NDArray[np.int64]) -> str:
        return str(texts.gather(cells).str.join(self._element).item())


def _trimmed(
    cells: NDArray[np.int64], stops: NDArray[np.int64], is_filled: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The cells of segments that end there, without the empty ones at the end of each."""
    places = np.arange(len(cells))
    lasts = np.maximum.accumulate(np.where(is_filled[cells], places, 0))[stops - 1]
    # Behind all segments stands the end of the last one.
    lasts = np.append(np.repeat(lasts, np.diff(stops, prepend=0)), len(cells))
    return cells[places <= lasts]


def _of_schema(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return frame if frame.schema == schema else frame.cast(schema)


def _placed(rows: pl.DataFrame, documents: pl.Series) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Rows in the order of their documents, and the place of each one's document."""
    places = _places_in_order(rows["document"], documents)
    if places is not None:
        return rows, places
    known = documents.to_frame().with_row_index("row")
    found = rows.join(known, on="document", how="left", maintain_order="left")
    assert not found["row"].null_count(), "a line or an answer of a document that is not there"
    placed = found if found["row"].is_sorted() else found.sort("row", maintain_order=True)
    return placed, placed["row"].to_numpy().astype(np.int64)


def _places_in_order(rows: pl.Series, documents: pl.Series) -> NDArray[np.int64] | None:
    """Where each row's document is, if documents ascend and rows follow them; else None."""
    if rows.null_count() or documents.null_count() or documents.is_empty():
        return None
    asked, known = rows.to_numpy(), documents.to_numpy()
    if (np.diff(known) <= 0).any() or (np.diff(asked) < 0).any():
        return None
    places = np.searchsorted(known, asked)
    is_there = known[np.minimum(places, len(known) - 1)] == asked
    return places if is_there.all() else None


def _portions(rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Documents side by side that have about a `PORTION`; `rows` counts those before each."""
    begin, last = 0, len(rows) - 1
    while begin < last:
        stop = int(np.searchsorted(rows, rows[begin] + PORTION, side="right")) - 1
        stop = max(stop, begin + 1)
        yield begin, stop
        begin = stop
