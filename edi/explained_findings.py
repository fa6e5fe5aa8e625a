"""What we find ourselves in a set that a partner refused, by the guide in its profile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edi.explained_faults import Fault, Told, fault_at
from edi.findings import place_in
from edi.originals import Place
from edi.transaction_sets import read_set
from schemas.findings import Severity

if TYPE_CHECKING:
    from edi.findings import WireFinding
    from edi.originals import SentSet
    from edi.profiles import Profiles


def with_own(told: Told, sent: SentSet | None, profiles: Profiles | None) -> Told:
    """A verdict with what we find ourselves, where it is a refusal of what we sent."""
    if told.accepted or sent is None:
        return told
    framed = sent.framed
    profile = None if profiles is None else profiles.partner_of(framed.interchange)
    read = read_set(framed, None if profile is None else profile.guide)
    found = [one for one in read.findings if one.severity is not Severity.NOTE]
    return replace(
        told,
        own=tuple(_fault(one, sent) for one in found),
        profile="" if profile is None else profile.name,
    )


def _fault(finding: WireFinding, sent: SentSet) -> Fault:
    text = sent.texts[finding.segment - 1] if 1 <= finding.segment <= len(sent.texts) else ""
    told = finding.as_json()
    where = f"Segment {finding.segment}" + (f", {finding.element}" if finding.element else "")
    sentence = f"{where}: {told['message']} ({finding.code.value})"
    marks = sent.framed.interchange.delimiters
    return fault_at(sentence, text, _place(finding.element), marks)


def _place(element: str) -> Place:
    """Where `BEG03` or `REF04-2` is in its segment; nowhere for a segment's id."""
    name, component, repetition = place_in(element)
    digits = name[-2:] if len(name) > 3 else ""
    return Place.of(digits, component, repetition)
