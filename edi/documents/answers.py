"""Acknowledgments and application advice: 997, 999, CONTRL, TA1, 824."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from edi.documents.parts import Party, Reference

RECEIVED: Final = "8"
"""The verdict of a CONTRL on an interchange that was received: another one says what becomes of it
(0083, Interchange received)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A CTX of a 999: in which context something is an error, and what brought that about."""

    name: str = ""
    reference: str = ""
    segment: str = ""
    position: int | None = None
    loop: str = ""
    element: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementAnswer:
    """An AK4, IK4 or UCD: an element in error, its number in the dictionary, why, and its value.

    An AK4 counts elements from 1 behind the segment's id; a UCD counts the id too.
    """

    position: str = ""
    component: str = ""
    repetition: str = ""
    number: str = ""
    code: str = ""
    value: str = ""
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAnswer:
    """An AK3, IK3 or UCS: a segment in error, counted from 1 at ST, and why.

    A UCS names no segment id; of one that is missing, it has the position of the one before.
    """

    segment: str = ""
    position: int | None = None
    loop: str = ""
    codes: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    elements: tuple[ElementAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAnswer:
    """An AK2 or UCM loop: one set, its verdict (A, E, R, M, W, X), codes, segments in error.

    `guide` is AK203, or the release of an EDIFACT message (0054); `version`, `agency` and
    `association` are what else its UNH says of the message's kind (0052, 0051 and 0057). `service`,
    `element` and `component` are where in its UNH or UNT a UCM sees the error.
    """

    set: str = ""
    control: str = ""
    guide: str = ""
    segments: tuple[SegmentAnswer, ...] = ()
    verdict: str = ""
    codes: tuple[str, ...] = ()
    service: str = ""
    element: str = ""
    component: str = ""
    version: str = ""
    agency: str = ""
    association: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswer:
    """A UCF loop: one group of an EDIFACT interchange, its verdict (A or R), its messages.

    Sender and receiver are those of its UNG; `service`, `element` and `component` are where in its
    UNG or UNE the error is.
    """

    control: str = ""
    sender: str = ""
    sender_qualifier: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""
    sets: tuple[SetAnswer, ...] = ()
    verdict: str = ""
    codes: tuple[str, ...] = ()
    service: str = ""
    element: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgment:
    """A 997 or 999: what the partner says of one group of ours; a verdict A, E, P or R.

    A CONTRL speaks of an interchange, whose verdict may be `RECEIVED` too: it has no group, and
    names sender and receiver, with what UNB says of them behind id and qualifier (the second in
    syntax 4 alone); `service`, `element` and `component` are where in its UNB or UNZ the error is.
    Where that interchange has
    groups, `groups` are what is said of them, and else `sets` what is said of its messages.
    """

    group: str = ""
    sender: str = ""
    sender_qualifier: str = ""
    sender_routing: str = ""
    sender_routing_part: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""
    receiver_routing: str = ""
    receiver_routing_part: str = ""
    control: str = ""
    version: str = ""
    sets: tuple[SetAnswer, ...] = ()
    verdict: str = ""
    claimed: int | None = None
    received: int | None = None
    accepted: int | None = None
    codes: tuple[str, ...] = ()
    service: str = ""
    element: str = ""
    component: str = ""
    groups: tuple[GroupAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceError:
    """A TED loop: what is wrong in a document, by code and words, where, and the bad value."""

    code: str = ""
    message: str = ""
    segment: str = ""
    position: int | None = None
    element: int | None = None
    number: str = ""
    value: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """An OTI loop: one document, accepted or not, and why.

    `sender`, `receiver`, `date`, `time`, the controls and `version` are those that it came under.
    """

    verdict: str = ""
    qualifier: str = ""
    value: str = ""
    sender: str = ""
    receiver: str = ""
    date: date | None = None
    time: str = ""
    group_control: str = ""
    set_control: str = ""
    set: str = ""
    version: str = ""
    references: tuple[Reference, ...] = ()
    errors: tuple[AdviceError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAdvice:
    """An 824: what an application says of documents that were well-formed."""

    purpose: str = ""
    number: str = ""
    date: date | None = None
    time: str = ""
    parties: tuple[Party, ...] = ()
    advices: tuple[Advice, ...] = ()
