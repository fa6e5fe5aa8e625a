"""Shapes compiled into readers: for each place of a grammar one function that takes its segments.

Its source says where each value stands and what reads it, and is compiled; so a composite is cut
once, and an element is looked at once for each value that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from edi.elements import TEXT, At, Binding, Cut, Pairs
from edi.shape_parts import Each, Inside, Loops, One, Part

if TYPE_CHECKING:
    from edi.grammar import Place
    from edi.segment_writing import Constants
    from edi.shapes import Shape

D = TypeVar("D")


class Frame:
    """A document in the making: its values so far, and the parts that were taken once.

    `lists` and `loops` name the values that are lists yet: of plain values, and of frames.
    """

    __slots__ = ("document", "lists", "loops", "seen", "values")

    def __init__(self, document: Callable[..., Any]) -> None:
        self.document = document
        self.values: dict[str, Any] = {}
        self.seen: set[int] = set()
        self.lists: list[str] = []
        self.loops: list[str] = []

    def made(self) -> Any:
        """The document."""
        values = self.values
        for name in self.lists:
            values[name] = tuple(values[name])
        for name in self.loops:
            values[name] = tuple([frame.made() for frame in values[name]])
        return self.document(**values)


Placed: TypeAlias = tuple[str, Sequence[str]]
"""A segment where it stands: the path of its loops and id, and its elements, first the id."""
Action: TypeAlias = Callable[[dict[str, Frame], Sequence[str], Cut], One | bool | None]
"""Puts what a segment says into the frames that are open, by the paths of their loops.

