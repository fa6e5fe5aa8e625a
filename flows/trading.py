"""EDI in the intake flow: interchanges by trading pair, and what their receiving establishes."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl

from edi.codes import CATALOGUE
from edi.deciding import carry_out, decide
from edi.early import turns
from edi.facts import (
    DocumentSeen,
    ExceptionSeen,
    Found,
    InterchangeSeen,
    OrderAccepted,
    Outbound,
)
from edi.framed import Framed, InterchangeOpened, SetFramed, StrayBytes
from edi.pair_state import PairState
from edi.raising import has_untold, tell_gaps
from edi.receiving import pair_of, receive
from edi.sending import Request, next_due, overdue, send
from flows.decisions import PairDecision
from flows.intake_plan import DECISIONS_TOPIC
from flows.results import (
    CONTENTS,
    DOCUMENTS,
    EXCEPTIONS,
    FINDINGS,
    FRAMED,
    ORDERS,
    OUTGOING,
    REFUSED,
    Result,
)
from schemas.findings import FINDING_ROW, Severity
from schemas.outgoing import Outgoing
from schemas.tables import DOCUMENT_CONTENTS, ORDERS_RECEIVED
from schemas.tables import DOCUMENTS as DOCUMENT_ROW
from schemas.tables import EXCEPTIONS as EXCEPTION_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edi.facts import Fact, Step
    from edi.profiles import Profiles
    from flows.columnar import Loaded
    from flows.progress import Progress
    from schemas.ticks import Tick
    from sources.pieces import FramedPiece
    from storage.segments import Holder

_CONTENT_OF_ROW: Final = ("document", "direction", "partner", "set", "sha256", "event_time")
IDLE_TICKS: Final = 4
"""Ticks without a part after which a missing interchange counts as missing, for now."""
GAP_GRACE: Final = timedelta(minutes=5)
"""How long an interchange may be missing before that is raised, while others keep coming."""
NOBODY: Final = ""
"""The pair of bytes that lie in no interchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairParts:
    """Parts of interchanges of one trading pair, in the order of the file that held them."""

    pair: str
    file: str
    stream: str
    parts: tuple[Framed, ...]
    read_at: datetime


