"""Whether JSON still is what was read: digests of what `edi read --json` printed.

What judges (findings, whether a set is accepted, by whose profile) is no part of them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

JUDGED: Final = ("findings", "accepted", "partner")
KEY: Final = "digest"
WIRE: Final = "wire"


def is_untouched(table: dict[str, Any], digest: str) -> bool:
    """Whether an object has this digest, as it had when it was read."""
    wire: dict[str, Any] = table.get(WIRE) or {}
    return wire.get(KEY) == digest


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
        key: {name: item for name, item in value.items() if name != KEY} if key == WIRE else value
        for key, value in table.items()
        if key not in JUDGED
    }


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
