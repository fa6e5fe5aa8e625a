"""Raising exceptions in a pair's state, and resolving them when what was missed arrives.

What an exception waits for has a name: the business identity of a document, or the control number
of an interchange. All states given in must be working copies.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.control_numbers import HIGHEST
from edi.exceptions import Complaint, Raised
from edi.facts import Step
from edi.identities import interchange_id
from edi.spent_numbers import uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime, timedelta

    from edi.decisions import Decision
    from edi.facts import ExceptionSeen
    from edi.framed import InterchangeOpened
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.remembered import Remembered

GAP_MAX: Final = 1_000
"""A sender who leaves out more numbers than these has begun a new sequence."""
CONTROL: Final = re.compile("([A-Z]{0,5})([0-9]{1,9})")
"""A number of a sequence; references of EDIFACT may have letters before it."""
DIGITS: Final = 9
RUNS_MAX: Final = 5
"""Runs of missing numbers that a message names; of the others it says how many numbers they are."""
_PREFIX: Final = "ISA13/"
"""What an exception that waits for an interchange waits for: this, and its number."""


def raise_one(state: PairState, raised: Raised) -> list[ExceptionSeen]:
    """Open an exception once; it is remembered until something, or somebody, resolves it."""
    if raised.name in state.raised:
        return []
    if raised.code is not Complaint.ORDER_SAME:
        state.raised.put(raised.name, raised)
        for awaited in raised.waits:
            state.cures.put(awaited, (*state.cures.get(awaited, ()), raised.name))
    return [raised.seen()] if raised.told else []


def arrived(state: PairState, what: str, now: datetime) -> list[ExceptionSeen]:
    """Something that exceptions may wait for is there: some are resolved, some wait for less."""
    names = state.cures.get(what, ())
    if not names:
        return []
    state.cures.forget(what)
    out: list[ExceptionSeen] = []
    for name in names:
        raised = state.raised[name].without(what)
        if raised.code is Complaint.GAP:
            raised = replace(raised, message=_lacking(raised))
        if raised.waits:
            state.raised.put(name, raised)
            if raised.told and raised.code is Complaint.GAP:
                out.append(raised.seen())
            continue
        state.raised.forget(name)
        if raised.told:
            out.append(raised.seen(now))
    return out


def count_interchange(
    state: PairState, opened: InterchangeOpened, profile: Profile, now: datetime
) -> tuple[PairState, list[ExceptionSeen]]:
    """A new interchange in its sender's sequence: what it leaves out may be missing.

    A number is missing where a later one came and it did not; after 999999999 comes 1. Numbers that
    lie further off than `GAP_MAX`, or behind other letters, begin a new sequence, as with a
    sender's new system.
    """
    found = CONTROL.fullmatch(opened.control)
    if found is None:
        return state, []
    prefix, number, last = found[1], int(found[2]), state.last_received
    facts = arrived(state, _number(prefix, number), now)
    if last and prefix == state.received_prefix:
        ahead = (number - last) % HIGHEST
        if 0 < ahead <= GAP_MAX + 1:
            missing = [(last + step - 1) % HIGHEST + 1 for step in range(1, ahead)]
            if missing and profile.control_gaps:
                about = _about(missing, opened, state.spent)
                raise_one(state, _gap(missing, about, opened, profile, now))
        elif (last - number) % HIGHEST <= GAP_MAX:
            return state, facts
    return replace(state, last_received=number, received_prefix=prefix), facts


def tell_gaps(state: PairState, now: datetime, *, grace: timedelta) -> Step:
    """Missing numbers that did not come within a grace, each told once; copies the state first."""
    untold = [raised for raised in state.raised.values() if not raised.told]
    return _told(state, [raised for raised in untold if raised.opened_at + grace <= now])


def tell_lapsing(state: PairState, oldest: date) -> Step:
    """The same of numbers that were missed before a day, and are to be forgotten."""
    untold = [raised for raised in state.raised.values() if not raised.told]
    return _told(state, [raised for raised in untold if raised.opened_at.date() < oldest])


def _told(state: PairState, due: Sequence[Raised]) -> Step:
    if not due:
        return Step(state=state, facts=())
    state = state.edit()
    told = [replace(raised, told=True) for raised in due]
    for raised in told:
        state.raised.put(raised.name, raised)
    return Step(state=state, facts=tuple(raised.seen() for raised in told))


def has_untold(raised: Iterable[Raised | None]) -> bool:
    """Whether some of these are missing numbers that wait to be told."""
    return any(one is not None and not one.told for one in raised)


def resolve(state: PairState, name: str, decision: Decision) -> list[ExceptionSeen]:
    """An exception that a person's decision makes good; nothing where none of that name is told."""
    raised = state.raised.get(name)
    if raised is None or not raised.told:
        return []
    _forget(state, raised)
    return [replace(raised, version=raised.version + 1).seen(decision.decided_at, decision)]


