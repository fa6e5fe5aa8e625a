"""What keeps a document from being written as it says: nothing is cut, dropped or made a blank.

A reader is lenient and a sender may substitute what its partner's profile lets it; whoever writes
by hand is told instead.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import Level
from edi.findings import Code, WireFinding, shown
from edi.fitting import fitted
from edi.openings import REFERENCE_LONGEST
from edi.writing import ISA_WIDTHS
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from edi.elements import Written
    from edi.framed import InterchangeOpened
    from edi.profiles import Profile

JUDGED: Final = frozenset(
    {
        Level.ENVELOPE,
        Level.STRUCTURE,
        Level.ELEMENTS,
        Level.BALANCE,
        Level.CONDITIONS,
        Level.CODES,
    }
)
"""Levels on which nothing may be wrong with what is written by hand; notes do not count."""
SENT: Final = "_sent"
"""Fields that only reading fills, beside those that are written, end in this."""
WITHIN_DATA: Final = "A delimiter or a control character cannot be written within data."
UNWRITTEN_MAX: Final = 20
"""Values without a place that are named; more of them say no more."""


def character_faults(
    segments: Sequence[Sequence[Written]], characters: str, marks: bytes
) -> list[WireFinding]:
    """Values that could not be written as they are: with delimiters, or outside a character set.

    `marks` are delimiters that data cannot have; control characters never can be data.
    """
    found: list[WireFinding] = []
    banned = {*range(32), *marks}
    for one in fitted(segments, characters, marks).findings:
        value = _value_at(segments, one)
        if any(ord(letter) in banned for letter in value):
            found.append(replace(one, code=Code.ELEMENT_CHARACTER, assumed="", message=WITHIN_DATA))
        else:
            found.append(replace(one, code=Code.CHARACTER_OUTSIDE, assumed=characters))
    return found


def _value_at(segments: Sequence[Sequence[Written]], finding: WireFinding) -> str:
    segment = segments[finding.segment - 2]
    element, _, component = finding.element.removeprefix(str(segment[0])).partition("-")
    value = segment[int(element)]
    return value if isinstance(value, str) else value[int(component) - 1]


def unwritten(document: Any, reread: Any) -> list[WireFinding]:
    """What a document says and the same document, written and read again, does not say any more.

    Values that a writer makes itself, as counts and the numbers of levels, may differ.
    """
    found: list[WireFinding] = []
    for place, value in _lost(document, reread, ""):
        found.append(
            WireFinding(
                code=Code.VALUE_UNWRITTEN, offset=0, found=shown(str(value)),
                message=f"The set has no place for {shown(place)} of the document.",
            )
        )  # fmt: skip
        if len(found) == UNWRITTEN_MAX:
            break
    return found


def _lost(said: Any, read: Any, place: str) -> Iterator[tuple[str, object]]:
    if is_dataclass(said):
        for field in fields(said):
            if not field.name.endswith(SENT):
                inner = f"{place}.{field.name}" if place else field.name
                yield from _lost(getattr(said, field.name), getattr(read, field.name, None), inner)
    elif isinstance(said, tuple):
        items: tuple[Any, ...] = said
        others: tuple[Any, ...] = read if isinstance(read, tuple) else ()
        for at, item in enumerate(items):
            other = others[at] if at < len(others) else None
            yield from _lost(item, other, f"{place}[{at}]")
    elif said not in (None, "") and read in (None, ""):
        yield place, said


def forbids(finding: WireFinding, profile: Profile, levels: Collection[Level]) -> bool:
    """Whether a finding on what we wrote keeps it from going to a partner."""
    if finding.level is Level.GUIDE:
        return profile.severity(finding.code) is not Severity.NOTE
    return finding.level in levels and finding.severity is not Severity.NOTE


def stale_totals(
    findings: Sequence[WireFinding], noted: Sequence[tuple[str, str]]
) -> list[WireFinding]:
    """Hash totals that do not fit, and not as they were `noted` not to, each with what would.

    In reading they are a note, for partners sum what they like; but one that a change makes wrong
    is wrong by any sum.
    """
    code = Code.HASH_TOTAL_DIFFERS
    return [one for one in findings if one.code is code and (one.found, one.assumed) not in noted]


def alike(one: Any, other: Any) -> bool:
    """Whether two documents say the same, whatever stands beside it as it was sent."""
    if is_dataclass(one) and type(one) is type(other):
        return all(
            alike(getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
            if not field.name.endswith(SENT)
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        ones: tuple[Any, ...] = one
        others: tuple[Any, ...] = other
        return len(ones) == len(others) and all(map(alike, ones, others))
    return bool(one == other)


def envelope_faults(
    opened: InterchangeOpened, sender: str, receiver: str, control: str
) -> list[WireFinding]:
    """Ids (`qualifier:id`) and a control number that the envelope had no room for."""
    room = REFERENCE_LONGEST if opened.standard == "EDIFACT" else ISA_WIDTHS[12]
    said = {
        "sender": (sender, f"{opened.sender_qualifier}:{opened.sender}"),
        "receiver": (receiver, f"{opened.receiver_qualifier}:{opened.receiver}"),
        "control": (control, opened.control[:room]),
    }
    return [
        WireFinding(
            code=Code.VALUE_UNWRITTEN, offset=opened.offset, segment=1, found=shown(wanted),
            assumed=shown(written), message=f"The envelope has no place for the {name}.",
        )
        for name, (wanted, written) in said.items()
        if wanted != written
    ]  # fmt: skip