def framed_by_pair(lane: str, piece: FramedPiece) -> list[Result]:
    """The parts that a lane framed, in runs of one trading pair each."""
    runs: list[tuple[str, list[Framed]]] = []
    for part in piece.framed:
        pair = _pair(part)
        if not runs or runs[-1][0] != pair:
            runs.append((pair, []))
        runs[-1][1].append(part)
    return [
        Result(
            lane,
            FRAMED,
            PairParts(
                pair=pair,
                file=piece.place.file,
                stream=piece.place.path,
                parts=tuple(parts),
                read_at=piece.read_at,
            ),
        )
        for pair, parts in runs
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRequest:
    """A document to send, and the file that asks for it."""

    pair: str
    file: str
    request: Request
    read_at: datetime


PairValue: TypeAlias = PairParts | PairRequest | PairDecision
"""What a trading pair takes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decisions:
    """Where findings on decisions are from that were read before: their topic, and an instant."""

    read_at: datetime
    file: str = DECISIONS_TOPIC


class Pairs:
    """The states of the trading pairs of one group, written down pair by pair."""

    def __init__(self, base: bytes | None, deltas: Sequence[bytes]) -> None:
        self._states: dict[str, PairState] = {}
        self._dirty: set[str] = set()
        for piece in (base, *deltas):
            if piece is not None:
                # Our own bytes: plain tuples under their pairs.
                frozen: dict[str, tuple[Any, ...]] = pickle.loads(piece)  # noqa: S301
                for pair, state in frozen.items():
                    self._states[pair] = PairState.thaw(state, self._states.get(pair))

    def get(self, pair: str) -> PairState:
        """The state of a pair, which is empty at first."""
        return self._states.get(pair, PairState())

    def names(self) -> list[str]:
        """All pairs."""
        return sorted(self._states)

    def put(self, pair: str, state: PairState) -> None:
        """Keep the new state of a pair."""
        self._states[pair] = state
        self._dirty.add(pair)

    def changed(self) -> bool:
        """Whether a pair changed since the last dump."""
        return bool(self._dirty)

    def dump_changes(self) -> bytes:
        """What changed in the pairs that changed since the last dump."""
        frozen = {pair: self._states[pair].freeze_changes() for pair in sorted(self._dirty)}
        self._settle()
        return pickle.dumps(frozen, protocol=5)

    def dump_all(self) -> bytes:
        """All pairs."""
        frozen = {pair: state.freeze() for pair, state in sorted(self._states.items())}
        self._settle()
        return pickle.dumps(frozen, protocol=5)

    def _settle(self) -> None:
        for pair in self._dirty:
            self._states[pair] = self._states[pair].settle()
        self._dirty = set()


class TradingFold:
    """The trading pairs of one group."""

    def __init__(self, group: str, profiles: Profiles, progress: Progress, loaded: Loaded) -> None:
        self._group = group
        self._profiles = profiles
        self._progress = progress
        self._pairs = Pairs(*loaded("pairs"))
        self._due = self._next_due()
        self._idle_ticks = 0
        self._untold = self._with_untold(self._pairs.names())

    def holders(self) -> Mapping[str, Holder]:
        """The pairs."""
        return {"pairs": self._pairs}

    def numbers(self) -> Any:
        """Nothing besides."""
        return (1,)

    def apply(self, values: Sequence[PairValue]) -> list[Result]:
        """Receive what was framed, send what is asked for, and do what people decided."""
        self._idle_ticks = 0
        found = _Found()
        for value in values:
            state = self._pairs.get(value.pair)
            match value:
                case PairParts():
                    self._receive(value, found)
                    continue
                case PairRequest(request=request):
                    profile = self._profiles.of_receiver(request.receiver, request.sender)
                    step = send(state, request, profile, value.read_at)
                case PairDecision(decision=decision):
                    step = decide(state, decision, now=value.read_at, profiles=self._profiles)
                    self._progress.count("decisions", 1)
            self._tell(value.pair, step, found, value)
        return self._told(found)

    def _receive(self, value: PairParts, found: _Found) -> None:
        """Receive parts, and carry out what was decided before they came, each at its place."""
        for turn in turns(self._pairs.get(value.pair), value.parts):
            step = receive(
                self._pairs.get(value.pair),
                turn,
                now=value.read_at,
                profiles=self._profiles,
                stream=value.stream,
            )
            self._tell(value.pair, step, found, value)

    def tick(self, tick: Tick) -> list[Result]:
        """What was due and did not come is told, each once: acknowledgments, interchanges.

        Missing interchanges are told at once when nothing came for some ticks, and else after a
        grace: lanes that read in parallel make passing gaps.
        """
        self._idle_ticks += 1
        now = datetime.now(UTC)
        found, told = _Found(), _Decisions(read_at=now)
        if self._untold:
            is_settled = tick.ending or self._idle_ticks >= IDLE_TICKS
            grace = timedelta() if is_settled else GAP_GRACE
            for pair in sorted(self._untold):
                self._tell(pair, tell_gaps(self._pairs.get(pair), now, grace=grace), found, told)
            self._untold = self._with_untold(self._untold)
        if self._due is not None and self._due <= now:
            for pair in self._pairs.names():
                self._tell(pair, overdue(self._pairs.get(pair), now), found, told)
            self._due = self._next_due()
        return self._told(found)

    def _with_untold(self, pairs: Iterable[str]) -> set[str]:
        """Those of some pairs in which missing interchanges wait to be told."""
        return {pair for pair in pairs if has_untold(self._pairs.get(pair).raised.values())}

    def _tell(self, pair: str, step: Step, found: _Found, of: PairValue | _Decisions) -> None:
        """Keep a step's state and tell its facts; early decisions are carried out behind it."""
        self._keep(pair, self._pairs.get(pair), step.state)
        for fact in step.facts:
            found.take(fact, of)
        if step.facts and step.state.early:
            early = carry_out(step, now=of.read_at, profiles=self._profiles)
            self._keep(pair, step.state, early.state)
            for fact in early.facts:
                found.take(fact, _Decisions(read_at=of.read_at))

    def _keep(self, pair: str, before: PairState, after: PairState) -> None:
        if after is not before:
            self._pairs.put(pair, after)
            if has_untold(raised for _, raised in after.raised.changes()):
                self._untold.add(pair)
            due = next_due(after) if after.sent.changes() else None
            if due is not None and (self._due is None or due < self._due):
                self._due = due

    def _next_due(self) -> datetime | None:
        dues = (next_due(self._pairs.get(pair)) for pair in self._pairs.names())
        return min((due for due in dues if due is not None), default=None)

    def _told(self, found: _Found) -> list[Result]:
        for name, rows in (
            ("EDI documents", found.documents),
            ("orders", found.orders),
            ("documents sent", found.outgoing),
            ("findings", found.findings),
        ):
            self._progress.count(name, len(rows))
        return found.results(self._group)


class _Found:
    """Facts, as rows of their tables."""

    def __init__(self) -> None:
        self.orders: list[dict[str, object]] = []
        self.documents: list[dict[str, object]] = []
        self.findings: list[tuple[object, ...]] = []
        self.outgoing: list[Outgoing] = []
        self.exceptions: list[dict[str, object]] = []
        self.contents: list[dict[str, object]] = []

    def take(self, fact: Fact, of: PairValue | _Decisions) -> None:
        match fact:
            case OrderAccepted(row=row):
                self.orders.append(row)
            case DocumentSeen(row=row, content=content):
                self.documents.append(row)
                if content:
                    self.contents.append(_content_row(fact))
            case InterchangeSeen():
                self.contents.append(_content_row(fact))
            case ExceptionSeen(row=row):
                self.exceptions.append(row)
            case Outbound(partner=partner, name=name, content=content, folder=folder):
                self.outgoing.append(
                    Outgoing(partner=partner, name=name, content=content, folder=folder)
                )
            case Found():
                self.findings.append(_finding_row(fact, of))

    def results(self, group: str) -> list[Result]:
        out: list[Result] = []
        if self.orders:
            rows = pl.DataFrame(self.orders, schema=ORDERS_RECEIVED, orient="row")
            out.append(Result(group, ORDERS, rows))
        if self.documents:
            rows = pl.DataFrame(self.documents, schema=DOCUMENT_ROW, orient="row")
            out.append(Result(group, DOCUMENTS, rows))
        if self.contents:
            rows = pl.DataFrame(self.contents, schema=DOCUMENT_CONTENTS, orient="row")
            out.append(Result(group, CONTENTS, rows))
        if self.exceptions:
            rows = pl.DataFrame(self.exceptions, schema=EXCEPTION_ROW, orient="row")
            out.append(Result(group, EXCEPTIONS, rows))
        if self.outgoing:
            out.append(Result(group, OUTGOING, self.outgoing))
        if self.findings:
            rows = pl.DataFrame(self.findings, schema=FINDING_ROW, orient="row")
            refused = rows.filter(rows["severity"] == Severity.ERROR.value)
            out.append(Result(group, FINDINGS, rows))
            if refused.height:
                out.append(Result(group, REFUSED, refused))
        return out


def _content_row(seen: DocumentSeen | InterchangeSeen) -> dict[str, object]:
    """What is kept of a document: its bytes, and where they lie in their interchange."""
    row = {name: seen.row[name] for name in _CONTENT_OF_ROW}
    row |= {"delimiters": seen.marks, "content": seen.content, "offset": seen.offset}
    match seen:
        case InterchangeSeen():
            return row | {"original": b"", "before": b"", "interchange": row["document"]}
        case DocumentSeen(original=original, before=before, interchange=interchange):
            return row | {"original": original, "before": before, "interchange": interchange}


def _finding_row(fact: Found, of: PairValue | _Decisions) -> tuple[object, ...]:
    finding = fact.finding
    entry = CATALOGUE[finding.code]
    digest = hashlib.blake2b(digest_size=12)
    place = (of.file, fact.document, finding.code.value, finding.offset, finding.element)
    for part in place:
        digest.update(f"{part}\x1f".encode())
    digest.update(finding.found.encode())
    return (
        digest.hexdigest(),
        finding.code.value,
        fact.severity.value,
        of.file,
        None,
        finding.offset,
        finding.segment,
        finding.element or None,
        finding.found or None,
        finding.assumed or None,
        finding.message or entry.sentence,
        entry.action,
        None,
        "edi",
        fact.partner,
        fact.document or None,
        of.read_at,
        fact.raw or None,
    )


def _pair(part: Framed) -> str:
    match part:
        case StrayBytes():
            return NOBODY
        case InterchangeOpened():
            return pair_of(part)
        case SetFramed(interchange=opened):
            return pair_of(opened)
        case _:
            return pair_of(_opened(part))


def _opened(part: Any) -> InterchangeOpened:
    opened = getattr(part, "interchange", None) or part.group.interchange
    assert isinstance(opened, InterchangeOpened)
    return opened
