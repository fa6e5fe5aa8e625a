"""Documents of any transaction set, generated from its shape, its grammar and the dictionary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from edi.dictionary.edifact import Tag, tags
from edi.dictionary.segments import Segment, segments
from edi.documents.line_parts import Subline
from edi.documents.parts import Moment
from edi.edifact_shapes import NUM, ItemNumber
from edi.edifact_sublines import LineNamed
from edi.edifact_terms import Days
from edi.elements import CENTS, COUNT, DAY, NUMBER, SHORT_DAY, At, Binding, Pairs, Texts
from edi.grammar import Place
from edi.sections import DayNamed
from edi.shape_reading import place_of
from edi.shapes import Each, Inside, Loops, One, Part, Shape
from edi.transaction_sets import MESSAGES, SETS
from edi.x12_dates import Period

Table = dict[str, Segment] | dict[str, Tag]
LETTERS = "ABCXYZ0189"
_DAYS = date(2026, 4, 1), date(2027, 2, 28)
PERIODS = [
    Moment(qualifier="010", format="D8", date=_DAYS[0]),
    Moment(qualifier="010", format="RD8", date=_DAYS[0], until=_DAYS[1]),
    Moment(format="DT", date=_DAYS[0], time="1200"),
    Moment(format="DTS", date=_DAYS[0], time="120000", until=_DAYS[1], until_time="133059"),
    Moment(qualifier="002", format="RTM", time="2200", until_time="0600"),
    Moment(qualifier="002", format="UN", text="SOON"),
    Moment(qualifier="002", format="D8", text="20260230", date=_DAYS[1], time="1200"),
]
"""Moments that X12 says by a format."""
ITEMS_MAX = 2


@cache
def documents(code: str, release: str) -> st.SearchStrategy[Any]:
    """Documents that the set's writer can say."""
    item = {**SETS, **MESSAGES}[code]
    table = tags() if code in MESSAGES else segments(release)
    return _document(item.shape_in(release), item.grammars[release].root, table).map(item.arrange)


def _document(shape: Shape[Any], loop: Place, table: Table) -> st.SearchStrategy[Any]:
    values: dict[str, st.SearchStrategy[Any]] = {}
    lists: dict[str, st.SearchStrategy[Any]] = {}
    _collect(shape.parts, loop, table, values, lists)
    # Half of the lists at a time are enough, and many more documents are made.
    filled = st.fixed_dictionaries(values, optional=lists)
    return filled.map(lambda fields: shape.document(**fields))


def _collect(
    parts: Any,
    loop: Place,
    table: Table,
    values: dict[str, st.SearchStrategy[Any]],
    lists: dict[str, st.SearchStrategy[Any]],
) -> None:
    for part in parts:
        if place_of(loop, part.segment) is None:
            continue
        match part:
            case One():
                for name, binding in part.bindings.items():
                    codes = part.among.get(_at(binding))
                    if codes is not None and isinstance(binding, At):
                        values[name] = st.sampled_from(sorted(codes)).map(binding.read)
                    elif not getattr(binding, "read_only", False):
                        values[name] = _value(binding, table[part.segment]) | st.just(binding.empty)
            case Each() if part.bindings:
                lists[part.attribute] = st.lists(
                    _item(part, table[part.segment]), max_size=ITEMS_MAX
                ).map(tuple)
            case Loops():
                inner = _child(loop, part)
                lists[part.attribute] = st.lists(
                    _document(part.shape, inner, table), max_size=ITEMS_MAX
                ).map(tuple)
            case Inside():
                _collect(part.parts, _child(loop, part), table, values, lists)


def _at(binding: Binding) -> tuple[int, int]:
    """The element and component of a single value."""
    return (binding.element, binding.component) if isinstance(binding, At) else (0, 0)


def _child(loop: Place, part: Part) -> Place:
    return next(child for child in loop.children if child.id == part.segment)


def _item(part: Each, segment: Segment | Tag) -> st.SearchStrategy[Any]:
    values = {name: _value(binding, segment) for name, binding in part.bindings.items()}
    periods = [name for name, binding in part.bindings.items() if isinstance(binding, Period)]
    if periods:
        said = {name: st.just(part.bindings[name].empty) for name in periods}
        alone = st.builds(part.item, **(values | said))
        return alone | st.sampled_from(PERIODS)
    filled = list(values.values())
    if len(filled) == 1 and "0" in part.bindings:
        return filled[0]
    if "0" in part.bindings:
        return st.tuples(*filled)
    return st.builds(part.item, **dict(zip(part.bindings, filled, strict=True)))


def _value(binding: Binding, segment: Segment | Tag) -> st.SearchStrategy[Any]:
    """Values that this position can hold and that are not empty."""
    if isinstance(binding, Pairs):
        assert isinstance(segment, Segment)
        room = len(binding.positions) or (len(segment.elements) - binding.first + 1) // 2
        pair = st.tuples(st.sampled_from(["UP", "VN", "IN"]), st.text(LETTERS, min_size=1))
        return st.lists(pair, min_size=1, max_size=min(room, 3)).map(tuple)
    if isinstance(binding, ItemNumber):
        pair = st.tuples(st.sampled_from(["EN", "SA"]), st.text(LETTERS, min_size=1, max_size=9))
        return pair.map(lambda one: (one,))
    if isinstance(binding, Texts):
        room = binding.last - binding.first + 1 if binding.last else ITEMS_MAX
        some = st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=min(room, ITEMS_MAX))
        return some.map(tuple)
    if isinstance(binding, LineNamed):
        named = st.text(LETTERS, max_size=2) | st.just("1")
        return st.builds(Subline, parent=named).map(lambda one: (one,))
    if isinstance(binding, DayNamed):
        day = st.dates(date(2020, 1, 1), date(2030, 12, 31))
        return st.builds(Moment, date=day).map(lambda one: (one,))
    if isinstance(binding, Days):
        # Whose days they are is for the type of the terms to say.
        return st.none()
    if not isinstance(binding, At):
        # A day, and a time that is nothing without it.
        return st.just("") if binding.empty == "" else st.dates(date(2020, 1, 1), date(2030, 1, 1))
    return _element(binding, segment)


def _element(binding: At, segment: Segment | Tag) -> st.SearchStrategy[Any]:
    if binding.read in (DAY.read, SHORT_DAY.read):
        return st.dates(date(2020, 1, 1), date(2030, 12, 31))
    if binding.read in (NUMBER.read, NUM.read):
        return st.decimals("-9999", "9999", places=2).map(_settled)
    if binding.read is COUNT.read:
        return st.integers(0, 9)
    if binding.read is CENTS.read:
        return st.integers(-9999, 99999).map(lambda cents: Decimal(cents).scaleb(-2))
    if binding.empty != "":
        return st.just(binding.empty)
    longest = 10
    if isinstance(segment, Tag):
        components = segment.fields[binding.element - 1].components
        longest = min(10, components[max(binding.component, 1) - 1].longest)
    elif not binding.component and binding.element <= len(segment.elements):
        element = segment.elements[binding.element - 1]
        longest = min(10, element.longest) or 10
    texts = st.text(LETTERS, min_size=1, max_size=longest)
    # A translated code is one that comes back.
    return texts.map(lambda text: binding.read(binding.write(text)) or "A")


def _settled(number: Decimal) -> Decimal:
    return abs(number) if number == 0 else number
