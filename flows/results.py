"""What the steps of the intake flow pass on: rows under a tag that says who wants them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

EVENTS: Final = "events"
FRAMED: Final = "framed"
ACCEPTED: Final = "accepted"
ORDERS: Final = "orders"
FINDINGS: Final = "findings"
REFUSED: Final = "refused"
WATERMARKS: Final = "watermarks"
FRESHNESS: Final = "source_freshness"
EXCEPTIONS: Final = "exceptions"
DOCUMENTS: Final = "documents"
CONTENTS: Final = "document_contents"
OUTGOING: Final = "outgoing"
REQUESTS: Final = "requests"

PERSISTED: Final = {
    ACCEPTED: "inventory_ledger",
    ORDERS: "orders_received",
    FINDINGS: "findings",
    EXCEPTIONS: "exceptions",
    DOCUMENTS: "documents",
    CONTENTS: "document_contents",
}
"""Tags whose rows become Parquet, with their tables."""
VIEWED: Final = {
    FINDINGS: "findings",
    EXCEPTIONS: "exceptions",
    DOCUMENTS: "documents",
    FRESHNESS: "source_freshness",
}
"""Tags whose rows become views, with their tables."""


class Result(NamedTuple):
    """Rows (a frame, mostly), what they are, and the group that they came from."""

    group: str
    tag: str
    rows: Any
