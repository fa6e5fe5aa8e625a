"""What a partner's acknowledgment says, in plain words, held against what we had sent.

Of a 997 or 999, a CONTRL, a TA1 or an 824: each verdict is a sentence, each fault one too, with
our segment as it was sent and a line that marks the element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.answer_codes import meaning
from edi.documents.answers import RECEIVED, Acknowledgment, ApplicationAdvice
from edi.explained_advice import of_advice
from edi.explained_faults import (
    EDIFACT,
    FUNCTIONAL,
    IMPLEMENTATION,
    Dialect,
    Fault,
    Told,
    fault_at,
    faults_of,
    meant,
    place_name,
)
from edi.explained_findings import with_own
from edi.framed import AcknowledgmentFramed, InterchangeOpened, SetFramed
from edi.frames import frame
from edi.originals import Place, Sender, is_release, named, read_original
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi.documents.answers import GroupAnswer, SetAnswer
    from edi.originals import Original, SentGroup, SentInterchange, SentSet
    from edi.profiles import Profiles

VERDICTS: Final = {
    "A": "accepted",
    "E": "accepted, with errors noted",
    "P": "accepted in part",
    "R": "rejected",
    "M": "rejected: its authentication failed",
    "W": "rejected: its assurance failed",
    "X": "rejected: it could not be decrypted",
    RECEIVED: "received, and not accepted yet",
}
NOTE_VERDICTS: Final = ("A", "E", "R")
"""TA104 (X12 I17)."""
SEGMENTS_IN_ERROR: Final = ("5", "I5")
"""AK502 and IK502 that only say that faults of segments follow."""
SET_PLACES: Final = {
    "1": ("ST", 1), "2": ("SE", -1), "3": ("SE", 2), "4": ("SE", 1), "6": ("ST", 1),
    "7": ("ST", 2), "18": ("ST", 1), "23": ("ST", 2), "I6": ("ST", 3),
}  # fmt: skip
"""Where in ST or SE the code of an AK5 sees its error; -1 is all of the segment."""
GROUP_PLACES: Final = {
    "1": ("GS", 1), "2": ("GS", 8), "3": ("GE", -1), "4": ("GE", 2), "5": ("GE", 1),
    "6": ("GS", 6), "19": ("GS", 6),
}  # fmt: skip
NOTE_PLACES: Final = {
    "001": ("IEA", 2), "002": ("ISA", 11), "003": ("ISA", 12), "005": ("ISA", 5),
    "006": ("ISA", 6), "007": ("ISA", 7), "008": ("ISA", 8), "009": ("ISA", 8),
    "010": ("ISA", 1), "011": ("ISA", 2), "012": ("ISA", 3), "013": ("ISA", 4),
    "014": ("ISA", 9), "015": ("ISA", 10), "016": ("ISA", 11), "017": ("ISA", 12),
    "018": ("ISA", 13), "019": ("ISA", 14), "020": ("ISA", 15), "021": ("IEA", 1),
    "023": ("IEA", -1), "025": ("ISA", 13), "027": ("ISA", 16), "032": ("ISA", 11),
}  # fmt: skip
TAKEN: Final = ("A", "E")
"""AK501 and AK901 of what was taken."""
HEADERS: Final = ("ISA", "GS", "ST", "UNB", "UNG", "UNH")


def explain_file(
    acknowledgment: Iterable[bytes], original: Iterable[bytes], profiles: Profiles | None = None
) -> list[Told]:
    """Each verdict in the acknowledgment's file, with its faults, in the order of the bytes.

    What was refused is judged by ourselves too: by these partners' profiles, or by the standard.
    """
    ours = read_original(original)
    told: list[Told] = []
    by = Sender(sender="", receiver="")
    for part in frame(acknowledgment):
        if isinstance(part, InterchangeOpened):
            by = Sender(sender=part.sender, receiver=part.receiver)
        elif isinstance(part, AcknowledgmentFramed):
            told.append(_of_note(part, ours, by))
        elif isinstance(part, SetFramed):
            read = read_set(part)
            for document in (read.document, *read.further):
                if isinstance(document, ApplicationAdvice):
                    told += of_advice(document, ours, by, profiles)
                elif isinstance(document, Acknowledgment) and part.code == "CONTRL":
                    told += _of_interchange(document, ours, by, profiles)
                elif isinstance(document, Acknowledgment):
                    dialect = IMPLEMENTATION if part.code == "999" else FUNCTIONAL
                    told += _of_group(document, ours, (by, dialect), profiles)
    return told


def note_sentence(elements: Sequence[str]) -> str:
    """What the elements of a TA1 say, in words; empty where they say no verdict (edi.md, TA1)."""
    control, _, _, verdict, code = [*elements, "", "", "", "", ""][:5]
    if not control or verdict not in NOTE_VERDICTS:
        return ""
    why = "" if verdict == "A" else f" {meaning(code, 'I18')}"
    return f"Interchange {control} is {VERDICTS[verdict]} (TA1).{why}"


def _of_note(note: AcknowledgmentFramed, ours: Original, by: Sender) -> Told:
    elements = [*note.elements, "", "", "", "", ""]
    control, date, time, verdict, code = elements[:5]
    sent, aside = meant(ours.named_interchanges(control, by, date, time), "interchanges")
    said = note_sentence(elements) or f"The TA1 says no verdict on interchange {control!r}."
    faults: tuple[Fault, ...] = ()
    if sent is not None and verdict != "A":
        tag, element = NOTE_PLACES.get(code, ("ISA", -1))
        faults = (_in_envelope(sent, tag, Place(element=element), meaning(code, "I18")),)
    return Told(
        sentence=said + aside, accepted=verdict in TAKEN, matched=sent is not None, faults=faults
    )


def _in_envelope(sent: SentInterchange | SentGroup, tag: str, place: Place, sentence: str) -> Fault:
    """A fault in the header or the trailer of an interchange or a group."""
    text = sent.header if tag in HEADERS else sent.trailer
    opened = sent.opened
    marks = (opened if isinstance(opened, InterchangeOpened) else opened.interchange).delimiters
    return fault_at(f"{place_name(tag, place)}: {sentence}", text, place, marks)


def _of_group(
    document: Acknowledgment,
    ours: Original,
    speaks: tuple[Sender, Dialect],
    profiles: Profiles | None,
) -> list[Told]:
    by, dialect = speaks
    version = document.version
    found = ours.named_groups(document.group, document.control, by, version)
    sent, aside = meant(found, "groups")
    if sent is not None and not is_release(version, sent.opened.version):
        aside += f" It names release {version}; ours is in {sent.opened.version}."
    sets = ours.sets_of(sent)
    counts = ""
    if document.accepted is not None:
        counts = f": {document.accepted} of {document.received} sets accepted"
    codes = "".join(f" {meaning(code, *dialect.group)}" for code in document.codes)
    there = sum(bool(named(sets, answer.set, answer.control)) for answer in document.sets)
    unnamed = len(sets) - there
    speaks_for_all = bool(document.verdict) and unnamed > 0
    rest = f" It speaks for {unnamed} sets that it does not name." if speaks_for_all else ""
    faults = (
        [] if sent is None else [_of_group_code(code, sent, dialect) for code in document.codes]
    )
    group = Told(
        sentence=(
            f"{_named('Group', document.group, document.control)}"
            f" is {_said(document.verdict, 'AK9')}{counts}.{codes}{rest}"
            f"{_contradiction(document)}{aside}"
        ),
        accepted=document.verdict in TAKEN,
        matched=sent is not None,
        faults=tuple(faults),
    )
    return [group, *(_of_set(answer, sets, dialect, profiles) for answer in document.sets)]


def _said(verdict: str, segment: str) -> str:
    """A verdict in words; what an answer without one leaves open, and a code that is none."""
    if not verdict:
        return f"not answered for: no {segment} says a verdict"
    return VERDICTS.get(verdict, f"answered by {verdict!r}, which is no verdict of {segment}")


def _named(kind: str, *names: str) -> str:
    """What is spoken of, as far as it is named."""
    known = " ".join(name for name in names if name.strip())
    return f"{kind} {known}" if known else f"{kind} (without a name)"


def _contradiction(document: Acknowledgment) -> str:
    """What is said of a group whose verdict is not that on its sets: AK9 takes them, AK5 does not.

    A group that is rejected takes its sets with it, whatever is said of them.
    """
    is_taken = document.verdict in TAKEN
    judged = [one for one in document.sets if one.verdict]
    other = [one for one in judged if (one.verdict in TAKEN) is not is_taken]
    if not other or not (is_taken or document.verdict == "R"):
        return ""
    named = f"{other[0].set} {other[0].control}"
    if len(other) > 1:
        named += f" and {len(other) - 1} more"
    said = f"it {'rejects' if is_taken else 'accepts'} the {named}"
    return f" Yet {said}: ask the partner which of the two holds."


def _of_group_code(code: str, sent: SentGroup, dialect: Dialect) -> Fault:
    tag, element = GROUP_PLACES.get(code, ("GS", -1))
    return _in_envelope(sent, tag, Place(element=element), meaning(code, *dialect.group))


def _of_set(
    answer: SetAnswer, sets: Sequence[SentSet], dialect: Dialect, profiles: Profiles | None
) -> Told:
    # A UCM repeats the release there, which all messages of that name may share.
    guide = "" if dialect.first else answer.guide
    sent, aside = meant(named(sets, answer.set, answer.control, guide), "sets")
    verdict = _said(answer.verdict, dialect.verdict)
    codes = [code for code in answer.codes if code not in SEGMENTS_IN_ERROR or dialect.first]
    said = "".join(f" {meaning(code, *dialect.set)}" for code in codes)
    faults: list[Fault] = []
    if sent is not None:
        for code in codes:
            tag, place = _place_in_set(code, answer, dialect)
            if tag:
                faults.append(_in_set(sent, tag, place, meaning(code, *dialect.set)))
    for segment in answer.segments:
        faults += faults_of(segment, sent, dialect)
    told = Told(
        sentence=(
            f"{_named('The', answer.set or 'set', answer.control)} is {verdict}.{said}{aside}"
        ),
        accepted=answer.verdict in TAKEN,
        matched=sent is not None,
        faults=tuple(faults),
    )
    return with_own(told, sent, profiles)


def _in_set(sent: SentSet, tag: str, place: Place, sentence: str) -> Fault:
    """A fault in the header or the trailer of a set."""
    text = sent.texts[0 if tag in HEADERS else -1]
    marks = sent.framed.interchange.delimiters
    return fault_at(f"{place_name(tag, place)}: {sentence}", text, place, marks)


def _place_in_set(code: str, answer: SetAnswer, dialect: Dialect) -> tuple[str, Place]:
    """The segment of a set's envelope that a code speaks of, and the place in it."""
    if dialect.first:
        return answer.service, Place.of(answer.element, answer.component, first=dialect.first)
    tag, element = SET_PLACES.get(code, ("", -1))
    return tag, Place(element=element)


