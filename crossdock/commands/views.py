"""Commands that show a view: available to sell, exceptions, freshness, documents, findings."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from crossdock.console import (
    DONE,
    FOUND,
    RIGHT,
    Column,
    CommandFailed,
    Speaker,
    instant,
    number,
    rfc3339,
    words,
)
from schemas.tables import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from flows.settings import FlowSettings


SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "available_to_sell": (
        "item",
        "location",
        "channel",
        "ats",
        "ats_raw",
        "on_hand",
        "available",
        "allocated",
        "picked",
        "packed",
        "reserved",
        "on_hold",
        "safety_stock",
        "freshness",
        "as_of",
    ),
    "exceptions": (
        "code",
        "severity",
        "status",
        "source",
        "item",
        "location",
        "quantity",
        "opened_at",
        "message",
        "exception",
    ),
    "source_freshness": (
        "source",
        "watermark",
        "last_event_time",
        "contiguous_seq",
        "gap_count",
        "events",
    ),
    "documents": (
        "direction",
        "partner",
        "set",
        "interchange_control",
        "set_control",
        "business_key",
        "status",
        "findings",
        "event_time",
    ),
    "findings": ("code", "severity", "file", "line", "partner", "event_id", "found", "message"),
}
"""The columns of each view that people see; `--json` has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to read of a view: equal values, an order, how many rows (0 is all).

    `besides` is a condition more, in SQL of our own.
    """

    table: str
    where: Mapping[str, str | None]
    order: Sequence[str]
    limit: int = 0
    besides: str = ""


def connect(settings: FlowSettings) -> sqlite3.Connection:
    """The views, for reading only."""
    path: Path = settings.views_path
    if not path.exists():
        raise CommandFailed(
            f"There are no views in {settings.data} yet. Run `crossdock run --inbox DIR --once` "
            "first, or name another folder by --data."
        )
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30.0)


def read(settings: FlowSettings, query: Query) -> list[dict[str, Any]]:
    """Rows of a view as they are stored: instants in microseconds."""
    names = list(TABLES[query.table])
    columns = ", ".join(f'"{name}"' for name in names)
    order = ", ".join(query.order or (f'"{name}"' for name in KEYS[query.table]))
    limit = f" LIMIT {query.limit}" if query.limit else ""
    rows = _rows(settings, query, columns, f" ORDER BY {order}{limit}")
    return [dict(zip(names, row, strict=True)) for row in rows]


def count(settings: FlowSettings, query: Query) -> int:
    """How many rows of a view there are."""
    return int(_rows(settings, query, "count(*)", "")[0][0])


def _rows(settings: FlowSettings, query: Query, columns: str, end: str) -> list[tuple[Any, ...]]:
    given = {name: value for name, value in query.where.items() if value is not None}
    conditions = [*(f'"{name}" = ?' for name in given), *filter(None, (query.besides,))]
    where = " AND ".join(conditions)
    # All names are those of our own schemas; values are bound.
    statement = f"SELECT {columns} FROM {query.table}{' WHERE ' + where if where else ''}{end}"  # noqa: S608
    try:
        with closing(connect(settings)) as connection:
            return connection.execute(statement, tuple(given.values())).fetchall()
    except sqlite3.Error as error:
        raise CommandFailed(
            f"The views in {settings.data} cannot be read: {error}. `crossdock doctor` says more."
        ) from error


def show(speaker: Speaker, settings: FlowSettings, query: Query, empty: str) -> int:
    """Show a view; `empty` is what to say when there is nothing."""
    rows = read(settings, query)
    if speaker.json:
        speaker.emit([presentable(query.table, row) for row in rows])
        return DONE
    if not rows:
        speaker.line(empty)
        return DONE
    show_rows(speaker, query.table, rows)
    total = count(settings, query)
    if total > len(rows):
        speaker.line(f"... {len(rows):,} of {total:,} rows; --limit 0 shows all, --json as data.")
    return DONE


def show_rows(speaker: Speaker, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of a view for people."""
    names = SHOWN[table]
    columns = [_column(table, name) for name in names]
    speaker.table(columns, [[row[name] for name in names] for row in rows])


def presentable(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON shows it: instants as RFC 3339, booleans as booleans."""
    schema = TABLES[table]
    return {name: _value(schema[name], value) for name, value in row.items()}


def ats(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    item: str | None,
    location: str | None,
    channel: str | None,
    limit: int,
) -> int:
    """What can be sold."""
    where = {"item": item, "location": location, "channel": channel}
    query = Query(table="available_to_sell", where=where, order=(), limit=limit)
    rows = read(settings, query) if item else ()
    if item and not rows:
        speaker.trouble(
            f"Nothing is known of item {item}"
            + (f" at {location}" if location else "")
            + ". `crossdock ats` lists what is known."
        )
        if speaker.json:
            speaker.emit([])
        return FOUND
    return show(speaker, settings, query, "Nothing is known of any item yet.")


def exceptions(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    exception: str | None,
    status: str | None,
    code: str | None,
    limit: int,
) -> int:
    """What needs a person, gravest first."""
    query = Query(
        table="exceptions",
        where={"exception": exception, "status": status, "code": code},
        order=("severity", "code", "exception"),
        limit=limit,
    )
    if exception and not count(settings, query):
        speaker.trouble(f"There is no exception {exception}. `crossdock exceptions` lists them.")
        if speaker.json:
            speaker.emit([])
        return FOUND
    return show(speaker, settings, query, "No exceptions: nothing needs a person.")


def freshness(speaker: Speaker, settings: FlowSettings) -> int:
    """How far all that each source said is known."""
    query = Query(table="source_freshness", where={}, order=("source",))
    return show(speaker, settings, query, "No source has said anything yet.")


def findings(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    code: str | None,
    severity: str | None,
    limit: int,
) -> int:
    """What was wrong with what came in, and where it stands."""
    query = Query(
        table="findings",
        where={"code": code, "severity": severity},
        order=("file", "line", "offset", "finding_id"),
        limit=limit,
    )
    return show(speaker, settings, query, "No findings: all that came in was read.")


def _column(table: str, name: str) -> Column:
    kind = TABLES[table][name]
    title = name.replace("_", " ")
    if isinstance(kind, pl.Datetime):
        return Column(title=title, show=instant)
    if kind.is_integer() and name != "line":
        return Column(title=title, show=number, align=RIGHT)
    return Column(title=title, show=words)


def _value(kind: pl.DataType, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, pl.Datetime):
        return rfc3339(value)
    return bool(value) if isinstance(kind, pl.Boolean) else value
