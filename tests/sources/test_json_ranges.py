"""A file cut into ranges: each line in exactly one of them."""

from __future__ import annotations

import os
import tempfile

from hypothesis import given
from hypothesis import strategies as st

from sources.json_ranges import read_range

CONTENTS = st.lists(st.sampled_from([b"\n", b"a", b"bcd", b"\r", b"0123456789"])).map(b"".join)


def ranges(content: bytes, range_bytes: int, line_bytes_max: int = 1000):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        for number in range(-(-len(content) // range_bytes)):
            yield read_range(
                file.fileno(),
                os.fstat(file.fileno()).st_size,
                number,
                range_bytes=range_bytes,
                line_bytes_max=line_bytes_max,
            )


@given(CONTENTS, st.integers(1, 12))
def test_every_line_is_read_once_and_whole(content, range_bytes):
    pieces = [piece for piece in ranges(content, range_bytes) if piece[1]]
    assert b"".join(data for _, data in pieces) == content
    assert all(content[offset : offset + len(data)] == data for offset, data in pieces)
    assert all(offset == 0 or content[offset - 1 : offset] == b"\n" for offset, _ in pieces)


@given(CONTENTS, st.integers(1, 12), st.integers(0, 5))
def test_of_a_line_that_is_too_long_enough_is_read_to_say_so(content, range_bytes, longest):
    lines = content.splitlines(keepends=True) if b"\r" not in content else []
    read = {}
    for offset, data in ranges(content, range_bytes, longest):
        at = offset
        for line in data.split(b"\n"):
            read[at] = line
            at += len(line) + 1
    at = 0
    for line in lines:
        whole = line.rstrip(b"\n")
        assert read[at] == whole or longest < len(read[at]) < len(whole)
        at += len(line)
