"""What a partner says of something that we have not sent yet, as where a log is read anew.

It is told as an answer on nothing of ours, and put by in the pair's state. When the document goes
that it names, it takes effect as if it came right behind (`edi/awaiting.py`). An answer on nothing
of ours may be a mistake, though, so a document must fit it in more than its number:

- It was asked for before the answer was read, and no more than `APART` behind it: so nothing that
  is asked for in a running flow has an answer that was there before.
- The number that is named was never given when the answer was read, and is given in the first
  round through our numbers: so no document has an answer to one of a round before. Of an 824 it may
  be the document's own number instead, which nothing of ours had.
- Its group is of the kind that is named, and no other set is named than ours, by code and number.

What says no more than that a control number came before is not put by: it is on what went twice.
"""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from string import ascii_letters
from typing import TYPE_CHECKING, Any, Final

from edi.documents.answers import Advice, AdviceError, SegmentAnswer
from edi.partner_advice import QUALIFIERS, Advised, Said, meant, numbered
from edi.partner_answers import Answer, Named, is_on
from edi.spent_numbers import DIGITS_MAX
from edi.transaction_sets import MESSAGES

if TYPE_CHECKING:
    from datetime import date

    from _typeshed import DataclassInstance

    from edi.facts import Origin
    from edi.pair_memory import Sent
    from edi.pair_state import PairState

APART: Final = timedelta(days=1)
"""How much older than what it answers an answer may seem by the times of their files: as much as a
clock or a time zone is off, or as a log takes to be copied without its times."""
NAMES_MAX: Final = 10_000
"""Numbers of one pair on which something is put by, at some three hundred bytes each."""
QUEUE_MAX: Final = 10
"""Answers that are put by on one number."""
SIZE_MAX: Final = 4_096
"""Bytes of an answer that is put by, compressed: a longer one names sets without end."""
NAME_MAX: Final = 80
"""Characters of a number on which something is put by; the standard has 50 at most (OTI03)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyAnswer:
    """An answer that is put by, compressed: from which file, when that was written and read."""

    packed: bytes
    file: str
    written_at: datetime
    read_at: datetime

    def opened(self) -> Said:
        """What the partner says."""
        # Our own bytes: the plain tuple that was packed.
        return _thawed(pickle.loads(zlib.decompress(self.packed)))  # noqa: S301

    def may_mean(self, asked_at: datetime) -> bool:
        """Whether it may be on what was asked for at an instant."""
        return asked_at <= self.read_at and asked_at - self.written_at <= APART

    def freeze(self) -> tuple[object, ...]:
        """The answer as a plain tuple."""
        return (self.packed, self.file, self.written_at, self.read_at)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> EarlyAnswer:
        """The answer that `freeze` made this tuple of."""
        packed, file, written_at, read_at = frozen
        return EarlyAnswer(packed=packed, file=file, written_at=written_at, read_at=read_at)


def put_by(state: PairState, said: Said, origin: Origin, now: datetime) -> None:
    """Keep what is on nothing of ours, if that may still go; the state must be a working copy.

    Beyond the bounds of this module the newest is not kept, which leaves it on nothing.
    """
    names = [name for name in _names(said) if _may_come(state, said, name)]
    packed = zlib.compress(pickle.dumps(_frozen(said), protocol=5), 6) if names else b""
    if not names or len(packed) > SIZE_MAX or (isinstance(said, Answer) and said.is_repeat):
        return
    written_at = origin.written_at or now
    early = EarlyAnswer(packed=packed, file=origin.file, written_at=written_at, read_at=now)
    for name in names:
        queue = state.early_answers.get(name, ())
        if len(queue) < QUEUE_MAX and (queue or len(state.early_answers) < NAMES_MAX):
            state.early_answers.put(name, (*queue, early))


def taken_up(state: PairState, sent: Sent, asked_at: datetime) -> list[EarlyAnswer]:
    """What was put by on a document that goes now, in the order in which it was read.

    It is put by no more; the state must be a working copy that has the document.
    """
    if not state.early_answers:
        return []
    found: list[EarlyAnswer] = []
    for name in (sent.reference, *_numbers(sent)):
        for early in state.early_answers.get(name, ()):
            if early not in found and early.may_mean(asked_at) and _fits(state, sent, early, name):
                found.append(early)
    for early in found:
        for name in _names(early.opened()):
            _forget(state, name, early)
    if sent.reference in state.early_answers:
        # Its number is given by now, so that the rest is on nothing.
        state.early_answers.forget(sent.reference)
    return sorted(found, key=lambda early: (early.read_at, early.opened().offset))


def forget_early(state: PairState, oldest: date) -> None:
    """Put by no more what was read before a day; the state must be a working copy."""
    # The last of a queue is its youngest.
    early = state.early_answers
    for name in [name for name, queue in early.items() if queue[-1].read_at.date() < oldest]:
        early.forget(name)


def _forget(state: PairState, name: str, early: EarlyAnswer) -> None:
    queue = state.early_answers.get(name, ())
    if early in queue:
        left = tuple(each for each in queue if each != early)
        if left:
            state.early_answers.put(name, left)
        else:
            state.early_answers.forget(name)


def _names(said: Said) -> list[str]:
    """What an answer is put by under: the control number and the document's own that it names."""
    if isinstance(said, Answer):
        return [_control(said.control)]
    advice = said.advice
    controls = [_control(advice.group_control)] if advice.group_control.strip() else []
    return controls + ([_number(advice.value.strip())] if advice.value.strip() else [])


