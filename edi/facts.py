"""What receiving establishes: orders, answers to send, documents seen, findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.codes import CATALOGUE, Code, Level
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.findings import WireFinding
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.transaction_sets import ReadSet

_ASKED: Final = (
    Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS, Level.CONDITIONS, Level.BALANCE, Level.CODES,
)  # fmt: skip
"""Levels of faults that the catalogue has the sender asked about: of what is ours, that is us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that something is from: its name, and when it was last written, as far as known."""

    file: str = ""
    written_at: datetime | None = None


UNKNOWN: Final = Origin()
"""The origin of what is in no file, or in one of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted:
    """An order that counts: a row of `orders_received`."""

    row: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCounts:
    """An order that counts, or counted already: exceptions of pairs beside it may wait for it.

    `key` is its business key. It is told where its partner has other pairs, and is no row.
    """

    read: ReadSet = field(compare=False)
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """An interchange to send; sent again it has the same name and the same bytes.

    `folder` is where in the partner's outbox it belongs, by its transport.
    """

    partner: str
    name: str
    content: bytes
    set: str
    interchange_control: int
    group_control: int
    answers: str
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSeen:
    """A document that came or goes: a row of `documents`, and its bytes when it is new.

    `marks` are its delimiters, as element, component, segment, repetition and release. Of a set
    that came in, `interchange` names the interchange that holds it, at `offset` of its file behind
    the bytes `before` it, and `original` are its bytes as they came, where it was read from others.
    """

    row: dict[str, object]
    content: bytes = b""
    marks: bytes = b""
    original: bytes = b""
    interchange: str = ""
    offset: int = 0
    before: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeSeen:
    """An interchange came to its end: the bytes behind its last set, as they came.

    `row` has the names that the rows of its sets have too; its document is the interchange.
    """

    row: dict[str, object]
    content: bytes
    marks: bytes
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSeen:
    """Something that a person must look at, or need no longer: a row of `exceptions`."""

    row: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding on a document, as bad as the partner's profile says; `raw` is what was refused.

    `remedy` is what to do where that is not what the catalogue says, and `file` is where it was
    found, where that is not what is read just now.
    """

    partner: str
    document: str
    finding: WireFinding
    severity: Severity
    raw: bytes
    remedy: str = ""
    file: str = ""

    @property
    def action(self) -> str:
        """What a person does about it."""
        return self.remedy or CATALOGUE[self.finding.code].action


Fact: TypeAlias = (
    OrderAccepted | OrderCounts | Outbound | DocumentSeen | InterchangeSeen | ExceptionSeen | Found
)
"""Anything that receiving establishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The state after the parts, and what they established."""

    state: PairState
    facts: tuple[Fact, ...]


def told(
    profile: Profile, findings: Sequence[WireFinding], document: str, raw: bytes = b""
) -> list[Found]:
    """Findings on a document as facts, with its bytes where they are errors to this partner."""
    out: list[Found] = []
    for finding in findings:
        severity = profile.severity(finding.code)
        out.append(
            Found(
                partner=profile.name,
                document=document,
                finding=finding,
                severity=severity,
                raw=raw if severity is Severity.ERROR else b"",
            )
        )
    return out


def of_ours(found: Found, remedy: str) -> Found:
    """A finding on what we write: nobody else can be asked to correct it, so `remedy` says what to.

    What the catalogue says of a guide, a request or an invoice speaks to us already, and a note
    asks for nothing.
    """
    entry = CATALOGUE[found.finding.code]
    is_asked = entry.level in _ASKED and entry.severity is not Severity.NOTE
    if not is_asked and found.finding.code is not Code.RELEASE_UNEXPECTED:
        return found
    return replace(found, remedy=remedy)


def found_in(facts: Sequence[Fact]) -> int:
    """How many of these facts are findings."""
    return sum(isinstance(fact, Found) for fact in facts)
