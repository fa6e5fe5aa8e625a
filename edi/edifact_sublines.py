"""Sub-lines of EDIFACT: a LIN whose C829 says 1 is a subline of the line that it names.

On the wire a sub-line is a LIN like all others, behind its line or anywhere; in a document it is
among the `sublines` of its line, so that nobody takes a component of a kit for one more thing that
is ordered. While a shape reads or writes, what a LIN says of its line is the only subline of it:
`nested_lines` and `flat_lines` go between the two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from edi.complaints import at_path, complaint, count_complaints
from edi.documents.line_parts import Subline
from edi.edifact_syntax import COMPONENT, cut
from edi.findings import Code, WireFinding
from edi.values import count_of

if TYPE_CHECKING:
    from edi.elements import Cut, Written
    from edi.judging import Judged

SUBLINE: Final = "1"
"""5495: the LIN is of a sub-line."""
NAMES: Final = ("line", "sublines")
"""What a subline says of itself, or has none of."""
LINES_AND_SUBLINES: Final = "3"
"""CNT 6069: the number of lines and sub-lines; 2 is the number of lines."""


class LineNamed:
    """C829, 1222 and 7083 of a LIN as its subline: whose it is, on which level, in which relation.

    Where C829 does not say 1, there is none.
    """

    empty: tuple[Subline, ...] = ()

    def get(self, elements: Sequence[str], cut: Cut) -> tuple[Subline, ...]:
        """What the LIN says of its line."""
        indicator, parent, *_ = [*(cut(elements[4]) if len(elements) > 4 else ()), "", ""]
        if indicator != SUBLINE:
            return ()
        level, relation, *_ = [*elements[5:7], "", ""]
        return (Subline(parent=parent, level=level, relation=relation),)

    def put(self, value: tuple[Subline, ...], out: dict[int, Written]) -> None:
        """Write what a subline says of its line."""
        for said in value[:1]:
            out[4] = (SUBLINE, said.parent) if said.parent else SUBLINE
            if said.level:
                out[5] = said.level
            if said.relation:
                out[6] = said.relation


LINE_NAMED: Final = LineNamed()


def owners(lines: Sequence[tuple[str, str | None]]) -> list[int | None]:
    """Of each LIN, by its number and the number that it names, the place of its line.

    None where it is a line itself, as one is that names none. A sub-line of a sub-line is one of
    the same line. A sub-line that names no line is of the last one before it; where none is before
    it, it is read as a line.
    """
    if all(named is None for _, named in lines):
        return [None] * len(lines)
    found = _owned(lines)
    for at, (own, named) in enumerate(lines):
        if named is not None and found[at] is None:
            # With this one as a line, all behind it have one before them.
            return _owned([*lines[:at], (own, None), *lines[at + 1 :]])
    return found


def _owned(lines: Sequence[tuple[str, str | None]]) -> list[int | None]:
    """The same, and None too where no line is before a sub-line that names none."""
    steps = _named(lines)
    last: int | None = None
    found: list[int | None] = []
    tops: dict[int, int | None] = {}
    for at, (_, named) in enumerate(lines):
        last = at if named is None else last
        top = None if named is None else _top(at, steps, tops)
        found.append(last if top is None and named is not None else top)
    return found


def _named(lines: Sequence[tuple[str, str | None]]) -> list[int | None]:
    """The place of the LIN that each names, itself where it names none; None where there is none.

    Where a number repeats, the last one before is meant, else the first behind.
    """
    places: dict[str, list[int]] = {}
    for at, (own, _) in enumerate(lines):
        places.setdefault(_plain(own), []).append(at)
    steps: list[int | None] = []
    for at, (_, named) in enumerate(lines):
        known = places.get(_plain(named), []) if named else []
        here = bisect_left(known, at)
        behind = [place for place in known[here : here + 2] if place != at]
        following = known[here - 1] if here else next(iter(behind), None)
        steps.append(at if named is None else following)
    return steps


def _top(at: int, steps: Sequence[int | None], tops: dict[int, int | None]) -> int | None:
    """The line at the end of what a sub-line names; None where that goes nowhere or round."""
    way: dict[int, None] = {}
    here: int | None = at
    while here is not None and here not in tops and here not in way:
        way[here] = None
        step = steps[here]
        if step == here:
            tops[here] = here
            break
        here = step
    top = tops.get(here) if here is not None else None
    tops.update(dict.fromkeys(way, top))
    return top


def _plain(number: str) -> str:
    """A line's number without the zeros before it."""
    return number.strip().lstrip("0") or number.strip()


