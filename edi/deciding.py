"""What a person's decision does to what is held: taken after all, or refused; each once.

A pure fold over one trading pair, like receiving. An interchange whose control number was used is
taken as the new interchange that it is, and answered; a document counts in spite of the finding for
which it is held, and no other. What cannot be done is a finding, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edi.addressing import NOT_OURS, receiver_of
from edi.advising import advise, has_gone
from edi.answering import Question
from edi.awaiting import heard, match
from edi.closing import close, partner_of, refused, unknown
from edi.decisions import Action, Decided, Decision
from edi.document_rows import received_row
from edi.early import came_to_light, is_due, is_put_by, may_come
from edi.exceptions import Complaint
from edi.facts import DocumentSeen, Fact, InterchangeSeen, Origin, Step, told
from edi.findings import Code
from edi.framed import Framed
from edi.held_groups import judge_groups
from edi.holding import kept
from edi.identities import mark_of
from edi.objecting import made_good
from edi.pair_memory import ALL, Known
from edi.raising import resolve
from edi.receiving import receive
from edi.replying import reply
from edi.taking import Taker, business_key, effect_of
from edi.transaction_sets import read_set
from edi.undecided import Held

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.decisions import Early
    from edi.findings import WireFinding
    from edi.open_interchanges import Open
    from edi.pair_state import PairState
    from edi.profiles import Profile, Profiles
    from edi.taking import Orders
    from edi.transaction_sets import ReadSet

CHANGES_UNAPPLIED = (
    "It changes another or is a part of one, and nothing here applies that: it cannot be released."
    " Carry the change out by hand, then reject it."
)

SENDER_TOLD = (
    "It cannot be released: its sender was told that it is refused, for its control number was used"
    " before. Ask for it under another number, and reject this one."
)


def decide(
    state: PairState, decision: Decision, *, now: datetime, profiles: Profiles, beside: Orders = ()
) -> Step:
    """The state after a decision, and what it established; the same decision again does nothing.

    A decision about what is not held, or was decided otherwise, is refused with a finding. What it
    is about may still come: then `carry_out` carries it out. `beside` are the orders that the
    partner's other pairs took.
    """
    before = state.decided.get(decision.about)
    if (before is not None and before.id == decision.id) or is_put_by(state, decision):
        return Step(state=state, facts=())
    state = state.edit()
    if decision.action is Action.CLOSE:
        return close(state, decision, now, profiles)
    held = state.held.get(decision.about)
    if held is None:
        return unknown(state, decision, partner_of(decision.about, profiles), now)
    item = held.opened()
    opened = item.opened
    profile, _ = profiles.find(opened.sender_qualifier, opened.sender, receiver_of(opened))
    case = _Case(state, decision, held, item, profile, now, beside)
    if item.closed is None:
        return _release_set(case) if decision.action is Action.RELEASE else _reject_set(case)
    if decision.action is Action.RELEASE:
        return _release_interchange(case, profiles)
    return _reject_interchange(case)


def carry_out(step: Step, *, now: datetime, profiles: Profiles, beside: Orders = ()) -> Step:
    """What early decisions come to about what a step made known; the state is the step's at least.

    Each is carried out once, as if it came right behind what it is about: in the order of their
    topic about one thing, and in the order in which people decided about several.
    """
    state, facts = step.state, list[Fact]()
    known = came_to_light(step.facts)
    while names := [name for name in known if name in state.early]:
        # What is carried out may make more known: then the earliest decision is another.
        due = [name for name in names if _has_due(state, name)]
        name = min(due or names, key=lambda each: _by_decision(state.early[each][0].decision))
        came = known.pop(name)
        turn = _carried(state, name, now, profiles, came=came, beside=beside)
        state = turn.state
        facts += turn.facts
        known |= came_to_light(turn.facts)
    return Step(state=state, facts=tuple(facts))


def _has_due(state: PairState, name: str) -> bool:
    return any(is_due(state, early.decision) for early in state.early[name])


def _by_decision(decision: Decision) -> tuple[datetime, str]:
    return decision.decided_at, decision.id


def _carried(
    state: PairState, name: str, now: datetime, profiles: Profiles, *, came: bool, beside: Orders
) -> Step:
    """The decisions that wait for one thing: carried out, left to wait, or of no use any more."""
    queue = state.early[name]
    state = state.edit()
    state.early.forget(name)
    left: list[Early] = []
    facts: list[Fact] = []
    for early in queue:
        decision = early.decision
        if is_due(state, decision):
            before = state.decided.get(name)
            if before is not None and before.id == decision.id:
                # Closed on the word of its view, before it was known here.
                state.decided.forget(name)
            step = decide(state, decision, now=now, profiles=profiles, beside=beside)
            state = step.state.edit()
            facts += step.facts
        elif not came and may_come(state, decision):
            left.append(early)
    if left:
        state.early.put(name, tuple(left))
    return Step(state=state, facts=tuple(facts))


@dataclass(frozen=True, slots=True)
class _Case:
    """What is held, by whose profile it is judged, and what is decided; `state` may be changed."""

    state: PairState
    decision: Decision
    held: Held
    item: Open
    profile: Profile
    now: datetime
    beside: Orders

    def row(self, status: str) -> dict[str, object]:
        """What a decision changes of a document's row."""
        changed: dict[str, object] = {"status": status, "version": self.held.version + 1}
        return changed | self.decision.of_document()

    def resolved(self, *complaints: Complaint) -> list[Fact]:
        """The exceptions on what is held, resolved by the decision."""
        names = (f"{complaint.value}/{self.decision.about}" for complaint in complaints)
        return [fact for name in names for fact in resolve(self.state, name, self.decision)]

    def done(self, state: PairState, facts: Sequence[Fact]) -> Step:
        """It is held no more, and what was decided is remembered."""
        decision = self.decision
        state = state.edit()
        state.held.forget(decision.about)
        state.decided.put(decision.about, Decided.of(decision, self.now.date()))
        return Step(state=state, facts=tuple(facts))