It says whether it took it: no where there is no frame, the part that was there before it where it
comes once, nothing where another segment is meant.
"""
Reader: TypeAlias = Mapping[str, Sequence[Action]]
"""What is done with a segment, by its path."""
_HEAD: Final = ("def act(frames, elements, cut):", "n = len(elements)")


def reader(parts: Sequence[Part], root: Place) -> Reader:
    """The parts of a document as actions."""
    actions: dict[str, list[Action]] = {}
    _bind(parts, root, "", actions, "")
    return actions


def read_document(shape: Shape[Any], actions: Reader, segments: Iterable[Placed], cut: Cut) -> Any:
    """The document that segments say."""
    root = Frame(shape.document)
    frames = {"": root}
    for path, elements in segments:
        for act in actions.get(path, ()):
            act(frames, elements, cut)
    return root.made()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Generic[D]):
    """A document, and what of its segments, by their places in their row, is in it.

    `refused` are those that would be, had none come before them or the loop that they belong into
    begun; `same` those of no loop that only say again what one of them says. `frames` are the loops
    that are documents: the place of the head, the path, and what was read.
    """

    document: D
    segments: frozenset[int]
    refused: frozenset[int]
    same: frozenset[int]
    frames: Sequence[tuple[int, str, Frame]]


def read_taken(
    document: Callable[..., D], actions: Reader, segments: Sequence[Placed], cut: Cut
) -> Taken[D]:
    """The document that segments say, and which of them it was made of."""
    root = Frame(document)
    frames = {"": root}
    taken: set[int] = set()
    refused: set[int] = set()
    same: set[int] = set()
    begun: list[tuple[int, str, Frame]] = []
    last: dict[str, Sequence[str]] = {}
    for at, (path, elements) in enumerate(segments):
        loop = path.rpartition("/")[0]
        before = frames.get(loop)
        said = [act(frames, elements, cut) for act in actions.get(path, ())]
        if any(one is True for one in said):
            taken.add(at)
            last[path] = elements
        elif not loop and last.get(path) == elements:
            same.add(at)
        elif _is_refused(said, elements, cut):
            refused.add(at)
        after = frames.get(loop)
        if after is not None and after is not before:
            begun.append((at, loop, after))
    return Taken(
        document=root.made(), segments=frozenset(taken), refused=frozenset(refused),
        same=frozenset(same), frames=begun,
    )  # fmt: skip


def _is_refused(said: Sequence[One | bool | None], elements: Sequence[str], cut: Cut) -> bool:
    return any(
        one is False or (isinstance(one, One) and one.is_meant(elements, cut)) for one in said
    )


def _bind(
    parts: Sequence[Part], loop: Place, path: str, actions: dict[str, list[Action]], owner: str
) -> list[str]:
    """Actions by the paths of segments; `owner` is the path of the document that parts belong to.

    Parts of a loop that is no document of its own belong to the one around it, and are read even
    where the loop's first segment is missing. Gives the paths of all loops that are documents.
    """
    begun: list[str] = []
    for part in parts:
        place = place_of(loop, part.segment)
        if place is None:
            continue
        inner, head = paths_of(place, path)
        here = actions.setdefault(head, [])
        match part:
            case One():
                here.append(_take_one(part, owner))
            case Each() if part.beside:
                # Before those that it is beside, which have not taken the segment yet.
                here.insert(0, _take_others(part, owner))
            case Each():
                here.append(_take_each(part, owner))
            case Loops():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                within: list[str] = []
                here.append(_begin(part, owner, inner, within))
                within += _bind(part.shape.parts, place, inner, actions, inner)
                begun += (inner, *within)
            case Inside():
                assert place.is_loop, f"{part.segment} is no loop of {loop.id}"
                around = owner
                if part.where:
                    around = f"{inner} of {len(here)}"
                    here.append(_open(part, owner, around))
                    begun.append(around)
                begun += _bind(part.parts, place, inner, actions, around)
    return begun


def place_of(loop: Place, segment: str) -> Place | None:
    """Where a loop has a segment or the loop that it begins; None in a release that has neither."""
    return next((child for child in loop.children if child.id == segment), None)


def paths_of(place: Place, path: str) -> tuple[str, str]:
    """The path of a place within a loop's own, and that of the segment there: a loop's first."""
    inner = f"{path}/{place.id}" if path else place.id
    return inner, f"{inner}/{place.id}" if place.is_loop else inner


def _begin(part: Loops, path: str, inner: str, within: list[str]) -> Action:
    """A loop begins anew, and with it all that are `within` it."""
    document, attribute = part.shape.document, part.attribute

    def act(frames: dict[str, Frame], elements: Sequence[str], cut: Cut) -> bool:
        del elements, cut
        frame = frames.get(path)
        if frame is None:
            return False
        for key in within:
            frames.pop(key, None)
        frames[inner] = begun = Frame(document)
        known = frame.values.get(attribute)
        if known is None:
            frame.values[attribute] = [begun]
            frame.loops.append(attribute)
        else:
            known.append(begun)
        return True

    return act


def _open(part: Inside, path: str, inner: str) -> Action:
    """The first loop that is meant is open to its parts, any other is not."""
    source = _Source()
    conditions = source.constants(part.where)
    lines = [
        f"frames.pop({inner!r}, None)",
        f"frame = frames.get({path!r})",
        f"if frame is None or {id(part)} in frame.seen: return",
        *source.cuts,
        *_unless(conditions),
        f"frame.seen.add({id(part)})",
        f"frames[{inner!r}] = frame",
    ]
    return source.made(lines)


def _take_one(part: One, path: str) -> Action:
    source = _Source()
    conditions = [
        f"{source.value(TEXT(*at))} in {source.name(frozenset(values))}"
        for at, values in part.among.items()
    ]
    conditions += source.constants(part.where)
    values = {name: source.value(binding) for name, binding in part.bindings.items()}
    lines = [
        f"frame = frames.get({path!r})",
        "if frame is None: return False",
        f"if {id(part)} in frame.seen: return {source.name(part)}",
        *source.cuts,
        *_unless(conditions),
        f"frame.seen.add({id(part)})",
        "values = frame.values",
        *(f"values[{name!r}] = {value}" for name, value in values.items()),
        "return True",
    ]
    return source.made(lines)


def _take_each(part: Each, path: str) -> Action:
    source = _Source()
    conditions = source.constants(part.where)
    begin = [f"frame = frames.get({path!r})", "if frame is None: return False"]
    if part.item is None:
        new = f"{source.name(part.read)}(elements, cut)"
        return source.made([*begin, f"new = {new}", "if not new: return", *_added(part.attribute)])
    names = [f"v{number}" for number in range(len(part.bindings))]
    values = [source.value(binding) for binding in part.bindings.values()]
    told = [
        name if binding.empty is not None else f"{name} is not None"
        for name, binding in zip(names, part.bindings.values(), strict=True)
    ]
    if next(iter(part.bindings)).isdecimal():
        new = names[0] if len(names) == 1 else f"({', '.join(names)})"
    else:
        given = ", ".join(f"{a}={name}" for a, name in zip(part.bindings, names, strict=True))
        new = f"{source.name(part.item)}({given})"
    lines = [
        *begin,
        *source.cuts,
        *_unless(conditions),
        *(f"{name} = {value}" for name, value in zip(names, values, strict=True)),
        f"if not ({' or '.join(told)}): return",
        f"new = ({new},)",
        *_added(part.attribute),
    ]
    return source.made(lines)


def _take_others(part: Each, path: str) -> Action:
    """What is none of those that come once, or says the same in another currency than they do."""
    take = _take_each(part, path)

    def act(frames: dict[str, Frame], elements: Sequence[str], cut: Cut) -> One | bool | None:
        frame = frames.get(path)
        for once in part.beside if frame is not None else ():
            if not once.is_meant(elements, cut):
                continue
            first = frame.values.get(once.apart) if frame and id(once) in frame.seen else None
            if first is None or first == once.bindings[once.apart].get(elements, cut):
                return None
        return take(frames, elements, cut)

    return act


def _unless(conditions: Sequence[str]) -> list[str]:
    return [f"if not ({' and '.join(conditions)}): return"] if conditions else []


def _added(attribute: str) -> list[str]:
    """Source: the `new` values go behind those that the document has."""
    return [
        f"known = frame.values.get({attribute!r}, ())",
        "if known.__class__ is tuple:",
        f"    known = frame.values[{attribute!r}] = list(known)",
        f"    frame.lists.append({attribute!r})",
        "known.extend(new)",
        "return True",
    ]


class _Source:
    """The source of a function that takes values from a segment, and the objects that it names."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._composites: list[int] = []

    @property
    def cuts(self) -> list[str]:
        """The composites that its values are components of, cut."""
        return [
            f"c{at} = cut(elements[{at}]) if n > {at} else (); n{at} = len(c{at})"
            for at in self._composites
        ]

    def name(self, thing: Any) -> str:
        """The name by which the source calls an object."""
        name = f"k{len(self._known)}"
        self._known[name] = thing
        return name

    def constants(self, where: Constants) -> list[str]:
        """Source: the conditions that a segment has these constants."""
        return [
            f"{self.value(TEXT(*at) if isinstance(at, tuple) else TEXT(at))} == {value!r}"
            for at, value in where.items()
        ]

    def value(self, binding: Binding) -> str:
        """Source: the value of a binding."""
        if isinstance(binding, At):
            return self._at(binding)
        get = self.name(binding.get)
        whole = f"{get}(elements, cut)"
        if isinstance(binding, Pairs) and binding.first and not binding.upc:
            # Pairs from one element on, of which nearly always both halves are there.
            first = binding.first
            rest = f"x := elements[{first}:]"
            halves = "tuple(zip(x[::2], x[1::2]))"
            return f"(() if n <= {first} else {whole} if '' in ({rest}) else {halves})"
        return whole

    def _at(self, binding: At) -> str:
        element, empty = binding.element, repr(binding.empty)
        text, count = f"elements[{element}]", f"n > {element}"
        if binding.component:
            if element not in self._composites:
                self._composites.append(element)
            place = binding.component - 1
            text, count = f"c{element}[{place}]", f"n{element} > {place}"
        assert binding.empty in ("", None)
        if binding.otherwise is not None:
            empty = f"{self.name(binding.otherwise.get)}(elements, cut) if {count} else {empty}"
        if binding.read is TEXT.read:
            if binding.otherwise is not None:
                return f"(x if {count} and (x := {text}) else {empty})"
            return f"({text} if {count} else '')"
        read = self.name(binding.read)
        return f"({read}(x) if {count} and (x := {text}) else {empty})"

    def made(self, lines: Sequence[str]) -> Action:
        """The function of these lines; nothing is in them but what a shape says."""
        known = dict(self._known)
        exec("\n    ".join([*_HEAD, *lines]), known)  # noqa: S102 - as the writers are made
        return known["act"]
