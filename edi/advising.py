"""What tells a partner that a well-formed document is not taken, and why: an 824, 855 or ORDRSP.

A 997 or CONTRL speaks of syntax only (section 2.3 of `edi.md`). Which refusals a partner is told
beyond that, and how, is the key `advice` of its profile. The advice is a document of ours like any
other: numbered once, kept, and awaited to be acknowledged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from edi.checking import judge_element
from edi.codes import CATALOGUE, Code, Level
from edi.dictionary.segments import segments
from edi.documents.answers import Advice, AdviceError, ApplicationAdvice
from edi.documents.order_answers import OrderAnswer
from edi.facts import Found, Outbound, Step
from edi.findings import WireFinding, place_in
from edi.objecting import Objector
from edi.outbound import default_release, first_release, writable
from edi.pair_memory import ADVICE
from edi.partner_advice import QUALIFIERS
from edi.raising import raise_one
from edi.sending import Request, send
from edi.successions import is_sent_again, originals
from edi.transaction_sets import PURCHASE_ORDERS, SETS, UNANSWERED
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.pair_memory import KnownOrder
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.remembered import Remembered
    from edi.transaction_set import TransactionSet
    from edi.transaction_sets import ReadSet


REJECTED: Final = "TR"
"""OTI01: the transaction set is rejected."""
ACCEPTED: Final = "TA"
"""OTI01: it is accepted."""
NO_DETAIL: Final = "RJ"
"""BAK02: rejected, without detail."""
NOT_ACCEPTED: Final = ("231", "27")
"""BGM01 and BGM03 of an ORDRSP that takes nothing of the order."""
REASONS: Final = {
    Code.ORD_DUP_PO_DIFF: "006", Code.DOCUMENT_CONFLICTS: "006", Code.GUIDE_ELEMENT_MISSING: "007",
    Code.GUIDE_SEGMENT_MISSING: "007", Code.DOCUMENT_NUMBER_MISSING: "007",
    Code.ORDER_NUMBER_MISSING: "007", Code.LINE_INCOMPLETE: "007",
}  # fmt: skip
REASONS_OF_LEVEL: Final = {Level.BALANCE: "010", Level.CODES: "848", Level.GUIDE: "848"}
"""TED01, by the code of the finding, else by its level: duplicate, data missing, total out of
balance, incorrect data. Each is in the list of every release of the 824 that we write."""
UNLISTED: Final = "024"
UNTOLD: Final = "Tell the sender in another way; what tells it in EDI cannot be written."
NO_MESSAGE: Final = "EDIFACT has no message that tells it."
OF_ANOTHER: Final = (
    "Its order number is that of an order that may count, which that would refuse. Answer by hand."
)
TEXT_MAX: Final = 60
ERRORS_MAX: Final = 100
"""Faults of one document that are told; who repairs these sees the rest with the next."""
_PLACE: Final = re.compile(r"([A-Z][A-Z0-9]{1,2}?)([0-9]{2})?$")
"""The element or segment of a finding's place: `BEG03`, `PO107`, or a segment as a whole, `REF`."""


def advise(
    state: PairState,
    read: ReadSet,
    findings: Sequence[WireFinding],
    profile: Profile,
    now: datetime,
    *,
    document: str,
    accepted: bool = False,
    asked_at: datetime | None = None,
) -> Step:
    """The advice goes out where this partner wants one; if none can, an exception says so.

    `asked_at` is when what it comes of was written, or decided. The state must be a working copy.
    """
    step = Step(state=state, facts=())
    if not accepted and _name(document) in state.requests:
        return step
    code = _set_of(read.framed.code, read.framed.interchange.standard, profile)
    why = () if accepted else _untold(state.orders, read, profile, code)
    if not why:
        request = advice_on(read, document, findings, profile, now, accepted=accepted)
        if request is None:
            return step
        step = send(state, replace(request, asked_at=asked_at), profile, now)
        why = [fact.finding for fact in step.facts if isinstance(fact, Found)]
        if not why or has_gone(step):
            return step
    objector = Objector(read.framed.interchange, profile, now)
    called = code or _unwritten(read.framed.interchange.standard, profile)
    raised = objector.of_advice(read, document, called, why, findings)
    return Step(state=step.state, facts=(*step.facts, *raise_one(step.state, raised)))


