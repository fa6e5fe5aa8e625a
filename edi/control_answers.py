"""CONTRL: the answer to an EDIFACT interchange, by what was found on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.acknowledgments import accepts
from edi.codes import NUMBER_MISSING
from edi.documents.answers import (
    Acknowledgment,
    ElementAnswer,
    GroupAnswer,
    SegmentAnswer,
    SetAnswer,
)
from edi.findings import Code, WireFinding
from edi.openings import PARTY_LONGEST, REFERENCE_LONGEST
from edi.transaction_sets import UNANSWERED
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edi.acknowledgments import GroupVerdict, SetVerdict
    from edi.framed import InterchangeOpened
    from edi.profiles import Profile

UNSPECIFIED: Final = "18"
MISSING: Final = "13"
NOWHERE: Final = ("", "", "")
"""0135 and S011, tag, element and component, of what is in no service segment."""
ERRORS: Final = {
    Code.ELEMENT_MISSING: "13", Code.ELEMENT_LONG: "39", Code.ELEMENT_SHORT: "40",
    Code.ELEMENT_CHARACTER: "37", Code.ELEMENT_UNDECLARED: "21", Code.ELEMENT_TOO_MANY: "16",
    Code.ELEMENT_CODE: "12", Code.ELEMENT_DATE: "12", Code.ELEMENT_TIME: "12",
    Code.SEGMENT_MISSING: "13",
    Code.SEGMENT_OUT_OF_SEQUENCE: "15", Code.LOOP_UNPLACED: "15", Code.SEGMENT_NOT_IN_SET: "15",
    Code.SEGMENT_UNKNOWN: "15", Code.SEGMENT_OVER_MAX: "35", Code.LOOP_OVER_MAX: "36",
    Code.ISA_SENDER: "13", Code.ISA_RECEIVER: "13", Code.UNB_REFERENCE: "13",
    Code.ISA_VERSION: "2", Code.ISA_DATE: "12", Code.ISA_TIME: "12", Code.IEA_MISSING: "13",
    Code.SE_COUNT_WRONG: "29", Code.IEA_COUNT_WRONG: "29", Code.GE_COUNT_WRONG: "29",
    Code.SE_CONTROL_DIFFERS: "28", Code.IEA_CONTROL_DIFFERS: "28",
    Code.GE_CONTROL_DIFFERS: "28", Code.GE_MISSING: "13", Code.SE_MISSING: "13",
    Code.GS_CONTROL_DUPLICATE: "26", Code.ST_CONTROL_DUPLICATE: "26",
    Code.CONTROL_REUSED: "26", Code.SENDER_REFUSED: "23", Code.INTERCHANGE_UNREAD: "33",
    Code.EDIFACT_NOT_READ: "14", Code.DOCUMENT_NUMBER_MISSING: "13",
    Code.ORDER_NUMBER_MISSING: "13",
    Code.GUIDE_ELEMENT_MISSING: "13", Code.GUIDE_ELEMENT_LONG: "39",
    Code.GUIDE_ELEMENT_SHORT: "40", Code.GUIDE_ELEMENT_CODE: "12",
    Code.GUIDE_SEGMENT_MISSING: "13", Code.GUIDE_SEGMENT_UNUSED: "15",
    Code.GUIDE_SEGMENT_OVER_MAX: "35", Code.GUIDE_LOOP_OVER_MAX: "36",
}  # fmt: skip
"""0085 of the findings that have one of their own."""
TOLD_ANYWAY: Final = frozenset(
    {
        Code.ISA_VERSION, Code.ISA_DATE, Code.ISA_TIME, Code.IEA_COUNT_WRONG,
        Code.IEA_CONTROL_DIFFERS, Code.IEA_MISSING,
    }
)  # fmt: skip
"""Findings on an interchange that are told though it is taken, as by a TA1."""
TRAILERS_MISSING: Final = {
    Code.IEA_MISSING: "UNZ", Code.GE_MISSING: "UNE", Code.SE_MISSING: "UNT",
}  # fmt: skip
UNB: Final = ("UNB", "UNZ")
UNG: Final = ("UNG", "UNE")
UNH: Final = ("UNH", "UNT")
"""The service segments that a UCI, a UCF and a UCM can name (0135)."""

UNH_LONGEST: Final = (14, 6, 3, 3, 3)
"""Characters of 0062, 0065, 0052, 0054 and 0051, which UCM repeats of a UNH and must have."""
ASSOCIATION_LONGEST: Final = 6
"""Characters of 0057, which it may have."""


def is_answerable(opened: InterchangeOpened) -> bool:
    """Whether a CONTRL can name an interchange: its UCI has what UNB must have, and as long.

    Where that is missing or too long no CONTRL would be right, and other means must tell it: our
    findings do.
    """
    parties = (opened.sender, opened.receiver)
    return 0 < len(opened.control) <= REFERENCE_LONGEST and all(
        0 < len(party) <= PARTY_LONGEST for party in parties
    )


def report(
    opened: InterchangeOpened,
    findings: Sequence[WireFinding],
    verdicts: Sequence[GroupVerdict],
    profile: Profile,
) -> Acknowledgment:
    """The report on an interchange: what is wrong in it, and what not where the profile wants it.

    Messages in groups are named below their groups, others below the interchange (CONTRL, SG3).
    UCI rejects only where nothing was taken. A 7 has an error where UNB or UNZ has one that it can
    place, as an E in a TA1 has its note; of all others it is without one. A message that no UCM can
    name by what its UNH says is left to UCI or UCF where these say as much of it; nothing is
    repeated that was not sent.
    """
    errors = [f for f in findings if profile.severity(f.code) is Severity.ERROR]
    refused = (bool(errors) and not accepts(verdicts)) or (
        bool(verdicts) and all(v.verdict == "R" for v in verdicts)
    )
    told = [*errors, *(f for f in findings if _is_warning(f, profile))]
    told = [f for f in told if f.code in TOLD_ANYWAY or (refused and f in errors)]
    where = _service_place(told, UNB)
    if refused and not told:
        told, where = _of_unnameable(verdicts)
    service, element, component = where
    grouped = [verdict for verdict in verdicts if _has_header(verdict)]
    loose = [item for verdict in verdicts if not _has_header(verdict) for item in verdict.sets]
    telling = [v for v in grouped if v.verdict != "A" or profile.acknowledge_accepted_sets]
    sender, receiver = (
        (*said, "", "")[:2] for said in (opened.sender_routing, opened.receiver_routing)
    )
    return Acknowledgment(
        control=opened.control,
        sender=opened.sender,
        sender_qualifier=opened.sender_qualifier,
        sender_routing=sender[0],
        sender_routing_part=sender[1],
        receiver=opened.receiver,
        receiver_qualifier=opened.receiver_qualifier,
        receiver_routing=receiver[0],
        receiver_routing_part=receiver[1],
        verdict="R" if refused else "A",
        codes=tuple(map(_error, told[:1])),
        service=service,
        element=element,
        component=component,
        sets=_of_messages(loose, profile, refused=refused),
        groups=tuple(_of_group(verdict, opened, profile) for verdict in telling),
    )


def _is_warning(finding: WireFinding, profile: Profile) -> bool:
    return profile.severity(finding.code) is Severity.WARNING


def _of_group(verdict: GroupVerdict, opened: InterchangeOpened, profile: Profile) -> GroupAnswer:
    """A group; one that is rejected takes its messages with it, and names those with faults."""
    errors = [f for f in verdict.findings if profile.severity(f.code) is Severity.ERROR]
    service, element, component = _service_place(errors, UNG)
    sender, receiver = (_party(text, opened) for text in (verdict.sender, verdict.receiver))
    sets = [item for item in verdict.sets if item.findings] if errors else verdict.sets
    refused = verdict.verdict == "R"
    return GroupAnswer(
        control=verdict.control,
        sender=sender[0],
        sender_qualifier=sender[1],
        receiver=receiver[0],
        receiver_qualifier=receiver[1],
        verdict="R" if refused else "A",
        codes=tuple(map(_error, errors[:1])),
        service=service,
        element=element,
        component=component,
        sets=_of_messages(sets, profile, refused=refused),
    )


def _has_header(verdict: GroupVerdict) -> bool:
    return bool(verdict.code or verdict.control)


def _party(text: str, opened: InterchangeOpened) -> tuple[str, str]:
    """Id and qualifier of a party of UNG, as they are copied into a UCF."""
    party, _, qualifier = text.partition(opened.delimiters.component.decode("latin-1"))
    return party, qualifier


def _of_messages(
    verdicts: Sequence[SetVerdict], profile: Profile, *, refused: bool
) -> tuple[SetAnswer, ...]:
    """The UCMs below a UCI or UCF, which has `refused` all of them or taken what none refuses."""
    return tuple(
        _of_message(verdict)
        for verdict in verdicts
        if verdict.code not in UNANSWERED
        and (verdict.verdict != "A" or profile.acknowledge_accepted_sets)
        and (_is_nameable(verdict) or (verdict.verdict == "R" and not refused))
    )


def _of_unnameable(
    verdicts: Sequence[GroupVerdict],
) -> tuple[list[WireFinding], tuple[str, str, str]]:
    """What is wrong with the first message that no UCM names, and where in its UNH."""
    messages = [item for verdict in verdicts for item in verdict.sets if not _is_nameable(item)]
    found = [finding for item in messages[:1] for finding in item.findings]
    of_head = [finding for finding in found if finding.element.startswith(UNH)] or found
    return of_head[:1], _service_place(of_head[:1], UNH)


def _of_message(verdict: SetVerdict) -> SetAnswer:
    whole = [f for f in verdict.findings if not _position(f) and not _is_of_segment(f)]
    by_segment: dict[tuple[int, bool], list[WireFinding]] = {}
    for finding in verdict.findings:
        if _position(finding) or _is_of_segment(finding):
            by_segment.setdefault(_told_at(finding), []).append(finding)
    refused = verdict.verdict == "R"
    service, element, component = _service_place(whole if refused else (), UNH)
    return SetAnswer(
        control=verdict.control,
        set=verdict.code,
        **_kind(verdict.guide),
        verdict="R" if refused else "A",
        codes=tuple(map(_error, whole[:1])) if refused else (),
        service=service,
        element=element,
        component=component,
        segments=tuple(
            _of_segment(at, by_segment[at, is_missing]) for at, is_missing in sorted(by_segment)
        ),
    )


def _kind(guide: str) -> dict[str, str]:
    """What `D:96A:UN:EAN008` says of a message's kind, as UCM repeats it."""
    version, release, agency, association, *_ = [*guide.split(":"), "", "", "", ""]
    kind = {"version": version, "guide": release, "agency": agency}
    return kind | {"association": association if len(association) <= ASSOCIATION_LONGEST else ""}


