"""What is remembered of a trading pair: interchanges, orders, control numbers; bounded by days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from edi.control_numbers import FEWEST
from edi.decisions import Decided, Early
from edi.early_answers import EarlyAnswer, forget_early
from edi.exceptions import Raised
from edi.identities import read_name, unmarked
from edi.numbering import GROUP, INTERCHANGE, given_name
from edi.open_interchanges import Open
from edi.pair_memory import INVOICES, Known, KnownOrder, Sent, billed_names, business_name
from edi.raising import forget_raised
from edi.remembered import Remembered
from edi.spent_numbers import spend
from edi.undecided import Held
from edi.unnumbered import Unnumbered

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterable, Mapping

V = TypeVar("V")

VERSION: Final = 10
SINCE_GIVEN: Final = 7
"""The version since which the numbers of answers and of invoices are kept by themselves."""
SINCE_NAMESAKES: Final = 8
"""The version since which our documents are known by what they are in business."""
SINCE_ROUNDS: Final = 9
"""The version since which the rounds through our numbers are counted."""


AWAITED_MAX: Final = FEWEST // 2
"""Documents of ours that are remembered beyond the look-back though they are overdue, for their
acknowledgment may still come; their numbers are half of the smallest range at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """A trading pair: who sends to whom, in production or test.

    `interchanges` and `orders` are theirs, by control number and by order; `sent` are ours, by
    control number, and `requests` the control numbers by the ids of those who asked to send.
    `spent` are their control numbers that were forgotten (`edi/spent_numbers.py`). `raised` are
    the exceptions that are open, by name, and `cures` their names by what they wait for. `held`
    are documents and interchanges that wait for a person, by name, and `decided` what was decided
    about these and about exceptions; `early` are decisions that came before what they are about
    (`edi/early.py`), and `early_answers` what the partner said of documents that have not gone yet
    (`edi/early_answers.py`). `used` are the days of group and set numbers that must not come twice.
    `given` are the days of the numbers that our answers have (`edi/numbering.py`), and `unnumbered`
    the answers that wait for one (`edi/replying.py`), by name. `billed` are the control numbers of
    our invoices, by set and number (`edi/reissuing.py`), and `namesakes` those of all our documents
    of one set and business key, in the order in which they went (`edi/awaiting.py`).
    `last_received` is the highest control number of their sequence, 0 before the first, and
    `received_prefix` the letters before it;
    `last_interchange` and `last_group` are the last of ours, and `last_round` counts how often
    their numbers began anew, from 1 (`edi/numbering.py`). `swept` is the day on which what is
    older than the look-back was last forgotten.
    """

    interchanges: Remembered[Known] = field(default_factory=Remembered[Known])
    orders: Remembered[KnownOrder] = field(default_factory=Remembered[KnownOrder])
    sent: Remembered[Sent] = field(default_factory=Remembered[Sent])
    requests: Remembered[str] = field(default_factory=Remembered[str])
    spent: Remembered[int] = field(default_factory=Remembered[int])
    raised: Remembered[Raised] = field(default_factory=Remembered[Raised])
    cures: Remembered[tuple[str, ...]] = field(default_factory=Remembered[tuple[str, ...]])
    used: Remembered[int] = field(default_factory=Remembered[int])
    held: Remembered[Held] = field(default_factory=Remembered[Held])
    decided: Remembered[Decided] = field(default_factory=Remembered[Decided])
    early: Remembered[tuple[Early, ...]] = field(default_factory=Remembered[tuple[Early, ...]])
    given: Remembered[int] = field(default_factory=Remembered[int])
    unnumbered: Remembered[Unnumbered] = field(default_factory=Remembered[Unnumbered])
    billed: Remembered[str] = field(default_factory=Remembered[str])
    namesakes: Remembered[tuple[str, ...]] = field(default_factory=Remembered[tuple[str, ...]])
    early_answers: Remembered[tuple[EarlyAnswer, ...]] = field(
        default_factory=Remembered[tuple[EarlyAnswer, ...]]
    )
    last_interchange: int = 0
    last_group: int = 0
    last_round: int = 1
    last_received: int = 0
    received_prefix: str = ""
    swept: date = date.min
    open: Mapping[str, Open] = field(default_factory=dict)

    def edit(self) -> PairState:
        """A working copy: its maps may be changed, this state stays as it is."""
        return replace(self, **{name: getattr(self, name).edit() for name in _MAPS})

    def settle(self) -> PairState:
        """The same after its changes were written down; older copies are not to be used."""
        return replace(self, **{name: getattr(self, name).settle() for name in _MAPS})

    def freeze(self) -> tuple[object, ...]:
        """The whole state as a plain, versioned tuple."""
        return self._frozen_with(lambda remembered: remembered.items())

    def freeze_changes(self) -> tuple[object, ...]:
        """What changed since the last settling, as a tuple that `thaw` lays over a state."""
        return self._frozen_with(lambda remembered: remembered.changes())

    def _frozen_with(
        self, entries: Callable[[Remembered[Any]], ItemsView[str, Any]]
    ) -> tuple[object, ...]:
        maps = (
            _entries(entries(getattr(self, name)), freeze) for name, (freeze, _) in _MAPS.items()
        )
        return (
            VERSION,
            *maps,
            self.last_interchange,
            self.last_group,
            (self.received_prefix, self.last_received)
            if self.received_prefix
            else self.last_received,
            self.last_round,
            self.swept.toordinal(),
            tuple((stream, item.freeze()) for stream, item in self.open.items()),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...], below: PairState | None = None) -> PairState:
        """The state that `freeze` made this tuple of, or `freeze_changes` over the one below."""
        version, *rest = frozen
        count = _MAPS_OF_VERSION[version]
        state = (below or PairState()).edit()
        for (name, (_, thaw)), entries in zip(_MAPS.items(), rest[:count], strict=False):
            _lay(getattr(state, name), entries, thaw)
        if version < SINCE_GIVEN:
            _give(state)
        if version < SINCE_NAMESAKES:
            _name(state)
        # Before version 3 no sequence was followed, and before version 9 no rounds were counted.
        last_interchange, last_group, *more, swept, opened = rest[count:]
        # Numbers alone stand for themselves, as before those with letters were followed.
        sequence = more[0] if more else 0
        prefix, last_received = sequence if isinstance(sequence, tuple) else ("", sequence)
        return replace(
            state.settle(),
            last_interchange=last_interchange,
            last_group=last_group,
            last_round=more[1] if version >= SINCE_ROUNDS else _round(state, last_interchange),
            last_received=last_received,
            received_prefix=prefix,
            swept=date.fromordinal(swept),
            open={stream: Open.thaw(item) for stream, item in opened},
        )


