"""A partner tested by its samples: what came of them, and what differs from what is expected."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
import polars as pl

from crossdock.commands.partners import PROFILE, SAMPLES, read_sample, rivals, shared_ids
from crossdock.commands.run import drain
from crossdock.console import DONE, FOUND, CommandFailed, Speaker, words
from edi.addressing import receiver_of
from edi.advising import NO_DETAIL, NOT_ACCEPTED
from edi.documents_json import Unfit, from_json
from edi.framed import GroupOpened, InterchangeOpened, SetFramed
from edi.frames import frame
from edi.identities import document_id, sender_of
from edi.outbound import writable
from edi.reading import check_file, first_interchange
from edi.transaction_sets import read_set
from edi.wire_json import read_file
from flows.partners import partner_folders, read_profiles
from schemas.tables import TABLES
from sources.lines import without_bom
from storage.files import replace_durably

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi.framed import Framed
    from edi.profiles import Profile
    from flows.settings import FlowSettings

EXPECTED: Final = "expected.json"
REQUESTS: Final = ".jsonl"
"""The ending of samples that ask for documents to be sent; all others are EDI."""
AGED: Final = 60.0
"""Seconds that a sample is made to look old, so that it is taken at once."""
_NEUTRAL: Final = {
    "ISA": (9, 10, 13), "GS": (4, 5, 6), "GE": (2,), "IEA": (2,), "UNB": (4, 5), "UNZ": (2,),
    "BGN": (3, 4),
}  # fmt: skip
"""Times and control numbers of answers, which no two runs share."""
TOLD_AT_MOST: Final = 20
"""Differences of one sample that are told one by one."""
AS_SENT: Final = "as we send it"
NOT_RUN: Final = "not run, for we sent what stands before it: give it a sample of its own"
OF_OTHERS: Final = "neither from this partner nor to it"
"""What becomes of documents that no flow receives: each is judged, and goes nowhere."""
ABSENT: Final = object()
"""What stands where one of two JSON values has nothing."""


def test_partner(speaker: Speaker, settings: FlowSettings, name: str, *, accept: bool) -> int:
    """Run a partner's samples on a scratch copy; hold what comes of it to what is expected."""
    folder = partner_folders(settings).get(name)
    profile = read_profiles(settings).named(name)
    if folder is None or profile is None:
        raise CommandFailed(f"There is no partner {name}; `crossdock partner list` has all.")
    samples = sorted(path for path in (folder / SAMPLES).glob("*") if path.is_file())
    if not samples:
        raise CommandFailed(f"{folder / SAMPLES} holds no samples.")
    for sentence in shared_ids(settings, profile):
        speaker.trouble(sentence)
    seen = _observe(settings, profile, samples)
    path = folder / EXPECTED
    expected: dict[str, Any] | None = orjson.loads(path.read_bytes()) if path.exists() else None
    differences = [] if expected is None else _differences(expected, seen)
    if accept:
        option = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        replace_durably(path, orjson.dumps(seen, option=option))
    if speaker.json:
        speaker.emit(
            {"samples": seen, "expected": expected is not None, "differences": differences}
        )
    else:
        _tell(speaker, seen)
        for difference in differences:
            for line in difference.splitlines():
                speaker.line(line)
        if accept:
            speaker.line(f"Accepted as expected: {path}")
        elif expected is None:
            speaker.line("Nothing is expected yet; --accept keeps this as what is.")
        elif not differences:
            speaker.line("All is as expected.")
    if accept or (expected is not None and not differences):
        return DONE
    return FOUND if differences or _has_errors(seen) else DONE


def _has_errors(seen: dict[str, Any]) -> bool:
    return any(found["severity"] == "error" for one in seen.values() for found in one["findings"])


