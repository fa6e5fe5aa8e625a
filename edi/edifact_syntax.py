"""EDIFACT's release character, components and character sets: segments as normal texts.

A normal text has its elements joined by the group separator and the components of an element by
the unit separator, with nothing released any more; so X12's judge and readers serve EDIFACT too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from edi.characters import bytes_outside, encoding_of
from edi.delimiters import NOISE, unreleased
from edi.findings import Code, WireFinding, shown
from edi.framed import in_file
from edi.texts import assumed, at_first, broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.delimiters import Delimiters
    from edi.framed import SetFramed

ELEMENT: Final = "\x1d"
COMPONENT: Final = "\x1f"
_USUAL: Final = str.maketrans({ELEMENT: "+", COMPONENT: ":"})


def cut(text: str) -> list[str]:
    """The components of a normal element."""
    return text.split(COMPONENT)


def normal_texts(
    framed: SetFramed, characters: str = ""
) -> tuple[list[str], list[int], list[WireFinding]]:
    """The segments of a message as normal texts, where each begins, how characters were read."""
    marks = framed.interchange.delimiters
    if framed.raw.isascii() and (not marks.release or marks.release not in framed.raw):
        plain = _plain_texts(framed)
        if plain is not None:
            return plain[0], plain[1], []
    texts, offsets, findings = sent_texts(framed, characters)
    return [_normal(text, marks) for text in texts], offsets, findings


def _plain_texts(framed: SetFramed) -> tuple[list[str], list[int]] | None:
    """The same of a message of ASCII in which nothing is released; None where a segment is broken.

    A file's bytes that framing took out, as where lines were wrapped, lie between its offsets.
    """
    marks = framed.interchange.delimiters
    element, component = marks.element.decode("ascii"), marks.component.decode("ascii")
    texts: list[str] = []
    offsets: list[int] = []
    at = framed.offset
    for piece in framed.raw.split(marks.segment):
        if text := piece.strip(NOISE):
            if b"\n" in text or b"\r" in text:
                return None
            texts.append(
                text.decode("ascii").replace(element, ELEMENT).replace(component, COMPONENT)
            )
            offsets.append(at + piece.find(text))
        at += len(piece) + len(marks.segment)
    return texts, in_file(framed, offsets, [])[0]


def sent_texts(
    framed: SetFramed, characters: str = ""
) -> tuple[list[str], list[int], list[WireFinding]]:
    """The segments of a message as they were sent, with what is released in them."""
    marks = framed.interchange.delimiters
    findings: list[WireFinding] = []
    encoding, named = _encoding(framed, characters)
    texts: list[str] = []
    offsets: list[int] = []
    for match in segment_pattern(marks.segment, marks.release).finditer(framed.raw):
        piece = match[0]
        text = piece.strip(NOISE)
        if text:
            offsets.append(framed.offset + match.start() + piece.find(text))
            if b"\n" in text or b"\r" in text:
                findings.append(broken(text, offsets[-1], len(offsets)))
                text = text.replace(b"\r", b"").replace(b"\n", b"")
            texts.append(text.decode(encoding, "replace"))
    if named is not None:
        findings.insert(0, assumed(framed, texts, offsets, (named, encoding)))
    return (texts, *in_file(framed, offsets, findings))


@lru_cache(maxsize=64)
def segment_pattern(terminator: bytes, release: bytes) -> re.Pattern[bytes]:
    """Matches one segment after the other, up to terminators that are not released."""
    end = re.escape(terminator)
    if not release:
        return re.compile(rb"[^" + end + rb"]+", re.DOTALL)
    escape = re.escape(release)
    return re.compile(rb"(?:" + escape + rb".|[^" + end + escape + rb"])+", re.DOTALL)


def usual(text: str) -> str:
    """A piece of a normal text with EDIFACT's usual separators: `11:12:PCE`."""
    return text.translate(_USUAL)


def as_usual(findings: Sequence[WireFinding]) -> list[WireFinding]:
    """Findings that show pieces of normal texts, with EDIFACT's usual separators in these."""
    return [
        replace(
            each, found=usual(each.found), assumed=usual(each.assumed), message=usual(each.message)
        )
        if any(mark in each.found + each.assumed + each.message for mark in (ELEMENT, COMPONENT))
        else each
        for each in findings
    ]


def declared_level(framed: SetFramed) -> str:
    """UNB 0001: the level whose characters a message is in."""
    return framed.interchange.version.partition(":")[0][:4]


def undeclared(framed: SetFramed) -> list[WireFinding]:
    """Characters of a message that the level A or B which its UNB declares lacks, at the first."""
    marks, level = framed.interchange.delimiters, declared_level(framed)
    outside = b"" if framed.was_wide else bytes_outside(framed.raw, level, marks)
    if not outside:
        return []
    finding = WireFinding(
        code=Code.ELEMENT_UNDECLARED, offset=framed.offset, segment=1, found=shown(outside),
        assumed=level,
    )  # fmt: skip
    texts, offsets, _ = sent_texts(framed)
    letters = re.escape(outside.decode("latin-1"))
    return [at_first(finding, texts, offsets, (re.compile(f"[{letters}]|[^\\x00-\\x7f]"), marks))]


def _encoding(framed: SetFramed, characters: str) -> tuple[str, str | None]:
    """The character set that UNB declares, where the bytes can be of it.

    Where they cannot, the partner's or Latin-1 is assumed, and the second is the one that was
    declared. Of what came as UTF-16 nothing is assumed: it is that, whatever UNB declares.
    """
    if framed.raw.isascii():
        return "ascii", None
    if framed.was_wide:
        return "utf-8", None
    declared = declared_level(framed)
    known, agreed = encoding_of(declared), encoding_of(characters)
    for named in filter(None, (known, agreed)):
        try:
            framed.raw.decode(named)
        except UnicodeDecodeError:
            continue
        return named, None if named == (known or agreed) else declared
    return "latin-1", declared or characters


def _normal(text: str, marks: Delimiters) -> str:
    element, component = marks.element.decode("latin-1"), marks.component.decode("latin-1")
    return unreleased(text, marks.release, {element: ELEMENT, component: COMPONENT})
