"""An overlay laid over a grammar: what one partner's guide makes of a set in a release.

The grammar is copied and never changed. What cannot be done is said in a sentence that begins
with the key it stands under, and the rest of the overlay holds.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from edi.checking import judge_element
from edi.dictionary.edifact import Tag
from edi.dictionary.edifact import tags as edifact_tags
from edi.dictionary.segments import Element, Segment
from edi.dictionary.segments import segments as x12_segments
from edi.grammar import Grammar, Place, copied, places, renumber
from edi.guide import LONGEST, ElementRule, Guide, Wanted, key_of, wanted_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edi.overlays import Overlay

ADDRESS: Final = re.compile(r"(?:[A-Z][A-Z0-9]{1,2}/)*[A-Z][A-Z0-9]{1,2}")
ELEMENT: Final = re.compile(
    r"((?:[A-Z][A-Z0-9]{1,2}/)*)([A-Z][A-Z0-9]{1,2})([0-9]{2})(?:-([0-9]{1,2}))?"
)
NUMBERS: Final = frozenset({"N0", "N2", "R"})
LOOSE: Final = 30
"""Elements that an extra segment may have which the dictionary does not know."""
ANY: Final = Element(number="", mandatory=False, kind="AN", shortest=1, longest=LONGEST)
"""One of them, of which a guide asks something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A grammar with an overlay, and sentences on what of it could not be laid."""

    grammar: Grammar
    faults: tuple[str, ...]


class _NotFoundError(Exception):
    """An address that the set does not have; its text is the end of a sentence."""


def lay(grammar: Grammar, overlay: Overlay, *, edifact: bool) -> Laid:
    """The grammar as a partner's guide has it."""
    laying = _Laying(grammar, edifact=edifact)
    for key, act in (
        ("extra", laying.extra), ("optional", laying.optional), ("required", laying.required),
        ("unused", laying.unused), ("most", laying.most), ("codes", laying.codes),
        ("more_codes", laying.more_codes), ("lengths", laying.lengths),
    ):  # fmt: skip
        for address, value in getattr(overlay, key):
            try:
                act(address, value)
            except _NotFoundError as fault:
                laying.faults.append(f"{key}: {fault}")
    digest = hashlib.blake2b(repr(overlay).encode(), digest_size=8).hexdigest()
    return Laid(grammar=laying.made(f"{grammar.release}+{digest}"), faults=tuple(laying.faults))


@dataclass(slots=True)
class _Rule:
    """An element's rule in the making."""

    required: bool = False
    unused: bool = False
    codes: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    lengths: tuple[int, int] | None = None
    optional: bool = False


