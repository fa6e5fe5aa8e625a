"""One line of JSON Lines, looked at closely: a typed record, an order, or what is wrong with it.

The columnar reader proves lines good; every line that it cannot prove comes here. `null` says
nothing, wherever it stands: such a field counts as absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NoReturn, cast

import polars as pl

from schemas.events import INVENTORY_EVENT, REQUIRED, Kind
from schemas.findings import Finding
from sources.json_ranges import LINE_BYTES_MAX
from sources.order_records import ORDER_FIELDS, OrderWrongError, read_order
from sources.times import instant

IGNORED: Final = frozenset({"ingest_time"})
"""Fields that a sender may fill in and that we set ourselves."""
TYPE: Final = "type"
"""The field that says which contract a record follows; inventory where it is absent."""
TYPES_FOR_LATER: Final = frozenset({"shipment"})
KNOWN: Final = frozenset(INVENTORY_EVENT) | {TYPE}
TIMES: Final = tuple(
    name for name in ("event_time", "as_of", "expires_at", "due_at") if name in INVENTORY_EVENT
)
RAW_OF_LONG_LINE: Final = 64 << 10
_INT64: Final = 2**63
_PYTHON: Final[Mapping[str, type]] = {
    name: int if kind == pl.Int64() else bool if kind == pl.Boolean() else str
    for name, kind in INVENTORY_EVENT.items()
    if name not in IGNORED
}
"""What Python makes of each field's JSON, in the order of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong with a line."""

    code: Finding
    field: str | None = None
    value: str | None = None
    event_id: str | None = None
    source: str | None = None
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A line that is well typed: the fields of an event or of an order, and unknown ones."""

    values: Mapping[str, Any]
    is_order: bool
    unknown: tuple[str, ...]


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


def read_line(line: bytes) -> Record | Wrong | None:
    """One line, without its newline; None where it is blank."""
    if len(line) > LINE_BYTES_MAX:
        return Wrong(code=Finding.LINE_TOO_LONG, raw=line[:RAW_OF_LONG_LINE])
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return Wrong(code=Finding.NOT_UTF8, raw=line)
    text = text.strip(" \t\r\n")
    if not text:
        return None
    repeated: list[str] = []
    try:
        values = _parse(text, repeated)
    except (ValueError, RecursionError, ArithmeticError):
        return Wrong(code=Finding.NOT_JSON, raw=line)
    if not isinstance(values, dict):
        return Wrong(code=Finding.NOT_AN_OBJECT, value=_shown(values), raw=line)
    if repeated:
        return _wrong(Finding.FIELD_REPEATED, repeated[0], {}, line)
    return _of_type(cast("dict[str, Any]", values), line)


def _parse(text: str, repeated: list[str]) -> Any:
    """JSON as values; names of fields that stand twice in one object are added to `repeated`."""

    def merge(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field, value in pairs:
            if value is not None:
                if field in values:
                    repeated.append(field)
                values[field] = value
        return values

    return json.loads(
        text, object_pairs_hook=merge, parse_float=Decimal, parse_constant=_no_constant
    )


def _of_type(values: dict[str, Any], line: bytes) -> Record | Wrong:
    kind = values.get(TYPE, "inventory")
    wrong = None
    if kind == "order":
        return _order(values, line)
    if kind != "inventory":
        later = isinstance(kind, str) and kind in TYPES_FOR_LATER
        wrong = Finding.TYPE_UNSUPPORTED if later else Finding.TYPE_UNKNOWN
        return _wrong(wrong, TYPE, values, line)
    return _event(values, line)


def _event(values: dict[str, Any], line: bytes) -> Record | Wrong:
    for field in _required(values.get("kind")):
        if values.get(field, "") == "":
            return _wrong(Finding.FIELD_MISSING, field, values, line)
    typed = {field: values[field] for field in _PYTHON if field in values}
    if b"\\u" in line:
        broken = next((field for field in typed if not _is_unicode(typed[field])), None)
        if broken is not None:
            return _wrong(Finding.NOT_UTF8, broken, values, line)
    mistyped = next((field for field in typed if not _is_typed(field, typed[field])), None)
    if mistyped is not None:
        return _wrong(Finding.FIELD_TYPE, mistyped, values, line)
    times = {field: instant(typed[field]) for field in TIMES if field in typed}
    for code in (Finding.TIME_INVALID, Finding.TIME_WITHOUT_ZONE):
        for field, at in times.items():
            if at is code:
                return _wrong(code, field, values, line)
    typed.update(times)
    if "quantity" in typed:
        # Beyond 64 bits it is out of any range, as the rules will say.
        typed["quantity"] = max(min(typed["quantity"], _INT64 - 1), -_INT64)
    unknown = tuple(field for field in values if field not in KNOWN)
    return Record(values=typed, is_order=False, unknown=unknown)


def _required(kind: object) -> tuple[str, ...]:
    if kind == Kind.HEARTBEAT.value:
        return REQUIRED
    counted = ("as_of",) if kind == Kind.SNAPSHOT.value else ()
    return (*REQUIRED, "item", "location", "quantity", *counted)


def _order(values: dict[str, Any], line: bytes) -> Record | Wrong:
    try:
        order = read_order(values)
    except OrderWrongError as wrong:
        return _wrong(wrong.code, wrong.field, values, line, wrong.value)
    unknown = tuple(field for field in values if field not in ORDER_FIELDS)
    return Record(values=order, is_order=True, unknown=unknown)


def _is_typed(field: str, value: object) -> bool:
    if type(value) is not _PYTHON[field]:  # a truth value is no number here
        return False
    # Of a quantity the rules will say that it is out of range.
    return field != "source_seq" or -_INT64 <= cast("int", value) < _INT64


def _is_unicode(value: object) -> bool:
    """Whether a value is no text, or is text that can be written down: no half of a pair."""
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _wrong(
    code: Finding, field: str, values: Mapping[str, Any], line: bytes, value: str | None = None
) -> Wrong:
    event_id, source = values.get("event_id"), values.get("source")
    return Wrong(
        code=code,
        field=field if _is_unicode(field) else None,
        value=value if value is not None else _shown(values.get(field)),
        event_id=event_id if isinstance(event_id, str) and _is_unicode(event_id) else None,
        source=source if isinstance(source, str) and _is_unicode(source) else None,
        raw=line,
    )


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, datetime | Decimal):
        return str(value)
    return json.dumps(value, default=str)
