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
from edi.writing import WrittenSets, is_fine, mendable

if TYPE_CHECKING:
    from collections.abc import Sequence

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
FRAME_SEGMENTS: Final = 4
"""ST, BAK, CTT and SE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTables:
    """Answers to orders as tables of these three schemas."""

    headers: pl.DataFrame
    lines: pl.DataFrame
    answers: pl.DataFrame


def write_answers(tables: AnswerTables, marks: Delimiters) -> WrittenSets:
    """The answers as 855s, one behind the other, for a group that is theirs alone."""
    return _Writer(marks).sets(tables)


class _Writer:
    def __init__(self, marks: Delimiters) -> None:
        self._mark = marks.element.decode("latin-1")
        self._end = (marks.segment + marks.line_break).decode("latin-1")
        self._marks = marks

    def sets(self, tables: AnswerTables) -> WrittenSets:
        headers = self._mended(tables.headers.cast(ANSWER_HEADERS)).with_row_index("row")
        lines = self._mended(_placed(tables.lines.cast(ANSWER_LINES), headers))
        rows = lines["row"].to_numpy().astype(np.int64)
        firsts = np.searchsorted(rows, np.arange(len(headers) + 1))
        answers = self._mended(_placed(tables.answers.cast(LINE_ANSWERS), headers))
        answered, place = answers["row"].to_numpy(), answers["place"].to_numpy()
        owners = firsts[answered] + place
        is_there = (place >= 0) & (owners < firsts[answered + 1])
        assert bool(is_there.all()), "an answer to a line that is not there"
        order = np.argsort(owners, kind="stable")
        owners = owners[order]
        counts = np.bincount(owners, minlength=len(rows)).astype(np.int64)
        before = np.concatenate(([0], np.cumsum(counts + 1)))
        ends = before[firsts]
        heads, tails = self._frames(headers, np.diff(firsts), np.diff(ends))
        texts = (heads, self._lines(lines), self._answers(answers).gather(order), tails)
        at_lines = before[:-1] + 2 * rows + 1
        ranks = np.arange(len(owners)) - (np.cumsum(counts) - counts)[owners]
        documents = 2 * np.arange(len(headers))
        places = (
            ends[:-1] + documents,
            at_lines,
            at_lines[owners] + 1 + ranks,
            ends[1:] + documents + 1,
        )
        return WrittenSets(text=_in_places(texts, places), count=len(headers))

    def _frames(
        self, headers: pl.DataFrame, lines: NDArray[np.int64], segments: NDArray[np.int64]
    ) -> tuple[pl.Series, pl.Series]:
        """What stands before and after the lines of each set."""
        counted = headers.with_columns(
            control=(pl.col("row") + FIRST_CONTROL).cast(pl.String).str.zfill(4),
            lines=pl.Series(lines).cast(pl.String),
            segments=pl.Series(segments + FRAME_SEGMENTS).cast(pl.String),
        )
        texts = counted.select(
            head=pl.concat_str(
                self._segment("ST", pl.lit("855"), "control"),
                self._segment(
                    "BAK", "purpose", "type", "number", _day("date"), "release", pl.lit(""),
                    "contract", "seller_number", _day("answered"),
                ),
            ),
            tail=pl.concat_str(
                self._segment("CTT", "lines"), self._segment("SE", "segments", "control")
            ),
        )  # fmt: skip
        return texts["head"], texts["tail"]

    def _lines(self, lines: pl.DataFrame) -> pl.Series:
        qualifier, value = (
            pl.element().struct.field(name).fill_null("") for name in ("qualifier", "value")
        )
        inner = lines["identifiers"].explode(empty_as_null=False).drop_nulls().struct.unnest()
        for column in inner:
            if not self._is_fine(column):
                pattern = mendable(self._marks)
                qualifier, value = (
                    text.str.replace_all(pattern, " ") for text in (qualifier, value)
                )
                break
        pairs = pl.col("identifiers").list.eval(
            pl.concat_str(qualifier, value, separator=self._mark)
        )
        text = self._segment(
            "PO1", "line", "quantity", "uom", "price", "basis",
            pairs.list.join(self._mark).fill_null(""),
        )  # fmt: skip
        return lines.select(text).to_series()

    def _answers(self, answers: pl.DataFrame) -> pl.Series:
        text = self._segment("ACK", "status", "quantity", "uom", "date_qualifier", _day("date"))
        return answers.select(text).to_series()

    def _segment(self, name: str, *elements: str | pl.Expr) -> pl.Expr:
        """A segment without trailing empty elements, and its terminator."""
        text = pl.concat_str(pl.lit(name), *elements, separator=self._mark)
        return text.str.strip_chars_end(self._mark) + self._end

    def _mended(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The same with no null among its texts, and delimiters in them made blanks."""
        texts = [column.fill_null("") for column in frame if column.dtype == pl.String]
        pattern = mendable(self._marks)
        return frame.with_columns(
            column if self._is_fine(column) else column.str.replace_all(pattern, " ")
            for column in texts
        )

    def _is_fine(self, column: pl.Series) -> bool:
        """Whether nothing is to be mended, looked at as one text."""
        return is_fine(str(column.str.join("").item()), self._marks)


def _placed(rows: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their documents' headers, with the number of that."""
    known = headers.select("document", "row")
    found = rows.join(known, on="document", how="left", maintain_order="left")
    assert not found["row"].null_count(), "a line or an answer of a document that is not there"
    return found if found["row"].is_sorted() else found.sort("row", maintain_order=True)


def _in_places(texts: Sequence[pl.Series], places: Sequence[NDArray[np.int64]]) -> str:
    """All texts at their places, as one."""
    where = np.concatenate(places)
    order = np.empty_like(where)
    order[where] = np.arange(len(where))
    return str(pl.concat([text.rename("") for text in texts]).gather(order).str.join("").item())


def _day(name: str) -> pl.Expr:
    day = pl.col(name)
    number = day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    return number.cast(pl.String).str.zfill(8).fill_null("")
