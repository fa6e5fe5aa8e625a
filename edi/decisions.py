"""What a person decides about what is held, or about an exception: the values, and nothing else.

A decision comes by a topic of its own, ordered, with an id: the same id again changes nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from schemas.decisions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenException:
    """An exception as it stood in the view when somebody decided to close it."""

    code: str
    severity: str
    source: str
    message: str
    opened_at: datetime
    version: int

    def freeze(self) -> tuple[object, ...]:
        """The exception as a plain tuple."""
        return (
            self.code, self.severity, self.source, self.message, self.opened_at, self.version,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> SeenException:
        """The exception that `freeze` made this tuple of."""
        return SeenException(**dict(zip(SeenException.__dataclass_fields__, frozen, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what about, by whom, when and why; `raw` is the event as it came.

    `about` is the name of a held document, of a held interchange, or of an exception; `seen` is
    the exception that is to be closed, None of the others.
    """

    id: str
    action: Action
    about: str
    by: str
    reason: str
    decided_at: datetime
    seen: SeenException | None = None
    raw: bytes = b""

    def of_document(self) -> dict[str, object]:
        """Who decided about a document, as columns of its row."""
        return {
            "decided_at": self.decided_at,
            "decided_by": self.by,
            "decided_because": self.reason or None,
        }

    def of_exception(self) -> dict[str, object]:
        """Who resolved an exception, as columns of its row; when is its `resolved_at`."""
        return {"resolved_by": self.by, "resolution": self.reason or _SAID[self.action]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """A decision that came before what it is about; `day` is that on which it was read."""

    decision: Decision
    day: date

    def freeze(self) -> tuple[object, ...]:
        """The decision as a plain tuple, its event compressed."""
        made = self.decision
        seen = None if made.seen is None else made.seen.freeze()
        return (
            made.id, made.action.value, made.about, made.by, made.reason, made.decided_at, seen,
            zlib.compress(made.raw, 6), self.day.toordinal(),
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Early:
        """The decision that `freeze` made this tuple of."""
        id_, action, about, by, reason, decided_at, seen, raw, day = frozen
        decision = Decision(
            id=id_, action=Action(action), about=about, by=by, reason=reason, decided_at=decided_at,
            seen=None if seen is None else SeenException.thaw(seen), raw=zlib.decompress(raw),
        )  # fmt: skip
        return Early(decision=decision, day=date.fromordinal(day))


_SAID: Final = {Action.RELEASE: "released", Action.REJECT: "rejected", Action.CLOSE: "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is remembered of a decision that was carried out, under the name that it is about."""

    id: str
    action: Action
    by: str
    day: date

    @staticmethod
    def of(decision: Decision, day: date) -> Decided:
        """What is remembered of a decision that is carried out on a day."""
        return Decided(id=decision.id, action=decision.action, by=decision.by, day=day)

    def sentence(self) -> str:
        """What was decided, in words."""
        return f"It was {_SAID[self.action]} by {self.by} on {self.day.isoformat()}."

    def freeze(self) -> tuple[object, ...]:
        """The decision as a plain tuple."""
        return (self.id, self.action.value, self.by, self.day.toordinal())

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Decided:
        """The decision that `freeze` made this tuple of."""
        id_, action, by, day = frozen
        return Decided(id=id_, action=Action(action), by=by, day=date.fromordinal(day))