def _observe(
    settings: FlowSettings, profile: Profile, samples: Sequence[Path]
) -> dict[str, dict[str, Any]]:
    """What each sample yields: documents, orders, findings, answers; of a request, what is sent.

    A sample that we sent is judged as its partner reads it. Whoever else has an id of the partner
    has none here.
    """
    with tempfile.TemporaryDirectory(prefix="crossdock-partner-") as scratch:
        settings = _alone(settings, profile, Path(scratch) / "partners")
        inbox = Path(scratch) / "inbox"
        for folder in ("edi", "documents"):
            (inbox / folder).mkdir(parents=True)
        seen: dict[str, dict[str, Any]] = {}
        ours = dict.fromkeys(settings.our_ids)
        for path in samples:
            content = read_sample(path)
            asks = path.suffix == REQUESTS
            seen[path.name] = {} if asks else {"documents": _documents(content)}
            opened = None if asks else first_interchange([content])
            is_theirs = opened is None or sender_of(opened) in profile.ids
            if opened is not None and ours:
                # A sample is an example, whichever of us wrote it, or it was written to.
                ours[receiver_of(opened) if is_theirs else sender_of(opened)] = None
            if opened is not None and not is_theirs:
                seen[path.name] |= _judged(settings, profile, content, opened)
            else:
                target = inbox / ("documents" if asks else "edi") / path.name
                target.write_bytes(content)
                old = time.time() - AGED
                os.utime(target, (old, old))
        tried = replace(
            settings, data=str(Path(scratch) / "data"), inboxes=(str(inbox),),
            topics={**settings.topics, "backing": "embedded"}, workers=1,
            our_ids=tuple(ours),
        )  # fmt: skip
        drain(Speaker(json=True, quiet=True), tried, ["intake"], once=True)
        for name, one in seen.items():
            if name.endswith(REQUESTS):
                one.update(_sent(tried, name))
            elif "findings" not in one:
                one.update(_yielded(tried, name))
    return seen


def _alone(settings: FlowSettings, profile: Profile, folder: Path) -> FlowSettings:
    """Settings by which nobody else has an id of this partner's; in a folder of profiles."""
    others = rivals(settings, profile)
    if not others:
        return settings
    for name, path in partner_folders(settings).items():
        text = b"" if name in others else (path / PROFILE).read_bytes()
        (folder / name).mkdir(parents=True)
        (folder / name / PROFILE).write_bytes(text)
    return replace(settings, partners=str(folder))


def _judged(
    settings: FlowSettings, profile: Profile, content: bytes, opened: InterchangeOpened
) -> dict[str, Any]:
    """What is found in a sample that this partner did not send, by its profile where we sent it."""
    ours = (sender_of(opened),) if receiver_of(opened) in profile.ids else ()
    known = replace(read_profiles(settings), partners=(profile,), our_ids=ours)
    found = check_file([content], now=datetime.now(UTC), profiles=known, ours=ours)
    return {
        "statuses": sorted(
            [part.code, _business_key(part), _direction(part.interchange, profile)]
            for part in frame([content])
            if isinstance(part, SetFramed)
        ),
        "orders": [],
        "findings": _findings(found),
        "answers": [],
    }


def _business_key(part: SetFramed) -> str:
    known, document = writable(part.code), read_set(part).document
    return part.control if known is None or document is None else known.business_key(document)


def _direction(opened: InterchangeOpened, profile: Profile) -> str:
    if sender_of(opened) in profile.ids:
        return NOT_RUN
    return AS_SENT if receiver_of(opened) in profile.ids else OF_OTHERS


def _documents(content: bytes) -> list[dict[str, Any]]:
    found: dict[str, Any] = read_file([content])
    return [
        {"set": each["set"], "control_number": each["control_number"], "document": each["document"]}
        for interchange in found["interchanges"]
        for group in interchange["groups"]
        for each in group["transaction_sets"]
    ]