def _is_nameable(verdict: SetVerdict) -> bool:
    """Whether a UCM can repeat what UNH says: what it must have is there, and of its size."""
    parts = [verdict.control, verdict.code, *verdict.guide.split(":"), "", "", ""]
    sizes = zip(UNH_LONGEST, parts, strict=False)
    return all(0 < len(part) <= longest for longest, part in sizes)


def _of_segment(number: int, found: list[WireFinding]) -> SegmentAnswer:
    """One error a segment: its elements each their own, once, or else one of it as a whole."""
    elements = (
        ElementAnswer(code=_error(finding), position=place[0], component=place[1])
        for finding in found
        if (place := _position(finding))
    )
    once = tuple(dict.fromkeys(elements))
    return SegmentAnswer(
        position=number,
        codes=() if once else tuple(map(_error, found[:1])),
        elements=once,
    )


def _told_at(finding: WireFinding) -> tuple[int, bool]:
    """The segment of a UCS, and whether one is missing: then it is the one before it (0096)."""
    is_missing = _is_of_segment(finding) and _error(finding) == MISSING
    return max(1, finding.segment - is_missing), is_missing


def _is_of_segment(finding: WireFinding) -> bool:
    if finding.code in NUMBER_MISSING:
        return True
    return finding.code.value.removeprefix("GUIDE_").startswith(("SEGMENT_", "LOOP_"))


def _position(finding: WireFinding) -> tuple[str, str] | None:
    """What a UCD says of an element in error; none where a segment as a whole is meant."""
    if not finding.code.value.removeprefix("GUIDE_").startswith("ELEMENT_"):
        return None
    return _counted(finding)


def _service_place(
    findings: Sequence[WireFinding], segments: Collection[str]
) -> tuple[str, str, str]:
    """Where in one of these service segments the first of some findings is, if it is in one."""
    for finding in findings[:1]:
        tag = TRAILERS_MISSING.get(finding.code) or finding.element[:3]
        if tag in segments:
            element, component = _counted(finding) or ("", "")
            return tag, element, component
    return NOWHERE


def _counted(finding: WireFinding) -> tuple[str, str] | None:
    """Element and component of `UNB04-1`, the tag being the first element (ISO 9735, 0098)."""
    name, _, component = finding.element.partition("-")
    return (str(int(name[3:]) + 1), component) if name[3:].isdecimal() else None


def _error(finding: WireFinding) -> str:
    return ERRORS.get(finding.code, UNSPECIFIED)