def _read(case: _Case) -> tuple[ReadSet, str]:
    """A held set as it is read by now, and what it is called in business."""
    (framed,) = case.item.pending
    read = read_set(framed, case.profile.guide)
    return read, business_key(read, case.profile)


def _set_row(case: _Case, read: ReadSet, key: str) -> dict[str, object]:
    """A held set's row as it was written when it came."""
    row = received_row(read.framed, case.profile, case.held.at, case.decision.about)
    return row | {"business_key": key, "findings": case.held.findings}


def _release_set(case: _Case) -> Step:
    """The document counts, unless there is another reason why it must not."""
    read, key = _read(case)
    about, held = case.decision.about, case.held
    released = held.finding.code
    taker = Taker(about, key, case.profile, case.now, released=released, beside=case.beside)
    effect = effect_of(case.state.orders, read, taker)
    if effect.status == "held":
        return _unfit(case, effect.findings)
    row = _set_row(case, read, key) | case.row(effect.status or held.status)
    row |= {"findings": held.findings + len(effect.findings), "replaces": effect.replaces or None}
    facts: list[Fact] = [
        *told(case.profile, effect.findings, about, b""),
        *effect.accepted,
        DocumentSeen(row=row),
        *case.resolved(Complaint.HELD, Complaint.ORDER_DIFFERS, Complaint.UNTOLD),
        *made_good(case.state, read, key, case.now, case.beside),
    ]
    step = match(case.state, heard(read, about), case.profile, case.now)
    state = step.state
    facts += step.facts
    if held.told:
        step = _advised(case, read, accepted=True)
        state = step.state
        facts += step.facts
    return case.done(state, facts)


def _unfit(case: _Case, why: Sequence[WireFinding]) -> Step:
    """It cannot be released: something else holds it by now, or nothing can be done with it."""
    last = why[-1] if why else case.held.finding
    message = "It cannot be released: by now it would be held for another reason as well."
    if last.code is Code.PURPOSE_HELD:
        message = CHANGES_UNAPPLIED
    elif last.assumed:
        message = f"It cannot be released: {last.assumed} was taken under its number meanwhile."
    step = refused(case.state, case.decision, case.profile, Code.DECISION_UNFIT, message)
    return replace(step, state=case.state)


