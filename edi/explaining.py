"""What a partner's acknowledgment says, in plain words, held against what we had sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from edi.codes import CATALOGUE
from edi.documents.answers import Acknowledgment
from edi.framed import AcknowledgmentFramed, GroupOpened, InterchangeOpened, SetFramed
from edi.reading import frame
from edi.texts import texts_of
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.documents.answers import ElementAnswer, SegmentAnswer, SetAnswer

VERDICTS: Final = {
    "A": "accepted",
    "E": "accepted, with errors noted",
    "P": "accepted in part",
    "R": "rejected",
    "M": "rejected: its authentication failed",
    "W": "rejected: its assurance failed",
    "X": "rejected: it could not be decrypted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """Our sets by group control, set and set control, as their segments; and our interchanges."""

    sets: dict[tuple[str, str, str], tuple[SetFramed, list[str]]]
    groups: dict[str, str]
    interchanges: dict[str, str]


def explain_file(
    acknowledgment: Iterable[bytes], original: Iterable[bytes]
) -> list[dict[str, Any]]:
    """Each answer in the acknowledgment's file as a sentence, with its faults.

    A fault has a sentence, our segment as it was sent, and a line that marks the element.
    """
    ours = _read_original(original)
    told: list[dict[str, Any]] = []
    for part in frame(acknowledgment):
        if isinstance(part, AcknowledgmentFramed):
            told.append(_of_note(part, ours))
        elif isinstance(part, SetFramed):
            document = read_set(part).document
            if isinstance(document, Acknowledgment):
                told += _of_group(document, ours)
    return told


def _read_original(chunks: Iterable[bytes]) -> _Original:
    sets: dict[tuple[str, str, str], tuple[SetFramed, list[str]]] = {}
    groups: dict[str, str] = {}
    interchanges: dict[str, str] = {}
    for part in frame(chunks):
        match part:
            case InterchangeOpened():
                interchanges[_plain(part.control)] = part.receiver
            case GroupOpened():
                groups[_plain(part.control)] = part.code
            case SetFramed():
                key = (_plain(part.group.control), part.code, _plain(part.control))
                sets[key] = (part, texts_of(part)[0])
            case _:
                pass
    return _Original(sets=sets, groups=groups, interchanges=interchanges)


def _plain(control: str) -> str:
    return control.strip().lstrip("0") or "0"


def _of_note(note: AcknowledgmentFramed, ours: _Original) -> dict[str, Any]:
    elements = [*note.elements, "", "", "", "", ""]
    control, verdict, code = elements[0], elements[3], elements[4]
    known = "" if _plain(control) in ours.interchanges else " It is not in the file given."
    why = "" if verdict == "A" else f" {_sentence('ta1', code)}"
    sentence = f"Interchange {control} is {VERDICTS.get(verdict, verdict)} (TA1).{why}{known}"
    return {"sentence": sentence, "accepted": verdict != "R", "faults": []}


def _of_group(document: Acknowledgment, ours: _Original) -> list[dict[str, Any]]:
    control = _plain(document.control)
    known = ours.groups.get(control)
    note = "" if known == document.group else " It is not in the file given."
    counts = f"{document.accepted} of {document.received} sets accepted"
    codes = "".join(f" {_sentence('ak9', code)}" for code in document.codes)
    verdict = VERDICTS.get(document.verdict, document.verdict)
    name = f"Group {document.group} {document.control}"
    group = {
        "sentence": f"{name} is {verdict}: {counts}.{codes}{note}",
        "accepted": document.verdict in ("A", "E"),
        "faults": [],
    }
    return [group, *(_of_set(control, answer, ours) for answer in document.sets)]


def _of_set(group: str, answer: SetAnswer, ours: _Original) -> dict[str, Any]:
    known = ours.sets.get((group, answer.set, _plain(answer.control)))
    verdict = VERDICTS.get(answer.verdict, answer.verdict)
    codes = "".join(f" {_sentence('ak5', code)}" for code in answer.codes if code != "5")
    note = "" if known else " It is not in the file given."
    faults: list[dict[str, str]] = []
    for segment in answer.segments:
        faults += _of_segment(segment, known)
    return {
        "sentence": f"The {answer.set} {answer.control} is {verdict}.{codes}{note}",
        "accepted": answer.verdict in ("A", "E"),
        "faults": faults,
    }


def _of_segment(
    answer: SegmentAnswer, known: tuple[SetFramed, list[str]] | None
) -> list[dict[str, str]]:
    place = answer.position
    text, separator = "", "*"
    if known is not None and place is not None and 1 <= place <= len(known[1]):
        text = known[1][place - 1]
        separator = known[0].interchange.delimiters.element.decode("latin-1")
    where = f"Segment {place} ({answer.segment})"
    out = [
        {"sentence": f"{where}: {_sentence('ak3', code)}", "segment": text, "marker": ""}
        for code in answer.codes
        if code != "8"
    ]
    for element in answer.elements:
        said = f" The value was {element.value!r}." if element.value else ""
        name = f"{answer.segment}{element.position.zfill(2)}"
        if element.component:
            name += f"-{element.component}"
        out.append(
            {
                "sentence": f"{where}, {name}: {_sentence('ak4', element.code)}{said}",
                "segment": text,
                "marker": _marker(text, separator, element),
            }
        )
    return out


def _marker(text: str, separator: str, element: ElementAnswer) -> str:
    """Carets under the element, where it is there."""
    if not (text and element.position.isdecimal()):
        return ""
    pieces = text.split(separator)
    at = int(element.position)
    if at >= len(pieces):
        return " " * len(text) + "^"
    before = sum(len(piece) + len(separator) for piece in pieces[:at])
    return " " * before + "^" * max(1, len(pieces[at]))


def _sentence(kind: str, code: str) -> str:
    """What a code of an acknowledgment means, by the catalogue that we answer with ourselves."""
    for entry in CATALOGUE.values():
        if getattr(entry, kind) == code and code:
            return f"{entry.sentence} ({code})"
    return f"Code {code}." if code else "No reason is given."
