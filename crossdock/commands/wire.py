"""The wire by hand: one EDI file read, checked or acknowledged; nothing is kept of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from crossdock.console import DONE, FOUND, RIGHT, Column, CommandFailed, Speaker, one_line, words
from edi.codes import CATALOGUE, Code
from edi.documents_json import Unfit, repeated_fields
from edi.explaining import explain_file, note_sentence
from edi.profiles import Profiles
from edi.reading import acknowledge_file, check_file
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from flows.partners import read_profiles
from sources.lines import without_bom
from storage.files import replace_durably

if TYPE_CHECKING:
    from edi.explained_faults import Fault
    from edi.findings import WireFinding
    from flows.settings import FlowSettings

CHUNK: Final = 1 << 20
ERROR: Final = "error"
SHOWN: Final = ("severity", "code", "offset", "segment", "element", "found")
"""What people see of a finding, before what to do."""
LINES_SHOWN: Final = 12
"""Order lines that people see of a document; `--json` has all."""


def read(speaker: Speaker, file: Path, settings: FlowSettings | None) -> int:
    """The documents of a file, judged by its partners' profiles; without settings, by none."""
    profiles = None if settings is None else _profiles(speaker, settings)
    found: dict[str, Any] = read_file(_chunks(file), profiles)
    sets = list(_sets(found))
    if speaker.json:
        speaker.emit(found)
    else:
        for interchange in found["interchanges"]:
            _tell_interchange(speaker, interchange)
        for finding in found["findings"]:
            speaker.line(_sentence(finding))
        if not found["interchanges"]:
            speaker.line("No interchange is in this file.")
    notes = [note for each in found["interchanges"] for note in each["acknowledgments"]]
    refused = any(not each["accepted"] for each in sets) or not all(map(note_sentence, notes))
    empty = not (sets or notes)
    return FOUND if refused or empty or _has_error(found) else DONE


def check(speaker: Speaker, file: Path, settings: FlowSettings) -> int:
    """What is wrong with a file, as its partner's profile sees it."""
    found = check_file(
        _chunks(file),
        now=datetime.now(UTC),
        profiles=_profiles(speaker, settings),
        ours=settings.our_ids,
    )
    if speaker.json:
        speaker.emit(found)
    elif not found:
        speaker.line("Nothing is wrong with this file.")
    else:
        speaker.table(
            [
                Column(title="severity"),
                Column(title="code"),
                Column(title="byte", show=words, align=RIGHT),
                Column(title="segment", show=words, align=RIGHT),
                Column(title="element", show=words),
                Column(title="found", show=words),
                Column(title="what to do", show=words),
            ],
            [
                (
                    *(finding.get(name) for name in SHOWN),
                    _advice(finding),
                )
                for finding in found
            ],
        )
    return FOUND if any(finding["severity"] == ERROR for finding in found) else DONE


def acknowledge(speaker: Speaker, file: Path, out: Path | None, settings: FlowSettings) -> int:
    """The acknowledgment that a file earns when it comes first."""
    now = datetime.now(UTC)
    content = acknowledge_file(_chunks(file), now=now, profiles=_profiles(speaker, settings))
    if not content and not speaker.json:
        speaker.trouble("Nothing in this file is to be acknowledged.")
    else:
        _hand_out(speaker, content, out)
    return DONE if content else FOUND


