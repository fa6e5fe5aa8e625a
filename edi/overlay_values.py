"""What a partner's guide says to no effect: codes that never fit, and demands against each other.

What an overlay names that a set has not is told where it is laid (`overlaying.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.codes import Code
from edi.dictionary.edifact import tags as edifact_tags
from edi.dictionary.segments import segments as x12_segments
from edi.grammar import places
from edi.overlaying import ADDRESS, ELEMENT, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edi.grammar import Grammar

_NUMBERED: Final = {
    "810": "BIG02", "846": "BIA03", "850": "BEG03", "855": "BAK03", "856": "BSN02", "860": "BCH03",
    "865": "BCA03", "940": "W0502", "943": "W0602", "944": "W1703", "945": "W0602",
    "ORDERS": "BGM02", "DESADV": "BGM02", "INVOIC": "BGM02", "INVRPT": "BGM02",
}  # fmt: skip
"""Where the number stands without which a document is held, whatever a guide says."""
_LINES: Final = {"850": "PO1", "ORDERS": "LIN"}
"""The loops without which an order is held, whatever a guide says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What an overlay says of one set, or of it in one release: addresses, and codes at them."""

    required: tuple[str, ...]
    unused: tuple[str, ...]
    optional: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    more_codes: tuple[tuple[str, tuple[str, ...]], ...]
    lengths: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An element, or a place, as the standard has it; a number has no lengths here."""

    mandatory: bool
    shortest: int = 0
    longest: int = 0


def unsaying(
    saying: Saying, grammars: Sequence[Grammar], errors: frozenset[Code], *, edifact: bool
) -> list[str]:
    """Sentences on what has no effect in any of these grammars of a set, each with what to do.

    `errors` are the codes of findings that hold a document.
    """
    told: list[str] = []
    needed = _needed(grammars[0].code, errors)
    for key in ("optional", "unused"):
        for address in getattr(saying, key):
            code = needed.get(address.rpartition("/")[2])
            if code is not None:
                told.append(
                    f"{key}: a document without {address} is held all the same ({code.value}); "
                    f"leave it out, or lower that in severities"
                )
            elif key == "optional" and _is_optional(address, grammars, edifact=edifact):
                told.append(f"optional: {address} need not come in the standard; leave it out")
    for one, other in (("required", "optional"), ("required", "unused"), ("optional", "unused")):
        both = set(getattr(saying, one)) & set(getattr(saying, other))
        told += [f"{one}: {each} stands under {other} too; keep one" for each in sorted(both)]
    for asked in saying.required:
        path, _, qualifier = asked.partition("*")
        code = qualifier.lstrip("*")
        if code and "*" not in code:
            at = f"{path}{len(asked) - len(path) - len(code):02d}"
            told += _misfits("required", at, (code,), saying, grammars, edifact=edifact)
    for key in ("codes", "more_codes"):
        for address, codes in getattr(saying, key):
            told += _misfits(key, address, codes, saying, grammars, edifact=edifact)
    return told


def _needed(code: str, errors: frozenset[Code]) -> dict[str, Code]:
    """The names of what a document of a set is held without, and for which finding."""
    needed: dict[str, Code] = {}
    lines, number = _LINES.get(code), _NUMBERED.get(code)
    if lines and Code.ORDER_WITHOUT_LINES in errors:
        needed[lines] = Code.ORDER_WITHOUT_LINES
    wants = Code.ORDER_NUMBER_MISSING if lines else Code.DOCUMENT_NUMBER_MISSING
    if number and wants in errors:
        needed |= {number: wants, number[:3]: wants}
    return needed


def _is_optional(address: str, grammars: Sequence[Grammar], *, edifact: bool) -> bool:
    known = [each for one in grammars for each in _known(one, address, edifact=edifact)]
    return bool(known) and not any(each.mandatory for each in known)


def _misfits(
    key: str,
    address: str,
    codes: tuple[str, ...],
    saying: Saying,
    grammars: Sequence[Grammar],
    *,
    edifact: bool,
) -> list[str]:
    """Codes that are longer or shorter than their element in every grammar."""
    sizes = [
        saying.lengths.get(address, (each.shortest, each.longest))
        for one in grammars
        for each in _known(one, address, edifact=edifact)
    ]
    if not sizes or not all(longest for _, longest in sizes):
        return []
    low, high = min(low for low, _ in sizes), max(high for _, high in sizes)
    size = f"{low} to {high}" if low < high else f"{high}"
    return [
        f"{key}.{address}: {code!r} has {len(code)} characters, and the element {size}; give it "
        "other lengths too, or another code"
        for code in codes
        # What names a segment behind an element is told as that.
        if not low <= len(code) <= high and "/" not in code
    ]


def _known(grammar: Grammar, address: str, *, edifact: bool) -> Iterator[_Known]:
    """What an address means in the standard, at each place; nothing where it means none."""
    if ADDRESS.fullmatch(address):
        found = [place for place in places(grammar.root) if place.path == address]
        yield from (_Known(mandatory=place.mandatory) for place in found[:1])
        return
    match = ELEMENT.fullmatch(address)
    if match is None:
        return
    position, component = int(match[3]), int(match[4] or 0)
    element = _of_tag if edifact else _of_segment
    known = element(grammar.release, match[2], position, component)
    if match[2] in grammar.ids and known is not None:
        yield known


def _of_segment(release: str, name: str, position: int, component: int) -> _Known | None:
    segment = x12_segments(release).get(name)
    if segment is None or not 0 < position <= len(segment.elements):
        return None
    element = segment.elements[position - 1]
    if component:
        parts = element.components[component - 1 : component]
        if not parts:
            return None
        element = parts[0]
    if element.kind in NUMBERS or element.components:
        return _Known(mandatory=element.mandatory)
    return _Known(mandatory=element.mandatory, shortest=element.shortest, longest=element.longest)


def _of_tag(release: str, name: str, position: int, component: int) -> _Known | None:
    tag = edifact_tags(release).get(name)
    if tag is None or not 0 < position <= len(tag.fields):
        return None
    field = tag.fields[position - 1]
    parts = field.components[max(component, 1) - 1 :][:1]
    if not parts:
        return None
    mandatory = parts[0].mandatory if component else field.mandatory
    longest = 0 if parts[0].numeric else parts[0].longest
    return _Known(mandatory=mandatory, shortest=min(1, longest), longest=longest)
