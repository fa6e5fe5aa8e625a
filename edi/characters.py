"""Character sets of the wire: what may stand in a document, how it is decoded, what is substituted.

X12 knows a basic and an extended set, both within ASCII; EDIFACT's UNB names one of its levels.
What a partner's set lacks is written by one rule. Letters lose their marks (`é` becomes `e`, or `E`
where the set has capitals only); typographic quotes, dashes and blanks become plain ones; what is
still outside becomes `?`, or a blank where the set has none.
"""

from __future__ import annotations

import string
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.delimiters import Delimiters

_BASIC: Final = string.ascii_uppercase + string.digits + " !\"&'()*+,-./:;?="
_UNOA: Final = string.ascii_uppercase + string.digits + " .,-()/='+:?!\"%&*;<>"
LETTERS: Final = {
    "basic": _BASIC,
    "extended": _BASIC + string.ascii_lowercase + "%~@[]_{}\\|<>#$^`",
    "UNOA": _UNOA,
    "UNOB": _UNOA + string.ascii_lowercase,
}
"""X12's own sets (appendix A of its guides) and EDIFACT's levels A and B (ISO 9735)."""
ENCODINGS: Final = {
    "basic": "ascii", "extended": "ascii", "latin-1": "latin-1", "utf-8": "utf-8",
    "UNOA": "ascii", "UNOB": "ascii", "UNOC": "latin-1", "UNOD": "iso8859-2",
    "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4",
    "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9", "UNOW": "utf-8",
    "UNOY": "utf-8",
}  # fmt: skip
"""The character sets that a profile may name, and those of UNB 0001, as Python knows them."""
PLAIN: Final = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2026": "...",
    "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u00f8": "o", "\u00d8": "O",
    "\u0153": "oe", "\u0152": "OE", "\u0142": "l", "\u0141": "L", "\u00d7": "x", "\u20ac": "EUR",
}  # fmt: skip
"""What has no decomposition and yet a plain spelling."""


def encoding_of(characters: str) -> str:
    """Python's name of a character set; empty where it is none of those that we know."""
    return ENCODINGS.get(characters, "")


@cache
def _allowed(characters: str) -> bytes:
    return LETTERS[characters].encode() if characters in LETTERS else b""


def bytes_outside(raw: bytes, characters: str, marks: Delimiters) -> bytes:
    """The bytes of a set that are outside a character set, each once; delimiters are not data."""
    allowed = _allowed(characters)
    if not allowed:
        return b""
    delimiters = marks.element + marks.component + marks.segment + marks.repetition + marks.release
    left = raw.translate(None, allowed + delimiters + b"\r\n\t\x00\x0b\x0c")
    return bytes(sorted(set(left)))


def substituted(text: str, characters: str) -> str:
    """A text as a character set can write it, by the rule above."""
    if not _outside(text, characters):
        return text
    return "".join(
        letter if not _outside(letter, characters) else _plain(letter, characters)
        for letter in text
    )


def has_all(characters: str, texts: Iterable[str]) -> bool:
    """Whether a character set has all letters of some texts."""
    return not any(_outside(text, characters) for text in texts)


def _plain(letter: str, characters: str) -> str:
    """The nearest spelling of a letter that a set lacks."""
    if unicodedata.combining(letter):
        return ""
    spelt = PLAIN.get(letter) or "".join(
        part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)
    )
    for tried in (spelt, spelt.upper()):
        if tried and not _outside(tried, characters):
            return tried
    return " " if _outside("?", characters) else "?"


def _outside(text: str, characters: str) -> bool:
    letters = LETTERS.get(characters)
    if letters is not None:
        return not set(text) <= set(letters)
    try:
        text.encode(ENCODINGS[characters])
    except UnicodeEncodeError:
        return True
    return False
