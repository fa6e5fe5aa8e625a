"""What is told of a document that we sent: its row of `documents`, and exceptions about it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from edi.exceptions import Complaint, Raised
from edi.facts import DocumentSeen, ExceptionSeen
from edi.identities import interchange_of

if TYPE_CHECKING:
    from datetime import datetime

    from edi.pair_memory import Sent


def sent_row(sent: Sent) -> dict[str, object]:
    """A document of ours as it stands."""
    _, group, number = sent.document.rsplit("/", 2)
    return {
        "document": sent.document,
        "direction": "out",
        "partner": sent.partner,
        "set": sent.set,
        "release": sent.release,
        "interchange": interchange_of(sent.document),
        "interchange_control": sent.reference,
        "group_control": group,
        "set_control": number,
        "business_key": sent.business_key,
        "sha256": sha256(sent.content).hexdigest(),
        "event_time": sent.sent_at,
        "status": "overdue" if sent.overdue else sent.status,
        "acknowledged_at": sent.acknowledged_at,
        "acknowledgment": sent.acknowledgment or None,
        "acknowledgment_code": sent.acknowledgment_code or None,
        "findings": sent.findings,
        "version": sent.version,
    }


def sent_seen(sent: Sent) -> DocumentSeen:
    """What became of a document of ours, whose bytes were kept when it went."""
    return DocumentSeen(row=sent_row(sent))


def complains(sent: Sent, code: Complaint) -> bool:
    """Whether a document of ours is late, or refused, so that an exception says so."""
    return sent.overdue if code is Complaint.OVERDUE else sent.status == "rejected"


def exception_on(
    code: Complaint, sent: Sent, now: datetime, *, resolved: bool = False, detail: str = ""
) -> ExceptionSeen:
    """That a document of ours is late or refused, or is so no more."""
    if code is Complaint.OVERDUE:
        message = f"The {sent.set} {sent.business_key} was not acknowledged by {sent.partner}."
        opened = sent.due_at or now
    else:
        message = f"{sent.partner} refused the {sent.set} {sent.business_key}."
        opened = sent.acknowledged_at or now
    raised = Raised(
        code=code, about=sent.document, source=sent.partner,
        message=f"{message} {detail}".strip(), opened_at=opened, version=sent.version,
    )  # fmt: skip
    return raised.seen(now if resolved else None)
