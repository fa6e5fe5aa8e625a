"""Groups that are judged together: one at a time, or all of an interchange at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edi.acknowledgments import GroupVerdict, SetVerdict, judge_group, judge_set, refuses
from edi.findings import Code, WireFinding
from edi.transaction_sets import GROUPS, SETS, ReadSet, read_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.framed import GroupClosed, GroupOpened, SetFramed
    from edi.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldGroup:
    """A group that is whole, with its sets, and not yet acted on."""

    closed: GroupClosed
    sets: tuple[SetFramed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGroup:
    """A group's findings, its sets as they were read, and the verdicts on them."""

    group: GroupOpened
    findings: tuple[WireFinding, ...]
    sets: tuple[tuple[ReadSet, SetVerdict], ...]
    verdict: GroupVerdict


def judge_groups(
    groups: Sequence[HeldGroup], profile: Profile, *, refused: bool
) -> list[JudgedGroup]:
    """Groups judged by a partner's profile; `refused` refuses them whatever is in them.

    Where the partner wants whole groups or whole interchanges, one refused set takes the others
    with it.
    """
    judged = [_judged(held, profile, refused=refused) for held in groups]
    if profile.refuse == "set":
        return judged
    spoilt = [any(verdict.verdict == "R" for _, verdict in one.sets) for one in judged]
    if profile.refuse == "interchange":
        bad = (one.verdict.verdict == "R" for one in judged)
        spoilt = [any(spoilt) or any(bad)] * len(judged)
    return [
        _verdict(held, one.findings, [read for read, _ in one.sets], profile, refused=True)
        if spoils
        else one
        for held, one, spoils in zip(groups, judged, spoilt, strict=True)
    ]


def _judged(held: HeldGroup, profile: Profile, *, refused: bool) -> JudgedGroup:
    findings = (*held.closed.findings, *header_findings(held))
    refused = refused or refuses(findings, profile)
    guide = profile.guide
    reads = [read_set(framed, guide) for framed in held.sets]
    return _verdict(held, findings, reads, profile, refused=refused)


def _verdict(
    held: HeldGroup,
    findings: tuple[WireFinding, ...],
    reads: Sequence[ReadSet],
    profile: Profile,
    *,
    refused: bool,
) -> JudgedGroup:
    verdicts = tuple(judge_set(read, profile, group_refused=refused) for read in reads)
    return JudgedGroup(
        group=held.closed.group,
        findings=findings,
        sets=tuple(zip(reads, verdicts, strict=True)),
        verdict=judge_group(held.closed, findings, verdicts, profile, refused=refused),
    )


def header_findings(held: HeldGroup) -> list[WireFinding]:
    """What is wrong with a GS beside its form: its kind and its release are not known."""
    return [*_kind_findings(held), *_version_findings(held)]


def _kind_findings(held: HeldGroup) -> list[WireFinding]:
    """GS01 names no group of sets that we read; a group without a GS, or of EDIFACT, has none."""
    group = held.closed.group
    edifact = group.interchange.standard == "EDIFACT"
    if edifact or not group.code or group.code.upper() in GROUPS.values():
        return []
    return [
        WireFinding(
            code=Code.GROUP_UNKNOWN, offset=group.offset, segment=group.segment, element="GS01",
            found=group.code,
        )
    ]  # fmt: skip


def _version_findings(held: HeldGroup) -> list[WireFinding]:
    """GS08 names a release that none of our grammars of its sets has; EDIFACT has it in UNH."""
    group = held.closed.group
    read = {framed.code for framed in held.sets if framed.code in SETS}
    if group.implied or not read or group.interchange.standard == "EDIFACT":
        return []
    if any(group.version[:6] in SETS[code].grammars for code in read):
        return []
    return [
        WireFinding(
            code=Code.GROUP_VERSION, offset=group.offset, segment=group.segment, element="GS08",
            found=group.version,
        )
    ]  # fmt: skip
