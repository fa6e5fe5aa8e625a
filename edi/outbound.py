"""One document in an interchange of its own, X12 or EDIFACT, as its partner wants it written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edi.edifact_writing import edifact_marks, write_edifact
from edi.transaction_sets import MESSAGES, SETS, nearest_release
from edi.writing import OutboundGroup, OutboundInterchange, OutboundSet, write_interchange

if TYPE_CHECKING:
    from datetime import datetime

    from edi.delimiters import Delimiters
    from edi.transaction_set import TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom (`qualifier:id` each), when, under which number, with which marks."""

    sender: str
    receiver: str
    at: datetime
    control: int
    usage: str
    delimiters: Delimiters


def writable(code: str) -> TransactionSet[Any] | None:
    """The set or message of a code, if we write such."""
    return SETS.get(code) or MESSAGES.get(code)


def default_release(known: TransactionSet[Any], wanted: str) -> str:
    """The release to write a set in: the one that is wanted, or the nearest that we have."""
    if known.code in MESSAGES:
        return wanted if wanted in known.grammars else next(iter(known.grammars))
    return nearest_release(known, wanted or "004010")


def enveloped(known: TransactionSet[Any], document: Any, release: str, envelope: Envelope) -> bytes:
    """The interchange with this one document; group and set have the interchange's number."""
    grammar = default_release(known, release)
    segments = known.write(document, grammar)
    ours, theirs = envelope.sender.partition(":"), envelope.receiver.partition(":")
    if known.code in MESSAGES:
        return write_edifact(
            (known.code, grammar),
            segments,
            parties=((ours[0], ours[2]), (theirs[0], theirs[2])),
            at=envelope.at,
            control=envelope.control,
            test=envelope.usage != "P",
            marks=edifact_marks(envelope.delimiters),
        )
    one = OutboundSet(code=known.code, control="0001", guide="", segments=segments)
    group = OutboundGroup(
        code=known.group, sender=ours[2], receiver=theirs[2], control=envelope.control,
        version=release or grammar, sets=(one,),
    )  # fmt: skip
    return write_interchange(
        OutboundInterchange(
            sender_qualifier=ours[0], sender=ours[2], receiver_qualifier=theirs[0],
            receiver=theirs[2], at=envelope.at,
            version="00501" if grammar >= "005" else "00401", control=envelope.control,
            usage=envelope.usage, delimiters=envelope.delimiters, groups=(group,),
        )
    )  # fmt: skip