def _give(state: PairState) -> None:
    """What was not kept by itself once: the numbers of known answers, and of our invoices."""
    for control, sent in state.sent.items():
        if sent.set in INVOICES and business_name(sent) not in state.billed:
            state.billed.put(business_name(sent), control)
    for known in state.interchanges.values():
        for issued in known.issued:
            day = known.day.toordinal()
            state.given.put(given_name(INTERCHANGE, issued.interchange_control), day)
            if issued.group_control:
                state.given.put(given_name(GROUP, issued.group_control), day)


def _round(state: PairState, last: int) -> int:
    """The round of our numbers, which was not counted once: a later one where higher are known."""
    given = {f"{INTERCHANGE}/{sent.control}" for sent in state.sent.values()} | {*state.given}
    numbers = (name.partition("/") for name in given)
    return 1 + any(kind == INTERCHANGE and int(number) > last for kind, _, number in numbers)


def _name(state: PairState) -> None:
    """Our documents by what they are in business, which was not kept once."""
    named: dict[str, tuple[str, ...]] = {}
    for control, sent in sorted(state.sent.items(), key=lambda item: (item[1].sent_at, item[0])):
        if sent.business_key:
            name = business_name(sent)
            named[name] = (*named.get(name, ()), control)
    for name in [name for name in state.namesakes if name not in named]:
        state.namesakes.forget(name)
    for name, controls in named.items():
        state.namesakes.put(name, controls)


def _freeze_early(queue: tuple[Early, ...]) -> tuple[object, ...]:
    return tuple(early.freeze() for early in queue)


def _thaw_early(frozen: tuple[Any, ...]) -> tuple[Early, ...]:
    return tuple(map(Early.thaw, frozen))


def _freeze_answers(queue: tuple[EarlyAnswer, ...]) -> tuple[object, ...]:
    return tuple(early.freeze() for early in queue)


def _thaw_answers(frozen: tuple[Any, ...]) -> tuple[EarlyAnswer, ...]:
    return tuple(map(EarlyAnswer.thaw, frozen))