def _control(text: str) -> str:
    return text.strip().zfill(9)


def _number(text: str) -> str:
    """The name of a document's own number, which is no control number."""
    return f"/{text}"


def _numbers(sent: Sent) -> list[str]:
    """The names of a document's own number; a change has its sequence behind a slash."""
    parts = sent.business_key.split("/")
    return [_number("/".join(parts[:end])) for end in range(1, len(parts) + 1)]


def _may_come(state: PairState, said: Said, name: str) -> bool:
    """Whether something of ours may still go under a number."""
    if len(name) > NAME_MAX:
        return False
    if name.startswith("/"):
        return isinstance(said, Advised) and not numbered(state, said.advice)
    digits = name.lstrip(ascii_letters)
    last = max(state.last_interchange, state.last_group)
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS_MAX
    return _is_first_round(state) and is_number and int(digits) > last


def _is_first_round(state: PairState) -> bool:
    return state.last_round == 1


def _fits(state: PairState, sent: Sent, early: EarlyAnswer, name: str) -> bool:
    """Whether what is put by under a name of a document is on it by all that it says."""
    said = early.opened()
    if not name.startswith("/") and not _is_first_round(state):
        return False
    if isinstance(said, Answer):
        is_alike = said.is_edifact == (sent.set in MESSAGES)
        is_group = said.group in ("", sent.group)
        return is_alike and is_group and all(is_on(said, one, sent.set) for one in said.named)
    advice = said.advice
    is_number = advice.qualifier.strip() == QUALIFIERS.get(sent.set)
    if is_number and advice.value.strip() and _number(advice.value.strip()) not in _numbers(sent):
        return False
    return meant(state, advice) == sent


def _frozen(said: Said) -> tuple[object, ...]:
    """What matching needs of an answer, as plain values: the whole, and what is below it."""
    if isinstance(said, Advised):
        advice = said.advice
        errors = tuple(_plain(error) for error in advice.errors)
        return (_plain(said, "advice"), _plain(advice, "errors", "references"), errors)
    named = tuple(
        (_plain(one, "segments"), tuple((each.segment, each.position) for each in one.segments))
        for one in said.named
    )
    return (_plain(said, "named"), named)


def _thawed(frozen: tuple[Any, ...]) -> Said:
    """The answer that `_frozen` made these values of."""
    whole, *below = frozen
    if "control" not in whole:
        advice, errors = below
        made = tuple(AdviceError(**error) for error in errors)
        return Advised(**whole, advice=Advice(**advice, errors=made))
    (named,) = below
    return Answer(**whole, named=tuple(_named(*one) for one in named))


def _named(one: dict[str, Any], segments: tuple[tuple[str, int | None], ...]) -> Named:
    errors = (SegmentAnswer(segment=segment, position=position) for segment, position in segments)
    return Named(**one, segments=tuple(errors))


def _plain(item: DataclassInstance, *without: str) -> dict[str, object]:
    """The fields of a value by their names, but for some."""
    names = (field.name for field in fields(item))
    return {name: getattr(item, name) for name in names if name not in without}
