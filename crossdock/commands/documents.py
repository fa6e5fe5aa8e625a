"""Documents received and sent: which there are, what is awaited, and their bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import polars as pl

from crossdock.commands import views
from crossdock.console import DONE, CommandFailed, Speaker
from edi.transaction_sets import UNANSWERED

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
    """The bytes of a document: of a set received from ST to SE, of what was sent all of it."""
    folder = settings.parquet_dir / "document_contents"
    files = sorted(folder.glob("date=*/*.parquet"))
    rows = (
        pl.scan_parquet(files, hive_partitioning=False)
        .filter(pl.col("document") == document)
        .collect()
        if files
        else pl.DataFrame()
    )
    if not rows.height:
        raise CommandFailed(
            f"No bytes of a document {document} are kept. `crossdock documents --json` has all"
            " names."
        )
    content: bytes = rows["content"][0]
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
