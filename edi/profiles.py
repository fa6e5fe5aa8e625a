"""Partner profiles: how each trading partner is known, judged, answered, and its orders taken.

A profile is data (`partner.toml`); its keys are the fields below. Reading files is the caller's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import CATALOGUE, Code, Level
from edi.control_numbers import ALL_NUMBERS, Numbers
from edi.delimiters import Delimiters
from edi.guide import PartnerGuide
from edi.overlays import read_overlays
from edi.profile_values import (
    WRITTEN,
    converted,
    ids_fitting,
    releases_unfit,
    standards_of,
    untold,
    unwritable,
)
from edi.transport import FOLDER, Transport, lacking, read_transport
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edi.framed import InterchangeOpened
    from edi.grammar import Grammar

FALLBACK: Final = "default"
"""The name of the profile by which senders are read whom no other knows."""
SYNTAX: Final = (Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS, Level.CONDITIONS)
"""Levels that are about the wire and not about what a document says."""
REFUSABLE: Final = (*SYNTAX, Level.GUIDE)
"""Levels whose warnings a strict profile makes errors."""
ADVICE_IN_EDIFACT: Final = ("ORDRSP",)
ITEM_QUALIFIERS: Final = (
    "SK", "VN", "VP", "VC", "VA", "UP", "UK", "EN", "SRV", "UI", "UA", "IN", "BP", "CB", "MG", "PI",
    "SA",
)  # fmt: skip
"""Codes of X12 (235) and EDIFACT (7143) that name an item: SRV is the GTIN of EANCOM in D.01B, as
EN is in D.96A; SA is the supplier's number, which some buyers say alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One partner. Every field is a key of `partner.toml`; what is left out stays as it is here."""

    name: str = FALLBACK
    title: str = "A sender whom no profile knows"
    """The partner as people call it."""
    ids: tuple[str, ...] = ()
    """The partner's interchange ids, as `qualifier:id`; what we send goes to the first."""
    our_ids: tuple[str, ...] = ()
    """Ids of ours that it may write to; none: those of the settings, and any where these name none.
    What we send comes from the first."""
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
    the last one comes the first again, and none that is remembered is given twice. `prefix` are up
    to five letters before the nine digits of EDIFACT's interchange references,
    `{ prefix = "HP" }`; ISA13 has no room for them."""
    used_number: str = "repeat"
    """What answers an interchange under a control number that was used: `repeat` (the same bytes
    get their first answers again; other content is held and answered by a person), or `refuse` (a
    TA1 or CONTRL that says so)."""
    advice: str = ""
    """What tells the partner of a document that is well-formed and held: none, `824`, or `855` (for
    orders; an ORDRSP in EDIFACT, which has no 824); the document is then `refused`. Where none can
    be written it stays held, and `EDI-UNTOLD` says so; so where an 855 or ORDRSP would refuse an
    order that may count, for it names no more than the order's number: one that was taken under the
    same, or that a document cancels or changes."""
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
    spelling, with a note), or `refuse` (the document does not go). A document whose number would be
    written otherwise never goes: that is another's."""
    delimiters: Delimiters = WRITTEN
    """Delimiters and line break that we write; `release` is EDIFACT's release character."""
    transport: Transport = FOLDER
    """How documents reach it: `kind` (`folder`, or `api` where it fetches them), `folder` within
    its outbox, and `file`, a pattern of names: of `{set}`, `{control}`, `{pair}` (both ids with
    their qualifiers, and the usage), `{sender}`, `{receiver}`, `{usage}`; none:
    `{set}_{pair}_{control}`. One that could name two documents alike is not taken, and `partner
    list` says what it lacks."""
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
    """Which identifier is the item, in order of preference; none: the usual ones, of EDIFACT `EN`,
    `SRV`, `UP`, `IN`, `BP`, `VN`, `SA` and others."""
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
    """All partners by their interchange ids; `faults` are sentences on what could not be loaded.

    `our_ids` are ours by the settings, to which every partner may write whose profile names none;
    by hand everything is taken, whoever it is for (`takes_all`).
    """

    default: Profile
    partners: tuple[Profile, ...]
    faults: tuple[str, ...] = ()
    our_ids: tuple[str, ...] = ()
    takes_all: bool = False

    def named(self, name: str) -> Profile | None:
        """A partner's profile by its name."""
        return next((profile for profile in self.partners if profile.name == name), None)

    def of_receiver(self, receiver: str, sender: str) -> Profile:
        """The profile of the one whom a document of ours goes to; both are `qualifier:id`.

        An id of ours that the partner does not write to may write to the partner all the same.
        """
        qualifier, _, id_ = receiver.partition(":")
        return self.find(qualifier, id_, sender)[0]

    def id_of(self, profile: Profile, sender: str) -> str:
        """Where a document of ours goes to: the first id that is this partner's for who sends it.

        An id that another profile names too is of one of them; '' where none is of this one.
        """
        ids = (own for own in profile.ids if self.of_receiver(own, sender).name == profile.name)
        return next(ids, "")

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
        """The sender's profile, and whether it is its own rather than the default.

        Of several it is the one that writes to this id of ours, and else the first.
        """
        named = self._of_sender(f"{qualifier}:{sender}")
        for profile in named:
            if not profile.our_ids or our_id in profile.our_ids:
                return profile, True
        return (named[0], True) if named else (self.default, False)

    def _of_sender(self, sender: str) -> list[Profile]:
        return [profile for profile in self.partners if sender in profile.ids]

    def expected(self, sender: str) -> tuple[str, ...]:
        """The ids of ours that a sender, as `qualifier:id`, writes to; none: any."""
        named = [
            profile.our_ids or self.our_ids
            for profile in self._of_sender(sender) or (self.default,)
        ]
        return tuple(dict.fromkeys(one for ids in named for one in ids)) if all(named) else ()

    def is_ours(self, sender: str) -> bool:
        """Whether an id, as `qualifier:id`, is one of ours, and no partner's."""
        ours = sender in self.our_ids or any(sender in one.our_ids for one in self.partners)
        return ours and not self._of_sender(sender)


