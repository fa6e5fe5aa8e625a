"""A pattern for one of many words: branches by first characters, and classes where they end alike.

one_of({"A1", "A2", "B1", "B2", "C"}) == "(?:C|[AB][12])"
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@lru_cache(maxsize=512)
def one_of(words: frozenset[str]) -> str:
    """The pattern; no word is cut short by another that it begins with, if it ends where asked."""
    return _branches(words)


def _branches(words: Iterable[str]) -> str:
    """The pattern of words, one of which may be empty: what follows is then optional."""
    tails: dict[str, set[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], set()).add(word[1:])
    alike: dict[str, list[str]] = {}
    for first in sorted(tails):
        alike.setdefault(_branches(tails[first]), []).append(first)
    branches = [f"{_class(firsts)}{tail}" for tail, firsts in alike.items()]
    if not branches:
        return ""
    optional = "" in words
    if len(branches) == 1 and not optional:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if optional else ''}"


def _class(characters: list[str]) -> str:
    """Sorted characters as a class, those in a row by their first and last."""
    if len(characters) == 1:
        return re.escape(characters[0])
    parts: list[str] = []
    at = 0
    while at < len(characters):
        first = at
        while at + 1 < len(characters) and ord(characters[at + 1]) == ord(characters[at]) + 1:
            at += 1
        row = characters[first : at + 1]
        parts += (
            [re.escape(row[0]), "-", re.escape(row[-1])] if len(row) > 2 else map(re.escape, row)
        )
        at += 1
    return f"[{''.join(parts)}]"
