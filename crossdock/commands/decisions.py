"""Decisions of people: what is held is released or rejected, an exception is closed.

A command only writes the decision down; the intake flow carries it out, once, however often the
same is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from crossdock.commands import views
from crossdock.console import (
    DONE,
    FOUND,
    Column,
    CommandFailed,
    Speaker,
    instant,
    rfc3339,
    utc,
    words,
)
from edi.deciding import CHANGES_UNAPPLIED, SENDER_TOLD
from edi.exceptions import ON_OURS, Complaint
from edi.findings import Code
from edi.identities import MARK, interchange_of, is_marked, pair_of_name
from edi.orders import MARKED_DUPLICATE
from flows.decisions import write_decision
from schemas.decisions import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.settings import FlowSettings

HELD: Final = ("held", "refused")
"""What a person may decide about: kept and not acted on, or refused by an advice of ours."""
ABOUT: Final = "decide_about"
SHOWN: Final = ("partner", "set", "business_key", "status", "findings", "event_time", ABOUT)
MARKED: Final = "*~" + "[0-9a-f]" * MARK
"""Names of documents that came in a held interchange, as `is_marked` knows them."""
DONE_TO_IT: Final = {Action.RELEASE: "released", Action.REJECT: "rejected"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says with a decision: who it is, and why."""

    by: str | None
    reason: str | None


def decide_document(
    speaker: Speaker, settings: FlowSettings, name: str, action: Action, said: Said
) -> int:
    """Release or reject a held document, or a held interchange by its own name."""
    _named(said)
    rows = _rows_of(settings, name)
    if not rows:
        return _trouble(
            speaker,
            f"There is no document {name}. `crossdock documents --held` lists what is held.",
        )
    first = rows[0]
    waiting = [row for row in rows if _waits(row)]
    if not waiting:
        return _decided(speaker, name, first, action)
    if first["document"] == name and _is_of_interchange(first):
        whole = interchange_of(name)
        return _trouble(
            speaker,
            f"{name} is held with its whole interchange. Decide about all of it: {whole}",
        )
    if action is Action.RELEASE and _is_of_interchange(first) and first["status"] == "refused":
        return _trouble(speaker, f"{name}: {SENDER_TOLD}")
    if action is Action.RELEASE and _asks_for_change(settings, name):
        return _trouble(speaker, f"{name}: {CHANGES_UNAPPLIED}")
    made = _event(action, name, said, version=max(row["version"] for row in rows))
    return _write(speaker, settings, made | {"pair": pair_of_name(name)})


def close_exception(speaker: Speaker, settings: FlowSettings, name: str, said: Said) -> int:
    """Close an open exception of the wire, with a reason."""
    _named(said)
    if not (said.reason or "").strip():
        raise CommandFailed("Say why the exception is closed: --reason TEXT.")
    query = views.Query(table="exceptions", where={"exception": name}, order=())
    rows = views.read(settings, query)
    if not rows:
        return _trouble(
            speaker, f"There is no exception {name}. `crossdock exceptions` lists them by name."
        )
    row = rows[0]
    if row["status"] != "open":
        by = f" by {row['resolved_by']}" if row["resolved_by"] else ""
        return _nothing(
            speaker, f"{name} was resolved{by} at {instant(row['resolved_at'])}; nothing to do."
        )
    if row["code"] not in {complaint.value for complaint in Complaint}:
        return _trouble(
            speaker,
            f"{row['code']} follows the positions, and is resolved when these are right:"
            f" {row['action']} Only exceptions of the wire (EDI-..., ORD-...) are closed by hand.",
        )
    seen = {
        "pair": pair_of_name(row["reference"], ours=row["code"] in ON_OURS),
        "code": row["code"],
        "severity": row["severity"],
        "partner": row["source"],
        "message": row["message"],
        "opened_at": utc(row["opened_at"]),
        "version": row["version"],
    }
    return _write(
        speaker, settings, _event(Action.CLOSE, name, said, version=row["version"]) | seen
    )