def _yielded(settings: FlowSettings, sample: str) -> dict[str, Any]:
    """What the flow made of one sample, in an order that no run changes."""
    findings = _table(settings, "findings").filter(pl.col("file") == f"edi/{sample}")
    about = set(findings["document"].drop_nulls().to_list())
    documents = _table(settings, "documents")
    source = Path(settings.inboxes[0]) / "edi" / sample
    mine = _identities(source.read_bytes()) if source.exists() else set[str]()
    orders = _table(settings, "orders_received").filter(pl.col("document").is_in(mine))
    statuses = documents.filter(pl.col("document").is_in(mine | about))
    return {
        "statuses": sorted(
            [row["set"], row["business_key"], row["status"]] for row in statuses.to_dicts()
        ),
        "orders": [
            {key: value for key, value in row.items() if key != "ingest_time"}
            for row in orders.sort("document").to_dicts()
        ],
        "findings": _findings(findings.to_dicts()),
        "answers": sorted(_answers(settings, source)) if source.exists() else [],
    }


def _sent(settings: FlowSettings, sample: str) -> dict[str, Any]:
    """What went out because a sample asked for it: the documents as their partner sees them."""
    source = Path(settings.inboxes[0]) / "documents" / sample
    lines = without_bom(source.read_bytes(), 0)[0].splitlines()
    asked = {key for line in lines if (key := _asked(line))}
    documents = _table(settings, "documents").filter(pl.col("direction") == "out")
    findings = _table(settings, "findings").filter(pl.col("file") == f"documents/{sample}")
    sent = [
        _neutral(interchange)
        for path in sorted(Path(settings.outbox_dir).rglob("*.edi"))
        if asked & {_key(part) for part in frame([path.read_bytes()])}
        for interchange in read_file([path.read_bytes()])["interchanges"]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
    ]
    return {
        "statuses": sorted(
            [row["set"], row["business_key"], row["status"]]
            for row in documents.to_dicts()
            if (row["set"], row["business_key"]) in asked
        ),
        "findings": _findings(findings.to_dicts()),
        "sent": sorted(sent),
    }


def _asked(line: bytes) -> tuple[str, str] | None:
    """The set and the business key of the document that a request asks for."""
    try:
        table: dict[str, Any] = orjson.loads(line)
        known = writable(str(table["set"]))
        if known is None:
            return None
        return known.code, known.business_key(from_json(known.shape.document, table["document"]))
    except (orjson.JSONDecodeError, KeyError, TypeError, Unfit):
        return None


def _key(part: Framed) -> tuple[str, str] | None:
    known = writable(part.code) if isinstance(part, SetFramed) else None
    if known is None or not isinstance(part, SetFramed):
        return None
    return known.code, known.business_key(read_set(part).document)


