"""Answers to an interchange: which control numbers they take, and what they are written like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.acknowledgments import (
    GroupVerdict,
    accepts,
    acknowledge,
    interchange_note,
    kind_for,
    refuses,
)
from edi.characters import encoding_of
from edi.control_answers import is_answerable, report
from edi.control_numbers import as_sent
from edi.document_rows import answer_row
from edi.edifact_writing import (
    answering_syntax,
    as_read,
    decoded,
    edifact_marks,
    letters_of,
    write_edifact,
)
from edi.facts import DocumentSeen, Outbound
from edi.findings import Code, WireFinding
from edi.group_headers import answered_in, is_party
from edi.identities import interchange_id
from edi.isa import QUALIFIER, VERSION
from edi.numbering import Numbering
from edi.pair_memory import Issued
from edi.transaction_sets import MESSAGES, acknowledges
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


_Due: TypeAlias = tuple[str, Callable[[int, Numbering], Issued | None]]
"""An answer that is due: its set, and what writes it into an interchange of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An interchange that waits for its answer: what was found on it, by which profile, when.

    `use` counts the interchanges under its control number, this one among them; `mark` tells one
    that is not the first under it. Where it holds `only_answers`, nothing answers it.
    """

    opened: InterchangeOpened
    findings: tuple[WireFinding, ...]
    verdicts: tuple[GroupVerdict, ...]
    profile: Profile
    now: datetime
    use: int = 1
    mark: str = ""
    only_answers: bool = False

    def about(self) -> str:
        """The interchange's name."""
        return interchange_id(self.opened, self.use) + self.mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to one interchange, and the state whose control numbers they took.

    `lacking` is the set that no number was left for; then there is no answer.
    """

    state: PairState
    issued: tuple[Issued, ...]
    lacking: str = ""


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
    """A TA1 where one is due, and one interchange with a 997 for every group that earns one.

    Acknowledgments alone are not answered, whatever is wrong with their envelope. Where there are
    too few numbers left for all of it, nothing of it is made.
    """
    if question.only_answers:
        return Answers(state=state, issued=())
    opened, profile, findings = question.opened, question.profile, question.findings
    verdicts = question.verdicts
    due: list[_Due] = []
    groups = [verdict for verdict in verdicts if _earns_answer(verdict)]
    refused = refuses(findings, profile) and not accepts(verdicts)
    unnamed = opened.standard == "X12" and _has_unnamed(verdicts)
    asked = opened.ta1_asked or refused or unnamed or profile.ta1 == "always"
    if asked and profile.ta1 != "never" and opened.standard == "X12":
        due.append(("TA1", partial(_note, question, unnamed=unnamed)))
    if opened.standard == "EDIFACT":
        if is_answerable(opened):
            due.append(("CONTRL", partial(_report, question)))
    elif groups:
        due.append((kind_for(groups[0].version), partial(_acknowledge, question, groups)))
    return _issued(state, question, due)


def _issued(state: PairState, question: Question, due: Sequence[_Due]) -> Answers:
    """What is due, under numbers of its own; the state must be a working copy."""
    numbering = Numbering(state, question.profile, question.now.date())
    about = question.about()
    issued: list[Issued] = []
    for kind, write in due:
        control = numbering.interchange()
        made = None if control is None else write(control, numbering)
        if made is None:
            numbering.give_back()
            return Answers(state=state, issued=(), lacking=kind)
        in_round = numbering.last_round
        name = _name(question, made, in_round)
        issued.append(replace(made, name=name, answers=about, in_round=in_round))
    state = replace(
        state, last_interchange=numbering.last_interchange, last_group=numbering.last_group,
        last_round=numbering.last_round,
    )  # fmt: skip
    return Answers(state=state, issued=tuple(issued))


def is_left_unanswered(question: Question) -> bool:
    """Whether a CONTRL should answer an interchange, and can not name it."""
    opened = question.opened
    wants_report = opened.standard == "EDIFACT" and not question.only_answers
    return wants_report and not is_answerable(opened)


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
    if question.only_answers:
        return Answers(state=state, issued=())
    opened = question.opened
    finding = WireFinding(
        code=Code.CONTROL_REUSED, offset=opened.offset, segment=1,
        element=opened.called("ISA13"), found=opened.control,
    )  # fmt: skip
    question = replace(question, findings=(finding,), verdicts=())
    if opened.standard != "EDIFACT":
        return _issued(state, question, [("TA1", partial(_note, question, unnamed=False))])
    due = [("CONTRL", partial(_report, question))] if is_answerable(opened) else []
    return _issued(state, question, due)


def _note(question: Question, control: int, _: Numbering, *, unnamed: bool) -> Issued:
    """A TA1 in an interchange of its own."""
    opened, findings, profile = question.opened, question.findings, question.profile
    taken = accepts(question.verdicts)
    note = interchange_note(opened, findings, profile, taken=taken, unnamed=unnamed)
    outer = _outer(question, control)
    return Issued(
        name="",
        content=write_interchange(replace(outer, before=(note,))),
        set="TA1",
        interchange_control=outer.control,
        group_control=0,
        answers="",
    )


def _report(question: Question, control: int, _: Numbering) -> Issued:
    """A CONTRL on an interchange, and on what of it is no answer itself."""
    opened, profile = question.opened, question.profile
    answerable = [verdict for verdict in question.verdicts if not _only_answers(verdict)]
    outer = _outer(question, control)
    known = MESSAGES["CONTRL"]
    document = report(opened, question.findings, answerable, profile)
    release = next(iter(known.grammars))
    prefix = profile.control_numbers.prefix
    reference = as_sent(outer.control, prefix)
    was_wide = any(finding.code is Code.UTF16 for finding in question.findings)
    encoding = "utf-8" if was_wide else encoding_of(opened.version[:4])
    said = as_read(known.write(document, release), encoding)
    ours = (opened.receiver, opened.receiver_qualifier, *opened.receiver_routing)
    theirs = (opened.sender, opened.sender_qualifier, *opened.sender_routing)
    # UCI has all that our UNB says of both.
    letters = letters_of([*said, (reference,)])
    return Issued(
        name="",
        content=write_edifact(
            (known.code, release),
            said,
            parties=(
                tuple(decoded(text, encoding) for text in ours),
                tuple(decoded(text, encoding) for text in theirs),
            ),
            at=question.now,
            reference=reference,
            test=opened.usage != "P",
            marks=edifact_marks(profile.delimiters),
            syntax=answering_syntax(opened.version, profile.characters, letters),
        ),
        set=known.code,
        interchange_control=outer.control,
        group_control=0,
        answers="",
        prefix=prefix,
    )


def _name(question: Question, made: Issued, in_round: int) -> str:
    """A name that no other answer has: control numbers count per pair, not per partner.

    The pair is named as it came: of ids, qualifiers and usages that are none, an answer's envelope
    writes several as one.
    """
    opened = question.opened
    ours = f"{opened.receiver_qualifier}:{opened.receiver}"
    theirs = f"{opened.sender_qualifier}:{opened.sender}"
    pair = (ours, theirs, opened.usage)
    return question.profile.transport.name(made.set, pair, made.control, in_round)


def _earns_answer(verdict: GroupVerdict) -> bool:
    """A group without a GS cannot be named; acknowledgments are not acknowledged."""
    return _is_named(verdict) and not _only_answers(verdict)


def _is_named(verdict: GroupVerdict) -> bool:
    """Whether AK101 can say which kind of group is meant; if not, a TA1 answers for it."""
    return GROUP_ID.fullmatch(verdict.code) is not None


def _only_answers(verdict: GroupVerdict) -> bool:
    return acknowledges(verdict.code, [item.code for item in verdict.sets])


def _has_unnamed(verdicts: tuple[GroupVerdict, ...]) -> bool:
    """Whether sets came without a GS that a 997 can name, which only a TA1 can answer."""
    return any(not _is_named(verdict) and not _only_answers(verdict) for verdict in verdicts)


def _acknowledge(
    question: Question, verdicts: list[GroupVerdict], control: int, numbering: Numbering
) -> Issued | None:
    """One interchange; a group for each release; a set for each group received."""
    opened, profile = question.opened, question.profile
    outer = _outer(question, control)
    groups: list[OutboundGroup] = []
    by_release: dict[tuple[str, str, str], list[GroupVerdict]] = {}
    for verdict in verdicts:
        key = (verdict.version, verdict.receiver, verdict.sender)
        by_release.setdefault(key, []).append(verdict)
    first = 0
    kind = "997"
    for (version, our_id, their_id), members in by_release.items():
        number_of_group = numbering.group()
        if number_of_group is None:
            return None
        first = first or number_of_group
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
                control=number_of_group,
                version="005010X231A1" if kind == "999" else answered_in(version),
                sets=sets,
            )
        )
    return Issued(
        name="",
        content=write_interchange(replace(outer, groups=tuple(groups))),
        set=kind,
        interchange_control=outer.control,
        group_control=first,
        answers="",
    )


def _outer(question: Question, control: int) -> OutboundInterchange:
    """The envelope of an answer: the ids of what it answers, swapped."""
    opened, marks = question.opened, question.profile.delimiters
    return OutboundInterchange(
        sender_qualifier=_qualifier(opened.receiver_qualifier),
        sender=_somebody(opened.receiver, marks),
        receiver_qualifier=_qualifier(opened.sender_qualifier),
        receiver=_somebody(opened.sender, marks),
        at=question.now,
        version=opened.version if VERSION.fullmatch(opened.version) else "00401",
        control=control,
        usage=opened.usage if opened.usage in ("P", "T", "I") else "P",
        delimiters=marks,
        characters=question.profile.characters,
    )


def _somebody(party: str, marks: Delimiters) -> str:
    """An id as it came, unless nothing of it can be written: control characters, delimiters."""
    return party if clean(party, marks).strip() else NOBODY


def _qualifier(text: str) -> str:
    """The qualifier of an id, as it came; one that is none is as agreed between the two (`ZZ`)."""
    return text if QUALIFIER.fullmatch(text) else "ZZ"


def _party(of_group: str, of_interchange: str, marks: Delimiters) -> str:
    """The id of a party of the group as it is written, or of its interchange where it is none."""
    written = (clean(each, marks).strip() for each in (of_group, of_interchange[:15]))
    return next(filter(is_party, written), NOBODY)
