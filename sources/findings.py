"""Findings on files and lines as rows: what was wrong, where, and the bytes that were refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas.findings import CATALOGUE, FINDING_ROW, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FOUND_LONGEST = 200
"""Characters of a found value that a finding shows; `raw` holds the record whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding before it is a row. `offset` and `line` say where in the file it stands."""

    code: Finding
    offset: int = 0
    line: int | None = None
    field: str | None = None
    value: str | None = None
    event_id: str | None = None
    source: str | None = None
    raw: bytes | None = None


def finding_rows(found: Sequence[Found], file: str, arrived_at: datetime) -> pl.DataFrame:
    """The findings of one file as rows, each with an id that a replay repeats."""
    rows = [_row(one, file, arrived_at) for one in found]
    return pl.DataFrame(rows, schema=FINDING_ROW, orient="row")


def no_findings() -> pl.DataFrame:
    """No rows, of the right shape."""
    return FINDING_ROW.to_frame()


def _row(found: Found, file: str, arrived_at: datetime) -> tuple[object, ...]:
    entry = CATALOGUE[found.code]
    message = f"{entry.sentence} ({found.field})" if found.field else entry.sentence
    value = found.value
    if value is not None and len(value) > FOUND_LONGEST:
        value = value[:FOUND_LONGEST] + "…"
    return (
        _identity(found, file),
        found.code.value,
        entry.severity.value,
        file,
        found.line,
        found.offset,
        None,
        found.field,
        value,
        None,
        message,
        entry.action,
        found.event_id,
        found.source,
        None,
        None,
        arrived_at,
        found.raw,
    )


def _identity(found: Found, file: str) -> str:
    digest = hashlib.blake2b(digest_size=12)
    # An unknown field is one note per file and field, wherever and however often it is met.
    once = found.code is Finding.FIELD_UNKNOWN
    parts = (file, found.code.value, found.field or "", "" if once else str(found.offset))
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1f")
    if found.code is Finding.FILE_CHANGED:
        # A file may change more than once: each version that it came to is told.
        digest.update((found.value or "").encode())
    if not once and found.raw is not None:
        digest.update(found.raw)
    return digest.hexdigest()
