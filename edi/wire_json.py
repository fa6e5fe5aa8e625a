"""A file as one JSON object: interchanges, groups, sets, documents, findings, and its own writing.

Beside each document stand its segments as they came, and under `wire` the delimiters, headers and
trailers, so that `edi write` can give back the bytes. Where these alone do not say the bytes (odd
blanks, breaks in odd places), the interchange's bytes stand there too, as Latin-1 text. The `wire`
of the file says how it was encoded or wrapped; its `bytes` are there where all of that says others.
Each `digest` tells whether a set, an interchange or the file still is what was read, and `digests`
which parts of it are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi.binaries import elements_of_binary, pieces_of
from edi.delimiters import BREAKS, NOISE, Delimiters, sent_elements
from edi.documents_json import as_json
from edi.edifact_syntax import segment_pattern
from edi.findings import Code, WireFinding
from edi.framed import (
    GroupClosed,
    GroupOpened,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
    StrayBytes,
)
from edi.frames import frame
from edi.held_groups import HeldGroup, header_findings
from edi.identities import pair_of
from edi.plain_files import plain_file
from edi.transaction_sets import read_set
from edi.untouched import (
    envelope_digests,
    file_digest,
    fixed_of,
    interchange_digest,
    judged_digests,
    part_digests,
    set_digest,
    set_digests,
)
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi.framed import Framed
    from edi.profiles import Profile, Profiles


def read_file(chunks: Iterable[bytes], profiles: Profiles | None = None) -> dict[str, Any]:
    """The file as one JSON object, judged by its partners' profiles, or by the standard alone."""
    data = b"".join(chunks)
    parts = list(frame([data]))
    plain = plain_file(data, parts)
    file = _File(plain.data, profiles)
    for part in parts:
        file.take(part, plain.offset(part.offset))
    found: dict[str, Any] = {"interchanges": file.interchanges, "findings": file.stray}
    wire: dict[str, Any] = plain.as_json()
    after = plain.data[file.end :]
    if after:
        found["after"] = after.decode("latin-1")
        wire["digests"] = part_digests(after=found["after"])
    if plain.sent(b"".join([*file.written, after])) != data:
        wire["bytes"] = data.decode("latin-1")
        wire["digests"] = wire.get("digests", {}) | part_digests(bytes=wire["bytes"])
    found["wire"] = wire
    wire["digests"] = wire.get("digests", {}) | part_digests(wrapped=wire.get("wrapped"))
    for each, _ in objects_of(found):
        # Last of all, since an interchange may refuse the sets that it closes.
        each["wire"]["digests"] = each["wire"].get("digests", {}) | judged_digests(each)
    wire["digest"] = file_digest(found)
    return found


