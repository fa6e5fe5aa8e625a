"""What a partner's 997, 999, CONTRL or TA1 says of a document of ours.

A document of ours is alone in its group, or in its interchange of EDIFACT, as set 0001 or message
1. What is not said of it by name follows from what is said of its group, and from the counts; what
may be a refusal counts as one, for a person must look at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.documents.answers import RECEIVED, Acknowledgment, SegmentAnswer, SetAnswer
from edi.edifact_writing import MESSAGE_REFERENCE
from edi.findings import Code, WireFinding
from edi.identities import sender_of
from edi.messages.contrl import ACTIONS
from edi.outbound import SET_CONTROL
from edi.transaction_sets import places_of

if TYPE_CHECKING:
    from edi.framed import AcknowledgmentFramed
    from edi.transaction_sets import ReadSet

NOT_REFUSED: Final = ("A", "E", RECEIVED)
USED_BEFORE: Final = ("025", "26")
"""TA105 and 0085 of an interchange whose control number came before."""
_COUNT_DIFFERS: Final = "5"
"""AK905: GE01 is not the number of sets."""
_IN_PART: Final = "P"
_PARTS: Final = {True: ("UCI", "UCM", "UCI"), False: ("AK1", "AK2", "AK9")}
"""Where an answer says what it is on, names a set, and judges the whole; of EDIFACT, and of X12."""
_ENDLESS: Final = 1 << 62
_ACTIONS: Final = {verdict: action for action, verdict in ACTIONS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A set or message that an answer names (AK2, UCM): what it says of it, and where."""

    set: str
    control: str
    verdict: str
    codes: tuple[str, ...]
    segments: tuple[SegmentAnswer, ...]
    offset: int
    segment: int

    @property
    def is_refused(self) -> bool:
        """Whether it was not taken."""
        return self.verdict not in NOT_REFUSED

    def sentence(self) -> str:
        """What is wrong with it: segments in error, or else the verdict, and codes."""
        why = ", ".join(map(_said, self.segments)) or self.verdict
        return _coded(f"{self.set} {self.control}: {why}", self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a partner said of something that we sent.

    `group` is the functional group code and `control` its number; a TA1 has no group code.
    `verdict` is AK901, TA104, or that of a UCI, and `detail` says in words what more stands with
    it. `named` are the sets that it names, `received` and `accepted` how many it counts (AK903,
    AK904), `claimed` how many the group is said to have (AK902), unless that is told as an error;
    `groups` is what it says of groups that it refuses (UCF). `is_note` is true of a TA1, which
    speaks of the envelope only, and `is_repeat` of what says no more than that this came before.
    `sender` is who answers. `element` is where it names what it
    answers, in a segment at an `offset` of the file; `segment` counts from ST or UNH, of a TA1 from
    ISA; `trailer` is where the verdict stands, if that is elsewhere.
    """

    group: str
    control: str
    verdict: str
    document: str
    sender: str
    detail: str = ""
    named: tuple[Named, ...] = ()
    groups: tuple[str, ...] = ()
    received: int | None = None
    accepted: int | None = None
    claimed: int | None = None
    is_note: bool = False
    is_repeat: bool = False
    element: str = "AK102"
    offset: int = 0
    segment: int = 0
    trailer: tuple[int, int] = (0, 0)

    @property
    def is_edifact(self) -> bool:
        """Whether it is a CONTRL."""
        return self.element.startswith("UCI")

    @property
    def names(self) -> str:
        """What it names, as it says it."""
        return f"{self.group}*{self.control}".strip("*")

    @property
    def lacking(self) -> int:
        """How many sets were refused by the counts; none where nothing is counted."""
        if self.received is None or self.accepted is None:
            return 0
        return self.received - self.accepted

    @property
    def miscounts(self) -> bool:
        """Whether it counts other sets in the group than the group is said to have."""
        return None not in (self.claimed, self.received) and self.claimed != self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an answer comes to for a document of ours.

    `code` is `A`, `E`, or that of a refusal; it is not `final` where another answer is to come.
    """

    code: str
    final: bool
    detail: str
    findings: tuple[WireFinding, ...]


def answers_in(read: ReadSet, name: str) -> list[Answer]:
    """What a 997 or 999 says of a group of ours, or a CONTRL of an interchange; of each of them."""
    documents = [read.document, *read.further]
    if not isinstance(read.document, Acknowledgment):
        return []
    head, *parts = _PARTS[read.framed.interchange.standard == "EDIFACT"]
    places = places_of(read.framed, {head, *parts})
    at = [*places[head], *[(read.framed.offset, 1)] * len(documents)][: len(documents)]
    ends = [*(segment for _, segment in at[1:]), _ENDLESS]
    found: list[Answer] = []
    for document, here, end in zip(documents, at, ends, strict=True):
        within = {
            part: [place for place in places[part] if here[1] <= place[1] < end] for part in parts
        }
        if document.control:
            found.append(_answer(read, name, document, (here, within)))
    return found


def _answer(
    read: ReadSet,
    name: str,
    document: Acknowledgment,
    at: tuple[tuple[int, int], dict[str, list[tuple[int, int]]]],
) -> Answer:
    """What it says of one group or interchange, which it names at a place; its parts are behind."""
    interchange = read.framed.interchange
    edifact = interchange.standard == "EDIFACT"
    here, places = at
    _, one, trailer = _PARTS[edifact]
    items = [*document.sets, *(item for group in document.groups for item in group.sets)]
    refused = [
        _coded(f"group {group.control}: {group.verdict}", group.codes)
        for group in document.groups
        if group.verdict not in NOT_REFUSED
    ]
    verdict = document.verdict or "A"
    told = document.codes and verdict not in NOT_REFUSED
    places_of_items = [*places[one], *[here] * len(items)]
    named = tuple(_named(*each) for each in zip(items, places_of_items, strict=False))
    return Answer(
        group=document.group,
        control=document.control,
        verdict=verdict,
        document=name,
        sender=sender_of(interchange),
        detail=f"{trailer} error {', '.join(document.codes)}" if told else "",
        named=named,
        groups=tuple(refused),
        received=document.received,
        accepted=document.accepted,
        claimed=None if _COUNT_DIFFERS in document.codes else document.claimed,
        is_repeat=edifact and bool(told) and _is_repeat((*document.codes, *_whys(named))),
        element=interchange.called("AK102"),
        offset=here[0],
        segment=here[1],
        trailer=next(iter(places[trailer]), here),
    )


def answer_in_note(note: AcknowledgmentFramed, name: str) -> Answer:
    """What a TA1 says of an interchange of ours; `name` is the TA1's own."""
    control, _, _, verdict, said = ([*note.elements, *[""] * 5])[:5]
    return Answer(
        group="", control=control, verdict=verdict, document=name,
        sender=sender_of(note.interchange), detail=f"TA1 note {said}.", is_note=True,
        is_repeat=verdict not in NOT_REFUSED and _is_repeat((said.strip(),)),
        element="TA101", offset=note.offset, segment=note.segment,
    )  # fmt: skip


def verdict_on(answer: Answer, code: str) -> Judged:
    """What an answer to its interchange or group comes to for our document, a set of this code.

    A set that it names and we did not send is a finding; so is that it contradicts itself.
    """
    ours = [one for one in answer.named if _is_ours(answer, one)]
    findings = [
        WireFinding(
            code=Code.ACK_UNMATCHED, offset=one.offset, segment=one.segment,
            element="UCM01" if answer.is_edifact else "AK202",
            found=one.control if answer.is_edifact else f"{one.set}*{one.control}",
        )
        for one in answer.named
        if not is_on(answer, one, code)
    ]  # fmt: skip
    verdict = _verdict(answer, ours)
    detail = [answer.detail] if answer.detail else []
    detail += [*answer.groups, *(one.sentence() for one in answer.named if one.is_refused)]
    if contradicts(answer, ours):
        findings.append(_contradiction(answer))
        if verdict not in NOT_REFUSED:
            detail.append(f"{_trailer(answer)}: a contradiction")
    elif verdict not in NOT_REFUSED and not detail and answer.verdict == _IN_PART:
        detail.append(f"{_trailer(answer)}: ours is not said to be")
    return Judged(
        code=verdict,
        final=not (answer.is_note and verdict in NOT_REFUSED) and verdict != RECEIVED,
        detail="; ".join(detail),
        findings=tuple(findings),
    )


def is_on(answer: Answer, one: Named, code: str) -> bool:
    """Whether a set that an answer names is ours, by its code and number."""
    return _is_ours(answer, one) and one.set == code


def _is_ours(answer: Answer, one: Named) -> bool:
    number = MESSAGE_REFERENCE if answer.is_edifact else SET_CONTROL.lstrip("0")
    return one.control.strip().lstrip("0") == number


def _verdict(answer: Answer, ours: Sequence[Named]) -> str:
    """The verdict on our one set: `A` or `E` where nothing says that it may have been refused.

    A group that is taken in part has others that were refused, or ours was: those that are named,
    or those by which the counts differ.
    """
    if answer.groups or any(one.is_refused for one in ours):
        return "R"
    if answer.verdict not in (*NOT_REFUSED, _IN_PART):
        return answer.verdict
    elsewhere = sum(one.is_refused for one in answer.named)
    received = answer.received or 0
    lacking = answer.lacking
    in_part = answer.verdict == _IN_PART
    if ours:
        others = elsewhere > 0 or (lacking > 0 and received > 1)
        is_taken = not in_part or (others and answer.accepted != 0)
    elif in_part:
        # The counts must say that every set without a name was taken, and that there is one.
        is_taken = 0 < elsewhere == lacking and received > len(answer.named)
    else:
        # A refusal under another number is ours, unless the counts have room for both.
        has_room = answer.is_edifact or not elsewhere or received > len(answer.named)
        is_taken = lacking <= elsewhere and has_room
    if not is_taken:
        return "R"
    if answer.verdict == RECEIVED and any(one.verdict == "A" for one in ours):
        # Of the interchange no more is said than that it came, and of the message that it is taken.
        return "A"
    if any(one.verdict == "E" for one in ours):
        return "E"
    return "A" if in_part else answer.verdict


def contradicts(answer: Answer, ours: Sequence[Named]) -> bool:
    """Whether verdicts and counts of an answer cannot all be true.

    A UCI that takes the interchange may stand over messages that are refused; an AK9 counts them.
    """
    refused = sum(one.is_refused for one in answer.named)
    accepted = len(answer.named) - refused
    if len({one.is_refused for one in ours}) > 1:
        return True
    if answer.verdict not in (*NOT_REFUSED, _IN_PART):
        return accepted > 0 or bool(answer.accepted)
    if answer.is_edifact or answer.is_note:
        return False
    counted = answer.received is not None and answer.accepted is not None
    lacking = answer.lacking
    if answer.verdict != _IN_PART:
        return refused > 0 or lacking != 0 or answer.miscounts
    none_refused = not refused and counted and lacking == 0
    if answer.accepted == 0 or none_refused or answer.miscounts:
        return True
    return counted and (lacking < refused or (answer.accepted or 0) < accepted)


def _contradiction(answer: Answer) -> WireFinding:
    """That an answer contradicts itself, at the verdict on the interchange or the group."""
    offset, segment = answer.trailer
    element = "UCI04" if answer.is_edifact else "AK901"
    found = _ACTIONS.get(answer.verdict, "") if answer.is_edifact else answer.verdict
    return WireFinding(
        code=Code.ACK_CONTRADICTS, offset=offset, segment=segment, element=element, found=found,
        message=f"The acknowledgment contradicts itself: {_trailer(answer)}.",
    )  # fmt: skip


def _trailer(answer: Answer) -> str:
    """The verdict on the whole and the counts as they were sent, in words."""
    if answer.is_edifact:
        return f"UCI {_ACTIONS.get(answer.verdict, answer.verdict)}"
    counted = answer.received is not None and answer.accepted is not None
    counts = f", {answer.accepted} of {answer.received} sets accepted" if counted else ""
    if answer.miscounts:
        counts += f" of a group of {answer.claimed}"
    return f"AK9 {answer.verdict}{counts}"


def _named(item: SetAnswer, place: tuple[int, int]) -> Named:
    return Named(
        set=item.set, control=item.control, verdict=item.verdict, codes=item.codes,
        segments=item.segments, offset=place[0], segment=place[1],
    )  # fmt: skip


def _is_repeat(codes: Sequence[str]) -> bool:
    """Whether codes say that a control number came before, and nothing else."""
    return bool(codes) and all(code in USED_BEFORE for code in codes)


def _whys(named: Sequence[Named]) -> list[str]:
    """The codes for which sets are refused; segments in error are another reason."""
    refused = [one for one in named if one.is_refused]
    codes = [code for one in refused for code in one.codes]
    return [*codes, *(each.segment for one in refused for each in one.segments)]


def _coded(text: str, codes: Sequence[str]) -> str:
    return f"{text} ({', '.join(codes)})" if codes else text


def _said(segment: SegmentAnswer) -> str:
    return f"{segment.segment} at segment {segment.position}".strip()
