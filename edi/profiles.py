"""Partner profiles: how each trading partner is known, judged, answered, and its orders taken.

A profile is data (`partner.toml`); its keys are the fields below. Reading files is the caller's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import CATALOGUE, Code, Level
from edi.delimiters import Delimiters
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN: Final = Delimiters(
    element=b"*", component=b">", segment=b"~", repetition=b"^", line_break=b"\n"
)
"""The delimiters that we write unless a profile says otherwise."""
SYNTAX: Final = (Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS, Level.CONDITIONS)
"""Levels that are about the wire and not about what a document says."""
ITEM_QUALIFIERS: Final = (
    "SK", "VN", "VP", "VC", "VA", "UP", "UK", "EN", "UI", "UA", "IN", "BP", "CB", "MG", "PI",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One partner. Every field is a key of `partner.toml`; what is left out stays as it is here."""

    name: str = "default"
    title: str = "A sender whom no profile knows"
    """The partner as people call it."""
    ids: tuple[str, ...] = ()
    """The partner's interchange ids, as `qualifier:id`; what we send goes to the first."""
    our_ids: tuple[str, ...] = ()
    """Ids of ours that it may write to; none: any. What we send comes from the first."""
    sets_in: tuple[str, ...] = ()
    """Sets that it sends; none: any. Another is taken, and named in a finding."""
    sets_out: tuple[str, ...] = ()
    """Sets that we send it; none: any. Another is refused."""
    refuse_unknown: bool = False
    """For the default profile: refuse senders whom no profile knows."""
    look_back_days: int = 60
    """Days for which control numbers and orders are remembered."""
    acknowledge_within_hours: int = 24
    """How long it may take to acknowledge what we send; 0 awaits nothing."""
    acknowledge_accepted_sets: bool = True
    """Whether a 997 names accepted sets too, or only those with faults."""
    acknowledged_levels: tuple[str, ...] = ("envelope", "structure", "elements", "conditions")
    """Levels of findings that the 997 tells; others are findings only."""
    ta1: str = "asked"
    """When a TA1 goes out: `asked` (ISA14, and on rejection), `always`, `never`."""
    refuse: str = "set"
    """What a refused set takes with it: `set` (itself only) or `group` (all sets of its group)."""
    delimiters: Delimiters = WRITTEN
    """Delimiters and line break that we write."""
    strict: bool = False
    """Refuse what a lenient reader would read by an assumption."""
    levels: Mapping[Level, Severity] = field(default_factory=dict)
    """Severity of the warnings of a level: `levels = { balance = "error" }`."""
    severities: Mapping[Code, Severity] = field(default_factory=dict)
    """Severity of single codes; stands over `levels` and `strict`."""
    channel: str = "EDI"
    """The sales channel of its orders."""
    ship_complete: bool = False
    """Whether its orders ship whole or not at all."""
    allow_split: bool = True
    """Whether its orders may ship from several places."""
    allow_backorder: bool = True
    """Whether what is missing may come later."""
    buyer_role: str = "BY"
    """The role of the N1 loop that names the buyer."""
    item_qualifiers: tuple[str, ...] = ITEM_QUALIFIERS
    """Which identifier is the item, in order of preference."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Its units, and what we call them; none: all are taken as they are."""

    def severity(self, code: Code) -> Severity:
        """How bad a finding is for this partner."""
        named = self.severities.get(code)
        if named is not None:
            return named
        entry = CATALOGUE[code]
        if entry.level in self.levels and entry.severity is Severity.WARNING:
            return self.levels[entry.level]
        syntax = entry.level in SYNTAX
        if self.strict and syntax and entry.severity is Severity.WARNING:
            return Severity.ERROR if code is not Code.SENDER_UNKNOWN else Severity.WARNING
        return entry.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """All partners by their interchange ids; `faults` are sentences on what could not be loaded."""

    default: Profile
    partners: tuple[Profile, ...]
    faults: tuple[str, ...] = ()

    def named(self, name: str) -> Profile | None:
        """A partner's profile by its name."""
        return next((profile for profile in self.partners if profile.name == name), None)

    def of_receiver(self, receiver: str) -> Profile:
        """The profile of the one whom a document goes to, by `qualifier:id`."""
        qualifier, _, id_ = receiver.partition(":")
        return self.find(qualifier, id_)[0]

    def find(self, qualifier: str, sender: str, our_id: str = "") -> tuple[Profile, bool]:
        """The sender's profile, and whether it is its own rather than the default."""
        wanted = f"{qualifier}:{sender}"
        for profile in self.partners:
            if wanted in profile.ids and (not profile.our_ids or our_id in profile.our_ids):
                return profile, True
        return self.default, False


def load_profiles(texts: Mapping[str, str]) -> Profiles:
    """Profiles from the texts of their `partner.toml`, by folder name; `default` is the default."""
    default, partners, faults = Profile(), list[Profile](), list[str]()
    owner: dict[str, str] = {}
    for name in sorted(texts):
        try:
            table = tomllib.loads(texts[name])
        except tomllib.TOMLDecodeError as fault:
            faults.append(f"partner {name}: its partner.toml is not TOML: {fault}")
            continue
        profile = _profile(name, table, faults)
        if name == "default":
            default = profile
            continue
        for own in profile.ids:
            if own in owner:
                faults.append(f"partner {name}: {own} belongs to {owner[own]} already")
            owner.setdefault(own, name)
        partners.append(profile)
    return Profiles(default=default, partners=tuple(partners), faults=tuple(faults))


def _profile(name: str, table: dict[str, Any], faults: list[str]) -> Profile:
    profile = Profile(name=name, title=name)
    known = {item.name for item in fields(Profile)}
    for key, value in table.items():
        if key not in known or key == "name":
            faults.append(f"partner {name}: there is no key {key}")
            continue
        converted = _converted(key, value, getattr(profile, key))
        if converted is None:
            faults.append(f"partner {name}: {key} cannot be {value!r}")
            continue
        profile = replace(profile, **{key: converted})
    return profile


def _converted(key: str, value: object, default: object) -> object | None:
    """A TOML value as the field wants it; None where it cannot be."""
    match key, value:
        case "delimiters", dict():
            return _delimiters({str(k): str(v) for k, v in value.items()})
        case "severities", dict():
            try:
                return {Code(k): Severity(v) for k, v in value.items()}
            except ValueError:
                return None
        case "units", dict():
            return {str(k): str(v) for k, v in value.items()}
        case "levels", dict():
            try:
                return {Level(k): Severity(v) for k, v in value.items()}
            except ValueError:
                return None
        case "acknowledged_levels", list():
            known = {level.value for level in Level}
            return tuple(map(str, value)) if known.issuperset(map(str, value)) else None
        case "refuse", str():
            return value if value in ("set", "group") else None
        case "ta1", str():
            return value if value in ("asked", "always", "never") else None
        case _, list() if isinstance(default, tuple):
            return tuple(str(item) for item in value)
        case _:
            return value if type(value) is type(default) else None


def _delimiters(table: dict[str, str]) -> Delimiters | None:
    known = ("element", "component", "segment", "repetition", "line_break")
    if any(key not in known for key in table):
        return None
    made = replace(WRITTEN, **{key: text.encode("latin-1") for key, text in table.items()})
    four = (made.element, made.component, made.segment, made.repetition)
    return made if len(set(four)) == 4 and all(len(mark) == 1 for mark in four) else None