def _hand_out(speaker: Speaker, content: bytes, out: Path | None) -> None:
    """Bytes for the wire: into a file, or as they are on standard output."""
    if out is not None:
        replace_durably(out, content)
    if speaker.json:
        written = None if out is None else str(out)
        speaker.emit({"file": written, "content": content.decode("latin-1")})
    elif out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        speaker.line(f"{len(content):,} bytes in {out}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """How a document alone is addressed: its partner, our own id, the control number to take."""

    partner: str | None
    sender: str | None
    control: int


def write(
    speaker: Speaker, file: Path, to: Addressing, out: Path | None, settings: FlowSettings
) -> int:
    """What `edi read --json` printed, or a document alone, as the bytes of an EDI file."""
    try:
        said, _ = without_bom(b"".join(_chunks(file)), 0)
        value: object = orjson.loads(said)
        repeated = repeated_fields(said)
    except (ValueError, RecursionError) as error:
        raise CommandFailed(f"{file} is not JSON: {error}.") from error
    if repeated:
        raise CommandFailed(
            f"{file} cannot be written: {repeated[0]!r} stands twice in one object."
        )
    profiles = _profiles(speaker, settings)
    letter = None if to.partner is None else _letter(speaker, to, profiles)
    try:
        written = write_json(value, letter, profiles)
    except Unfit as fault:
        raise CommandFailed(f"{file} cannot be written: {fault}.") from fault
    if written.findings:
        speaker.trouble("Not written, for a partner would have to refuse it:")
        for finding in written.findings:
            speaker.trouble("  " + _unwritten(finding))
        return FOUND
    for note in written.notes:
        speaker.trouble(_unwritten(note))
    _hand_out(speaker, written.content, out)
    return DONE


def explain(
    speaker: Speaker, acknowledgment: Path, original: Path, settings: FlowSettings | None
) -> int:
    """What a partner refused of what we sent, in plain words, and what we find there ourselves."""
    profiles = None if settings is None else _profiles(speaker, settings)
    told = explain_file(_chunks(acknowledgment), _chunks(original), profiles)
    if speaker.json:
        speaker.emit([asdict(one) for one in told])
    for one in told:
        speaker.line(one.sentence, style="bold")
        _tell_faults(speaker, one.faults)
        if one.own:
            by = f"the profile of {one.profile}" if one.profile else "the standard"
            speaker.line(f"  We find in it ourselves, by {by}:")
            _tell_faults(speaker, one.own)
    matched = any(one.matched for one in told)
    if not told:
        speaker.line(f"{acknowledgment} acknowledges nothing.")
    elif not matched:
        speaker.line(f"Nothing that {acknowledgment} speaks of is in {original}.")
    return DONE if matched and all(one.accepted for one in told) else FOUND


def _tell_faults(speaker: Speaker, faults: Sequence[Fault]) -> None:
    for fault in faults:
        speaker.line(f"  {fault.sentence}")
        if fault.segment:
            speaker.line(f"    {fault.segment}")
            if fault.marker:
                speaker.line(f"    {_marker(fault)}")


def _marker(fault: Fault) -> str:
    """The carets under a segment as a line shows it, where some characters are escaped."""
    begin = len(fault.marker) - len(fault.marker.lstrip())
    before, marked = fault.segment[:begin], fault.segment[begin : len(fault.marker)]
    return " " * len(one_line(before)) + "^" * max(1, len(one_line(marked)))


def _letter(speaker: Speaker, to: Addressing, profiles: Profiles) -> Letter:
    profile = next((each for each in profiles.partners if each.name == to.partner), None)
    if profile is None:
        known = ", ".join(each.name for each in profiles.partners)
        raise CommandFailed(f"There is no partner {to.partner}. Known: {known}.")
    ours = profile.our_ids or profiles.our_ids
    sender = to.sender or next(iter(ours), "")
    if ":" not in sender or not profile.ids:
        raise CommandFailed(
            f"Say who sends, as --sender QUALIFIER:ID; neither partner {profile.name} nor the"
            " settings name our_ids."
        )
    if ours and sender not in ours:
        speaker.trouble(
            f"{sender} is not among our_ids, {' or '.join(ours)}: as a request it would be refused,"
            " for what the partner answers to it is held."
        )
    receiver = profiles.id_of(profile, sender)
    if not receiver:
        raise CommandFailed(f"All ids of partner {profile.name} belong to other partners.")
    return Letter(
        profile=profile,
        sender=sender,
        receiver=receiver,
        at=datetime.now(UTC),
        control=to.control,
    )


def _profiles(speaker: Speaker, settings: FlowSettings) -> Profiles:
    """The partners' profiles as the flows use them; what in them says nothing is told."""
    profiles: Profiles = read_profiles(settings)
    for fault in profiles.faults:
        speaker.trouble(fault)
    return profiles


def _chunks(file: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces; `-` is standard input."""
    if str(file) == "-":
        yield from iter(lambda: sys.stdin.buffer.read(CHUNK), b"")
        return
    try:
        with file.open("rb") as stream:
            yield from iter(lambda: stream.read(CHUNK), b"")
    except OSError as error:
        raise CommandFailed(f"The file {file} cannot be read: {error.strerror}.") from error


def _advice(finding: dict[str, Any]) -> str:
    """What to do; first what a finding says of its own, as what exactly a guide requires."""
    usual = CATALOGUE[Code(finding["code"])].sentence
    own = finding["message"] if finding["message"] != usual else ""
    return f"{own} {finding['action']}".lstrip()


def _sets(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for interchange in found["interchanges"]:
        for group in interchange["groups"]:
            yield from group["transaction_sets"]


def _has_error(found: dict[str, Any]) -> bool:
    groups = [group for each in found["interchanges"] for group in each["groups"]]
    places = [found, *found["interchanges"], *groups]
    return any(finding["severity"] == ERROR for place in places for finding in place["findings"])


def _tell_interchange(speaker: Speaker, interchange: dict[str, Any]) -> None:
    speaker.line(
        f"Interchange {interchange['control_number']} from {interchange['sender']} "
        f"to {interchange['receiver']}",
        style="bold",
    )
    by = f"the profile of {interchange['partner']}" if interchange["partner"] else "the standard"
    speaker.line(f"  Judged by {by}.")
    for finding in interchange["findings"]:
        speaker.line("  " + _sentence(finding))
    for note in interchange["acknowledgments"]:
        speaker.line("  " + (note_sentence(note) or f"The TA1 says no verdict: {note!r}"))
    for group in interchange["groups"]:
        speaker.line(f"  Group {group['control_number']}, {len(group['transaction_sets'])} sets")
        for finding in group["findings"]:
            speaker.line("    " + _sentence(finding))
        for each in group["transaction_sets"]:
            _tell_set(speaker, each)


def _tell_set(speaker: Speaker, each: dict[str, Any]) -> None:
    document: dict[str, Any] = each["document"] or {}
    verdict = "accepted" if each["accepted"] else "REFUSED"
    number = f" {document['number']}" if document.get("number") else ""
    speaker.line(f"    {each['set']}{number} (set {each['control_number']}): {verdict}")
    for finding in each["findings"]:
        speaker.line("      " + _sentence(finding))
    lines: list[dict[str, Any]] = document.get("lines", [])
    for line in lines[:LINES_SHOWN]:
        names = ", ".join(f"{qualifier} {value}" for qualifier, value in line["identifiers"])
        speaker.line(
            f"      {words(line['line']):>4}  {words(line['quantity']):>8} {words(line['uom'])}"
            f" at {words(line['price'])}  {names}"
        )
    if len(lines) > LINES_SHOWN:
        speaker.line(f"      ... {len(lines) - LINES_SHOWN:,} more lines; --json shows all.")


def _sentence(finding: dict[str, Any]) -> str:
    return _told(finding, f"byte {words(finding['offset'])}")


def _unwritten(finding: WireFinding) -> str:
    """A finding on what is written: no file has its bytes yet, so that segments count."""
    return _told(finding.as_json())


def _told(finding: dict[str, Any], *places: str) -> str:
    named = [f"{name} {finding[name]}" for name in ("segment", "element") if finding.get(name)]
    where = ", ".join((*places, *named))
    at = f" at {where}" if where else ""
    return f"{finding['severity']} {finding['code']}{at}: {finding['message']}"
