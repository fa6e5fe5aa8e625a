"""A framed X12 set as the texts of its segments: where each begins, and how it was decoded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.binaries import pieces_of
from edi.characters import encoding_of
from edi.delimiters import breaks_of, noise_of
from edi.findings import Code, WireFinding, shown
from edi.framed import in_file

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edi.binaries import Pieces
    from edi.delimiters import Delimiters
    from edi.framed import SetFramed

_BEYOND_ASCII: Final = re.compile("[^\\x00-\\x7f]")


def texts_of(
    framed: SetFramed, characters: str = ""
) -> tuple[list[str], list[int], list[WireFinding]]:
    """The segments of a set as text, where each begins, and how their characters were read.

    Binary data (BIN, BDS) are one segment, whatever bytes they have, and Latin-1.
    """
    marks = framed.interchange.delimiters
    cut = pieces_of(framed.raw, marks)
    findings: list[WireFinding] = []
    encoding, is_agreed = _encoding(framed, cut, characters)
    noise, breaks = noise_of(marks), breaks_of(marks)
    texts: list[str] = []
    offsets: list[int] = []
    at = framed.offset
    size = len(marks.segment)
    binaries: set[int] = set()
    for index, piece in enumerate(cut.pieces):
        if index in cut.binaries:
            text = piece.lstrip(noise)
            binaries.add(len(texts))
            texts.append(text.decode("latin-1"))
            offsets.append(at + len(piece) - len(text))
        elif text := piece.strip(noise):
            texts.append(text.decode(encoding))
            offsets.append(at + piece.find(text))
            if (b"\n" in text or b"\r" in text) and len(text.translate(None, breaks)) < len(text):
                findings.append(broken(text, offsets[-1], len(texts)))
                texts[-1] = text.translate(None, breaks).decode(encoding)
        at += len(piece) + size
    if not is_agreed:
        findings.insert(0, assumed(framed, texts, offsets, (characters, encoding), binaries))
    return (texts, *in_file(framed, offsets, findings))


def broken(segment: bytes, offset: int, number: int) -> WireFinding:
    """The finding on a segment that line breaks stand in."""
    return WireFinding(
        code=Code.LINE_BREAK_IN_SEGMENT, offset=offset, segment=number, found=shown(segment)
    )


def assumed(
    framed: SetFramed,
    texts: Sequence[str],
    offsets: Sequence[int],
    encodings: tuple[str, str],
    binaries: Collection[int] = (),
) -> WireFinding:
    """The finding on a set's characters, at the first that is not ASCII.

    `encodings` are the one that was named, be it none, and the one that is assumed.
    """
    named, encoding = encodings
    finding = WireFinding(
        code=Code.CHARACTERS_ASSUMED, offset=framed.offset, segment=1, found=named, assumed=encoding
    )
    pieces = ["" if at in binaries else text for at, text in enumerate(texts)]
    return at_first(finding, pieces, offsets, (_BEYOND_ASCII, framed.interchange.delimiters))


def at_first(
    finding: WireFinding,
    texts: Sequence[str],
    offsets: Sequence[int],
    sought: tuple[re.Pattern[str], Delimiters],
) -> WireFinding:
    """A finding at the first of some letters, in the element where it stands."""
    letters, marks = sought
    element, release = marks.element.decode("latin-1"), marks.release.decode("latin-1")
    for number, text in enumerate(texts):
        first = letters.search(text)
        if first is None:
            continue
        before = text[: first.start()]
        plain = re.sub(re.escape(release) + ".", "..", before) if release else before
        name, *values = plain.split(element)
        return replace(
            finding,
            offset=offsets[number] + len(before),
            segment=number + 1,
            element=f"{name}{len(values):02d}" if values else "",
        )
    return finding


def _encoding(framed: SetFramed, cut: Pieces, characters: str) -> tuple[str, bool]:
    """The encoding of a set's texts, and whether nothing was assumed of it.

    Delimiters and binary data tell nothing of it, whatever bytes they are; UTF-16 tells all.
    """
    if framed.raw.isascii():
        return "latin-1", True
    marks = framed.interchange.delimiters
    noise = noise_of(marks)
    pieces = [piece.strip(noise) for at, piece in enumerate(cut.pieces) if at not in cut.binaries]
    delimiters = marks.element + marks.component + marks.repetition
    if all(piece.translate(None, delimiters).isascii() for piece in pieces):
        return "latin-1", True
    agreed = "utf-8" if framed.was_wide else encoding_of(characters)
    encoding = agreed if _is_one_byte(agreed, pieces) else _encoding_of(pieces)
    return encoding, encoding == agreed


def _is_one_byte(encoding: str, pieces: list[bytes]) -> bool:
    """Whether an encoding beyond ASCII has one byte for each letter, and segments can be of it.

    Then a profile alone tells what they are, for the bytes do not.
    """
    if encoding in ("", "ascii", "utf-8"):
        return False
    try:
        for piece in pieces:
            piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(pieces: list[bytes]) -> str:
    """UTF-8 where every segment is: a delimiter may be a byte of a character, and cut it."""
    try:
        for piece in pieces:
            piece.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
