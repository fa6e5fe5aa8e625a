"""JSON back into a file: what `edi read --json` printed, or a document alone, as its bytes.

What still is what was read comes back byte for byte, clean or not. An interchange that was changed
is written anew, and strictly: sets whose documents were changed from these, all others as their
segments say; envelopes as their fields say. What says two things at once, what a partner would have
to refuse or would read otherwise, is told and not written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.control_numbers import as_sent
from edi.delimiters import Delimiters
from edi.documents_json import Unfit, from_json
from edi.findings import Code
from edi.framed import GroupClosed, InterchangeOpened, SetFramed
from edi.frames import frame
from edi.header_fields import misfit, said_fields, with_fields
from edi.held_groups import HeldGroup, header_findings
from edi.lettering import lettering_of, told
from edi.outbound import Envelope, composed, first_release, writable
from edi.overruling import overruled
from edi.plain_files import PlainFile, plain_file, plain_like
from edi.profile_values import WRITTEN
from edi.profiles import Profile
from edi.read_back import misread
from edi.set_rewriting import Written, written_set
from edi.strict_writing import JUDGED, envelope_faults, forbids, stale_totals, unwritten
from edi.transaction_sets import MESSAGES, SETS, ReadSet, read_set
from edi.untouched import (
    fields_of,
    file_digest,
    fixed_of,
    interchange_digest,
    is_changed,
    is_untouched,
    judged_changed,
)
from edi.wire_json import objects_of, verbatim
from edi.withholding import kept_from_going

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.findings import WireFinding
    from edi.profiles import Profiles


UNLIKE: Final = "not what `edi read --json` prints"
FIXED: Final = "only reading tells this, it cannot be changed"
FIXED_NAMES: Final = ("standard", "sha256", "wire.bytes")
FILE_NAMES: Final = ("interchanges", "findings", "after", "wire")
WIRE_NAMES: Final = ("encoding", "byte_order_mark", "wrapped", "bytes", "digests", "digest")
"""What stands under `wire` of a file."""
ALONE: Final = ("id", "partner", "set", "release", "sender", "usage", "document")
"""What an object of a document alone may say: it may be a request to send it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """The bytes, what keeps them from being written, and notes on what was written otherwise."""

    content: bytes
    findings: tuple[WireFinding, ...] = ()
    notes: tuple[WireFinding, ...] = ()


def write_json(value: Any, letter: Letter | None, profiles: Profiles | None = None) -> Rewritten:
    """The file that a JSON object says; a document alone needs the letter that it goes into.

    What was changed is held to the guides of these partners, too.

    Raises `Unfit` with a sentence where the object says none.
    """
    if not isinstance(value, dict):
        raise Unfit("an object is wanted: what `edi read --json` printed, or set and document")
    table: dict[str, Any] = value
    if "interchanges" in table:
        return _file(table, profiles)
    if letter is None:
        raise Unfit("a document alone needs to know the partner that it is for")
    return letter.write(table)


def _file(table: dict[str, Any], profiles: Profiles | None) -> Rewritten:
    items = table["interchanges"]
    if not isinstance(items, list):
        raise Unfit("interchanges: a list is wanted")
    try:
        wire: dict[str, Any] = table.get("wire") or {}
        plain = plain_like(wire)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unfit(f"wire: {UNLIKE}: {fault!r}") from fault
    parts = [
        _interchange(item, f"interchanges[{at}]", profiles, plain) for at, item in enumerate(items)
    ]
    findings = [finding for part in parts for finding in part.findings]
    try:
        findings += _only_told(table)
        if "bytes" in wire and is_untouched(table, file_digest(table)):
            content = str(wire["bytes"]).encode("latin-1")
            return Rewritten(content=content, findings=tuple(findings))
        findings += _outside(table, "after", str(table.get("after", "")))
        if "bytes" in wire and is_changed(table, "bytes", wire["bytes"]):
            findings.append(misfit("wire.bytes", wire["bytes"], FIXED))
        after = str(table.get("after", "")).encode("latin-1")
        content = plain.sent(b"".join([*(part.content for part in parts), after]))
        if "wrapped" in wire and is_changed(table, "wrapped", wire["wrapped"]):
            findings += _unwrapped(content, wire["wrapped"])
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unfit(f"wire: {UNLIKE}: {fault!r}") from fault
    notes = tuple(note for part in parts for note in part.notes)
    return Rewritten(content=content, findings=tuple(findings), notes=notes)