def _findings(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = ("code", "severity", "segment", "element", "found")
    told = ({key: None if row[key] == "" else row[key] for key in shown} for row in findings)
    return sorted(told, key=str)


def _identities(content: bytes) -> set[str]:
    return {document_id(part) for part in frame([content]) if isinstance(part, SetFramed)}


ORDER: Final = "order"


def _answers(settings: FlowSettings, source: Path) -> list[list[str]]:
    """The answers to a sample, as segments, without times and control numbers of ours."""
    out: list[list[str]] = []
    named: set[tuple[str, ...]] = set()
    for part in frame([source.read_bytes()]):
        if isinstance(part, GroupOpened):
            named.add((part.code, part.control))
        elif isinstance(part, InterchangeOpened):
            named.add(("", part.control))
        elif isinstance(part, SetFramed):
            named.add((part.code, part.group.control, part.control))
            named.add((ORDER, getattr(read_set(part).document, "number", "")))
    for path in sorted(Path(settings.outbox_dir).rglob("*.edi")):
        found: dict[str, Any] = read_file([path.read_bytes()])
        for interchange in found["interchanges"]:
            sets = [each for group in interchange["groups"] for each in group["transaction_sets"]]
            if any(_named_by(each["set"], each["document"] or {}) & named for each in sets):
                out.append(_neutral(interchange))
    return out


def _named_by(code: str, document: dict[str, Any]) -> set[tuple[str, ...]]:
    """What a document of ours answers: a group, an interchange, sets, or an order that it refuses.

    An order that is taken is answered by who was asked to, and not by the order alone.
    """
    if "group" in document:
        return {(document["group"], document["control"])}
    if code == "824":
        advices = document["advices"]
        return {(one["set"], one["group_control"], one["set_control"]) for one in advices}
    refuses = {"855": NO_DETAIL, "ORDRSP": NOT_ACCEPTED[1]}.get(code)
    said = document.get("type" if code == "855" else "purpose")
    return {(ORDER, document["number"])} if refuses and refuses == said else set()


def _neutral(interchange: dict[str, Any]) -> list[str]:
    segments = [interchange["wire"]["header"]]
    for group in interchange["groups"]:
        segments.append(group["wire"]["header"])
        for each in group["transaction_sets"]:
            segments += each["segments"]
        segments.append(group["wire"]["trailer"])
    segments.append(interchange["wire"]["trailer"])
    segments = [elements for elements in segments if elements]
    for elements in segments:
        for at in _NEUTRAL.get(elements[0], ()):
            elements[at] = "-"
    return ["*".join(elements) for elements in segments]


def _table(settings: FlowSettings, table: str) -> pl.DataFrame:
    files = sorted((Path(settings.parquet_dir) / table).glob("date=*/*.parquet"))
    if not files:
        return TABLES[table].to_frame()
    return pl.read_parquet(files, hive_partitioning=False)


def _differences(expected: dict[str, Any], seen: dict[str, Any]) -> list[str]:
    """Each place where a sample yields another value than is expected of it, and both values."""
    told = orjson.loads(orjson.dumps(seen))
    out = [
        f"{name}: expected, but there is no such sample" for name in expected if name not in told
    ]
    for name, one in told.items():
        if name not in expected:
            out.append(f"{name}: nothing is expected of it")
            continue
        places = list(_places("", expected[name], one))
        out += [
            f"{name}: {place} differs\n  expected {_short(before)}\n  seen     {_short(now)}"
            for place, before, now in places[:TOLD_AT_MOST]
        ]
        if len(places) > TOLD_AT_MOST:
            out.append(f"{name}: and {len(places) - TOLD_AT_MOST:,} places more differ")
    return out


def _places(at: str, expected: Any, seen: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two JSON values differ (`documents[0].lines[1].price`), with what stands there."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        for key in dict.fromkeys((*expected, *seen)):
            place = f"{at}.{key}" if at else str(key)
            yield from _places(place, expected.get(key, ABSENT), seen.get(key, ABSENT))
    elif isinstance(expected, list) and isinstance(seen, list):
        for number, (before, now) in enumerate(zip_longest(expected, seen, fillvalue=ABSENT)):
            yield from _places(f"{at}[{number}]", before, now)
    elif expected != seen:
        yield at, expected, seen


def _short(value: object) -> str:
    text = "nothing" if value is ABSENT else orjson.dumps(value).decode()
    return text if len(text) <= 300 else text[:300] + " ..."


def _of_lines(lines: Sequence[dict[str, Any]]) -> str:
    """How many lines an order has, and the first of them in words."""
    said = [words(lines[0][name]) for name in ("line", "quantity", "uom", "item")] if lines else []
    return f"lines: {len(lines)}" + (f", the first {' '.join(said)}" if said else "")


def _tell(speaker: Speaker, seen: dict[str, Any]) -> None:
    for name, one in seen.items():
        speaker.line(name, style="bold")
        for code, key, status in one["statuses"]:
            speaker.line(f"  {code} {key}: {status}")
        for order in one.get("orders", ()):
            speaker.line(f"  order {order['order_id']}, {_of_lines(order['lines'])}")
        for found in one["findings"]:
            speaker.line(
                f"  {found['severity']} {found['code']} {found['element'] or ''}"
                f" {found['found'] or ''}".rstrip()
            )
        for answer in one.get("answers", ()):
            speaker.line("  answer " + " ".join(answer[2:-2]))
        for document in one.get("sent", ()):
            speaker.line("  sends " + " ".join(document[2:-2]))
