"""Answers to an interchange: which control numbers they take, and what they are written like."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from edi.acknowledgments import (
    GroupVerdict,
    accepts,
    acknowledge,
    interchange_note,
    refuses,
)
from edi.control_answers import is_answerable, report
from edi.control_numbers import as_sent
from edi.document_rows import answer_row
from edi.edifact_writing import edifact_marks, syntax_of, write_edifact
from edi.facts import DocumentSeen, Outbound
from edi.findings import Code, WireFinding
from edi.group_headers import answered_in, is_party
from edi.identities import interchange_id
from edi.isa import QUALIFIER, VERSION
from edi.pair_memory import Issued
from edi.transaction_sets import MESSAGES, UNANSWERED
from edi.writing import OutboundGroup, OutboundInterchange, clean, write_interchange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.delimiters import Delimiters
    from edi.facts import Fact
    from edi.framed import InterchangeOpened
    from edi.pair_state import PairState
    from edi.profiles import Profile

GROUP_ID: Final = re.compile("[A-Z0-9]{2}", re.ASCII | re.IGNORECASE)
"""AK101: what can be the id of a group (data element 479)."""
NOBODY: Final = "UNKNOWN"
"""Who sends or receives an answer where the envelope that is answered has no id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An interchange that waits for its answer: what was found on it, by which profile, when.

    `use` counts the interchanges under its control number, this one among them; `mark` tells one
    that is not the first under it.
    """

    opened: InterchangeOpened
    findings: tuple[WireFinding, ...]
    verdicts: tuple[GroupVerdict, ...]
    profile: Profile
    now: datetime
    use: int = 1
    mark: str = ""

    def about(self) -> str:
        """The interchange's name."""
        return interchange_id(self.opened, self.use) + self.mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to one interchange, and the state whose control numbers they took."""

    state: PairState
    issued: tuple[Issued, ...]


def outbound(issued: Issued, profile: Profile) -> Outbound:
    """An answer as it goes out, for the first time or again."""
    return Outbound(
        partner=profile.name,
        name=issued.name,
        content=issued.content,
        set=issued.set,
        interchange_control=issued.interchange_control,
        group_control=issued.group_control,
        answers=issued.answers,
        folder=profile.transport.folder,
    )


def answer(state: PairState, question: Question) -> Answers:
    """A TA1 where one is due, and one interchange with a 997 for every group that earns one."""
    opened, profile, findings = question.opened, question.profile, question.findings
    verdicts = question.verdicts
    issued: list[Issued] = []
    about = question.about()
    groups = [verdict for verdict in verdicts if _earns_answer(verdict)]
    refused = refuses(findings, profile) and not accepts(verdicts)
    unnamed = opened.standard == "X12" and _has_unnamed(verdicts)
    asked = opened.ta1_asked or refused or unnamed or profile.ta1 == "always"
    answerable = bool(groups or unnamed) or not verdicts
    if asked and answerable and profile.ta1 != "never" and opened.standard == "X12":
        state, note = _note(state, question, unnamed=unnamed)
        issued.append(replace(note, answers=about))
    if opened.standard == "EDIFACT":
        state, reported = _report(state, question)
        issued += [replace(one, answers=about) for one in reported]
    elif groups:
        state, written = _acknowledge(state, question, groups)
        issued.append(replace(written, answers=about))
    return Answers(state=state, issued=tuple(issued))


def is_left_unanswered(question: Question) -> bool:
    """Whether a CONTRL should answer an interchange, and can not name it."""
    return _wants_report(question) and not is_answerable(question.opened)


def told_first(issued: Sequence[Issued], question: Question) -> list[Fact]:
    """Answers as they go out for the first time, each with its row and its bytes."""
    facts: list[Fact] = []
    for one in issued:
        facts.append(outbound(one, question.profile))
        row = answer_row(one, question.opened, question.profile, question.now)
        facts.append(DocumentSeen(row=row, content=one.content))
    return facts


def refuse_used(state: PairState, question: Question) -> Answers:
    """What says of an interchange that its control number was used before, and nothing more."""
    opened, about = question.opened, question.about()
    finding = WireFinding(
        code=Code.CONTROL_REUSED, offset=opened.offset, segment=1,
        element=opened.called("ISA13"), found=opened.control,
    )  # fmt: skip
    question = replace(question, findings=(finding,), verdicts=())
    if question.opened.standard == "EDIFACT":
        state, issued = _report(state, question)
    else:
        state, note = _note(state, question)
        issued = [note]
    return Answers(state=state, issued=tuple(replace(one, answers=about) for one in issued))


def _numbered(state: PairState, profile: Profile) -> PairState:
    """The state whose last interchange number is that of the next answer."""
    return replace(state, last_interchange=profile.control_numbers.after(state.last_interchange))


def _note(
    state: PairState, question: Question, *, unnamed: bool = False
) -> tuple[PairState, Issued]:
    """A TA1 in an interchange of its own."""
    state = _numbered(state, question.profile)
    opened, findings, profile = question.opened, question.findings, question.profile
    taken = accepts(question.verdicts)
    note = interchange_note(opened, findings, profile, taken=taken, unnamed=unnamed)
    outer = _outer(state, question)
    issued = Issued(
        name=_name("TA1", outer, profile, as_sent(outer.control)),
        content=write_interchange(replace(outer, before=(note,))),
        set="TA1",
        interchange_control=outer.control,
        group_control=0,
        answers="",
    )
    return state, issued


def _wants_report(question: Question) -> bool:
    """Whether an interchange is of EDIFACT, and brought something else than answers, or nothing."""
    answered = any(not _only_answers(verdict) for verdict in question.verdicts)
    return question.opened.standard == "EDIFACT" and (answered or not question.verdicts)


def _report(state: PairState, question: Question) -> tuple[PairState, list[Issued]]:
    """A CONTRL on an interchange, unless it brought nothing but answers itself."""
    opened, profile = question.opened, question.profile
    answerable = [verdict for verdict in question.verdicts if not _only_answers(verdict)]
    if not _wants_report(question) or not is_answerable(opened):
        return state, []
    state = _numbered(state, profile)
    outer = _outer(state, question)
    known = MESSAGES["CONTRL"]
    document = report(opened, question.findings, answerable, profile)
    release = next(iter(known.grammars))
    prefix = profile.control_numbers.prefix
    reference = as_sent(outer.control, prefix)
    issued = Issued(
        name=_name("CONTRL", outer, profile, reference),
        content=write_edifact(
            (known.code, release),
            known.write(document, release),
            parties=(
                (opened.receiver_qualifier, opened.receiver),
                (opened.sender_qualifier, opened.sender),
            ),
            at=question.now,
            reference=reference,
            test=opened.usage != "P",
            marks=edifact_marks(profile.delimiters),
            syntax=syntax_of(profile.characters),
        ),
        set=known.code,
        interchange_control=outer.control,
        group_control=0,
        answers="",
        prefix=prefix,
    )
    return state, [issued]


def _name(kind: str, outer: OutboundInterchange, profile: Profile, control: str) -> str:
    """A name that no other answer has: control numbers count per pair, not per partner."""
    ours = f"{outer.sender_qualifier}:{outer.sender}"
    theirs = f"{outer.receiver_qualifier}:{outer.receiver}"
    return profile.transport.name(kind, (ours, theirs, outer.usage), control)


def _earns_answer(verdict: GroupVerdict) -> bool:
    """A group without a GS cannot be named; acknowledgments are not acknowledged."""
    return _is_named(verdict) and verdict.code != "FA" and not _only_answers(verdict)


def _is_named(verdict: GroupVerdict) -> bool:
    """Whether AK101 can say which kind of group is meant; if not, a TA1 answers for it."""
    return GROUP_ID.fullmatch(verdict.code) is not None


def _only_answers(verdict: GroupVerdict) -> bool:
    only = {item.code for item in verdict.sets}
    return bool(only) and only <= UNANSWERED


def _has_unnamed(verdicts: tuple[GroupVerdict, ...]) -> bool:
    """Whether sets came without a GS that a 997 can name, which only a TA1 can answer."""
    return any(not _is_named(verdict) and not _only_answers(verdict) for verdict in verdicts)


def _acknowledge(
    state: PairState, question: Question, verdicts: list[GroupVerdict]
) -> tuple[PairState, Issued]:
    """One interchange; a group for each release; a set for each group received."""
    opened, profile = question.opened, question.profile
    state = _numbered(state, profile)
    outer = _outer(state, question)
    groups: list[OutboundGroup] = []
    by_release: dict[tuple[str, str, str], list[GroupVerdict]] = {}
    for verdict in verdicts:
        key = (verdict.version, verdict.receiver, verdict.sender)
        by_release.setdefault(key, []).append(verdict)
    first = 0
    kind = "997"
    for (version, our_id, their_id), members in by_release.items():
        state = replace(state, last_group=profile.control_numbers.after(state.last_group))
        first = first or state.last_group
        sets = tuple(
            acknowledge(verdict, profile, f"{number:04d}")
            for number, verdict in enumerate(members, 1)
        )
        kind = sets[0].code
        groups.append(
            OutboundGroup(
                code="FA",
                sender=_party(our_id, opened.receiver, profile.delimiters),
                receiver=_party(their_id, opened.sender, profile.delimiters),
                control=state.last_group,
                version="005010X231A1" if kind == "999" else answered_in(version),
                sets=sets,
            )
        )
    issued = Issued(
        name=_name(kind, outer, profile, as_sent(outer.control)),
        content=write_interchange(replace(outer, groups=tuple(groups))),
        set=kind,
        interchange_control=outer.control,
        group_control=first,
        answers="",
    )
    return state, issued


def _outer(state: PairState, question: Question) -> OutboundInterchange:
    """The envelope of an answer: the ids of what it answers, swapped."""
    opened = question.opened
    return OutboundInterchange(
        sender_qualifier=_qualifier(opened.receiver_qualifier),
        sender=opened.receiver or NOBODY,
        receiver_qualifier=_qualifier(opened.sender_qualifier),
        receiver=opened.sender or NOBODY,
        at=question.now,
        version=opened.version if VERSION.fullmatch(opened.version) else "00401",
        control=state.last_interchange,
        usage=opened.usage if opened.usage in ("P", "T", "I") else "P",
        delimiters=question.profile.delimiters,
        characters=question.profile.characters,
    )


def _qualifier(text: str) -> str:
    """The qualifier of an id, as it came; one that is none is as agreed between the two (`ZZ`)."""
    return text if QUALIFIER.fullmatch(text) else "ZZ"


def _party(of_group: str, of_interchange: str, marks: Delimiters) -> str:
    """The id of a party of the group as it is written, or of its interchange where it is none."""
    written = (clean(each, marks).strip() for each in (of_group, of_interchange[:15]))
    return next(filter(is_party, written), NOBODY)
