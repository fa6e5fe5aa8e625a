"""Documents of ours: numbered once, kept before they go, matched with what the partner answers.

A request to send has an id of its own. The same id again changes nothing; the same id with other
content is refused. A document goes into an interchange of its own, whose number and whose group's
number are the same, so that a TA1 and a 997 name it alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from edi.control_numbers import as_sent
from edi.documents.answers import RECEIVED, Acknowledgment, SegmentAnswer
from edi.edifact_writing import MESSAGE_REFERENCE
from edi.exceptions import Complaint, Raised
from edi.facts import DocumentSeen, ExceptionSeen, Fact, Found, Step, of_ours, told
from edi.findings import Code, WireFinding
from edi.identities import interchange_of, wire_name
from edi.numbering import free_number
from edi.outbound import Composed, Envelope, composed, default_release, writable
from edi.pair_memory import Sent, billed_name
from edi.reissuing import billed_again, billed_before, going, is_invoice
from edi.transaction_sets import MESSAGES, UNANSWERED, first_of
from edi.withholding import kept_from_going
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.framed import AcknowledgmentFramed
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

ANSWERED: Final = {
    "A": "accepted",
    RECEIVED: "accepted",
    "E": "accepted_with_errors",
    "P": "partly_accepted",
    "R": "rejected",
    "M": "rejected",
    "W": "rejected",
    "X": "rejected",
}
"""AK501, AK901, TA104 and the verdict of a CONTRL as what became of a document, or its envelope."""

NOT_REFUSED: Final = ("A", "E", RECEIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document to send: the caller's id for it, who to whom as `qualifier:id`, what.

    `offset` is where in its file it is asked for; `remedy` says what to do where it cannot be
    written as it is.
    """

    id: str
    sender: str
    receiver: str
    usage: str
    set: str
    release: str
    document: Any
    raw: bytes
    offset: int = 0
    remedy: str = "Correct the request and drop it again; nothing of it went out."

    @property
    def pair(self) -> str:
        """The trading pair whose numbers it takes: that of what the partner sends to us."""
        return f"{self.receiver}/{self.sender}/{self.usage}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a partner said of something that we sent.

    `group` is the functional group code and `control` its number; a TA1 has no group code.
    `verdict` is AK501, AK901 or TA104; `detail` says in words what was refused; `final` is false
    of a TA1, and of a CONTRL that says `RECEIVED`, which speak of the envelope only. `element` is
    where it names what it answers, in a segment at an `offset` of the file; `segment` counts from
    ST or UNH, of a TA1 from ISA.
    """

    group: str
    control: str
    verdict: str
    document: str
    detail: str = ""
    final: bool = True
    element: str = "AK102"
    offset: int = 0
    segment: int = 0


def send(state: PairState, request: Request, profile: Profile, now: datetime) -> Step:
    """Number, write and keep a document; or say why it does not go, at the place of its request."""
    step = _sent_once(state, request, profile, now)
    return replace(step, facts=tuple(_placed(fact, request) for fact in step.facts))


def _placed(fact: Fact, request: Request) -> Fact:
    """A fact as whoever asked can find it: bytes of what was written lie in no file of theirs."""
    if not isinstance(fact, Found):
        return fact
    finding = replace(fact.finding, offset=request.offset)
    return of_ours(replace(fact, finding=finding), request.remedy)


def _sent_once(state: PairState, request: Request, profile: Profile, now: datetime) -> Step:
    digest = sha256(request.raw).hexdigest()[:32]
    control = state.requests.get(request.id)
    if control is not None:
        known = state.sent[control]
        if known.digest == digest:
            return Step(state=state, facts=())
        return _refused(state, request, profile, Code.REQUEST_REUSED, known.document)
    number = free_number(state, profile, max(state.last_interchange, state.last_group))
    if number is None:
        return _refused(state, request, profile, Code.NUMBERS_SPENT, "")
    made = _written(request, profile, now, number)
    content = made.content
    faults = kept_from_going(made, profile)
    if faults:
        facts = tuple(_found(profile, request, fault) for fault in faults)
        return Step(state=state, facts=facts)
    sent = replace(
        _sent(request, profile, now, number), digest=digest, content=content,
        findings=len(made.substituted),
    )  # fmt: skip
    bills = is_invoice(sent)
    before = billed_before(state, sent) if bills else None
    if before is not None:
        return Step(state=state, facts=tuple(billed_again(before, sent, profile, request.raw)))
    state = replace(state.edit(), last_interchange=number, last_group=number)
    state.sent.put(sent.reference, sent)
    state.requests.put(request.id, sent.reference)
    if bills:
        state.billed.put(billed_name(sent), sent.reference)
    notes = told(profile, made.substituted, sent.document)
    seen = DocumentSeen(row=_row(sent), content=content)
    return Step(state=state, facts=(going(sent, profile), seen, *notes))


def match(state: PairState, answer: Answer, profile: Profile, now: datetime) -> Step:
    """What a partner's acknowledgment says of what we sent; the state must be a working copy."""
    control = answer.control.strip().zfill(9)
    sent = state.sent.get(control)
    if sent is None or (answer.group and answer.group != sent.group):
        finding = WireFinding(
            code=Code.ACK_UNMATCHED, offset=answer.offset, segment=answer.segment,
            element=answer.element,
            found=f"{answer.group}*{answer.control}".strip("*"),
        )  # fmt: skip
        return Step(state=state, facts=tuple(told(profile, (finding,), answer.document)))
    status = ANSWERED.get(answer.verdict, "rejected")
    if not answer.final and status != "rejected":
        # The answer to the group, or to what the interchange holds, is still awaited.
        return Step(state=state, facts=())
    if sent.status == status and sent.acknowledged_at is not None:
        return Step(state=state, facts=())
    after = replace(
        sent, status=status, acknowledged_at=now, overdue=False, version=sent.version + 1,
        acknowledgment=answer.document, acknowledgment_code=answer.verdict,
    )  # fmt: skip
    state.sent.put(control, after)
    facts: list[Fact] = [DocumentSeen(row=_row(after), content=b"")]
    if complains(sent, Complaint.OVERDUE) and not _is_closed(state, Complaint.OVERDUE, sent):
        facts.append(_exception(Complaint.OVERDUE, after, now, resolved=True))
    if status == "rejected":
        state.decided.forget(f"{Complaint.REFUSED.value}/{sent.document}")
        facts.append(_exception(Complaint.REFUSED, after, now, detail=answer.detail))
    elif complains(sent, Complaint.REFUSED) and not _is_closed(state, Complaint.REFUSED, sent):
        facts.append(_exception(Complaint.REFUSED, after, now, resolved=True))
    return Step(state=state, facts=tuple(facts))


