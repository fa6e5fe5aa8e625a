"""EDI in the intake flow: interchanges by trading pair, and what their receiving establishes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl

from edi.awaiting import next_due, overdue
from edi.codes import CATALOGUE
from edi.deciding import carry_out, decide
from edi.early import turns
from edi.facts import (
    DocumentSeen,
    ExceptionSeen,
    Found,
    InterchangeSeen,
    OrderAccepted,
    OrderCounts,
    Origin,
    Outbound,
    Step,
)
from edi.framed import Framed, interchange_of
from edi.identities import pair_of
from edi.kindred import settled_beside, speaks_of_kindred
from edi.raising import has_untold, tell_gaps
from edi.receiving import receive
from edi.replying import go_on
from edi.sending import Request, send
from flows.decisions import PairDecision
from flows.former_ids import partners_by_id
from flows.homes import HOLDER, Kin
from flows.intake_plan import DECISIONS_TOPIC
from flows.pairs import Pairs
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

    from edi.facts import Fact
    from edi.pair_state import PairState
    from edi.profiles import Profiles
    from flows.columnar import Loaded
    from flows.progress import Progress
    from schemas.ticks import Tick
    from sources.pairs import Whose
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
    written_at: datetime | None = None


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
                written_at=piece.place.written_at,
            ),
        )
        for pair, parts in runs
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRequest:
    """A document to send, and the file that asks for it, in which line of it."""

    pair: str
    file: str
    request: Request
    read_at: datetime
    line: int | None = None


PairValue: TypeAlias = PairParts | PairRequest | PairDecision
"""What a trading pair takes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decisions:
    """Where findings on decisions are from that were read before: their topic, and an instant."""

    read_at: datetime
    file: str = DECISIONS_TOPIC


class TradingFold:
    """The trading pairs of one group."""

    def __init__(
        self,
        group: str,
        profiles: Profiles,
        progress: Progress,
        loaded: Loaded,
        whose: Whose | None = None,
    ) -> None:
        self._group = group
        self._profiles = profiles
        self._progress = progress
        self._pairs = Pairs(*loaded(HOLDER))
        self._kin = Kin(self._pairs, whose or partners_by_id(profiles))
        self._due = self._next_due()
        self._idle_ticks = 0
        self._untold = self._with_untold(self._pairs.names())
        self._unnumbered = {pair: date.min for pair in self._pairs.names() if self._waits(pair)}

    def holders(self) -> Mapping[str, Holder]:
        """The pairs."""
        return {HOLDER: self._pairs}

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
                    beside = self._kin.beside(value.pair)
                    step = send(state, request, profile, value.read_at, beside=beside)
                case PairDecision(decision=decision):
                    orders, now = self._kin.orders(value.pair), value.read_at
                    step = decide(state, decision, now=now, profiles=self._profiles, beside=orders)
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
                beside=self._kin.orders(value.pair),
                origin=Origin(file=value.file, written_at=value.written_at),
            )
            self._tell(value.pair, step, found, value)

    def tick(self, tick: Tick) -> list[Result]:
        """What was due and did not come is told, each once: acknowledgments, interchanges.

        Missing interchanges are told at once when nothing came for some ticks, and else after a
        grace: lanes that read in parallel make passing gaps. Answers that wait for a number are
        tried once a day.
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
        for pair in [pair for pair, day in self._unnumbered.items() if day < now.date()]:
            # Numbers that are used are forgotten day by day; a range is widened by a new start.
            self._tell(pair, go_on(self._pairs.get(pair), self._profiles, now), found, told)
            self._note_waiting(pair, now.date())
        return self._told(found)

    def _waits(self, pair: str) -> bool:
        """Whether an answer of the pair waits for a control number."""
        return bool(self._pairs.get(pair).unnumbered)

    def _note_waiting(self, pair: str, tried: date) -> None:
        self._unnumbered.pop(pair, None)
        if self._waits(pair):
            self._unnumbered[pair] = tried

    def _with_untold(self, pairs: Iterable[str]) -> set[str]:
        """Those of some pairs in which missing interchanges wait to be told."""
        return {pair for pair in pairs if has_untold(self._pairs.get(pair).raised.values())}

    def _tell(self, pair: str, step: Step, found: _Found, of: PairValue | _Decisions) -> None:
        """Keep a step's state and tell its facts; early decisions are carried out behind it."""
        facts = self._take(pair, step, found, of)
        state = self._pairs.get(pair)
        if facts and state.early:
            known = Step(state=state, facts=facts)
            orders = self._kin.orders(pair)
            early = carry_out(known, now=of.read_at, profiles=self._profiles, beside=orders)
            self._take(pair, early, found, _Decisions(read_at=of.read_at))

    def _take(
        self, pair: str, step: Step, found: _Found, of: PairValue | _Decisions
    ) -> tuple[Fact, ...]:
        """The same, and what comes of it beside the partner's other pairs; its own facts."""
        self._keep(pair, self._pairs.get(pair), step.state)
        facts = step.facts
        for fact in facts:
            found.take(fact, of)
        if speaks_of_kindred(facts):
            settled = settled_beside(pair, self._kin.states(pair), facts, of.read_at)
            for other, more in settled.items():
                self._keep(other, self._pairs.get(other), more.state)
                for fact in more.facts:
                    found.take(fact, of)
                facts += more.facts if other == pair else ()
        return facts

    def _keep(self, pair: str, before: PairState, after: PairState) -> None:
        if after is not before:
            self._kin.meet(pair)
            self._pairs.put(pair, after)
            if has_untold(raised for _, raised in after.raised.changes()):
                self._untold.add(pair)
            if after.unnumbered.changes() and pair not in self._unnumbered:
                self._unnumbered[pair] = after.swept
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
            case OrderCounts():
                pass  # it speaks to the pairs beside its own
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
    file = fact.file or of.file
    line = of.line if isinstance(of, PairRequest) and file == of.file else None
    digest = hashlib.blake2b(digest_size=12)
    # All that is found of a document to send is told at one offset: that of its request.
    at = (finding.offset, finding.segment, finding.element)
    for part in (file, fact.document, finding.code.value, *at):
        digest.update(f"{part}\x1f".encode())
    digest.update(finding.found.encode())
    return (
        digest.hexdigest(),
        finding.code.value,
        fact.severity.value,
        file,
        line,
        finding.offset,
        finding.segment,
        finding.element or None,
        finding.found or None,
        finding.assumed or None,
        finding.message or entry.sentence,
        fact.action,
        None,
        "edi",
        fact.partner,
        fact.document or None,
        of.read_at,
        fact.raw or None,
    )


def _pair(part: Framed) -> str:
    opened = interchange_of(part)
    return NOBODY if opened is None else pair_of(opened)
