"""Changes in a document that its writer overrules: it numbers levels, and names what they are.

What the writer makes is no one's to change. Who changed it is told so, with what it is made; else
a change would be lost without a word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from edi.findings import Code, WireFinding, shown
from edi.strict_writing import SENT, UNWRITTEN_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNKNOWN: Final = object()
"""What stood at a place before, where nothing tells."""
MADE: Final = ("id", "parent", "has_children", "kind")
"""Fields of a level that are made where they are empty, and never were anything else."""


def overruled(said: Any, before: Any, written: Any, place: str) -> list[WireFinding]:
    """What was changed in a document and is made otherwise by the writer, with its place.

    `before` is the document as it was read, None where there was none; `written` is what was
    written, read again. What was not changed may be made anew: levels behind one that was added are
    numbered on. Where items were added, moved or taken away, a value is not changed that any item
    had before.
    """
    old = _UNKNOWN if before is None else before
    told = _Telling(before).differing(said, old, written, (place, ""))
    return [
        WireFinding(
            code=Code.VALUE_UNWRITTEN, offset=0, found=shown(str(value)), assumed=shown(str(made)),
            message=f"{where}: it is {shown(str(made))!r} where the document is written.",
        )
        for where, value, made in islice(told, UNWRITTEN_MAX)
    ]  # fmt: skip


class _Telling:
    """Compares a document as it was said with what was written of it."""

    def __init__(self, before: Any) -> None:
        self._known: dict[str, set[object]] = {}
        self._learn(before, "")

    def differing(
        self, said: Any, before: Any, written: Any, at: tuple[str, str]
    ) -> Iterator[tuple[str, object, object]]:
        """Places, what was said there, and what was written; `at` is a place and its field."""
        place, name = at
        if is_dataclass(said):
            for field in fields(said):
                if not field.name.endswith(SENT):
                    inner = (f"{place}.{field.name}", field.name)
                    old = getattr(before, field.name, _UNKNOWN)
                    made = getattr(written, field.name, None)
                    yield from self.differing(getattr(said, field.name), old, made, inner)
        elif isinstance(said, tuple):
            yield from self._items(said, before, written, at)  # pyright: ignore[reportUnknownArgumentType]
        elif _plain(said) != _plain(written) and not self._is_old(said, before, written, name):
            yield place, said, written

    def _items(
        self, said: tuple[Any, ...], before: Any, written: Any, at: tuple[str, str]
    ) -> Iterator[tuple[str, object, object]]:
        """Of items only those that are written otherwise, whatever their order."""
        place, name = at
        olds: tuple[Any, ...] = before if isinstance(before, tuple) else ()
        made: Counter[Any] = Counter(written if isinstance(written, tuple) else ())
        odd: list[int] = []
        for number, item in enumerate(said):
            if made[item]:
                made[item] -= 1
            else:
                odd.append(number)
        left = list(made.elements())
        if not odd:
            back = Counter(olds)
            yield from ((f"{place}[{len(said)}]", "", item) for item in left if back[item])
        if len(odd) != len(left):
            return
        before_of = dict(enumerate(olds)) if len(olds) == len(said) else {}
        before_of |= _likest(said, olds)
        moved = set(olds)
        for number, one in zip(odd, left, strict=True):
            item = said[number]
            old = item if item in moved else before_of.get(number, _UNKNOWN)
            yield from self.differing(item, old, one, (f"{place}[{number}]", name))

    def _is_old(self, said: object, before: object, written: object, name: str) -> bool:
        """Whether a value was not changed, or is empty, for the writer to make.

        What was there and was taken out is not empty for that.
        """
        if said in (None, ""):
            if name in MADE:
                return before is _UNKNOWN or before in (None, "")
            return before != written
        if before is _UNKNOWN:
            return said in self._known.get(name, ())
        return said == before

    def _learn(self, value: Any, name: str) -> None:
        if is_dataclass(value):
            for field in fields(value):
                self._learn(getattr(value, field.name), field.name)
        elif isinstance(value, tuple):
            for item in value:  # pyright: ignore[reportUnknownVariableType]
                self._learn(item, name)
        else:
            self._known.setdefault(name, set()).add(value)


def _likest(said: tuple[Any, ...], olds: tuple[Any, ...]) -> dict[int, Any]:
    """What changed items were before, by their numbers, wherever they and others are now.

    It is one that is there no more, of which most values still are; the likest is the one that has
    most of them, and least beside them.
    """
    gone = [*(Counter(olds) - Counter(said)).elements()]
    known = [Counter(_values(old, "")) for old in gone]
    likeness: list[tuple[int, int, int]] = []
    for number, item in enumerate(said if gone else ()):
        values = Counter(_values(item, ""))
        for at, each in enumerate(known):
            alike = (values & each).total()
            if alike * 2 > max(values.total(), each.total()):
                likeness.append((values.total() - 2 * alike, number, at))
    found: dict[int, Any] = {}
    taken: set[int] = set()
    for _, number, at in sorted(likeness):
        if number not in found and at not in taken:
            found[number] = gone[at]
            taken.add(at)
    return found


def _values(value: Any, name: str) -> Iterator[tuple[str, object]]:
    """The values of an item that are not empty, each with the name of its field."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _values(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _values(item, name)
    elif value not in (None, ""):
        yield name, value


def _plain(value: object) -> object:
    """A value as the wire can tell it; blanks at the end of a text are none of it."""
    return value.rstrip() if isinstance(value, str) else value
