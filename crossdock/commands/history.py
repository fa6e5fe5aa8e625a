"""Commands that read the ledger: what could be sold at a time, and why a number is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from crossdock.commands.views import Query, presentable, read, show_rows
from crossdock.console import (
    DONE,
    FOUND,
    RIGHT,
    Column,
    CommandFailed,
    Speaker,
    instant,
    moment,
    number,
    words,
)
from domain.contracts import Contracts
from domain.explanation import contributions
from domain.inventory import Positions
from flows.inventory import safety_stock
from schemas.events import INVENTORY_EVENT
from sinks.staging import conform

if TYPE_CHECKING:
    from flows.settings import FlowSettings

NETWORK: Final = "*"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def ats_as_of(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    item: str | None,
    location: str | None,
    channel: str | None,
    as_of: str,
    limit: int,
) -> int:
    """What could be sold at a time, by all that is known of it now."""
    at = moment(as_of)
    fold = Positions(
        contracts=Contracts.from_mapping(settings.contracts),
        safety_stock=safety_stock(settings),
        retention=timedelta(days=settings.retention_days),
    )
    for events in _ledger(settings, item, at):
        fold.apply(events)
    fold.observe(_heard(settings, at))
    found = fold.take_changes(at).available_to_sell
    for name, value in (("location", location), ("channel", channel)):
        if value is not None:
            found = found.filter(pl.col(name) == value)
    found = found.sort("item", "location", "channel")
    if item is not None and not found.height:
        speaker.trouble(f"Nothing was known of item {item} at {at.isoformat()}.")
    shown = found.head(limit) if limit else found
    rows = [_stored(row) for row in shown.iter_rows(named=True)]
    if speaker.json:
        speaker.emit([presentable("available_to_sell", row) for row in rows])
    elif rows:
        show_rows(speaker, "available_to_sell", rows)
        if found.height > len(rows):
            speaker.line(f"... {len(rows):,} of {found.height:,} rows; --limit 0 shows all.")
    return FOUND if item is not None and not rows else DONE


def explain(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    item: str,
    location: str | None,
    as_of: str | None,
) -> int:
    """Every contribution to a number, and whether they add up to what is published."""
    place = None if location in {None, NETWORK} else location
    at = None if as_of is None else moment(as_of)
    pieces = list(_ledger(settings, item, at))
    rows = contributions(
        pl.concat(pieces) if pieces else INVENTORY_EVENT.to_frame(),
        location=place,
        as_of=at,
        now=datetime.now(UTC),
        contracts=Contracts.from_mapping(settings.contracts),
    )
    if not rows.height:
        speaker.trouble(
            f"Nothing was said of item {item}"
            + (f" at {place}" if place else "")
            + ". `crossdock ats` lists what is known."
        )
        return FOUND
    total = int(rows["contribution"].sum())
    published = None if at is not None else _published(settings, item, place)
    agrees = published is None or published["ats_raw"] == total
    if speaker.json:
        document: dict[str, Any] = {
            "item": item,
            "location": place or NETWORK,
            "ats_raw": total,
            "published": (
                None if published is None else presentable("available_to_sell", published)
            ),
            "agrees": agrees,
            "contributions": [_shown(row) for row in rows.iter_rows(named=True)],
        }
        speaker.emit(document)
    else:
        speaker.line(f"{item} {'at ' + place if place else 'in the network'}", style="bold")
        _show(speaker, rows, with_location=place is None)
        speaker.line(_sentence(total, published))
    if not agrees:
        speaker.trouble(
            f"THE LEDGER AND THE VIEW DISAGREE: the contributions add up to {total}, the view says "
            f"{published['ats_raw'] if published else None}. If a flow is running, ask again; "
            "else run `crossdock doctor`."
        )
    return DONE if agrees else FOUND


def _show(speaker: Speaker, rows: pl.DataFrame, *, with_location: bool) -> None:
    columns = {
        "event_time": Column(title="time", show=_time),
        "kind": Column(title="kind"),
        "location": Column(title="location", show=words),
        "lot": Column(title="lot", show=words),
        "bucket": Column(title="bucket", show=words),
        "contribution": Column(title="change", show=_signed, align=RIGHT),
        "running": Column(title="sum", show=number, align=RIGHT),
        "source": Column(title="source", show=words),
        "event_id": Column(title="event", show=words),
        "reference": Column(title="reference", show=words),
        "document": Column(title="document", show=words),
        "note": Column(title="note", show=words),
    }
    # A column that says nothing, or the same in every line, only makes the others hard to read.
    silent = {name for name in ("lot", "reference", "document", "note") if _is_silent(rows[name])}
    silent |= set() if with_location else {"location"}
    names = [name for name in columns if name not in silent]
    speaker.table([columns[name] for name in names], rows.select(names).rows())


def _is_silent(column: pl.Series) -> bool:
    return bool((column.is_null() | (column == "")).all())


def _sentence(total: int, published: dict[str, Any] | None) -> str:
    if published is None:
        return f"Raw available to sell at that time: {total:,}"
    return (
        f"Raw available to sell: {total:,}; less safety stock {published['safety_stock'] or 0:,}; "
        f"published: {published['ats']:,} ({published['freshness']})"
    )


def _ledger(
    settings: FlowSettings, item: str | None, at: datetime | None
) -> Iterator[pl.DataFrame]:
    """The ledger, a file at a time, oldest day first: of an item, of what was true by a time.

    A count is true from the time that it was counted for, whenever it was said.
    """
    for path in _files(settings):
        if at is not None and _day(path) > at.date().isoformat():
            condition = pl.col("as_of") <= at
        elif at is not None:
            condition = pl.coalesce("as_of", "event_time") <= at
        else:
            condition = pl.lit(value=True)
        if item is not None:
            condition &= pl.col("item") == item
        found = pl.scan_parquet(path, hive_partitioning=False).filter(condition).collect()
        if found.height:
            yield conform(found, INVENTORY_EVENT)


def _files(settings: FlowSettings) -> list[Path]:
    files = sorted((settings.parquet_dir / "inventory_ledger").glob("date=*/*.parquet"))
    if not files:
        raise CommandFailed(
            f"There is no ledger in {settings.data} yet. Run `crossdock run --inbox DIR --once` "
            "first, or name another folder by --data."
        )
    return files


def _day(path: Path) -> str:
    return path.parent.name.removeprefix("date=")


def _heard(settings: FlowSettings, at: datetime) -> pl.DataFrame:
    """How far each source was heard by then, as far as its events tell."""
    return (
        pl.scan_parquet(_files(settings), hive_partitioning=False)
        .filter(pl.col("event_time") <= at)
        .group_by(pl.col("source").cast(pl.String))
        .agg(watermark=pl.col("event_time").max())
        .collect()
    )


def _published(settings: FlowSettings, item: str, place: str | None) -> dict[str, Any] | None:
    where = {"item": item, "location": place or NETWORK, "channel": "*"}
    rows = read(settings, Query(table="available_to_sell", where=where, order=()))
    return rows[0] if rows else None


def _stored(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a frame as a view stores it: instants in microseconds."""
    return {
        name: (value - _EPOCH) // timedelta(microseconds=1)
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _time(value) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _time(value: datetime | None) -> str:
    return instant(None if value is None else (value - _EPOCH) // timedelta(microseconds=1))


def _signed(value: int) -> str:
    return f"{value:+,}" if value else "0"
