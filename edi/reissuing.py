"""Invoices and memos that were sent before: the same goes as it went, another needs a number.

An invoice that the partner was sent counts for it under its own number, so what corrects it is a
credit or debit memo, or an invoice of another number. A memo may have the number of an invoice, and
counts once under it, by its type. One that the partner refused never counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.facts import Outbound, Step, told
from edi.findings import Code, WireFinding
from edi.framed import SetFramed
from edi.frames import frame
from edi.pair_memory import INVOICES, MEMOS, billed_name
from edi.taking import identity_in_business
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from typing import Any

    from edi.pair_memory import Sent
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

REFUSALS: Final = {
    "855": ("type", ("RJ", "RD")), "865": ("type", ("RJ", "RD")), "990": ("action", ("D",)),
}  # fmt: skip
"""Where answers say that nothing is taken, and how (BAK02, BCA02, B104). An ORDRSP says it in its
purpose, by which it is another document anyway."""


def going(sent: Sent, profile: Profile) -> Outbound:
    """A document of ours as it goes out, for the first time or again."""
    return Outbound(
        partner=profile.name,
        name=sent.name,
        content=sent.content,
        set=sent.set,
        interchange_control=sent.control,
        group_control=sent.control,
        answers="",
        folder=profile.transport.folder,
    )


def billed_before(state: PairState, name: str) -> Sent | None:
    """What was sent as what an invoice or memo is to be (`billed_as`); None where it may go."""
    sent = state.sent.get(state.billed.get(name, ""))
    return None if sent is None or sent.status == "rejected" else sent


def billed_as(sent: Sent, document: Any) -> str:
    """What a document of ours is remembered as if it is an invoice or a memo, else empty."""
    if sent.set not in INVOICES:
        return ""
    return billed_name(sent, document.type.rstrip() if _is_memo(document) else "")


def stands_for(later: Sent, sent: Sent) -> bool:
    """Whether two documents of ours are one in business, so that the later counts for the other.

    A memo stands for no invoice, a refusal for no answer that takes anything, and what is told by
    the partner's `advice` for nothing that somebody asked for.
    """
    if later.is_advice and not sent.is_advice:
        return False
    after, before = as_read(later), as_read(sent)
    first, second = (identity_in_business(each, sent.business_key) for each in (after, before))
    memos = {sent.set in INVOICES and _is_memo(each.document) for each in (after, before)}
    turns = _refuses(after) and not _refuses(before)
    return first == second and len(memos) == 1 and not turns


def billed_again(
    state: PairState, before: Sent, wanted: Sent, profile: Profile, raw: bytes
) -> Step:
    """What comes of an invoice or memo whose number was sent before; it takes no number of its own.

    The same goes out again byte for byte, unless the partner has answered by now. Another is kept,
    with an error; `raw` is the request.
    """
    about = f"request/{wanted.request}"
    is_same = _document(before) == _document(wanted)
    finding = WireFinding(
        code=Code.INVOICE_SENT if is_same else Code.INVOICE_REISSUED, offset=0,
        found=wanted.business_key, assumed=before.document,
    )  # fmt: skip
    said = told(profile, (finding,), about, raw)
    if not is_same or before.acknowledged_at is not None:
        return Step(state=state, facts=tuple(said))
    state = state.edit()
    state.sent.put(before.reference, replace(before, deliveries=before.deliveries + 1))
    return Step(state=state, facts=(going(before, profile), *said))


def _refuses(read: ReadSet) -> bool:
    """Whether an answer of ours takes nothing of what it answers."""
    name, codes = REFUSALS.get(read.framed.code, ("", ()))
    return bool(name) and getattr(read.document, name) in codes


def _is_memo(document: Any) -> bool:
    return document.type.rstrip() in MEMOS


def _document(sent: Sent) -> Any:
    return as_read(sent).document


def as_read(sent: Sent) -> ReadSet:
    """The document as the partner reads it."""
    (framed,) = (part for part in frame([sent.content]) if isinstance(part, SetFramed))
    return read_set(framed)
