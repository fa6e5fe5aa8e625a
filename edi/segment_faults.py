"""What is wrong with segments that were edited, and with their bytes: they are Latin-1 text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.binaries import NAMES
from edi.characters import encoding_of
from edi.dictionary.segments import segments as segments_of
from edi.findings import Code, WireFinding, shown
from edi.strict_writing import WITHIN_DATA

if TYPE_CHECKING:
    from edi.delimiters import Delimiters
    from edi.plain_files import PlainFile

BLANK: Final = 0x20
LATIN_LAST: Final = 0xFF
BYTES: Final = "Segments are bytes as Latin-1 text; another character is written by the document."


def cut_components(segments: list[list[str]], release: str, marks: Delimiters) -> list[WireFinding]:
    """Elements of X12 segments with control characters, or with components where they have none."""
    component, repetition = marks.component.decode("latin-1"), marks.repetition.decode("latin-1")
    if marks.release:
        return []
    nearest = "005010" if release >= "005" else "004010"
    known = segments_of(nearest)
    found: list[WireFinding] = []
    for number, segment in enumerate(segments, 1):
        if segment[0] in NAMES:
            continue
        elements = known[segment[0]].elements if segment[0] in known else ()
        for position, text in enumerate(segment[1:], 1):
            simple = position <= len(elements) and elements[position - 1].kind != "C"
            if (simple and component and component in text) or any(
                ord(letter) < BLANK and letter not in (component, repetition) for letter in text
            ):
                found.append(_cut(segment, number, position))
    return found


def not_encoded(
    segments: list[list[str]], item: dict[str, Any], plain: PlainFile
) -> list[WireFinding]:
    """Elements whose bytes are not of the character set of their interchange.

    An `É` that is put into bytes of UTF-8 is the byte C9, which no reader of UTF-8 takes.
    """
    if plain.encoding:
        characters = "utf-8"
    elif item["standard"] == "EDIFACT":
        characters = declared(item)
    else:
        characters = "utf-8" if has_utf8(item) else "latin-1"
    encoding = encoding_of(characters) or "latin-1"
    return [
        replace(
            _cut(segment, number, position), code=Code.CHARACTER_OUTSIDE, assumed=characters,
            message=BYTES,
        )
        for number, segment in enumerate(segments, 1)
        if segment[0] not in NAMES
        for position, text in enumerate(segment)
        if _is_latin(text) and not is_of(text, encoding)
    ]  # fmt: skip


def _is_latin(text: str) -> bool:
    return all(ord(letter) <= LATIN_LAST for letter in text)


def is_of(text: str, encoding: str) -> bool:
    """Whether a text, as Latin-1, is bytes of an encoding."""
    try:
        text.encode("latin-1").decode(encoding)
    except UnicodeError:
        return False
    return True


def _cut(segment: list[str], number: int, position: int) -> WireFinding:
    return WireFinding(
        code=Code.ELEMENT_CHARACTER, offset=0, segment=number,
        element=f"{segment[0]}{position:02d}", found=shown(segment[position]),
        message=WITHIN_DATA,
    )  # fmt: skip


def cut_elements(segments: list[list[str]], marks: Delimiters) -> list[WireFinding]:
    """Elements of segments that a reader would cut, or not take for one."""
    found: list[WireFinding] = []
    end, element = marks.segment.decode("latin-1"), marks.element.decode("latin-1")
    for number, segment in enumerate(segments, 1):
        if segment[0] in NAMES:
            continue
        for position, text in enumerate(segment):
            free = _without_released(text, marks)
            if end in free or element in free:
                found.append(_cut(segment, number, position))
            elif not _is_latin(text):
                found.append(
                    replace(
                        _cut(segment, number, position), code=Code.CHARACTER_OUTSIDE, message=BYTES
                    )
                )
    return found


def _without_released(text: str, marks: Delimiters) -> str:
    release = marks.release.decode("latin-1")
    if not release or release not in text:
        return text
    pieces = text.replace(release * 2, "").split(release)
    return pieces[0] + "".join(piece[1:] for piece in pieces[1:])


def has_utf8(item: dict[str, Any]) -> bool:
    """Whether an X12 interchange has a text beyond ASCII that is UTF-8."""
    sets = [each for group in item["groups"] for each in group["transaction_sets"]]
    told = [text for each in sets for line in each.get("segments") or () for text in line]
    return any(not text.isascii() and _is_latin(text) and is_of(text, "utf-8") for text in told)


def declared(item: dict[str, Any]) -> str:
    """The character set that UNB names."""
    return _syntax(item)[0][:4]


def declared_version(item: dict[str, Any]) -> str:
    """The version of the syntax that UNB names."""
    return _syntax(item)[1]


def _syntax(item: dict[str, Any]) -> list[str]:
    component: str = item["wire"]["delimiters"]["component"]
    header: list[str] = item["wire"]["header"]
    return [*(header[1].split(component) if len(header) > 1 else ()), "", ""]
