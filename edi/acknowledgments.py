"""Functional acknowledgments (997, 999) and TA1: verdicts on what came, and how they are written.

A 997 speaks of syntax only: envelope, structure, elements. What is wrong with the business of a
document is said in a finding, an 855 or an 824. An acknowledgment is never acknowledged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from edi.codes import CATALOGUE, CATALOGUE_005010, NUMBER_MISSING, Code, catalogue_of, is_newer
from edi.dictionary.segments import segments
from edi.findings import is_segment, place_in
from edi.group_headers import answered_in, answered_number, is_set_id
from edi.transaction_sets import release_of
from edi.writing import OutboundSet, clean
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edi.codes import Entry
    from edi.dictionary.segments import Segment
    from edi.elements import Written
    from edi.findings import WireFinding
    from edi.framed import GroupClosed, InterchangeOpened
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

SEGMENT_ID: Final = re.compile("[A-Z0-9]{2,3}", re.ASCII)
"""AK301: what can be the id of a segment (data element 721)."""
SET_ID_LONGEST: Final = 3
"""Characters of AK201 (data element 143)."""
SET_NUMBER: Final = range(4, 10)
"""Characters of AK202 (data element 329)."""
ELEMENTS_WRONG: Final = "8"
"""AK304 and IK304: elements of the segment are in error."""
SEGMENT_ABSENT: Final = CATALOGUE[Code.SEGMENT_MISSING].ak3
"""AK304: a mandatory segment is missing."""
PRECEDENCE: Final = {code: at for at, code in enumerate(CATALOGUE)}
TRAILING: Final = CATALOGUE_005010[Code.TRAILING_EMPTY].ak3
"""AK304: the segment ends in empty elements; IK304 has no code for that."""
ELEMENTS_MAX: Final = 99
"""AK4s that an AK3 has room for."""
CODES_MAX: Final = 5
"""AK5 and AK9 have room for five codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVerdict:
    """What a 997 says of one set: `A` accepted, `E` with errors noted, `R` rejected."""

    code: str
    control: str
    guide: str
    verdict: str
    codes: tuple[str, ...]
    findings: tuple[WireFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVerdict:
    """What a 997 or CONTRL says of a group: `A`, `E`, `P` some rejected, `R` all rejected.

    `findings` are those on its header and trailer that count. Groups that no GS or UNG began have
    neither a code nor a control number.
    """

    code: str
    control: str
    version: str
    sender: str
    receiver: str
    verdict: str
    codes: tuple[str, ...]
    claimed: str
    received: int
    accepted: int
    sets: tuple[SetVerdict, ...]
    findings: tuple[WireFinding, ...] = ()


def judge_set(read: ReadSet, profile: Profile, *, group_refused: bool) -> SetVerdict:
    """The verdict on one set, by the severities of the partner's profile."""
    version = answered_in(read.framed.group.version)
    known = catalogue_of(version)
    telling = _once(
        [
            finding
            for finding in read.findings
            if finding.level.value in profile.acknowledged_levels
            and not _is_of_business(finding, read)
            and _is_told(finding.code, version, profile)
        ]
    )
    refused = group_refused or any(
        profile.severity(finding.code) is Severity.ERROR for finding in telling
    )
    codes = [known[finding.code].ak5 for finding in telling]
    if any(known[finding.code].ak3 or known[finding.code].ak4 for finding in telling):
        codes.append("5")
    if refused and not any(codes) and not group_refused:
        codes.append("5")
    framed = read.framed
    return SetVerdict(
        code=framed.code,
        control=framed.control,
        guide=framed.guide,
        verdict="R" if refused else "E" if telling else "A",
        codes=_distinct(codes),
        findings=telling,
    )


def _is_of_business(finding: WireFinding, read: ReadSet) -> bool:
    """Whether a number is missing that the standard has as optional: only business misses it.

    So it is with B204, B1002, W0602 and W1502, and with 1004 of every BGM. No 997 or CONTRL tells
    of it: the document is well-formed, and is held.
    """
    if finding.code not in NUMBER_MISSING or is_segment(finding.element):
        return False
    if read.framed.interchange.standard == "EDIFACT":
        return True
    place = place_in(finding.element)[0]
    element = segments(release_of(read.framed))[place[:-2]].elements[int(place[-2:]) - 1]
    return not element.mandatory


def is_guide(version: str) -> bool:
    """Whether a release names an implementation guide, which a 999 answers."""
    return is_newer(version) and "X" in version[6:]


def _is_told(code: Code, version: str, profile: Profile) -> bool:
    """Whether an acknowledgment has room for a finding: for a note, where it has a code.

    Trailing empty elements are one in a 997 since 005010 (720), and none in a 999 (620); what a
    profile itself makes a note stays one.
    """
    if profile.severity(code) is not Severity.NOTE:
        return True
    has_code = bool(catalogue_of(version)[code].ak3) and not is_guide(version)
    return code is Code.TRAILING_EMPTY and has_code and code not in profile.severities


def _once(findings: list[WireFinding]) -> tuple[WireFinding, ...]:
    """The findings, where a document's number is missing only one of element and number."""
    numbers = {(f.segment, f.element) for f in findings if f.code in NUMBER_MISSING}
    segments_missing = {f.element for f in findings if f.code is Code.SEGMENT_MISSING}

    def is_told_otherwise(finding: WireFinding) -> bool:
        if finding.code in NUMBER_MISSING:
            return finding.element in segments_missing
        place = (finding.segment, place_in(finding.element)[0])
        return finding.code is Code.ELEMENT_MISSING and place in numbers

    return tuple(finding for finding in findings if not is_told_otherwise(finding))


def judge_group(
    closed: GroupClosed, findings: tuple[WireFinding, ...], sets: tuple[SetVerdict, ...],
    profile: Profile, *, refused: bool,
) -> GroupVerdict:  # fmt: skip
    """The verdict on a group whose sets are judged, all of them as refused if it is."""
    telling = [f for f in findings if profile.severity(f.code) is not Severity.NOTE]
    accepted = sum(verdict.verdict != "R" for verdict in sets)
    if refused or (sets and not accepted):
        verdict = "R"
    elif accepted < len(sets):
        verdict = "P"
    else:
        verdict = "E" if telling or any(item.verdict == "E" for item in sets) else "A"
    group = closed.group
    known = catalogue_of(answered_in(group.version))
    claimed = closed.sets_claimed
    return GroupVerdict(
        code=group.code,
        control=group.control,
        version=group.version,
        sender=group.sender,
        receiver=group.receiver,
        verdict=verdict,
        codes=_distinct([known[f.code].ak9 for f in telling]),
        claimed=claimed if claimed.isdecimal() and len(claimed) <= 6 else str(closed.sets),
        received=closed.sets,
        accepted=accepted,
        sets=sets,
        findings=tuple(telling),
    )


def accepts(verdicts: Iterable[GroupVerdict]) -> bool:
    """Whether any set of some groups was taken, so that its sender must not send it again."""
    return any(verdict.accepted for verdict in verdicts)


def refuses(findings: Iterable[WireFinding], profile: Profile) -> bool:
    """Whether an envelope is so wrong that nothing in it may be acted on."""
    return any(profile.severity(finding.code) is Severity.ERROR for finding in findings)


def kind_for(version: str) -> str:
    """The set that answers a group of a release: a 999 where it names a guide of 005010."""
    return "999" if is_guide(answered_in(version)) else "997"


def acknowledge(verdict: GroupVerdict, profile: Profile, control: str) -> OutboundSet:
    """The 997 on a group; a 999 where its version is an implementation guide of 005010."""
    version = answered_in(verdict.version)
    newer = is_newer(version)
    kind = kind_for(verdict.version)
    is_999 = kind == "999"
    prefix = "IK" if is_999 else "AK"
    number = answered_number(verdict.control)
    head = ("AK1", verdict.code, number, *([version] if newer else []))
    out: list[tuple[Written, ...]] = [head]
    for item in verdict.sets:
        if item.verdict == "A" and not profile.acknowledge_accepted_sets:
            continue
        if not _can_be_named(item):
            # AK9 counts it; an AK2 that names it by other than its own id and number would mislead.
            continue
        guide = item.guide if newer else ""
        # Of an id that is longer its begin is repeated, and AK5 says that it is none.
        out.append(("AK2", item.code[:SET_ID_LONGEST], item.control.zfill(SET_NUMBER[0]), guide))
        out += _segment_notes(item, version, prefix, profile)
        out.append((f"{prefix}5", item.verdict, *item.codes))
    out.append(
        (
            "AK9", verdict.verdict, verdict.claimed, str(verdict.received), str(verdict.accepted),
            *verdict.codes,
        )
    )  # fmt: skip
    return OutboundSet(
        code=kind,
        control=control,
        guide="005010X231A1" if is_999 else "",
        segments=out,
    )


def interchange_note(
    opened: InterchangeOpened,
    findings: tuple[WireFinding, ...],
    profile: Profile,
    *,
    taken: bool,
    unnamed: bool = False,
) -> tuple[str, ...]:
    """The TA1 segment on an interchange: accepted, with errors, or rejected, and why.

    It is rejected only where nothing of it was `taken`: an `E` tells the sender not to send it
    again (section 2.3 of `edi.md`). `unnamed` says that it has sets without a GS: no 997 can name
    their group. An error that has no note of its own is one of content.
    """
    content = CATALOGUE[Code.GS_MISSING].ta1
    notes = [(profile.severity(each.code), CATALOGUE[each.code].ta1) for each in findings]
    errors = [note or content for severity, note in notes if severity is Severity.ERROR]
    warnings = [note for severity, note in notes if severity is Severity.WARNING and note]
    errors += [content] * unnamed
    verdict = "E" if taken and errors else "R" if errors else "E" if warnings else "A"
    note = (errors or warnings or ["000"])[0]
    sizes = ((opened.control.zfill(9), 9), (opened.date, 6), (opened.time, 4))
    # What can be no number of its size (I08, I09, I14) is told by the note; it is never empty.
    said = [text if _is_digits(text, size) else "0" * size for text, size in sizes]
    return ("TA1", *said, verdict, note)


def refused_in(verdicts: Sequence[GroupVerdict]) -> int:
    """A bit for each set of an interchange, in their order, that is rejected."""
    sets = [item for verdict in verdicts for item in verdict.sets]
    return int("".join("01"[item.verdict == "R"] for item in reversed(sets)) or "0", base=2)


def _is_digits(text: str, size: int) -> bool:
    return len(text) == size and text.isascii() and text.isdecimal()


def _can_be_named(item: SetVerdict) -> bool:
    """Whether AK201 and AK202 can say which set is meant; a short number gets zeros before it."""
    control = item.control
    fits = bool(control.strip()) and len(control) <= SET_NUMBER[-1]
    return fits and control.isascii() and is_set_id(item.code[:SET_ID_LONGEST])


def _segment_notes(
    item: SetVerdict, version: str, prefix: str, profile: Profile
) -> list[tuple[Written, ...]]:
    """AK3 and AK4: one AK3 a bad segment, with all its AK4s.

    AK304 holds one code. Where elements are wrong it is 8, for AK4s stand below no other; what is
    wrong with such a segment as a whole stays a finding. Of several such, the first counts. A
    segment that is missing is another one than that before which it is.
    """
    notes: dict[tuple[int, str, bool], tuple[str, list[tuple[Written, ...]]]] = {}
    marks = profile.delimiters
    table = segments("005010" if version >= "005" else "004010")
    known = catalogue_of(version)
    for finding in sorted(item.findings, key=partial(_by_element, known)):
        entry = known[finding.code]
        name = _segment_named(finding)
        is_whole = finding.code in NUMBER_MISSING and is_segment(finding.element)
        if not SEGMENT_ID.fullmatch(name.upper()):
            # AK301 has no way to name it: AK5 says that segments are in error.
            continue
        if entry.ak3 or is_whole:
            code = entry.ak3 or SEGMENT_ABSENT
            if code == TRAILING and prefix == "IK":
                code = ELEMENTS_WRONG
            notes.setdefault((finding.segment, name, code == SEGMENT_ABSENT), (code, []))
        elif entry.ak4:
            name = place_in(finding.element)[0][:-2]
            key = finding.segment, name, False
            notes[key] = ELEMENTS_WRONG, notes[key][1] if key in notes else []
            value = "" if entry.ak4 == "6" else clean(finding.found, marks)
            place = _element_place(finding, table, repeats=version >= "005")
            note = (f"{prefix}4", *place, entry.ak4, value)
            # The standard and the guide may say the same of an element: that is told once.
            if len(notes[key][1]) < ELEMENTS_MAX and note not in notes[key][1]:
                notes[key][1].append(note)
    out: list[tuple[Written, ...]] = []
    for (number, name, _), (code, elements) in notes.items():
        out += [(f"{prefix}3", name, str(number), "", code), *elements]
    return out


def _by_element(known: Mapping[Code, Entry], finding: WireFinding) -> tuple[int, bool, list[int]]:
    """The AK4s of a segment behind its AK3, by their places, whatever level found them.

    What is wrong with a segment as a whole comes in the catalogue's order.
    """
    if not known[finding.code].ak4:
        return finding.segment, False, [PRECEDENCE[finding.code]]
    place, component, repetition = place_in(finding.element)
    where = (place[-2:], repetition, component)
    return finding.segment, True, [int(each) if each.isdecimal() else 0 for each in where]


def _segment_named(finding: WireFinding) -> str:
    """AK301: the id of the segment that a finding is on, or that it misses.

    One that is longer than an id is no other segment: its begin would name one that is right.
    """
    name = place_in(finding.element)[0] or finding.found
    if finding.code is Code.SEGMENT_UNKNOWN and not is_segment(finding.found.strip()):
        return finding.found
    return name[:-2] if finding.code is Code.TRAILING_EMPTY else name[:3]


def _element_place(
    finding: WireFinding, table: Mapping[str, Segment], *, repeats: bool
) -> tuple[Written, str]:
    """AK401 and AK402: where the element stands (C030), and its number in the dictionary.

    Of a composite that is missing, it is the component without which there is none. A component
    that the composite does not have has no number; a repetition has a place only where it `repeats`
    in the release (C03003, since 005010).
    """
    place, said, repetition = place_in(finding.element)
    name, position = place[:-2], int(place[-2:])
    elements = table[name].elements if name in table else ()
    known = elements[position - 1] if position <= len(elements) else None
    components = () if known is None else known.components
    if components and not said and finding.code in (Code.ELEMENT_MISSING, Code.ELEMENT_CONDITION):
        said = "1"
    if said and components:
        number = "".join(each.number for each in components[int(said) - 1 : int(said)])
    else:
        number = "" if known is None or components else known.number
    where = (str(position), said, repetition if repeats else "")
    return (where if any(where[1:]) else where[0]), number


def _distinct(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))[:CODES_MAX]
