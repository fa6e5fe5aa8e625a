"""Documents received and sent: which there are, what is awaited, and their bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import polars as pl

from crossdock.commands import views
from crossdock.console import DONE, FOUND, CommandFailed, Speaker, instant
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
    if document is not None:
        return _show_one(speaker, settings, query, document)
    empty = "No documents have come in or gone out yet."
    if partner is not None or direction is not None:
        empty = "There are no such documents."
    if awaiting:
        empty = "Nothing is awaited: all that was sent is acknowledged."
    if speaker.json:
        speaker.emit(_presentable(settings, views.read(settings, query)))
        return DONE
    return views.show(speaker, settings, query, empty)


def _show_one(speaker: Speaker, settings: FlowSettings, query: views.Query, document: str) -> int:
    """The row of one document, when it came, and what answered it."""
    rows = views.read(settings, query)
    if not rows:
        speaker.trouble(f"There is no document {document}. `crossdock documents` lists them.")
        if speaker.json:
            speaker.emit([])
        return FOUND
    (row,) = _presentable(settings, rows)
    if speaker.json:
        speaker.emit([row])
        return DONE
    views.show_rows(speaker, query.table, rows)
    if row["received_at"]:
        speaker.line(f"Received at {row['received_at']}.")
    if row["acknowledgment"]:
        code, at = row["acknowledgment_code"], row["acknowledged_at"]
        said = f" at {at}: {code}" if code else ""
        speaker.line(f"Answered by {row['acknowledgment']}{said}.")
    return DONE


def _presentable(settings: FlowSettings, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as JSON shows them, those of what came with the name of our answer."""
    came = {row["interchange"] for row in rows if row["direction"] == "in"} - {None}
    answers = _answers(settings, next(iter(came)) if len(came) == 1 else None) if came else {}
    shown = [views.presentable("documents", row) for row in rows]
    for row in shown:
        if row["direction"] == "in" and row["set"] not in UNANSWERED:
            row["acknowledgment"] = answers.get(row["interchange"])
    return shown


def _answers(settings: FlowSettings, interchange: str | None) -> dict[str, str]:
    """Our answers by the interchanges that they answer: a TA1 only where nothing else does.

    Of several of a kind the first counts: those behind it refuse the interchange that came again.
    An answer that waited for its number has, once it went, a row of its own.
    """
    query = views.Query(
        table="documents",
        where={"direction": "out", "business_key": interchange},
        order=("event_time", "document"),
        besides=f"\"set\" IN ({_ANSWERS}) AND status <> 'numbered'",
    )
    answers: dict[str, str] = {}
    for row in sorted(views.read(settings, query), key=lambda row: row["set"] == "TA1"):
        answers.setdefault(row["business_key"], row["document"])
    return answers


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
    """The rows of one interchange: of several of ours under one name, those of the latest.

    Only data directories of before hold such, and what was held as often as it came.
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
