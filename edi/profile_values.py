"""What the values of a profile may be: each as its field wants it, or what is wanted instead.

What says nothing, or could not be carried out, is told in a sentence that ends with what to write;
it is left out, and the rest of the profile holds.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.characters import ENCODINGS, LETTERS
from edi.codes import Code, Level
from edi.control_numbers import WANTED, read_numbers
from edi.delimiters import Delimiters
from edi.isa import QUALIFIER
from edi.openings import PARTY_LONGEST
from edi.transaction_sets import MESSAGES, SETS
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WRITTEN: Final = Delimiters(
    element=b"*", component=b">", segment=b"~", repetition=b"^", line_break=b"\n"
)
"""The delimiters that we write unless a profile says otherwise."""
RELEASES: Final = re.compile(r"00[1-9]0[0-9][0-3][A-Z0-9]*$|[DS]\.?[0-9]{2}[AB]$")
"""A release of X12, perhaps with its industry's suffix, or a directory of EDIFACT.

X12's are three digits of a version, two of a release and one of a subrelease, which is never above
3 (data element 480).
"""
CHOICES: Final = {
    "refuse": ("set", "group", "interchange"),
    "ta1": ("asked", "always", "never"),
    "outside": ("substitute", "refuse"),
    "used_number": ("repeat", "refuse"),
    "advice": ("", "824", "855"),
    "characters": tuple(ENCODINGS),
}
UNIQUE: Final = frozenset({"group", "set"})
LONGEST: Final = {"look_back_days": 36_500, "acknowledge_within_hours": 876_000}
"""A hundred years, behind which the calendar would end before the days do."""
_ID: Final = re.compile(r"[^:]*:.")
_SET: Final = re.compile(r"[0-9]{3}|[A-Z]{6}")
_CODE: Final = re.compile(r"[A-Z0-9]{2,3}")
_LEVELS: Final = tuple(level.value for level in Level)
_SEVERITIES: Final = ", ".join(each.value for each in Severity)
_MEMBERS: Final[Mapping[str, tuple[Callable[[str], object], str]]] = {
    "ids": (_ID.match, "`qualifier:id` is"),
    "our_ids": (_ID.match, "`qualifier:id` is"),
    "sets_in": (_SET.fullmatch, "three digits (850) or six capital letters (ORDERS) are"),
    "sets_out": (frozenset({*SETS, *MESSAGES}).__contains__, "a set that we write is"),
    "unique": (UNIQUE.__contains__, "`group` or `set` is"),
    "releases": (RELEASES.match, "a release of X12 (004010) or EDIFACT (D.96A) is"),
    "acknowledged_levels": (_LEVELS.__contains__, f"one of {', '.join(_LEVELS)} is"),
    "item_qualifiers": (_CODE.fullmatch, "a qualifier of two or three characters is"),
}
"""What each text of a list must be, and how that is said."""
_QUALIFIER_LONGEST: Final = 4
"""Characters of a party's qualifier in UNB (0007)."""
_MARKS: Final = ("element", "component", "segment", "repetition", "release", "line_break")
_DATA: Final = ".-"
"""Marks of numbers, which no document could be without."""


def converted(key: str, value: object, default: object) -> tuple[object | None, tuple[str, ...]]:
    """A TOML value as the field wants it, and sentences on what of it is left out.

    None where nothing is left.
    """
    if isinstance(default, tuple) and isinstance(value, list):
        items: list[Any] = value
        return _listed(key, items)
    if key == "units" and isinstance(value, dict):
        table: dict[str, Any] = value
        bad = [unit for unit, ours in table.items() if not (isinstance(ours, str) and ours)]
        told = (f"units: {unit} cannot be {table[unit]!r}: a text is wanted" for unit in bad)
        return {unit: ours for unit, ours in table.items() if unit not in bad}, tuple(told)
    made, wanted = _single(key, value, default)
    told = () if made is not None else (f"{key} cannot be {value!r}: {wanted}",)
    return made, told


def _listed(key: str, items: list[Any]) -> tuple[object, tuple[str, ...]]:
    fits, wanted = _MEMBERS.get(key, (str, "a text is"))
    good = [item for item in items if isinstance(item, str) and fits(item)]
    bad = [item for item in items if item not in good]
    told = [f"{key}: {item!r} cannot be; {wanted} wanted" for item in bad]
    twice = [item for item in dict.fromkeys(good) if good.count(item) > 1]
    told += [f"{key}: {item!r} stands twice; write it once" for item in twice]
    return tuple(dict.fromkeys(good)) or (None if items else ()), tuple(told)


def _single(key: str, value: object, default: object) -> tuple[object | None, str]:
    """A value that is no list, and what is wanted in its place; None where it cannot be."""
    match key, value:
        case "delimiters", dict():
            table: dict[str, Any] = value
            return _delimiters(table)
        case (("severities" | "levels"), dict()):
            named = Code if key == "severities" else Level
            said: dict[str, Any] = value
            try:
                return {named(k): Severity(v) for k, v in said.items()}, ""
            except ValueError:
                what = "codes of findings" if key == "severities" else ", ".join(_LEVELS)
                return None, f"one of {_SEVERITIES} for each is wanted, by {what}"
        case "control_numbers", dict():
            numbers: dict[str, Any] = value
            return read_numbers(numbers), WANTED
        case _ if key in CHOICES:
            chosen = value if value in CHOICES[key] else None
            return chosen, f"one of {', '.join(filter(None, CHOICES[key]))} is wanted"
        case "buyer_role", str():
            return value if _CODE.fullmatch(value) else None, "a code as BY is wanted"
        case _, int() if type(value) is type(default) is int:
            most = LONGEST[key]
            return value if 0 <= value <= most else None, f"0 to {most} is wanted"
        case _:
            return value if type(value) is type(default) else None, _wanted(default)


