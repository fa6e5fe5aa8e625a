"""A transaction set's grammar as data: loops, order, repetition; and the walk that obeys it.

A grammar is written as indented text: segments, and loops in brackets, each with its requirement
and how often it may come:

    BEG M 1; REF O >1
    [N1] O 200
        N1 M 1; N3 O 2

A loop begins with its first segment. Where a segment can stand at several places, X12's rule
holds: the innermost loop that still may have it, then the loops around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi.guide import Guide

UNBOUNDED: Final = 1 << 60


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A place of the grammar where a segment or a whole loop may stand.

    `required` and `allowed` are what a partner's guide makes of `mandatory` and `most`; without a
    guide they say the same. What is allowed no times is not used. `asked` says that the guide
    requires it of its own, whether or not the standard does.
    """

    id: str
    mandatory: bool
    most: int
    required: bool
    allowed: int
    asked: bool = False
    children: list[Place] = field(default_factory=list)
    parent: Place | None = None
    position: int = 0
    path: str = ""
    steps: dict[str, Step | None] = field(default_factory=dict)

    @property
    def is_loop(self) -> bool:
        """Whether this is a loop rather than one segment."""
        return bool(self.children)

    @property
    def head(self) -> Place:
        """The segment that a loop begins with; of a segment, itself."""
        return self.children[0].head if self.is_loop else self

    def around(self) -> Iterator[Place]:
        """The loops that a place is in, from the innermost."""
        loop = self.parent
        while loop is not None:
            yield loop
            loop = loop.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one segment to the next: where it stands, what should have come between.

    `repeats` is the loop that begins again, `enters` the one that begins for the first time.
    `missing` and `lacking` are the places between that the standard, and a partner's guide, would
    have filled; `unused` says that the guide has no use for the segment or for the loop it
    begins.
    """

    to: Place
    missing: tuple[Place, ...]
    lacking: tuple[Place, ...]
    unused: bool
    in_sequence: bool
    repeats: Place | None
    enters: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """One transaction set in one release, as the standard has it or as a partner's guide does.

    `variant` is the release, or names the guide too: what is compiled of a grammar goes by it.
    """

    code: str
    release: str
    root: Place
    ids: frozenset[str]
    variant: str
    guide: Guide | None = None

    @property
    def first(self) -> Place:
        """The place of ST."""
        return self.root.children[0]

    def step(self, at: Place, segment_id: str) -> Step | None:
        """Where a segment stands when it comes after the one at a place; None if nowhere."""
        try:
            return at.steps[segment_id]
        except KeyError:
            if segment_id not in self.ids:
                # A sender may make up ids for ever.
                return None
            found = at.steps[segment_id] = (
                _in_sequence(at, segment_id)
                or _headless(at, segment_id)
                or _anywhere(at, segment_id)
            )
            return found


def read_grammar(code: str, release: str, text: str) -> Grammar:
    """The grammar that a text says."""
    root = Place(id=code, mandatory=True, most=1, required=True, allowed=1)
    stack: list[tuple[int, Place]] = [(-1, root)]
    ids: set[str] = set()
    for depth, words in _entries(text):
        name, requirement, most = words
        while stack[-1][0] >= depth:
            stack.pop()
        parent = stack[-1][1]
        mandatory = requirement == "M"
        times = UNBOUNDED if most.startswith(">") else int(most)
        place = Place(
            id=name.strip("[]"),
            mandatory=mandatory,
            most=times,
            required=mandatory,
            allowed=times,
            parent=parent,
            position=len(parent.children),
        )
        above = "" if parent is root else f"{parent.path}/"
        place.path = above + place.id
        parent.children.append(place)
        ids.add(place.id)
        if name.startswith("["):
            stack.append((depth, place))
    return Grammar(code=code, release=release, root=root, ids=frozenset(ids), variant=release)


def _entries(text: str) -> Iterator[tuple[int, list[str]]]:
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        for entry in line.split(";"):
            if entry.strip():
                yield depth, entry.split()


def _in_sequence(at: Place, segment_id: str) -> Step | None:
    between: list[Place] = []
    here: Place = at
    while here.parent is not None:
        loop = here.parent
        for child in loop.children[here.position :]:
            is_here = child is here
            is_head = child.position == 0 and loop.parent is not None and not child.is_loop
            if child.id == segment_id and not (is_here and is_head):
                return _step(child, between, in_sequence=True, again=is_here)
            if not is_here:
                between.append(child)
        here = loop
    return None


def _headless(at: Place, segment_id: str) -> Step | None:
    """A place in a section that must come once and that its first segment did not begin."""
    between: list[Place] = []
    here: Place = at
    while here.parent is not None:
        for child in here.parent.children[here.position + 1 :]:
            if child.is_loop and child.mandatory and child.most == 1:
                for inner in child.children[1:]:
                    if inner.id == segment_id:
                        step = _step(inner, [*between, child], in_sequence=True, again=False)
                        return step if inner.is_loop else replace(step, enters=child)
            between.append(child)
        here = here.parent
    return None


def _anywhere(at: Place, segment_id: str) -> Step | None:
    """The nearest loop around that knows the segment, whatever came before."""
    loop = at.parent
    while loop is not None:
        for child in loop.children:
            if child.id == segment_id and not (child.position == 0 and not child.is_loop):
                return _step(child, [], in_sequence=False, again=False)
        loop = loop.parent
    return None


def _step(child: Place, between: list[Place], *, in_sequence: bool, again: bool) -> Step:
    loop = child if child.is_loop else None
    return Step(
        to=child.head,
        missing=tuple(place for place in between if place.mandatory),
        lacking=tuple(place for place in between if place.asked),
        unused=child.allowed == 0,
        in_sequence=in_sequence,
        repeats=loop if again else None,
        enters=None if again else loop,
    )


def places(place: Place) -> Iterator[Place]:
    """Every place of a grammar, in order."""
    for child in place.children:
        yield child
        yield from places(child)


def copied(place: Place, parent: Place | None) -> Place:
    """A place, with all below it, that may be changed."""
    copy = Place(
        id=place.id, mandatory=place.mandatory, most=place.most, required=place.required,
        allowed=place.allowed, asked=place.asked, parent=parent, position=place.position,
        path=place.path,
    )  # fmt: skip
    copy.children = [copied(child, copy) for child in place.children]
    return copy


def renumber(loop: Place) -> None:
    """The places of a loop, one of which is new, by where they stand."""
    for position, child in enumerate(loop.children):
        child.position = position
        child.path = f"{loop.path}/{child.id}" if loop.path else child.id
