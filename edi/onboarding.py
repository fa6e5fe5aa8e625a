"""A partner's profile drafted from sample documents: what was seen, what a person must decide."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from edi.characters import ENCODINGS, bytes_outside
from edi.documents.parts import Party, Reference
from edi.framed import InterchangeOpened, SetFramed
from edi.frames import frame
from edi.profile_values import RELEASES
from edi.transaction_sets import MESSAGES, SETS, UNANSWERED, read_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi.delimiters import Delimiters

REPETITIONS: Final = "^!`\\#"
"""Repetition separators to write, of which the first that is free is taken."""
NO_ITEM: Final = frozenset({"LT", "NB", "PV", "SN"})
"""Qualifiers that name a lot, a batch, a promotion or a serial number, and no item."""
GTINS: Final = frozenset({"EN", "SRV", "UA", "UI", "UK", "UP"})
"""Qualifiers of a GTIN: of X12, and of EDIFACT, where EANCOM has EN in D.96A and SRV in D.01B."""
BUYER_ROLES: Final = ("BY", "BT", "ST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A drafted `partner.toml`, which samples it is made of, and sentences on the others.

    `both` are ids that send and receive: which of them is ours, the samples do not say.
    """

    text: str
    used: tuple[str, ...]
    complaints: tuple[str, ...]
    both: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What the samples show of one partner."""

    ids: Counter[str] = field(default_factory=Counter[str])
    ours: Counter[str] = field(default_factory=Counter[str])
    received: Counter[str] = field(default_factory=Counter[str])
    sent: Counter[str] = field(default_factory=Counter[str])
    releases: Counter[str] = field(default_factory=Counter[str])
    items: Counter[str] = field(default_factory=Counter[str])
    units: Counter[str] = field(default_factory=Counter[str])
    roles: Counter[str] = field(default_factory=Counter[str])
    references: Counter[str] = field(default_factory=Counter[str])
    characters: Counter[str] = field(default_factory=Counter[str])
    marks: Counter[Delimiters] = field(default_factory=Counter["Delimiters"])
    to_itself: set[str] = field(default_factory=set[str])
    test: int = 0
    asked: int = 0

    @property
    def both(self) -> tuple[str, ...]:
        """Ids that would be the partner's and ours; what somebody sends itself tells nothing."""
        return tuple(sorted((self.ids.keys() & self.ours.keys()) - self.to_itself))


def draft(name: str, samples: Mapping[str, bytes], ours: Sequence[str]) -> Draft:
    """The profile that samples show; `ours` are interchange ids of ours, as `qualifier:id`.

    Where no sample has an id of ours, the senders are taken for the partner.
    """
    seen = _Seen()
    used: list[str] = []
    complaints: list[str] = []
    for sample, content in samples.items():
        sets = [part for part in frame([content]) if isinstance(part, SetFramed)]
        readable = [framed for framed in sets if framed.code in SETS or framed.code in MESSAGES]
        if not readable:
            codes = ", ".join(sorted({framed.code for framed in sets})) or "no transaction set"
            complaints.append(f"{sample}: nothing that can be read ({codes}).")
            continue
        used.append(sample)
        for part in frame([content]):
            if isinstance(part, InterchangeOpened):
                _note_interchange(seen, part, ours)
        for framed in readable:
            _note_set(seen, framed, ours)
    return Draft(
        text=_toml(name, seen, used), used=tuple(used), complaints=tuple(complaints),
        both=seen.both,
    )  # fmt: skip


def _sides(opened: InterchangeOpened) -> tuple[str, str]:
    sender = f"{opened.sender_qualifier}:{opened.sender}"
    return sender, f"{opened.receiver_qualifier}:{opened.receiver}"


def _note_interchange(seen: _Seen, opened: InterchangeOpened, ours: Sequence[str]) -> None:
    sender, receiver = _sides(opened)
    from_us = sender in ours
    if sender == receiver:
        seen.to_itself.add(sender)
    seen.ids[receiver if from_us else sender] += 1
    seen.ours[sender if from_us else receiver] += 1
    if not from_us:
        # A partner of both standards has EDIFACT written with EDIFACT's own delimiters.
        if opened.standard == "X12" or not any(not marks.release for marks in seen.marks):
            seen.marks[opened.delimiters] += 1
        seen.test += opened.usage != "P"
        seen.asked += opened.ta1_asked


def _note_set(seen: _Seen, framed: SetFramed, ours: Sequence[str]) -> None:
    from_us = _sides(framed.interchange)[0] in ours
    if framed.code not in UNANSWERED:
        (seen.sent if from_us else seen.received)[framed.code] += 1
        seen.releases[_release(framed)] += 1
        seen.characters[_characters(framed)] += 1
    _walk(seen, read_set(framed).document)


def _release(framed: SetFramed) -> str:
    """GS08, or the directory of UNH: `004010`, `D.96A`."""
    if framed.interchange.standard == "EDIFACT":
        return ".".join(framed.guide.split(":")[:2])
    return framed.group.version