def _wanted(default: object) -> str:
    match default:
        case bool():
            return "true or false is wanted"
        case int():
            return "a whole number is wanted"
        case str():
            return "a text is wanted"
        case tuple():
            return "a list of texts is wanted"
        case _:
            return "a table is wanted"


def _delimiters(table: Mapping[str, Any]) -> tuple[Delimiters | None, str]:
    one_each = (
        f"{', '.join(_MARKS)} are wanted, each one character and no two alike; a line_break may be "
        "none or several, and release none"
    )
    try:
        marks = {key: str(text).encode("latin-1") for key, text in table.items()}
    except UnicodeEncodeError:
        return None, one_each
    if any(key not in _MARKS for key in marks):
        return None, one_each
    made = replace(WRITTEN, **marks)
    five = (made.element, made.component, made.segment, made.repetition, made.release)
    some = five if made.release else five[:4]
    if len(set(some)) < len(some) or any(len(mark) != 1 for mark in some):
        return None, one_each
    if made.line_break.strip(b"\r\n"):
        return None, "line breaks alone are wanted as line_break"
    data = [
        text for mark in some if (text := mark.decode("latin-1")).isalnum() or text in " " + _DATA
    ]
    if data:
        return (
            None,
            f"{data[0]!r} is data in nearly every document, and a mark that is not is wanted",
        )
    return made, ""


def ids_fitting(
    key: str, ids: Sequence[str], marks: Delimiters, standards: frozenset[str]
) -> tuple[tuple[str, ...], list[str]]:
    """The ids that an envelope of the partner's standards can have, and sentences on the others.

    Where nothing says which standard a partner speaks, its ids are X12's. One whose qualifier is
    none stays, for a sender may write it all the same, and is known by it.
    """
    fitting: list[str] = []
    told: list[str] = []
    for own in ids:
        qualifier, _, id_ = own.partition(":")
        in_edifact = "EDIFACT" in standards and _fits_edifact(qualifier, id_)
        why = _unfit_in_x12(id_, marks)
        if in_edifact or not why:
            fitting.append(own)
        if not why and QUALIFIER.fullmatch(qualifier) is None:
            why = f"{qualifier!r} is no qualifier of X12 (ISA05), as ZZ or 01"
        if why and not in_edifact:
            hint = "" if standards else "; for an id of EDIFACT, name sets or releases of that"
            told.append(f"{key}: {own!r} cannot be: {why}{hint}")
    return tuple(fitting), told


def _unfit_in_x12(id_: str, marks: Delimiters) -> str:
    delimiters = marks.element + marks.component + marks.segment + marks.repetition
    outside = [mark for mark in id_ if mark not in LETTERS["extended"]]
    taken = [mark for mark in id_ if mark in delimiters.decode("latin-1")]
    if len(id_) > 15:
        return f"an id of X12 has up to 15 characters, and this {len(id_)}"
    if id_ != id_.strip():
        return "blanks at its ends are padding"
    if outside or taken:
        mark = (taken or outside)[0]
        return f"{mark!r} would go out as another character; there are no patterns, write the id"
    return ""


def _fits_edifact(qualifier: str, id_: str) -> bool:
    sized = len(qualifier) <= _QUALIFIER_LONGEST and 0 < len(id_) <= PARTY_LONGEST
    return sized and id_ == id_.strip() and id_.isprintable()


def standards_of(sets: Sequence[str], releases: Sequence[str] = ()) -> frozenset[str]:
    """The standards that sets and releases are of, `X12` and `EDIFACT`."""
    first = [*sets, *releases]
    return frozenset("X12" if each[0].isdecimal() else "EDIFACT" for each in first)


def releases_unfit(sets: Sequence[str], releases: Sequence[str]) -> dict[str, str]:
    """Releases of a standard that no set of the partner is of, each with a sentence."""
    spoken = standards_of(sets)
    unfit: dict[str, str] = {}
    for release in releases:
        (standard,) = standards_of((), (release,))
        if spoken and standard not in spoken:
            why = f"none of its sets is of {standard}; name the release that they come in"
            unfit[release] = f"releases: {release!r} says nothing: {why}"
    return unfit


def untold(advice: str, sets: Sequence[str], releases: Sequence[str]) -> list[str]:
    """Sentences on an advice that tells nothing of the sets that a partner sends."""
    if advice != "824" or standards_of(sets, () if sets else releases) != frozenset({"EDIFACT"}):
        return []
    why = "EDIFACT, which is all that it sends, has no such message"
    return [f"advice = '824' tells it nothing: {why}; '855' tells of orders, by an ORDRSP"]


def unwritable(sets: Sequence[str], releases: Sequence[str]) -> list[str]:
    """Sentences on sets that we cannot write in any of the releases that are agreed on."""
    plain = [release.replace(".", "")[:6] for release in releases]
    told: list[str] = []
    for code in sets:
        known = SETS.get(code) or MESSAGES[code]
        if plain and not set(plain) & set(known.grammars):
            ours = ", ".join(sorted(known.grammars))
            told.append(f"sets_out: {code} cannot be written in the releases; add one of {ours}")
    return told
