"""What is done with an interchange that comes in: a pure fold over one trading pair.

Old state and framed parts in, new state and facts out. An interchange may come in many calls;
what its parts said so far lives in the state. Nothing is acted on before its group is closed, and
nothing under a control number that was used before is acted on at all:

- same number, same bytes: a retransmission. The answer goes out again byte for byte.
- same number, other bytes: held, with a finding, until a person decides (`edi/deciding.py`).
- new number, same order number, same content: known, answered, and nothing moves.
- new number, same order number, other content: held likewise.
- addressed to somebody else, or sent by us: held too, and not answered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.acknowledgments import refused_in, refuses
from edi.addressing import NOT_OURS, misdirected, receiver_of
from edi.advising import advise, has_gone
from edi.answering import Question, outbound
from edi.awaiting import heard, match
from edi.document_rows import interchange_seen, note_row, note_seen, received_row, set_seen
from edi.exceptions import Complaint
from edi.facts import UNKNOWN, Fact, Origin, Step, found_in, told
from edi.findings import Code, WireFinding
from edi.framed import (
    AcknowledgmentFramed,
    GroupClosed,
    GroupOpened,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
)
from edi.held_groups import HeldGroup, judge_groups
from edi.holding import USED_REFUSED, came_again, held_again, kept, told_again, undecided
from edi.identities import document_id, interchange_id, mark_of, note_id
from edi.objecting import Objector, finding_on, findings_on_sender, made_good, of_file
from edi.open_interchanges import Open, arrives_elsewhere, next_waiting, parked
from edi.pair_memory import Known
from edi.pair_state import PairState
from edi.partner_answers import answer_in_note
from edi.raising import count_interchange, raise_one
from edi.replying import Reply, go_on, reply, swept
from edi.spent_numbers import uses
from edi.taking import Orders, Taker, business_key, effect_of
from edi.transaction_sets import UNANSWERED
from edi.unique_numbers import told_apart, use_up
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.acknowledgments import SetVerdict
    from edi.framed import Framed
    from edi.partner_advice import Said
    from edi.profiles import Profile, Profiles
    from edi.transaction_sets import ReadSet

STATUS: Final = {"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}


def receive(
    state: PairState, framed: Sequence[Framed], *, now: datetime, profiles: Profiles,
    stream: str = "", released: Open | None = None, origin: Origin = UNKNOWN, beside: Orders = (),
) -> Step:  # fmt: skip
    """Fold the parts of interchanges of one trading pair, of one `origin`, read as a `stream`.

    `released` is the interchange that they make up, which counts though its number was used before;
    `beside` are the orders that the partner's other pairs took.
    """
    fold = _Receiving(state, now, profiles, stream, released, origin=origin, beside=beside)
    for part in framed:
        fold.take(part)
    return Step(state=fold.done(), facts=tuple(fold.facts))


class _Receiving:
    def __init__(
        self, state: PairState, now: datetime, profiles: Profiles, stream: str, item: Open | None,
        *, origin: Origin, beside: Orders,
    ) -> None:  # fmt: skip
        self._state = state.edit()
        self._now = now
        self._profiles = profiles
        self._stream = stream
        self._origin, self._beside = origin, beside
        self._released = item
        self._mark = mark_of(item.closed.sha256) if item is not None and item.closed else ""
        self._open = state.open.get(stream)
        self._pending: list[SetFramed] = list(self._open.pending) if self._open else []
        self._profile = self._profile_of(self._open.opened)[0] if self._open else profiles.default
        self.facts: list[Fact] = []

    def done(self) -> PairState:
        """The state after all parts."""
        streams = {key: item for key, item in self._state.open.items() if key != self._stream}
        if self._open is not None:
            streams[self._stream] = replace(self._open, pending=tuple(self._pending))
        return replace(self._state, open=streams)

    def take(self, part: Framed) -> None:
        """One part of an interchange."""
        match part:
            case InterchangeOpened():
                self._begin(part)
            case GroupOpened():
                self._begin_group(part)
            case SetFramed():
                self._pending.append(part)
            case GroupClosed():
                self._end_group(part)
            case AcknowledgmentFramed():
                self._take_note(part)
            case InterchangeClosed():
                self._end(part)
            case _:
                self._find(part.findings, "", part.raw)
                self._forget()
                for raised in of_file(part, self._stream, self._profile, self._now):
                    self.facts += raise_one(self._state, raised)

    def _profile_of(self, opened: InterchangeOpened) -> tuple[Profile, bool]:
        return self._profiles.find(opened.sender_qualifier, opened.sender, receiver_of(opened))

    def _begin(self, opened: InterchangeOpened) -> None:
        self._profile, known = self._profile_of(opened)
        self._forget()
        is_known = (
            opened.control in self._state.interchanges
            or arrives_elsewhere(self._state.open, opened.control, self._stream)
            or misdirected(opened, self._profiles) is not None
        )
        self._open = Open(
            opened=opened,
            is_known=is_known and not self._released,
            sender_findings=findings_on_sender(opened, self._profile, known=known),
            use=self._use(opened),
        )
        self._pending = []

    def _use(self, opened: InterchangeOpened) -> int:
        first = self._released or self._state.interchanges.get(opened.control)
        return uses(self._state.spent, opened.control) + 1 if first is None else first.use

    def _begin_group(self, group: GroupOpened) -> None:
        if self._open is not None:
            self._open = replace(self._open, group=group)
            self._pending = []

    def _end_group(self, closed: GroupClosed) -> None:
        """A group is whole: read its sets, judge them, and act unless the number is known."""
        if self._open is None:
            return
        held = HeldGroup(closed=closed, sets=tuple(self._pending))
        self._pending = []
        self._open = replace(self._open, group=None)
        if self._open.is_known or self._profile.refuse == "interchange":
            # Whether anything of it counts is known when all of it is there.
            self._open = replace(self._open, held=(*self._open.held, held))
        else:
            self._settle((held,), self._open.header_findings)

    def _settle(self, groups: Sequence[HeldGroup], above: tuple[WireFinding, ...]) -> None:
        """Judge groups, and act on what they hold; an error `above` them refuses all of them."""
        assert self._open is not None
        unique, used = self._profile.unique, self._state.used
        if not self._released:
            groups = told_apart(used, groups, unique)
        refused = refuses(above, self._profile)
        everything = judge_groups(groups, self._profile, refused=refused)
        use_up(used, everything, unique, self._now.date())
        for judged in everything:
            self._find(judged.findings, self._about())
            for raised in self._objector().of_group(judged, self._about(), above):
                self.facts += raise_one(self._state, raised)
            for read, verdict in judged.sets:
                self._act(read, verdict)
            self._open = replace(self._open, verdicts=(*self._open.verdicts, judged.verdict))

    def _about(self) -> str:
        """The name of the open interchange."""
        assert self._open is not None
        return interchange_id(self._open.opened, self._open.use) + self._mark

    def _name(self, framed: SetFramed) -> str:
        """The name of a document of the open interchange."""
        assert self._open is not None
        return document_id(framed, self._open.use) + self._mark

    def _objector(self) -> Objector:
        assert self._open is not None
        return Objector(self._open.opened, self._profile, self._now)

    def _act(self, read: ReadSet, verdict: SetVerdict) -> None:
        """A judged set has its effect, or is kept with the reason why it has none."""
        framed, profile = read.framed, self._profile
        document = self._name(framed)
        findings = list(read.findings)
        refused = verdict.verdict == "R"
        if profile.sets_in and framed.code not in {*profile.sets_in, *UNANSWERED}:
            findings.append(finding_on(Code.SET_UNEXPECTED, framed, "ST01", framed.code))
        key = business_key(read, profile)
        status, replaces = STATUS[verdict.verdict], ""
        own = any(profile.severity(f.code) is Severity.ERROR for f in verdict.findings)
        complaint = Complaint.SYNTAX if refused and own else None
        if not refused:
            taker = Taker(document, key, profile, self._now, beside=self._beside)
            effect = effect_of(self._state.orders, read, taker)
            status = effect.status or status
            findings += effect.findings
            complaint, replaces = effect.complaint, effect.replaces
            self.facts += effect.accepted
            if status == "held":
                told = self._advise(read, document, findings)
                item = undecided(read, findings, STATUS[verdict.verdict], profile, self._now)
                self._state.held.put(document, replace(item, told=told))
                status = "refused" if told else status
        if framed.code in UNANSWERED:
            status = "received"
        self._find(findings, document, framed.raw)
        counts = not refused and status not in ("held", "refused")
        matched = self._match(heard(read, document)) if counts else ()
        row = received_row(framed, profile, self._now, document)
        row |= {"status": status, "business_key": key, "replaces": replaces or None}
        row["findings"] = len(findings) + found_in(matched)
        self.facts.append(set_seen(framed, row, self._about()))
        if complaint is not None:
            raised = self._objector().of_set(complaint, read, document, findings)
            self.facts += raise_one(self._state, raised)
        if counts:
            self.facts += made_good(self._state, read, key, self._now, self._beside)
        self.facts += matched

    def _advise(self, read: ReadSet, document: str, findings: Sequence[WireFinding]) -> bool:
        """Tell the partner that a document is not taken, if its profile wants that."""
        step = advise(
            self._state, read, findings, self._profile, self._now, document=document,
            asked_at=self._origin.written_at,
        )  # fmt: skip
        self._went(step)
        return has_gone(step)

    def _take_note(self, note: AcknowledgmentFramed) -> None:
        """A TA1 of the partner on an interchange of ours: a document like any other."""
        if self._open is None:
            return
        if self._open.is_known:
            self._open = replace(self._open, held_notes=(*self._open.held_notes, note))
            return
        self._open = replace(self._open, notes=self._open.notes + 1)
        about = interchange_id(self._open.opened, self._open.use)
        document = note_id(note, about, self._open.notes) + self._mark
        refused = refuses(self._open.header_findings, self._profile)
        matched = () if refused else self._match([answer_in_note(note, document)])
        row = note_row(note, self._profile, self._now, document) | {"findings": found_in(matched)}
        self.facts += [note_seen(note, row), *matched]

    def _match(self, said: Sequence[Said]) -> Sequence[Fact]:
        step = match(self._state, said, self._profile, self._now, self._origin)
        self._state = step.state
        return step.facts

    def _end(self, closed: InterchangeClosed) -> None:
        if self._open is None:
            return
        item = self._open = replace(self._open, closed=closed)
        opened = item.opened
        known = self._state.interchanges.get(opened.control) if item.is_known else None
        not_ours = misdirected(opened, self._profiles) if item.is_known else None
        if not_ours is not None:
            self._set_aside(closed, not_ours)
        elif known is not None and known.sha256 == closed.sha256:
            self._repeat(known)
        elif known is not None:
            reused = finding_on(Code.CONTROL_REUSED, opened, "ISA13", opened.control)
            self._set_aside(closed, reused)
        elif item.is_known and arrives_elsewhere(self._state.open, opened.control, self._stream):
            streams = parked(self._state.open, replace(item, closed=closed), self._stream)
            self._state = replace(self._state, open=streams)
            self._open = None
            return
        else:
            self._count(item, closed)
        self._open = None
        if self._released:
            return
        waiting, streams = next_waiting(self._state.open, opened.control)
        self._state = replace(self._state, open=streams)
        if waiting is not None and waiting.closed is not None:
            self._open = waiting
            self._end(waiting.closed)

    def _count(self, item: Open, closed: InterchangeClosed) -> None:
        """An interchange that counts has come to its end."""
        opened = item.opened
        if item.is_known:
            # The one that it was like was forgotten while this one arrived.
            self._open = replace(item, is_known=False, use=self._use(opened))
            for note in item.held_notes:
                self._take_note(note)
        wrong = (*item.header_findings, *closed.findings)
        if item.held:
            # What is behind the header refuses only those who want all or nothing, as it does
            # where sets counted before it was there.
            whole = self._profile.refuse == "interchange"
            self._settle(item.held, wrong if whole else item.header_findings)
        self._find(wrong, self._about())
        self.facts.append(interchange_seen(closed, self._profile, self._now, self._about()))
        question = self._question(wrong)
        self._answer(question, closed.sha256)
        for raised in self._objector().of_interchange(question):
            self.facts += raise_one(self._state, raised)
        if not self._released:
            self._state, facts = count_interchange(self._state, opened, self._profile, self._now)
            self.facts += facts

    def _set_aside(self, closed: InterchangeClosed, why: WireFinding) -> None:
        """What is held whole, unless it was before, or somebody decided about it since."""
        self._mark = mark_of(closed.sha256)
        decided = self._state.interchanges.get(closed.interchange.control + self._mark)
        if decided is not None:
            self._repeat(decided, silent=why.code in NOT_OURS and not decided.issued)
        elif self._about() in self._state.held:
            self._hold_still(why)
        else:
            self._hold(closed, why)
        self._mark = ""

    def _question(self, wrong: tuple[WireFinding, ...] = ()) -> Question:
        """The open interchange, as it is to be answered."""
        item = self._open
        assert item is not None
        return Question(
            opened=item.opened, findings=wrong, verdicts=item.verdicts, profile=self._profile,
            now=self._now, use=item.use, mark=self._mark, only_answers=item.only_answers,
        )  # fmt: skip

    def _answer(self, question: Question, digest: str) -> None:
        replied = reply(self._state, question)
        known = Known(
            sha256=digest, day=self._now.date(), issued=replied.issued, use=question.use,
            refused=refused_in(question.verdicts),
        )  # fmt: skip
        self._state = replied.state
        self._state.interchanges.put(question.opened.control + self._mark, known)
        self.facts += replied.facts

    def _repeat(self, known: Known, *, silent: bool = False) -> None:
        """The same interchange again: the same answers again, and nothing else."""
        assert self._open is not None
        refuses = self._profile.used_number == "refuse" and not silent
        if not refuses:
            self.facts += [outbound(issued, self._profile) for issued in known.issued]
        is_answered = self._refuse_again() if refuses else bool(known.issued)
        said = came_again(self._state, self._about(), refuses=refuses, is_answered=is_answered)
        self.facts += told_again(self._open, self._profile, self._mark, self._state, said)

    def _hold_still(self, why: WireFinding) -> None:
        """What is held comes again: what was kept of it is neither kept nor counted twice."""
        assert self._open is not None
        self._find((held_again(self._open),), self._about())
        if self._profile.used_number == "refuse" and why.code not in NOT_OURS:
            self._refuse_again()

    def _refuse_again(self) -> bool:
        """Tell the sender that it used a control number before; whether anything can tell it."""
        replied = reply(self._state, self._question(), is_refusal=True)
        self._went(replied)
        return bool(replied.issued) or replied.waits

    def _hold(self, closed: InterchangeClosed, why: WireFinding) -> None:
        """A control number with other bytes, or none of ours: all is kept, nothing is believed."""
        assert self._open is not None
        item, profile = replace(self._open, closed=closed), self._profile
        refuses = why.code not in NOT_OURS and profile.used_number == "refuse"
        if told := refuses and self._refuse_again():
            why = replace(why, message=USED_REFUSED)
        held = kept(item, self._mark, why, profile, self._now, told=told)
        self.facts += held.facts
        raised = self._objector().of_held(held.name, held.reads, why, told=told)
        self.facts += raise_one(self._state, raised)
        self._state.held.put(held.name, held.item)

    def _forget(self) -> None:
        """What is older than the look-back is no longer known, and what waited for that goes."""
        if self._state.swept < self._now.date():
            self._went(swept(self._state, self._profile, self._now))
            self._went(go_on(self._state, self._profiles, self._now))

    def _went(self, step: Step | Reply) -> None:
        self._state = step.state
        self.facts += step.facts

    def _find(self, findings: Sequence[WireFinding], document: str, raw: bytes = b"") -> None:
        self.facts += told(self._profile, findings, document, raw)
