"""One transaction set as data: its group, its grammars by release, its shape, how it is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from edi.delimiters import Delimiters
    from edi.elements import Cut
    from edi.findings import WireFinding
    from edi.grammar import Grammar
    from edi.judging import Judged
    from edi.shape_reading import Placed
    from edi.shapes import Segment, Shape

D = TypeVar("D")


def _nothing(document: Any, segments: Sequence[Judged]) -> list[WireFinding]:
    del document, segments
    return []


def _unsure(raw: bytes, marks: Delimiters) -> bool:
    del raw, marks
    return False


def _as_it_is(document: Any) -> Any:
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionSet(Generic[D]):
    """One transaction set (or EDIFACT message).

    `judge` says what a well-formed document still has wrong: totals, conditions, codes. `key` is
    its business key (an order's number, a shipment's), empty where it has none. `sure` tells from
    the bytes of a well-formed set that `judge` has nothing to say; false means that it must be
    asked. Where a document
    is more than its segments in a row, as a ship notice's tree is, `arrange` makes it of what the
    shape read, and `spread` undoes that for the writer. `shapes` are those of releases in which a
    document stands otherwise than `shape` says.
    """

    code: str
    title: str
    group: str
    grammars: Mapping[str, Grammar]
    shape: Shape[D]
    key: Callable[[D], str]
    judge: Callable[[D, Sequence[Judged]], list[WireFinding]] = _nothing
    sure: Callable[[bytes, Delimiters], bool] = _unsure
    arrange: Callable[[D], D] = _as_it_is
    spread: Callable[[D], D] = _as_it_is
    shapes: Mapping[str, Shape[D]] = field(default_factory=dict)

    def business_key(self, document: D) -> str:
        """What a document is called in business; blanks at the ends of its number say nothing."""
        return self.key(document).strip()

    def shape_in(self, release: str) -> Shape[D]:
        """The shape that documents have in a release."""
        return self.shapes.get(release, self.shape)

    def read(self, segments: Iterable[Placed], grammar: Grammar, cut: Cut) -> D:
        """The document that segments at their places say."""
        return self.arrange(self.shape_in(grammar.release).read(segments, grammar, cut))

    def write(self, document: D, release: str) -> list[Segment]:
        """The segments between ST and SE that say a document, in a release's order."""
        return self.shape_in(release).write(self.spread(document), self.grammars[release])
