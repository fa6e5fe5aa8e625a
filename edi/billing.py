"""Invoices and memos under one number, over all trading pairs of a partner: one of them stands.

A partner books an invoice by its number, whichever id of ours it comes from. What it refused may
be corrected under the same number, from another id of ours too, and is replaced where the corrected
one is taken; where the partner takes back that refusal, two invoices stand under one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.awaiting import replaced_beside
from edi.exceptions import Complaint, Raised
from edi.facts import DocumentSeen, Step, told
from edi.findings import Code, WireFinding
from edi.identities import read_name
from edi.pair_memory import INVOICES, REPLACED, business_name, business_of
from edi.raising import arrived, raise_one
from edi.reissuing import as_read, billed_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from edi.facts import ExceptionSeen, Fact
    from edi.pair_memory import Sent
    from edi.pair_state import PairState
    from edi.profiles import Profile

TAKEN: Final = ("accepted", "accepted_with_errors")
FELL: Final = ("rejected", REPLACED)
"""What became of documents that count for the partner, and of those that do not."""
ROWS: Final = 10
"""Rows that an exception may have until the document that it is about changes again."""
ELSEWHERE: Final = (
    "Nothing went out. To send it once more, ask for it under a new id from the id of ours that it"
    " went from."
)
TO_ANOTHER: Final = (
    "Nothing went out. Where the partner never got what was addressed to the other id, give it a"
    " number of its own."
)


def standing(states: Iterable[PairState], name: str) -> list[Sent]:
    """What was sent as an invoice or memo (`billed_as`), and was not refused: the oldest first."""
    found = [
        sent
        for state in states
        for control in state.namesakes.get(business_of(name), ())
        if (sent := state.sent[control]).status not in FELL and _billed(sent) == name
    ]
    return sorted(found, key=lambda sent: (sent.sent_at, sent.document))


def newest(states: Iterable[PairState], name: str) -> Sent | None:
    """The last of what stands under a number; None where the number is free."""
    return (standing(states, name) or [None])[-1]


def billed_elsewhere(
    state: PairState, before: Sent, wanted: Sent, profile: Profile, raw: bytes
) -> Step:
    """What comes of an invoice or memo that went between other ids: a finding, and no more.

    The bytes that went are the other pair's; `raw` is the request.
    """
    is_same = as_read(before).document == as_read(wanted).document
    kind = "The same" if is_same else "Another one"
    sent_to_another = _receiver(before) != _receiver(wanted)
    where = "to another id of the partner" if sent_to_another else "from another id of ours"
    finding = WireFinding(
        code=Code.INVOICE_SENT if is_same else Code.INVOICE_REISSUED, offset=0,
        found=wanted.business_key, assumed=before.document,
        message=f"{kind} was sent under this number, {where}.",
    )  # fmt: skip
    facts = told(profile, (finding,), f"request/{wanted.request}", raw)
    remedy = (TO_ANOTHER if sent_to_another else ELSEWHERE) if is_same else ""
    return Step(state=state, facts=tuple(replace(fact, remedy=remedy) for fact in facts))


def _receiver(sent: Sent) -> str:
    """The partner's id that a document of ours is addressed to."""
    said = read_name(sent.document)
    return "" if said is None else said.receiver


def counted_again(
    pair: str, states: Mapping[str, PairState], facts: Sequence[Fact], now: datetime
) -> dict[str, Step]:
    """What a pair's facts come to for invoices under one number: a step for each pair it changes.

    `states` are those of all pairs of the partner that are of the same usage, this one's too.
    """
    steps: dict[str, Step] = {}
    for sent in _answered(states[pair], facts):
        for judge in (_replaced, _of):
            after = {**states, **{one: step.state for one, step in steps.items()}}
            for one, step in judge(sent, pair, after, now).items():
                before = steps[one].facts if one in steps else ()
                steps[one] = replace(step, facts=(*before, *step.facts))
    return steps


