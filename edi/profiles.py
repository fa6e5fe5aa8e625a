"""Partner profiles: how each trading partner is known, judged, answered, and its orders taken.

A profile is data (`partner.toml`); its keys are the fields below. Reading files is the caller's.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from edi.characters import ENCODINGS
from edi.codes import CATALOGUE, Code, Level
from edi.control_numbers import ALL_NUMBERS, WANTED, Numbers, read_numbers
from edi.delimiters import Delimiters
from edi.guide import PartnerGuide
from edi.overlays import read_overlays
from edi.transaction_sets import MESSAGES, SETS
from edi.transport import FOLDER, Transport, lacking, read_transport
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edi.framed import InterchangeOpened
    from edi.grammar import Grammar

WRITTEN: Final = Delimiters(
    element=b"*", component=b">", segment=b"~", repetition=b"^", line_break=b"\n"
)
"""The delimiters that we write unless a profile says otherwise."""
SYNTAX: Final = (Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS, Level.CONDITIONS)
"""Levels that are about the wire and not about what a document says."""
REFUSABLE: Final = (*SYNTAX, Level.GUIDE)
"""Levels whose warnings a strict profile makes errors."""
RELEASES: Final = re.compile(r"00[0-9]{4}[A-Z0-9]*$|[DS]\.?[0-9]{2}[AB]$")
"""A release of X12, perhaps with its industry's suffix, or a directory of EDIFACT."""
CHOICES: Final = {
    "refuse": ("set", "group", "interchange"),
    "ta1": ("asked", "always", "never"),
    "outside": ("substitute", "refuse"),
    "used_number": ("repeat", "refuse"),
    "advice": ("", "824", "855"),
    "characters": tuple(ENCODINGS),
}
ADVICE_IN_EDIFACT: Final = ("ORDRSP",)
UNIQUE: Final = frozenset({"group", "set"})
ANYTHING: Final = re.compile(r"").match
MEMBERS: Final[Mapping[str, Callable[[str], object]]] = {
    "ids": re.compile(r"[^:]*:.").match,
    "our_ids": re.compile(r"[^:]*:.").match,
    "sets_out": frozenset({*SETS, *MESSAGES}).__contains__,
    "unique": UNIQUE.__contains__,
    "releases": RELEASES.match,
    "acknowledged_levels": frozenset(level.value for level in Level).__contains__,
}
"""What each text of a list must be, where not everything says something."""
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
    control_gaps: bool = True
    """Whether interchange control numbers that it leaves out are an exception (`EDI-GAP`); not for
    a partner who counts them over all its receivers, or over production and test alike."""
    unique: tuple[str, ...] = ()
    """Numbers that it never uses twice within the look-back, beyond their own envelope: `group`
    (GS06 or UNG05 of its kind of group), `set` (ST02 or UNH01 of a set)."""
    control_numbers: Numbers = ALL_NUMBERS
    """The interchange and group numbers that we give out, `{ first = 1, last = 999999999 }`; after
    the last one comes the first again. `prefix` are up to five letters before the nine digits of
    EDIFACT's interchange references, `{ prefix = "HP" }`; ISA13 has no room for them."""
    used_number: str = "repeat"
    """What answers an interchange under a control number that was used: `repeat` (the same bytes
    get their first answers again; other content is held and answered by a person), or `refuse` (a
    TA1 or CONTRL that says so)."""
    advice: str = ""
    """What tells the partner of a document that is well-formed and held: none, `824`, or `855` (for
    orders; an ORDRSP in EDIFACT, where nothing else is told); the document is then `refused`."""
    acknowledge_within_hours: int = 24
    """How long it may take to acknowledge what we send; 0 awaits nothing."""
    acknowledge_accepted_sets: bool = True
    """Whether a 997 names accepted sets too, or only those with faults."""
    acknowledged_levels: tuple[str, ...] = ("envelope", "structure", "elements", "conditions")
    """Levels of findings that the 997 tells; others are findings only."""
    ta1: str = "asked"
    """When a TA1 goes out: `asked` (ISA14, and on rejection), `always`, `never`."""
    refuse: str = "set"
    """What a refused set takes with it: `set` (itself only), `group` (all sets of its group), or
    `interchange` (all of it; then nothing is acted on before the interchange ends). An error of the
    ISA or UNB refuses all of it in any case; one of its trailer only with `interchange`."""
    releases: tuple[str, ...] = ()
    """Releases that are read and written, `004010` or `D.96A`; we write the first that has the set.
    None: any. Another is named in a finding when it comes, and refused when it is to be sent."""
    characters: str = ""
    """The character set to write, and to read X12 in: `basic`, `extended`, `latin-1`, `utf-8`, or
    EDIFACT's `UNOA` to `UNOK`, `UNOW`, `UNOY`; none: told from the bytes, and Latin-1 is written.
    EDIFACT is read as its UNB declares, and another set than this one is a note."""
    outside: str = "substitute"
    """What becomes of a character outside that set when we write: `substitute` (the nearest
    spelling, with a note), or `refuse` (the document does not go)."""
    delimiters: Delimiters = WRITTEN
    """Delimiters and line break that we write; `release` is EDIFACT's release character."""
    transport: Transport = FOLDER
    """How documents reach it: `kind` (`folder`, or `api` where it fetches them), `folder` within
    its outbox, and `file`, a pattern of names: of `{set}`, `{control}`, `{pair}` (both ids with
    their qualifiers, and the usage), `{sender}`, `{receiver}`, `{usage}`. One that could name two
    documents alike is not taken, and `partner list` says what it lacks."""
    overlays: Mapping[tuple[str, str], Grammar] = field(default_factory=dict)
    """What its guide makes of a set, and of a set in one release; the keys stand below."""
    strict: bool = False
    """Refuse what a lenient reader would read by an assumption, and hold what is against its
    guide (refuse it in the 997 too, where `acknowledged_levels` has `guide`)."""
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

    @property
    def guide(self) -> PartnerGuide | None:
        """How its sets are read; None where they are read as anybody's."""
        if not (self.overlays or self.releases or self.characters):
            return None
        return PartnerGuide(
            grammars=self.overlays, releases=self.releases, characters=self.characters
        )

    def severity(self, code: Code) -> Severity:
        """How bad a finding is for this partner."""
        named = self.severities.get(code)
        if named is not None:
            return named
        entry = CATALOGUE[code]
        if entry.level in self.levels and entry.severity is Severity.WARNING:
            return self.levels[entry.level]
        refusable = entry.level in REFUSABLE and entry.severity is Severity.WARNING
        if self.strict and refusable:
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

    def of_receiver(self, receiver: str, sender: str) -> Profile:
        """The profile of the one whom a document of ours goes to; both are `qualifier:id`.

        An id of ours that the partner does not write to may write to the partner all the same.
        """
        qualifier, _, id_ = receiver.partition(":")
        profile, known = self.find(qualifier, id_, sender)
        if known:
            return profile
        return next((one for one in self.partners if receiver in one.ids), self.default)

    def partner_of(self, opened: InterchangeOpened) -> Profile | None:
        """The profile of the partner in an interchange: its sender, or its receiver where we sent.

        None where neither is known.
        """
        sender = (opened.sender_qualifier, opened.sender)
        receiver = (opened.receiver_qualifier, opened.receiver)
        for theirs, ours in ((sender, receiver), (receiver, sender)):
            profile, known = self.find(*theirs, ":".join(ours))
            if known:
                return profile
        return None

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
        if key in ("overlays", "transport"):
            made, told = _OWN[key](value)
            faults += [f"partner {name}: partner.toml, {sentence}" for sentence in told]
            profile = replace(profile, **{key: made})
            continue
        converted = _converted(key, value, getattr(profile, key))
        if converted is None:
            why = f": {WANTED}" if key == "control_numbers" else ""
            faults.append(f"partner {name}: {key} cannot be {value!r}{why}")
            continue
        profile = replace(profile, **{key: converted})
    file = profile.transport.file
    wanted = lacking(file, profile.ids) if file else ""
    if wanted:
        faults.append(f"partner {name}: partner.toml, transport.file: {file!r} lacks {wanted}")
        profile = replace(profile, transport=replace(profile.transport, file=""))
    sent = set(profile.sets_out)
    if profile.advice and sent and sent.isdisjoint({profile.advice, *ADVICE_IN_EDIFACT}):
        faults.append(f"partner {name}: advice = {profile.advice!r} wants it among the sets_out")
    return profile