def load_profiles(texts: Mapping[str, str], our_ids: tuple[str, ...] = ()) -> Profiles:
    """Profiles from the texts of their `partner.toml`, by folder name; `default` is the default.

    `our_ids` are those of the settings.
    """
    default, partners, faults = Profile(), list[Profile](), list[str]()
    owner: dict[str, str] = {}
    for name in sorted(texts):
        try:
            table = tomllib.loads(texts[name])
        except tomllib.TOMLDecodeError as fault:
            faults.append(f"partner {name}: its partner.toml is not TOML: {fault}")
            continue
        profile = _profile(name, table, faults)
        if name == FALLBACK:
            default = profile
            continue
        for own in dict.fromkeys(profile.ids):
            if own in owner:
                faults.append(f"partner {name}: {own} belongs to {owner[own]} already")
            owner.setdefault(own, name)
        partners.append(profile)
    return Profiles(
        default=default, partners=tuple(partners), faults=tuple(faults), our_ids=our_ids
    )


def _profile(name: str, table: dict[str, Any], faults: list[str]) -> Profile:
    profile = Profile(name=name, title=name)
    known = {item.name for item in fields(Profile)}
    told: list[str] = []
    for key, value in table.items():
        if key not in known or key == "name":
            told.append(f"there is no key {key}")
        elif key == "transport":
            transport, unfit = read_transport(value)
            told += unfit
            profile = replace(profile, transport=transport)
        elif key != "overlays":
            made, unfit = converted(key, value, getattr(profile, key))
            told += unfit
            profile = profile if made is None else replace(profile, **{key: made})
    if "overlays" in table:
        grammars, unfit = _overlays(table["overlays"], profile)
        told += unfit
        profile = replace(profile, overlays=grammars)
    profile = _fitting(profile, told)
    faults += [f"partner {name}: partner.toml, {sentence}" for sentence in told]
    return profile


def _fitting(profile: Profile, told: list[str]) -> Profile:
    """The profile without what does not fit the rest of it, each told in a sentence."""
    sets = (*profile.sets_in, *profile.sets_out)
    standards = standards_of(sets, profile.releases)
    for key in ("ids", "our_ids"):
        own: tuple[str, ...] = getattr(profile, key)
        fitting, unfit = ids_fitting(key, own, profile.delimiters, standards)
        told += unfit
        profile = replace(profile, **{key: fitting})
    no_use = releases_unfit(sets, profile.releases)
    told += no_use.values()
    releases = tuple(each for each in profile.releases if each not in no_use)
    profile = replace(profile, releases=releases)
    told += unwritable(profile.sets_out, releases)
    file = profile.transport.file
    wanted = lacking(file, profile.ids) if file else ""
    if wanted:
        told.append(f"transport.file: {file!r} lacks {wanted}")
        profile = replace(profile, transport=replace(profile.transport, file=""))
    told += untold(profile.advice, profile.sets_in, profile.releases)
    sent = set(profile.sets_out)
    if profile.advice and sent and sent.isdisjoint({profile.advice, *ADVICE_IN_EDIFACT}):
        told.append(f"advice = {profile.advice!r} wants it among the sets_out")
    return profile


def _overlays(
    value: object, profile: Profile
) -> tuple[Mapping[tuple[str, str], Grammar], tuple[str, ...]]:
    if not isinstance(value, dict):
        return {}, (f"overlays: a table by sets is wanted, not {value!r}",)
    table: dict[str, Any] = value
    errors = frozenset(code for code in Code if profile.severity(code) is Severity.ERROR)
    read = read_overlays(table, errors)
    return read.grammars, read.faults
