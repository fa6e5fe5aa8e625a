"""JSON back into a file: what `edi read --json` printed, or a document alone, as its bytes.

What still is what was read comes back byte for byte, clean or not. An interchange that was changed
is written anew: sets whose documents are unchanged as their segments came, all others from their
documents, and strictly. What a partner would have to refuse, or would read otherwise, is told and
not written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from edi.delimiters import Delimiters
from edi.documents_json import Unfit, from_json
from edi.framed import InterchangeOpened, SetFramed
from edi.outbound import Envelope, composed, first_release, writable
from edi.plain_files import plain_like
from edi.profiles import WRITTEN, Profile
from edi.reading import frame
from edi.sending import forbids, kept_from_going
from edi.set_rewriting import Written, written_set
from edi.strict_writing import JUDGED, envelope_faults, unwritten
from edi.transaction_sets import MESSAGES, SETS, read_set
from edi.untouched import file_digest, interchange_digest, is_untouched
from edi.wire_json import verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.findings import WireFinding
    from edi.profiles import Profiles


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
    parts = [_interchange(item, f"interchanges[{at}]", profiles) for at, item in enumerate(items)]
    findings = tuple(finding for part in parts for finding in part.findings)
    try:
        wire: dict[str, Any] = table.get("wire") or {}
        if "bytes" in wire and is_untouched(table, file_digest(table)):
            return Rewritten(content=str(wire["bytes"]).encode("latin-1"))
        after = str(table.get("after", "")).encode("latin-1")
        content = plain_like(wire).sent(b"".join([*(part.content for part in parts), after]))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unfit(f"wire: not what `edi read --json` prints: {fault!r}") from fault
    return Rewritten(content=content, findings=findings)


def _interchange(item: Any, place: str, profiles: Profiles | None) -> Rewritten:
    """One interchange: as it came, or what was changed in it written anew."""
    try:
        wire: dict[str, Any] = item["wire"]
        before = str(wire.get("before", "")).encode("latin-1")
        if is_untouched(item, interchange_digest(item)):
            content = wire["bytes"].encode("latin-1") if "bytes" in wire else verbatim(item)
            return Rewritten(content=before + content)
        written = _rewritten(item, place, profiles)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Unfit(f"{place}: not what `edi read --json` prints: {fault!r}") from fault
    return replace(written, content=before + written.content)


def _rewritten(item: dict[str, Any], place: str, profiles: Profiles | None) -> Rewritten:
    """An interchange that was changed, with its counts, and all that is wrong with it."""
    marks = _marks(item["wire"])
    groups: list[dict[str, Any]] = []
    made: list[Written] = []
    for at, group in enumerate(item["groups"]):
        sets: list[dict[str, Any]] = []
        for number, each in enumerate(group["transaction_sets"]):
            where = f"{place}.groups[{at}].transaction_sets[{number}]"
            made.append(written_set((item, group, each), marks, where))
            sets.append({**each, "segments": made[-1].segments})
        wire = {**group["wire"], "trailer": _counted(group["wire"]["trailer"], len(sets))}
        groups.append({**group, "transaction_sets": sets, "wire": wire})
    count = len(groups) if item["standard"] == "X12" or groups[0]["wire"]["header"] else len(made)
    wire = {**item["wire"], "trailer": _counted(item["wire"]["trailer"], count)}
    content = verbatim({**item, "groups": groups, "wire": wire})
    findings = [finding for one in made for finding in one.findings]
    if not findings:
        findings = _faults(content, made, profiles)
    return Rewritten(content=content, findings=tuple(findings))


def _counted(trailer: list[str], count: int) -> list[str]:
    """A trailer that counts what there is."""
    return [trailer[0], str(count), *trailer[2:]] if trailer else []


def _marks(wire: dict[str, Any]) -> Delimiters:
    table = {name: str(text).encode("latin-1") for name, text in wire["delimiters"].items()}
    return replace(WRITTEN, **table, line_break=str(wire.get("line_break", "")).encode("latin-1"))


def _faults(
    content: bytes, made: Sequence[Written], profiles: Profiles | None
) -> list[WireFinding]:
    """What a reader would have to refuse or complain of, or would read otherwise."""
    found: list[WireFinding] = []
    documents: list[Any] = []
    profile = Profile()
    for part in frame([content]):
        findings: tuple[WireFinding, ...] = getattr(part, "findings", ())
        if isinstance(part, InterchangeOpened) and profiles is not None:
            profile = profiles.partner_of(part) or profiles.default
        elif isinstance(part, SetFramed):
            read = read_set(part, profile.guide)
            documents.append(read.document)
            findings = read.findings
        found += [one for one in findings if forbids(one, profile, JUDGED)]
    if not found:
        for one, document in zip(made, documents, strict=False):
            found += unwritten(one.document, document) if one.document is not None else ()
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
        found = kept_from_going(made, self.profile, JUDGED)
        for part in frame([made.content]) if not found else ():
            if isinstance(part, InterchangeOpened):
                found += envelope_faults(part, self.sender, self.receiver, self.control)
            elif isinstance(part, SetFramed):
                found += unwritten(known.arrange(document), read_set(part).document)
        return Rewritten(content=made.content, findings=tuple(found), notes=made.substituted)