def _converted(key: str, value: object, default: object) -> object | None:
    """A TOML value as the field wants it; None where it cannot be."""
    match key, value:
        case "delimiters", dict():
            return _delimiters({str(k): str(v) for k, v in value.items()})
        case (("severities" | "levels"), dict()):
            try:
                named = Code if key == "severities" else Level
                return {named(k): Severity(v) for k, v in value.items()}
            except ValueError:
                return None
        case "units", dict():
            return {str(k): str(v) for k, v in value.items()}
        case _, str() if key in CHOICES:
            return value if value in CHOICES[key] else None
        case "control_numbers", dict():
            return read_numbers(value)
        case _, list() if isinstance(default, tuple):
            texts = tuple(map(str, value))
            return texts if all(map(MEMBERS.get(key, ANYTHING), texts)) else None
        case _, int() if value < 0:
            return None
        case _:
            return value if type(value) is type(default) else None


def _overlays(value: object) -> tuple[Mapping[tuple[str, str], Grammar], tuple[str, ...]]:
    if not isinstance(value, dict):
        return {}, (f"overlays: a table by sets is wanted, not {value!r}",)
    table: dict[str, Any] = value
    read = read_overlays(table)
    return read.grammars, read.faults


_OWN: Final[dict[str, Callable[[object], tuple[Any, tuple[str, ...]]]]] = {
    "overlays": _overlays,
    "transport": read_transport,
}


def _delimiters(table: dict[str, str]) -> Delimiters | None:
    known = ("element", "component", "segment", "repetition", "release", "line_break")
    if any(key not in known for key in table):
        return None
    try:
        marks = {key: text.encode("latin-1") for key, text in table.items()}
    except UnicodeEncodeError:
        return None
    made = replace(WRITTEN, **marks)
    five = (made.element, made.component, made.segment, made.repetition, made.release)
    some = five if made.release else five[:4]
    if made.line_break.strip(b"\r\n"):
        return None
    return made if len(set(some)) == len(some) and all(len(mark) == 1 for mark in some) else None
