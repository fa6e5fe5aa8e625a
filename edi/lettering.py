"""The characters in which what was changed is written anew, and what becomes of those they lack.

Segments of JSON are bytes as Latin-1 text, and a document may say what no byte of its file can. So
a set is put together as text, with all letters that its document and its bytes say, and only then
spelt in the file's characters: by the one rule of substitution where the partner's profile lets us,
each value that is written otherwise with a note. Delimiters and control characters within data are
carried through as lone surrogates, which no text has.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.binaries import NAMES
from edi.characters import encoding_of, substituted
from edi.edifact_writing import syntax_of
from edi.findings import Code, WireFinding, shown
from edi.segment_faults import LATIN_LAST, declared, has_utf8, is_of
from edi.segment_values import components
from edi.strict_writing import JUDGED, character_faults, forbids
from edi.writing import data_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.delimiters import Delimiters
    from edi.elements import Written
    from edi.guide import PartnerGuide
    from edi.plain_files import PlainFile
    from edi.profiles import Profile

CARRIED: Final = 0xD800
"""What is added to a delimiter or a control character that stands in data."""
CONTROLS: Final = frozenset(map(chr, range(32)))


class Spelling(dict[int, str]):
    """How each letter is written, as `str.translate` wants it: told once, when it first comes."""

    def __init__(self, characters: str, marks: Delimiters, *, in_data: bool) -> None:
        super().__init__()
        self._characters = characters
        self._release = marks.release.decode("latin-1")
        self._delimiters = delimiters_of(marks)
        # X12 has delimiters in data only where they are carried; as they stand they delimit.
        self._kept = "" if in_data and not self._release else self._delimiters
        self._released = "" if in_data else self._release

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter not in self._kept:
            plain = self._spelt(uncarried(letter), "")
            letter = "".join(
                self._spelt(each, self._released) for each in substituted(plain, self._characters)
            )
        self[code] = letter
        return letter

    def _spelt(self, letter: str, release: str) -> str:
        """A letter of data; a blank where data cannot have it."""
        if letter in CONTROLS:
            return " "
        if letter not in self._delimiters:
            return letter
        return release + letter if self._release else " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How the letters of an interchange are written anew.

    `encodings` are those that its sets may be in, the likeliest first, `encoding` that of a set of
    which no byte tells. `substitutes` says that the partner lets us write otherwise what its
    `characters` lack, `everywhere` that it would refuse such even where nothing was changed.
    """

    characters: str
    encodings: Sequence[str]
    encoding: str
    marks: Delimiters
    plain: PlainFile
    guide: PartnerGuide | None
    is_edifact: bool
    substitutes: bool
    everywhere: bool

    def encoding_of(self, segments: Sequence[Sequence[str]]) -> str:
        """The encoding of a set's segments, as a reader would tell it."""
        texts = [text for segment in segments if segment[0] not in NAMES for text in segment]
        if all(map(str.isascii, texts)):
            return self.encoding
        return next(
            (each for each in self.encodings if all(is_of(text, each) for text in texts)), "latin-1"
        )

    def faults(self, segments: Sequence[Sequence[Written]], encoding: str) -> list[WireFinding]:
        """Values that cannot be written as they are, where nothing is substituted."""
        if self.substitutes:
            return []
        is_named = self.is_edifact or encoding_of(self.characters) == encoding
        characters = self.characters if is_named else encoding
        marks = b"" if self.marks.release else data_marks(self.marks)
        return character_faults(segments, characters, marks)

    def carried(self, segments: Sequence[Sequence[Written]]) -> list[Sequence[Written]]:
        """Segments to write, with what cannot stand within data carried through."""
        if not self.substitutes:
            return [*segments]
        banned = CONTROLS | set("" if self.marks.release else delimiters_of(self.marks))
        table = {ord(letter): chr(CARRIED + ord(letter)) for letter in banned}
        return [
            (segment[0], *(_translated(value, table) for value in segment[1:]))
            for segment in segments
        ]

    def document(self, document: Any) -> Any:
        """A document as it says itself once it is written in these characters."""
        if not self.substitutes:
            return document
        return spelt(document, Spelling(self.characters, self.marks, in_data=True))

    def fitted(
        self, segments: Sequence[Sequence[str]], place: str
    ) -> tuple[list[list[str]], list[WireFinding]]:
        """Segments of text from ST to SE as these characters can write them, and notes on that."""
        kept = [list(segment) for segment in segments]
        notes: list[WireFinding] = []
        spelling = Spelling(self.characters, self.marks, in_data=False)
        for number, segment in enumerate(kept[1:-1] if self.substitutes else (), 2):
            for at, text in enumerate(segment if segment[0] not in NAMES else ()):
                made = text.translate(spelling) if at else text
                if made != text and not text.endswith(" "):
                    # What is no letter at its end became a blank there, which says nothing.
                    made = made.rstrip(" ")
                if made != text:
                    segment[at] = made
                    notes += self._notes(f"{segment[0]}{at:02d}", number, (text, made), place)
        return kept, notes

    def _notes(
        self, element: str, segment: int, texts: tuple[str, str], place: str
    ) -> list[WireFinding]:
        """One note for each component of an element that is written otherwise."""
        olds, news = (components(text, self.marks) for text in texts)
        return [
            told(
                WireFinding(
                    code=Code.CHARACTER_SUBSTITUTED, offset=0, segment=segment,
                    element=f"{element}-{at}" if len(olds) > 1 else element,
                    found=shown("".join(map(uncarried, old))), assumed=shown(new),
                ),
                f"{place}: ",
            )
            for at, (old, new) in enumerate(zip(olds, news, strict=False), 1)
            if old != new
        ]  # fmt: skip