@dataclass(slots=True)
class _Laying:
    base: Grammar
    edifact: bool
    root: Place = field(init=False)
    rules: dict[tuple[str, int, int], _Rule] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    known: Mapping[str, Any] = field(init=False)
    added: dict[str, Any] = field(default_factory=dict)

    def __init__(self, base: Grammar, *, edifact: bool) -> None:
        self.base, self.edifact = base, edifact
        self.root = copied(base.root, None)
        self.rules, self.wanted, self.faults, self.added = {}, [], [], {}
        self.known = edifact_tags(base.release) if edifact else x12_segments(base.release)

    # What may be asked of a set, one method a key.

    def extra(self, address: str, value: Any) -> None:
        """A segment more, behind the one that `after` names."""
        after, most = value
        behind = self._place(after)
        loop = behind.parent
        assert loop is not None
        if behind is self.root.children[-1]:
            raise _NotFoundError(f"nothing comes after {after}")
        if any(child.id == address for child in loop.children):
            where = f"in {loop.path}" if loop.path else "at the top"
            raise _NotFoundError(f"{address} stands {where} already; see `most`")
        place = Place(
            id=address, mandatory=False, most=most, required=False, allowed=most, parent=loop
        )
        loop.children.insert(behind.position + 1, place)
        renumber(loop)
        if address not in self.known:
            loose: Any = Tag(address, (), LOOSE)
            if not self.edifact:
                loose = Segment(id=address, elements=(), notes=(), loose=LOOSE)
            self.added[address] = loose

    def optional(self, address: str, _: Any) -> None:
        """The standard demands it, this partner does not send it."""
        for rule in self._element_rules(address):
            rule.optional = True
        if ADDRESS.fullmatch(address):
            place = self._own(address)
            place.mandatory = place.required = False

    def required(self, address: str, _: Any) -> None:
        """The partner's guide demands it; with `*ST` behind it one with that element."""
        said = address
        address, star, qualifier = address.partition("*")
        behind = {(tail := qualifier.partition("/")[2]), tail[:-2]} & self.base.ids
        if star and (behind or not (qualifier.strip("*") and ADDRESS.fullmatch(address))):
            raise _NotFoundError(f"{said} is no segment with an element")
        first, *others = qualifier.lstrip("*").split("*")
        if others:
            one = said[: len(said) - len("*".join(["", *others]))]
            raise _NotFoundError(f"{said} names more than one element; name one, as {one}")
        for rule in self._element_rules(address):
            rule.required = True
        if not ADDRESS.fullmatch(address):
            return
        place = self._own(address)
        if qualifier:
            entry = self.added.get(place.id) or self.known[place.id]
            self._check_position(entry, len(said) - len(address) - len(first), 0, said)
            self.wanted.append(wanted_at(place, f"*{qualifier}"))
        else:
            place.required = place.asked = True

    def unused(self, address: str, _: Any) -> None:
        """The partner's guide has no use for it."""
        for rule in self._element_rules(address):
            rule.unused = True
        if ADDRESS.fullmatch(address):
            place = self._own(address)
            place.allowed = 0
            place.mandatory = place.required = place.asked = False

    def most(self, address: str, value: int) -> None:
        """How often it may come: fewer times than the standard allows, or more."""
        if not value:
            self.unused(address, None)
            return
        place = self._own(address)
        place.allowed = value
        place.most = max(place.most, value)

    def codes(self, address: str, value: tuple[str, ...]) -> None:
        """The codes that an element may have."""
        for rule in self._element_rules(address, valued=True):
            rule.codes = frozenset(value)

    def more_codes(self, address: str, value: tuple[str, ...]) -> None:
        """Codes that an element may have beside the standard's."""
        for rule in self._element_rules(address, valued=True):
            rule.more |= frozenset(value)

    def lengths(self, address: str, value: tuple[int, int]) -> None:
        """The lengths that an element may have."""
        for rule in self._element_rules(address, valued=True):
            rule.lengths = value

    # Addresses.

    def _place(self, address: str) -> Place:
        found = [place for place in places(self.root) if place.path == address]
        heads = [place for place in found if place.is_loop] or found
        if heads:
            return heads[0]
        name = address.rpartition("/")[2]
        others = sorted({each.path for each in places(self.root) if each.id == name})
        hint = f"; there is {', '.join(others[:6])}" if others else ""
        raise _NotFoundError(f"there is no {address} in {self.base.code}{hint}")

    def _own(self, address: str) -> Place:
        """A place that a guide may change: neither the set's envelope nor the head of a loop."""
        place = self._place(address)
        top = self.root.children
        if place in (top[0], top[-1]):
            raise _NotFoundError(f"{address} is the set's envelope")
        if place.position == 0 and place.parent is not self.root:
            raise _NotFoundError(f"{address} begins its loop; name the loop")
        return place

    def _element_rules(self, address: str, *, valued: bool = False) -> Iterator[_Rule]:
        """The rules of an element at each place that its address means; none for a segment."""
        if ADDRESS.fullmatch(address):
            if valued:
                raise _NotFoundError(f"{address} is a segment; name an element, as {address}01")
            return
        match = ELEMENT.fullmatch(address)
        if match is None:
            raise _NotFoundError(
                f"{address!r} is no segment and no element, as REF, BEG02, PO1/PID05"
            )
        above, name, position, component = match[1], match[2], int(match[3]), int(match[4] or 0)
        path = above + name
        found = [
            place
            for place in places(self.root)
            if place.id == name
            and not place.is_loop
            and (not above or place.path in (path, f"{path}/{name}"))
        ]
        if not found:
            raise _NotFoundError(f"there is no {path} in {self.base.code}")
        entry = self.added.get(name) or self.known[name]
        self._check_position(entry, position, component, address)
        if valued and self.edifact and not component and self._is_composite(entry, position):
            component = 1
        for where in dict.fromkeys(place.path for place in found):
            yield self.rules.setdefault((where, position, component), _Rule())

    @staticmethod
    def _is_composite(entry: Any, position: int) -> bool:
        return position <= len(entry.fields) and len(entry.fields[position - 1].components) > 1

    def _check_position(self, entry: Any, position: int, component: int, address: str) -> None:
        elements = entry.fields if self.edifact else entry.elements
        count = len(elements) + entry.loose
        known = 0 < position <= len(elements)
        parts = len(elements[position - 1].components) if known else component
        if component > max(parts, 1):
            raise _NotFoundError(f"{address}: there are {parts} components")
        if not 1 <= position <= count:
            raise _NotFoundError(f"{address}: {entry.id} has {count} elements")

    # The overlaid grammar.

    def made(self, variant: str) -> Grammar:
        """The grammar with its guide."""
        by_path: dict[str, list[tuple[int, int, _Rule]]] = {}
        for (path, position, component), rule in self.rules.items():
            by_path.setdefault(path, []).append((position, component, rule))
        ids = frozenset(place.id for place in places(self.root))
        dictionary = {name: self.added.get(name) or self.known[name] for name in ids}
        keys: dict[str, str] = {}
        rules: dict[str, tuple[ElementRule, ...]] = {}
        tight: dict[str, Segment] = {}
        for path, asked in by_path.items():
            name = path.rpartition("/")[2]
            entry = dictionary[name]
            wide = _wide_tag(entry, asked) if self.edifact else _wide(entry, asked)
            if wide != entry:
                keys[path] = key_of(path)
                dictionary[key_of(path)] = wide
            made = [_element_rule(wide, *one) for one in sorted(asked, key=_by_place)]
            rules[path] = tuple(made)
            if isinstance(wide, Segment):
                tight[key_of(path)] = _tight(wide, rules[path])
        guide = Guide(
            dictionary=dictionary, keys=keys, rules=rules, wanted=tuple(self.wanted), tight=tight
        )
        return Grammar(
            code=self.base.code, release=self.base.release, root=self.root, ids=ids,
            variant=variant, guide=guide,
        )  # fmt: skip


