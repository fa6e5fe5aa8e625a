"""Interchanges in the middle of their arrival, and how a snapshot holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from edi.acknowledgments import GroupVerdict, SetVerdict
from edi.delimiters import NOISE
from edi.findings import Code, WireFinding
from edi.framed import (
    AcknowledgmentFramed,
    GroupClosed,
    GroupOpened,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
    thaw_findings,
)
from edi.held_groups import HeldGroup
from edi.layout import Layout
from edi.transaction_sets import SETS, UNANSWERED, acknowledges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _segments_of(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(
        name for code in codes for grammar in SETS[code].grammars.values() for name in grammar.ids
    )


_OF_ANSWERS: Final = _segments_of(SETS.keys() & UNANSWERED) | {"GS", "GE"}
"""Segments that may be what is left of an acknowledgment."""
_OF_DOCUMENTS: Final = _segments_of(SETS.keys() - UNANSWERED) - _OF_ANSWERS
"""Segments that no acknowledgment has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An interchange in the middle of its arrival: its groups so far, the open group's sets.

    `is_known` says that its control number was used before, so nothing is acted on before its
    hash tells whether it is the same again; `use` counts the interchanges under that number, this
    one among them. `held` are groups that wait for the interchange's end, because its number is
    known or because the partner wants it refused as a whole; `held_notes` are its TA1s, where the
    number is known, and `notes` counts all of them.

    One that came to its end while another under its number is still arriving waits, `closed`, until
    that one has ended.
    """

    opened: InterchangeOpened
    is_known: bool
    group: GroupOpened | None = None
    pending: tuple[SetFramed, ...] = ()
    verdicts: tuple[GroupVerdict, ...] = ()
    sender_findings: tuple[WireFinding, ...] = ()
    held: tuple[HeldGroup, ...] = ()
    use: int = 1
    notes: int = 0
    held_notes: tuple[AcknowledgmentFramed, ...] = ()
    closed: InterchangeClosed | None = None

    @property
    def header_findings(self) -> tuple[WireFinding, ...]:
        """What is known to be wrong before the first set: of the ISA or UNB, and its sender."""
        return (*self.opened.findings, *self.sender_findings)

    @property
    def only_answers(self) -> bool:
        """Whether it brought acknowledgments so far, and nothing that could be acknowledged.

        Beside TA1s it may hold segments in no group: what may be left of a lost acknowledgment, or
        is nothing that we know, is taken for one.
        """
        if self.closed is not None and _holds_more(self.closed):
            return False
        groups = [(one.code, one.sets) for one in self.verdicts]
        groups += [(held.closed.group.code, held.sets) for held in self.held]
        notes = self.notes or len(self.held_notes)
        return bool(groups or notes) and all(
            acknowledges(code, [each.code for each in sets]) for code, sets in groups
        )

    def freeze(self) -> tuple[object, ...]:
        """The interchange as a plain tuple."""
        return (
            self.opened.freeze(),
            self.is_known,
            None if self.group is None else self.group.freeze(),
            tuple(_freeze_set(framed) for framed in self.pending),
            (),
            tuple(_freeze_verdict(verdict) for verdict in self.verdicts),
            tuple(finding.freeze() for finding in self.sender_findings),
            tuple(map(_freeze_held, self.held)),
            (
                self.use,
                self.notes,
                tuple(_freeze_note(note) for note in self.held_notes),
                None if self.closed is None else _freeze_closed(self.closed),
            ),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Open:
        """The interchange that `freeze` made this tuple of.

        Those that were frozen before groups could wait end after their senders' findings. Sets of
        known interchanges waited without their groups then, which are made up of them again.
        """
        opened = InterchangeOpened.thaw(frozen[0])
        _, is_known, group, pending, suspended, verdicts, found, *more = frozen
        held = more[0] if more else ()
        use, notes, held_notes, *closed = more[1] if len(more) > 1 else (1, 0, ())
        waiting = [_thaw_held(item, opened) for item in held]
        return Open(
            opened=opened,
            is_known=is_known,
            group=None if group is None else GroupOpened.thaw(group, opened),
            pending=tuple(_thaw_set(item, opened) for item in pending),
            verdicts=tuple(_thaw_verdict(item) for item in verdicts),
            sender_findings=thaw_findings(found),
            held=(*_regrouped([_thaw_set(item, opened) for item in suspended]), *waiting),
            use=use,
            notes=notes,
            held_notes=tuple(_thaw_note(item, opened) for item in held_notes),
            closed=_thaw_closed(closed[0], opened) if any(closed) else None,
        )


def _holds_more(closed: InterchangeClosed) -> bool:
    """Whether an interchange of no group holds segments of documents, and none of an answer."""
    codes = {finding.code for finding in closed.findings}
    if Code.INTERCHANGE_UNREAD not in codes or Code.BETWEEN_SETS_CUT in codes:
        return False
    marks = closed.interchange.delimiters
    pieces = (piece.strip(NOISE) for piece in closed.rest.split(marks.segment))
    ids = {piece.split(marks.element)[0].decode("latin-1").upper() for piece in pieces if piece}
    return not ids.isdisjoint(_OF_DOCUMENTS) and ids.isdisjoint(_OF_ANSWERS)


def arrives_elsewhere(streams: Mapping[str, Open], control: str, stream: str) -> bool:
    """Whether an interchange under this number, the first, is still arriving by another stream."""
    return any(
        name != stream
        and item.opened.control == control
        and not item.is_known
        and item.closed is None
        for name, item in streams.items()
    )


def parked(streams: Mapping[str, Open], item: Open, stream: str) -> Mapping[str, Open]:
    """The open interchanges, and one more that has closed and waits, whatever its stream brings."""
    return {**streams, f"{stream}\n{item.opened.control}": item}


def next_waiting(
    streams: Mapping[str, Open], control: str
) -> tuple[Open | None, Mapping[str, Open]]:
    """An interchange that waited for this number's first to end, and the others without it."""
    for name, item in streams.items():
        if item.closed is not None and item.opened.control == control:
            return item, {key: other for key, other in streams.items() if key != name}
    return None, streams


