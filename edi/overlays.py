"""Overlays: a partner's guide over a set, as it stands in `partner.toml`.

    [overlays."850"]
    required = ["REF*IA", "N1*ST", "BEG06"]
    unused = ["FOB", "PO1/PID02"]
    optional = ["CTT"]
    most = { REF = 3, N1 = 4 }
    extra = [{ segment = "ZA", after = "PO1/PO4", most = 5 }]
    codes = { BEG02 = ["SA", "NE"], "PO1/PID01" = ["F"] }
    more_codes = { BEG02 = ["X1"], "SLN05-1" = ["X2"] }
    lengths = { BEG03 = [1, 10] }

    [overlays."850"."005010"]
    unused = ["TAX"]

A segment or loop is named by its path from the top of the set; an element by its segment and two
digits, at that path or, without one, wherever the segment stands; `-2` names a component. What
stands under a release holds for that release besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import Code
from edi.overlay_values import Saying, unsaying
from edi.overlaying import ADDRESS, lay
from edi.transaction_sets import MESSAGES, SETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edi.grammar import Grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What a partner's guide says of one set; each key of the overlay is a field here.

    Every field holds pairs of an address and what is said of it.
    """

    required: tuple[tuple[str, None], ...] = ()
    """Segments, loops and elements that must be there; `N1*ST`, `L11**SI`: one with that
    first or second element, and no more than one is named."""
    unused: tuple[tuple[str, None], ...] = ()
    """Segments, loops and elements that must not be there; what the standard demands is dropped."""
    optional: tuple[tuple[str, None], ...] = ()
    """Segments, loops and elements that the standard demands, and this partner need not send."""
    most: tuple[tuple[str, int], ...] = ()
    """How often a segment or a loop may come: fewer times than in the standard, or more."""
    extra: tuple[tuple[str, tuple[str, int]], ...] = ()
    """Segments that the standard has not at a place: `segment`, `after`, and `most` (1)."""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The codes that an element may have and no others, be they in the standard's list or not."""
    more_codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Codes that an element may have beside those of the standard's list."""
    lengths: tuple[tuple[str, tuple[int, int]], ...] = ()
    """The least and the greatest length of an element: within the standard's, or beyond."""


