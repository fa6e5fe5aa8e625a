"""The slow and obviously right decoder: one line at a time, by the words of the contract."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from schemas.events import BUCKETS, Kind

TEXTS = [
    "event_id", "source", "correlation_id", "causation_id", "document", "kind", "item",
    "location", "lot", "owner", "uom", "bucket", "from_bucket", "to_bucket", "reference",
    "reason", "corrects_event_id",
]  # fmt: skip
TIMES = ("event_time", "as_of", "expires_at", "due_at")
NUMBERS = ("source_seq", "quantity")
FIELDS = {*TEXTS, *TIMES, *NUMBERS, "complete", "ingest_time", "type"}
KINDS = {kind.value for kind in Kind}
BUCKET_NAMES = {bucket.value for bucket in BUCKETS}


class Bad(Exception):
    def __init__(self, code, field=None):
        super().__init__(code, field)
        self.outcome = (code, field)


def decode_line(line: bytes):
    """`("event", {...})`, `("bad", code, field)` or None for a blank line."""
    try:
        return _decode(line)
    except Bad as bad:
        return ("bad", *bad.outcome)


def _decode(line):
    if len(line) > 1 << 20:
        raise Bad("LINE_TOO_LONG")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("NOT_UTF8") from None
    if not text.strip(" \t\r"):
        return None
    record = _object(text.strip(" \t\r"))
    if record.get("type", "inventory") != "inventory":
        known = record["type"] == "shipment"
        raise Bad("TYPE_UNSUPPORTED" if known else "TYPE_UNKNOWN", "type")
    _has_required(record)
    event = {name: value for name, value in record.items() if name in FIELDS}
    event.pop("type", None)
    event.pop("ingest_time", None)
    for name in _in_order(event):
        if isinstance(event[name], str) and any(0xD800 <= ord(c) < 0xE000 for c in event[name]):
            raise Bad("NOT_UTF8", name)
    for name in _in_order(event):
        _has_type(name, event[name])
    times = {name: _time(event[name]) for name in TIMES if name in event}
    for code in ("TIME_INVALID", "TIME_WITHOUT_ZONE"):
        for name, time in times.items():
            if time == code:
                raise Bad(code, name)
    event.update(times)
    _follows_rules(event)
    return ("event", event)


def _object(text):
    repeated = []

    def pairs(found):
        merged = {}
        for name, value in found:
            if value is not None:
                if name in merged:
                    repeated.append(name)
                merged[name] = value
        return merged

    def constant(name):
        raise ValueError(name)

    try:
        record = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except (ValueError, RecursionError):
        raise Bad("NOT_JSON") from None
    if not isinstance(record, dict):
        raise Bad("NOT_AN_OBJECT")
    if repeated:
        raise Bad("FIELD_REPEATED", repeated[0])
    return record


def _in_order(event):
    from schemas.events import INVENTORY_EVENT

    return [name for name in INVENTORY_EVENT if name in event]


def _has_required(record):
    needed = ["event_id", "source", "event_time", "kind"]
    if record.get("kind") != "HEARTBEAT":
        needed += ["item", "location", "quantity"]
    if record.get("kind") == "SNAPSHOT":
        needed += ["as_of"]
    for name in needed:
        if name not in record or record[name] == "":
            raise Bad("FIELD_MISSING", name)


def _has_type(name, value):
    if name in NUMBERS:
        good = type(value) is int and (name == "quantity" or -(2**63) <= value < 2**63)
    elif name == "complete":
        good = type(value) is bool
    else:
        good = type(value) is str
    if not good:
        raise Bad("FIELD_TYPE", name)


def _time(text):
    shape = r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d|)"
    found = re.fullmatch(shape, text, re.ASCII)
    if found is None:
        return "TIME_INVALID"
    day, minute, second, fraction, zone = found.groups()
    leap = second == "60"
    try:
        at = datetime.fromisoformat(f"{day}T{minute}:{'59' if leap else second}+00:00")
        at += timedelta(microseconds=int(((fraction or ".")[1:] + "000000")[:6]))
        if zone == "":
            return "TIME_WITHOUT_ZONE"
        if zone not in "Zz":
            if int(zone[1:3]) > 23 or int(zone[4:]) > 59:
                return "TIME_INVALID"
            distance = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
            at = at - distance if zone[0] == "+" else at + distance
    except (ValueError, OverflowError):
        return "TIME_INVALID"
    if leap:
        if not (at.hour == 23 and at.minute == 59):
            return "TIME_INVALID"
        at += timedelta(seconds=1)
    return at.astimezone(UTC)


def _follows_rules(event):
    if event["kind"] not in KINDS:
        raise Bad("KIND_UNKNOWN", "kind")
    for name in ("bucket", "from_bucket", "to_bucket"):
        if event.get(name, "available") not in BUCKET_NAMES:
            raise Bad("BUCKET_UNKNOWN", name)
    if event["kind"] == "MOVE":
        for name in ("from_bucket", "to_bucket"):
            if name not in event:
                raise Bad("BUCKET_MISSING", name)
    quantity = event.get("quantity", 0)
    if quantity < 0 and event["kind"] != "ADJUST":
        raise Bad("QUANTITY_SIGN", "quantity")
    if abs(quantity) > 10**12:
        raise Bad("QUANTITY_RANGE", "quantity")
