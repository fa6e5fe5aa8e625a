"""What we had sent, as an acknowledgment of it names it: by control numbers, segments, elements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from edi.delimiters import pieces
from edi.edifact_syntax import sent_texts
from edi.framed import GroupClosed, GroupOpened, InterchangeClosed, InterchangeOpened, SetFramed
from edi.frames import frame
from edi.narrowing import narrowed, plain_control
from edi.plain_files import plain_file
from edi.texts import texts_of
from edi.values import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.delimiters import Delimiters

Sent = TypeVar("Sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who acknowledges to whom: what we sent went the other way."""

    sender: str
    receiver: str

    def answers(self, sent: InterchangeOpened) -> bool:
        """Whether an interchange went from the one who is answered to the one who answers."""
        return (sent.sender, sent.receiver) == (self.receiver, self.sender)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentInterchange:
    """An interchange of ours: its ISA or UNB and its IEA or UNZ as they were sent."""

    opened: InterchangeOpened
    header: str
    trailer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentGroup:
    """A group of ours: its GS and its GE as they were sent."""

    opened: GroupOpened
    header: str
    trailer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSet:
    """A set or message of ours: its segments as they were sent, ST or UNH first."""

    framed: SetFramed
    texts: list[str]

    def meant(self, tag: str, at: int) -> tuple[str, str]:
        """The segment that a partner names by id and position, and what is to be known of it.

        Where another stands there, it is the nearest one of that id, if there is one.
        """
        text = self.texts[at - 1] if 1 <= at <= len(self.texts) else ""
        mark = self.framed.interchange.delimiters.element.decode("latin-1")
        own = text.split(mark, 1)[0]
        if not tag or own.upper() == tag.upper():
            return text, "" if text else f" The set that we sent has {len(self.texts)} segments."
        same = [
            (number, each)
            for number, each in enumerate(self.texts, 1)
            if each.split(mark, 1)[0].upper() == tag.upper()
        ]
        if len(same) == 1:
            number, text = same[0]
            return text, f" By our count the {tag} is segment {number}."
        if not text:
            return text, f" The set that we sent has {len(self.texts)} segments."
        other = f" The segment there is {own}: the partner counts them otherwise."
        if not same:
            return text, f"{other} We sent no {tag}."
        number, text = min(same, key=lambda each: abs(each[0] - at))
        return text, f"{other} The nearest {tag}, segment {number} by our count, is shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a segment an error is: element 0 is its id, and less than that all of it."""

    element: int = -1
    component: int = 0
    repetition: int = 0

    @staticmethod
    def of(element: str, component: str = "", repetition: str = "", *, first: int = 0) -> Place:
        """The place that these texts name, as far as they are numbers; `first` is the id's."""
        at = count_of(element)
        inner = [max(0, count_of(text) or 0) for text in (component, repetition)]
        return Place(
            element=-1 if at is None else at - first, component=inner[0], repetition=inner[1]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """All that a file of ours holds."""

    interchanges: list[SentInterchange]
    groups: list[SentGroup]
    sets: list[SentSet]

    def named_interchanges(
        self, control: str, by: Sender, date: str = "", time: str = ""
    ) -> list[SentInterchange]:
        """The interchanges of a control number: those that went to who answers, at that time."""
        wanted = plain_control(control)
        found = [one for one in self.interchanges if plain_control(one.opened.control) == wanted]
        return narrowed(
            found,
            lambda one: by.answers(one.opened),
            lambda one: date in ("", one.opened.date) and time in ("", one.opened.time),
        )

    def named_groups(
        self, code: str, control: str, by: Sender, version: str = ""
    ) -> list[SentGroup]:
        """The groups of a functional code and a control number: those that went to who answers.

        `version` is the release that they are in as the partner names it, if it does.
        """
        wanted = (code, plain_control(control))
        found = [
            one
            for one in self.groups
            if (one.opened.code, plain_control(one.opened.control)) == wanted
        ]
        return narrowed(
            found,
            lambda one: by.answers(one.opened.interchange),
            lambda one: one.opened.version == version.strip(),
            lambda one: is_release(version, one.opened.version),
        )

    def groups_within(self, interchange: SentInterchange | None, control: str) -> list[SentGroup]:
        """The groups of an interchange under a control number."""
        if interchange is None:
            return []
        wanted, at = plain_control(control), interchange.opened.offset
        found = (one for one in self.groups if one.opened.interchange.offset == at)
        return [one for one in found if plain_control(one.opened.control) == wanted]

    def sets_of(self, group: SentGroup | None) -> list[SentSet]:
        """The sets of a group; none where there is no such group."""
        if group is None:
            return []
        return [one for one in self.sets if one.framed.group.offset == group.opened.offset]

    def messages_of(self, interchange: SentInterchange | None) -> list[SentSet]:
        """The messages of an interchange."""
        if interchange is None:
            return []
        at = interchange.opened.offset
        return [one for one in self.sets if one.framed.interchange.offset == at]


def is_release(named: str, ours: str) -> bool:
    """Whether the release that a partner names can be that of a GS08: it may leave the guide out.

    >>> is_release("005010", "005010X231"), is_release("005010X231", "004010"), is_release("", "1")
    (True, False, True)
    """
    named, ours = named.strip(), ours.strip()
    return ours.startswith(named) or named.startswith(ours)


def named(sets: Iterable[SentSet], code: str, control: str, guide: str = "") -> list[SentSet]:
    """The sets of a code and a control number; of several those of this guide (ST03), if it is."""
    wanted = (code, plain_control(control))
    found = [one for one in sets if (one.framed.code, plain_control(one.framed.control)) == wanted]
    return narrowed(found, lambda one: guide in ("", one.framed.guide))


def read_original(chunks: Iterable[bytes]) -> Original:
    """What a file of ours holds, however it is encoded or wrapped."""
    data = b"".join(chunks)
    parts = list(frame([data]))
    plain = plain_file(data, parts)
    original = Original(interchanges=[], groups=[], sets=[])
    for part in parts:
        offset = plain.offset(part.offset)
        match part:
            case InterchangeOpened():
                header = _segment(plain.data, offset, part.delimiters)
                original.interchanges.append(SentInterchange(opened=part, header=header))
            case GroupOpened():
                marks = part.interchange.delimiters
                header = "" if part.implied else _segment(plain.data, offset, marks)
                original.groups.append(SentGroup(opened=part, header=header))
            case SetFramed():
                edifact = part.interchange.standard == "EDIFACT"
                texts = sent_texts(part)[0] if edifact else texts_of(part)[0]
                original.sets.append(SentSet(framed=part, texts=texts))
            case GroupClosed():
                marks = part.group.interchange.delimiters
                trailer = _segment(plain.data, offset, marks)
                original.groups[-1] = replace(original.groups[-1], trailer=trailer)
            case InterchangeClosed():
                trailer = _segment(plain.data, offset, part.interchange.delimiters)
                original.interchanges[-1] = replace(original.interchanges[-1], trailer=trailer)
            case _:
                pass
    return original


def _segment(data: bytes, offset: int, marks: Delimiters) -> str:
    """The segment that begins here, behind a UNA if there is one."""
    if data[offset : offset + 3] == b"UNA":
        offset = data.find(b"UNB", offset)
    end = data.find(marks.segment, offset)
    text = data[offset : end if end >= 0 else len(data)].decode("latin-1")
    return text.replace("\r", "").replace("\n", "")


def span_of(text: str, place: Place, marks: Delimiters) -> tuple[int, int]:
    """Where in a segment a place is; behind its end where the segment does not reach so far."""
    begin, end = _narrowed(text, (0, len(text)), marks.element, marks, place.element)
    if place.repetition > 1:
        begin, end = _narrowed(text, (begin, end), marks.repetition, marks, place.repetition - 1)
    if place.component:
        begin, end = _narrowed(text, (begin, end), marks.component, marks, place.component - 1)
    return begin, end


def _narrowed(
    text: str, span: tuple[int, int], separator: bytes, marks: Delimiters, at: int
) -> tuple[int, int]:
    begin, end = span
    found = pieces(text[begin:end], separator, marks.release)
    if at >= len(found):
        return end, end
    return begin + found[at][0], begin + found[at][1]


def marker(text: str, place: Place, marks: Delimiters) -> str:
    """Carets under a place of a segment: one behind its end where the place is missing."""
    if not text or place.element < 0:
        return ""
    begin, end = span_of(text, place, marks)
    return " " * begin + "^" * max(1, end - begin)