def complains(sent: Sent, code: Complaint) -> bool:
    """Whether a document of ours is late, or refused, so that an exception says so."""
    return sent.overdue if code is Complaint.OVERDUE else sent.status == "rejected"


def _is_closed(state: PairState, code: Complaint, sent: Sent) -> bool:
    """Whether a person closed the exception before what it waits for came."""
    return f"{code.value}/{sent.document}" in state.decided


def answers_in(read: ReadSet, name: str) -> list[Answer]:
    """What a 997 or 999 says of a group of ours, or a CONTRL of an interchange."""
    document = read.document
    if not isinstance(document, Acknowledgment) or not document.control:
        return []
    within = [item for group in document.groups for item in group.sets]
    refused = [
        _coded(f"group {group.control}: {group.verdict}", group.codes)
        for group in document.groups
        if group.verdict not in NOT_REFUSED
    ] + [
        _coded(
            f"{item.set} {item.control}: " + (", ".join(map(_said, item.segments)) or item.verdict),
            item.codes,
        )
        for item in (*document.sets, *within)
        if item.verdict not in NOT_REFUSED
    ]
    verdict = document.verdict or "A"
    if document.codes and verdict not in NOT_REFUSED:
        trailer = "UCI" if read.framed.interchange.standard == "EDIFACT" else "AK9"
        refused.insert(0, f"{trailer} error {', '.join(document.codes)}")
    if refused and verdict in NOT_REFUSED:
        # A CONTRL that takes the interchange, and not the group or the message that it holds; a 997
        # that takes the group, and not its set, contradicts itself: a person must look at it.
        verdict = "R"
    element = read.framed.interchange.called("AK102")
    offset, segment = first_of(read.framed, element[:3])
    return [
        Answer(
            group=document.group,
            control=document.control,
            verdict=verdict,
            document=name,
            detail="; ".join(refused),
            final=verdict != RECEIVED,
            element=element,
            offset=offset,
            segment=segment,
        )
    ]


def answer_in_note(note: AcknowledgmentFramed, name: str) -> Answer:
    """What a TA1 says of an interchange of ours; `name` is the TA1's own."""
    control, _, _, verdict, said = ([*note.elements, *[""] * 5])[:5]
    return Answer(
        group="", control=control, verdict=verdict, document=name, detail=f"TA1 note {said}.",
        final=False, element="TA101", offset=note.offset, segment=note.segment,
    )  # fmt: skip


