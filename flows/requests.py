"""Requests to send: lines of the inbox's `documents/` folder, each a document for a partner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from edi.documents_json import Unfit, from_json
from edi.outbound import first_release, writable
from edi.sending import Request
from flows.results import FRAMED, Result
from flows.trading import PairRequest
from schemas.findings import Finding
from sources.findings import Found, finding_rows
from sources.lines import LineNumbers, Lines, without_bom
from sources.pieces import FileKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from edi.profiles import Profiles
    from sources.pieces import Piece

FIELDS: Final = ("id", "partner", "set", "document")
"""What a request must say; `release`, `sender` and `usage` may be said too."""
USAGES: Final = ("P", "T", "I")
_LINE_NUMBERS: Final = LineNumbers()


def read_requests(
    lane: str, piece: Piece, profiles: Profiles, our_ids: Sequence[str]
) -> tuple[list[Result], pl.DataFrame | None]:
    """The requests of a piece on their way to their trading pairs, and findings on the others."""
    found: list[Found] = []
    out: list[Result] = []
    if piece.kind is not FileKind.JSON_LINES:
        found.append(Found(code=Finding.FILE_KIND_UNKNOWN, raw=piece.data))
        return out, finding_rows(found, piece.place.file, piece.read_at)
    data, begin = without_bom(piece.data, piece.place.offset)
    lines = Lines(data)
    first = _LINE_NUMBERS.before(piece.place.path, piece.place.offset)
    for number in range(len(lines)):
        line = lines.line(number)
        if not line.strip():
            continue
        offset = begin + int(lines.starts[number])
        at = None if first is None else first + number + 1
        request = _request(line, offset, profiles, our_ids)
        if isinstance(request, Found):
            found.append(replace(request, line=at))
            continue
        rows = PairRequest(
            pair=request.pair, file=piece.place.file, request=request, read_at=piece.read_at,
            line=at,
        )  # fmt: skip
        out.append(Result(lane, FRAMED, rows))
    findings = finding_rows(found, piece.place.file, piece.read_at) if found else None
    return out, findings


def _request(
    line: bytes, offset: int, profiles: Profiles, our_ids: Sequence[str]
) -> Request | Found:
    def refused(code: Finding, field: str | None = None, value: object = None) -> Found:
        shown = None if value is None else str(value)
        return Found(code=code, offset=offset, field=field, value=shown, raw=line)

    try:
        value: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        return refused(Finding.NOT_JSON)
    if not isinstance(value, dict):
        return refused(Finding.NOT_AN_OBJECT)
    table: dict[str, Any] = value
    for name in FIELDS:
        if name not in table:
            return refused(Finding.FIELD_MISSING, name)
        if name != "document" and not (isinstance(table[name], str) and table[name]):
            return refused(Finding.FIELD_TYPE, name, table[name])
    profile = profiles.named(table["partner"])
    if profile is None or not profile.ids:
        return refused(Finding.REQUEST_UNFIT, "partner", table["partner"])
    known = writable(table["set"])
    if known is None or (profile.sets_out and known.code not in profile.sets_out):
        return refused(Finding.REQUEST_UNFIT, "set", table["set"])
    ours = profile.our_ids or tuple(our_ids)
    sender = table.get("sender")
    sender = next(iter(ours), "") if sender in (None, "") else sender
    if not isinstance(sender, str) or ":" not in sender or (ours and sender not in ours):
        # What came back to an id that is none of ours would be held, its acknowledgment too.
        return refused(Finding.REQUEST_UNFIT, "sender", sender)
    usage = table.get("usage", "P")
    if usage not in USAGES:
        return refused(Finding.REQUEST_UNFIT, "usage", usage)
    try:
        document = from_json(known.shape.document, table["document"])
    except Unfit as fault:
        return refused(Finding.REQUEST_UNFIT, "document", fault)
    release = table.get("release")
    return Request(
        id=table["id"],
        sender=sender,
        receiver=profile.ids[0],
        usage=usage,
        set=known.code,
        release=release if isinstance(release, str) else first_release(known, profile.releases),
        document=document,
        raw=line,
        offset=offset,
    )
