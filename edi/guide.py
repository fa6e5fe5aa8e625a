"""A partner's guide over the base standard: what it makes of elements, and how its sets are read.

What a guide makes of places (required, not used, how often) stands in the grammar itself. Here is
the rest: rules on the elements of a place, and what must come with a qualifier of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from edi.edifact_syntax import COMPONENT
from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edi.dictionary.segments import Segment
    from edi.grammar import Grammar, Place
    from edi.judging import Judged

LONGEST: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRule:
    """What a guide asks of an element, or of a component of it; `digits` counts digits only."""

    position: int
    component: int = 0
    required: bool = False
    unused: bool = False
    codes: frozenset[str] = frozenset()
    shortest: int = 0
    longest: int = LONGEST
    digits: bool = False

    def fault(self, value: str) -> Code | None:
        """What is wrong with a value by this rule; blanks are none."""
        if not value.strip():
            return Code.GUIDE_ELEMENT_MISSING if self.required else None
        if self.unused:
            return Code.GUIDE_ELEMENT_UNUSED
        if self.codes and value.rstrip() not in self.codes:
            return Code.GUIDE_ELEMENT_CODE
        length = sum(map(str.isdigit, value)) if self.digits else len(value)
        if length < self.shortest:
            return Code.GUIDE_ELEMENT_SHORT
        return Code.GUIDE_ELEMENT_LONG if length > self.longest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A segment, or a loop by its head, that must come with this element in its loop.

    `position` is the element's; of a composite the first component counts. `path` is where the
    segment stands, `loop` the path of the loop around it, empty for the set; `behind` are the paths
    of what stands behind it in that loop. `name` is its segment's in words, `N1 with N101 ST`.
    """

    path: str
    loop: str
    qualifier: str
    position: int
    behind: frozenset[str]
    name: str

    def is_met_by(self, at: Judged) -> bool:
        """Whether a segment is the one that is wanted."""
        if at.path != self.path or self.position >= len(at.elements):
            return False
        return at.elements[self.position].split(COMPONENT)[0] == self.qualifier

    def is_due_before(self, at: Judged) -> bool:
        """Whether a segment of the loop is, or is within, what stands behind the wanted one."""
        start = len(self.loop) + 1 if self.loop else 0
        end = at.path.find("/", start)
        return (at.path if end < 0 else at.path[:end]) in self.behind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guide:
    """What a guide makes of one set's elements.

    `dictionary` has the set's segments by their ids, and those that the guide widens at a place
    by the `keys` of their paths; `tight` has by such keys what is clean where it narrows one.
    `checks` keeps what was compiled, by the separators of elements, components and repetitions.
    """

    dictionary: Mapping[str, Any]
    keys: Mapping[str, str]
    rules: Mapping[str, tuple[ElementRule, ...]]
    wanted: tuple[Wanted, ...]
    tight: Mapping[str, Segment]
    checks: dict[tuple[str, str, str], Any] = field(
        default_factory=dict[tuple[str, str, str], Any], compare=False
    )

    @property
    def cuts_components(self) -> bool:
        """Whether a rule looks into composites, which a pattern over bytes does not."""
        return any(rule.component for rules in self.rules.values() for rule in rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGuide:
    """How one partner's sets are read: overlaid grammars, releases, characters.

    Grammars go by set and release. Empty `releases` and `characters` say that any will do.
    """

    grammars: Mapping[tuple[str, str], Grammar]
    releases: tuple[str, ...] = ()
    characters: str = ""

    def expects(self, release: str) -> bool:
        """Whether a release (`004010`, `004010VICS`, `D96A`) is one of those agreed on."""
        plain = release.replace(".", "")
        return not self.releases or any(
            plain.startswith(each.replace(".", "")) for each in self.releases
        )


def wanted_at(place: Place, said: str) -> Wanted:
    """What a guide wants at a place: `*ST` one with that first element, `**SI` second."""
    loop = place.parent
    assert loop is not None
    before = {child.path for child in loop.children[: place.position + 1]}
    behind = {child.path for child in loop.children[place.position + 1 :]}
    qualifier = said.lstrip("*")
    position = len(said) - len(qualifier)
    return Wanted(
        path=f"{place.path}/{place.id}" if place.is_loop else place.path, loop=loop.path,
        qualifier=qualifier, position=position, behind=frozenset(behind - before),
        name=f"{place.path} with {place.id}{position:02d} {qualifier}",
    )  # fmt: skip


def lacking(place: str) -> str:
    """The sentence on what a guide requires and what is missing; it fits into an 824's TED02."""
    return f"The guide requires {place} here."


def key_of(path: str) -> str:
    """The key of the segment at a path, which no segment's id can be."""
    return f"/{path}"


def element_findings(
    rules: Sequence[ElementRule], at: Judged, component: str, inner: str
) -> list[WireFinding]:
    """What rules say of a segment, whatever the standard says of the same elements.

    Only a partner's profile knows which of the two holds a document, so both are told. Composites
    are cut at `component`; an element in which there are only `inner` separators is empty.
    """
    found: list[WireFinding] = []
    for rule in rules:
        value = at.elements[rule.position] if rule.position < len(at.elements) else ""
        place = f"{at.elements[0]}{rule.position:02d}"
        if rule.component:
            parts = value.split(component) if component else [value]
            value = parts[rule.component - 1] if rule.component <= len(parts) else ""
            place = f"{place}-{rule.component}"
        elif inner and not value.strip(f"{inner} "):
            value = ""
        code = rule.fault(value)
        if code is not None:
            assumed = " ".join(sorted(rule.codes)) if code is Code.GUIDE_ELEMENT_CODE else ""
            found.append(
                WireFinding(
                    code=code, offset=at.offset, segment=at.number, element=place,
                    found=shown(value), assumed=shown(assumed),
                )
            )  # fmt: skip
    return found


def wanted_findings(wanted: Sequence[Wanted], segments: Sequence[Judged]) -> list[WireFinding]:
    """What should have come with a qualifier and did not, at the segment in whose place it should.

    That is the first of what stands behind it in its loop, or the segment that ends the loop.
    """
    return [
        WireFinding(
            code=Code.GUIDE_SEGMENT_MISSING, offset=at.offset, segment=at.number,
            element=one.path.rpartition("/")[2],
            assumed=f"{one.path.rpartition('/')[2]}{'*' * one.position}{one.qualifier}",
            message=lacking(one.name),
        )
        for one in wanted
        for at in _ends_without(one, segments)
    ]  # fmt: skip


def _ends_without(one: Wanted, segments: Sequence[Judged]) -> Iterator[Judged]:
    head = f"{one.loop}/{one.loop.rpartition('/')[2]}"
    inside, seen = not one.loop, False
    due: Judged | None = None
    for at in segments:
        begins = bool(one.loop) and at.path == head
        ends = bool(one.loop) and not at.path.startswith(f"{one.loop}/")
        if inside and (begins or ends):
            if not seen:
                yield due or at
            inside = False
        if begins:
            inside, seen, due = True, False, None
        seen = seen or one.is_met_by(at)
        if inside and due is None and one.is_due_before(at):
            due = at
    if inside and not seen and segments:
        yield due or segments[-1]
