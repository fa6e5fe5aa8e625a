"""What a judged document counts for: taken, known already, or held, by what it is in business.

Two documents are one where set, business key and purpose are the same, whatever control numbers
they came under (section 2.4 of `edi.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.documents.orders import PurchaseOrder
from edi.edifact_shapes import PURPOSE
from edi.exceptions import Complaint
from edi.facts import OrderAccepted
from edi.findings import Code, WireFinding
from edi.identities import event_time_of, sender_of
from edi.order_shapes import change_number
from edi.orders import (
    ORDERS_PURPOSE_AT,
    Arrival,
    content_hash,
    order_id_of,
    order_row,
)
from edi.pair_memory import INVOICES, MEMOS, KnownOrder
from edi.successions import (
    CHANGES,
    CORRECTED_INVOICE,
    Arrived,
    Outcome,
    Role,
    originals,
    outcome_of,
    purpose_at,
    remembered,
    role_of,
)
from edi.transaction_sets import (
    DATED_FACTS,
    KEYED_ONCE,
    LAST_COUNTS,
    MESSAGES,
    SETS,
    first_of,
)
from edi.written_times import said_at, written_at
from schemas.findings import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from edi.framed import SetFramed
    from edi.profiles import Profile
    from edi.remembered import Remembered
    from edi.transaction_sets import ReadSet


OTHER_REASONS: Final = frozenset(
    {Code.ORD_DUP_PO_DIFF, Code.DOCUMENT_CONFLICTS, Code.PURPOSE_HELD, Code.COPY_UNMATCHED}
)
"""Findings for which a document is held, though what it says is well."""
REPLACES: Final = "05"
"""The purpose of an order that was released in the place of one that was taken before."""
REPLACED_MAX: Final = 16
"""How many orders in whose place another counts are known of a number."""
STANDING_BESIDE: Final = frozenset(MEMOS) - {CORRECTED_INVOICE}
"""Types of memos that stand beside the invoice of their number."""


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
        """The order that counts under a number: in its own trading pair, or in one beside it.

        One that was released in the place of another may be in another pair than that.
        """
        found = [orders[business] for orders in (known, *self.beside) if business in orders]
        replaced = {name for each in found for name in each.replaced}
        return next((each for each in found if each.document not in replaced), None)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a document counts for; `status` is empty where it is as the acknowledgment says.

    `complaint` is the exception that it is, because of the last of the findings, and `replaces` the
    document in whose place it counts.
    """

    status: str = ""
    findings: tuple[WireFinding, ...] = ()
    accepted: tuple[OrderAccepted, ...] = ()
    complaint: Complaint | None = None
    replaces: str = ""


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
    if not key:
        return ""
    purpose = getattr(read.document, "purpose", "")
    if isinstance(read.document, PurchaseOrder):
        return f"{read.framed.code}/{key}/{'' if purpose in originals(read.framed) else purpose}"
    return f"{read.framed.code}/{key}{_kind(read)}/{purpose}"


def original_in_business(read: ReadSet, key: str) -> str:
    """What the original of a copy is known as: by what it says; empty where a key is missing."""
    return f"{read.framed.code}/{key}{_kind(read)}/={content_hash(read.framed)}" if key else ""


def made_good_by(read: ReadSet, key: str) -> list[str]:
    """What a document makes good that counts: the same one, and an original that says so or not.

    An original makes its copies good, which say the same.
    """
    identity = identity_in_business(read, key)
    copies = [original_in_business(read, key)] if _is_original(read) else []
    if not identity:
        return [identity, *copies]
    before, _, purpose = identity.rpartition("/")
    wholes = originals(read.framed)
    others = (f"{before}/{each}" for each in sorted(wholes)) if purpose in wholes else ()
    return [*dict.fromkeys((identity, *others, *copies))]


