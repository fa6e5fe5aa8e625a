"""EDIFACT as bytes: what a delimiter would split is released, counts and references are right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.characters import encoding_of, has_all
from edi.delimiters import Delimiters
from edi.dictionary.edifact import tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from edi.elements import Written

PLAIN: Final = Delimiters(
    element=b"+", component=b":", segment=b"'", release=b"?", line_break=b"\n"
)
"""EDIFACT's own delimiters, which need no UNA."""
LEVELS: Final = {
    "": "UNOC",
    "basic": "UNOA",
    "extended": "UNOB",
    "latin-1": "UNOC",
    "utf-8": "UNOW",
}
"""EDIFACT's names of the character sets that X12 calls otherwise."""
MESSAGE_REFERENCE: Final = "1"
"""UNH01 of the one message that an interchange of ours holds."""
SINCE_4: Final = ("UNOW", "UNOY")
"""Sets that syntax version 4 brought; it writes the date of UNB with the century."""


WIDER: Final = ("UNOB", "UNOC")
"""What is taken where a level lacks a character, the narrower first."""
OLDER: Final = ("1", "2")
SERVICE: Final = "CONTRL"


def syntax_of(characters: str) -> tuple[str, str]:
    """UNB 0001 and 0002 for a character set: its level, and the syntax version that has it."""
    level = LEVELS.get(characters, characters)
    return level, "4" if level in SINCE_4 else "3"


def answering_syntax(came: str, characters: str, letters: Iterable[str]) -> tuple[str, str]:
    """UNB 0001 and 0002 of an answer: the level and the syntax version that came.

    `came` is the UNB's own (`UNOC:4`). The partner's `characters` stand over its level; where it
    has none, and that level lacks one of the `letters` that are written, the next that has all is.
    Versions 1 and 2 have levels A and B alone, and those before 4 no UTF-8; where the level is none
    of the version, the version that has it is taken.
    """
    declared, version = came[: len("UNOC")], came[len("UNOC:") :][:1]
    level, own = syntax_of(characters)
    if not characters and declared.startswith("UNO") and encoding_of(declared):
        fit = (each for each in (declared, *WIDER) if has_all(each, letters))
        level, own = syntax_of(next(fit, level))
    if version == "4" or own == "4":
        return level, "4"
    return level, version if version in OLDER and level in ("UNOA", "UNOB") else own


def as_read(segments: Iterable[Sequence[Written]], encoding: str) -> list[Sequence[Written]]:
    """Segments with what was framed byte by byte, in the encoding that its bytes are of."""
    return [[_as_read(value, encoding) for value in segment] for segment in segments]


def _as_read(value: Written, encoding: str) -> Written:
    if isinstance(value, str):
        return decoded(value, encoding)
    return tuple(decoded(part, encoding) for part in value)


def decoded(text: str, encoding: str) -> str:
    """A text of which each byte was taken for a character, as its encoding has it."""
    if text.isascii() or not encoding:
        return text
    try:
        return text.encode("latin-1").decode(encoding)
    except UnicodeError:
        return text


def letters_of(segments: Iterable[Sequence[Written]]) -> set[str]:
    """The characters that some segments are written with, but for delimiters."""
    return {
        letter for segment in segments for value in segment for text in value for letter in text
    }


def message_version(code: str, directory: str, syntax: str) -> tuple[str, str]:
    """UNH 0052 and 0054 of a message that is written in a syntax version.

    A CONTRL is of no directory but of the syntax: version D, release 3 of syntax 3 (and of those
    before), version 4, release 1 of syntax 4.
    """
    if code != SERVICE:
        return directory[:1], directory[1:]
    return ("4", "1") if syntax >= "4" else ("D", "3")


def edifact_marks(marks: Delimiters) -> Delimiters:
    """Delimiters to write EDIFACT with: a profile's, or EDIFACT's own where those are X12's."""
    return marks if marks.release else PLAIN