def _by_place(asked: tuple[int, int, _Rule]) -> tuple[int, int]:
    return asked[0], asked[1]


def _wide(entry: Segment, asked: list[tuple[int, int, _Rule]]) -> Segment:
    """The segment as the standard has it, but for what the guide allows beyond."""
    elements = list(entry.elements)
    for position, component, rule in asked:
        if position > len(elements):
            continue
        known = elements[position - 1]
        if component:
            parts = list(known.components)
            if component <= len(parts):
                parts[component - 1] = _widened(parts[component - 1], rule)
            elements[position - 1] = replace(known, components=tuple(parts))
            continue
        elements[position - 1] = _widened(known, rule)
    return replace(entry, elements=tuple(elements))


def _widened(known: Element, rule: _Rule) -> Element:
    low, high = rule.lengths or (known.shortest, known.longest)
    return replace(
        known,
        mandatory=known.mandatory and not (rule.optional or rule.unused),
        shortest=min(known.shortest, low),
        longest=max(known.longest, high),
        codes=_more(known.codes, rule),
    )


def _more(codes: frozenset[str], rule: _Rule) -> frozenset[str]:
    """The standard's codes and the guide's; any code will do where the standard allows any."""
    return codes | rule.codes | rule.more if codes else codes


def _wide_tag(entry: Tag, asked: list[tuple[int, int, _Rule]]) -> Tag:
    fields = list(entry.fields)
    for position, component, rule in asked:
        if position > len(fields):
            continue
        known = fields[position - 1]
        relaxed = rule.optional or rule.unused
        parts = list(known.components)
        at = max(component, 1) - 1
        if at < len(parts):
            high = rule.lengths[1] if rule.lengths else 0
            parts[at] = replace(
                parts[at],
                mandatory=parts[at].mandatory and not (relaxed and component),
                longest=max(parts[at].longest, high),
                codes=_more(parts[at].codes, rule),
            )
        fields[position - 1] = replace(
            known,
            mandatory=known.mandatory and not (relaxed and not component),
            components=tuple(parts),
        )
    return replace(entry, fields=tuple(fields))


def _element_rule(wide: Segment | Tag, position: int, component: int, rule: _Rule) -> ElementRule:
    """What the guide asks beyond the (widened) standard."""
    low, high = rule.lengths or (0, LONGEST)
    digits = False
    if isinstance(wide, Segment):
        if position <= len(wide.elements):
            known = wide.elements[position - 1]
            part = known.components[component - 1 : component] if component else (known,)
            digits = any(each.kind in NUMBERS for each in part)
    elif position <= len(wide.fields):
        parts = wide.fields[position - 1].components
        at = max(component, 1) - 1
        digits = at < len(parts) and parts[at].numeric
    return ElementRule(
        position=position, component=component, required=rule.required and not rule.unused,
        unused=rule.unused, codes=rule.codes | rule.more if rule.codes else rule.codes,
        shortest=low, longest=high, digits=digits,
    )  # fmt: skip


def _tight(wide: Segment, rules: tuple[ElementRule, ...]) -> Segment:
    """The segment as it is clean by the guide too, with what the guide asks of loose elements."""
    last = max(rule.position for rule in rules)
    loose = max(0, last - len(wide.elements))
    elements = [*wide.elements, *[ANY] * loose]
    for rule in rules:
        if rule.component:
            continue
        known = elements[rule.position - 1]
        elements[rule.position - 1] = replace(
            known,
            mandatory=known.mandatory or rule.required,
            shortest=max(known.shortest, rule.shortest),
            longest=min(known.longest, rule.longest),
            codes=frozenset(code for code in rule.codes or known.codes if _fits(known, rule, code)),
            measured=rule.shortest > 0 or rule.longest < LONGEST,
            unused=rule.unused or _none_fits(known, rule),
            filled=rule.required,
        )
    return replace(wide, elements=tuple(elements), loose=wide.loose - loose)


def _fits(known: Element, rule: ElementRule, code: str) -> bool:
    return judge_element(known, code) is None and rule.fault(code) is None


def _none_fits(known: Element, rule: ElementRule) -> bool:
    codes = rule.codes or known.codes
    return bool(codes) and not any(_fits(known, rule, code) for code in codes)