_MAPS: Final[Mapping[str, tuple[Callable[[Any], object], Callable[[Any], Any]]]] = {
    "interchanges": (Known.freeze, Known.thaw),
    "orders": (KnownOrder.freeze, KnownOrder.thaw),
    "sent": (Sent.freeze, Sent.thaw),
    "requests": (str, str),
    "spent": (int, int),
    "raised": (Raised.freeze, Raised.thaw),
    "cures": (tuple, tuple),
    "used": (int, int),
    "held": (Held.freeze, Held.thaw),
    "decided": (Decided.freeze, Decided.thaw),
    "early": (_freeze_early, _thaw_early),
    "given": (int, int),
    "unnumbered": (Unnumbered.freeze, Unnumbered.thaw),
    "billed": (str, str),
    "namesakes": (tuple, tuple),
    "early_answers": (_freeze_answers, _thaw_answers),
}
"""The maps of a state in the order of its tuple, each with how its values freeze and thaw."""
_MAPS_OF_VERSION: Final = {
    1: 4, 2: 5, 3: 7, 4: 8, 5: 10, 6: 11, 7: 14, 8: 15, 9: 15, VERSION: 16,
}  # fmt: skip
"""How many of them a version had; each is written by the next one on."""


def forgotten(state: PairState, oldest: date) -> PairState:
    """The state, which must be a working copy, without what is older than a day."""
    for control, known in [each for each in state.interchanges.items() if each[1].day < oldest]:
        spend(state.spent, unmarked(control), known.use)
        state.interchanges.forget(control)
    for key in [key for key, known in state.orders.items() if known.day < oldest]:
        state.orders.forget(key)
    for key in _forgettable(state.sent, oldest):
        _forget_sent(state, key)
    for days in (state.used, state.given):
        for name in [name for name, day in days.items() if day < oldest.toordinal()]:
            days.forget(name)
    for name in [name for name, held in state.held.items() if held.at.date() < oldest]:
        said = read_name(name)
        if said is not None and said.mark:
            # It may be held alone under its number: the same again is another, and told anew.
            spend(state.spent, said.control, said.use)
        state.held.forget(name)
    for name in [name for name, decided in state.decided.items() if decided.day < oldest]:
        state.decided.forget(name)
    # The last of a queue is its youngest.
    for name in [name for name, queue in state.early.items() if queue[-1].day < oldest]:
        state.early.forget(name)
    forget_early(state, oldest)
    forget_raised(state, oldest)
    return state


def _forget_sent(state: PairState, control: str) -> None:
    """A document of ours is known no more under its number, its request and its business key."""
    sent = state.sent[control]
    name = business_name(sent)
    state.requests.forget(sent.request)
    if sent.set in INVOICES:
        for billed in billed_names(sent):
            if state.billed.get(billed) == control:
                state.billed.forget(billed)
    others = tuple(each for each in state.namesakes.get(name, ()) if each != control)
    if others:
        state.namesakes.put(name, others)
    elif name in state.namesakes:
        state.namesakes.forget(name)
    state.sent.forget(control)


def lapsing(known: Remembered[Sent], oldest: date) -> list[str]:
    """What was sent before a day and awaits an answer, but for the youngest `AWAITED_MAX`."""
    awaited = sorted(
        (sent.sent_at, key)
        for key, sent in known.items()
        if sent.waits and sent.sent_at.date() < oldest
    )
    return [key for _, key in awaited[:-AWAITED_MAX]]


def _forgettable(known: Remembered[Sent], oldest: date) -> list[str]:
    """What was sent before a day and is answered, or lapses and was told to be overdue."""
    lapsed = [key for key in lapsing(known, oldest) if known[key].overdue]
    settled = (
        key for key, sent in known.items() if not sent.waits and sent.sent_at.date() < oldest
    )
    return [*settled, *lapsed]


def _entries(items: ItemsView[str, Any], freeze: Callable[[Any], object]) -> tuple[object, ...]:
    return tuple((key, None if value is None else freeze(value)) for key, value in items)


def _lay(onto: Remembered[V], entries: Iterable[tuple[str, Any]], thaw: Callable[[Any], V]) -> None:
    for key, frozen in entries:
        if frozen is None:
            onto.forget(key)
        else:
            onto.put(key, thaw(frozen))