def _of_interchange(
    document: Acknowledgment, ours: Original, by: Sender, profiles: Profiles | None
) -> list[Told]:
    """A CONTRL: the interchange, and the messages that it names."""
    sent, aside = meant(ours.named_interchanges(document.control, by), "interchanges")
    messages = ours.messages_of(sent)
    verdict = _said(document.verdict, "UCI")
    codes = "".join(f" {meaning(code, *EDIFACT.group)}" for code in document.codes)
    whole = Told(
        sentence=f"{_named('Interchange', document.control)} is {verdict} (CONTRL).{codes}{aside}",
        accepted=document.verdict in TAKEN,
        matched=sent is not None,
        faults=_in_service_segment(sent, document),
    )
    told = [whole, *(_of_set(answer, messages, EDIFACT, profiles) for answer in document.sets)]
    for group in document.groups:
        told += _of_message_group(group, ours, sent, profiles)
    return told


def _of_message_group(
    answer: GroupAnswer, ours: Original, within: SentInterchange | None, profiles: Profiles | None
) -> list[Told]:
    """A UCF of a CONTRL: the group of an interchange, and the messages that it names."""
    sent, aside = meant(ours.groups_within(within, answer.control), "groups")
    messages = ours.sets_of(sent)
    verdict = _said(answer.verdict, "UCF")
    codes = "".join(f" {meaning(code, *EDIFACT.group)}" for code in answer.codes)
    name = _named("Group", answer.control)
    whole = Told(
        sentence=f"{name} is {verdict}.{codes}{aside}",
        accepted=answer.verdict in TAKEN,
        matched=sent is not None,
        faults=_in_service_segment(sent, answer),
    )
    return [whole, *(_of_set(each, messages, EDIFACT, profiles) for each in answer.sets)]


def _in_service_segment(
    sent: SentInterchange | SentGroup | None, answer: Acknowledgment | GroupAnswer
) -> tuple[Fault, ...]:
    """The fault in the header or the trailer that a UCI or UCF names, if it names one."""
    if sent is None or not answer.service:
        return ()
    place = Place.of(answer.element, answer.component, first=EDIFACT.first)
    sentence = meaning("".join(answer.codes), *EDIFACT.group)
    return (_in_envelope(sent, answer.service, place, sentence),)
