"""What becomes of documents that we sent: acknowledged, refused, overdue, or replaced by another.

What was late or refused is made good by its own acknowledgment, or by a later document of ours of
the same identity in business that the partner takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from edi.early_answers import put_by, taken_up
from edi.edifact_syntax import usual
from edi.exceptions import Complaint
from edi.facts import UNKNOWN, Fact, Found, Step, told
from edi.findings import Code, WireFinding
from edi.identities import read_name
from edi.pair_memory import REPLACED, business_name
from edi.partner_advice import ACCEPTED, WITH_ERRORS, Advised, advices_in, is_business, meant
from edi.partner_answers import answers_in, verdict_on
from edi.reissuing import stands_for
from edi.sent_rows import complains, exception_on, sent_seen
from edi.transaction_sets import UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from edi.facts import Origin
    from edi.pair_memory import Sent
    from edi.pair_state import PairState
    from edi.partner_advice import Said
    from edi.partner_answers import Answer
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

HEARD: Final = UNANSWERED | {"824"}
"""Sets that speak of what we sent."""
ANSWERED: Final = {"A": ACCEPTED, "E": WITH_ERRORS}
"""What became of a document by the verdict on it; by any other it is rejected."""
_TAKEN: Final = frozenset(ANSWERED.values())
_OF_OURS: Final = (Complaint.OVERDUE, Complaint.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What becomes of a document, by which answer, and the code and words of that."""

    status: str
    code: str
    document: str
    detail: str


def heard(read: ReadSet, name: str) -> list[Said]:
    """What a set says of documents of ours; nothing, unless it is one of `HEARD`."""
    if read.framed.code not in HEARD:
        return []
    return [*answers_in(read, name), *advices_in(read, name)]


def match(
    state: PairState,
    said: Iterable[Said],
    profile: Profile,
    now: datetime,
    origin: Origin = UNKNOWN,
) -> Step:
    """What a partner says of things that we sent; the state must be a working copy.

    What is on nothing of ours is put by, if that may still go.
    """
    facts: list[Fact] = []
    for one in said:
        sent = _meant(state, one)
        if sent is None:
            put_by(state, one, origin, now)
            facts += told(profile, (_unmatched(one, profile),), one.document)
        elif isinstance(one, Advised):
            facts += _match_advice(state, one, sent, profile, now)
        else:
            facts += _match_answer(state, one, sent, profile, now)
    return Step(state=state, facts=tuple(facts))


def match_early(
    state: PairState, sent: Sent, profile: Profile, now: datetime, asked_at: datetime
) -> Step:
    """What a partner said of a document before it went; the state must be a working copy.

    It takes effect as if it came right behind the document, which was asked for at an instant.
    """
    facts: list[Fact] = []
    for early in taken_up(state, sent, asked_at):
        step = match(state, [early.opened()], profile, now)
        facts += (replace(f, file=early.file) if isinstance(f, Found) else f for f in step.facts)
    return Step(state=state, facts=tuple(facts))


def _meant(state: PairState, said: Said) -> Sent | None:
    """The document of ours that an answer is on."""
    if isinstance(said, Advised):
        return meant(state, said.advice)
    sent = state.sent.get(said.control.strip().zfill(9))
    return None if sent is None or (said.group and said.group != sent.group) else sent


def _match_answer(
    state: PairState, answer: Answer, sent: Sent, profile: Profile, now: datetime
) -> Sequence[Fact]:
    """What an acknowledgment comes to, which speaks of syntax."""
    verdict = verdict_on(answer, sent.set)
    facts: list[Fact] = [*told(profile, verdict.findings, answer.document)]
    if answer.is_repeat and (sent.status in _TAKEN or sent.deliveries > 1):
        # It came before because we sent it again: that says nothing of what it holds.
        facts += told(profile, (_repeated(answer),), answer.document)
        return facts
    status = ANSWERED.get(verdict.code, "rejected")
    if not verdict.final:
        # The answer to the group, or to what the interchange holds, is still awaited.
        return facts
    worsens = (sent.status, status) == (ACCEPTED, WITH_ERRORS)
    if is_business(sent.acknowledgment_code) and status in _TAKEN and not worsens:
        # Syntax takes back nothing that was said of business.
        return facts
    outcome = _Outcome(
        status=status, code=verdict.code, document=answer.document, detail=verdict.detail
    )
    return [*facts, *_settled(state, sent, outcome, now)]


