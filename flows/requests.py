"""Requests to send: lines of the inbox's `documents/` folder, each a document for a partner.

Every lane reads all of them. Each line is for one lane: a request for the one that reads the files
of its partner, and a line that shows none for the one that its file falls to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from edi.documents_json import Unfit, from_json, repeated_fields
from edi.outbound import first_release, writable
from edi.sending import Request
from flows.results import FRAMED, Result
from flows.trading import PairRequest
from schemas.findings import Finding
from sources.findings import Found, finding_rows
from sources.lines import LineNumbers, Lines, without_bom
from sources.names import lane_of
from sources.pieces import FileKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import polars as pl

    from edi.profiles import Profile, Profiles
    from edi.transaction_set import TransactionSet
    from sources.pieces import Piece

FIELDS: Final = ("id", "partner", "set", "document")
"""What a request must say."""
OPTIONAL: Final = ("release", "sender", "usage")
"""What it may say too; another field may be one of these misspelt, so nothing goes then."""
USAGES: Final = ("P", "T", "I")
_LINE_NUMBERS: Final = LineNumbers()


def read_requests(
    lane: str, piece: Piece, profiles: Profiles, our_ids: Sequence[str]
) -> tuple[list[Result], pl.DataFrame | None]:
    """A lane's requests of a piece on their way to their pairs, and findings on its other lines."""
    at_home = lane_of(piece.place.file) == int(lane)
    found: list[Found] = []
    out: list[Result] = []
    if piece.kind is not FileKind.JSON_LINES:
        # Such a file has one lane, as any other than of requests has.
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
        asked = _asked(line, offset, profiles, our_ids)
        if not (at_home if isinstance(asked, Found) else asked.lane == int(lane)):
            continue
        at = None if first is None else first + number + 1
        request = _said_twice(line, offset, asked)
        if isinstance(request, _Asked):
            request = _request(request, piece.place.written_at)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A line that says who sends what to whom."""

    line: bytes
    offset: int
    said: dict[str, Any]
    known: TransactionSet[Any]
    profile: Profile
    sender: str
    receiver: str
    usage: str

    @property
    def lane(self) -> int:
        """The lane that reads what the partner sends."""
        return lane_of(self.profile.name)


def _asked(line: bytes, offset: int, profiles: Profiles, our_ids: Sequence[str]) -> _Asked | Found:
    def refused(code: Finding, field: str | None = None, value: object = None) -> Found:
        return _refused(line, offset, code, field, value)

    try:
        value: Any = orjson.loads(line)
    except (ValueError, RecursionError):
        return refused(Finding.NOT_JSON)
    if not isinstance(value, dict):
        return refused(Finding.NOT_AN_OBJECT)
    table: dict[str, Any] = value
    wrong = _wrong_field(table)
    if wrong is not None:
        return refused(*wrong)
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
    receiver = profiles.id_of(profile, sender)
    if not receiver:
        return refused(Finding.REQUEST_UNFIT, "partner", table["partner"])
    usage = table.get("usage", "P")
    if usage not in USAGES:
        return refused(Finding.REQUEST_UNFIT, "usage", usage)
    return _Asked(
        line=line, offset=offset, said=table, known=known, profile=profile, sender=sender,
        receiver=receiver, usage=usage,
    )  # fmt: skip


def _said_twice(line: bytes, offset: int, asked: _Asked | Found) -> _Asked | Found:
    """The same, or that the line says a field twice, whatever else is wrong with it.

    It is read once more for that, so only by the lane whose it is.
    """
    code = asked.code if isinstance(asked, Found) else None
    if code is Finding.NOT_JSON:
        return asked
    try:
        repeated = repeated_fields(line)
    except (ValueError, RecursionError):
        return _refused(line, offset, Finding.NOT_JSON, None, None)
    if repeated and code is not Finding.NOT_AN_OBJECT:
        return _refused(line, offset, Finding.FIELD_REPEATED, repeated[0], None)
    return asked


def _wrong_field(table: dict[str, Any]) -> tuple[Finding, str, object] | None:
    """The first field of a request that is missing, of another type, or none of its fields."""
    for name in FIELDS:
        if name not in table:
            return Finding.FIELD_MISSING, name, None
        if name != "document" and not (isinstance(table[name], str) and table[name]):
            return Finding.FIELD_TYPE, name, table[name]
    unknown = next((name for name in table if name not in (*FIELDS, *OPTIONAL)), None)
    if unknown is not None:
        return Finding.REQUEST_UNFIT, unknown, "there is no such field of a request"
    release = table.get("release")
    if release is not None and not isinstance(release, str):
        return Finding.FIELD_TYPE, "release", release
    return None


def _request(asked: _Asked, asked_at: datetime | None) -> Request | Found:
    known, profile = asked.known, asked.profile
    try:
        document = from_json(known.shape.document, asked.said["document"])
    except Unfit as fault:
        return _refused(asked.line, asked.offset, Finding.REQUEST_UNFIT, "document", fault)
    release = asked.said.get("release")
    return Request(
        id=asked.said["id"],
        sender=asked.sender,
        receiver=asked.receiver,
        usage=asked.usage,
        set=known.code,
        release=release if isinstance(release, str) else first_release(known, profile.releases),
        document=document,
        raw=asked.line,
        offset=asked.offset,
        asked_at=asked_at,
    )


def _refused(line: bytes, offset: int, code: Finding, field: str | None, value: object) -> Found:
    shown = None if value is None else str(value)
    return Found(code=code, offset=offset, field=field, value=shown, raw=line)
