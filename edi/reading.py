"""A file read by hand: what `edi check` and `edi ack` print; no file is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.addressing import misdirected, receiver_of
from edi.codes import Code
from edi.facts import Found, Outbound, Step, of_ours, told
from edi.framed import InterchangeOpened
from edi.frames import frame
from edi.identities import interchange_id, pair_of, sender_of
from edi.pair_state import PairState
from edi.receiving import receive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from edi.facts import Fact
    from edi.profiles import Profiles

OURS: Final = "Correct it where we write it, and send it again."
"""What to do about a fault of a file that we sent."""


def first_interchange(chunks: Iterable[bytes]) -> InterchangeOpened | None:
    """The header of the first interchange of a file; None where there is none."""
    return next((part for part in frame(chunks) if isinstance(part, InterchangeOpened)), None)


def check_file(
    chunks: Iterable[bytes], *, now: datetime, profiles: Profiles, ours: Sequence[str] = ()
) -> list[dict[str, object]]:
    """All findings on a file, as its senders' profiles judge it, in the order of the bytes.

    What is addressed to somebody else is judged too, though the flow would only hold it. What was
    sent by one of `ours`, interchange ids as `qualifier:id`, is judged by the profile of who
    receives it.
    """
    return findings_of(facts_of(chunks, now=now, profiles=profiles, ours=ours, holds=False))


def acknowledge_file(chunks: Iterable[bytes], *, now: datetime, profiles: Profiles) -> bytes:
    """The acknowledgments that a file earns when it comes first: 997, 999, TA1, CONTRL."""
    return answers_of(facts_of(chunks, now=now, profiles=profiles))


def findings_of(facts: Iterable[object]) -> list[dict[str, object]]:
    """The findings among a file's facts, in the order of the bytes.

    What is told of an interchange and of each of its sets alike, as why it is held, is said once.
    """
    found: dict[object, Found] = {}
    for fact in facts:
        if isinstance(fact, Found):
            found.setdefault((fact.finding, fact.partner), fact)
    return [
        {
            **fact.finding.as_json(),
            "severity": fact.severity.value,
            "document": fact.document,
            "partner": fact.partner,
            "action": fact.action,
        }
        for fact in sorted(found.values(), key=_by_place)
    ]


def answers_of(facts: Iterable[object]) -> bytes:
    """The acknowledgments among a file's facts, one after the other."""
    return b"".join(fact.content for fact in facts if isinstance(fact, Outbound))


def facts_of(
    chunks: Iterable[bytes],
    *,
    now: datetime,
    profiles: Profiles,
    ours: Sequence[str] = (),
    holds: bool = True,
) -> list[object]:
    """All that the flow would learn from a file that comes first, in the order of its bytes.

    Unless it `holds` what is addressed to somebody else, that is only said.
    """
    judging = profiles if holds else replace(profiles, takes_all=True)
    judges = judging
    states: dict[str, PairState] = {}
    facts: list[object] = []
    pair = ""
    for part in frame(chunks):
        if isinstance(part, InterchangeOpened):
            pair = pair_of(part)
            facts += [] if holds else _addressed(part, profiles)
            judges = _judges(part, judging, ours)
        step: Step = receive(states.get(pair, PairState()), [part], now=now, profiles=judges)
        states[pair] = step.state
        facts += step.facts if judges is judging else map(_of_ours, step.facts)
    return facts


def _of_ours(fact: Fact) -> Fact:
    return of_ours(fact, OURS) if isinstance(fact, Found) else fact


def _addressed(opened: InterchangeOpened, profiles: Profiles) -> list[Found]:
    """What is said of an interchange to somebody else, unless we sent it."""
    finding = misdirected(opened, profiles)
    if finding is None or finding.code is Code.SENDER_OURS:
        return []
    profile, _ = profiles.find(opened.sender_qualifier, opened.sender, receiver_of(opened))
    return told(profile, (finding,), interchange_id(opened))


def _judges(opened: InterchangeOpened, profiles: Profiles, ours: Sequence[str]) -> Profiles:
    """The profiles that judge an interchange: of one that we sent, that of its receiver."""
    sender, receiver = sender_of(opened), receiver_of(opened)
    known = profiles.find(opened.sender_qualifier, opened.sender, receiver)[1]
    is_ours = sender in ours or any(sender in each.our_ids for each in profiles.partners)
    if known or not is_ours:
        return profiles
    theirs = profiles.of_receiver(receiver, sender)
    theirs = replace(theirs, ids=(sender,), our_ids=(), sets_in=theirs.sets_out)
    return replace(profiles, partners=(theirs,))


def _by_place(fact: Found) -> tuple[int, int, str]:
    return (fact.finding.offset, fact.finding.segment, fact.finding.code.value)
