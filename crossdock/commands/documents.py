"""Documents received and sent: which there are, what is awaited, and their bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import polars as pl

from crossdock.commands import views
from crossdock.console import DONE, CommandFailed, Speaker, instant
from edi.transaction_sets import UNANSWERED
from schemas.tables import TABLES

if TYPE_CHECKING:
    from flows.settings import FlowSettings

_ANSWERS = ", ".join(f"'{name}'" for name in sorted(UNANSWERED))
AWAITING = f"direction = 'out' AND status IN ('sent', 'overdue') AND \"set\" NOT IN ({_ANSWERS})"


def list_documents(
    speaker: Speaker,
    settings: FlowSettings,
    *,
    document: str | None,
    partner: str | None,
    direction: str | None,
    awaiting: bool,
    limit: int,
) -> int:
    """Documents received and sent, or those whose acknowledgment is awaited."""
    query = views.Query(
        table="documents",
        where={"document": document, "partner": partner, "direction": direction},
        order=("event_time", "document"),
        limit=limit,
        besides=AWAITING if awaiting else "",
    )
    empty = "No documents have come in or gone out yet."
    if awaiting:
        empty = "Nothing is awaited: all that was sent is acknowledged."
    return views.show(speaker, settings, query, empty)


def show_bytes(speaker: Speaker, settings: FlowSettings, document: str) -> int:
    """The bytes of a document as they came or went: of a set, or of a whole interchange."""
    rows = _one_interchange(speaker, _kept(settings, document))
    if not rows.height:
        raise CommandFailed(
            f"No bytes of a document {document} are kept. `crossdock documents --json` has all"
            " names."
        )
    if document not in rows["document"] and rows["direction"][0] == "in":
        raise CommandFailed(f"The interchange {document} has not come to its end yet.")
    content = b"".join(_bytes_of(row, document) for row in rows.iter_rows(named=True))
    rows = rows.tail(1)
    if speaker.json:
        speaker.emit(
            {
                "document": document,
                "sha256": rows["sha256"][0],
                "delimiters": rows["delimiters"][0].decode("latin-1"),
                "content": content.decode("latin-1"),
            }
        )
        return DONE
    sys.stdout.flush()
    # A person's prompt stands on a line of its own; a file or a program gets just the bytes.
    ends = content.endswith(b"\n") or not sys.stdout.isatty()
    sys.stdout.buffer.write(content if ends else content + b"\n")
    sys.stdout.buffer.flush()
    return DONE


def _one_interchange(speaker: Speaker, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one interchange: of several of ours under one number, those of the latest.

    Data directories of before hold what was held and came again as often as it came.
    """
    sent = rows.filter(pl.col("direction") == "out").sort("event_time", "document")
    if not sent.height:
        return rows.unique("document", keep="first", maintain_order=True)
    if sent.height > 1:
        earlier = sent.head(-1).select("document", pl.col("event_time").dt.epoch("us"))
        others = ", ".join(f"{name} of {instant(at)}" for name, at in earlier.rows())
        speaker.trouble(f"More went out under this number, and this is the latest. Also: {others}.")
    return sent.tail(1)


def _kept(settings: FlowSettings, document: str) -> pl.DataFrame:
    """What is kept of a document, or of the interchange of that name, in the order of its bytes."""
    folder = settings.parquet_dir / "document_contents"
    files = sorted(folder.glob("date=*/*.parquet"))
    schema = TABLES["document_contents"]
    if not files:
        return schema.to_frame()
    name = pl.col("document")
    # What we send is an interchange, and is named by its group and set besides.
    ours = (pl.col("direction") == "out") & (name.str.replace("(/[^/]*){2}$", "") == document)
    return (
        # Files that were written before interchanges were kept lack the columns of theirs.
        pl.scan_parquet(files, hive_partitioning=False, schema=schema, missing_columns="insert")
        .filter((name == document) | (pl.col("interchange") == document) | ours)
        .sort("offset", nulls_last=False)
        .collect()
    )


def _bytes_of(row: dict[str, Any], document: str) -> bytes:
    """The bytes of a row as they came; in their interchange, behind those before them."""
    content: bytes = row["original"] or row["content"]
    return content if row["interchange"] != document else (row["before"] or b"") + content
