"""Source contracts: what each source may say, what it owns, and how its numbers are meant.

A contract is data, read from the settings. Writes by a source that does not own the state are
refused and kept (INV-OWNER), whole batches at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.columns import encode
from domain.effects import sides
from schemas.events import BUCKETS, Bucket, Kind
from schemas.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVERY_KIND: Final = frozenset(Kind)
EVERY_BUCKET: Final = frozenset(Bucket)
FRESH_SECONDS: Final = 15 * 60
"""T1 where a contract names none: the soft limit of age, of case 43."""
EXPIRED_SECONDS: Final = 60 * 60
"""T2 where a contract names none: the hard limit of age, of case 43."""
_ANY: Final = "*"
_WILDCARDS: Final = re.compile(r"[*?\[]")
_Member = TypeVar("_Member", Kind, Bucket)


class ContractsInvalid(ValueError):
    """The settings' contracts cannot be used; `messages` names everything that is wrong."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        """`messages` are whole sentences, one a mistake."""
        super().__init__(" ".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContract:
    """What one source, or every source whose name fits the pattern, may say and means.

    `gross`: its count of available stock still contains what is allocated (case 33). `packs`:
    it tells when stock is packed; where not, SHIP takes from picked. `opens_with_count`: its
    positions are unknown until a first count (case 14). `numbered`: it numbers its events; None
    means that this shows itself. T1 is `fresh_seconds`, T2 `expired_seconds`.
    """

    source: str = _ANY
    kinds: frozenset[Kind] = EVERY_KIND
    buckets: frozenset[Bucket] = EVERY_BUCKET
    gross: bool = False
    packs: bool = True
    fresh_seconds: int = FRESH_SECONDS
    expired_seconds: int = EXPIRED_SECONDS
    opens_with_count: bool = True
    numbered: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether it forbids nothing."""
        return self.kinds == EVERY_KIND and self.buckets == EVERY_BUCKET


@dataclass(frozen=True, slots=True, kw_only=True)
class Contracts:
    """All contracts: the exact name's first, then the longest fitting pattern's, then the rest."""

    named: Mapping[str, SourceContract]
    patterns: tuple[SourceContract, ...]
    rest: SourceContract

    @classmethod
    def default(cls) -> Self:
        """Every source may say everything."""
        return cls(named={}, patterns=(), rest=SourceContract())

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Contracts by source or pattern, as the settings hold them; `*` is for all others.

        What a contract does not say is as `*` has it.

        >>> contracts = Contracts.from_mapping(
        ...     {"*": {"expired_seconds": 7200}, "wms-*": {"packs": False}}
        ... )
        >>> contracts.of("wms-rno").packs, contracts.of("wms-rno").expired_seconds
        (False, 7200)
        """
        mistakes: list[str] = []
        rest = _read(_ANY, mapping.get(_ANY, {}), SourceContract(), mistakes)
        entries = [
            _read(source, table, rest, mistakes)
            for source, table in mapping.items()
            if source != _ANY
        ]
        if mistakes:
            raise ContractsInvalid(tuple(mistakes))
        return cls(
            named={e.source: e for e in entries if not _WILDCARDS.search(e.source)},
            patterns=tuple(
                sorted((e for e in entries if _WILDCARDS.search(e.source)), key=_longest_first)
            ),
            rest=rest,
        )

    def of(self, source: str) -> SourceContract:
        """The contract of a source."""
        if source in self.named:
            return self.named[source]
        for pattern in self.patterns:
            if fnmatchcase(source, pattern.source):
                return pattern
        return self.rest

    @property
    def all_alike(self) -> bool:
        """Whether one contract holds for every source."""
        return not self.named and not self.patterns

    def flags(self, sources: pl.Series, name: str) -> npt.NDArray[np.bool_]:
        """A contract's truth for each row: `gross`, `packs`, `opens_with_count`, `numbered`.

        A `numbered` that a contract leaves open counts as false.
        """
        return self.numbers(sources, name).astype(np.bool_)

    def numbers(self, sources: pl.Series, name: str) -> npt.NDArray[np.int64]:
        """A contract's number for each row: `fresh_seconds`, `expired_seconds`."""
        if self.all_alike:
            return np.full(len(sources), int(getattr(self.rest, name) or 0), np.int64)
        codes, found = encode(sources)
        return np.array([int(getattr(self.of(s or ""), name) or 0) for s in found], np.int64)[codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Events split by their sources' contracts; unpacks as `(accepted, refused)`.

    `refused` has the columns of the events, then `code` and `message`.
    """

    accepted: pl.DataFrame
    refused: pl.DataFrame

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Both frames in order."""
        return iter((self.accepted, self.refused))


def accept(events: pl.DataFrame, contracts: Contracts) -> Accepted:
    """Which events their sources may send: the kind is allowed, and all that it writes is owned."""
    none_refused = events.clear().with_columns(
        code=pl.lit(None, pl.String), message=pl.lit(None, pl.String)
    )
    if contracts.all_alike and contracts.rest.is_open:
        return Accepted(accepted=events, refused=none_refused)
    codes, found = encode(events["source"])
    by_code = [contracts.of(source or "") for source in found]
    if all(contract.is_open for contract in by_code):
        return Accepted(accepted=events, refused=none_refused)
    kinds = np.array([[kind in contract.kinds for kind in Kind] for contract in by_code])
    # One column more than there are buckets: nobody needs to own the outside.
    owned = np.array([[*(b in c.buckets for b in BUCKETS), True] for c in by_code])
    unpacked = np.array([not contract.packs for contract in by_code])
    written = sides(events, unpacked[codes])
    kind_allowed = kinds[codes, written.kind]
    taken_owned = owned[codes, written.taken]
    given_owned = owned[codes, written.given]
    good = kind_allowed & taken_owned & given_owned
    if good.all():
        return Accepted(accepted=events, refused=none_refused)
    unowned = np.where(taken_owned, written.given, written.taken)[~good]
    names = pl.Series([*(b.value for b in BUCKETS), "outside"])
    refused = events.filter(~good).with_columns(
        code=pl.lit(Finding.INV_OWNER.value),
        message=pl.when(pl.Series(kind_allowed[~good]))
        .then(pl.format("{} does not own {}.", "source", names.gather(unowned)))
        .otherwise(pl.format("{} may not send {}.", "source", pl.col("kind").cast(pl.String))),
    )
    return Accepted(accepted=events.filter(good), refused=refused)


_READERS: Final = {field.name for field in fields(SourceContract)} - {"source"}


def _read(source: str, table: Any, like: SourceContract, mistakes: list[str]) -> SourceContract:
    if not isinstance(table, dict):
        mistakes.append(f"contracts.{source} is no table.")
        return like
    read: dict[str, Any] = {"source": source}
    for name, value in table.items():
        match name:
            case "kinds":
                read[name] = _members(f"contracts.{source}.{name}", value, Kind, mistakes) | {
                    Kind.HEARTBEAT
                }
            case "buckets":
                read[name] = _members(f"contracts.{source}.{name}", value, Bucket, mistakes)
            case "gross" | "packs" | "opens_with_count" | "numbered" if isinstance(value, bool):
                read[name] = value
            case "fresh_seconds" | "expired_seconds" if type(value) is int and value >= 0:
                read[name] = value
            case "fresh_seconds" | "expired_seconds":
                mistakes.append(f"contracts.{source}.{name} must be a whole number of seconds.")
            case _ if name in _READERS:
                mistakes.append(f"contracts.{source}.{name} must be true or false.")
            case _:
                known = ", ".join(sorted(_READERS))
                mistakes.append(f"contracts.{source}.{name} is not known; say one of {known}.")
    contract = replace(like, **read)
    if contract.fresh_seconds > contract.expired_seconds:
        mistakes.append(f"contracts.{source}: fresh_seconds is more than expired_seconds.")
    return contract


def _members(
    place: str, value: Any, known: type[_Member], mistakes: list[str]
) -> frozenset[_Member]:
    """The named kinds or buckets."""
    values = {member.value: member for member in known}
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        mistakes.append(f"{place} must be a list of names.")
        return frozenset()
    mistakes += [
        f"{place} names {name}, which is not one of {', '.join(values)}."
        for name in value
        if name not in values
    ]
    return frozenset(values[name] for name in value if name in values)


def _longest_first(contract: SourceContract) -> tuple[int, str]:
    """Patterns by how much they say: the most literal characters first, then by name."""
    return (-len(_WILDCARDS.sub("", contract.source)), contract.source)