def forget_raised(state: PairState, oldest: date) -> None:
    """What was raised before a day stays open, and nothing resolves it any more."""
    for raised in [each for each in state.raised.values() if each.opened_at.date() < oldest]:
        _forget(state, raised)


def _forget(state: PairState, raised: Raised) -> None:
    state.raised.forget(raised.name)
    for awaited in raised.waits:
        others = tuple(name for name in state.cures.get(awaited, ()) if name != raised.name)
        if others:
            state.cures.put(awaited, others)
        else:
            state.cures.forget(awaited)


def _gap(
    missing: Sequence[int], about: str, opened: InterchangeOpened, profile: Profile, now: datetime
) -> Raised:
    came = opened.control
    prefix = came.rstrip("0123456789")
    return Raised(
        code=Complaint.GAP,
        about=about,
        source=profile.name,
        message=f"{_named(missing, came)} missing: {came} came and not all before it.",
        opened_at=now,
        waits=tuple(_number(prefix, number) for number in missing),
        told=False,
        is_test=opened.usage != "P",
    )


def _about(missing: Sequence[int], opened: InterchangeOpened, spent: Remembered[int]) -> str:
    """The name of what is missing, and no older one's: a sender's numbers come again."""
    sent = [_as_sent(number, opened.control) for number in missing]
    numbers = sent[0] if len(sent) == 1 else f"{sent[0]}-{sent[-1]}"
    use = max(uses(spent, number) for number in sent) + 1
    return interchange_id(replace(opened, control=numbers), use)


def _lacking(raised: Raised) -> str:
    """What a gap says of the numbers that are missing now; why they are looked for stays."""
    if not raised.waits:
        return "All interchanges that were missing have come."
    why = raised.message.partition(": ")[2]
    came = why.partition(" ")[0]
    before = _PREFIX + came.rstrip("0123456789")
    numbers = [int(awaited.removeprefix(before)) for awaited in raised.waits]
    return f"{_named(numbers, came)} missing: {why}"


def _named(numbers: Sequence[int], came: str) -> str:
    """Numbers in sequence, as the subject of a sentence: `Interchanges 2 to 4 and 7 are`.

    `came` is the one after them, as it was sent.
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    told = [
        _as_sent(first, came) + (f" to {_as_sent(last, came)}" if last > first else "")
        for first, last in runs[:RUNS_MAX]
    ]
    if len(runs) > RUNS_MAX:
        told.append(f"{sum(last - first + 1 for first, last in runs[RUNS_MAX:])} more")
    listed = ", ".join(told[:-1]) + " and " * (len(told) > 1) + told[-1]
    return f"Interchange {listed} is" if len(numbers) == 1 else f"Interchanges {listed} are"


def _as_sent(number: int, came: str) -> str:
    """A number as its sender would write it, who wrote another so: `HP000000002`, `AB0002`."""
    letters = came.rstrip("0123456789")
    return f"{letters}{number:0{len(came) - len(letters) if letters else DIGITS}d}"


def _number(prefix: str, number: int) -> str:
    return f"{_PREFIX}{prefix}{number}"
