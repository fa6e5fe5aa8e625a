"""What a drop folder gives out: pieces of files, undecoded, each with the place it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from edi.framed import Framed


class Inbox(StrEnum):
    """The folders of an inbox, which say what their files hold."""

    EDI = "edi"
    EVENTS = "events"
    MASTERS = "masters"
    DOCUMENTS = "documents"


class FileKind(StrEnum):
    """How a file is cut into pieces and decoded."""

    JSON_LINES = "json_lines"
    AVRO = "avro"
    EDI = "edi"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where bytes came from: the file as people name it, where it lies, and the first offset.

    `written_at` is when something was last written to the file, if that is known.
    """

    file: str
    path: str
    offset: int
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Whole lines of a JSON Lines file, or whole blocks of an Avro file behind its header."""

    place: Place
    inbox: Inbox
    kind: FileKind
    data: bytes
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FramedPiece:
    """What the framer found in the next block of an EDI file; `last` at the end of the file."""

    place: Place
    framed: tuple[Framed, ...]
    read_at: datetime
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Findings on a file itself, as rows of `schemas.findings.FINDING_ROW`."""

    findings: pl.DataFrame


Item: TypeAlias = Piece | FramedPiece | Noted
"""Whatever a lane emits."""
