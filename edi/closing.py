"""Exceptions that a person closes, and decisions that cannot be carried out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from edi.decisions import Decided
from edi.early import of_ours, put_by, standing, stands
from edi.exceptions import Complaint, Raised
from edi.facts import ExceptionSeen, Step, told
from edi.findings import Code, WireFinding
from edi.identities import read_name
from edi.raising import resolve

if TYPE_CHECKING:
    from datetime import datetime

    from edi.decisions import Decision, SeenException
    from edi.pair_state import PairState
    from edi.profiles import Profile, Profiles


def close(state: PairState, decision: Decision, now: datetime, profiles: Profiles) -> Step:
    """An exception that somebody closes; the state must be a working copy.

    What was raised within the look-back is open if the state says so. Of what is older nothing is
    known here any more, and nothing else can resolve it: it is open if its view said so. What does
    not stand yet as its view had it may come to that: then the decision waits.
    """
    seen = decision.seen
    named = profiles.named(seen.source) if seen else None
    profile = named or partner_of(decision.about, profiles)
    facts = resolve(state, decision.about, decision) if stands(state, decision) else []
    if not facts and seen is not None and decision.about not in state.decided:
        oldest = now.date() - timedelta(days=profile.look_back_days)
        if of_ours(seen.code):
            facts = [
                _row(decision, seen, sent.version + 1) for sent in standing(state, decision, seen)
            ]
        elif seen.opened_at.date() < oldest:
            facts = [_row(decision, seen, seen.version + 1)]
            # To a pair that reads its log anew, the exception is still to come.
            put_by(state, decision, now.date())
    if not facts:
        return unknown(state, decision, profile, now)
    state.decided.put(decision.about, Decided.of(decision, now.date()))
    return Step(state=state, facts=tuple(facts))


def unknown(state: PairState, decision: Decision, profile: Profile, now: datetime) -> Step:
    """A decision about what is not known: refused, and put by if that may still come."""
    put_by(state, decision, now.date())
    return refused(state, decision, profile)


def partner_of(name: str, profiles: Profiles) -> Profile:
    """Whose profile the name of a document, an interchange or an exception means, or the default.

    Of what we sent it is the receiver's; an exception's code stands before the name.
    """
    read = map(read_name, (name, name.partition("/")[2]))
    parties = [(said.sender, said.receiver) for said in read if said is not None]
    for partner, ours in (*parties, *((receiver, sender) for sender, receiver in parties)):
        qualifier, _, sender = partner.partition(":")
        profile, known = profiles.find(qualifier, sender, ours)
        if known:
            return profile
    return profiles.default


def refused(
    state: PairState,
    decision: Decision,
    profile: Profile,
    code: Code = Code.DECISION_UNKNOWN,
    message: str = "",
) -> Step:
    """A decision that changes nothing, as a finding that says why; the decision is kept whole."""
    before = state.decided.get(decision.about)
    if before is not None:
        code, message = Code.DECISION_LATE, before.sentence()
    finding = WireFinding(
        code=code, offset=0, found=f"{decision.action.value} by {decision.by}", message=message
    )
    return Step(state=state, facts=tuple(told(profile, (finding,), decision.about, decision.raw)))


def _row(decision: Decision, seen: SeenException, version: int) -> ExceptionSeen:
    """The row of an exception that the state holds no more, of what its view said."""
    about = decision.about.removeprefix(f"{seen.code}/")
    raised = Raised(
        code=Complaint(seen.code),
        about=about,
        source=seen.source,
        message=seen.message,
        opened_at=seen.opened_at,
        version=version,
    )
    row = raised.seen(decision.decided_at, decision).row
    return ExceptionSeen(row=row | {"severity": seen.severity})
