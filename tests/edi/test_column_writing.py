"""Answers written from tables are, byte for byte, those written from documents."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.answers import from_documents, interchange, tables
from edi import column_writing
from edi.column_writing import AnswerTables, write_answers
from edi.delimiters import Delimiters
from edi.documents.line_parts import LineAnswer
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.profile_values import WRITTEN

BEYOND_ASCII = Delimiters(element=b"\xa7", component=b">", segment=b"\x85", line_break=b"\r\n")
TEXT = st.text(alphabet="AB1 *~>^\n\xa7\x85é日", max_size=4)
DAYS = st.none() | st.dates(min_value=date(1, 1, 1))
NUMBERS = st.none() | st.decimals(-99, 99, places=2)
ANSWERS = st.builds(
    LineAnswer, status=TEXT, quantity=NUMBERS, uom=TEXT, date_qualifier=TEXT, date=DAYS
)
LINES = st.builds(
    AnsweredLine,
    line=TEXT,
    quantity=NUMBERS,
    uom=TEXT,
    price=NUMBERS,
    basis=TEXT,
    identifiers=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    answers=st.lists(ANSWERS, max_size=3).map(tuple),
)


@st.composite
def documents(draw: st.DrawFn) -> OrderAnswer:
    lines = tuple(draw(st.lists(LINES, max_size=3)))
    return OrderAnswer(
        purpose=draw(TEXT), type=draw(TEXT), number=draw(TEXT), date=draw(DAYS),
        release=draw(TEXT), contract=draw(TEXT), seller_number=draw(TEXT), answered=draw(DAYS),
        lines=lines, line_count=len(lines),
    )  # fmt: skip


@pytest.mark.parametrize("marks", [WRITTEN, BEYOND_ASCII])
@given(st.lists(documents(), max_size=4))
def test_tables_are_written_as_documents_are(marks: Delimiters, answers: list[OrderAnswer]):
    written = interchange(write_answers(tables(answers), marks), marks)
    assert written == from_documents(answers, marks)


@given(st.lists(documents(), max_size=4), st.integers(1, 6))
def test_it_does_not_matter_how_many_rows_are_written_at_a_time(
    answers: list[OrderAnswer], rows: int
):
    whole = write_answers(tables(answers), WRITTEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_writing, "PORTION", rows)
        assert write_answers(tables(answers), WRITTEN) == whole


def test_documents_need_not_be_numbered_from_zero_nor_upwards():
    answers = [
        OrderAnswer(number=str(number), line_count=1, lines=(AnsweredLine(line=str(number)),))
        for number in range(3)
    ]
    given_ = tables(answers)
    for names in ((7, 9, 30), (30, 9, 7)):
        named = pl.col("document").replace_strict(dict(enumerate(names)))
        other = AnswerTables(
            headers=given_.headers.with_columns(named),
            lines=given_.lines.with_columns(named),
            answers=given_.answers,
        )
        assert write_answers(other, WRITTEN) == write_answers(given_, WRITTEN)


def test_what_two_headers_name_stands_in_both_sets():
    given_ = tables([OrderAnswer(line_count=1, lines=(AnsweredLine(line="1"),))])
    twice = AnswerTables(
        headers=pl.concat([given_.headers, given_.headers]),
        lines=given_.lines,
        answers=given_.answers,
    )
    assert write_answers(twice, WRITTEN).text.count("PO1*1~") == 2


def test_a_line_of_a_document_that_is_not_there_is_not_written():
    given_ = tables([OrderAnswer(line_count=1, lines=(AnsweredLine(line="1"),))])
    lines = given_.lines.with_columns(document=pl.lit(5, pl.Int64))
    with pytest.raises(AssertionError, match="not there"):
        write_answers(
            AnswerTables(headers=given_.headers, lines=lines, answers=given_.answers), WRITTEN
        )


def test_rows_in_any_order_are_written_in_the_order_of_their_headers():
    answers = [
        OrderAnswer(
            number=str(number),
            line_count=2,
            lines=tuple(
                AnsweredLine(line=str(line), answers=(LineAnswer(status="IA"),)) for line in (1, 2)
            ),
        )
        for number in range(3)
    ]
    given_ = tables(answers)
    turned = AnswerTables(
        headers=given_.headers,
        lines=given_.lines.sort("document", descending=True, maintain_order=True),
        answers=given_.answers.reverse(),
    )
    assert write_answers(turned, WRITTEN) == write_answers(given_, WRITTEN)