def _is_original(read: ReadSet) -> bool:
    """Whether a document may be what a copy was made of."""
    return read.document is not None and role_of(read.framed, read.document) is not Role.COPY


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
    if framed.code in DATED_FACTS or framed.code in LAST_COUNTS:
        return _report(known, read, taker)
    if not taker.key or framed.code not in KEYED_ONCE:
        return Effect()
    came = _arrived(read, taker)
    name = _number(read, taker.key)
    if came.role is Role.PART:
        return _held_for(read, Code.PURPOSE_HELD)
    if came.role is Role.OTHER:
        return _apart(known, read, taker, name)
    if came.role in (Role.FIRST, Role.COPY, Role.REISSUE) and _is_unnumbered_change(read):
        # Two changes of an order are two, unless they say the same.
        name += f"={came.content}"
    first = _known(known, name, read, came, taker.key)
    outcome = outcome_of(first, came)
    if outcome is Outcome.UNMATCHED and first is None and taker.released is not None:
        outcome = Outcome.TAKEN
    elif outcome in _RELEASABLE.get(taker.released, ()):
        outcome = Outcome.REPLACES
    if outcome in (Outcome.TAKEN, Outcome.REPLACES, Outcome.OVERTAKEN):
        known.put(name, remembered(first, came, outcome))
    return _came_to(read, outcome, taker.key, "" if first is None else first.document)


_UNSURE: Final = (Outcome.CONFLICTS, Outcome.RETURNS)
_RELEASABLE: Final[Mapping[Code | None, tuple[Outcome, ...]]] = {
    Code.DOCUMENT_CONFLICTS: (*_UNSURE, Outcome.UNMATCHED),
    Code.COPY_UNMATCHED: (Outcome.UNMATCHED,),
}
"""What a person makes count in the place of what is known, by the finding it was held for."""
_CALLED: Final = {
    Outcome.REPEATED: ("duplicate", Code.DOCUMENT_REPEATED),
    Outcome.REPLACES: ("", Code.DOCUMENT_REPLACES),
    Outcome.OVERTAKEN: ("replaced", Code.DOCUMENT_OVERTAKEN),
    Outcome.CONFLICTS: ("held", Code.DOCUMENT_CONFLICTS),
    Outcome.RETURNS: ("held", Code.DOCUMENT_CONFLICTS),
}
RETURNED: Final = (
    "The document says what was corrected or cancelled since; nothing says whether it is only sent"
    " again or meant again, and it is held."
)


def _came_to(read: ReadSet, outcome: Outcome, key: str, first: str) -> Effect:
    """What a document counts for by what came of it; `first` is that which counted before."""
    if outcome is Outcome.TAKEN:
        return Effect()
    if outcome is Outcome.UNMATCHED:
        return _held_for(read, Code.COPY_UNMATCHED)
    status, code = _CALLED[outcome]
    finding = _finding(read, code, "", key, first)
    if outcome is Outcome.RETURNS:
        finding = replace(finding, message=RETURNED)
    complaint = Complaint.HELD if outcome in _UNSURE else None
    replaces = first if outcome is Outcome.REPLACES else ""
    return Effect(status, (finding,), complaint=complaint, replaces=replaces)


def _held_for(read: ReadSet, code: Code) -> Effect:
    """A document that is held for its purpose."""
    sent = _purpose_sent(read.document.purpose, read.framed)
    finding = _finding(read, code, purpose_at(read.framed), sent)
    return Effect("held", (finding,), complaint=Complaint.HELD)


def _arrived(read: ReadSet, taker: Taker) -> Arrived:
    framed, document = read.framed, read.document
    return Arrived(
        role=role_of(framed, document),
        content=content_hash(framed),
        document=taker.document,
        day=taker.now.date(),
        said=said_at(framed.code, document),
        written=written_at(framed, taker.now),
    )


def _number(read: ReadSet, key: str) -> str:
    """What the documents of a number are known as; those of states of before had a slash."""
    return f"{read.framed.code}\x1d{key}{_kind(read)}"


def _kind(read: ReadSet) -> str:
    """What else tells a number apart: the release of an order, or a memo from its invoice."""
    document = read.document
    if read.framed.code in CHANGES:
        release = document.release.strip()
        return f"\x1d{release}" if release else ""
    is_memo = read.framed.code in INVOICES and document.type.strip() in STANDING_BESIDE
    return f"\x1d{document.type.strip()}" if is_memo else ""


