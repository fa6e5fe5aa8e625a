"""JSON back into a file: what `edi read --json` printed, or a document alone, as its bytes.

A set whose document is unchanged is written as its segments came; one that was changed, or that
has no segments, is written from its document, strictly: what a partner would have to refuse is
not written, but told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from edi.delimiters import Delimiters
from edi.documents_json import Unfit, as_json, from_json
from edi.edifact_writing import edifact_segment
from edi.framed import SetFramed
from edi.outbound import Envelope, composed, first_release, writable
from edi.profiles import SYNTAX, WRITTEN
from edi.reading import frame
from edi.sending import kept_from_going
from edi.transaction_sets import MESSAGES, SETS, nearest_directory, nearest_release, read_set
from edi.wire_json import elements_of, verbatim
from edi.writing import segment_text
from schemas.findings import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from edi.findings import WireFinding
    from edi.profiles import Profile
    from edi.transaction_set import TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """The bytes, and what is wrong with sets that were written from their documents."""

    content: bytes
    findings: tuple[WireFinding, ...]


def write_json(value: Any, letter: Letter | None) -> Rewritten:
    """The file that a JSON object says; a document alone needs the letter that it goes into.

    Raises `Unfit` with a sentence where the object says none.
    """
    if not isinstance(value, dict):
        raise Unfit("an object is wanted: what `edi read --json` printed, or set and document")
    table: dict[str, Any] = value
    if "interchanges" in table:
        parts = [_interchange(item, f"interchanges[{at}]") for at, item in _items(table)]
        content = b"".join(part.content for part in parts)
        content += str(table.get("after", "")).encode("latin-1")
        return Rewritten(
            content=content, findings=tuple(f for part in parts for f in part.findings)
        )
    if letter is None:
        raise Unfit("a document alone needs to know the partner that it is for")
    return letter.write(table)


def _items(table: dict[str, Any]) -> list[tuple[int, Any]]:
    items = table["interchanges"]
    if not isinstance(items, list):
        raise Unfit("interchanges: a list is wanted")
    return list(enumerate(items))


def _interchange(item: Any, place: str) -> Rewritten:
    """One interchange: its parts as they came, except what was changed."""
    try:
        return _rewritten(item, place)
    except (KeyError, TypeError, AttributeError) as fault:
        raise Unfit(f"{place}: not what `edi read --json` prints: {fault!r}") from fault


def _rewritten(item: dict[str, Any], place: str) -> Rewritten:
    marks = _marks(item["wire"])
    changed = False
    groups: list[dict[str, Any]] = []
    for at, group in enumerate(item["groups"]):
        sets: list[dict[str, Any]] = []
        touched = False
        for number, each in enumerate(group["transaction_sets"]):
            where = f"{place}.groups[{at}].transaction_sets[{number}]"
            written = _set_segments((item, group, each), marks, where)
            touched = touched or written is not None
            sets.append(each if written is None else {**each, "segments": written})
        wire = group["wire"]
        if touched and wire["trailer"]:
            trailer = [wire["trailer"][0], str(len(sets)), *wire["trailer"][2:]]
            wire = {**wire, "trailer": trailer}
        changed = changed or touched
        groups.append({**group, "transaction_sets": sets, "wire": wire})
    before = str(item["wire"].get("before", "")).encode("latin-1")
    if not changed and "bytes" in item["wire"]:
        content = str(item["wire"]["bytes"]).encode("latin-1")
        return Rewritten(content=before + content, findings=())
    content = verbatim({**item, "groups": groups})
    return Rewritten(content=before + content, findings=_faults(content) if changed else ())


def _set_segments(
    at: tuple[dict[str, Any], dict[str, Any], dict[str, Any]], marks: Delimiters, place: str
) -> list[list[str]] | None:
    """A set's segments anew, where its document is not what its segments say."""
    item, group, each = at
    edifact = item["standard"] == "EDIFACT"
    known = (MESSAGES if edifact else SETS).get(each["set"])
    segments: list[list[str]] = each.get("segments") or []
    if known is None or each.get("document") is None:
        if not segments:
            raise Unfit(f"{place}: neither segments nor a document of a set that we write")
        return None
    document = from_json(known.shape.document, each["document"], f"{place}.document")
    if segments and _reread(item, group, each) == as_json(document):
        return None
    control = str(each.get("control_number") or "0001")
    guide = segments[0][3] if segments and len(segments[0]) > 3 else ""
    if edifact:
        return _message(known, document, segments, marks)
    body = known.write(document, nearest_release(known, str(group.get("release", ""))))
    lines = [("ST", each["set"], control, guide), *body, ("SE", str(len(body) + 2), control)]
    return [segment_text(line, marks).split(marks.element.decode("latin-1")) for line in lines]


def _message(
    known: TransactionSet[Any], document: Any, segments: list[list[str]], marks: Delimiters
) -> list[list[str]]:
    """An EDIFACT message anew, behind the UNH that it had."""
    kind = (known.code, "D", "96A", "UN")
    head = (
        segments[0] if segments else elements_of(edifact_segment(("UNH", "1", kind), marks), marks)
    )
    component = marks.component.decode("latin-1")
    guide = component.join(head[2].split(component)[1:]) if len(head) > 2 else ""
    body = known.write(document, nearest_directory(known, guide.replace(component, ":")))
    lines = [*body, ("UNT", str(len(body) + 2), head[1] if len(head) > 1 else "1")]
    return [head, *(elements_of(edifact_segment(line, marks), marks) for line in lines)]


def _reread(item: dict[str, Any], group: dict[str, Any], each: dict[str, Any]) -> object:
    """What a set's segments say in their own envelope, as JSON."""
    alone = {**group, "transaction_sets": [each]}
    content = verbatim({**item, "acknowledgments": [], "groups": [alone]})
    for part in frame([content]):
        if isinstance(part, SetFramed):
            return as_json(read_set(part).document)
    return None


def _marks(wire: dict[str, Any]) -> Delimiters:
    table = {name: str(text).encode("latin-1") for name, text in wire["delimiters"].items()}
    return replace(WRITTEN, **table, line_break=str(wire.get("line_break", "")).encode("latin-1"))


def _faults(content: bytes) -> tuple[WireFinding, ...]:
    """What a reader would have to refuse or complain of."""
    found: list[WireFinding] = []
    for part in frame([content]):
        read = read_set(part).findings if isinstance(part, SetFramed) else part_findings(part)
        found += [
            finding
            for finding in read
            if finding.level in SYNTAX and finding.severity is not Severity.NOTE
        ]
    return tuple(found)


def part_findings(part: object) -> tuple[WireFinding, ...]:
    """The findings of a part that is no set."""
    return getattr(part, "findings", ())


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
        """An interchange of this one document."""
        code = str(table.get("set"))
        known = writable(code)
        if known is None:
            names = ", ".join((*SETS, *MESSAGES))
            raise Unfit(f"set: {code!r} is none of those that are written: {names}")
        document = from_json(known.shape.document, table.get("document"))
        envelope = Envelope(
            sender=self.sender, receiver=self.receiver, at=self.at, control=self.control,
            usage=self.usage, delimiters=self.profile.delimiters,
            characters=self.profile.characters,
        )  # fmt: skip
        release = str(table.get("release") or first_release(known, self.profile.releases))
        made = composed(known, document, release, envelope)
        return Rewritten(content=made.content, findings=tuple(kept_from_going(made, self.profile)))
