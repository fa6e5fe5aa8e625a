"""Lines as senders send them: good, odd and broken in every way that was thought of."""

from __future__ import annotations

import json

from hypothesis import strategies as st

GOOD = {
    "event_id": "e1",
    "source": "wms-nyc",
    "source_seq": 5,
    "event_time": "2026-03-02T06:30:00.123456Z",
    "kind": "RECEIVE",
    "item": "A",
    "location": "NYC",
    "quantity": 5,
}
TEXTS = ["", "x", ":x", ": 5", ":null,", " :", "5", "true", "null", "[1]", "ä☃", '"', "\\", "a\tb"]
TIMES = [
    "2026-03-02T06:30:00Z", "2026-03-02t06:30:00z", "2026-03-02 06:30:00Z",
    "2026-03-02T06:30:00.1Z", "2026-03-02T06:30:00.1234567Z", "2026-03-02T06:30:00.999999999Z",
    "2026-03-02T06:30:00.1234567890Z", "2026-03-02T06:30:00-06:00",
    "2026-03-02T06:30:00.1234567+05:30", "2026-03-02T06:30:00+24:00", "2026-03-02T06:30:00+0530",
    "2026-03-02T06:30:00+05", "2026-03-02T06:30:00", "2026-03-02T06:30Z", "2026-03-02",
    "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2016-12-31T18:59:60-05:00",
    "2026-03-02T06:30:60Z", "2026-02-29T00:00:00Z", "2026-03-02T24:00:00Z", "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59Z",
    "1600-01-01T00:00:00.1234567Z", "1969-12-31T23:59:59.9999999Z", "２026-03-02T06:30:00Z", "",
    "x", "2026-03-02T06:30:00.Z", "2026-03-02T063000.00Z", "20260302T06:30:00.0Z",
    "2026-03-02T06:30:00-00:00",
]  # fmt: skip
RAW_VALUES = [
    "5", "0", "-0", "-5", "5.0", "1.5", "1e3", "01", "true", "false", "null", '"5"', '""', "NaN",
    "Infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "99999999999999999999999", "1000000000000", "1000000000001",
    "[]", "[1]",
    '["a"]', "{}", '{"a":1}', '{"quantity":5}', '{"item":"a","item":"b"}', "[null]",
    '[["a"],{"b":[1]}]',
    r'"\ud800"', r'"\u0000"', r'"\ud83d\ude00"', r'"caf\u00e9"', '"a\x01b"', "tru", "", "-",
]  # fmt: skip
NAMES = [
    "event_id", "source", "source_seq", "event_time", "ingest_time", "kind", "item", "location",
    "lot", "quantity", "bucket", "from_bucket", "as_of", "complete", "type", "zone", "aquantity",
    "ksource_seq", "xitem", "tem", "extra:", "", r"\u0069tem", r"a\"quantity", "reason",
]  # fmt: skip
SPACES = st.sampled_from(["", "", "", "", "", "", " ", "  ", "\t", "\r"])
WHOLE_LINES = [
    b"", b" ", b"\t", b"\r", b"{}", b"[]", b"5", b'"x"', b"null", b"true", b"{", b"}", b"\xff",
    b'{"event_id":"\xff"}', b"\xef\xbb\xbf{}", b"\x00", b"{}{}", b'{"a":1} x', b"[[[[[[",
    b'{"a":' * 300,
    b"\x0b", b'{"event_id":"a"', b"not json at all", b"{\"event_id\":'a'}", b"{'a':1}", b'{"a":1,}',
    b"\xc2\xa0", b'{"item":"\xed\xa0\x80"}',
]  # fmt: skip


def pairs() -> st.SearchStrategy[tuple[str, str]]:
    """A key and a value as JSON text, usually of the right kind."""
    text = st.sampled_from(TEXTS).map(lambda value: json.dumps(value, ensure_ascii=False))
    kinds = st.sampled_from(
        ["RECEIVE", "ADJUST", "SNAPSHOT", "HEARTBEAT", "MOVE", "receive", "", "NOPE"]
    ).map(json.dumps)
    buckets = st.sampled_from(["available", "on_hold", "Available", ""]).map(json.dumps)
    times = st.sampled_from(TIMES).map(lambda value: json.dumps(value, ensure_ascii=False))
    types = st.sampled_from(["inventory", "order", "shipment", "other", ""]).map(json.dumps)
    return st.one_of(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(RAW_VALUES)),
        st.tuples(st.sampled_from(NAMES), text),
        st.tuples(st.just("kind"), kinds),
        st.tuples(st.sampled_from(["bucket", "from_bucket", "to_bucket"]), buckets),
        st.tuples(st.sampled_from(["event_time", "as_of", "due_at"]), times),
        st.tuples(st.just("type"), types.filter(lambda kind: kind != '"order"')),
        st.tuples(st.just("complete"), st.sampled_from(["true", "false", "1", '"true"'])),
    )


@st.composite
def changed_lines(draw: st.DrawFn) -> bytes:
    """A good line with a few pairs changed, added or dropped, and odd white space."""
    fields = [(name, json.dumps(value)) for name, value in GOOD.items()]
    for name, value in draw(st.lists(pairs(), max_size=3)):
        places = [place for place, field in enumerate(fields) if field[0] == name]
        if places and draw(st.booleans()):
            fields[places[0]] = (name, value)
        else:
            fields.insert(draw(st.integers(0, len(fields))), (name, value))
    if draw(st.integers(0, 5)) == 0:
        del fields[draw(st.integers(0, len(fields) - 1))]
    parts = []
    for name, value in fields:
        before, after = draw(SPACES), draw(SPACES)
        parts.append(f'{before}"{name}"{after}:{draw(SPACES)}{value}{draw(SPACES)}')
    line = (draw(SPACES) + "{" + ",".join(parts) + "}" + draw(SPACES)).encode()
    if draw(st.integers(0, 11)) == 0:
        at = draw(st.integers(0, len(line)))
        line = line[:at] + draw(st.binary(max_size=2)) + line[at + draw(st.integers(0, 2)) :]
    return line.replace(b"\n", b" ")


GOOD_LINES = st.builds(
    lambda number, style: json.dumps(
        GOOD | {"event_id": f"e{number}", "source_seq": number},
        separators=(",", ":") if style else None,
    ).encode(),
    st.integers(0, 9),
    st.booleans(),
)
LINES = st.lists(
    st.one_of(GOOD_LINES, GOOD_LINES, changed_lines(), st.sampled_from(WHOLE_LINES)), max_size=12
)
