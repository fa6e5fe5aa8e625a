"""An order that came as JSON or Avro, read into the columns of `ORDERS_RECEIVED`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

from schemas.findings import Finding
from schemas.tables import ORDERS_RECEIVED
from sources.times import instant

ORDER_FIELDS: Final = frozenset(ORDERS_RECEIVED) | {"type", "source_seq", "correlation_id"}
"""Fields that an order may have without being told that they are unknown."""
_REQUIRED: Final = ("event_id", "source", "event_time", "buyer", "po_number", "lines")
_LINE_REQUIRED: Final = ("item", "quantity")
_LINE_TEXTS: Final = ("line", "item", "uom", "ship_to")
_SET_HERE: Final = frozenset({"ingest_time", "lines", "event_time"})
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,15})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class OrderWrongError(ValueError):
    """What is wrong with an order; it never leaves the reading of its line."""

    def __init__(self, code: Finding, field: str, value: str | None = None) -> None:
        super().__init__(field)
        self.code = code
        self.field = field
        self.value = value


def read_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """An order's row; raises `OrderWrongError`. An absent `order_id` is made of its parts."""
    for field in _REQUIRED:
        if values.get(field, "") == "" or values[field] == []:
            raise OrderWrongError(Finding.FIELD_MISSING, field)
    lines = values["lines"]
    if not isinstance(lines, list):
        raise OrderWrongError(Finding.FIELD_TYPE, "lines")
    for number, line in enumerate(lines):
        _check_line(line, f"lines[{number}]")
    row: dict[str, Any] = dict.fromkeys(ORDERS_RECEIVED)
    for field, kind in ORDERS_RECEIVED.items():
        if field in values and field not in _SET_HERE:
            row[field] = _value(values[field], field, kind)
    row["event_time"] = _time(values["event_time"], "event_time")
    row["lines"] = [
        _line(line, number, f"lines[{number - 1}]") for number, line in enumerate(lines, 1)
    ]
    if not row["order_id"]:
        parts = (row["buyer"], row["po_number"], row["release"])
        row["order_id"] = "/".join(part for part in parts if part)
    return row


def _check_line(line: Any, place: str) -> None:
    if not isinstance(line, dict):
        raise OrderWrongError(Finding.FIELD_TYPE, place)
    for field in _LINE_REQUIRED:
        if line.get(field, "") == "":
            raise OrderWrongError(Finding.FIELD_MISSING, f"{place}.{field}")


def _line(line: Mapping[str, Any], number: int, place: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        field: _value(line[field], f"{place}.{field}", pl.String()) if field in line else None
        for field in _LINE_TEXTS
    }
    row["line"] = row["line"] or str(number)
    row["quantity"] = _decimal(line["quantity"], f"{place}.quantity")
    price = line.get("price")
    row["price"] = None if price is None else _decimal(price, f"{place}.price")
    day = line.get("requested_date")
    row["requested_date"] = None if day is None else _day(day, f"{place}.requested_date")
    row["identifiers"] = _identifiers(line.get("identifiers", []), f"{place}.identifiers")
    return row


def _identifiers(value: Any, place: str) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise OrderWrongError(Finding.FIELD_TYPE, place)
    identifiers: list[dict[str, str]] = []
    for one in value:
        if not isinstance(one, dict):
            raise OrderWrongError(Finding.FIELD_TYPE, place)
        identifiers.append(
            {key: _text(one.get(key, ""), f"{place}.{key}") for key in ("qualifier", "value")}
        )
    return identifiers


def _value(value: Any, field: str, kind: pl.DataType) -> Any:
    if kind == pl.Date():
        return _day(value, field)
    if kind == pl.Boolean():
        if not isinstance(value, bool):
            raise OrderWrongError(Finding.FIELD_TYPE, field, str(value))
        return value
    return _text(value, field)


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise OrderWrongError(Finding.FIELD_TYPE, field, str(value))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise OrderWrongError(Finding.NOT_UTF8, field, ascii(value)) from None
    return value


def _decimal(value: Any, field: str) -> str:
    """An exact decimal as text: as sent where it was text, in full where it was a number."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        value = format(Decimal(value), "f") if -30 < Decimal(value).adjusted() < 30 else "?"
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        raise OrderWrongError(Finding.FIELD_TYPE, field, str(value))
    return value


def _day(value: Any, field: str) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise OrderWrongError(Finding.TIME_INVALID, field, str(value))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise OrderWrongError(Finding.TIME_INVALID, field, value) from None


def _time(value: Any, field: str) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise OrderWrongError(Finding.FIELD_TYPE, field, str(value))
    at = instant(value)
    if isinstance(at, Finding):
        raise OrderWrongError(at, field, value)
    return at