def _coded(text: str, codes: Sequence[str]) -> str:
    return f"{text} ({', '.join(codes)})" if codes else text


def _said(segment: SegmentAnswer) -> str:
    return f"{segment.segment} at segment {segment.position}".strip()


def overdue(state: PairState, now: datetime) -> Step:
    """The documents whose acknowledgment was due and did not come, each told once."""
    late = [
        (control, sent)
        for control, sent in state.sent.items()
        if sent.waits and not sent.overdue and sent.due_at is not None and sent.due_at <= now
    ]
    if not late:
        return Step(state=state, facts=())
    state = state.edit()
    facts: list[Fact] = []
    for control, sent in late:
        after = replace(sent, overdue=True, version=sent.version + 1)
        state.sent.put(control, after)
        facts.append(DocumentSeen(row=_row(after), content=b""))
        facts.append(_exception(Complaint.OVERDUE, after, now))
    return Step(state=state, facts=tuple(facts))


def next_due(state: PairState) -> datetime | None:
    """When the next acknowledgment is due; None where none is awaited."""
    waiting = (sent.due_at for sent in state.sent.values() if sent.waits and not sent.overdue)
    return min((due for due in waiting if due is not None), default=None)


def _written(request: Request, profile: Profile, now: datetime, number: int) -> Composed:
    known = writable(request.set)
    assert known is not None, "the door knows which sets are written"
    envelope = Envelope(
        sender=request.sender, receiver=request.receiver, at=now, control=number,
        usage=request.usage, delimiters=profile.delimiters, characters=profile.characters,
        prefix=profile.control_numbers.prefix,
    )  # fmt: skip
    return composed(known, request.document, request.release, envelope)


def _sent(request: Request, profile: Profile, now: datetime, number: int) -> Sent:
    known = writable(request.set)
    assert known is not None, "the door knows which sets are written"
    standard = "EDIFACT" if request.set in MESSAGES else "X12"
    ours, _, our_id = request.sender.partition(":")
    theirs, _, their_id = request.receiver.partition(":")
    prefix = profile.control_numbers.prefix if standard == "EDIFACT" else ""
    control = as_sent(number, prefix)
    about = wire_name(standard, (ours, our_id), (theirs, their_id), control, request.usage)
    # In EDIFACT we write no groups, and count messages from 1.
    numbers = f"/{MESSAGE_REFERENCE}" if standard == "EDIFACT" else f"{number}/0001"
    awaited = request.set not in UNANSWERED and profile.acknowledge_within_hours > 0
    due = now + timedelta(hours=profile.acknowledge_within_hours) if awaited else None
    return Sent(
        request=request.id,
        digest="",
        partner=profile.name,
        document=f"{about}/{numbers}",
        set=request.set,
        group=known.group,
        release=request.release or default_release(known, ""),
        business_key=known.key(request.document),
        control=number,
        name=profile.transport.name(
            request.set, (request.sender, request.receiver, request.usage), control
        ),
        content=b"",
        sent_at=now,
        due_at=due,
        prefix=prefix,
    )


def _row(sent: Sent) -> dict[str, object]:
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


def _exception(
    code: Complaint, sent: Sent, now: datetime, *, resolved: bool = False, detail: str = ""
) -> ExceptionSeen:
    if code is Complaint.OVERDUE:
        message = f"The {sent.set} {sent.business_key} was not acknowledged by {sent.partner}."
        opened = sent.due_at or now
    else:
        message = f"{sent.partner} refused the {sent.set} {sent.business_key}. {detail}".strip()
        opened = sent.acknowledged_at or now
    raised = Raised(
        code=code, about=sent.document, source=sent.partner, message=message, opened_at=opened,
        version=sent.version,
    )  # fmt: skip
    return raised.seen(now if resolved else None)


def _refused(state: PairState, request: Request, profile: Profile, code: Code, known: str) -> Step:
    finding = WireFinding(code=code, offset=0, found=request.id, assumed=known)
    return Step(state=state, facts=(_found(profile, request, finding),))


def _found(profile: Profile, request: Request, finding: WireFinding) -> Found:
    """A finding that keeps the request: nothing of it went out."""
    return Found(
        partner=profile.name, document=f"request/{request.id}", finding=finding,
        severity=Severity.ERROR, raw=request.raw,
    )  # fmt: skip
