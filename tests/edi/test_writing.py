"""What compiled writers write is what the bindings put, value by value, and no delimiter more."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.delimiters import Delimiters
from edi.transaction_sets import MESSAGES, SETS
from edi.writing import (
    OutboundGroup,
    OutboundInterchange,
    OutboundSet,
    body_text,
    mendable,
    mendable_count,
    segment_text,
    write_interchange,
)
from tests.edi import plain_writing
from tests.edi.made_documents import documents
from tests.edi.wire import sets_of

MARKS = Delimiters(element=b"*", component=b">", segment=b"~", repetition=b"^", line_break=b"\n")
BEYOND_ASCII = Delimiters(element=b"\xa7", component=b">", segment=b"\x85")
VALUES = st.one_of(
    st.text(alphabet="AB*>~^ \n\x1d\xa7\x85é12", max_size=4),
    st.tuples(st.sampled_from(["A", "", "x>"]), st.sampled_from(["", "B~"])),
)


@pytest.mark.parametrize("code", [*SETS, *MESSAGES])
@settings(max_examples=15)
@given(data=st.data())
def test_a_compiled_writer_writes_what_the_bindings_put(code: str, data: st.DataObject):
    item = {**SETS, **MESSAGES}[code]
    release = data.draw(st.sampled_from(sorted(item.grammars)))
    document = item.spread(data.draw(documents(code, release)))
    grammar = item.grammars[release]
    fast = [tuple(segment) for segment in item.shape_in(release).write(document, grammar)]
    plain = plain_writing.segments(item.shape_in(release).parts, document, grammar.root)
    assert fast == [tuple(segment) for segment in plain]


@pytest.mark.parametrize("marks", [MARKS, BEYOND_ASCII])
@given(st.lists(st.lists(VALUES, max_size=4).map(lambda more: ("REF", *more)), max_size=5))
def test_segments_judged_at_once_are_those_mended_one_by_one(
    marks: Delimiters, segments: list[tuple[str | tuple[str, ...], ...]]
):
    end = (marks.segment + marks.line_break).decode("latin-1")
    one_by_one = "".join(segment_text(segment, marks) + end for segment in segments)
    assert body_text(segments, marks) == one_by_one


@given(st.text(alphabet="AB*>~^ \n\x1d\xa7\x85é日", max_size=8))
def test_what_has_to_be_mended_is_counted(text: str):
    for marks in (MARKS, BEYOND_ASCII):
        assert mendable_count(text, marks) == len(re.findall(mendable(marks), text))


def test_a_delimiter_in_data_becomes_a_blank_and_splits_nothing():
    one = OutboundSet(
        code="855",
        control="0001",
        guide="",
        segments=[("BAK", "00", "AC", "4*5~6"), ("PO1", "1", "", "")],
    )
    group = OutboundGroup(
        code="PR", sender="US", receiver="YOU", control=1, version="004010", sets=[one]
    )
    content = write_interchange(
        OutboundInterchange(
            sender_qualifier="ZZ", sender="US", receiver_qualifier="ZZ", receiver="YOU",
            at=datetime(2026, 3, 2, tzinfo=UTC), version="00401", control=7, usage="P",
            delimiters=MARKS, groups=[group],
        )
    )  # fmt: skip
    (found,) = sets_of(content)
    assert found.raw == b"ST*855*0001~\nBAK*00*AC*4 5 6~\nPO1*1~\nSE*4*0001~"
