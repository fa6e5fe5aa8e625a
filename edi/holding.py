"""An interchange that is kept whole and not acted on: its control number was used before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.document_rows import interchange_seen, note_row, note_seen, received_row, set_seen
from edi.facts import Fact, told
from edi.identities import document_id, interchange_id, note_id
from edi.taking import business_key
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from datetime import datetime

    from edi.findings import WireFinding
    from edi.framed import InterchangeClosed
    from edi.open_interchanges import Open
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

MARK: Final = 8
"""Digits of the hash of its bytes that tell a held interchange from the one that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a held interchange: its name, its sets as they were read, the facts."""

    name: str
    reads: tuple[ReadSet, ...]
    facts: tuple[Fact, ...]


def kept(
    item: Open, closed: InterchangeClosed, finding: WireFinding, profile: Profile, now: datetime
) -> Kept:
    """An interchange that ends and is held; `finding` says why."""
    mark = f"~{closed.sha256[:MARK]}"
    about = interchange_id(item.opened, item.use)
    name = about + mark
    status = {"status": "held", "findings": 1}
    facts: list[Fact] = []
    reads = [read_set(framed, profile.guide) for held in item.held for framed in held.sets]
    for read in reads:
        framed, key = read.framed, business_key(read, profile)
        document = document_id(framed, item.use) + mark
        facts += told(profile, (finding,), document, framed.raw)
        row = received_row(framed, profile, now, document) | status | {"business_key": key}
        facts.append(set_seen(framed, row, name))
    for ordinal, note in enumerate(item.held_notes, 1):
        row = note_row(note, profile, now, note_id(note, about, ordinal) + mark) | status
        facts.append(note_seen(note, row))
    facts.append(interchange_seen(closed, profile, now, name))
    return Kept(name=name, reads=tuple(reads), facts=tuple(facts))
