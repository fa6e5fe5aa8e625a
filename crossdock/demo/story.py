"""What the demo tells at its end: what came in, was refused, can be sold; where to look."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossdock.commands.views import Query, read
from crossdock.console import RIGHT, Column, Speaker, number
from crossdock.demo.answers import read_answers
from crossdock.demo.inbox import Inbox
from crossdock.demo.judging import Verdict
from crossdock.supervisor import Outcome

if TYPE_CHECKING:
    from flows.settings import FlowSettings

SHOWN = 5
"""Rows of each list that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the story is told from."""

    inbox: Inbox
    settings: FlowSettings
    outcome: Outcome
    verdict: Verdict
    seconds: float


def tell(speaker: Speaker, told: Told, out: Path) -> None:
    """The day, for people."""
    _what_came(speaker, told)
    _what_was_refused(speaker, told)
    _what_can_be_sold(speaker, told)
    _what_needs_a_person(speaker, told)
    _what_went_out(speaker, told)
    _verdict(speaker, told.verdict)
    _where_to_look(speaker, told, out)


def as_document(told: Told) -> dict[str, Any]:
    """The day, for programs."""
    verdict = told.verdict
    return {
        "matches": verdict.is_right,
        "checked": dict(verdict.checked),
        "wrong": dict(verdict.wrong),
        "mismatches": [
            {"table": m.table, "row": m.row, "expected": m.expected, "found": m.found}
            for m in verdict.mismatches
        ],
        "event_lines": told.inbox.event_lines,
        "edi_files": told.inbox.edi_files,
        "events": told.inbox.truth.events,
        "duplicates": told.inbox.truth.duplicates,
        "refused": dict(told.inbox.truth.refused),
        "orders": len(told.inbox.truth.orders),
        "counters": told.outcome.counters,
        "restarts": told.outcome.restarts,
        "seconds": round(told.seconds, 3),
    }


def _what_came(speaker: Speaker, told: Told) -> None:
    truth = told.inbox.truth
    units = sum(order.quantity for order in truth.orders.values())
    again = sum(sent.again for sent in truth.interchanges)
    speaker.heading("What came in")
    speaker.line(
        f"  {truth.events:,} warehouse events, out of order by up to hours; "
        f"{truth.duplicates:,} came twice and counted once"
    )
    speaker.line(
        f"  {len(truth.orders):,} purchase orders for {units:,} units, in "
        f"{len(truth.interchanges) - again} interchanges; {again} interchanges came twice"
    )
    speaker.line(f"  {truth.late_counts:,} counts that were said hours after the shelf was counted")
    speaker.line(f"  all read, judged and shown in {told.seconds:.1f} s")


def _what_was_refused(speaker: Speaker, told: Told) -> None:
    rows = read(told.settings, Query(table="findings", where={"severity": "error"}, order=()))
    reasons: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        reasons[row["code"]].append(row)
    speaker.heading(f"What was refused: {len(rows)} records, each kept whole and named")
    listed = sorted(reasons.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    speaker.table(
        [Column(title="  why"), Column(title="times", align=RIGHT), Column(title="for example")],
        [
            (f"  {code}", len(each), _short(each[0]["found"] or each[0]["message"]))
            for code, each in listed
        ],
    )


def _what_can_be_sold(speaker: Speaker, told: Told) -> None:
    rows = read(
        told.settings,
        Query(table="available_to_sell", where={"channel": "*"}, order=("item", "location")),
    )
    by_location: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_location[row["location"]].append(row)
    speaker.heading("What can be sold")
    speaker.table(
        [
            Column(title="  location"),
            *(
                Column(title=title, show=number, align=RIGHT)
                for title in ("items", "on hand", "allocated", "reserved", "to sell", "sold out")
            ),
        ],
        [
            (
                f"  {'network' if location == '*' else location}",
                len(each),
                *(_sum(each, name) for name in ("on_hand", "allocated", "reserved", "ats")),
                sum(row["ats"] == 0 for row in each),
            )
            for location, each in sorted(by_location.items(), reverse=True)
        ],
    )
    _oversold(speaker, told, rows)
    _shortages(speaker, told)


def _oversold(speaker: Speaker, told: Told, rows: list[dict[str, Any]]) -> None:
    oversold = sorted(
        (row for row in rows if row["ats_raw"] < 0 and row["location"] != "*"),
        key=lambda row: (row["ats_raw"], row["item"]),
    )
    speaker.heading(f"Promised more than there is: {len(oversold)} items at a location")
    for row in oversold[:SHOWN]:
        title = told.inbox.truth.titles.get(row["item"], "")
        speaker.line(f"  {row['item']} {title} at {row['location']}: {row['ats_raw']} to sell")


def _shortages(speaker: Speaker, told: Told) -> None:
    short: Counter[str] = Counter()
    for demand in told.inbox.truth.unmet:
        short[demand.item] += demand.quantity
    speaker.heading(f"Top shortages: {short.total():,} units that nobody could allocate")
    for item, quantity in short.most_common(SHOWN):
        speaker.line(f"  {item} {told.inbox.truth.titles.get(item, '')}: {quantity:,} units")


def _what_needs_a_person(speaker: Speaker, told: Told) -> None:
    rows = read(told.settings, Query(table="exceptions", where={"status": "open"}, order=()))
    codes: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        codes[row["code"]].append(row)
    speaker.heading(f"What needs a person: {len(rows)} open exceptions")
    speaker.table(
        [Column(title="  code"), Column(title="open", align=RIGHT), Column(title="for example")],
        [
            (f"  {code}", len(each), _short(each[0]["message"]))
            for code, each in sorted(codes.items())
        ],
    )
    positions = read(told.settings, Query(table="positions", where={}, order=()))
    off = [row for row in positions if row["variance"]]
    speaker.line(
        f"  {len(off)} counts disagreed with the books, by {_sum_of_variances(off):,} units in all"
    )


def _what_went_out(speaker: Speaker, told: Told) -> None:
    answers = list(read_answers(told.settings.outbox_dir))
    codes = Counter(answer.code for answer in answers)
    senders = len({answer.receiver for answer in answers})
    speaker.heading(f"What goes out: {len(answers)} acknowledgments to {senders} senders")
    names = {"A": "accepted", "E": "accepted with errors", "P": "accepted in part", "R": "rejected"}
    for code, times in sorted(codes.items()):
        speaker.line(f"  {times} {names.get(code, code)}")


def _verdict(speaker: Speaker, verdict: Verdict) -> None:
    speaker.heading("Held to the truth that the generator kept")
    for table, checked in verdict.checked.items():
        wrong = verdict.wrong[table]
        mark = f"{wrong:,} NOT as they should be" if wrong else "as it should be"
        speaker.line(f"  {checked:>7,} {table}: {mark}")
    for mismatch in verdict.mismatches[: SHOWN * 4]:
        speaker.line(
            f"  {mismatch.table} {mismatch.row}: expected {mismatch.expected}, "
            f"found {mismatch.found}",
            style="red",
        )
    if not verdict.is_right:
        speaker.line(f"  {verdict.wrong.total():,} values are wrong.", style="bold red")
    else:
        speaker.line("  Every number is right.", style="bold green")


def _where_to_look(speaker: Speaker, told: Told, out: Path) -> None:
    rows = read(
        told.settings,
        Query(
            table="available_to_sell", where={"location": "NYC"}, order=("allocated DESC",), limit=1
        ),
    )
    item = rows[0]["item"] if rows else "HP-10042"
    answer = next(iter(sorted(told.settings.outbox_dir.rglob("*.edi"))), None)
    speaker.heading("Where to look next")
    speaker.line(f"  cd {out}")
    speaker.line(f"  crossdock ats {item}")
    speaker.line(f"  crossdock explain {item} --location NYC")
    speaker.line("  crossdock exceptions --code INV-NEG")
    speaker.line("  crossdock findings --severity error")
    speaker.line("  crossdock freshness")
    first = min((out / "inbox" / "edi").glob("*.edi"), default=None)
    if first is not None:
        speaker.line(f"  crossdock edi read {os.path.relpath(first, out)}")
    if answer is not None:
        speaker.line(f"  cat {os.path.relpath(answer, out.absolute())}")
    speaker.line("  duckdb -c \"SELECT * FROM 'data/parquet/current/available_to_sell.parquet'\"")


def _sum(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def _sum_of_variances(rows: list[dict[str, Any]]) -> int:
    return sum(abs(row["variance"]) for row in rows)


def _short(text: str, width: int = 60) -> str:
    flat = " ".join(str(text).split())
    return flat if len(flat) <= width else flat[: width - 3] + "..."