def _only_told(table: dict[str, Any]) -> list[WireFinding]:
    """What only reading tells, wherever it stands, and was changed; and what no wire has."""
    why = "nothing is written of it here"
    found = [misfit(name, table[name], why) for name in table if name not in FILE_NAMES]
    wire: dict[str, Any] = table.get("wire") or {}
    found += [misfit(f"wire.{name}", wire[name], why) for name in wire if name not in WIRE_NAMES]
    for each, place in objects_of(table):
        found += [misfit(f"{place}{name}", each[name], FIXED) for name in judged_changed(each)]
        wire = each.get("wire") or {}
        if wire.get("ends_with_break") and not wire.get("line_break"):
            told = "no line break is there to end with"
            found.append(misfit(f"{place}wire.ends_with_break", wire["ends_with_break"], told))
    return found


def _unwrapped(content: bytes, wrapped: object) -> list[WireFinding]:
    """What is said of wrapped lines, and is not read of what is written."""
    if plain_file(content, frame([content])).as_json().get("wrapped") == wrapped:
        return []
    return [misfit("wire.wrapped", wrapped, "what is written is not read as wrapped like this")]


def _outside(table: dict[str, Any], name: str, text: str, place: str = "") -> list[WireFinding]:
    """What is wrong with the bytes before or behind an interchange: only what came may be there."""
    if not text.strip(" \t\r\n") or not is_changed(table, name, text):
        return []
    why = "outside an interchange may be only blanks and line breaks, or what was there"
    return [misfit(f"{place}{name}", text, why)]


def _interchange(item: Any, place: str, profiles: Profiles | None, plain: PlainFile) -> Rewritten:
    """One interchange: as it came, or what was changed in it written anew."""
    try:
        wire: dict[str, Any] = item["wire"]
        before = str(wire.get("before", ""))
        if is_untouched(item, interchange_digest(item)):
            content = wire["bytes"].encode("latin-1") if "bytes" in wire else verbatim(item)
            return Rewritten(content=before.encode("latin-1") + content)
        stray = _outside(item, "before", before, f"{place}.wire.")
        written = _rewritten(item, place, profiles, plain)
    except (LookupError, TypeError, AttributeError, ValueError) as fault:
        raise Unfit(f"{place}: {UNLIKE}: {fault!r}") from fault
    return replace(
        written,
        content=before.encode("latin-1", "replace") + written.content,
        findings=(*stray, *written.findings),
    )


def _rewritten(
    item: dict[str, Any], place: str, profiles: Profiles | None, plain: PlainFile
) -> Rewritten:
    """An interchange that was changed, with its counts, and all that is wrong with it."""
    marks = _marks(item["wire"])
    groups: list[dict[str, Any]] = []
    made: list[Written] = []
    findings: list[WireFinding] = []
    profile = _profile_of(item, place, profiles, plain)
    lettering = lettering_of(item, marks, plain, profile)
    for at, given in enumerate(item["groups"]):
        where = f"{place}.groups[{at}]"
        group, told = _enveloped(given, len(given["transaction_sets"]), where)
        findings += [*told, *_emptied(given, "transaction_sets", where)]
        sets: list[dict[str, Any]] = []
        for number, each in enumerate(group["transaction_sets"]):
            there = f"{where}.transaction_sets[{number}]"
            one = written_set((item, group, each), there, lettering)
            made.append(one)
            sets.append({**said_fields(each, kept=one.is_kept), "segments": one.segments})
        groups.append({**group, "transaction_sets": sets})
    grouped = item["standard"] == "X12" or any(group["wire"]["header"] for group in groups)
    count = len(groups) if grouped else len(made)
    whole, told = _enveloped({**item, "groups": groups}, count, place)
    findings += [*told, *_fixed(item, place)]
    if item["standard"] == "X12" and not item["acknowledgments"]:
        findings += _emptied(item, "groups", place)
    findings += [finding for one in made for finding in one.findings]
    content = b"" if findings else verbatim(whole)
    if not findings:
        changed = [_has_new_header(group) for group in item["groups"]]
        findings = _faults(plain.encoded(content), made, changed, profile or Profile())
        findings = findings or misread(whole, content, place)
    notes = tuple(note for one in made for note in one.notes)
    return Rewritten(content=content, findings=tuple(findings), notes=notes)


def _profile_of(
    item: dict[str, Any], place: str, profiles: Profiles | None, plain: PlainFile
) -> Profile | None:
    """The profile of the partner to whom an interchange says that it goes, or from whom it came."""
    if profiles is None:
        return None
    alone = {**_enveloped(item, 0, place)[0], "acknowledgments": [], "groups": []}
    for part in frame([plain.encoded(verbatim(alone))]):
        if isinstance(part, InterchangeOpened):
            return profiles.partner_of(part) or profiles.default
    return profiles.default


def _emptied(table: dict[str, Any], name: str, place: str) -> list[WireFinding]:
    """What is said of an interchange or a group of which all was taken out."""
    trailer: list[str] = table["wire"]["trailer"]
    counted = "".join(trailer[1:2]).strip() not in ("", "0")
    # What has no envelope of its own is nothing but what is in it.
    if table[name] or not (counted or not table["wire"]["header"]):
        return []
    return [misfit(f"{place}.{name}", "", "nothing is left in it; take it out as a whole")]


