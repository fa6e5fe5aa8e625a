"""What an 824 says of documents of ours that were well-formed, held against what we had sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi.answer_codes import MEANINGS, meaning
from edi.delimiters import sent_elements
from edi.explained_faults import Fault, Told, differs, fault_at, meant, place_name
from edi.explained_findings import with_own
from edi.narrowing import narrowed, plain_control
from edi.originals import Place, is_release, named
from edi.partner_advice import is_under

if TYPE_CHECKING:
    from edi.documents.answers import Advice, AdviceError, ApplicationAdvice
    from edi.originals import Original, Sender, SentSet
    from edi.profiles import Profiles


def of_advice(
    document: ApplicationAdvice, ours: Original, by: Sender, profiles: Profiles | None
) -> list[Told]:
    """Each document that the advice speaks of, accepted or not, and why."""
    told: list[Told] = []
    for advice in document.advices:
        sent, aside = meant(_fitting(advice, ours, by), "sets")
        told.append(with_own(_of_document(advice, sent, aside), sent, profiles))
    return told


def _of_document(advice: Advice, sent: SentSet | None, aside: str) -> Told:
    kind, number = advice.set or (sent.framed.code if sent else ""), advice.value
    name = f"{kind or 'document'} {advice.qualifier} {number}".replace("  ", " ").strip()
    verdict = MEANINGS.get(("110", advice.verdict), f"the verdict is {advice.verdict or 'none'}")
    return Told(
        sentence=f"Of the {name}: {verdict} (824).{aside}",
        accepted=advice.verdict[1:2] in ("A", "C", "E"),
        matched=sent is not None,
        faults=tuple(_of_error(error, sent) for error in advice.errors),
    )


def _fitting(advice: Advice, ours: Original, by: Sender) -> list[SentSet]:
    """Our sets by their control numbers, or by the number that the second segment has.

    Of several those that went to who speaks, under the envelope that the advice names.
    """
    found: list[SentSet] = []
    if advice.group_control and advice.set_control:
        wanted = plain_control(advice.group_control)
        within = [one for one in ours.sets if plain_control(one.framed.group.control) == wanted]
        found = named(within, advice.set, advice.set_control)
    elif advice.set_control:
        to_them = narrowed(ours.sets, lambda one: by.answers(one.framed.interchange))
        found = named(to_them, advice.set, advice.set_control)
    return narrowed(
        found or [one for one in ours.sets if _has(one, advice)],
        lambda one: by.answers(one.framed.interchange),
        lambda one: _has(one, advice),
        lambda one: one.framed.group.version == advice.version.strip(),
        lambda one: is_release(advice.version, one.framed.group.version),
        lambda one: is_under(one.framed.group, advice),
    )


def _has(sent: SentSet, advice: Advice) -> bool:
    """Whether the segment that begins the document has its number."""
    if not advice.value or (advice.set and advice.set != sent.framed.code):
        return False
    return len(sent.texts) > 1 and advice.value in _values(sent.texts[1], sent)[1:]


def _values(text: str, sent: SentSet) -> list[str]:
    """The elements of a segment of a set, its id first."""
    marks = sent.framed.interchange.delimiters
    return [element.strip() for element in sent_elements(text, marks)]


def _of_error(error: AdviceError, sent: SentSet | None) -> Fault:
    at, text, aside = _segment(error, sent)
    marks = None if sent is None else sent.framed.interchange.delimiters
    place = Place(element=_element(error, text, sent))
    where = "" if at is None else f"Segment {at}"
    if error.segment:
        where = f"{where} ({error.segment})" if where else error.segment
    if place.element > 0:
        where = f"{where}, {place_name(error.segment, place)}"
    words = [meaning(error.code, "647"), _sentence(error.message), *map(_sentence, error.notes)]
    if error.value:
        words.append(f"The value was {error.value!r}.")
    said = " ".join(word for word in words if word) + differs(text, place, marks, error.value)
    said += aside
    return fault_at(f"{where}: {said}" if where else said, text, place, marks)


def _element(error: AdviceError, text: str, sent: SentSet | None) -> int:
    """The element that is meant: by its position, or the only one of that value; -1 for none."""
    if error.element is not None:
        return error.element
    values = [] if sent is None else _values(text, sent)
    return values.index(error.value) if error.value and values.count(error.value) == 1 else -1


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _segment(error: AdviceError, sent: SentSet | None) -> tuple[int | None, str, str]:
    """Our segment that is meant, and what is to be known of it.

    It is told by its position, or is the only one of its id with the value.
    """
    if sent is None:
        return error.position, "", ""
    if error.position is not None:
        return error.position, *sent.meant(error.segment, error.position)
    found: list[tuple[int, str]] = []
    for number, text in enumerate(sent.texts, 1):
        values = _values(text, sent)
        if error.segment and values[0] == error.segment and error.value in ("", *values):
            found.append((number, text))
    return (*found[0], "") if len(found) == 1 else (None, "", "")