def _unwritten(standard: str, profile: Profile) -> str:
    """What a partner would hear by if we had a message for it."""
    if standard == "EDIFACT":
        return "ORDRSP" if profile.advice == "855" else "answer"
    return profile.advice


def _untold(
    known: Remembered[KnownOrder], read: ReadSet, profile: Profile, code: str | None
) -> tuple[WireFinding, ...]:
    """Why this partner hears nothing of a document that is held, though it wants to."""
    framed = read.framed
    if not _is_told(framed.code, profile) or read.document is None:
        return ()
    here = WireFinding(code=Code.DOCUMENT_NOT_TAKEN, offset=framed.offset, segment=1)
    if code is None:
        return (replace(here, message=NO_MESSAGE),)
    return (replace(here, message=OF_ANOTHER),) if code != "824" and _names(known, read) else ()


def _names(known: Remembered[KnownOrder], read: ReadSet) -> bool:
    """Whether an 855 or ORDRSP that refuses an order may be read as one on an order that counts.

    It names an order by number and release, whoever the buyer party is. What cancels, changes,
    replaces or repeats an order names one that may count though it is not known, from before the
    look-back.
    """
    order = read.document
    if order.purpose not in originals(read.framed) or is_sent_again(read.framed, order):
        return True
    number, release = order.number.strip(), order.release.strip()
    name = f"/{number}/{release}" if release else f"/{number}"
    others = "" if release else f"/{number}/"
    first = f"{read.framed.code}/"
    return bool(number) and any(
        key.startswith(first) and (key.endswith(name) or (others and others in key))
        for key in known
    )


def _name(document: str) -> str:
    """The request to refuse a document: whoever was told is not told again."""
    return f"{ADVICE}{document}"


def has_gone(step: Step) -> bool:
    """Whether a step sent something."""
    return any(isinstance(fact, Outbound) for fact in step.facts)


def advice_on(
    read: ReadSet,
    document: str,
    findings: Sequence[WireFinding],
    profile: Profile,
    now: datetime,
    *,
    accepted: bool = False,
) -> Request | None:
    """The refusal to send for a document that is held; None where this partner wants none.

    `findings` are the reasons. The request's id is the document's name, so that it goes once.
    `accepted` takes a refusal back, which an 824 can: an order that is taken is answered by the
    855 or ORDRSP to come.
    """
    framed, opened = read.framed, read.framed.interchange
    code = _set_of(framed.code, opened.standard, profile)
    if code is None or read.document is None or (accepted and code != "824"):
        return None
    known = writable(code)
    assert known is not None, "advices are sets that we write"
    name = _name(document) + ("/taken" if accepted else "")
    release = _release(known, framed.group.version, profile)
    if code != "824":
        made = _answer(read, now, code)
    else:
        wrong = [f for f in findings if profile.severity(f.code) is Severity.ERROR]
        said = () if accepted else wrong or findings[-1:]
        room = Room(default_release(known, release))
        made = _advice(read, ACCEPTED if accepted else REJECTED, said, (name, now), room)
    return Request(
        id=name,
        sender=f"{opened.receiver_qualifier}:{opened.receiver}",
        receiver=f"{opened.sender_qualifier}:{opened.sender}",
        usage=opened.usage,
        set=code,
        release=release,
        document=made,
        raw=framed.raw,
        offset=framed.offset,
        remedy=UNTOLD,
    )


def _is_told(code: str, profile: Profile) -> bool:
    """Whether a partner wants to hear what becomes of its documents of this set."""
    return bool(profile.advice) and code not in UNANSWERED and code != "824"


def _set_of(code: str, standard: str, profile: Profile) -> str | None:
    """Which of our sets refuses this one."""
    if not _is_told(code, profile):
        return None
    by_answer = profile.advice == "855" and code in PURCHASE_ORDERS
    if standard == "EDIFACT":
        return "ORDRSP" if by_answer else None
    return "855" if by_answer else "824"