def objects_of(file: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """A file, its interchanges, their groups and their sets, in order, each with where it stands.

    The place is that before a name in it: `interchanges[0].`; the file's is empty.
    """
    yield file, ""
    for at, interchange in enumerate(file["interchanges"]):
        place = f"interchanges[{at}]."
        yield interchange, place
        for number, group in enumerate(interchange["groups"]):
            within = f"{place}groups[{number}]."
            yield group, within
            for count, each in enumerate(group["transaction_sets"]):
                yield each, f"{within}transaction_sets[{count}]."


class _File:
    def __init__(self, data: bytes, profiles: Profiles | None) -> None:
        self._data = data
        self._profiles = profiles
        self._profile: Profile | None = None if profiles is None else profiles.default
        self._marks: Delimiters | None = None
        self._begin = 0
        self.end = 0
        self.written: list[bytes] = []
        """What `interchanges` say, with what stands before each."""
        self.interchanges: list[dict[str, Any]] = []
        self.stray: list[object] = []
        self._sets: list[SetFramed] = []
        self._used: dict[tuple[str, str], str] = {}
        """The hash of the first interchange of each pair under each control number."""

    def take(self, part: Framed, offset: int) -> None:
        """The next part, whose bytes begin at this offset."""
        match part:
            case InterchangeOpened():
                self._open(part, offset)
            case GroupOpened():
                header = [] if part.implied else self._segment(offset)
                group = {
                    "group": part.code,
                    "control_number": part.control,
                    "release": part.version,
                    "transaction_sets": [],
                    "findings": self._printed(part.findings),
                    "wire": {"header": header, "trailer": []},
                }
                self._sets = []
                self.interchanges[-1]["groups"].append(group)
            case SetFramed():
                group = self.interchanges[-1]["groups"][-1]
                group["transaction_sets"].append(self._set_object(part))
                self._sets.append(part)
            case GroupClosed():
                group = self.interchanges[-1]["groups"][-1]
                headers = header_findings(HeldGroup(closed=part, sets=tuple(self._sets)))
                # Those of its GS are among them. What is refused as a group is refused in all sets.
                group["findings"] = self._printed((*part.findings, *headers))
                if _has_error(group["findings"]):
                    _refuse(group)
                group["wire"]["trailer"] = self._trailer(offset, ("GE", "UNE"))
                group["wire"]["digests"] = envelope_digests(group)
            case InterchangeClosed():
                self._close(part, offset)
            case StrayBytes():
                self.stray += self._printed(part.findings)
            case _:
                self.interchanges[-1]["acknowledgments"].append(list(part.elements))

    def _open(self, part: InterchangeOpened, offset: int) -> None:
        marks = self._marks = part.delimiters
        partner = None if self._profiles is None else self._profiles.partner_of(part)
        if self._profiles is not None:
            self._profile = partner or self._profiles.default
        self._begin = offset
        una = ""
        if self._data[offset : offset + 3] == b"UNA":
            una = self._data[offset : offset + 9].decode("latin-1")
        start = offset + len(una)
        start += len(self._data[start:]) - len(self._data[start:].lstrip(NOISE)) if una else 0
        self.interchanges.append(
            {
                "standard": part.standard,
                "sender": f"{part.sender_qualifier}:{part.sender}",
                "receiver": f"{part.receiver_qualifier}:{part.receiver}",
                "control_number": part.control,
                "usage": part.usage,
                "partner": None if partner is None else partner.name,
                "acknowledgments": [],
                "groups": [],
                "findings": self._printed(part.findings),
                "wire": {
                    "delimiters": {
                        "element": marks.element.decode("latin-1"),
                        "component": marks.component.decode("latin-1"),
                        "segment": marks.segment.decode("latin-1"),
                        "repetition": marks.repetition.decode("latin-1"),
                        "release": marks.release.decode("latin-1"),
                    },
                    "line_break": marks.line_break.decode("latin-1"),
                    "before": self._data[self.end : offset].decode("latin-1"),
                    "una": una,
                    "header": self._segment(start),
                    "trailer": [],
                    "ends_with_break": True,
                },
            }
        )

    def _close(self, part: InterchangeClosed, offset: int) -> None:
        interchange = self.interchanges[-1]
        interchange["sha256"] = part.sha256
        reuse = self._printed(self._of_reuse(part))
        above = [*interchange["findings"], *reuse]
        interchange["findings"] += [*self._printed(part.findings), *reuse]
        if _has_error(above):
            for group in interchange["groups"]:
                _refuse(group)
        wire = interchange["wire"]
        wire["trailer"] = self._trailer(offset, ("IEA", "UNZ"))
        marks = part.interchange.delimiters
        end = offset
        if wire["trailer"]:
            found = self._data.find(marks.segment, offset)
            end = len(self._data) if found < 0 else found + len(marks.segment)
        after = self._data[end : end + len(marks.line_break)]
        wire["ends_with_break"] = bool(after) and after == marks.line_break
        self.end = end + (len(after) if wire["ends_with_break"] else 0)
        sent = self._data[self._begin : self.end]
        if verbatim(interchange) != sent:
            wire["bytes"] = sent.decode("latin-1")
        wire["digests"] = envelope_digests(interchange) | part_digests(
            before=wire["before"], fixed=fixed_of(interchange)
        )
        wire["digest"] = interchange_digest(interchange)
        self.written += [wire["before"].encode("latin-1"), sent]

    def _set_object(self, framed: SetFramed) -> dict[str, object]:
        read = read_set(framed, None if self._profile is None else self._profile.guide)
        findings = self._printed(read.findings)
        found = {
            "set": framed.code,
            "control_number": framed.control,
            "accepted": all(one["severity"] != Severity.ERROR.value for one in findings),
            "document": as_json(read.document),
            "segments": _segments(framed),
            "findings": findings,
        }
        return {**found, "wire": {"digest": set_digest(found), "digests": set_digests(found)}}

    def _of_reuse(self, part: InterchangeClosed) -> tuple[WireFinding, ...]:
        """Whether the file had its control number before: with the same bytes, or with others."""
        opened = part.interchange
        key = (pair_of(opened), opened.control)
        if key not in self._used:
            self._used[key] = part.sha256
            return ()
        code = Code.EDI_DUP_CONTROL if self._used[key] == part.sha256 else Code.CONTROL_REUSED
        return (
            WireFinding(
                code=code,
                offset=opened.offset,
                segment=1,
                element=opened.called("ISA13"),
                found=opened.control,
            ),
        )

    def _printed(self, findings: Iterable[WireFinding]) -> list[dict[str, object]]:
        """Findings as bad as they are for the partner."""
        if self._profile is None:
            return [finding.as_json() for finding in findings]
        severity = self._profile.severity
        return [
            finding.as_json() | {"severity": severity(finding.code).value} for finding in findings
        ]

    def _segment(self, offset: int) -> list[str]:
        """The elements of the segment that begins here, untouched."""
        marks = self._marks
        assert marks is not None
        found = self._data.find(marks.segment, offset)
        text = self._data[offset : found if found >= 0 else len(self._data)]
        return sent_elements(text.decode("latin-1"), marks)

    def _trailer(self, offset: int, names: tuple[str, ...]) -> list[str]:
        """The trailer that begins here; empty where it is missing."""
        elements = self._segment(offset)
        return elements if elements[0].strip().upper() in names else []


def _has_error(findings: Iterable[dict[str, object]]) -> bool:
    return any(one["severity"] == Severity.ERROR.value for one in findings)


def _refuse(group: dict[str, Any]) -> None:
    for each in group["transaction_sets"]:
        each["accepted"] = False


def verbatim(interchange: dict[str, Any]) -> bytes:
    """The bytes that headers, segments and trailers say, as they stand."""
    wire = interchange["wire"]
    out: list[list[str]] = [wire["header"]]
    out += [["TA1", *elements] for elements in interchange["acknowledgments"]]
    for group in interchange["groups"]:
        out.append(group["wire"]["header"])
        for each in group["transaction_sets"]:
            out += each["segments"]
        out.append(group["wire"]["trailer"])
    out.append(wire["trailer"])
    marks = wire["delimiters"]
    end = marks["segment"] + wire["line_break"]
    lines = [marks["element"].join(elements) for elements in out if elements]
    una: str = wire["una"] and wire["una"] + wire["line_break"]
    text = una + "".join(line + end for line in lines)
    if not wire["ends_with_break"]:
        text = text[: len(text) - len(wire["line_break"])]
    return text.encode("latin-1")


def _segments(framed: SetFramed) -> list[list[str]]:
    """The elements of each segment, untouched; binary data are one element."""
    marks = framed.interchange.delimiters
    if framed.interchange.standard == "EDIFACT":
        released = segment_pattern(marks.segment, marks.release).findall(framed.raw)
        texts = (piece.strip(BREAKS).decode("latin-1") for piece in released)
        return [sent_elements(text, marks) for text in texts if text]
    cut = pieces_of(framed.raw, marks)
    breaks = BREAKS.translate(None, marks.element)
    found: list[list[str]] = []
    for at, piece in enumerate(cut.pieces):
        if at in cut.binaries:
            elements = elements_of_binary(piece.lstrip(breaks), marks)
            found.append([element.decode("latin-1") for element in elements])
        elif text := piece.strip(breaks):
            found.append(sent_elements(text.decode("latin-1"), marks))
    return found
