"""What of a set with segments out of place its document does not have: said, and not lost unseen.

What the judge placed is compared with what the shape took. A segment that comes late is read where
its loop has room for it; one that nothing takes says that it was passed over. Where that leaves a
line without its item or quantity, or an order without its number, the line is named too.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.documents.billing import InvoiceLine
from edi.documents.orders import OrderLine
from edi.documents.shipping import Level
from edi.documents.warehouse import ReceivedLine, ShippedLine, ShippingOrderLine, TransferLine
from edi.findings import CATALOGUE, Code, WireFinding, shown
from edi.grammar import places
from edi.judging import FINDINGS_MAX, PASSED, Judgement
from edi.shape_facts import carriers, shape_facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from edi.elements import Cut
    from edi.grammar import Grammar, Place
    from edi.judging import Judged
    from edi.shape_reading import Frame, Reader
    from edi.shapes import Taken
    from edi.transaction_set import TransactionSet

ASTRAY: Final = frozenset({Code.SEGMENT_OUT_OF_SEQUENCE, Code.SEGMENT_OVER_MAX, Code.LOOP_OVER_MAX})
"""Findings on segments that a document may lack though they came."""
_OVER: Final = ASTRAY | {Code.GUIDE_SEGMENT_OVER_MAX, Code.GUIDE_LOOP_OVER_MAX}
_LINES: Final = (
    InvoiceLine, Level, OrderLine, ReceivedLine, ShippedLine, ShippingOrderLine, TransferLine,
)  # fmt: skip
"""What is nothing without an item and a quantity."""
_ITEM: Final = ("identifiers", "quantity")
_WANTED: Final[Mapping[str, Sequence[str]]] = {"I": _ITEM, "O": ("order",)}
"""The same of levels, by their kinds."""
_CALLED: Final = {"identifiers": "item", "quantity": "quantity", "order": "order number"}


def is_astray(judgement: Judgement) -> bool:
    """Whether segments of a set are out of place or too many."""
    return any(finding.code in _OVER for finding in judgement.findings)


def read_astray(
    judgement: Judgement, known: TransactionSet[Any], grammar: Grammar, cut: Cut
) -> tuple[Any, Judgement, list[WireFinding]]:
    """A document that segments astray are in; the judgement on them, and what is not in it."""
    shape = known.shape_in(grammar.release)
    actions = shape.actions(grammar)
    by_path = {place.path: place for place in places(grammar.root)}
    segments = _at_home(judgement, by_path, actions)
    taken = shape.read_taken([(each.path, each.elements) for each in segments], grammar, cut)
    heads = {place.head.id for place in shape_facts(shape.parts, grammar.root).items}
    read = {path.rpartition("/")[2] for path, some in actions.items() if some}
    astray = {f.segment for f in judgement.findings if f.code in ASTRAY}
    order = _Order(segments, astray, by_path)
    lost = {each.number: _lost(each) for each in _left(taken, segments, actions, read, order)}
    passed = {each.number for at, each in enumerate(segments) if at not in taken.segments}
    findings: list[WireFinding] = []
    for finding in judgement.findings:
        said = finding
        if finding.message == PASSED:
            if finding.element in heads:
                said = replace(finding, code=Code.LOOP_UNPLACED, message="")
            elif finding.element in read:
                lost[finding.segment] = replace(finding, code=Code.CONTENT_PASSED_OVER, message="")
        elif finding.code in _OVER and finding.segment in passed:
            said = replace(finding, message=_passed(finding.code))
        findings.append(said)
    torn = _torn(
        taken, segments, carriers(shape.parts), {f.element for f in findings if f.code in ASTRAY}
    )
    whole = replace(judgement, segments=segments, findings=findings)
    more = [*(lost[number] for number in sorted(lost)), *torn][:FINDINGS_MAX]
    return known.arrange(taken.document), whole, more


def _left(
    taken: Taken[Any],
    segments: Sequence[Judged],
    actions: Reader,
    read: Collection[str],
    order: _Order,
) -> Iterator[Judged]:
    """Segments that the document lacks: refused, or where nothing reads what it does elsewhere."""
    for at, each in enumerate(segments):
        if at in taken.segments or at in taken.same or each.elements[0] not in read:
            continue
        is_unread = not actions.get(each.path)
        if at in taken.refused or at in order.astray or (is_unread and order.is_doubtful(at)):
            yield each


class _Order:
    """Which segments of a set are astray, and where others are because of them."""

    def __init__(
        self, segments: Sequence[Judged], numbers: Collection[int], by_path: Mapping[str, Place]
    ) -> None:
        self._segments = segments
        self._places = by_path
        self.astray = {at for at, each in enumerate(segments) if each.number in numbers}
        self._at: dict[str, list[int]] = {}
        for at, each in enumerate(segments):
            self._at.setdefault(each.path, []).append(at)

    def is_doubtful(self, at: int) -> bool:
        """Whether a segment is where it is because something came out of its place.

        It is where it, or the head of a loop that it is in, may have come too early: what follows
        in the loop around is astray then; or where such a head is astray itself.
        """
        begin = at
        for loop in self._places[self._segments[at].path].around():
            if begin in self.astray:
                return True
            heads = self._at[loop.head.path]
            follows = bisect_right(heads, begin)
            end = heads[follows] if follows < len(heads) else len(self._segments)
            if any(begin < other < end and self._is_in(other, loop) for other in self.astray):
                return True
            begin = heads[max(0, bisect_right(heads, at) - 1)]
        return False

    def _is_in(self, at: int, loop: Place) -> bool:
        around = self._places[self._segments[at].path].around()
        return any(each is loop for each in around)


def _passed(code: Code) -> str:
    return f"{CATALOGUE[code].sentence.removesuffix('.')}; it was passed over."


def _lost(at: Judged) -> WireFinding:
    return WireFinding(
        code=Code.CONTENT_PASSED_OVER, offset=at.offset, segment=at.number,
        element=at.elements[0], found=shown(" ".join(at.elements[1:])),
    )  # fmt: skip


def _at_home(judgement: Judgement, by_path: Mapping[str, Place], actions: Reader) -> list[Judged]:
    """The segments; one out of its place that nothing reads there, where a loop around reads it."""
    late = {f.segment for f in judgement.findings if f.code is Code.SEGMENT_OUT_OF_SEQUENCE}
    segments = [*judgement.segments]
    for at, each in enumerate(segments):
        if each.number not in late or actions.get(each.path):
            continue
        for place in _namesakes(by_path[each.path]):
            if actions.get(place.path) and _has_room(place, at, segments):
                segments[at] = replace(each, path=place.path)
                break
    return segments


def _namesakes(place: Place) -> Iterator[Place]:
    """Places of the same segment in the loops around, from the innermost."""
    for loop in place.around():
        for child in loop.children:
            if child.id == place.id and child is not place and not child.is_loop:
                yield child


def _has_room(place: Place, at: int, segments: Sequence[Judged]) -> bool:
    """Whether the loop of a place that the segment comes in may have it once more."""
    assert place.parent is not None
    head = place.parent.head.path
    begins = [number for number, each in enumerate(segments) if each.path == head]
    first = max((number for number in begins if number <= at), default=0)
    last = min((number for number in begins if number > at), default=len(segments))
    return sum(each.path == place.path for each in segments[first:last]) < place.most


def _torn(
    taken: Taken[Any],
    segments: Sequence[Judged],
    carried: Mapping[str, Mapping[str, set[str]]],
    astray: set[str],
) -> list[WireFinding]:
    """Lines that lack what came in segments that are astray: these may have belonged to them."""
    found: list[WireFinding] = []
    for at, path, frame in taken.frames:
        for wanted in _lacking(frame):
            head = segments[at]
            if (carried[path].get(wanted, set()) - {head.elements[0]}) & astray:
                missed = f"The {head.elements[0]} has no {_CALLED[wanted]}"
                found.append(
                    WireFinding(
                        code=Code.LINE_INCOMPLETE, offset=head.offset, segment=head.number,
                        element=head.elements[0], found=shown("".join(head.elements[1:2])),
                        message=f"{missed}; what says one is out of place.",
                    )
                )  # fmt: skip
    return found


def _lacking(frame: Frame) -> list[str]:
    values = frame.values
    if frame.document not in _LINES or values.get("sublines"):
        return []
    wanted = _WANTED.get(values.get("kind", "I"), ()) if frame.document is Level else _ITEM
    return [name for name in wanted if values.get(name) in (None, "", (), [])]