def _release(known: TransactionSet[Any], version: str, profile: Profile) -> str:
    """The release of what is refused, if we write it; else the first of the profile's."""
    if known.code in SETS and version[:6] in known.grammars:
        return version
    return first_release(known, profile.releases)


def _answer(read: ReadSet, now: datetime, code: str) -> OrderAnswer:
    """The order as a whole is not taken."""
    order = read.document
    if code == "855":
        return OrderAnswer(
            purpose="00", type=NO_DETAIL, number=order.number, release=order.release,
            date=order.date or now.date(),
        )  # fmt: skip
    kind, verdict = NOT_ACCEPTED
    return OrderAnswer(
        purpose=verdict, type=kind, number=order.number, seller_number=order.number,
        answered=now.date(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """What the elements of an 824 of a release can carry."""

    release: str

    def fit(self, name: str, position: int, text: str) -> str:
        """A text that an element can carry; nothing where it cannot, for it need not come."""
        element = segments(self.release)[name].elements[position - 1]
        text = text.strip()
        return text if text and judge_element(element, text) is None else ""


def _advice(
    read: ReadSet,
    verdict: str,
    wrong: Sequence[WireFinding],
    named: tuple[str, datetime],
    room: Room,
) -> ApplicationAdvice:
    """The 824 on one document; `named` is the name of its request, and when it is made.

    What an element cannot carry of what came, as a GS02 of one character, is left out (OTI04 to
    OTI11 need not be there, OTI09 not without OTI08).
    """
    framed, group = read.framed, read.framed.group
    opened = framed.interchange
    known = SETS[framed.code]
    number = room.fit(
        "OTI", 3, getattr(read.document, "number", "") or known.business_key(read.document)
    )
    controls = (room.fit("OTI", 3, each) for each in (framed.control, opened.control))
    group_control = room.fit("OTI", 8, group.control)
    advice = Advice(
        verdict=verdict,
        qualifier=QUALIFIERS.get(framed.code, "TN") if number else "TN",
        value=number or next(filter(None, controls), ""),
        sender=room.fit("OTI", 4, group.sender),
        receiver=room.fit("OTI", 5, group.receiver),
        group_control=group_control,
        set_control=room.fit("OTI", 9, framed.control) if group_control else "",
        set=framed.code,
        version=room.fit("OTI", 11, group.version),
        errors=tuple(error_of(finding, room) for finding in wrong[:ERRORS_MAX]),
    )
    name, now = named
    mark = _mark(name)
    return ApplicationAdvice(
        purpose="11",
        number=room.fit("BGN", 2, f"{opened.control}-{framed.control}-{mark}") or mark,
        date=now.date(),
        time=f"{now:%H%M}",
        advices=(advice,),
    )


def _mark(name: str) -> str:
    """What no other advice has in its number (BGN02), and this one has whenever it is made.

    The same control numbers come again: in other groups, as tests, after the look-back. And a
    document that is refused may be taken later.
    """
    return blake2b(name.encode(), digest_size=5).hexdigest().upper()


def error_of(finding: WireFinding, room: Room) -> AdviceError:
    """A finding as a TED: why, in words, and where."""
    entry = CATALOGUE[finding.code]
    reason = REASONS.get(finding.code) or REASONS_OF_LEVEL.get(entry.level, UNLISTED)
    place = _PLACE.match(place_in(finding.element)[0])
    segment, element = place.groups() if place else ("", None)
    position = room.fit("TED", 4, str(finding.segment)) if segment else ""
    return AdviceError(
        code=reason,
        message=_cut(finding.message or entry.sentence),
        segment=segment,
        position=int(position) if position else None,
        element=int(element) if element else None,
        value=room.fit("TED", 7, finding.found) if element else "",
    )


def _cut(text: str) -> str:
    """A sentence that fits into TED02, cut between words."""
    if len(text) <= TEXT_MAX:
        return text.strip()
    return text[: TEXT_MAX + 1].rpartition(" ")[0].rstrip(" ,;:") or text[:TEXT_MAX]