def _freeze_closed(closed: InterchangeClosed) -> tuple[object, ...]:
    return (
        closed.offset, closed.groups, closed.sets, closed.segments, closed.sha256,
        tuple(finding.freeze() for finding in closed.findings), closed.rest,
    )  # fmt: skip


def _freeze_note(note: AcknowledgmentFramed) -> tuple[object, ...]:
    return note.elements, note.offset, note.raw, note.original, note.segment


def _thaw_note(frozen: tuple[Any, ...], opened: InterchangeOpened) -> AcknowledgmentFramed:
    # Those that were frozen before their bytes were kept are their elements alone, and those before
    # their place was kept stand behind the ISA.
    elements, offset, *kept = frozen
    raw, original = kept[:2] or (b"", b"")
    segment = next(iter(kept[2:]), 2)
    return AcknowledgmentFramed(
        interchange=opened, elements=elements, offset=offset, raw=raw, original=original,
        segment=segment,
    )  # fmt: skip


def _thaw_closed(frozen: tuple[Any, ...], opened: InterchangeOpened) -> InterchangeClosed:
    offset, groups, sets, segments, sha256, findings, *rest = frozen
    return InterchangeClosed(
        interchange=opened.without_findings(), offset=offset, groups=groups, sets=sets,
        segments=segments, sha256=sha256, findings=thaw_findings(findings), rest=b"".join(rest),
    )  # fmt: skip


def _regrouped(sets: list[SetFramed]) -> list[HeldGroup]:
    groups: dict[GroupOpened, list[SetFramed]] = {}
    for framed in sets:
        groups.setdefault(framed.group, []).append(framed)
    return [
        HeldGroup(
            closed=GroupClosed(
                group=group, offset=group.offset, sets_claimed=str(len(members)), sets=len(members)
            ),
            sets=tuple(members),
        )
        for group, members in groups.items()
    ]


def _freeze_held(held: HeldGroup) -> tuple[object, ...]:
    closed = held.closed
    return (
        closed.group.freeze(), closed.offset, closed.sets_claimed, closed.sets,
        tuple(finding.freeze() for finding in closed.findings),
        tuple(_freeze_set(framed) for framed in held.sets),
    )  # fmt: skip


def _thaw_held(frozen: tuple[Any, ...], opened: InterchangeOpened) -> HeldGroup:
    group, offset, claimed, count, findings, sets = frozen
    closed = GroupClosed(
        group=GroupOpened.thaw(group, opened), offset=offset, sets_claimed=claimed, sets=count,
        findings=thaw_findings(findings),
    )  # fmt: skip
    return HeldGroup(closed=closed, sets=tuple(_thaw_set(item, opened) for item in sets))


def _freeze_set(framed: SetFramed) -> tuple[object, ...]:
    return (
        framed.group.freeze(), framed.code, framed.control, framed.guide, framed.raw,
        framed.offset, framed.segment, framed.segments,
        tuple(finding.freeze() for finding in framed.findings),
        None if framed.layout is None else framed.layout.freeze(), framed.original, framed.before,
    )  # fmt: skip


def _thaw_set(frozen: tuple[Any, ...], opened: InterchangeOpened) -> SetFramed:
    # Sets that were frozen before the file's own bytes were kept end after their layout, if any.
    group, code, control, guide, raw, offset, segment, segments, findings, *more = frozen
    layout = more[0] if more else None
    original, before = more[1:] if len(more) > 1 else (b"", b"")
    return SetFramed(
        interchange=opened,
        group=GroupOpened.thaw(group, opened),
        code=code,
        control=control,
        guide=guide,
        raw=raw,
        offset=offset,
        segment=segment,
        segments=segments,
        findings=thaw_findings(findings),
        layout=None if layout is None else Layout(*layout),
        original=original,
        before=before,
    )


def _freeze_verdict(verdict: GroupVerdict) -> tuple[object, ...]:
    sets = tuple(
        (s.code, s.control, s.guide, s.verdict, s.codes, tuple(f.freeze() for f in s.findings))
        for s in verdict.sets
    )
    return (
        verdict.code, verdict.control, verdict.version, verdict.sender, verdict.receiver,
        verdict.verdict, verdict.codes, verdict.claimed, verdict.received, verdict.accepted, sets,
        tuple(finding.freeze() for finding in verdict.findings),
    )  # fmt: skip


def _thaw_verdict(frozen: tuple[Any, ...]) -> GroupVerdict:
    code, control, version, sender, receiver, verdict, codes, *rest = frozen
    # Those that were frozen before their findings were kept end after their sets.
    claimed, received, accepted, sets, *findings = rest
    return GroupVerdict(
        code=code,
        control=control,
        version=version,
        sender=sender,
        receiver=receiver,
        verdict=verdict,
        codes=codes,
        claimed=claimed,
        received=received,
        accepted=accepted,
        sets=tuple(
            SetVerdict(
                code=s[0], control=s[1], guide=s[2], verdict=s[3], codes=s[4],
                findings=thaw_findings(s[5]),
            )
            for s in sets
        ),
        findings=thaw_findings(findings[0]) if findings else (),
    )  # fmt: skip
