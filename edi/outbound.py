"""One document in an interchange of its own, X12 or EDIFACT, as its partner wants it written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from edi.control_numbers import as_sent
from edi.edifact_writing import edifact_marks, syntax_of, write_edifact
from edi.fitting import fitted
from edi.transaction_sets import MESSAGES, SETS, nearest_release
from edi.writing import (
    OutboundGroup,
    OutboundInterchange,
    OutboundSet,
    data_marks,
    write_interchange,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.delimiters import Delimiters
    from edi.findings import WireFinding
    from edi.transaction_set import TransactionSet

SET_CONTROL: Final = "0001"
"""The number of a set that is alone in its group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom (`qualifier:id` each), when, under which number, with which marks.

    `prefix` goes before the number in EDIFACT.
    """

    sender: str
    receiver: str
    at: datetime
    control: int
    usage: str
    delimiters: Delimiters
    characters: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An interchange, and the elements that its characters could not write as they were."""

    content: bytes
    substituted: tuple[WireFinding, ...]


def writable(code: str) -> TransactionSet[Any] | None:
    """The set or message of a code, if we write such."""
    return SETS.get(code) or MESSAGES.get(code)


def default_release(known: TransactionSet[Any], wanted: str) -> str:
    """The release to write a set in: the one that is wanted, or the nearest that we have."""
    if known.code in MESSAGES:
        return wanted if wanted in known.grammars else next(iter(known.grammars))
    return nearest_release(known, wanted or "004010")


def first_release(known: TransactionSet[Any], releases: Sequence[str]) -> str:
    """The release that a set is written in where nobody says: the first of these that has it."""
    for release in releases:
        plain = release.replace(".", "")
        if plain in known.grammars or (known.code in SETS and plain[:6] in known.grammars):
            return plain
    return default_release(known, "")


def composed(
    known: TransactionSet[Any], document: Any, release: str, envelope: Envelope
) -> Composed:
    """The interchange with this one document, in the characters of its envelope.

    Group and set have the interchange's number.
    """
    grammar = default_release(known, release)
    segments = known.write(document, grammar)
    ours, theirs = envelope.sender.partition(":"), envelope.receiver.partition(":")
    if known.code in MESSAGES:
        syntax = syntax_of(envelope.characters)
        marks = edifact_marks(envelope.delimiters)
        fit = fitted(segments, syntax[0], b"")
        content = write_edifact(
            (known.code, grammar),
            fit.segments,
            parties=((ours[2], ours[0]), (theirs[2], theirs[0])),
            at=envelope.at,
            reference=as_sent(envelope.control, envelope.prefix),
            test=envelope.usage != "P",
            marks=marks,
            syntax=syntax,
        )
        return Composed(content=content, substituted=fit.findings)
    fit = fitted(segments, envelope.characters or "latin-1", data_marks(envelope.delimiters))
    one = OutboundSet(code=known.code, control=SET_CONTROL, guide="", segments=fit.segments)
    group = OutboundGroup(
        code=known.group, sender=ours[2], receiver=theirs[2], control=envelope.control,
        version=release or grammar, sets=(one,),
    )  # fmt: skip
    content = write_interchange(
        OutboundInterchange(
            sender_qualifier=ours[0], sender=ours[2], receiver_qualifier=theirs[0],
            receiver=theirs[2], at=envelope.at,
            version="00501" if grammar >= "005" else "00401", control=envelope.control,
            usage=envelope.usage, delimiters=envelope.delimiters, groups=(group,),
            characters=envelope.characters,
        )
    )  # fmt: skip
    return Composed(content=content, substituted=fit.findings)