def lettering_of(
    item: dict[str, Any], marks: Delimiters, plain: PlainFile, profile: Profile | None
) -> Lettering:
    """How an interchange is written anew to a partner; strictly, where nobody says to which.

    EDIFACT is written as its UNB declares, X12 as the profile says, and else as it came.
    """
    agreed = "" if profile is None else profile.characters
    is_edifact = item["standard"] == "EDIFACT"
    if is_edifact:
        named = declared(item)
        characters = named if encoding_of(named) else "UNOC"
        outside = Code.ELEMENT_UNDECLARED
        known = [encoding_of(characters), encoding_of(syntax_of(agreed)[0])]
    else:
        named = encoding_of(agreed)
        if named in ("", "ascii"):
            named = "utf-8" if has_utf8(item) else "latin-1"
        characters = agreed or ("utf-8" if plain.encoding else named)
        outside = Code.CHARACTER_OUTSIDE
        known = [named]
    encodings = ["utf-8"] if plain.encoding else [*filter(None, known), "latin-1"]
    substitutes = profile is not None and profile.outside == "substitute"
    return Lettering(
        characters=characters, encodings=encodings,
        encoding=encodings[0] if delimiters_of(marks).isascii() else "latin-1",
        marks=marks, plain=plain, guide=None if profile is None else profile.guide,
        is_edifact=is_edifact, substitutes=substitutes,
        everywhere=substitutes and profile is not None
        and forbids(WireFinding(code=outside, offset=0), profile, JUDGED),
    )  # fmt: skip


def told(note: WireFinding, place: str = "") -> WireFinding:
    """A note on a value that was written otherwise, with both in its words."""
    return replace(note, message=f"{place}{note.found!r} is written as {note.assumed!r}.")


def recoded(segments: Sequence[Sequence[str]], one: str, other: str) -> list[list[str]]:
    """Segments that are bytes of one encoding as those of another; binary data are always bytes."""
    return [
        [*segment]
        if segment[0] in NAMES
        else [text.encode(one, "replace").decode(other) for text in segment]
        for segment in segments
    ]


def delimiters_of(marks: Delimiters) -> str:
    """All delimiters and the release character, as the letters of their bytes in Latin-1."""
    return (data_marks(marks) + marks.release).decode("latin-1")


def uncarried(letter: str) -> str:
    """A letter as data says it."""
    code = ord(letter) - CARRIED
    return chr(code) if 0 <= code <= LATIN_LAST else letter


def spelt(value: Any, spelling: Spelling) -> Any:
    """A document, or a part of it, with all its texts in this spelling."""
    if isinstance(value, str):
        return value.translate(spelling)
    if isinstance(value, tuple):
        items: tuple[Any, ...] = value
        return tuple(spelt(item, spelling) for item in items)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{
            field.name: spelt(getattr(value, field.name), spelling) for field in fields(value)
        })  # fmt: skip
    return value


def _translated(value: Written, table: dict[int, str]) -> Written:
    if isinstance(value, str):
        return value.translate(table)
    return tuple(part.translate(table) for part in value)
