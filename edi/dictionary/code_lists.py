"""The code lists of the standards: which codes an element may have, by its number and release.

One line an element, which an indented line continues: `number code code ...`. `A1-A9`, `AA-AC` and
`01-12` are all codes of a row; `A010-A990/10` is every tenth. `SINCE_...` has what a release added.
Codes that a release withdrew stay: documents have them for years, and to refuse a code that is one
is worse than to let pass one that is none.

A list stands here where it is closed, and was had whole. Any code will do in the others of X12
(for EDIFACT see `edifact_codes.py`):

- kept by others than the standard, and changed without it: 26 (countries), 100 (currencies), 116
  (postal codes), 140 (SCAC), 152 (special handling), 156 (states and provinces), 819 (languages),
  1715 (subdivisions); 24 (equipment types), 150 (special charges), 1000 (service
  characteristics), 1270 (industry lists), of which carriers and industries have their own;
- judged elsewhere: 143 (the transaction set), 721 (a segment's id);
- texts and numbers by nature: 1654, 1655 (longitude, latitude);
- not had whole: 501, 797, 875, 1195, 1196, 1401, 1570.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from edi.dictionary import edifact_codes, x12_codes, x12_qualifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OPEN: Final = "*"
"""Any code will do, from this release on."""
_ROW: Final = re.compile(r"([A-Z]*)([0-9]+)-([A-Z]*)([0-9]+)(?:/([0-9]+))?")
_FAMILIES: Final = (x12_codes, x12_qualifiers)


@cache
def x12_code_lists(release: str) -> Mapping[str, frozenset[str]]:
    """The codes of a release, 004010 or 005010, by the number of the data element.

    An element that is not in it may have any code.
    """
    lists = read_lists(family.SINCE_004010 for family in _FAMILIES)
    if release >= "005":
        lists = _with(lists, read_lists(family.SINCE_005010 for family in _FAMILIES))
    return {number: codes for number, codes in lists.items() if OPEN not in codes}


@cache
def edifact_code_lists(directory: str) -> Mapping[str, frozenset[str]]:
    """The codes of a directory, D96A or D01B, by the number of the data element.

    An element that is not in it may have any code; so may all of another directory. D96A has the
    codes of D01B too.
    """
    if directory not in ("D96A", "D01B"):
        return {}
    lists = read_lists([edifact_codes.D01B])
    return lists if directory == "D01B" else _with(lists, read_lists([edifact_codes.D96A_BESIDES]))


@cache
def edifact_unjudged() -> Mapping[str, tuple[str, ...]]:
    """The coded elements of EDIFACT that have no list, by the reason."""
    lines = edifact_codes.UNJUDGED.strip().replace("\n     ", " ").splitlines()
    parts = (line.rpartition(": ") for line in lines)
    return {reason: tuple(numbers.split()) for reason, _, numbers in parts}


@cache
def edifact_composites() -> Mapping[str, tuple[str, ...]]:
    """The data elements of composites that have coded ones, in order; `-` is one that is not."""
    lines = map(str.split, edifact_codes.COMPOSITES.strip().splitlines())
    return {name: tuple(numbers) for name, *numbers in lines}


def read_lists(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """The lists of these texts, by the number of the data element."""
    lists: dict[str, frozenset[str]] = {}
    for text in texts:
        for line in text.strip().replace("\n     ", " ").splitlines():
            number, *words = line.split()
            assert number not in lists, f"{number} is listed twice"
            lists[number] = frozenset(code for word in words for code in _codes(word))
    return lists


def _with(
    lists: Mapping[str, frozenset[str]], added: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {
        number: lists.get(number, frozenset()) | added.get(number, frozenset())
        for number in sorted(lists.keys() | added.keys())
    }


def _codes(word: str) -> Iterator[str]:
    """The codes of a word: itself, or all of a row."""
    row = _ROW.fullmatch(word)
    if row is not None:
        prefix, first, again, last, step = row.groups()
        assert prefix == again, word
        width = len(first) if len(first) == len(last) else 0
        for number in range(int(first), int(last) + 1, int(step or 1)):
            yield f"{prefix}{number:0{width}d}"
        return
    first, _, last = word.partition("-")
    if not last:
        yield word
        return
    assert first[:-1] == last[:-1], word
    for letter in range(ord(first[-1]), ord(last[-1]) + 1):
        yield first[:-1] + chr(letter)
