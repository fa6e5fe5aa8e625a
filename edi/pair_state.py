"""What is remembered of a trading pair: interchanges, orders, control numbers; bounded by days."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from edi.acknowledgments import GroupVerdict, SetVerdict
from edi.findings import WireFinding
from edi.framed import GroupClosed, GroupOpened, InterchangeOpened, SetFramed, thaw_findings
from edi.held_groups import HeldGroup
from edi.layout import Layout
from edi.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterable, Mapping

V = TypeVar("V")

VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An answer that was given: its name, its bytes, its control numbers."""

    name: str
    content: bytes
    set: str
    interchange_control: int
    group_control: int
    answers: str

    def freeze(self) -> tuple[object, ...]:
        """The answer as a plain tuple; its bytes compressed, for they are kept for weeks."""
        return (
            self.name, zlib.compress(self.content, 6), self.set, self.interchange_control,
            self.group_control, self.answers,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Issued:
        """The answer that `freeze` made this tuple of."""
        name, content, kind, interchange, group, answers = frozen
        return Issued(
            name=name,
            content=zlib.decompress(content),
            set=kind,
            interchange_control=interchange,
            group_control=group,
            answers=answers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An interchange that was received: the hash of its bytes, the day, the answers given."""

    sha256: str
    day: date
    issued: tuple[Issued, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An order number that was taken: a hash of what was ordered, its document, the day."""

    content: str
    document: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An interchange in the middle of its arrival: its groups so far, the open group's sets.

    `is_known` says that its control number was used before, so nothing is acted on before its
    hash tells whether it is the same again. `held` are groups that wait for the interchange's end,
    because the partner wants it refused as a whole.
    """

    opened: InterchangeOpened
    is_known: bool
    group: GroupOpened | None = None
    pending: tuple[SetFramed, ...] = ()
    suspended: tuple[SetFramed, ...] = ()
    verdicts: tuple[GroupVerdict, ...] = ()
    sender_findings: tuple[WireFinding, ...] = ()
    held: tuple[HeldGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A document of ours that went out: under which numbers, and what became of it.

    `request` is the caller's own id for it, `digest` what it asked for. `status` is `sent` until
    the partner answers, then `accepted`, `accepted_with_errors`, `partly_accepted` or `rejected`;
    `overdue` says that the answer was missed in time.
    """

    request: str
    digest: str
    partner: str
    document: str
    set: str
    group: str
    release: str
    business_key: str
    control: int
    name: str
    content: bytes
    sent_at: datetime
    due_at: datetime | None
    status: str = "sent"
    acknowledged_at: datetime | None = None
    overdue: bool = False
    version: int = 1

    @property
    def waits(self) -> bool:
        """Whether an acknowledgment is still to come."""
        return self.due_at is not None and self.acknowledged_at is None

    def freeze(self) -> tuple[object, ...]:
        """The document as a plain tuple, its bytes compressed."""
        return (
            self.request, self.digest, self.partner, self.document, self.set, self.group,
            self.release, self.business_key, self.control, self.name,
            zlib.compress(self.content, 6), self.sent_at, self.due_at, self.status,
            self.acknowledged_at, self.overdue, self.version,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Sent:
        """The document that `freeze` made this tuple of."""
        names = Sent.__dataclass_fields__
        sent = Sent(**dict(zip(names, frozen, strict=True)))
        return replace(sent, content=zlib.decompress(sent.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """A trading pair: who sends to whom, in production or test.

    `interchanges` and `orders` are theirs, by control number and by order; `sent` are ours, by
    control number, and `requests` the control numbers by the ids of those who asked to send.
    `swept` is the day on which what is older than the look-back was last forgotten.
    """

    interchanges: Remembered[Known] = field(default_factory=Remembered[Known])
    orders: Remembered[KnownOrder] = field(default_factory=Remembered[KnownOrder])
    sent: Remembered[Sent] = field(default_factory=Remembered[Sent])
    requests: Remembered[str] = field(default_factory=Remembered[str])
    last_interchange: int = 0
    last_group: int = 0
    swept: date = date.min
    open: Mapping[str, Open] = field(default_factory=dict)

    def edit(self) -> PairState:
        """A working copy: its maps may be changed, this state stays as it is."""
        return replace(
            self,
            interchanges=self.interchanges.edit(),
            orders=self.orders.edit(),
            sent=self.sent.edit(),
            requests=self.requests.edit(),
        )

    def settle(self) -> PairState:
        """The same after its changes were written down; older copies are not to be used."""
        return replace(
            self,
            interchanges=self.interchanges.settle(),
            orders=self.orders.settle(),
            sent=self.sent.settle(),
            requests=self.requests.settle(),
        )

    def freeze(self) -> tuple[object, ...]:
        """The whole state as a plain, versioned tuple."""
        return self._frozen_with(lambda remembered: remembered.items())

    def freeze_changes(self) -> tuple[object, ...]:
        """What changed since the last settling, as a tuple that `thaw` lays over a state."""
        return self._frozen_with(lambda remembered: remembered.changes())

    def _frozen_with(
        self, entries: Callable[[Remembered[Any]], ItemsView[str, Any]]
    ) -> tuple[object, ...]:
        return (
            VERSION,
            _entries(entries(self.interchanges), _freeze_known),
            _entries(entries(self.orders), _freeze_order),
            _entries(entries(self.sent), Sent.freeze),
            _entries(entries(self.requests), str),
            self.last_interchange,
            self.last_group,
            self.swept.toordinal(),
            tuple((stream, _freeze_open(item)) for stream, item in self.open.items()),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...], below: PairState | None = None) -> PairState:
        """The state that `freeze` made this tuple of, or `freeze_changes` over the one below."""
        version, interchanges, orders, sent, requests, *rest = frozen
        assert version == VERSION
        last_interchange, last_group, swept, opened = rest
        state = (below or PairState()).edit()
        _lay(state.interchanges, interchanges, _thaw_known)
        _lay(state.orders, orders, _thaw_order)
        _lay(state.sent, sent, Sent.thaw)
        _lay(state.requests, requests, str)
        return replace(
            state.settle(),
            last_interchange=last_interchange,
            last_group=last_group,
            swept=date.fromordinal(swept),
            open={stream: _thaw_open(item) for stream, item in opened},
        )


def forgotten(state: PairState, oldest: date) -> PairState:
    """The state, which must be a working copy, without what is older than a day."""
    for remembered in (state.interchanges, state.orders):
        for key in [key for key, known in remembered.items() if known.day < oldest]:
            remembered.forget(key)
    for key in [key for key, sent in state.sent.items() if sent.sent_at.date() < oldest]:
        state.requests.forget(state.sent[key].request)
        state.sent.forget(key)
    return state


def _entries(items: ItemsView[str, Any], freeze: Callable[[Any], object]) -> tuple[object, ...]:
    return tuple((key, None if value is None else freeze(value)) for key, value in items)


def _lay(onto: Remembered[V], entries: Iterable[tuple[str, Any]], thaw: Callable[[Any], V]) -> None:
    for key, frozen in entries:
        if frozen is None:
            onto.forget(key)
        else:
            onto.put(key, thaw(frozen))


def _freeze_known(known: Known) -> tuple[object, ...]:
    return (known.sha256, known.day.toordinal(), _frozen(known.issued))


def _thaw_known(frozen: tuple[Any, ...]) -> Known:
    digest, day, issued = frozen
    return Known(
        sha256=digest,
        day=date.fromordinal(day),
        issued=tuple(Issued.thaw(item) for item in issued),
    )


def _freeze_order(known: KnownOrder) -> tuple[object, ...]:
    return (known.content, known.document, known.day.toordinal())


def _thaw_order(frozen: tuple[Any, ...]) -> KnownOrder:
    content, document, day = frozen
    return KnownOrder(content=content, document=document, day=date.fromordinal(day))


def _frozen(items: Iterable[Issued]) -> tuple[object, ...]:
    return tuple(item.freeze() for item in items)


def _freeze_open(item: Open) -> tuple[object, ...]:
    return (
        item.opened.freeze(),
        item.is_known,
        None if item.group is None else item.group.freeze(),
        tuple(_freeze_set(framed) for framed in item.pending),
        tuple(_freeze_set(framed) for framed in item.suspended),
        tuple(_freeze_verdict(verdict) for verdict in item.verdicts),
        tuple(finding.freeze() for finding in item.sender_findings),
        tuple(map(_freeze_held, item.held)),
    )


def _thaw_open(frozen: tuple[Any, ...]) -> Open:
    opened = InterchangeOpened.thaw(frozen[0])
    return Open(
        opened=opened,
        is_known=frozen[1],
        group=None if frozen[2] is None else GroupOpened.thaw(frozen[2], opened),
        pending=tuple(_thaw_set(item, opened) for item in frozen[3]),
        suspended=tuple(_thaw_set(item, opened) for item in frozen[4]),
        verdicts=tuple(_thaw_verdict(item) for item in frozen[5]),
        sender_findings=thaw_findings(frozen[6]),
        # States that were written before groups could wait end here.
        held=tuple(_thaw_held(item, opened) for each in frozen[7:] for item in each),
    )


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
        *(() if framed.layout is None else (framed.layout.freeze(),)),
    )  # fmt: skip


def _thaw_set(frozen: tuple[Any, ...], opened: InterchangeOpened) -> SetFramed:
    # Only sets that did not lie in the file as they are framed have a layout.
    group, code, control, guide, raw, offset, segment, segments, findings, *layout = frozen
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
        layout=Layout(*layout[0]) if layout else None,
    )


def _freeze_verdict(verdict: GroupVerdict) -> tuple[object, ...]:
    sets = tuple(
        (s.code, s.control, s.guide, s.verdict, s.codes, tuple(f.freeze() for f in s.findings))
        for s in verdict.sets
    )
    return (
        verdict.code, verdict.control, verdict.version, verdict.sender, verdict.receiver,
        verdict.verdict, verdict.codes, verdict.claimed, verdict.received, verdict.accepted, sets,
    )  # fmt: skip


def _thaw_verdict(frozen: tuple[Any, ...]) -> GroupVerdict:
    code, control, version, sender, receiver, verdict, codes, *counts, sets = frozen
    claimed, received, accepted = counts
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
    )  # fmt: skip