def _match_advice(
    state: PairState, said: Advised, sent: Sent, profile: Profile, now: datetime
) -> Sequence[Fact]:
    """What an 824 comes to: it may refuse what a 997 accepted, and accept what was refused."""
    status = said.status
    facts: list[Fact] = []
    if status == WITH_ERRORS:
        facts += told(profile, (_noted(said, sent),), said.document)
    is_taken = sent.status in _TAKEN
    if status in _TAKEN:
        # Of several items of a document, one that is refused counts.
        refused_here = not is_taken and sent.acknowledgment == said.document
        says_less = said.is_on_item or refused_here
        if (status == ACCEPTED and is_taken) or (says_less and not is_taken):
            return facts
    outcome = _Outcome(
        status=status, code=said.advice.verdict, document=said.document, detail=said.detail
    )
    return [*facts, *_settled(state, sent, outcome, now)]


def _settled(state: PairState, sent: Sent, outcome: _Outcome, now: datetime) -> list[Fact]:
    """What became of a document is put down, and told unless it was known."""
    status = outcome.status
    if status == "rejected" and (sent.status == REPLACED or _went_again(state, sent)):
        status = REPLACED
    is_known = sent.status == status and sent.acknowledged_at is not None
    weighs_more = is_business(outcome.code) and not is_business(sent.acknowledgment_code)
    if is_known and not (weighs_more and status == "rejected"):
        return []
    after = replace(
        sent, status=status, acknowledged_at=now, overdue=False, version=sent.version + 1,
        acknowledgment=outcome.document, acknowledgment_code=outcome.code,
    )  # fmt: skip
    state.sent.put(sent.reference, after)
    facts: list[Fact] = [sent_seen(after)]
    if status == "rejected":
        facts += _resolved(state, sent, after, now, (Complaint.OVERDUE,))
        state.decided.forget(f"{Complaint.REFUSED.value}/{sent.document}")
        facts.append(exception_on(Complaint.REFUSED, after, now, detail=outcome.detail))
        return facts
    facts += _resolved(state, sent, after, now, _OF_OURS)
    if status in _TAKEN:
        facts += _made_good(state, after, now)
    return facts


def overdue(state: PairState, now: datetime, among: Iterable[str] | None = None) -> Step:
    """The documents whose acknowledgment was due and did not come, each told once.

    `among` are the control numbers to look at: all, if there are none.
    """
    items = state.sent.items() if among is None else [(each, state.sent[each]) for each in among]
    late = [
        (control, sent)
        for control, sent in items
        if sent.waits and not sent.overdue and sent.due_at is not None and sent.due_at <= now
    ]
    if not late:
        return Step(state=state, facts=())
    state = state.edit()
    facts: list[Fact] = []
    for control, sent in late:
        again = _went_again(state, sent)
        after = replace(
            sent, overdue=not again, status=REPLACED if again else sent.status,
            version=sent.version + 1,
        )  # fmt: skip
        state.sent.put(control, after)
        facts.append(sent_seen(after))
        if after.overdue:
            facts.append(exception_on(Complaint.OVERDUE, after, now))
    return Step(state=state, facts=tuple(facts))


def next_due(state: PairState) -> datetime | None:
    """When the next acknowledgment is due; None where none is awaited."""
    waiting = (sent.due_at for sent in state.sent.values() if sent.waits and not sent.overdue)
    return min((due for due in waiting if due is not None), default=None)


