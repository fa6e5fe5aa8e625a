"""Values of segments as they were sent, side by side: what one segment says and others do not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from edi.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi.delimiters import Delimiters

CENTURY: Final = "20"
SHORT_DAY: Final = 6


def components(text: str, marks: Delimiters) -> list[str]:
    """The components of an element as they were sent; a released separator cuts nothing."""
    mark, release = marks.component.decode("latin-1"), marks.release.decode("latin-1")
    if not mark:
        return [text]
    pieces = text.split(mark)
    if not release or release not in text:
        return pieces
    found: list[str] = []
    for piece in pieces:
        if found and _ends_released(found[-1], release):
            found[-1] += mark + piece
        else:
            found.append(piece)
    return found


def _ends_released(text: str, release: str) -> bool:
    return (len(text) - len(text.rstrip(release))) % 2 == 1


def plain(text: str) -> str:
    """A value without what says nothing: blanks around it, zeros around a number."""
    text = text.strip()
    number = text.replace(",", ".")
    if decimal_of(number) is None:
        return text
    sign = "-" if number.startswith("-") else ""
    whole, _, rest = number.removeprefix("-").partition(".")
    rest = rest.rstrip("0")
    return sign + (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def placed_values(elements: Sequence[str], marks: Delimiters) -> Iterator[tuple[int, int, str]]:
    """What a segment says: element, component (from 1) and value, without the empty ones."""
    for position, element in enumerate(elements[1:], 1):
        for component, text in enumerate(components(element, marks), 1):
            if text.strip():
                yield position, component, text


def unsaid_by(
    sent: Iterable[Sequence[str]],
    said: Iterable[Sequence[str]],
    marks: Delimiters,
    *,
    repacked: bool = False,
) -> list[int]:
    """Of segments of one place those, by number, of which others of it do not say all values.

    Each value is said once, but where they are `repacked`: then how often is not counted.
    """
    known: Counter[str] = Counter()
    segments = 0
    for elements in said:
        segments += 1
        known.update(plain(value) for _, _, value in placed_values(elements, marks))
    found: list[int] = []
    for number, elements in enumerate(sent):
        values = [plain(value) for _, _, value in placed_values(elements, marks)]
        if (values and not all(_taken(value, known, keep=repacked) for value in values)) or (
            number >= segments and not repacked
        ):
            found.append(number)
    return found


def _taken(value: str, known: Counter[str], *, keep: bool) -> bool:
    """Take a value out of those that are known; a day of six digits is known as of this century."""
    for each in (value, CENTURY + value) if len(value) == SHORT_DAY else (value,):
        if known[each] > 0:
            known[each] -= 0 if keep else 1
            return True
    return False
