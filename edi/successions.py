"""What comes again under a number that is known: copies, corrections, cancellations, in an order.

A document says by its purpose what it is to one that came before (X12 353, EDIFACT 1225). A
correction counts in the place of what it corrects, the last one written in the place of all before
it, whatever order they come in. What contradicts what counts, and does not say why, is held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from edi.pair_memory import History, KnownOrder
from edi.written_times import later

if TYPE_CHECKING:
    from datetime import date

    from edi.framed import SetFramed


class Role(Enum):
    """What a document is to another of its number."""

    FIRST = "first"
    COPY = "copy"
    REISSUE = "reissue"
    CHANGE = "change"
    REPLACEMENT = "replacement"
    CANCELLATION = "cancellation"
    PART = "part"
    OTHER = "other"


RESUBMISSION: Final = "15"
_SHARED: Final = {
    "": Role.FIRST, "00": Role.FIRST, "06": Role.FIRST, "07": Role.COPY, "18": Role.REISSUE,
    "04": Role.CHANGE, "05": Role.REPLACEMENT, "01": Role.CANCELLATION, "17": Role.CANCELLATION,
}  # fmt: skip
"""Original, confirmation, duplicate, reissue, change, replacement, cancellation (to be reissued):
1225 as X12 purposes (`edifact_shapes.PURPOSES`)."""
_X12: Final = _SHARED | {
    "03": Role.CANCELLATION, RESUBMISSION: Role.FIRST, "22": Role.COPY, "49": Role.FIRST,
    "CO": Role.REPLACEMENT, "02": Role.PART, "25": Role.PART, "26": Role.PART,
}  # fmt: skip
"""353 besides: deletion, re-submission, copy for information, original without a response,
corrected; an addition, an increment, a replacement of some parts."""
_EDIFACT: Final = _SHARED | {
    "3": Role.CANCELLATION, "2": Role.PART, "20": Role.PART, "21": Role.PART, "31": Role.COPY,
    "35": Role.COPY,
}  # fmt: skip
"""1225 besides: deletion, addition, replacement of a section, copy, retransmission."""
_ORIGINALS: Final = {
    standard: frozenset(each for each in roles if roles[each] in (Role.FIRST, Role.REISSUE))
    for standard, roles in (("X12", _X12), ("EDIFACT", _EDIFACT))
}
_SHIPPING_ORDER: Final = {
    "F": Role.CANCELLATION, "D": Role.CANCELLATION, "R": Role.REPLACEMENT, "L": Role.CHANGE,
}  # fmt: skip
"""473 of a shipping order (W0501); any other is of one that comes for the first time."""
CHANGES: Final = frozenset({"860", "865", "ORDCHG"})
"""Sets that change an order: for them a change (04) is what comes first under its number."""
CORRECTED_INVOICE: Final = "384"
"""BGM01 of an invoice that stands for an earlier one of its number."""
_CORRECTS: Final = frozenset({Role.REPLACEMENT, Role.CHANGE})
_PURPOSE_AT: Final = {
    "204": "B2A01", "810": "BIG08", "846": "BIA01", "850": "BEG01", "855": "BAK01",
    "856": "BSN01", "860": "BCH01", "865": "BCA01", "940": "W0501",
}  # fmt: skip
_EARLIER_MAX: Final = 16
"""Contents of a number that are known besides the one that counts; the last of them."""


class Outcome(Enum):
    """What comes of a document, by what is known of its number."""

    TAKEN = "taken"
    REPEATED = "repeated"
    REPLACES = "replaces"
    OVERTAKEN = "overtaken"
    CONFLICTS = "conflicts"
    RETURNS = "returns"
    """It says what was corrected or cancelled since: sent again, or meant again."""
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A document that came: what it is to others of its number, what it says, and when.

    `said` is the time that the document itself says it is of, `written` that of its envelope;
    both are empty where none is said.
    """

    role: Role
    content: str
    document: str
    day: date
    said: str = ""
    written: str = ""

    def after(self, known: KnownOrder, *, alone: bool = False) -> int:
        """1 where it was written behind what counts, -1 before it, 0 where nothing says that.

        The document's own time is asked before its envelope's, or `alone`. Where two times of their
        own cannot be compared, for the zone of one is not said, the envelopes tell as where they
        are equal: these are of one sender's clock.
        """
        history = known.history
        if history is None:
            return 0
        own = later(self.said, history.said)
        return own if own or alone else later(self.written, history.written)


def role_of(framed: SetFramed, document: Any) -> Role:
    """What a document is to another of its number, by its purpose."""
    if framed.code == "940":
        return _SHIPPING_ORDER.get(document.status, Role.FIRST)
    edifact = framed.interchange.standard == "EDIFACT"
    role = (_EDIFACT if edifact else _X12).get(getattr(document, "purpose", ""), Role.OTHER)
    if framed.code in CHANGES and role in (Role.CHANGE, Role.PART):
        return Role.FIRST
    if framed.code == "INVOIC" and role is Role.FIRST and document.type == CORRECTED_INVOICE:
        return Role.REPLACEMENT
    return role


def is_sent_again(framed: SetFramed, document: Any) -> bool:
    """Whether a document says that it was sent before: a copy, a reissue, a re-submission.

    One of the latter two counts where it was not, and one that counts may be known no more.
    """
    is_x12 = framed.interchange.standard == "X12"
    is_resubmitted = is_x12 and document.purpose == RESUBMISSION
    return is_resubmitted or role_of(framed, document) in (Role.COPY, Role.REISSUE)


