"""Decisions that came before what they are about, as where old logs are read anew.

Each is told as one about something unknown, and put by in the pair's state until that comes; then
`edi/deciding.py` carries it out. What the pair knows to have come already is not waited for.
"""

from __future__ import annotations

from string import ascii_letters
from typing import TYPE_CHECKING, Final

from edi.billing import ROWS
from edi.decisions import Action, Early
from edi.exceptions import Complaint
from edi.facts import DocumentSeen, ExceptionSeen, InterchangeSeen
from edi.framed import AcknowledgmentFramed, GroupClosed, InterchangeClosed
from edi.identities import read_name
from edi.sent_rows import complains
from edi.spent_numbers import uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from edi.decisions import Decision, SeenException
    from edi.facts import Fact
    from edi.framed import Framed
    from edi.pair_memory import Sent
    from edi.pair_state import PairState

OF_OURS: Final = (Complaint.OVERDUE, Complaint.REFUSED)
"""Exceptions about documents of ours: they are about what we sent, and open while it says so."""
NAMES_MAX: Final = 10_000
"""Things of one pair about which decisions wait; at a kilobyte each, of a log of years."""
QUEUE_MAX: Final = 10
"""Decisions that wait for one thing: the first that can be carried out counts."""


def put_by(state: PairState, decision: Decision, day: date) -> None:
    """Keep a decision for what may still come; the state must be a working copy.

    Beyond `NAMES_MAX` and `QUEUE_MAX` the newest is not kept, which leaves it refused as unknown.
    """
    if not may_come(state, decision):
        return
    queue = state.early.get(decision.about, ())
    if len(queue) < QUEUE_MAX and (queue or len(state.early) < NAMES_MAX):
        early = Early(decision=decision, day=day)
        state.early.put(decision.about, (*queue, early))


def is_put_by(state: PairState, decision: Decision) -> bool:
    """Whether this very decision waits already."""
    queue = state.early.get(decision.about, ())
    return any(early.decision.id == decision.id for early in queue)


def may_come(state: PairState, decision: Decision) -> bool:
    """Whether what is not there may still come: by what the pair remembers, it was never there."""
    seen = decision.seen
    if decision.action is not Action.CLOSE:
        return not (_is_settled(state, decision) or _came(state, decision.about))
    if seen is None:
        return False
    if decision.about in state.raised:
        return True
    about = _subject(decision, seen)
    if of_ours(seen.code):
        return all(sent.version < seen.version for sent in _sent(state, about))
    if seen.code == Complaint.GAP.value:
        # The sequence has not reached the last of the missing numbers.
        said = read_name(about)
        last = "" if said is None else said.control.rpartition("-")[2].lstrip(ascii_letters)
        return last.isascii() and last.isdecimal() and state.last_received < int(last)
    if seen.code == Complaint.BILLED_TWICE.value:
        return all(sent.version < seen.version // ROWS for sent in _sent(state, about))
    return not (_is_settled(state, decision) or about in state.held or _came(state, about))


def stands(state: PairState, decision: Decision) -> bool:
    """Whether an exception on theirs is open, and so far on as somebody saw it who closed it.

    Missing numbers are told when lanes are idle, so that their rows may have lower versions where
    the same log is read anew; what is missing is then the same.
    """
    seen = decision.seen
    raised = state.raised.get(decision.about)
    if raised is None or not raised.told:
        return False
    return seen is None or raised.version >= seen.version or raised.message == seen.message


def standing(state: PairState, decision: Decision, seen: SeenException) -> list[Sent]:
    """The document of ours that an exception is about, if it is open as it was seen, or anew."""
    code = Complaint(seen.code)
    return [
        sent
        for sent in _sent(state, _subject(decision, seen))
        if complains(sent, code) and sent.version >= seen.version
    ]


def is_due(state: PairState, decision: Decision) -> bool:
    """Whether a decision that waited is carried out now, or comes behind another.

    An exception on a document of ours may open again: what was put by closes the one that was
    seen, and no later one.
    """
    seen = decision.seen
    if decision.action is not Action.CLOSE:
        is_there = decision.about in state.held
    elif seen is not None and of_ours(seen.code):
        is_there = any(s.version == seen.version for s in standing(state, decision, seen))
        if not is_there and may_come(state, decision):
            return False
    else:
        is_there = stands(state, decision)
    return is_there or _is_settled(state, decision)


def came_to_light(facts: Iterable[Fact]) -> dict[str, bool]:
    """What facts tell to be known by now, by name; True of what waits for nobody.

    A document that is not held has come; so it is with exceptions on it that are not open.
    """
    names: dict[str, bool] = {}
    for fact in facts:
        match fact:
            case DocumentSeen(row=row) if row["direction"] == "in":
                name, came = str(row["document"]), row["status"] != "held"
            case InterchangeSeen(row=row):
                name, came = str(row["document"]), False
            case ExceptionSeen(row=row):
                names.setdefault(str(row["exception"]), False)
                continue
            case _:
                continue
        names[name] = came
        names |= {f"{complaint.value}/{name}": came for complaint in Complaint}
    return names


def turns(state: PairState, parts: Sequence[Framed]) -> Iterator[Sequence[Framed]]:
    """Parts of interchanges, up to each that something may become known with.

    So a decision is carried out at the same place however a file is cut into pieces.
    """
    start = 0
    if state.early:
        for number, part in enumerate(parts, 1):
            if isinstance(part, GroupClosed | AcknowledgmentFramed | InterchangeClosed):
                yield parts[start:number]
                start = number
    if start < len(parts):
        yield parts[start:]


def of_ours(code: str) -> bool:
    """Whether exceptions of a code are about documents of ours."""
    return code in OF_OURS


def _is_settled(state: PairState, decision: Decision) -> bool:
    """Whether something else was decided about the same thing."""
    before = state.decided.get(decision.about)
    return before is not None and before.id != decision.id


def _came(state: PairState, name: str) -> bool:
    """Whether the interchange of a name came to its end; what is no such name never comes."""
    said = read_name(name)
    if said is None or not said.control:
        return True
    if uses(state.spent, said.control) >= said.use:
        return True
    known = state.interchanges.get(said.control + said.mark)
    return known is not None and known.use >= said.use


def _subject(decision: Decision, seen: SeenException) -> str:
    return decision.about.removeprefix(f"{seen.code}/")


def _sent(state: PairState, document: str) -> list[Sent]:
    return [sent for sent in state.sent.values() if sent.document == document]
