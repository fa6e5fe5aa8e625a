"""The catalogue of findings: every way in which data can be wrong, in order of precedence.

A finding never raises: it is a value that says where, what was found, what was assumed and what
to do. The catalogue below is printed into the documentation from itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from schemas.events import TIMESTAMP


class Severity(StrEnum):
    """How bad it is: `error` something was refused, `warning` read by an assumption, `note`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the catalogue: the code's severity, its sentence, and what a person does."""

    severity: Severity
    sentence: str
    action: str


class Finding(StrEnum):
    """Codes of findings on events and files; those of the EDI wire are in `edi/findings.py`."""

    FILE_UNREADABLE = "FILE_UNREADABLE"
    FILE_KIND_UNKNOWN = "FILE_KIND_UNKNOWN"
    FILE_CHANGED = "FILE_CHANGED"
    LINE_TOO_LONG = "LINE_TOO_LONG"
    NOT_UTF8 = "NOT_UTF8"
    NOT_JSON = "NOT_JSON"
    NOT_AN_OBJECT = "NOT_AN_OBJECT"
    AVRO_CORRUPT = "AVRO_CORRUPT"
    MESSAGE_UNREADABLE = "MESSAGE_UNREADABLE"
    REQUEST_UNFIT = "REQUEST_UNFIT"
    TYPE_UNKNOWN = "TYPE_UNKNOWN"
    TYPE_UNSUPPORTED = "TYPE_UNSUPPORTED"
    FIELD_REPEATED = "FIELD_REPEATED"
    FIELD_MISSING = "FIELD_MISSING"
    FIELD_TYPE = "FIELD_TYPE"
    TIME_INVALID = "TIME_INVALID"
    TIME_WITHOUT_ZONE = "TIME_WITHOUT_ZONE"
    KIND_UNKNOWN = "KIND_UNKNOWN"
    BUCKET_UNKNOWN = "BUCKET_UNKNOWN"
    BUCKET_MISSING = "BUCKET_MISSING"
    QUANTITY_SIGN = "QUANTITY_SIGN"
    QUANTITY_RANGE = "QUANTITY_RANGE"
    UOM_UNKNOWN = "UOM_UNKNOWN"
    UOM_INDIVISIBLE = "UOM_INDIVISIBLE"
    EVENT_TOO_OLD = "EVENT_TOO_OLD"
    DUPLICATE_DIFFERS = "DUPLICATE_DIFFERS"
    INV_OWNER = "INV-OWNER"
    CLOCK_AHEAD = "CLOCK_AHEAD"
    FIELD_UNKNOWN = "FIELD_UNKNOWN"
    DUPLICATE = "DUPLICATE"


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _entry(severity: Severity, sentence: str, action: str) -> Entry:
    return Entry(severity=severity, sentence=sentence, action=action)