def edifact_segment(values: Sequence[Written], marks: Delimiters) -> str:
    """A segment without trailing empty elements; delimiters inside data are released."""
    kept = [_element(value, marks) for value in values]
    while kept and not kept[-1]:
        kept.pop()
    return marks.element.decode("latin-1").join(kept)


def _element(value: Written, marks: Delimiters) -> str:
    parts = [_released(part, marks) for part in ((value,) if isinstance(value, str) else value)]
    while parts and not parts[-1]:
        parts.pop()
    return marks.component.decode("latin-1").join(parts)


def _released(value: str, marks: Delimiters) -> str:
    release = marks.release.decode("latin-1")
    marked = marks.element + marks.component + marks.segment + marks.release + marks.repetition
    service = marked.decode("latin-1")
    clean = "".join(max(letter, " ") for letter in value)
    if not any(letter in clean for letter in service):
        return clean
    return "".join(release + letter if letter in service else letter for letter in clean)


def decimal_mark(una: str) -> str:
    """What a UNA (empty where there is none) says a decimal is written with."""
    return una[5:6] if una[5:6] == "," else "."


def with_decimal_mark(segments: Sequence[Sequence[Written]], mark: str) -> list[Sequence[Written]]:
    """Segments with the decimals of their numbers behind this mark; they have a point."""
    return [*segments] if mark == "." else [_remarked(segment, mark) for segment in segments]


def _remarked(segment: Sequence[Written], mark: str) -> Sequence[Written]:
    known = tags().get(str(segment[0]))
    if known is None:
        return segment
    made: list[Written] = [segment[0]]
    for at, value in enumerate(segment[1:]):
        parts = [value] if isinstance(value, str) else [*value]
        field = known.fields[at].components if at < len(known.fields) else ()
        for place, component in enumerate(field[: len(parts)]):
            if component.numeric:
                parts[place] = parts[place].replace(".", mark)
        made.append(parts[0] if isinstance(value, str) else tuple(parts))
    return made


def write_edifact(
    message: tuple[str, str],
    segments: Sequence[Sequence[Written]],
    *,
    parties: tuple[tuple[str, ...], tuple[str, ...]],
    at: datetime,
    reference: str,
    test: bool,
    marks: Delimiters,
    syntax: tuple[str, str] = ("UNOC", "3"),
) -> bytes:
    """An interchange of one message: its type and directory, its segments without UNH and UNT.

    `parties` are sender and receiver, as (id, qualifier, routing); `reference` is the interchange's
    (0020).
    """
    code, directory = message
    kind = (code, *message_version(code, directory, syntax[1]), "UN")
    day = at.strftime("%Y%m%d" if syntax[1] >= "4" else "%y%m%d")
    head = (
        "UNB", syntax, *parties,
        (day, at.strftime("%H%M")), reference, "", "", "", "", "",
        "1" if test else "",
    )  # fmt: skip
    lines: list[Sequence[Written]] = [
        head,
        ("UNH", MESSAGE_REFERENCE, kind),
        *segments,
        ("UNT", str(len(segments) + 2), MESSAGE_REFERENCE),
        ("UNZ", "1", reference),
    ]
    una = _una(marks)
    if syntax[1] >= "4" and not una:
        # Syntax 4 has an asterisk between repetitions where no UNA says otherwise.
        marks = replace(marks, repetition=b"*")
    end = (marks.segment + marks.line_break).decode("latin-1")
    text = "".join(edifact_segment(line, marks) + end for line in lines)
    return (una + text).encode(encoding_of(syntax[0]), "replace")


def _una(marks: Delimiters) -> str:
    same = (marks.element, marks.component, marks.segment, marks.release)
    if same == (PLAIN.element, PLAIN.component, PLAIN.segment, PLAIN.release):
        return ""
    four = marks.component + marks.element + b"." + (marks.release or b" ") + b" " + marks.segment
    return "UNA" + four.decode("latin-1") + marks.line_break.decode("latin-1")
