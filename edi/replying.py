"""Answers as they go out, or wait for a control number: none goes out under one that is used.

Where every number of the partner's range is used, the answer to an interchange waits as a whole, in
a row of `documents` that says so, and an exception says what to do. It goes out when a number is
free again: after the look-back, or in a wider range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from edi.addressing import receiver_of
from edi.answering import Question, answer, refuse_used, told_first
from edi.awaiting import overdue
from edi.document_rows import waiting_row
from edi.exceptions import Complaint, Raised
from edi.facts import DocumentSeen, Step
from edi.identities import sender_of
from edi.open_interchanges import Open
from edi.pair_state import forgotten, lapsing
from edi.raising import arrived, raise_one, tell_lapsing
from edi.undecided import packed
from edi.unnumbered import Unnumbered, kept_name

if TYPE_CHECKING:
    from datetime import datetime

    from edi.answering import Answers
    from edi.facts import Fact
    from edi.pair_memory import Issued
    from edi.pair_state import PairState
    from edi.profiles import Profile, Profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered, and said; `waits` where the answer has no number yet."""

    state: PairState
    issued: tuple[Issued, ...]
    facts: tuple[Fact, ...]
    waits: bool = False


def reply(state: PairState, question: Question, *, is_refusal: bool = False) -> Reply:
    """The answers to an interchange, or, as a refusal, that its control number was used before.

    The state must be a working copy.
    """
    kept = kept_name(question.about(), is_refusal=is_refusal)
    if kept in state.unnumbered:
        return Reply(state=state, issued=(), facts=(), waits=True)
    answers = _answers(state, question, is_refusal=is_refusal)
    if not answers.lacking:
        facts = tuple(told_first(answers.issued, question))
        return Reply(state=answers.state, issued=answers.issued, facts=facts)
    item = Open(
        opened=question.opened, is_known=False, verdicts=question.verdicts,
        sender_findings=question.findings, use=question.use,
    )  # fmt: skip
    waiting = Unnumbered(
        set=answers.lacking, at=question.now, mark=question.mark, is_refusal=is_refusal,
        packed=packed(item),
    )  # fmt: skip
    state.unnumbered.put(kept, waiting)
    row = waiting_row(kept, answers.lacking, question.about(), question.profile, question.now)
    raised = raise_one(state, _raised(kept, waiting, question))
    return Reply(state=state, issued=(), facts=(DocumentSeen(row=row), *raised), waits=True)


def go_on(state: PairState, profiles: Profiles, now: datetime) -> Step:
    """Answers that waited and have a number by now, the oldest first; what is old is forgotten."""
    if not state.unnumbered:
        return Step(state=state, facts=())
    state = state.edit()
    waiting = sorted(state.unnumbered.items(), key=lambda item: (item[1].at, item[0]))
    facts: list[Fact] = []
    for kept, one in waiting:
        item = one.opened()
        opened = item.opened
        profile, _ = profiles.find(opened.sender_qualifier, opened.sender, receiver_of(opened))
        cleared = swept(state, profile, now)
        state = cleared.state
        facts += cleared.facts
        question = Question(
            opened=opened, findings=item.sender_findings, verdicts=item.verdicts, profile=profile,
            now=now, use=item.use, mark=one.mark,
        )  # fmt: skip
        answers = _answers(state, question, is_refusal=one.is_refusal)
        if answers.lacking:
            break
        state = answers.state
        state.unnumbered.forget(kept)
        facts += _numbered(state, kept, one, question, answers.issued)
    return Step(state=state, facts=tuple(facts))


def swept(state: PairState, profile: Profile, now: datetime) -> Step:
    """The state without what is older than the look-back; it must be a working copy.

    What is forgotten and was not told yet is told before: what is overdue, and numbers that are
    missing, for nobody may have looked since.
    """
    today = now.date()
    if state.swept >= today:
        return Step(state=state, facts=())
    oldest = today - timedelta(days=profile.look_back_days)
    late = overdue(state, now, lapsing(state.sent, oldest))
    gaps = tell_lapsing(late.state, oldest)
    state = forgotten(replace(gaps.state, swept=today).edit(), oldest)
    return Step(state=state, facts=(*late.facts, *gaps.facts))


def _numbered(
    state: PairState, kept: str, one: Unnumbered, question: Question, issued: tuple[Issued, ...]
) -> list[Fact]:
    """An answer that waited goes out, and is remembered with the interchange that it answers."""
    known = question.opened.control + question.mark
    before = state.interchanges.get(known)
    if before is not None and before.use == question.use and not before.issued:
        state.interchanges.put(known, replace(before, issued=issued))
    row = waiting_row(kept, one.set, question.about(), question.profile, one.at)
    named = next((each for each in issued if each.set == one.set), issued[0])
    row |= {
        "status": "numbered",
        "version": 2,
        "interchange_control": named.control,
        "group_control": str(named.group_control or ""),
    }
    return [
        *told_first(issued, question),
        DocumentSeen(row=row),
        *arrived(state, _awaits(kept), question.now),
    ]


def _answers(state: PairState, question: Question, *, is_refusal: bool) -> Answers:
    return refuse_used(state, question) if is_refusal else answer(state, question)


def _awaits(kept: str) -> str:
    return f"NUMBER/{kept}"


def _raised(kept: str, one: Unnumbered, question: Question) -> Raised:
    opened = question.opened
    who = sender_of(opened)
    return Raised(
        code=Complaint.NUMBERS,
        about=kept,
        source=question.profile.name,
        message=f"The {one.set} on interchange {opened.control} of {who} waits: every control"
        " number of the partner's range stands on what was sent within the look-back.",
        opened_at=question.now,
        waits=(_awaits(kept),),
        is_test=opened.usage != "P",
    )
