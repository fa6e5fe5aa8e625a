"""Answers to orders (855) to be written, as documents and as tables that say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from edi.column_writing import ANSWER_HEADERS, ANSWER_LINES, LINE_ANSWERS, AnswerTables
from edi.documents.line_parts import LineAnswer
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.profile_values import WRITTEN
from edi.transaction_sets import SETS
from edi.writing import (
    OutboundGroup,
    OutboundInterchange,
    OutboundSet,
    WrittenSets,
    write_interchange,
    write_sets,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi.delimiters import Delimiters

LINES: Final = 5
DAY: Final = date(2026, 3, 2)
PROMISED: Final = date(2026, 3, 10)
PRICE: Final = Decimal("9.25")


def documents(count: int) -> list[OrderAnswer]:
    """So many answers of five lines, each accepted."""
    return [
        OrderAnswer(
            purpose="00",
            type="AC",
            number=str(4_500_000_000 + number),
            date=DAY,
            seller_number=f"SO-{number}",
            answered=DAY,
            lines=tuple(_line(place, number) for place in range(1, LINES + 1)),
            line_count=LINES,
        )
        for number in range(count)
    ]


def _line(place: int, number: int) -> AnsweredLine:
    quantity = Decimal(12 * place)
    item = 100_000 + number * LINES + place
    answer = LineAnswer(
        status="IA", quantity=quantity, uom="EA", date_qualifier="067", date=PROMISED
    )
    return AnsweredLine(
        line=str(place),
        quantity=quantity,
        uom="EA",
        price=PRICE,
        basis="PE",
        identifiers=(("UP", f"{item:012d}"), ("VN", f"AB{item % 9_973:04d}")),
        answers=(answer,),
    )


def tables(answers: Sequence[OrderAnswer]) -> AnswerTables:
    """The same answers as tables."""
    headers: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for document, answer in enumerate(answers):
        headers.append(
            {name: getattr(answer, name, document) for name in ANSWER_HEADERS}
            | {"document": document}
        )
        for place, line in enumerate(answer.lines):
            pairs = [{"qualifier": kind, "value": value} for kind, value in line.identifiers]
            texts = {"line": line.line, "uom": line.uom, "basis": line.basis}
            numbers = {"quantity": _plain(line.quantity), "price": _plain(line.price)}
            lines.append({"document": document, "identifiers": pairs, **texts, **numbers})
            said += [
                {
                    "document": document, "place": place, "status": one.status, "uom": one.uom,
                    "quantity": _plain(one.quantity), "date_qualifier": one.date_qualifier,
                    "date": one.date,
                }
                for one in line.answers
            ]  # fmt: skip
    return AnswerTables(
        headers=pl.DataFrame(headers, schema=ANSWER_HEADERS),
        lines=pl.DataFrame(lines, schema=ANSWER_LINES),
        answers=pl.DataFrame(said, schema=LINE_ANSWERS),
    )


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def outbound_sets(answers: Iterable[OrderAnswer]) -> Iterator[OutboundSet]:
    """The answers as sets to write, each when it is asked for."""
    known = SETS["855"]
    for number, one in enumerate(answers, 1):
        segments = known.write(one, "004010")
        yield OutboundSet(code="855", control=f"{number:04d}", guide="", segments=segments)


def from_documents(answers: Iterable[OrderAnswer], marks: Delimiters = WRITTEN) -> bytes:
    """The answers in an interchange, written document by document."""
    return interchange(write_sets(outbound_sets(answers), marks), marks)


def interchange(sets: Sequence[OutboundSet] | WrittenSets, marks: Delimiters = WRITTEN) -> bytes:
    """The sets in an interchange."""
    group = OutboundGroup(
        code="PR", sender="HARBORPINE", receiver="ACME", control=1, version="004010", sets=sets
    )
    return write_interchange(
        OutboundInterchange(
            sender_qualifier="ZZ", sender="HARBORPINE", receiver_qualifier="ZZ", receiver="ACME",
            at=datetime(2026, 3, 2, tzinfo=UTC), version="00401", control=1, usage="P",
            delimiters=marks, groups=(group,),
        )
    )  # fmt: skip