def _characters(framed: SetFramed) -> str:
    """What UNB declares; of X12, the least set that has all its bytes."""
    opened = framed.interchange
    if opened.standard == "EDIFACT":
        return opened.version.partition(":")[0]
    for characters in ("basic", "extended"):
        if not bytes_outside(framed.raw, characters, opened.delimiters):
            return characters
    try:
        framed.raw.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _walk(seen: _Seen, value: Any) -> None:
    """Qualifiers, units and roles, wherever in a document they stand."""
    if isinstance(value, Party):
        seen.roles[value.role] += bool(value.id)
    if isinstance(value, Reference):
        seen.references[value.qualifier] += 1
    if is_dataclass(value):
        for item in fields(value):
            inner = getattr(value, item.name)
            if item.name == "identifiers":
                seen.items.update({qualifier for qualifier, _ in inner} - NO_ITEM)
            elif item.name == "uom" and inner:
                seen.units[inner] += 1
            else:
                _walk(seen, inner)
    elif isinstance(value, tuple):
        items: tuple[Any, ...] = value
        for item in items:
            _walk(seen, item)


def _toml(name: str, seen: _Seen, used: Sequence[str]) -> str:
    roles = [role for role in BUYER_ROLES if seen.roles[role]]
    gtins = " or ".join(name for name in _ranked(seen.items) if name in GTINS)
    lines = [
        f"# Drafted from {len(used)} samples: {', '.join(used)}.",
        "# Ids, sets, delimiters, qualifiers and units are as seen; policies are guesses.",
        f"title = {_text(name.replace('_', ' ').replace('-', ' ').title())}",
        f"ids = {_list(_ranked(seen.ids))}",
        "# Our own ids that it writes to; leave it out to take any.",
        f"our_ids = {_list(_ranked(seen.ours))}",
        f"# Releases seen: {_counted(seen.releases)}.",
        f"releases = {_list(_releases(seen))}",
        f"# Characters seen: {_counted(seen.characters)}; name a set to hold both sides to it.",
        f"# Received: {_counted(seen.received)}. Sent: {_counted(seen.sent)}.",
        f"sets_in = {_list(sorted(seen.received))}",
        f"sets_out = {_list(sorted(seen.sent))}",
        "look_back_days = 60",
        "acknowledge_within_hours = 24",
        "acknowledge_accepted_sets = true",
        f"# {seen.asked} interchanges asked for an answer (ISA14, UNB09).",
        'ta1 = "asked"',
        f"channel = {_text(name.upper())}",
        "# Decide these three: must an order ship at once, may it be split, may it wait.",
        "ship_complete = false",
        "allow_split = true",
        "allow_backorder = true",
        f"# Parties with an id: {_counted(seen.roles)}.",
        f"buyer_role = {_text(roles[0] if roles else 'BY')}",
        f"# Identifiers by how many lines have them: {_counted(seen.items)}.",
        *([f"# A GTIN comes as {gtins}."] if gtins else []),
        f"item_qualifiers = {_list(_ranked(seen.items))}",
        f"# References: {_counted(seen.references)}.",
        "# The partner's units, and what we call them.",
        "units = { " + ", ".join(f"{_key(u)} = {_text(u)}" for u in _ranked(seen.units)) + " }",
    ]
    characters = {name for name in seen.characters if name.startswith("UNO")}
    if len(characters) == 1 and len(seen.characters) == 1 and characters <= ENCODINGS.keys():
        lines.append(f"characters = {_text(*characters)}")
    if seen.test:
        lines.append(
            f"# {seen.test} of the samples are test interchanges (ISA15 is not P, UNB11 is 1)."
        )
    if seen.marks:
        x12 = [marks for marks, _ in seen.marks.most_common() if not marks.release]
        marks = (x12 or [marks for marks, _ in seen.marks.most_common()])[0]
        lines += _delimiters(marks)
    lines += [
        "",
        "# folder: a program of yours takes files from the outbox; api: the partner does.",
    ]
    lines += ["[transport]", 'kind = "folder"']
    return "\n".join(lines) + "\n"


def _releases(seen: _Seen) -> list[str]:
    """The releases that a profile can name, the most frequent first."""
    return [release for release in _ranked(seen.releases) if RELEASES.match(release)]


def _delimiters(marks: Delimiters) -> list[str]:
    element, component = marks.element.decode("latin-1"), marks.component.decode("latin-1")
    segment = marks.segment.decode("latin-1")
    repetition = marks.repetition.decode("latin-1")
    release = marks.release.decode("latin-1")
    taken = {element, component, segment, release}
    if not repetition or repetition in taken:
        repetition = next(mark for mark in REPETITIONS if mark not in taken)
    return [
        "",
        "[delimiters]",
        f"element = {_text(element)}",
        f"component = {_text(component or '>')}",
        f"segment = {_text(segment)}",
        f"repetition = {_text(repetition)}",
        *([f"release = {_text(release)}"] if release else []),
        f"line_break = {_text(marks.line_break.decode('latin-1'))}",
    ]


def _ranked(counter: Counter[str]) -> list[str]:
    """What was seen most often first; equals by name."""
    return [name for name, _ in sorted(counter.items(), key=_by_count_then_name) if name]


def _by_count_then_name(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _counted(counter: Counter[str]) -> str:
    seen = ", ".join(f"{name} ({counter[name]})" for name in _ranked(counter) if counter[name])
    return seen or "none"


def _text(value: str) -> str:
    # A JSON string of these characters is a TOML string too.
    return json.dumps(value)


def _key(value: str) -> str:
    return value if value.isascii() and value.isalnum() else _text(value)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"