def _reject_set(case: _Case) -> Step:
    """The document does not count; its sender is told once, if its profile wants that."""
    read, key = _read(case)
    facts: list[Fact] = [DocumentSeen(row=_set_row(case, read, key) | case.row("rejected"))]
    facts += case.resolved(Complaint.HELD, Complaint.ORDER_DIFFERS)
    # Who was told already is not told again: the request to tell it has the same id.
    step = _advised(case, read)
    return case.done(step.state, [*facts, *step.facts])


def _advised(case: _Case, read: ReadSet, *, accepted: bool = False) -> Step:
    """The 824, 855 or ORDRSP that tells what was decided, where the profile has one for it."""
    findings = list(read.findings)
    if case.held.finding not in findings:
        findings.append(case.held.finding)
    about = case.decision.about
    step = advise(
        case.state, read, findings, case.profile, case.now, document=about, accepted=accepted,
        asked_at=case.decision.decided_at,
    )  # fmt: skip
    if not has_gone(step):
        return step
    told_at_last = resolve(step.state, f"{Complaint.UNTOLD.value}/{about}", case.decision)
    return replace(step, facts=(*step.facts, *told_at_last))


def _release_interchange(case: _Case, profiles: Profiles) -> Step:
    """All of it comes in once more, as an interchange of its own; it is answered like any other."""
    about, item = case.decision.about, case.item
    if case.held.told:
        step = refused(case.state, case.decision, case.profile, Code.DECISION_UNFIT, SENDER_TOLD)
        return replace(step, state=case.state)
    facts = case.resolved(Complaint.REUSED, Complaint.NOT_OURS)
    step = receive(
        case.state,
        _parts(item),
        now=case.now,
        profiles=profiles,
        stream=f"\n{about}",
        released=item,
        beside=case.beside,
        origin=Origin(written_at=case.decision.decided_at),
    )
    state = step.state.edit()
    for fact in step.facts:
        if isinstance(fact, DocumentSeen) and fact.row["direction"] == "in":
            name = str(fact.row["document"])
            changed = case.row(str(fact.row["status"])) | {"received_at": case.held.at}
            facts.append(DocumentSeen(row=fact.row | changed))
            again = state.held.get(name)
            if again is not None:
                held = replace(again, at=case.held.at, version=case.held.version + 1)
                state.held.put(name, held)
        elif not isinstance(fact, InterchangeSeen):
            # Its bytes were kept when it came.
            facts.append(fact)
    return case.done(state, facts)


def _parts(item: Open) -> list[Framed]:
    """The parts that an interchange was held with, as framing gave them."""
    assert item.closed is not None
    parts: list[Framed] = [item.opened, *item.held_notes]
    for held in item.held:
        parts += [held.closed.group, *held.sets, held.closed]
    return [*parts, item.closed]


def _reject_interchange(case: _Case) -> Step:
    """Nothing of it counts; its sender is told by a TA1 or CONTRL, or by 997s where it has none.

    What is not ours is answered by nothing.
    """
    item, profile = case.item, case.profile
    assert item.closed is not None
    mark = mark_of(item.closed.sha256)
    question = Question(
        opened=item.opened, findings=(), verdicts=(), profile=profile, now=case.now, use=item.use,
        mark=mark, only_answers=item.only_answers,
    )  # fmt: skip
    facts: list[Fact] = [
        DocumentSeen(row=fact.row | case.row("rejected"))
        for fact in kept(
            item, mark, case.held.finding, profile, case.held.at, told=case.held.told
        ).facts
        if isinstance(fact, DocumentSeen)
    ]
    state, issued = case.state, ()
    if not case.held.told and case.held.finding.code not in NOT_OURS:
        if item.opened.standard == "X12" and profile.ta1 == "never":
            judged = judge_groups(item.held, profile, refused=True)
            verdicts = tuple(one.verdict for one in judged)
            replied = reply(state, replace(question, verdicts=verdicts))
        else:
            replied = reply(state, question, is_refusal=True)
        state, issued = replied.state, replied.issued
        facts += replied.facts
    known = Known(
        sha256=item.closed.sha256, day=case.now.date(), issued=issued, use=item.use, refused=ALL
    )
    state = state.edit()
    state.interchanges.put(item.opened.control + mark, known)
    for complaint in (Complaint.REUSED, Complaint.NOT_OURS):
        facts += resolve(state, f"{complaint.value}/{case.decision.about}", case.decision)
    return case.done(state, facts)
