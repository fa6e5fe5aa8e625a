"""Exceptions of the wire: what a person must look at, and what resolves each.

Codes and severities are those of section 1.6 of the domain; some are added for what it does not
name: a document that is held, or whose sender could not be told, and one of ours that the partner
refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from edi.facts import ExceptionSeen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from edi.decisions import Decision


class Complaint(StrEnum):
    """Codes of exceptions that receiving and sending raise."""

    SYNTAX = "EDI-SYNTAX"
    PARTIAL = "EDI-PARTIAL"
    REUSED = "EDI-DUP-CONTROL"
    NOT_OURS = "EDI-NOT-OURS"
    GAP = "EDI-GAP"
    HELD = "EDI-HELD"
    ORDER_SAME = "ORD-DUP-PO-SAME"
    ORDER_DIFFERS = "ORD-DUP-PO-DIFF"
    UNTOLD = "EDI-UNTOLD"
    NUMBERS = "EDI-NUMBERS"
    OVERDUE = "EDI-ACK-OVERDUE"
    REFUSED = "EDI-REJECTED"
    BILLED_TWICE = "EDI-INVOICE-TWICE"


ON_OURS: Final = frozenset({Complaint.OVERDUE, Complaint.REFUSED, Complaint.BILLED_TWICE})
"""Codes of exceptions about documents that we sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What a code means: severity, when it is raised, what to do, and what resolves it."""

    severity: str
    meaning: str
    action: str
    resolved_by: str


SENTENCES: Final[Mapping[Complaint, Sentence]] = MappingProxyType(
    {
        Complaint.SYNTAX: Sentence(
            severity="S2",
            meaning="A set, group, interchange or file was rejected, or an interchange counts in"
            " spite of an error in its envelope.",
            action="Ask the sender to correct it and send it again.",
            resolved_by="The same documents arrive well.",
        ),
        Complaint.PARTIAL: Sentence(
            severity="S2",
            meaning="Some sets of a group were rejected, and the others count.",
            action="See what was rejected; the sender must send it again alone.",
            resolved_by="All that was rejected arrives well.",
        ),
        Complaint.REUSED: Sentence(
            severity="S4",
            meaning="A control number came again with other content; the interchange is held.",
            action="Ask the sender what it is; then release it as a new interchange, or reject it.",
            resolved_by="The same documents arrive under other numbers, or somebody decides.",
        ),
        Complaint.NOT_OURS: Sentence(
            severity="S2",
            meaning="An interchange is addressed to somebody else, or is one that we sent; it is"
            " held, and not answered.",
            action="If its receiver is one of us, add the id to `our_ids`, and release it; else"
            " tell whoever brought it here, and reject it.",
            resolved_by="Somebody decides.",
        ),
        Complaint.GAP: Sentence(
            severity="S3",
            meaning="Interchange control numbers of a sender are missing.",
            action="Ask the sender for these interchanges, or switch `control_gaps` off.",
            resolved_by="The missing numbers arrive.",
        ),
        Complaint.HELD: Sentence(
            severity="S2",
            meaning="A document is well-formed and held all the same.",
            action="See its findings; release it, or ask the sender for one that can be taken.",
            resolved_by="One of the same business key and purpose is taken, or somebody decides.",
        ),
        Complaint.ORDER_SAME: Sentence(
            severity="S4",
            meaning="An order came again with the same content; it was ignored.",
            action="Nothing; the first one counts.",
            resolved_by="At once: nothing is to be done.",
        ),
        Complaint.ORDER_DIFFERS: Sentence(
            severity="S2",
            meaning="An order number came again with other content; it is held.",
            action="Ask the buyer which one counts; release this one to replace it, or reject it.",
            resolved_by="The buyer sends the order that was taken again, or somebody decides.",
        ),
        Complaint.UNTOLD: Sentence(
            severity="S2",
            meaning="The 824, 855 or ORDRSP on a document cannot be written, has no number, or"
            " would refuse an order that may count: its sender does not know what became of it.",
            action="Tell the partner by other means; see the message, and the findings on the"
            " request.",
            resolved_by="One of the same business key and purpose is taken, or somebody decides.",
        ),
        Complaint.NUMBERS: Sentence(
            severity="S2",
            meaning="An answer waits, for every control number of the partner's range is used.",
            action="Widen the range `control_numbers` in the partner's profile, and run again.",
            resolved_by="A number is free, and the answer goes out.",
        ),
        Complaint.OVERDUE: Sentence(
            severity="S2",
            meaning="A document of ours was not acknowledged in time.",
            action="Ask the partner; drop the same request again under a new id to send it anew.",
            resolved_by="The acknowledgment arrives, or a later document of the same business key"
            " and purpose is accepted.",
        ),
        Complaint.REFUSED: Sentence(
            severity="S2",
            meaning="The partner refused a document of ours.",
            action="See `crossdock edi explain`; correct the document and send it under a new id.",
            resolved_by="The partner accepts it after all, or a later document of the same business"
            " key and purpose.",
        ),
        Complaint.BILLED_TWICE: Sentence(
            severity="S2",
            meaning="Two invoices or memos of ours stand under one number: the partner took one"
            " that it had refused, and the corrected one went out before.",
            action="Ask the partner which one it books, and have it refuse the other by an 824;"
            " else send a credit memo for that, and close this.",
            resolved_by="The partner refuses one of them, or somebody decides.",
        ),
    }
)
"""What each code says; complete over the codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An exception that is open: its code, the document or interchange that it is about, by whom.

    `waits` names what must still arrive for it to be resolved. It is `told` at once, but for
    missing numbers, which may be on their way. Its row has a higher version whenever it changes.
    What a test interchange raises is for information only.
    """

    code: Complaint
    about: str
    source: str
    message: str
    opened_at: datetime
    waits: tuple[str, ...] = ()
    told: bool = True
    version: int = 1
    is_test: bool = False

    @property
    def name(self) -> str:
        """Its identity: code and object, so that it opens once."""
        return f"{self.code.value}/{self.about}"

    def seen(
        self, resolved_at: datetime | None = None, decision: Decision | None = None
    ) -> ExceptionSeen:
        """Its row as it stands: open, or resolved at an instant, by itself or by a decision."""
        sentence = SENTENCES[self.code]
        if self.code is Complaint.ORDER_SAME:
            resolved_at = self.opened_at
        row: dict[str, object] = {
            "exception": self.name,
            "code": self.code.value,
            "severity": "S4" if self.is_test else sentence.severity,
            "status": "open" if resolved_at is None else "resolved",
            "source": self.source,
            "item": None,
            "location": None,
            "lot": None,
            "reference": self.about,
            "quantity": len(self.waits) if self.code is Complaint.GAP else None,
            "message": self.message,
            "action": sentence.action,
            "opened_at": self.opened_at,
            "resolved_at": resolved_at,
            "resolved_by": None,
            "resolution": None,
            "version": self.version,
            "event_time": resolved_at or self.opened_at,
        }
        if decision is not None:
            row |= decision.of_exception()
        return ExceptionSeen(row=row)

    def without(self, arrived: str) -> Raised:
        """The same with one thing less to wait for."""
        waits = tuple(item for item in self.waits if item != arrived)
        return replace(self, waits=waits, version=self.version + self.told)

    def freeze(self) -> tuple[object, ...]:
        """The exception as a plain tuple."""
        return (
            self.code.value, self.about, self.source, self.message, self.opened_at, self.waits,
            self.told, self.version, self.is_test,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Raised:
        """The exception that `freeze` made this tuple of."""
        code, about, source, message, opened_at, waits, told, version, is_test = frozen
        return Raised(
            code=Complaint(code),
            about=about,
            source=source,
            message=message,
            opened_at=opened_at,
            waits=tuple(waits),
            told=told,
            version=version,
            is_test=is_test,
        )