CATALOGUE: Final[dict[Finding, Entry]] = {
    Finding.FILE_UNREADABLE: _entry(
        _E, "The file could not be read.", "Check its permissions and put it into the inbox again."
    ),
    Finding.FILE_KIND_UNKNOWN: _entry(
        _E, "The file's name says nothing that Crossdock reads.", "Name it .jsonl, .avro or .edi."
    ),
    Finding.FILE_CHANGED: _entry(
        _W,
        "The file changed after it had been taken; it was read again as a whole.",
        "Write a file under another name and rename it into place when it is complete.",
    ),
    Finding.LINE_TOO_LONG: _entry(
        _E, "The line is longer than a record may be.", "Send one JSON object a line."
    ),
    Finding.NOT_UTF8: _entry(_E, "The line is not UTF-8.", "Send the line again in UTF-8."),
    Finding.NOT_JSON: _entry(_E, "The line is not JSON.", "Correct the line and send it again."),
    Finding.NOT_AN_OBJECT: _entry(
        _E, "The line is JSON, but not an object.", "Send one JSON object a line."
    ),
    Finding.AVRO_CORRUPT: _entry(
        _E, "The Avro block cannot be decoded.", "Write the file again from its source."
    ),
    Finding.MESSAGE_UNREADABLE: _entry(
        _E,
        "The message of a topic does not fit its contract.",
        "Find out who wrote it; publish it again as the contract says.",
    ),
    Finding.REQUEST_UNFIT: _entry(
        _E,
        "The request to send a document cannot be carried out.",
        "Correct the field that is named, and drop the request again.",
    ),
    Finding.TYPE_UNKNOWN: _entry(
        _E, "The record's `type` is not one of the contract.", "Use inventory, order or shipment."
    ),
    Finding.TYPE_UNSUPPORTED: _entry(
        _E,
        "The record's `type` is of the contract, but no flow reads it yet.",
        "Nothing; it is kept whole and can be replayed.",
    ),
    Finding.FIELD_REPEATED: _entry(
        _E, "A field stands twice in the record.", "Say each field once, and send it again."
    ),
    Finding.FIELD_MISSING: _entry(
        _E, "A required field is missing or null.", "Send it again whole."
    ),
    Finding.FIELD_TYPE: _entry(
        _E, "A field has a value of the wrong type.", "Correct the value and send it again."
    ),
    Finding.TIME_INVALID: _entry(
        _E, "A time is not RFC 3339.", "Send times such as 2026-03-02T06:30:00.000000Z."
    ),
    Finding.TIME_WITHOUT_ZONE: _entry(
        _E, "A time has no zone.", "Send UTC with a Z, or an offset such as -06:00."
    ),
    Finding.KIND_UNKNOWN: _entry(
        _E, "The kind is not one of the contract.", "Use a kind of the event contract."
    ),
    Finding.BUCKET_UNKNOWN: _entry(
        _E, "The bucket is not one of the contract.", "Use a bucket of the event contract."
    ),
    Finding.BUCKET_MISSING: _entry(
        _E, "A MOVE names no from_bucket or no to_bucket.", "Name both buckets."
    ),
    Finding.QUANTITY_SIGN: _entry(
        _E, "The quantity is negative where only ADJUST may be.", "Send a positive quantity."
    ),
    Finding.QUANTITY_RANGE: _entry(
        _E, "The quantity is beyond what a position can hold.", "Check the unit of measure."
    ),
    Finding.UOM_UNKNOWN: _entry(
        _E, "The unit of measure is not known for the item.", "Add it to the item's units."
    ),
    Finding.UOM_INDIVISIBLE: _entry(
        _E, "The quantity is no whole number of base units.", "Send it in base units."
    ),
    Finding.EVENT_TOO_OLD: _entry(
        _E,
        "The event is older than the look-back within which duplicates are known.",
        "Raise the look-back, or post the difference as an ADJUST.",
    ),
    Finding.DUPLICATE_DIFFERS: _entry(
        _E,
        "An event with this id, but other content, was accepted before.",
        "Send the correction as a new event with corrects_event_id.",
    ),
    Finding.INV_OWNER: _entry(
        _E,
        "The source does not own the state that it wrote.",
        "Let the owner say it, or change the source's contract.",
    ),
    Finding.CLOCK_AHEAD: _entry(
        _W, "The event lies in the future; its time was set to its arrival.", "Set the clock."
    ),
    Finding.FIELD_UNKNOWN: _entry(
        _N, "The record has a field that the contract does not know.", "Nothing; it was left out."
    ),
    Finding.DUPLICATE: _entry(
        _N, "The same event came again and changed nothing.", "Nothing; the first one counts."
    ),
}
"""Every code with its severity, its sentence and what to do; complete, and in precedence order."""

FINDING_ROW: Final = pl.Schema(
    {
        "finding_id": pl.String(),
        "code": pl.String(),
        "severity": pl.String(),
        "file": pl.String(),
        "line": pl.Int64(),
        "offset": pl.Int64(),
        "segment": pl.Int64(),
        "element": pl.String(),
        "found": pl.String(),
        "assumed": pl.String(),
        "message": pl.String(),
        "action": pl.String(),
        "event_id": pl.String(),
        "source": pl.String(),
        "partner": pl.String(),
        "document": pl.String(),
        "event_time": TIMESTAMP,
        "raw": pl.Binary(),
    },
)
"""One row per finding. `finding_id` is derived from file, place and code, so that a replay
repeats it exactly. `file`, `line` (from 1) and `offset` (bytes from 0) say where; `segment` is an
EDI segment number, `element` a field or an EDI element position; `raw` keeps what was refused,
whole (null where nothing was). `event_time` is the time of arrival."""
