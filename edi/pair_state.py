"""What is remembered of a trading pair: interchanges, orders, control numbers; bounded by days."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from edi.acknowledgments import GroupVerdict, SetVerdict
from edi.findings import WireFinding
from edi.framed import GroupOpened, InterchangeOpened, SetFramed, thaw_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    hash tells whether it is the same again.
    """

    opened: InterchangeOpened
    is_known: bool
    group: GroupOpened | None = None
    pending: tuple[SetFramed, ...] = ()
    suspended: tuple[SetFramed, ...] = ()
    verdicts: tuple[GroupVerdict, ...] = ()
    sender_findings: tuple[WireFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """A trading pair: who sends to whom, in production or test."""

    interchanges: Mapping[str, Known] = field(default_factory=dict)
    orders: Mapping[str, KnownOrder] = field(default_factory=dict)
    last_interchange: int = 0
    last_group: int = 0
    open: Mapping[str, Open] = field(default_factory=dict)

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain, versioned tuple."""
        return (
            VERSION,
            tuple(
                (control, known.sha256, known.day.toordinal(), _frozen(known.issued))
                for control, known in self.interchanges.items()
            ),
            tuple(
                (key, known.content, known.document, known.day.toordinal())
                for key, known in self.orders.items()
            ),
            self.last_interchange,
            self.last_group,
            tuple((stream, _freeze_open(item)) for stream, item in self.open.items()),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> PairState:
        """The state that `freeze` made this tuple of."""
        version, interchanges, orders, last_interchange, last_group, opened = frozen
        assert version == VERSION
        return PairState(
            interchanges={
                control: Known(
                    sha256=digest,
                    day=date.fromordinal(day),
                    issued=tuple(Issued.thaw(item) for item in issued),
                )
                for control, digest, day, issued in interchanges
            },
            orders={
                key: KnownOrder(content=content, document=document, day=date.fromordinal(day))
                for key, content, document, day in orders
            },
            last_interchange=last_interchange,
            last_group=last_group,
            open={stream: _thaw_open(item) for stream, item in opened},
        )


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
    )


def _freeze_set(framed: SetFramed) -> tuple[object, ...]:
    return (
        framed.group.freeze(), framed.code, framed.control, framed.guide, framed.raw,
        framed.offset, framed.segment, framed.segments,
        tuple(finding.freeze() for finding in framed.findings),
    )  # fmt: skip


def _thaw_set(frozen: tuple[Any, ...], opened: InterchangeOpened) -> SetFramed:
    group, code, control, guide, raw, offset, segment, segments, findings = frozen
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