def list_held(speaker: Speaker, settings: FlowSettings, partner: str | None, limit: int) -> int:
    """What waits for a person's decision, each by the name that is to be decided about."""
    query = views.Query(
        table="documents",
        where={"partner": partner, "direction": "in"},
        order=("event_time", "document"),
        limit=limit,
        besides=f"status IN ({', '.join(repr(status) for status in HELD)})",
    )
    rows = [
        row
        | {ABOUT: interchange_of(row["document"]) if _is_of_interchange(row) else row["document"]}
        for row in views.read(settings, query)
    ]
    if speaker.json:
        speaker.emit(
            [
                views.presentable("documents", {k: v for k, v in row.items() if k != ABOUT})
                | {ABOUT: row[ABOUT]}
                for row in rows
            ]
        )
        return DONE
    if not rows:
        speaker.line("Nothing is held: nothing waits for a decision.")
        return DONE
    columns = [
        Column(title=name.replace("_", " "), show=instant if name == "event_time" else words)
        for name in SHOWN
    ]
    speaker.table(columns, [[row[name] for name in SHOWN] for row in rows])
    total = views.count(settings, query)
    if total > len(rows):
        speaker.line(f"... {len(rows):,} of {total:,} rows; --limit 0 shows all, --json as data.")
    return DONE


def _rows_of(settings: FlowSettings, name: str) -> list[Row]:
    """The row of a document, or those of all documents of a held interchange."""
    query = views.Query(table="documents", where={"document": name}, order=())
    rows = views.read(settings, query)
    if rows or not is_marked(name) or interchange_of(name) != name:
        return rows
    # No index knows a document by its interchange's name, and nobody decides a thousand times.
    marked = views.Query(
        table="documents", where={"direction": "in"}, order=(), besides=f"document GLOB '{MARKED}'"
    )
    return [row for row in views.read(settings, marked) if interchange_of(row["document"]) == name]


def _waits(row: Mapping[str, Any]) -> bool:
    return row["direction"] == "in" and row["status"] in HELD


def _is_of_interchange(row: Mapping[str, Any]) -> bool:
    """Whether a held document is held with its whole interchange."""
    return is_marked(row["document"]) and row["decided_by"] is None


def _decided(speaker: Speaker, name: str, row: Mapping[str, Any], action: Action) -> int:
    """Nothing of it waits: it was decided, the same way or otherwise, or never was held."""
    if row["decided_by"] is None:
        return _trouble(
            speaker, f"{name} is {row['status']}, not held: there is nothing to decide about it."
        )
    was = "rejected" if row["status"] == "rejected" else "released"
    sentence = f"{name} was {was} by {row['decided_by']} at {instant(row['decided_at'])}"
    if DONE_TO_IT[action] == was:
        return _nothing(speaker, f"{sentence}; nothing to do.")
    return _trouble(speaker, f"{sentence}; the first decision counts.")


def _asks_for_change(settings: FlowSettings, name: str) -> bool:
    where = {"document": name, "code": Code.PURPOSE_HELD.value}
    found = views.read(settings, views.Query(table="findings", where=where, order=()))
    return any(row["found"] != MARKED_DUPLICATE for row in found)


def _named(said: Said) -> None:
    if not (said.by or "").strip():
        raise CommandFailed("Say who decides: --by NAME.")


def _event(action: Action, about: str, said: Said, *, version: int) -> Row:
    """The decision as an event; the same decision about the same state has the same id."""
    by, reason = (said.by or "").strip(), (said.reason or "").strip()
    digest = blake2b(digest_size=12)
    for part in (action.value, about, by, reason, str(version)):
        digest.update(f"{part}\x1f".encode())
    return {
        "event_id": digest.hexdigest(),
        "source": "crossdock",
        "event_time": datetime.now(UTC),
        "action": action.value,
        "about": about,
        "decided_by": by,
        "reason": reason or None,
    }


def _write(speaker: Speaker, settings: FlowSettings, event: Row) -> int:
    write_decision(settings, event)
    if speaker.json:
        shown = ("event_id", "action", "about", "decided_by", "reason", "event_time", "pair")
        decided_at = rfc3339(int(event["event_time"].timestamp() * 1_000_000))
        speaker.emit({name: event[name] for name in shown} | {"event_time": decided_at})
        return DONE
    speaker.line(f"Written down: {event['action'].lower()} {event['about']}")
    speaker.line("The intake flow carries it out: at once where it runs, else `crossdock run`.")
    return DONE


def _trouble(speaker: Speaker, text: str) -> int:
    speaker.trouble(text)
    if speaker.json:
        speaker.emit({"refused": text})
    return FOUND


def _nothing(speaker: Speaker, text: str) -> int:
    if speaker.json:
        speaker.emit({"nothing_to_do": text})
    speaker.line(text)
    return DONE