def originals(framed: SetFramed) -> frozenset[str]:
    """Purposes of what counts where nothing of its number is known: an original, a reissue."""
    return _ORIGINALS[framed.interchange.standard]


def purpose_at(framed: SetFramed) -> str:
    """The element that says the purpose of a document, as X12 calls it; empty where none does."""
    edifact = framed.interchange.standard == "EDIFACT"
    return "BEG01" if edifact else _PURPOSE_AT.get(framed.code, "")


def outcome_of(known: KnownOrder | None, came: Arrived) -> Outcome:
    """What comes of a document whose number is known so."""
    if known is None:
        return Outcome.UNMATCHED if came.role is Role.COPY else Outcome.TAKEN
    is_cancelled = _last(known) is Role.CANCELLATION
    if came.role is Role.CANCELLATION:
        return _cancelling(known, came, is_cancelled=is_cancelled)
    if came.role in _CORRECTS:
        return _correcting(known, came, is_cancelled=is_cancelled)
    if is_cancelled:
        return _behind_cancellation(known, came)
    if came.content in _contents(known):
        return Outcome.REPEATED
    if came.role is Role.FIRST and known.history is not None and not known.history.original:
        # What was corrected comes behind its correction; only a change leaves the rest as it was.
        is_late = came.after(known, alone=True) <= 0
        behind = Outcome.TAKEN if _last(known) is Role.CHANGE else Outcome.OVERTAKEN
        return behind if is_late else Outcome.CONFLICTS
    return Outcome.CONFLICTS


def _cancelling(known: KnownOrder, came: Arrived, *, is_cancelled: bool) -> Outcome:
    if is_cancelled:
        return Outcome.REPEATED if came.content == known.content else _by_time(known, came)
    if known.history is None:
        return Outcome.REPLACES
    own = came.after(known, alone=True)
    by_envelope = later(came.written, known.history.written)
    if own < 0 < by_envelope:
        # It may be what was sent last, with the time of what it cancels.
        return Outcome.CONFLICTS
    return _by_time(known, came)


def _correcting(known: KnownOrder, came: Arrived, *, is_cancelled: bool) -> Outcome:
    if came.content == known.content and not is_cancelled:
        return Outcome.REPEATED
    before = came.after(known)
    is_known = known.history is not None and came.content in known.history.earlier
    if before < 0:
        return Outcome.REPEATED if is_known else Outcome.OVERTAKEN
    if is_known:
        # A later envelope does not say which: one that sends it again under new numbers has it too.
        own = came.after(known, alone=True)
        return Outcome.REPEATED if own < 0 else Outcome.RETURNS
    return Outcome.REPLACES


def _behind_cancellation(known: KnownOrder, came: Arrived) -> Outcome:
    """An original, or a copy of one, under a number that was cancelled."""
    own = came.after(known, alone=True)
    is_known = came.content in _contents(known)
    if own < 0:
        return Outcome.REPEATED if is_known else Outcome.OVERTAKEN
    if came.role is Role.REISSUE:
        return _by_time(known, came)
    never_came = known.history is not None and not known.history.original
    before = came.after(known)
    if came.role is Role.COPY:
        if is_known:
            return Outcome.REPEATED
        was_cancelled = before < 0 or (never_came and before == 0)
        return Outcome.OVERTAKEN if was_cancelled else Outcome.UNMATCHED
    if never_came and own == 0 and came.role is Role.FIRST and before <= 0:
        return Outcome.OVERTAKEN
    return Outcome.RETURNS if is_known else Outcome.CONFLICTS


def _by_time(known: KnownOrder, came: Arrived) -> Outcome:
    return Outcome.OVERTAKEN if came.after(known) < 0 else Outcome.REPLACES


def _last(known: KnownOrder) -> Role:
    return Role.FIRST if known.history is None else Role(known.history.role)


def _contents(known: KnownOrder) -> tuple[str, ...]:
    history = known.history
    return (known.content,) if history is None else (known.content, *history.contents)


def remembered(known: KnownOrder | None, came: Arrived, outcome: Outcome) -> KnownOrder:
    """What is known of a number behind a document that was taken, or was overtaken."""
    is_first = came.role not in (*_CORRECTS, Role.CANCELLATION)
    if known is None:
        history = None if is_first else _history(came)
        return KnownOrder(
            content=came.content, document=came.document, day=came.day, history=history
        )
    before = known.history or History(role=Role.FIRST.value, original=known.content)
    if outcome in (Outcome.OVERTAKEN, Outcome.TAKEN):
        return replace(known, history=_beside(before, came, is_first=is_first))
    # What is cancelled may be said again by what cancels it: that is of no other content.
    kept = () if before.role == Role.CANCELLATION.value else (known.content,)
    earlier = [each for each in (*before.earlier, *kept) if each != before.original]
    history = replace(
        _history(came),
        original=came.content if is_first else before.original,
        earlier=tuple(dict.fromkeys(earlier))[-_EARLIER_MAX:],
    )
    return KnownOrder(content=came.content, document=came.document, day=came.day, history=history)


def _history(came: Arrived) -> History:
    role = Role.FIRST if came.role in (Role.COPY, Role.REISSUE, Role.OTHER) else came.role
    return History(role=role.value, said=came.said, written=came.written)


def _beside(before: History, came: Arrived, *, is_first: bool) -> History:
    """The same, with the content of one that does not count in its place."""
    if is_first and not before.original:
        return replace(before, original=came.content)
    if came.role is Role.CANCELLATION:
        return before
    return replace(before, earlier=(*before.earlier, came.content)[-_EARLIER_MAX:])
