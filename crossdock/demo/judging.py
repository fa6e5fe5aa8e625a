"""The judge: Crossdock's tables held to the truth, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from crossdock.commands.views import Query, read
from crossdock.demo.answers import Answer, read_answers
from domain.contracts import Contracts
from domain.explanation import contributions
from schemas.events import BUCKETS, INVENTORY_EVENT
from schemas.findings import Finding
from sinks.staging import conform

if TYPE_CHECKING:
    from crossdock.demo.inbox import Truth
    from flows.settings import FlowSettings

KEPT: Final = 5
"""Mismatches of each table that are kept whole; all are counted."""
EXPLAINED: Final = 40
"""Items whose numbers are explained and added up; each takes some milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One thing that is not as it is in truth."""

    table: str
    row: str
    expected: str
    found: str


@dataclass(slots=True)
class Verdict:
    """What was held to the truth, and what was not as it should be."""

    checked: Counter[str] = field(default_factory=Counter[str])
    mismatches: list[Mismatch] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter[str])

    @property
    def is_right(self) -> bool:
        """Whether every value is as it is in truth."""
        return not self.wrong

    def hold(self, table: str, row: object, expected: object, found: object) -> None:
        """Compare one value."""
        self.checked[table] += 1
        if expected != found:
            self.wrong[table] += 1
            if self.wrong[table] <= KEPT:
                self.mismatches.append(
                    Mismatch(table=table, row=str(row), expected=str(expected), found=str(found))
                )


def judge(truth: Truth, settings: FlowSettings) -> Verdict:
    """Hold every position, availability, order, refusal and acknowledgment to the truth."""
    verdict = Verdict()
    _positions(verdict, truth, settings)
    _availability(verdict, truth, settings)
    _explanations(verdict, truth, settings)
    _orders(verdict, truth, settings)
    _ledger(verdict, truth, settings)
    _refusals(verdict, truth, settings)
    _sources(verdict, truth, settings)
    _gaps(verdict, truth, settings)
    _answers(verdict, truth, settings)
    return verdict


def _positions(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    rows = {(row["item"], row["location"], row["lot"]): row for row in _rows(settings, "positions")}
    nothing: dict[str, Any] = {}
    for key in sorted(set(rows) | set(truth.stock)):
        row, stock = rows.get(key, nothing), truth.stock.get(key, {})
        expected = {bucket.value: stock.get(bucket.value, 0) for bucket in BUCKETS}
        found = {bucket.value: row.get(bucket.value) or 0 for bucket in BUCKETS}
        verdict.hold("positions", "/".join(key), _filled(expected), _filled(found))
        if key in truth.variances:
            verdict.hold(
                "variances of counts", "/".join(key), truth.variances[key], row.get("variance")
            )


def _availability(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    rows = {
        (row["item"], row["location"]): (row["ats"], row["ats_raw"])
        for row in _rows(settings, "available_to_sell")
        if row["channel"] == "*"
    }
    for place in sorted(set(truth.availability) | {key for key in rows if key[1] != "*"}):
        true = truth.availability.get(place)
        expected = (0, 0) if true is None else (true.ats, true.raw)
        verdict.hold("available to sell", "/".join(place), expected, rows.get(place, (0, 0)))
    for item, ats in sorted(truth.network.items()):
        found = rows.get((item, "*"), (0, 0))[0]
        verdict.hold("available to sell, network", item, ats, found)


def _explanations(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    """Of some items, those first of which more was promised than there is: does it all add up."""
    negative = {item for (item, _), found in truth.availability.items() if found.raw < 0}
    others = sorted({item for item, _ in truth.availability} - negative)
    chosen = sorted(negative) + others[:: max(1, len(others) // EXPLAINED)]
    ledger = _scan(settings, "inventory_ledger", INVENTORY_EVENT.names())
    by_item = ledger.filter(pl.col("item").cast(pl.String).is_in(chosen)).partition_by(
        "item", as_dict=True
    )
    contracts = Contracts.from_mapping(settings.contracts)
    for (item,), events in by_item.items():
        raw = sum(found.raw for place, found in truth.availability.items() if place[0] == item)
        found = contributions(conform(events, INVENTORY_EVENT), contracts=contracts)
        verdict.hold("explanations", item, raw, int(found["contribution"].sum()))


def _orders(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, lines in _scan(settings, "orders_received", ["po_number", "lines"]).iter_rows():
        quantity = sum(int(float(line["quantity"])) for line in lines)
        found[number].append((len(lines), quantity))
    for number in sorted(set(found) | set(truth.orders)):
        true = truth.orders.get(number)
        expected = [] if true is None else [(true.lines, true.quantity)]
        verdict.hold("orders (lines, quantity)", number, expected, found.get(number, []))


def _ledger(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    ids = _scan(settings, "inventory_ledger", ["event_id"])["event_id"]
    verdict.hold("ledger", "events", truth.events, len(ids))
    verdict.hold("ledger", "different events", truth.events, ids.n_unique())


def _refusals(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    codes = set(Finding)
    rows = _rows(settings, "findings")
    found = Counter(
        str(row["code"]) for row in rows if row["severity"] == "error" and row["code"] in codes
    )
    for code in sorted(set(found) | set(truth.refused)):
        verdict.hold("refused lines", code, truth.refused[code], found[code])


def _sources(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    """Each event of a source counts once, however often it came."""
    found = {row["source"]: row["events"] for row in _rows(settings, "source_freshness")}
    for source in sorted(set(found) | set(truth.events_by_source)):
        verdict.hold("events of sources", source, truth.events_by_source[source], found.get(source))


def _gaps(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    rows = _rows(settings, "exceptions")
    found = {row["source"] for row in rows if row["code"] == "INV-GAP" and row["status"] == "open"}
    verdict.hold("sequence gaps", "open", set(truth.gaps), found)


def _answers(verdict: Verdict, truth: Truth, settings: FlowSettings) -> None:
    """Each interchange is answered once, however often it came; what is wrong is rejected."""
    found: defaultdict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in read_answers(settings.outbox_dir):
        found[answer.receiver, answer.group].append(answer)
    expected = {
        (sent.retailer.identity, str(sent.group)): (
            len(sent.orders) + len(sent.rejected),
            len(sent.orders),
        )
        for sent in truth.interchanges
    }
    for key in sorted(set(found) | set(expected)):
        answers = [(each.received, each.accepted) for each in found.get(key, [])]
        wanted = [expected[key]] if key in expected else []
        verdict.hold("997s (sets received, accepted)", "/".join(key), wanted, answers)
    controls = Counter((each.receiver, each.control) for each in read_answers(settings.outbox_dir))
    for key, times in controls.items():
        verdict.hold("control numbers", "/".join(key), 1, times)


def _rows(settings: FlowSettings, table: str) -> Iterator[dict[str, Any]]:
    yield from read(settings, Query(table=table, where={}, order=()))


def _scan(settings: FlowSettings, table: str, columns: list[str]) -> pl.DataFrame:
    """Columns of a Parquet table; no rows where nothing was ever published."""
    files = sorted((settings.parquet_dir / table).glob("date=*/*.parquet"))
    if not files:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.Null))
    return pl.concat([pl.read_parquet(path, columns=columns) for path in files])


def _filled(buckets: Mapping[str, int]) -> dict[str, int]:
    return {name: held for name, held in buckets.items() if held}
