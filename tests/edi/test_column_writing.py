"""Answers written from tables are, byte for byte, those written from documents."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bench.answers import interchange, outbound_sets, tables
from edi.column_writing import AnswerTables, write_answers
from edi.documents.order_answers import AnsweredLine, LineAnswer, OrderAnswer
from edi.profiles import WRITTEN

TEXT = st.text(alphabet="AB1 *~>^\né日", max_size=4)
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


@given(st.lists(documents(), max_size=4))
def test_tables_are_written_as_documents_are(answers: list[OrderAnswer]):
    sets = outbound_sets(answers)
    assert interchange(write_answers(tables(answers), WRITTEN)) == interchange(sets)


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
