"""An interchange that is kept whole and not acted on: its number was used, or it is not ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from edi.decisions import Action
from edi.document_rows import interchange_seen, note_row, note_seen, received_row, set_seen
from edi.facts import Fact, Found
from edi.facts import told as found_on
from edi.findings import Code, WireFinding
from edi.identities import document_id, interchange_id, note_id
from edi.open_interchanges import Open
from edi.taking import business_key
from edi.transaction_sets import PURCHASE_ORDERS, UNANSWERED, read_set
from edi.undecided import Held, packed
from edi.unnumbered import kept_name
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

USED_REFUSED: Final = "This control number was used before for other content; it was refused."
"""What is said of it where the sender was told that its number was used."""
SAME_AGAIN: Final = "The same interchange came again"
STILL_HELD: Final = "The same document came again; the first one is held, until somebody decides."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a held interchange: its name, its sets as they were read, the facts."""

    name: str
    reads: tuple[ReadSet, ...]
    facts: tuple[Fact, ...]
    item: Held


def held_again(item: Open) -> WireFinding:
    """What is said of a held interchange that comes again, byte for byte."""
    opened = item.opened
    return WireFinding(
        code=Code.EDI_DUP_CONTROL, offset=opened.offset, segment=1,
        element=opened.called("ISA13"), found=opened.control,
        message="The same interchange came again; it is held as before, until somebody decides.",
    )  # fmt: skip


def came_again(state: PairState, about: str, *, refuses: bool, is_answered: bool) -> str:
    """What became of an interchange that comes again; empty where it was answered as before."""
    if is_answered and not refuses:
        return ""
    names = [kept_name(about, is_refusal=each) for each in (refuses, True)]
    if any(name in state.unnumbered for name in names):
        what = "refusal" if refuses else "answer"
        return f"{SAME_AGAIN}; its {what} waits for a control number, and nothing was sent."
    if is_answered:
        return f"{SAME_AGAIN}; it was refused."
    return f"{SAME_AGAIN}; it is not answered, as the first was not."


def told_again(item: Open, profile: Profile, mark: str, state: PairState, said: str) -> list[Found]:
    """What is told of an interchange that came before, byte for byte, and of each of its sets."""
    opened = item.opened
    again = WireFinding(
        code=Code.EDI_DUP_CONTROL, offset=opened.offset, segment=1,
        element=opened.called("ISA13"), found=opened.control, message=said,
    )  # fmt: skip
    out = found_on(profile, (again,), interchange_id(opened, item.use) + mark, b"")
    known = state.interchanges.get(opened.control + mark)
    for ordinal, framed in enumerate(framed for held in item.held for framed in held.sets):
        if framed.code in UNANSWERED:
            continue
        first = document_id(framed, item.use) + mark
        same = WireFinding(
            code=Code.DOCUMENT_REPEATED, offset=framed.offset, segment=1,
            element=opened.called("ST02"), found=framed.control, assumed=first,
        )  # fmt: skip
        decided = state.decided.get(first)
        if first in state.held:
            same = replace(same, code=Code.DOCUMENT_NOT_TAKEN, message=STILL_HELD)
        elif (known is not None and known.refuses(ordinal)) or (
            decided is not None and decided.action is Action.REJECT
        ):
            same = replace(same, code=Code.DOCUMENT_NOT_TAKEN)
        elif framed.code in PURCHASE_ORDERS:
            same = replace(same, code=Code.ORD_DUP_PO_SAME)
        out += found_on(profile, (same,), first, b"")
    return out


def undecided(
    read: ReadSet, findings: Sequence[WireFinding], status: str, profile: Profile, now: datetime
) -> Held:
    """A set that is held, as it waits for a person; without its findings it had this status."""
    framed = read.framed
    severe = [f for f in read.findings if profile.severity(f.code) is Severity.ERROR]
    return Held(
        finding=(*severe, *findings[-1:])[0],
        findings=len(findings),
        status=status,
        at=now,
        told=False,
        packed=packed(
            Open(opened=framed.interchange, is_known=False, group=framed.group, pending=(framed,))
        ),
    )


def kept(
    item: Open, mark: str, finding: WireFinding, profile: Profile, now: datetime, *, told: bool
) -> Kept:
    """What ends and is held under a mark of its own; `finding` says why, of each of its sets.

    Where there are none it is said of the interchange. Where its sender was `told`, all of it is
    refused: nothing takes that back.
    """
    about = interchange_id(item.opened, item.use)
    name = about + mark
    status = {"status": "refused" if told else "held", "findings": 1}
    facts: list[Fact] = []
    reads = [read_set(framed, profile.guide) for held in item.held for framed in held.sets]
    if not reads:
        facts += found_on(profile, (finding,), name)
    for read in reads:
        framed, key = read.framed, business_key(read, profile)
        document = document_id(framed, item.use) + mark
        facts += found_on(profile, (finding,), document, framed.raw)
        row = received_row(framed, profile, now, document) | status | {"business_key": key}
        facts.append(set_seen(framed, row, name))
    for ordinal, note in enumerate(item.held_notes, 1):
        row = note_row(note, profile, now, note_id(note, about, ordinal) + mark) | status
        facts.append(note_seen(note, row))
    assert item.closed is not None
    facts.append(interchange_seen(item.closed, profile, now, name))
    whole = Held(finding=finding, findings=1, status="", at=now, told=told, packed=packed(item))
    return Kept(name=name, reads=tuple(reads), facts=tuple(facts), item=whole)
