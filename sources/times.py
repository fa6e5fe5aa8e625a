"""Times of the wire, RFC 3339 in text, as instants: whole columns at once, and one by one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from schemas.events import TIMESTAMP
from schemas.findings import Finding

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_YEAR_1: Final = int(datetime(1, 1, 2, tzinfo=UTC).timestamp()) * 1_000_000
_YEAR_9999: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp()) * 1_000_000


def instant(text: str) -> datetime | Finding:
    """One time in UTC, cut to microseconds, or why it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return Finding.TIME_INVALID
    day, minute, second, fraction, zone = match.groups()
    leap = second == "60"
    microseconds = (fraction or "")[:6].ljust(6, "0")
    try:
        at = datetime.fromisoformat(
            f"{day}T{minute}:{'59' if leap else second}.{microseconds}+00:00"
        )
        if zone is None:
            return Finding.TIME_WITHOUT_ZONE
        at -= _offset(zone)
    except (ValueError, OverflowError):
        return Finding.TIME_INVALID
    if leap:
        # A leap second ends a day of UTC; POSIX time counts it as the first of the next day.
        if (at.hour, at.minute) != (23, 59):
            return Finding.TIME_INVALID
        at += timedelta(seconds=1)
    return at


def instants(texts: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """A column of times, and a mask of rows that need `instant` for a closer look (None: none).

    The usual forms, `Z` or an offset with up to nine digits of fraction, are read here.
    """
    lengths = texts.str.len_bytes()
    zulu = texts.str.ends_with("Z")
    micro = (lengths == 20) | lengths.is_between(22, 27)
    usual = zulu & micro
    if usual.all():
        read = _cast(texts, "us")
        if read is not None:
            return read, None
    result = pl.Series(texts.name, [None], dtype=TIMESTAMP).new_from_index(0, texts.len())
    left = texts.is_not_null()
    offset = (texts.str.slice(-3, 1) == ":") & texts.str.slice(-6, 1).is_in(["+", "-"])
    forms = (
        (usual, "us"),
        (offset & ((lengths == 25) | lengths.is_between(27, 32)), "us"),
        (zulu & lengths.is_between(28, 30), "ns"),
        (offset & lengths.is_between(33, 35), "ns"),
    )
    for form, unit in forms:
        chosen = (form & left).fill_null(value=False)
        if not chosen.any():
            continue
        read = _cast(texts.filter(chosen), unit)
        if read is not None:
            result = result.scatter(chosen.arg_true(), read)
            left &= ~chosen
    return result, left if left.any() else None


def _cast(texts: pl.Series, unit: str) -> pl.Series | None:
    """All the texts read, or None where one of them cannot be."""
    column = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    try:
        read = pc.cast(column, pa.timestamp(unit, "UTC"))
    except pa.ArrowInvalid:
        return None
    numbers = pl.Series(texts.name, read.cast(pa.int64()))
    if unit == "ns":
        numbers = numbers // 1000
    low, high = numbers.min(), numbers.max()
    if isinstance(low, int) and isinstance(high, int) and not _YEAR_1 <= low <= high <= _YEAR_9999:
        return None
    return numbers.cast(TIMESTAMP)


def _offset(zone: str) -> timedelta:
    if zone in {"Z", "z"}:
        return timedelta(0)
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    distance = timedelta(hours=hours, minutes=minutes)
    return -distance if zone[0] == "-" else distance
