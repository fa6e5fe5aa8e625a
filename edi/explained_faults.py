"""What a partner says of our segments and elements, each fault in words and in its segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from edi.answer_codes import meaning
from edi.findings import shown
from edi.originals import Place, marker, span_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.delimiters import Delimiters
    from edi.documents.answers import Context, ElementAnswer, SegmentAnswer
    from edi.originals import SentSet

HAS_ELEMENT_ERRORS: Final = "8"
"""AK304 of a segment whose faults stand in the AK4s below it."""
ABSENT: Final = ("3", "I6", "I7", "I8")
"""AK304 and IK304 of what is missing: the segment that is shown stands where it should."""
ABSENT_EDIFACT: Final = "13"
TRIGGER: Final = "SITUATIONAL TRIGGER"
"""CTX01 of what made a segment or an element necessary."""
VALUE_KEPT: Final = 99
"""The most of a value that AK404 repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault as a sentence, our segment as it was sent, and carets under the place."""

    sentence: str
    segment: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A verdict as a sentence; `matched` says whether our file holds what it speaks of.

    `own` is what we find in a refused set ourselves, by the profile of that partner; by the
    standard where no profile is named.
    """

    sentence: str
    accepted: bool
    matched: bool
    faults: tuple[Fault, ...] = ()
    own: tuple[Fault, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a kind of acknowledgment speaks: where its codes are listed, how it counts elements.

    `segment`, `element`, `set` and `group` are numbers of elements (`edi/answer_codes.py`);
    `first` is the number of a segment's id, `verdict` the segment that says the verdict on a set.
    """

    segment: tuple[str, ...]
    element: tuple[str, ...]
    set: tuple[str, ...]
    group: tuple[str, ...]
    verdict: str
    first: int = 0


FUNCTIONAL: Final = Dialect(
    segment=("720",), element=("723",), set=("718",), group=("716",), verdict="AK5"
)
IMPLEMENTATION: Final = Dialect(
    segment=("620", "720"),
    element=("621", "723"),
    set=("618", "718"),
    group=("716",),
    verdict="IK5",
)
EDIFACT: Final = Dialect(
    segment=("0085",),
    element=("0085",),
    set=("0085",),
    group=("0085",),
    verdict="UCM",
    first=1,
)
"""A CONTRL counts the segment's tag as its first element (ISO 9735, 0098)."""
NOT_THERE: Final = " It is not in the file given."
Sent = TypeVar("Sent")


def meant(found: Sequence[Sent], what: str) -> tuple[Sent | None, str]:
    """What a partner speaks of, the first of those that fit, and what is to be known of that."""
    if not found:
        return None, NOT_THERE
    if len(found) == 1:
        return found[0], ""
    return found[0], f" It may be any of {len(found)} {what} of the file given; the first is shown."


def faults_of(answer: SegmentAnswer, sent: SentSet | None, dialect: Dialect) -> list[Fault]:
    """The faults of a segment, and of its elements, held to the set that we sent."""
    at = answer.position
    text, aside = _meant(answer, sent, dialect)
    marks = None if sent is None else sent.framed.interchange.delimiters
    tag = answer.segment or (_id_of(text, marks) if marks is not None else "")
    where = f"Segment {'?' if at is None else at}" + (f" ({tag})" if tag else "")
    codes = [code for code in answer.codes if code != HAS_ELEMENT_ERRORS or not answer.elements]
    if not (codes or answer.elements):
        codes = [""]
    if answer.loop:
        aside += f" It is in loop {answer.loop}."
    aside += _contexts(answer.contexts)
    out = [
        Fault(sentence=f"{where}: {meaning(code, *dialect.segment)}{aside}", segment=text)
        for code in codes
    ]
    of = (where, tag, text)
    if marks is not None and _id_of(text, marks).upper() != tag.upper():
        # What is shown is not what has these elements.
        marks = None
    elements = [_of_element(element, of, marks, dialect) for element in answer.elements]
    if elements and not out:
        elements[0] = replace(elements[0], sentence=elements[0].sentence + aside)
    return out + elements


def _id_of(text: str, marks: Delimiters) -> str:
    return text.split(marks.element.decode("latin-1"), 1)[0]


def _meant(answer: SegmentAnswer, sent: SentSet | None, dialect: Dialect) -> tuple[str, str]:
    """Our segment that is meant, and what is to be known of it."""
    if sent is None or answer.position is None:
        return "", ""
    at = answer.position
    if dialect.first and ABSENT_EDIFACT in answer.codes:
        text, aside = sent.meant("", at)
        return text, aside or " It should have come behind the segment that is shown."
    if not dialect.first and any(code in ABSENT for code in answer.codes):
        text, aside = sent.meant("", at)
        return text, aside or " It should have come where the segment stands that is shown."
    return sent.meant(answer.segment, at)


def _contexts(contexts: Sequence[Context]) -> str:
    said: list[str] = []
    for context in contexts:
        place = f"{context.segment}{context.element.zfill(2)}" if context.element else ""
        named = place or context.segment
        at = "" if context.position is None else f" of segment {context.position}"
        if context.name == TRIGGER:
            said.append(f" {named or 'Something else'}{at} brings this about.")
        else:
            reference = f" {context.reference}" if context.reference else ""
            where = f" ({named}{at})" if named else ""
            said.append(f" It belongs to {context.name}{reference}{where}.")
    return "".join(map(shown, said))


def _of_element(
    element: ElementAnswer,
    of: tuple[str, str, str],
    marks: Delimiters | None,
    dialect: Dialect,
) -> Fault:
    where, tag, text = of
    place = Place.of(element.position, element.component, element.repetition, first=dialect.first)
    name = place_name(tag, place, element.position)
    said = f" The value was {element.value!r}." if element.value else ""
    said += differs(text, place, marks, element.value) + _contexts(element.contexts)
    return fault_at(
        f"{where}, {name}: {meaning(element.code, *dialect.element)}{said}", text, place, marks
    )


def place_name(tag: str, place: Place, position: str = "") -> str:
    """The name of a place: `BEG03`, `C040` within it as `REF04-2`; the id alone for all of it."""
    if place.element <= 0:
        return shown(tag + position) if place.element < 0 else tag
    name = f"{tag}{place.element:02d}" if tag else f"element {place.element}"
    if place.component:
        name += f"-{place.component}"
    return name + (f", repetition {place.repetition}" if place.repetition > 1 else "")


def differs(text: str, place: Place, marks: Delimiters | None, value: str) -> str:
    """What we had sent at the place, where that is not the value that the partner repeats."""
    if not (text and value and marks) or place.element < 1:
        return ""
    begin, end = span_of(text, place, marks)
    ours = text[begin:end].strip()
    return "" if ours[:VALUE_KEPT] == value.strip() else f" There we sent {shown(ours)!r}."


def fault_at(sentence: str, text: str, place: Place, marks: Delimiters | None) -> Fault:
    """A fault at a place of a segment."""
    carets = "" if marks is None else marker(text, place, marks)
    return Fault(sentence=sentence, segment=text, marker=carets)