NOTHING: Final = Overlay()
RELEASE: Final = re.compile(r"00[0-9]{4}|[DS]\.?[0-9]{2}[AB]")
"""A release of X12 or a directory of EDIFACT: `004010`, `D.96A`, `D96A`."""
Overlaid = dict[tuple[str, str], "Grammar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlays:
    """Grammars by set and release, as the overlays make them, and sentences on bad keys."""

    grammars: Mapping[tuple[str, str], Grammar]
    faults: tuple[str, ...]


def read_overlays(table: Mapping[str, Any], errors: frozenset[Code] = frozenset(Code)) -> Overlays:
    """The overlays of a profile, compiled once; what is wrong with them is said and left out.

    `errors` are the codes of findings that hold a document of this partner.
    """
    grammars: Overlaid = {}
    faults: list[str] = []
    for code, value in table.items():
        known = SETS.get(code) or MESSAGES.get(code)
        if known is None:
            faults.append(f"overlays.{code}: we read no such set")
            continue
        if not isinstance(value, dict):
            faults.append(f"overlays.{code}: a table of keys is wanted, not {value!r}")
            continue
        entries: dict[str, Any] = value
        releases = {name.replace(".", ""): name for name in entries if _is_release(name)}
        faults += [
            f"overlays.{code}.{releases[name]}: we have no {code} of that release"
            for name in sorted(releases.keys() - known.grammars.keys())
        ]
        always = {key: each for key, each in entries.items() if not _is_release(key)}
        overlay = _overlay(always, f"overlays.{code}", NOTHING, faults)
        says = {"": (f"overlays.{code}", _saying(overlay, NOTHING), tuple(known.grammars.values()))}
        for release, grammar in known.grammars.items():
            name = releases.get(release, release)
            own = entries.get(name, {})
            place = f"overlays.{code}.{name}" if name in entries else f"overlays.{code}"
            over = _overlay(own, place, overlay, faults) if own else overlay
            says[release] = (place, _saying(over, overlay), (grammar,))
            laid = lay(grammar, over, edifact=code in MESSAGES)
            grammars[code, release] = laid.grammar
            told = (f"{place}.{fault}" for fault in laid.faults)
            faults += [each for each in told if each not in faults]
        for place, saying, grammars_of in says.values():
            told = unsaying(saying, grammars_of, errors, edifact=code in MESSAGES)
            faults += [f"{place}.{sentence}" for sentence in told]
    return Overlays(grammars=grammars, faults=tuple(faults))


def _saying(over: Overlay, below: Overlay) -> Saying:
    """What an overlay says that the one below it does not; lengths are those of both."""

    def added(key: str) -> tuple[tuple[str, Any], ...]:
        return getattr(over, key)[len(getattr(below, key)) :]

    return Saying(
        required=tuple(address for address, _ in added("required")),
        unused=tuple(address for address, _ in added("unused")),
        optional=tuple(address for address, _ in added("optional")),
        codes=added("codes"), more_codes=added("more_codes"), lengths=dict(over.lengths),
    )  # fmt: skip


def _is_release(name: str) -> bool:
    return RELEASE.fullmatch(name) is not None


def _overlay(value: Any, place: str, below: Overlay, faults: list[str]) -> Overlay:
    """The overlay that a table says, over another."""
    if not isinstance(value, dict):
        faults.append(f"{place}: a table of keys is wanted, not {value!r}")
        return below
    table: dict[str, Any] = value
    for key, said in table.items():
        read = _READERS.get(key)
        if read is None:
            faults.append(f"{place}.{key}: there is no such key; there are {', '.join(_READERS)}")
            continue
        pairs = read(said, f"{place}.{key}", faults)
        below = replace(below, **{key: (*getattr(below, key), *pairs)})
    return below


def _names(value: Any, place: str, faults: list[str]) -> list[tuple[str, Any]]:
    if not isinstance(value, list):
        faults.append(f"{place}: a list of segments and elements is wanted, not {value!r}")
        return []
    items: list[Any] = value
    bad = [item for item in items if not isinstance(item, str)]
    faults.extend(f"{place}: {item!r} is no segment and no element" for item in bad)
    return [(item, None) for item in items if isinstance(item, str)]


def _by_address(
    fits: Callable[[Any], bool], wanted: str, made: Callable[[Any], Any]
) -> Callable[[Any, str, list[str]], list[tuple[str, Any]]]:
    """Reads a table of addresses, whose values must fit."""

    def read(value: Any, place: str, faults: list[str]) -> list[tuple[str, Any]]:
        if not isinstance(value, dict):
            faults.append(f"{place}: a table is wanted, not {value!r}")
            return []
        table: dict[str, Any] = value
        bad = [address for address, said in table.items() if not fits(said)]
        faults.extend(f"{place}.{each}: {wanted} wanted, not {table[each]!r}" for each in bad)
        return [(address, made(said)) for address, said in table.items() if address not in bad]

    return read


def _extras(value: Any, place: str, faults: list[str]) -> list[tuple[str, Any]]:
    if not isinstance(value, list):
        faults.append(f"{place}: a list of tables is wanted, not {value!r}")
        return []
    items: list[Any] = value
    out: list[tuple[str, Any]] = []
    for item in items:
        table: dict[str, Any] = item if isinstance(item, dict) else {}
        name, after, most = table.get("segment"), table.get("after"), table.get("most", 1)
        known = table.keys() <= {"segment", "after", "most"}
        named = isinstance(name, str) and "/" not in name and ADDRESS.fullmatch(name)
        if not (known and named and isinstance(after, str) and _is_count(most) and most > 0):
            faults.append(f"{place}: segment, after and most are wanted, not {item!r}")
            continue
        out.append((str(name), (after, most)))
    return out


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _are_codes(value: Any) -> bool:
    items: list[Any] = value if isinstance(value, list) else []
    return bool(items) and all(
        isinstance(item, str) and item and item == item.strip() for item in items
    )


def _are_lengths(value: Any) -> bool:
    items: list[Any] = value if isinstance(value, list) else []
    return len(items) == 2 and all(map(_is_count, items)) and 0 < items[0] <= items[1]


_READERS: Final[dict[str, Callable[[Any, str, list[str]], list[tuple[str, Any]]]]] = {
    "required": _names,
    "unused": _names,
    "optional": _names,
    "most": _by_address(_is_count, "a number is", int),
    "extra": _extras,
    "codes": _by_address(_are_codes, "a list of codes is", tuple),
    "more_codes": _by_address(_are_codes, "a list of codes is", tuple),
    "lengths": _by_address(_are_lengths, "the least and greatest length are", tuple),
}