def _has_new_header(group: dict[str, Any]) -> bool:
    """Whether the header of a group, or what its fields say of it, is not as it came."""
    header = group["wire"]["header"]
    return is_changed(group, "fields", fields_of(group)) or is_changed(group, "header", header)


def _fixed(item: dict[str, Any], place: str) -> list[WireFinding]:
    """What only reading tells of an interchange, and was changed nevertheless."""
    if "digests" not in item["wire"] or not is_changed(item, "fixed", fixed_of(item)):
        return []
    return [misfit(f"{place}: one of {', '.join(FIXED_NAMES)}", "", FIXED)]


def _enveloped(
    table: dict[str, Any], count: int, place: str
) -> tuple[dict[str, Any], list[WireFinding]]:
    """An interchange or a group between header and trailer as its fields and its sets say them.

    A trailer that was changed stands as it is, whatever it counts.
    """
    wire = table["wire"]
    kept = not is_changed(table, "header", wire["header"])
    trailer = wire["trailer"]
    if trailer and not is_changed(table, "trailer", trailer):
        trailer = [trailer[0], str(count), *trailer[2:]]
    header, ending, found = with_fields(table, (wire["header"], trailer), place, kept=kept)
    if is_changed(table, "trailer", wire["trailer"]):
        ending = trailer
    envelope = {**wire, "header": header, "trailer": ending}
    return {**said_fields(table, kept=kept), "wire": envelope}, found


def _marks(wire: dict[str, Any]) -> Delimiters:
    table = {name: str(text).encode("latin-1") for name, text in wire["delimiters"].items()}
    return replace(WRITTEN, **table, line_break=str(wire.get("line_break", "")).encode("latin-1"))


def _faults(
    content: bytes, made: Sequence[Written], changed: Sequence[bool], profile: Profile
) -> list[WireFinding]:
    """What a reader would have to refuse or complain of, or would read otherwise.

    `changed` says of each group whether its header was; what we know no grammar of, a partner may.
    That the file is in UTF-16 is as it came.
    """
    found: list[WireFinding] = []
    reads: list[ReadSet] = []
    sets: list[SetFramed] = []
    headers = iter(changed)
    for part in frame([content]):
        findings: tuple[WireFinding, ...] = getattr(part, "findings", ())
        if isinstance(part, SetFramed):
            read = read_set(part, profile.guide)
            reads.append(read)
            sets.append(part)
            findings = read.findings
        elif isinstance(part, GroupClosed):
            if next(headers, False):
                held = HeldGroup(closed=part, sets=tuple(sets))
                findings = (*findings, *header_findings(held))
            sets = []
        found += [
            one for one in findings if one.code is not Code.UTF16 and forbids(one, profile, JUDGED)
        ]
    if not found:
        for one, read in zip(made, reads, strict=False):
            if one.document is not None:
                found += unwritten(one.document, read.document) or overruled(
                    one.said, one.before, read.document, one.place
                )
            if one.document is not None or not one.is_kept:
                found += stale_totals(read.findings, one.noted)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Who writes a document alone to whom, when, under which control number."""

    profile: Profile
    sender: str
    receiver: str
    at: datetime
    control: int
    usage: str = "P"

    def write(self, table: dict[str, Any]) -> Rewritten:
        """An interchange of this one document, in the partner's characters and by its guide."""
        for name in table:
            if name not in ALONE:
                raise Unfit(f"{name}: a document alone has {', '.join(ALONE)}, and no more")
        code = str(table.get("set"))
        known = writable(code)
        if known is None:
            names = ", ".join((*SETS, *MESSAGES))
            raise Unfit(f"set: {code!r} is none of those that are written: {names}")
        document = from_json(known.shape.document, table.get("document"))
        prefix = self.profile.control_numbers.prefix if code in MESSAGES else ""
        envelope = Envelope(
            sender=self.sender, receiver=self.receiver, at=self.at, control=self.control,
            usage=self.usage, delimiters=self.profile.delimiters,
            characters=self.profile.characters, prefix=prefix,
        )  # fmt: skip
        release = str(table.get("release") or first_release(known, self.profile.releases))
        made = composed(known, document, release, envelope)
        found = kept_from_going(made, self.profile, JUDGED, known=known, document=document)
        for part in frame([made.content]) if not found else ():
            if isinstance(part, InterchangeOpened):
                control = as_sent(self.control, prefix)
                found += envelope_faults(part, self.sender, self.receiver, control)
            elif isinstance(part, SetFramed):
                found += stale_totals(read_set(part, self.profile.guide).findings, ())
        notes = tuple(map(told, made.substituted))
        return Rewritten(content=made.content, findings=tuple(found), notes=notes)