def _unmatched(said: Said, profile: Profile) -> WireFinding:
    """That an answer is on nothing that we sent to who answers.

    Numbers are known between two ids only: a partner of several may have answered from another.
    """
    message = ""
    others = [each for each in profile.ids if each != said.sender]
    if said.sender in profile.ids and others:
        message = (
            f"The acknowledgment names nothing that we sent to {said.sender}, the id that it came"
            f" from. What went to another id of the partner ({', '.join(others)}) is acknowledged"
            " from that one only."
        )
    name = read_name(said.document)
    if name is not None and name.usage != "P":
        message = message or "The acknowledgment names nothing that we sent in test."
        message += (
            f" It came under usage {name.usage}; what went in production is acknowledged in"
            " production only."
        )
    return WireFinding(
        code=Code.ACK_UNMATCHED, offset=said.offset, segment=said.segment, element=said.element,
        found=usual(said.names), message=message,
    )  # fmt: skip


def _noted(said: Advised, sent: Sent) -> WireFinding:
    """What an 824 has against a document of ours that it takes all the same."""
    return WireFinding(
        code=Code.ADVICE_ERRORS, offset=said.offset, segment=said.segment, element="OTI01",
        found=said.advice.verdict, assumed=sent.document,
        message=f"The partner took the {sent.set} {sent.business_key} and says: {said.detail}.",
    )  # fmt: skip


def _repeated(answer: Answer) -> WireFinding:
    """That the partner has an interchange of ours already."""
    return WireFinding(
        code=Code.ACK_REPEATED, offset=answer.offset, segment=answer.segment,
        element=answer.element, found=answer.control,
    )  # fmt: skip


def _made_good(state: PairState, taken: Sent, now: datetime) -> list[Fact]:
    """What is late or was refused, where a later document that stands for it was taken."""
    names = state.namesakes.get(business_name(taken), ())
    before = names[: names.index(taken.reference)] if taken.reference in names else ()
    return _replaced(state, before, taken, now)


def replaced_beside(state: PairState, taken: Sent, now: datetime) -> Step:
    """The same in a pair beside the one in which a document was taken; copies the state first."""
    names = state.namesakes.get(business_name(taken), ())
    before = [control for control in names if _went_before(state.sent[control], taken)]
    edited = state.edit() if before else state
    facts = _replaced(edited, before, taken, now)
    return Step(state=edited if facts else state, facts=tuple(facts))


def _went_before(sent: Sent, taken: Sent) -> bool:
    """Whether one of two pairs' documents went first: where both went at once, it was answered."""
    answered = sent.acknowledged_at
    is_first = answered is not None and answered <= taken.sent_at
    return sent.sent_at < taken.sent_at or (sent.sent_at == taken.sent_at and is_first)


def _replaced(state: PairState, before: Iterable[str], taken: Sent, now: datetime) -> list[Fact]:
    facts: list[Fact] = []
    for control in before:
        sent = state.sent[control]
        if not any(complains(sent, code) for code in _OF_OURS) or not stands_for(taken, sent):
            continue
        after = replace(sent, status=REPLACED, overdue=False, version=sent.version + 1)
        state.sent.put(control, after)
        facts.append(sent_seen(after))
        why = f"A later one was accepted: {taken.document}."
        facts += _resolved(state, sent, after, now, _OF_OURS, detail=why)
    return facts


def _went_again(state: PairState, sent: Sent) -> bool:
    """Whether the partner took one that was sent later, and stands for it."""
    names = state.namesakes.get(business_name(sent), ())
    behind = names[names.index(sent.reference) + 1 :] if sent.reference in names else ()
    later = (state.sent[control] for control in behind)
    return any(one.status in _TAKEN and stands_for(one, sent) for one in later)


def _resolved(
    state: PairState, sent: Sent, after: Sent, now: datetime, codes: Iterable[Complaint],
    *, detail: str = "",
) -> list[Fact]:  # fmt: skip
    """The exceptions that were open about a document, unless a person closed them before."""
    return [
        exception_on(code, after, now, resolved=True, detail=detail)
        for code in codes
        if complains(sent, code) and f"{code.value}/{sent.document}" not in state.decided
    ]