def nested_lines(lines: Sequence[Any]) -> tuple[Any, ...]:
    """Lines as a shape reads them, with the sub-lines among them in their lines."""
    if not any(line.sublines for line in lines):
        return tuple(lines)
    rows = [(line.line, line.sublines[0].parent if line.sublines else None) for line in lines]
    within: dict[int, list[Subline]] = {}
    of = owners(rows)
    for line, owner in zip(lines, of, strict=True):
        if owner is not None:
            is_own = _plain(line.sublines[0].parent) == _plain(lines[owner].line)
            parent = "" if is_own else line.sublines[0].parent
            within.setdefault(owner, []).append(_subline(line, parent))
    return tuple(
        replace(line, sublines=tuple(within.get(at, ())))
        for at, line in enumerate(lines)
        if of[at] is None
    )


def flat_lines(lines: Iterable[Any]) -> tuple[Any, ...]:
    """Lines as a shape writes them: behind each its sublines, which name it."""
    made: list[Any] = []
    for line in lines:
        made.append(replace(line, sublines=()) if line.sublines else line)
        for each in line.sublines:
            said = Subline(
                parent=each.parent or line.line, level=each.level, relation=each.relation
            )
            values = {name: getattr(each, name) for name in _shared(type(line))}
            made.append(type(line)(line=each.line, sublines=(said,), **values))
    return tuple(made)


def _subline(line: Any, parent: str) -> Subline:
    said: Subline = line.sublines[0]
    values = {name: getattr(line, name) for name in _shared(type(line))}
    return Subline(
        line=line.line, parent=parent, level=said.level, relation=said.relation, **values
    )


@cache
def _shared(kind: type) -> tuple[str, ...]:
    """The fields that lines of a document share with their sublines."""
    known = {each.name for each in fields(Subline)} - {"parent", "level", "relation", *NAMES}
    return tuple(each.name for each in fields(kind) if each.name in known)


def with_sublines(document: Any) -> Any:
    """A document whose sub-lines are in its lines."""
    if not any(line.sublines for line in document.lines):
        return document
    return replace(document, lines=nested_lines(document.lines))


def without_sublines(document: Any) -> Any:
    """A document whose sub-lines are lines, as EDIFACT says them."""
    if not any(line.sublines for line in document.lines):
        return document
    return replace(document, lines=flat_lines(document.lines))


def _named_by(elements: Sequence[str], cut: Cut = cut) -> tuple[str, str | None]:
    """The number of a LIN, and the number that it names where it is a sub-line."""
    said = LINE_NAMED.get(elements, cut)
    return elements[1] if len(elements) > 1 else "", said[0].parent if said else None


def line_heads(segments: Sequence[Judged], path: str = "LIN/LIN") -> list[Judged]:
    """The LINs that are lines and no sub-lines."""
    heads = at_path(segments, path)
    return [heads[at] for at in own_lines([head.elements for head in heads])]


def own_lines(heads: Sequence[Sequence[str]]) -> list[int]:
    """The places of those LINs that are lines and no sub-lines."""
    of = owners([_named_by(head) for head in heads])
    return [at for at, owner in enumerate(of) if owner is None]


def order_of_lines(heads: Sequence[Sequence[str]], cut: Cut) -> list[int]:
    """The places of LINs as a document has them: each line with its sub-lines behind it."""
    of = owners([_named_by(head, cut) for head in heads])
    firsts = [at if owner is None else owner for at, owner in enumerate(of)]
    return sorted(range(len(heads)), key=lambda at: (firsts[at], of[at] is not None, at))


def subline_complaints(segments: Sequence[Judged], path: str = "LIN/LIN") -> list[WireFinding]:
    """Sub-lines that name a line that is none."""
    heads = at_path(segments, path)
    rows = [_named_by(head.elements) for head in heads]
    numbers = {_plain(own) for own, _ in rows}
    return [
        complaint(Code.SUBLINE_PARENT, head, "LIN04-2", named or "")
        for head, (own, named) in zip(heads, rows, strict=True)
        if named is not None
        and (_plain(named) not in numbers or _plain(named) == _plain(own))
        and named.strip()
    ]


def line_counts(
    segments: Sequence[Judged], count: int | None, where: str, path: str = "LIN/LIN"
) -> list[WireFinding]:
    """CNT+2 where it is not the number of lines, CNT+3 where it is not that with the sub-lines.

    6069 has a code for either; still most who send sub-lines count all LINs as CNT+2, so both are
    right.
    """
    every, own = len(at_path(segments, path)), len(line_heads(segments, path))
    found = count_complaints(segments, where, "CNT01-2", count, every, own)
    for at in at_path(segments, where):
        kind, number, *_ = [*"".join(at.elements[1:2]).split(COMPONENT), "", ""]
        claimed = count_of(number) if kind == LINES_AND_SUBLINES else None
        if claimed is not None and claimed != every:
            found.append(complaint(Code.COUNT_DIFFERS, at, "CNT01-2", claimed, every))
    return found
