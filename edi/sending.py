"""Documents of ours: numbered once, and kept before they go.

A request to send has an id of its own. The same id again changes nothing; the same id with other
content is refused. A document goes into an interchange of its own, whose number and whose group's
number are the same, so that a TA1 and a 997 name it alike. What becomes of it is seen to elsewhere
(`edi/awaiting.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from edi.awaiting import match_early
from edi.billing import billed_elsewhere, newest
from edi.control_numbers import as_sent
from edi.edifact_writing import MESSAGE_REFERENCE
from edi.facts import DocumentSeen, Fact, Found, Step, of_ours, told
from edi.findings import Code, WireFinding
from edi.identities import wire_name
from edi.numbering import free_number, round_of
from edi.outbound import (
    SET_CONTROL,
    Composed,
    Envelope,
    composed,
    default_release,
    writable,
)
from edi.pair_memory import Sent, business_name
from edi.reissuing import billed_again, billed_as, billed_before, going
from edi.replying import swept
from edi.sent_rows import sent_row
from edi.transaction_sets import MESSAGES, UNANSWERED
from edi.withholding import kept_from_going
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.transaction_set import TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document to send: the caller's id for it, who to whom as `qualifier:id`, what.

    `offset` is where in its file it is asked for, and `asked_at` when that was written, if that is
    known; `remedy` says what to do where it cannot be written as it is.
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
    asked_at: datetime | None = None
    remedy: str = "Correct the request and drop it again; nothing of it went out."

    @property
    def pair(self) -> str:
        """The trading pair whose numbers it takes: that of what the partner sends to us."""
        return f"{self.receiver}/{self.sender}/{self.usage}"


def send(
    state: PairState, request: Request, profile: Profile, now: datetime,
    *, beside: Sequence[PairState] = (),
) -> Step:  # fmt: skip
    """Number, write and keep a document; or say why it does not go, at the place of its request.

    What the partner said of it before it went takes effect now. `beside` are the states of the
    partner's other trading pairs of the same usage: what was sent in one of them, by the same
    request or as the same invoice, is not sent in this one.
    """
    known = request.id in state.requests
    step = _sent_once(state, request, profile, now, beside)
    facts = [_placed(fact, request) for fact in step.facts]
    control = step.state.requests.get(request.id)
    if known or control is None or not step.state.early_answers:
        return replace(step, facts=tuple(facts))
    state = step.state.edit()
    said = match_early(state, state.sent[control], profile, now, request.asked_at or now)
    return Step(state=said.state, facts=(*facts, *said.facts))


def _placed(fact: Fact, request: Request) -> Fact:
    """A fact as whoever asked can find it: bytes of what was written lie in no file of theirs."""
    if not isinstance(fact, Found):
        return fact
    finding = replace(fact.finding, offset=request.offset)
    return of_ours(replace(fact, finding=finding), request.remedy)


def _sent_once(
    state: PairState, request: Request, profile: Profile, now: datetime, beside: Sequence[PairState]
) -> Step:
    digest = sha256(request.raw).hexdigest()[:32]
    control = state.requests.get(request.id)
    if control is not None:
        known = state.sent[control]
        if known.digest == digest:
            return Step(state=state, facts=())
        return _refused(state, request, profile, Code.REQUEST_REUSED, known.document)
    if any(_asked_before(other, request, digest) for other in beside):
        return Step(state=state, facts=())
    number = free_number(state, profile, max(state.last_interchange, state.last_group))
    if number is None and state.swept < now.date():
        # What is old is forgotten when something comes, and from some partners nothing does.
        cleared = swept(state.edit(), profile, now)
        step = _sent_once(cleared.state, request, profile, now, beside)
        return replace(step, facts=(*cleared.facts, *step.facts))
    if number is None:
        return _refused(state, request, profile, Code.NUMBERS_SPENT, "")
    made = _written(request, profile, now, number)
    content = made.content
    faults = kept_from_going(made, profile, known=_known(request), document=request.document)
    if faults:
        facts = tuple(_found(profile, request, fault) for fault in faults)
        return Step(state=state, facts=facts)
    in_round = round_of(number, state.last_interchange, state.last_round)
    sent = replace(
        _sent(request, profile, now, (number, in_round)), digest=digest, content=content,
        findings=len(made.substituted),
    )  # fmt: skip
    billed = billed_as(sent, request.document)
    if billed and (before := billed_before(state, billed) or newest([state], billed)):
        return billed_again(state, before, sent, profile, request.raw)
    if billed and (before := newest(beside, billed)):
        return billed_elsewhere(state, before, sent, profile, request.raw)
    state = replace(state.edit(), last_interchange=number, last_group=number, last_round=in_round)
    state.sent.put(sent.reference, sent)
    state.requests.put(request.id, sent.reference)
    name = business_name(sent)
    if sent.business_key:
        state.namesakes.put(name, (*state.namesakes.get(name, ()), sent.reference))
    if billed:
        state.billed.put(billed, sent.reference)
    notes = told(profile, made.substituted, sent.document)
    seen = DocumentSeen(row=sent_row(sent), content=content)
    return Step(state=state, facts=(going(sent, profile), seen, *notes))


def _asked_before(state: PairState, request: Request, digest: str) -> bool:
    """Whether this very request was for another id of ours, which was the first of them then."""
    control = state.requests.get(request.id)
    return control is not None and state.sent[control].digest == digest


def _written(request: Request, profile: Profile, now: datetime, number: int) -> Composed:
    envelope = Envelope(
        sender=request.sender, receiver=request.receiver, at=now, control=number,
        usage=request.usage, delimiters=profile.delimiters, characters=profile.characters,
        prefix=profile.control_numbers.prefix,
    )  # fmt: skip
    return composed(_known(request), request.document, request.release, envelope)


def _known(request: Request) -> TransactionSet[Any]:
    known = writable(request.set)
    assert known is not None, "the door knows which sets are written"
    return known


def _sent(request: Request, profile: Profile, now: datetime, given: tuple[int, int]) -> Sent:
    """A document under the number that it was given, and the round of this."""
    number, in_round = given
    known = _known(request)
    standard = "EDIFACT" if request.set in MESSAGES else "X12"
    ours, _, our_id = request.sender.partition(":")
    theirs, _, their_id = request.receiver.partition(":")
    prefix = profile.control_numbers.prefix if standard == "EDIFACT" else ""
    control = as_sent(number, prefix)
    about = wire_name(
        standard, (ours, our_id), (theirs, their_id), control, request.usage, use=in_round
    )
    # In EDIFACT we write no groups, and count messages from 1.
    numbers = f"/{MESSAGE_REFERENCE}" if standard == "EDIFACT" else f"{number}/{SET_CONTROL}"
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
        business_key=known.business_key(request.document),
        control=number,
        name=profile.transport.name(
            request.set, (request.sender, request.receiver, request.usage), control, in_round
        ),
        content=b"",
        sent_at=now,
        due_at=due,
        prefix=prefix,
    )


def _refused(state: PairState, request: Request, profile: Profile, code: Code, known: str) -> Step:
    finding = WireFinding(code=code, offset=0, found=request.id, assumed=known)
    return Step(state=state, facts=(_found(profile, request, finding),))


def _found(profile: Profile, request: Request, finding: WireFinding) -> Found:
    """A finding that keeps the request: nothing of it went out."""
    return Found(
        partner=profile.name, document=f"request/{request.id}", finding=finding,
        severity=Severity.ERROR, raw=request.raw,
    )  # fmt: skip
