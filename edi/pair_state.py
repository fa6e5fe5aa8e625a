"""What is remembered of a trading pair: interchanges, orders, control numbers; bounded by days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from edi.open_interchanges import Open
from edi.pair_memory import Known, KnownOrder, Sent
from edi.remembered import Remembered
from edi.spent_numbers import spend

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterable, Mapping

V = TypeVar("V")

VERSION: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """A trading pair: who sends to whom, in production or test.

    `interchanges` and `orders` are theirs, by control number and by order; `sent` are ours, by
    control number, and `requests` the control numbers by the ids of those who asked to send.
    `spent` are their control numbers that were forgotten (`edi/spent_numbers.py`). `swept` is the
    day on which what is older than the look-back was last forgotten.
    """

    interchanges: Remembered[Known] = field(default_factory=Remembered[Known])
    orders: Remembered[KnownOrder] = field(default_factory=Remembered[KnownOrder])
    sent: Remembered[Sent] = field(default_factory=Remembered[Sent])
    requests: Remembered[str] = field(default_factory=Remembered[str])
    spent: Remembered[int] = field(default_factory=Remembered[int])
    last_interchange: int = 0
    last_group: int = 0
    swept: date = date.min
    open: Mapping[str, Open] = field(default_factory=dict)

    def edit(self) -> PairState:
        """A working copy: its maps may be changed, this state stays as it is."""
        return replace(
            self,
            interchanges=self.interchanges.edit(),
            orders=self.orders.edit(),
            sent=self.sent.edit(),
            requests=self.requests.edit(),
            spent=self.spent.edit(),
        )

    def settle(self) -> PairState:
        """The same after its changes were written down; older copies are not to be used."""
        return replace(
            self,
            interchanges=self.interchanges.settle(),
            orders=self.orders.settle(),
            sent=self.sent.settle(),
            requests=self.requests.settle(),
            spent=self.spent.settle(),
        )

    def freeze(self) -> tuple[object, ...]:
        """The whole state as a plain, versioned tuple."""
        return self._frozen_with(lambda remembered: remembered.items())

    def freeze_changes(self) -> tuple[object, ...]:
        """What changed since the last settling, as a tuple that `thaw` lays over a state."""
        return self._frozen_with(lambda remembered: remembered.changes())

    def _frozen_with(
        self, entries: Callable[[Remembered[Any]], ItemsView[str, Any]]
    ) -> tuple[object, ...]:
        return (
            VERSION,
            _entries(entries(self.interchanges), Known.freeze),
            _entries(entries(self.orders), KnownOrder.freeze),
            _entries(entries(self.sent), Sent.freeze),
            _entries(entries(self.requests), str),
            _entries(entries(self.spent), int),
            self.last_interchange,
            self.last_group,
            self.swept.toordinal(),
            tuple((stream, item.freeze()) for stream, item in self.open.items()),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...], below: PairState | None = None) -> PairState:
        """The state that `freeze` made this tuple of, or `freeze_changes` over the one below."""
        version, interchanges, orders, sent, requests, *rest = frozen
        assert version in (1, VERSION)
        # States of version 1 knew no spent numbers.
        spent, last_interchange, last_group, swept, opened = rest if version > 1 else ((), *rest)
        state = (below or PairState()).edit()
        _lay(state.interchanges, interchanges, Known.thaw)
        _lay(state.orders, orders, KnownOrder.thaw)
        _lay(state.sent, sent, Sent.thaw)
        _lay(state.requests, requests, str)
        _lay(state.spent, spent, int)
        return replace(
            state.settle(),
            last_interchange=last_interchange,
            last_group=last_group,
            swept=date.fromordinal(swept),
            open={stream: Open.thaw(item) for stream, item in opened},
        )


def forgotten(state: PairState, oldest: date) -> PairState:
    """The state, which must be a working copy, without what is older than a day."""
    for control, known in [each for each in state.interchanges.items() if each[1].day < oldest]:
        spend(state.spent, control, known.use)
        state.interchanges.forget(control)
    for key in [key for key, known in state.orders.items() if known.day < oldest]:
        state.orders.forget(key)
    for key in [key for key, sent in state.sent.items() if sent.sent_at.date() < oldest]:
        state.requests.forget(state.sent[key].request)
        state.sent.forget(key)
    return state


def _entries(items: ItemsView[str, Any], freeze: Callable[[Any], object]) -> tuple[object, ...]:
    return tuple((key, None if value is None else freeze(value)) for key, value in items)


def _lay(onto: Remembered[V], entries: Iterable[tuple[str, Any]], thaw: Callable[[Any], V]) -> None:
    for key, frozen in entries:
        if frozen is None:
            onto.forget(key)
        else:
            onto.put(key, thaw(frozen))
