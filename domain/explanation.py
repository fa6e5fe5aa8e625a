"""Why a number is what it is: what each event of the ledger adds to it, or takes from it.

The contributions of one item always sum to the published `ats_raw`. This is the slow way round,
for the few events of one item; `domain/inventory.py` is the fast one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from domain.contracts import Contracts
from domain.effects import EFFECTS, HANDOFF, NETWORK
from schemas.events import PHYSICAL, TIMESTAMP, Bucket, Kind
from schemas.hashing import hash64

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    Place = tuple[str, str, str]
    Event = dict[str, Any]

CONTRIBUTIONS: Final = pl.Schema(
    {
        "event_id": pl.String(),
        "event_time": TIMESTAMP,
        "source": pl.String(),
        "kind": pl.String(),
        "document": pl.String(),
        "reference": pl.String(),
        "location": pl.String(),
        "lot": pl.String(),
        "bucket": pl.String(),
        "contribution": pl.Int64(),
        "running": pl.Int64(),
        "note": pl.String(),
    }
)
"""One row per event and term of `ats_raw`: available, less reserved, less backordered.

`contribution` is signed as it counts in `ats_raw`; `running` sums up to it. `note` says why an
event counts for less than it says: counted, superseded, left out, expired, handed off."""

_GROSS: Final = "gross"
_PROMISED: Final = (Bucket.RESERVED.value, Bucket.BACKORDERED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    order: tuple[Any, ...]
    as_of: datetime
    source: str
    sequence: int | None
    event_id: str | None
    quantity: int

    def holds(self, event: Event) -> bool:
        """Whether a delta is in the count already (F1)."""
        sequence = event["source_seq"]
        if self.sequence is not None and sequence is not None and event["source"] == self.source:
            return bool(sequence <= self.sequence)
        return bool(event["event_time"] <= self.as_of)


@dataclass(slots=True, kw_only=True)
class _Line:
    contribution: int = 0
    notes: set[str] = field(default_factory=set)


class _Book:
    """Contributions by event and term, in the making."""

    def __init__(self, contracts: Contracts) -> None:
        self.contracts = contracts
        self.lines: dict[tuple[str, str], _Line] = defaultdict(_Line)

    def add(self, event_id: str, bucket: str, amount: int, note: str = "") -> None:
        """An event contributes."""
        line = self.lines[event_id, bucket]
        line.contribution += amount
        if note:
            line.notes.add(note)


def contributions(
    events: pl.DataFrame,
    *,
    location: str | None = None,
    as_of: datetime | None = None,
    now: datetime | None = None,
    contracts: Contracts | None = None,
) -> pl.DataFrame:
    """What each event of one item contributes to `ats_raw` at a location, or in the network.

    `events` are all of the item's ledger rows, in any order. With `as_of`, what happened later
    is left away. Reservations that expire by `as_of`, else by `now`, no longer count.
    """
    moment = (
        pl.when(pl.col("kind") == Kind.SNAPSHOT.value)
        .then(pl.coalesce("as_of", "event_time"))
        .otherwise("event_time")
    )
    chosen = events.filter(
        (pl.col("kind") != Kind.HEARTBEAT.value)
        & (pl.lit(value=True) if as_of is None else moment <= as_of)
    )
    rows = chosen.with_columns(pl.col("lot", "owner").fill_null("")).to_dicts()
    book = _Book(contracts or Contracts.default())
    _add_stock(rows, book)
    _add_holdings(rows, book, as_of or now)
    return _framed(rows, book, location)


def _framed(rows: list[Event], book: _Book, location: str | None) -> pl.DataFrame:
    by_id = {event["event_id"]: event for event in rows}
    found = [
        {
            **{name: by_id[event_id][name] for name in CONTRIBUTIONS.names()[:8]},
            "bucket": bucket,
            "contribution": line.contribution,
            "note": ", ".join(sorted(line.notes)) or None,
        }
        for (event_id, bucket), line in book.lines.items()
        if location in (None, by_id[event_id]["location"])
    ]
    found.sort(key=lambda row: (row["event_time"], row["source"], row["event_id"], row["bucket"]))
    frame = pl.DataFrame(found, schema={k: v for k, v in CONTRIBUTIONS.items() if k != "running"})
    running = frame.with_columns(running=pl.col("contribution").cum_sum())
    return running.select(CONTRIBUTIONS.names())


def _place(event: Event) -> Place:
    return event["location"], event["lot"], event["owner"]


def _changes(event: Event, contracts: Contracts) -> Iterator[tuple[str, int]]:
    """The changes that an event makes to single buckets, by the table of effects."""
    effect = EFFECTS[Kind(event["kind"])]
    if effect.held or effect.counts:
        return
    taken, given = effect.taken, effect.given
    if event["kind"] == Kind.SHIP.value and not contracts.of(event["source"]).packs:
        taken = Bucket.PICKED
    sides = (
        ((effect.taken_column and event[effect.taken_column]) or taken, -event["quantity"]),
        ((effect.given_column and event[effect.given_column]) or given, event["quantity"]),
    )
    for bucket, quantity in sides:
        if bucket:
            yield str(bucket), quantity
            if bucket in (Bucket.AVAILABLE, Bucket.ALLOCATED):
                yield _GROSS, quantity


def _add_stock(rows: list[Event], book: _Book) -> None:
    newest = _newest_counts(rows, book.contracts)
    terms: dict[Place, list[tuple[str, str, int]]] = {}
    for place in {_place(event) for event in rows}:
        alone, together = newest.get((place, "available")), newest.get((place, _GROSS))
        is_gross = together and (not alone or together.as_of >= alone.as_of)
        # Counted together, available is the sum less what is allocated (case 33).
        stock = [(_GROSS, 1), ("allocated", -1)] if is_gross else [("available", 1)]
        terms[place] = [(column, "available", sign) for column, sign in stock]
        terms[place] += [(bucket, bucket, -1) for bucket in _PROMISED]
    for event in rows:
        changes = list(_changes(event, book.contracts))
        for column, bucket, sign in terms[_place(event)]:
            count = newest.get((_place(event), column))
            for changed, quantity in changes:
                if changed == column and count and count.holds(event):
                    note = "counted" if count.event_id else "left out of a complete count"
                    book.add(event["event_id"], bucket, 0, note)
                elif changed == column:
                    book.add(event["event_id"], bucket, sign * quantity)
            if EFFECTS[Kind(event["kind"])].counts and column == _counted(event, book.contracts):
                applies = count is not None and count.event_id == event["event_id"]
                amount = sign * event["quantity"] if applies else 0
                book.add(event["event_id"], bucket, amount, "" if applies else "superseded")


def _counted(event: Event, contracts: Contracts) -> str:
    bucket = event["bucket"] or Bucket.AVAILABLE.value
    is_gross = bucket == Bucket.AVAILABLE.value and contracts.of(event["source"]).gross
    return _GROSS if is_gross else str(bucket)


_HOLDING: Final = (Bucket.RESERVED.value, Bucket.EXPECTED.value, Bucket.IN_TRANSIT_IN.value)


def _newest_counts(rows: list[Event], contracts: Contracts) -> dict[tuple[Place, str], _Count]:
    """The count that applies to each bucket of each position (F1 to F3)."""
    found: dict[tuple[Place, str], _Count] = {}
    places = {_place(event) for event in rows}

    def offer(place: Place, bucket: str, event: Event, *, named: bool) -> None:
        as_of = event["as_of"] or event["event_time"]
        said_then = named and as_of == event["event_time"]
        sequence = event["source_seq"] if said_then else None
        tie = _signed(_hash(event["event_id"])) if named else 0
        numbered = -1 if sequence is None else sequence
        order = (as_of, named, _hash(event["source"]), numbered, tie)
        known = found.get((place, bucket))
        if known is None or known.order < order:
            found[place, bucket] = _Count(
                order=order, as_of=as_of, source=event["source"], sequence=sequence,
                event_id=event["event_id"] if named else None,
                quantity=event["quantity"] if named else 0,
            )  # fmt: skip

    for event in rows:
        if not EFFECTS[Kind(event["kind"])].counts:
            continue
        counted, here = _counted(event, contracts), _place(event)
        if counted in _HOLDING:
            continue
        offer(here, counted, event, named=True)
        if event["complete"]:
            for place in places:
                if (place[0], place[2]) == (here[0], here[2]):
                    for bucket in _emptied(event, contracts):
                        offer(place, bucket, event, named=False)
    return found


def _emptied(event: Event, contracts: Contracts) -> list[str]:
    contract = contracts.of(event["source"])
    owned = [bucket.value for bucket in PHYSICAL if bucket in contract.buckets]
    both = {"available", "allocated"}
    if contract.gross and both & set(owned):
        return [bucket for bucket in owned if bucket not in both] + [_GROSS]
    return owned


def _hash(text: str) -> int:
    return int(hash64(pl.Series([text]), 0)[0])


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _add_holdings(rows: list[Event], book: _Book, now: datetime | None) -> None:
    groups: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in rows:
        kind, reference = Kind(event["kind"]), event["reference"] or ""
        if EFFECTS[kind].held or (kind in HANDOFF and reference):
            groups["" if reference else event["location"], reference].append(event)
    for members in groups.values():
        members.sort(key=_moment)
        _hold(members, book, now)


def _moment(event: Event) -> tuple[Any, ...]:
    """The order in which the events of one reference are folded: what opens comes first."""
    kind = Kind(event["kind"])
    opens = EFFECTS[kind].held and EFFECTS[kind].given is not None
    stage = (1 if kind in HANDOFF else 0) if opens else 2
    sequence = -1 if event["source_seq"] is None else event["source_seq"]
    return event["event_time"], stage, _hash(event["source"]), sequence, _hash(event["event_id"])


@dataclass(slots=True, kw_only=True)
class _Holding:
    event: Event
    bucket: Bucket
    left: int


def _hold(members: list[Event], book: _Book, now: datetime | None) -> None:
    held: list[_Holding] = []
    for event in members:
        _lapse(held, book, event["event_time"])
        _close(held, book, event)
        effect = EFFECTS[Kind(event["kind"])]
        if effect.held and effect.given is not None:
            held.append(_Holding(event=event, bucket=effect.given, left=event["quantity"]))
            if effect.given == Bucket.RESERVED:
                book.add(event["event_id"], effect.given.value, -event["quantity"])
    if now is not None:
        _lapse(held, book, now)


def _lapse(held: list[_Holding], book: _Book, at: datetime) -> None:
    for one in held:
        expires = one.event["expires_at"]
        if expires is not None and expires <= at and one.left:
            if one.bucket == Bucket.RESERVED:
                book.add(one.event["event_id"], one.bucket.value, one.left, "expired")
            one.left = 0


def _close(held: list[_Holding], book: _Book, event: Event) -> None:
    left = event["quantity"]
    for bucket, network in HANDOFF.get(Kind(event["kind"]), ()):
        where = NETWORK if network else event["location"]
        for one in held:
            if one.bucket == bucket and one.event["location"] == where:
                taken = min(left, one.left)
                one.left -= taken
                left -= taken
                if taken and bucket == Bucket.RESERVED:
                    _hand_off(book, event, one.event, taken)


def _hand_off(book: _Book, event: Event, holder: Event, taken: int) -> None:
    """Give back what a reservation held, to the event that closes it.

    What one location closes of the network's is given back where it was held, so that the
    contributions of each location stay its own.
    """
    giver = event if event["location"] == holder["location"] else holder
    note = "" if event["kind"] == Kind.RELEASE.value else "handed off"
    book.add(giver["event_id"], Bucket.RESERVED.value, taken, note)
