"""Whether JSON still is what was read: digests of what `edi read --json` printed.

What judges (findings, whether a set is accepted, by whose profile) is no part of them. Beside the
digest of the whole stand `digests` of its parts, so that of two that say the same thing (a document
and its segments, a field and its header) it is known which one was changed.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

JUDGED: Final = ("findings", "accepted", "partner")
KEY: Final = "digest"
PARTS: Final = "digests"
WIRE: Final = "wire"
FIELDS: Final = ("sender", "receiver", "control_number", "usage", "group", "release", "set")


def is_untouched(table: dict[str, Any], digest: str) -> bool:
    """Whether an object has this digest, as it had when it was read."""
    wire: dict[str, Any] = table.get(WIRE) or {}
    return wire.get(KEY) == digest


def is_changed(table: dict[str, Any], name: str, part: object) -> bool:
    """Whether a part of an object is another than was read; also where nobody knows what was."""
    wire: dict[str, Any] = table.get(WIRE) or {}
    return (wire.get(PARTS) or {}).get(name) != _digest(part)


def part_digests(**parts: object) -> dict[str, str]:
    """The digests of an object's parts, by their names."""
    return {name: _digest(part) for name, part in parts.items()}


def fields_of(table: dict[str, Any]) -> list[object]:
    """What an interchange, a group or a set says of its own header in fields."""
    return [table.get(name) for name in FIELDS]


def fixed_of(interchange: dict[str, Any]) -> list[object]:
    """What of an interchange only reading tells: its standard, its bytes, their hash."""
    wire = interchange[WIRE]
    return [interchange.get("standard"), interchange.get("sha256"), wire.get("bytes")]


def envelope_digests(table: dict[str, Any]) -> dict[str, str]:
    """The digests of an interchange's or a group's fields, header and trailer."""
    wire = table[WIRE]
    return part_digests(fields=fields_of(table), header=wire["header"], trailer=wire["trailer"])


def judged_digests(table: dict[str, Any]) -> dict[str, str]:
    """The digests of what judges an object; they are no part of the digest of the whole."""
    return part_digests(**{name: table[name] for name in JUDGED if name in table})


def judged_changed(table: dict[str, Any]) -> list[str]:
    """The names of what judges an object and is not what was read; what is not there says nothing.

    Of a JSON that tells no digest of it, nobody knows what was.
    """
    known: dict[str, Any] = (table.get(WIRE) or {}).get(PARTS) or {}
    return [
        name
        for name in JUDGED
        if name in known and name in table and is_changed(table, name, table[name])
    ]


def set_digests(each: dict[str, Any]) -> dict[str, str]:
    """The digests of a set's fields, document and segments, and of its trailer alone."""
    return part_digests(
        fields=fields_of(each), document=each["document"], segments=each["segments"],
        trailer=each["segments"][-1:],
    )  # fmt: skip


def set_digest(each: dict[str, Any]) -> str:
    """The digest of a transaction set."""
    return _digest({key: value for key, value in _without(each).items() if key != WIRE})


def interchange_digest(interchange: dict[str, Any]) -> str:
    """The digest of an interchange with all its sets."""
    groups = [
        _without(group) | {"transaction_sets": list(map(set_digest, group["transaction_sets"]))}
        for group in interchange["groups"]
    ]
    return _digest(_without(interchange) | {"groups": groups})


def file_digest(file: dict[str, Any]) -> str:
    """The digest of a file with all its interchanges."""
    return _digest(
        _without(file) | {"interchanges": list(map(interchange_digest, file["interchanges"]))}
    )


def _without(table: dict[str, Any]) -> dict[str, Any]:
    """An object without what judges it, and without the digest itself."""
    return {
        key: {name: item for name, item in value.items() if name not in (KEY, PARTS)}
        if key == WIRE
        else value
        for key, value in table.items()
        if key not in JUDGED
    }


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