def _is_unnumbered_change(read: ReadSet) -> bool:
    """Whether a change does not say which of several of its order it is."""
    return read.framed.code in CHANGES and not change_number(read.document)


def _known(
    known: Remembered[KnownOrder], name: str, read: ReadSet, came: Arrived, key: str
) -> KnownOrder | None:
    """What is known of a number, also by a state that knew documents by their purposes."""
    first = known.get(name)
    if first is not None:
        return first
    for purpose in dict.fromkeys((getattr(read.document, "purpose", ""), "00", "")):
        first = known.get(f"{read.framed.code}/{key}/{purpose}")
        if first is not None:
            if first.content == content_hash(read.framed, ORDERS_PURPOSE_AT):
                return replace(first, content=came.content)
            # A memo, and a change without a number, were not told apart from others.
            is_of_number = name == f"{read.framed.code}\x1d{key}"
            return first if is_of_number else None
    return None


def _apart(known: Remembered[KnownOrder], read: ReadSet, taker: Taker, number: str) -> Effect:
    """A document of a purpose that neither copies nor corrects: it is known by that as well."""
    content = content_hash(read.framed)
    name = f"{number}/{read.document.purpose}"
    first = known.get(name)
    counted = known.get(number)
    if counted is not None and counted.content == content:
        first = counted
    outcome = Outcome.TAKEN
    if first is not None:
        outcome = Outcome.REPEATED if first.content == content else Outcome.CONFLICTS
    if outcome is Outcome.CONFLICTS and taker.released is Code.DOCUMENT_CONFLICTS:
        outcome = Outcome.TAKEN
    if outcome is Outcome.TAKEN:
        known.put(name, _taken(content, taker))
    return _came_to(read, outcome, taker.key, "" if first is None else first.document)


def _report(known: Remembered[KnownOrder], read: ReadSet, taker: Taker) -> Effect:
    """What repeats its number: the same content tells nothing new, any other is news."""
    role, content = role_of(read.framed, read.document), content_hash(read.framed)
    if role not in (Role.FIRST, Role.COPY, Role.REISSUE):
        # Of an answer the purpose says what it answers.
        content += f"/{read.document.purpose}"
    by_content = read.framed.code in DATED_FACTS
    name = f"{read.framed.code}/{taker.key}" + (f"={content}" if by_content else "")
    first = known.get(name)
    if first is not None and first.content == content:
        return _came_to(read, Outcome.REPEATED, taker.key, first.document)
    if role is Role.COPY and taker.released is None:
        return _held_for(read, Code.COPY_UNMATCHED)
    known.put(name, _taken(content, taker))
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
    is_copy = role_of(framed, order) is Role.COPY
    is_whole = order.purpose in originals(framed)
    compared = is_whole or is_copy
    same = first is not None and first.content == content
    replaces = first is not None and not same and taker.released is Code.ORD_DUP_PO_DIFF
    if first is not None and compared and not replaces:
        code = Code.ORD_DUP_PO_SAME if same else Code.ORD_DUP_PO_DIFF
        finding = _finding(read, code, "BEG03", order.number, first.document)
        complaint = Complaint.ORDER_SAME if same else Complaint.ORDER_DIFFERS
        return Effect("duplicate" if same else "held", (finding,), complaint=complaint)
    if not is_whole and not (is_copy and taker.released is not None):
        return _held_for(read, Code.COPY_UNMATCHED if is_copy else Code.PURPOSE_HELD)
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
    taken, before = _taken(content, taker), ""
    if first is not None and replaces:
        before = first.document
        taken = replace(taken, replaced=(before, *first.replaced)[:REPLACED_MAX])
    known.put(business, taken)
    accepted = (OrderAccepted(row=row),)
    return Effect(findings=tuple(findings), accepted=accepted, replaces=before)


def _purpose_sent(purpose: str, framed: SetFramed) -> str:
    """A purpose as it was sent: EDIFACT has codes of its own (1225)."""
    return PURPOSE.write(purpose) if framed.interchange.standard == "EDIFACT" else purpose


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