def speaks_of_invoices(facts: Iterable[Fact]) -> bool:
    """Whether facts tell what the partner said of our invoices and memos."""
    return any(True for _ in _rows(facts))


def _answered(state: PairState, facts: Iterable[Fact]) -> Iterator[Sent]:
    for row in _rows(facts):
        sent = state.sent.get(str(row["interchange_control"]))
        if sent is not None and sent.document == row["document"]:
            yield sent


def _rows(facts: Iterable[Fact]) -> Iterator[dict[str, object]]:
    for fact in facts:
        if isinstance(fact, DocumentSeen) and fact.row["direction"] == "out":
            row = fact.row
            if row["set"] in INVOICES and row["status"] in (*TAKEN, *FELL):
                yield row


def _replaced(
    sent: Sent, pair: str, states: Mapping[str, PairState], now: datetime
) -> Mapping[str, Step]:
    """What was refused, where one that went later from another id of ours is taken."""
    others = {one: state for one, state in states.items() if one != pair}
    if sent.status in TAKEN:
        steps = {one: replaced_beside(state, sent, now) for one, state in others.items()}
        return {one: step for one, step in steps.items() if step.facts}
    taken = (
        later
        for state in others.values()
        for control in state.namesakes.get(business_name(sent), ())
        if (later := state.sent[control]).status in TAKEN
    )
    refused = (replaced_beside(states[pair], later, now) for later in taken)
    step = next((step for step in refused if step.facts), None)
    return {} if step is None else {pair: step}


def _of(
    sent: Sent, pair: str, states: Mapping[str, PairState], now: datetime
) -> Mapping[str, Step]:
    awaited = _awaited(sent)
    if sent.status in FELL:
        return {
            one: Step(state=edited, facts=tuple(_fell(edited, awaited, now)))
            for one, state in states.items()
            if awaited in state.cures
            for edited in (state.edit(),)
        }
    both = standing(states.values(), _billed(sent))
    if len(both) < 2 or _is_told(states.values(), both):
        return {}
    state = states[pair].edit()
    return {pair: Step(state=state, facts=tuple(raise_one(state, _raised(sent, both, now, pair))))}


def _fell(state: PairState, awaited: str, now: datetime) -> list[ExceptionSeen]:
    """One of those that stood under a number was refused; a last one stands alone."""
    names = state.cures.get(awaited, ())
    out = arrived(state, awaited, now)
    for name in names:
        left = state.raised.get(name)
        if left is not None and len(left.waits) == 1:
            out += arrived(state, left.waits[0], now)
    return out


def _is_told(states: Iterable[PairState], both: Sequence[Sent]) -> bool:
    """Whether an exception is open that names all of them."""
    wanted = {_awaited(sent) for sent in both}
    first = _awaited(both[0])
    return any(
        wanted <= {*state.raised[name].waits}
        for state in states
        for name in state.cures.get(first, ())
    )


def _raised(sent: Sent, both: Sequence[Sent], now: datetime, pair: str) -> Raised:
    others = [one for one in both if one is not sent]
    went = " and ".join(f"{one.reference} ({one.document}, {one.status})" for one in others)
    return Raised(
        code=Complaint.BILLED_TWICE,
        about=sent.document,
        source=sent.partner,
        message=f"{sent.partner} took the {sent.set} {sent.business_key} of interchange"
        f" {sent.reference} ({sent.document}) after all, by {sent.acknowledgment_code} in"
        f" {sent.acknowledgment}, and another stands under its number: of interchange {went}.",
        opened_at=now,
        waits=tuple(_awaited(one) for one in both),
        # It may open anew when the partner changes its mind again: then its rows go on.
        version=sent.version * ROWS,
        is_test=not pair.endswith("/P"),
    )


def _awaited(sent: Sent) -> str:
    return f"BILLED/{sent.document}"


def _billed(sent: Sent) -> str:
    return billed_as(sent, as_read(sent).document)
