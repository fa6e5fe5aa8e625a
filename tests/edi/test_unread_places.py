"""Every segment of every X12 set is in its document, or named among those that stay bytes."""

from __future__ import annotations

import pytest

from edi.transaction_sets import SETS
from tests.edi.unread_places import UNREAD, covers, read, unread

NAMES = [name for names in UNREAD.values() for name in names.split()]
READ, LEFT = tuple(read()), tuple(unread())


@pytest.mark.parametrize("code", SETS)
def test_a_segment_is_read_or_named_with_a_reason(code: str):
    bare = [
        f"{release} {path}"
        for left, release, path in LEFT
        if left == code and not any(covers(name, code, path) for name in NAMES)
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_named_as_unread_is_there_and_never_read(name: str):
    assert any(covers(name, code, path) for code, _, path in LEFT)
    assert [(code, path) for code, _, path in READ if covers(name, code, path)] == []


def test_no_segment_is_named_twice():
    assert sorted(NAMES) == sorted(set(NAMES))
