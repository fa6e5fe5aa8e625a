"""What a judged document counts for: taken, known already, or held, by what it is in business.

Two documents are one where set, business key and purpose are the same, whatever control numbers
they came under (section 2.4 of `edi.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.documents.orders import PurchaseOrder
from edi.edifact_shapes import PURPOSE
from edi.exceptions import Complaint
from edi.facts import OrderAccepted
from edi.findings import Code, WireFinding
from edi.identities import event_time_of, sender_of
from edi.orders import MARKED_DUPLICATE, TAKEN, Arrival, content_hash, order_id_of, order_row
from edi.pair_memory import KnownOrder
from edi.transaction_sets import KEYED_ONCE, MESSAGES, SETS, first_of
from schemas.findings import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from edi.framed import SetFramed
    from edi.profiles import Profile
    from edi.remembered import Remembered
    from edi.transaction_sets import ReadSet


OTHER_REASONS: Final = frozenset({Code.ORD_DUP_PO_DIFF, Code.DOCUMENT_CONFLICTS, Code.PURPOSE_HELD})
"""Findings for which a document is held, though what it says is well."""
REPLACES: Final = "05"
"""The purpose of an order that was released in the place of one that was taken before."""


Orders: TypeAlias = Sequence[Mapping[str, KnownOrder]]
"""What the partner's other trading pairs of the same usage know."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Under which names a document is taken, by whose profile, when, and by whose leave."""

    document: str
    key: str
    profile: Profile
    now: datetime
    released: Code | None = None
    """The finding for which it was held, where a person released it; of others it is held again."""
    beside: Orders = ()

    def first(self, known: Mapping[str, KnownOrder], business: str) -> KnownOrder | None:
        """The order that was taken under a number: in its own trading pair, or in one beside it."""
        return next(
            (orders[business] for orders in (known, *self.beside) if business in orders), None
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What a document counts for; `status` is empty where it is as the acknowledgment says.

    `complaint` is the exception that it is, because of the last of the findings.
    """

    status: str = ""
    findings: tuple[WireFinding, ...] = ()
    accepted: tuple[OrderAccepted, ...] = ()
    complaint: Complaint | None = None


def business_key(read: ReadSet, profile: Profile) -> str:
    """What a document is called in business: of an order its order id, else its number."""
    framed, document = read.framed, read.document
    if isinstance(document, PurchaseOrder):
        sender = sender_of(framed.interchange)
        return order_id_of(document, profile, sender) if document.number.strip() else ""
    known = SETS.get(framed.code) or MESSAGES.get(framed.code)
    return "" if known is None or document is None else known.business_key(document)


def identity_in_business(read: ReadSet, key: str) -> str:
    """What makes two documents one, whatever numbers they have; empty where a key is missing."""
    purpose = getattr(read.document, "purpose", "")
    if isinstance(read.document, PurchaseOrder) and purpose in TAKEN:
        purpose = ""
    return f"{read.framed.code}/{key}/{purpose}" if key else ""


def content_in_business(read: ReadSet, key: str) -> str:
    """The same for documents of the same content only; empty where a key is missing."""
    identity = identity_in_business(read, key)
    return f"{identity}={content_hash(read.framed)}" if identity else ""


def effect_of(known: Remembered[KnownOrder], read: ReadSet, taker: Taker) -> Effect:
    """What a document that was not rejected counts for; what is taken is put among the known."""
    errors = any(taker.profile.severity(f.code) is Severity.ERROR for f in read.findings)
    if errors and (taker.released is None or taker.released in OTHER_REASONS):
        return Effect("held", complaint=Complaint.HELD)
    if isinstance(read.document, PurchaseOrder):
        return _order(known, read, read.document, taker)
    return _document(known, read, taker)


def _document(known: Remembered[KnownOrder], read: ReadSet, taker: Taker) -> Effect:
    framed = read.framed
    if framed.interchange.usage != "P":
        return Effect("test")
    if not taker.key or framed.code not in KEYED_ONCE:
        return Effect()
    business = f"{framed.code}/{taker.key}/{getattr(read.document, 'purpose', '')}"
    content = content_hash(framed)
    first = known.get(business)
    same = first is not None and first.content == content
    if first is not None and (same or taker.released is not Code.DOCUMENT_CONFLICTS):
        code = Code.DOCUMENT_REPEATED if same else Code.DOCUMENT_CONFLICTS
        finding = _finding(read, code, "", taker.key, first.document)
        if same:
            return Effect("duplicate", (finding,))
        return Effect("held", (finding,), complaint=Complaint.HELD)
    known.put(business, _taken(content, taker))
    return Effect()


def _order(
    known: Remembered[KnownOrder], read: ReadSet, order: PurchaseOrder, taker: Taker
) -> Effect:
    framed = read.framed
    if not order.number.strip():
        return Effect("held", complaint=Complaint.HELD)
    business = f"{framed.code}/{taker.key}"
    content = content_hash(framed)
    first = taker.first(known, business)
    compared = order.purpose in TAKEN or order.purpose == MARKED_DUPLICATE
    same = first is not None and first.content == content
    replaces = first is not None and not same and taker.released is Code.ORD_DUP_PO_DIFF
    if first is not None and compared and not replaces:
        code = Code.ORD_DUP_PO_SAME if same else Code.ORD_DUP_PO_DIFF
        finding = _finding(read, code, "BEG03", order.number, first.document)
        complaint = Complaint.ORDER_SAME if same else Complaint.ORDER_DIFFERS
        return Effect("duplicate" if same else "held", (finding,), complaint=complaint)
    is_whole = order.purpose == MARKED_DUPLICATE and taker.released is not None
    if order.purpose not in TAKEN and not is_whole:
        finding = _finding(read, Code.PURPOSE_HELD, "BEG01", _purpose_sent(order, framed))
        return Effect("held", (finding,), complaint=Complaint.HELD)
    if framed.interchange.usage != "P":
        return Effect("test")
    arrival = Arrival(
        document=taker.document,
        sender=sender_of(framed.interchange),
        event_time=event_time_of(framed, taker.now),
        ingest_time=taker.now,
    )
    row, findings = order_row(order, framed, taker.profile, arrival)
    if replaces:
        row["purpose"] = REPLACES
    known.put(business, _taken(content, taker))
    return Effect(findings=tuple(findings), accepted=(OrderAccepted(row=row),))


def _purpose_sent(order: PurchaseOrder, framed: SetFramed) -> str:
    """The purpose as it was sent: EDIFACT has codes of its own (1225)."""
    edifact = framed.interchange.standard == "EDIFACT"
    return PURPOSE.write(order.purpose) if edifact else order.purpose


def _taken(content: str, taker: Taker) -> KnownOrder:
    return KnownOrder(content=content, document=taker.document, day=taker.now.date())


def _finding(read: ReadSet, code: Code, element: str, found: str, assumed: str = "") -> WireFinding:
    """A finding on a document: at an element of its beginning, as X12 calls it, or as a whole."""
    framed = read.framed
    called = element and framed.interchange.called(element)
    offset, segment = first_of(framed, called[:3]) if called else (framed.offset, 1)
    return WireFinding(
        code=code, offset=offset, segment=segment, element=called, found=found, assumed=assumed
    )
