"""Answers written from tables are, byte for byte, those written from documents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from edi.column_writing import (
    ANSWER_HEADERS,
    ANSWER_LINES,
    LINE_ANSWERS,
    AnswerTables,
    write_answers,
)
from edi.delimiters import Delimiters
from edi.documents.order_answers import AnsweredLine, LineAnswer, OrderAnswer
from edi.transaction_sets import SETS
from edi.writing import OutboundGroup, OutboundInterchange, OutboundSet, write_interchange

MARKS = Delimiters(element=b"*", component=b">", segment=b"~", repetition=b"^", line_break=b"\n")
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


def tables(answers: list[OrderAnswer]) -> AnswerTables:
    headers: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for document, answer in enumerate(answers):
        names = [name for name in ANSWER_HEADERS if name != "document"]
        headers.append({"document": document, **{name: getattr(answer, name) for name in names}})
        for place, line in enumerate(answer.lines):
            row = {name: getattr(line, name) for name in ("line", "uom", "basis")}
            pairs = [{"qualifier": q, "value": v} for q, v in line.identifiers]
            numbers = {"quantity": plain(line.quantity), "price": plain(line.price)}
            lines.append({"document": document, "identifiers": pairs, **row, **numbers})
            for one in line.answers:
                texts = {name: getattr(one, name) for name in ("status", "uom", "date_qualifier")}
                quantity = plain(one.quantity)
                said.append(
                    {
                        "document": document, "place": place, "date": one.date,
                        "quantity": quantity, **texts,
                    }
                )  # fmt: skip
    return AnswerTables(
        headers=pl.DataFrame(headers, schema=ANSWER_HEADERS),
        lines=pl.DataFrame(lines, schema=ANSWER_LINES),
        answers=pl.DataFrame(said, schema=LINE_ANSWERS),
    )


def plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def interchange(sets: Any) -> bytes:
    group = OutboundGroup(
        code="PR", sender="US", receiver="YOU", control=1, version="004010", sets=sets
    )
    return write_interchange(
        OutboundInterchange(
            sender_qualifier="ZZ", sender="US", receiver_qualifier="ZZ", receiver="YOU",
            at=datetime(2026, 3, 2, tzinfo=UTC), version="00401", control=7, usage="P",
            delimiters=MARKS, groups=[group],
        )
    )  # fmt: skip


@given(st.lists(documents(), max_size=4))
def test_tables_are_written_as_documents_are(answers: list[OrderAnswer]):
    sets = [
        OutboundSet(
            code="855",
            control=f"{number:04d}",
            guide="",
            segments=SETS["855"].write(answer, "004010"),
        )
        for number, answer in enumerate(answers, 1)
    ]
    assert interchange(write_answers(tables(answers), MARKS)) == interchange(sets)


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
    assert write_answers(turned, MARKS) == write_answers(given_, MARKS)
