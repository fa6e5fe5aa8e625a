"""What one trading pair did: interchanges that came, orders that count, documents of ours."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from edi.control_numbers import as_sent

ALL: Final = -1
"""Every bit: all sets of an interchange."""
INVOICES: Final = frozenset({"810", "INVOIC"})
MEMOS: Final = ("CR", "DR", "381", "383", "384")
"""BIG07 of a credit and a debit memo; BGM01 of a credit and a debit note, a corrected invoice."""
_TYPED: Final = "\x1d"
ADVICE: Final = "advice/"
"""What ids of requests begin with that nobody asked for: refusals by a partner's `advice`."""
REPLACED: Final = "replaced"
"""What became of a document of ours in whose stead a later one was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An answer that was given: its name, its bytes, its control numbers.

    `prefix` are the letters that stand before its interchange's number, and `in_round` says in
    which round this was given (`edi/numbering.py`).
    """

    name: str
    content: bytes
    set: str
    interchange_control: int
    group_control: int
    answers: str
    prefix: str = ""
    in_round: int = 1

    @property
    def control(self) -> str:
        """Its interchange's control number as the wire has it."""
        return as_sent(self.interchange_control, self.prefix)

    def freeze(self) -> tuple[object, ...]:
        """The answer as a plain tuple; its bytes compressed, for they are kept for weeks."""
        return (
            self.name, zlib.compress(self.content, 6), self.set, self.interchange_control,
            self.group_control, self.answers, self.prefix, self.in_round,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Issued:
        """The answer that `freeze` made this tuple of; once, it had no prefix, or no round."""
        name, content, kind, interchange, group, answers, *more = frozen
        later: tuple[Any, ...] = (*more, *("", 1)[len(more) :])
        prefix, in_round = later
        return Issued(
            name=name,
            content=zlib.decompress(content),
            set=kind,
            interchange_control=interchange,
            group_control=group,
            answers=answers,
            prefix=prefix,
            in_round=in_round,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An interchange that was received: the hash of its bytes, the day, the answers given.

    `use` counts the interchanges that came under this control number: 1 is the first. `refused`
    has a bit for each of its sets, in their order, that was rejected: all where the whole was.
    """

    sha256: str
    day: date
    issued: tuple[Issued, ...]
    use: int = 1
    refused: int = 0

    def freeze(self) -> tuple[object, ...]:
        """The interchange as a plain tuple."""
        issued = tuple(item.freeze() for item in self.issued)
        return (self.sha256, self.day.toordinal(), issued, self.use, self.refused)

    def refuses(self, ordinal: int) -> bool:
        """Whether the set of this ordinal, from 0, was rejected."""
        return bool(self.refused and self.refused >> ordinal & 1)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Known:
        """The interchange that `freeze` made this tuple of; once, it had no use, or no refusals."""
        digest, day, issued, *more = frozen
        use, refused = (*more, *(1, 0)[len(more) :])
        return Known(
            sha256=digest,
            day=date.fromordinal(day),
            issued=tuple(Issued.thaw(item) for item in issued),
            use=use,
            refused=refused,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How a number came to what counts under it, where that is not the first that came.

    `role` is what the last document was to those before it (`edi/successions.py`), `said` and
    `written` when it was written by itself and by its envelope. `original` is the content of the
    original, empty where none came, and `earlier` those of what counts no more.
    """

    role: str
    original: str = ""
    earlier: tuple[str, ...] = ()
    said: str = ""
    written: str = ""

    @property
    def contents(self) -> tuple[str, ...]:
        """The contents that are known besides the one that counts."""
        return (*filter(None, (self.original,)), *self.earlier)

    def freeze(self) -> tuple[object, ...]:
        """The history as a plain tuple."""
        return (self.role, self.original, self.earlier, self.said, self.written)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> History:
        """The history that `freeze` made this tuple of."""
        role, original, earlier, said, written = frozen
        return History(
            role=role, original=original, earlier=tuple(earlier), said=said, written=written
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """A number that was taken, of an order or another document.

    A hash of what counts under it, that document, the day; and its history, if it has one.
    `replaced` are the orders, of whichever pair of the partner, in whose place it was released.
    """

    content: str
    document: str
    day: date
    history: History | None = None
    replaced: tuple[str, ...] = ()

    def freeze(self) -> tuple[object, ...]:
        """The order as a plain tuple."""
        plain = (self.content, self.document, self.day.toordinal())
        if self.history is None and not self.replaced:
            return plain
        history = None if self.history is None else self.history.freeze()
        return (*plain, history, self.replaced) if self.replaced else (*plain, history)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> KnownOrder:
        """The order that `freeze` made this tuple of; most have no history."""
        content, document, day, *more = frozen
        history = History.thaw(more[0]) if more and more[0] is not None else None
        return KnownOrder(
            content=content, document=document, day=date.fromordinal(day), history=history,
            replaced=tuple(more[1]) if len(more) > 1 else (),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A document of ours that went out: under which numbers, and what became of it.

    `request` is the caller's own id for it, `digest` what it asked for. `status` is `sent` until
    the partner answers, then `accepted`, `accepted_with_errors` or `rejected`, or `REPLACED`;
    `overdue` says that the answer was missed in time. `prefix` are the letters that stand before
    the number `control`. `findings` are those on what was written, `acknowledgment` the name of
    the partner's answer, and `acknowledgment_code` what it says. `deliveries` counts how often the
    same bytes were put out.
    """

    request: str
    digest: str
    partner: str
    document: str
    set: str
    group: str
    release: str
    business_key: str
    control: int
    name: str
    content: bytes
    sent_at: datetime
    due_at: datetime | None
    status: str = "sent"
    acknowledged_at: datetime | None = None
    overdue: bool = False
    version: int = 1
    prefix: str = ""
    findings: int = 0
    acknowledgment: str = ""
    acknowledgment_code: str = ""
    deliveries: int = 1

    @property
    def reference(self) -> str:
        """Its interchange's control number as the wire has it, and as answers name it."""
        return as_sent(self.control, self.prefix)

    @property
    def is_advice(self) -> bool:
        """Whether nobody asked for it: it tells that something is not taken."""
        return self.request.startswith(ADVICE)

    @property
    def waits(self) -> bool:
        """Whether an acknowledgment is still to come."""
        is_open = self.acknowledged_at is None and self.status != REPLACED
        return self.due_at is not None and is_open

    def freeze(self) -> tuple[object, ...]:
        """The document as a plain tuple, its bytes compressed."""
        return (
            self.request, self.digest, self.partner, self.document, self.set, self.group,
            self.release, self.business_key, self.control, self.name,
            zlib.compress(self.content, 6), self.sent_at, self.due_at, self.status,
            self.acknowledged_at, self.overdue, self.version, self.prefix, self.findings,
            self.acknowledgment, self.acknowledgment_code, self.deliveries,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Sent:
        """The document that `freeze` made this tuple of; once, it ended before its prefix."""
        names = Sent.__dataclass_fields__
        sent = Sent(**dict(zip(names, frozen, strict=False)))
        return replace(sent, content=zlib.decompress(sent.content))


def business_name(sent: Sent) -> str:
    """What a document of ours is remembered as in business: its set and its number."""
    return f"{sent.set}/{sent.business_key}"


def billed_names(sent: Sent) -> tuple[str, ...]:
    """The names under which an invoice or memo may be remembered: a memo by its type too."""
    name = business_name(sent)
    return (name, *(billed_name(sent, memo) for memo in MEMOS))


def billed_name(sent: Sent, memo: str) -> str:
    """What an invoice is remembered as, or a memo of a type, which stands beside that invoice."""
    return f"{business_name(sent)}{_TYPED}{memo}" if memo else business_name(sent)


def business_of(billed: str) -> str:
    """The `business_name` of what is remembered as an invoice or memo."""
    return billed.partition(_TYPED)[0]
