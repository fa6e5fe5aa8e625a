"""Interchanges of UTF-16 behind bytes, and of bytes behind UTF-16, in one file."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from edi.facts import InterchangeSeen
from edi.findings import Code
from edi.framed import Framed, InterchangeOpened, SetFramed, StrayBytes
from edi.framing import Framer
from edi.pair_state import PairState
from edi.rewriting import write_json
from edi.wire_json import read_file
from tests.edi.wire import BODY, PROFILES, codes, found, frame, interchange, order_set, orders, take

SPELT = {
    "bytes": lambda text: text.encode(),
    "little": lambda text: text.encode("utf-16-le"),
    "little with its mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "big": lambda text: text.encode("utf-16-be"),
    "big with its mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}
UNB = "UNB+UNOC:3+A:14+B:ZZ+260302:0615+{0}'UNH+1+ORDERS:D:96A:UN'BGM+220+{0}+9'UNT+3+1'UNZ+1+{0}'"


def order(number: int) -> str:
    """An interchange of one order of its own."""
    body = (f"BEG*00*SA*Café {number}**20260302", *BODY[1:])
    return interchange(order_set(body), control=number, encoding="utf-8").decode()


def sets_in(data: bytes) -> list[SetFramed]:
    """The sets of some bytes."""
    return [part for part in frame(data) if isinstance(part, SetFramed)]


@pytest.mark.parametrize(
    "between", [b"", b"\n", b"\r\n", b"x", b"\x1a", b"\x00\n", b"\n\x00", b"junk\n"]
)
@pytest.mark.parametrize("names", [*permutations(SPELT, 2), ("bytes", "little", "bytes", "big")])
def test_interchanges_of_every_width_are_read(names: tuple[str, ...], between: bytes):
    data = between.join(SPELT[name](order(at)) for at, name in enumerate(names, 1))
    sets = sets_in(data)
    assert [each.raw.split(b"*")[5].decode() for each in sets] == [
        f"Café {at}" for at in range(1, len(names) + 1)
    ]
    for name, each in zip(names, sets, strict=True):
        # Behind an odd byte, zeros before letters may as well be zeros behind letters.
        is_odd = len(between) % 2 == 1 or between.endswith(b"\x00")
        sent = data[each.offset - is_odd :][:20]
        assert SPELT[name.split()[0]]("ST*850") in sent
    assert frame(data, 61) == frame(data)


def test_where_the_width_changes_is_told():
    first, second = SPELT["bytes"](order(1)), SPELT["big with its mark"](order(2))
    told = [
        (finding.code, finding.offset, finding.found)
        for part in frame(first + second + first)
        if isinstance(part, InterchangeOpened)
        for finding in part.findings
    ]
    assert told == [
        (Code.UTF16, len(first) + 2, "utf-16-be"),
        (Code.ENCODING_CHANGED, len(first) + 2, "utf-16-be"),
        (Code.ENCODING_CHANGED, len(first) + len(second), "bytes"),
    ]


@pytest.mark.parametrize("names", [*permutations(["bytes", "little", "big with its mark"], 2)])
def test_messages_of_every_width_are_read(names: tuple[str, str]):
    data = b"".join(SPELT[name](UNB.format(at)) for at, name in enumerate(names, 1))
    assert [each.interchange.control for each in sets_in(data)] == ["1", "2"]
    assert frame(data, 61) == frame(data)


@pytest.mark.parametrize("names", [*permutations(["bytes", "little with its mark"], 2)])
def test_orders_of_every_width_are_taken_and_kept_as_they_came(names: tuple[str, str]):
    sent = [SPELT[name](order(at)) for at, name in enumerate(names, 1)]
    step = take(PairState(), b"".join(sent))
    assert len(orders(step)) == 2
    assert {*found(step)} == {"UTF16", "ENCODING_CHANGED", "CHARACTERS_ASSUMED"}
    kept = [fact.content for fact in step.facts if isinstance(fact, InterchangeSeen)]
    assert all(rest in whole for rest, whole in zip(kept, sent, strict=True))


@pytest.mark.parametrize("names", [*permutations(["bytes", "little with its mark", "big"], 2)])
def test_a_file_of_two_widths_is_printed_and_written_back(names: tuple[str, str]):
    data = b"".join(SPELT[name](order(at)) for at, name in enumerate(names, 1))
    printed = json.loads(json.dumps(read_file([data], PROFILES), default=str))
    headers = [each["wire"]["header"][13] for each in printed["interchanges"]]
    assert headers == ["000000001", "000000002"]
    groups = [group["wire"] for each in printed["interchanges"] for group in each["groups"]]
    assert [(each["header"][0], each["trailer"][0]) for each in groups] == [("GS", "GE")] * 2
    assert write_json(printed, None, PROFILES).content == data


@pytest.mark.parametrize("names", [*permutations(["bytes", "little", "big"], 2)])
def test_what_begins_as_an_interchange_of_another_width_and_is_none_is_an_error(
    names: tuple[str, str],
):
    data = SPELT[names[0]](order(1)) + SPELT[names[1]]("ISA*00*nothing*of*this" * 60)
    parts = frame(data)
    assert "ISA_UNREADABLE" in codes(parts)
    (stray,) = [part for part in parts if isinstance(part, StrayBytes)]
    assert stray.offset == len(SPELT[names[0]](order(1)).rstrip(b"\n\x00")) + (names[0] == "little")
    assert frame(data, 61) == parts


def test_a_file_that_goes_over_often_is_read_in_time():
    pair = SPELT["little"](order(1)) + order(2).encode()
    data = pair * 400
    framer = Framer()
    parts: list[Framed] = [*framer.feed(data), *framer.end()]
    assert len([part for part in parts if isinstance(part, SetFramed)]) == 800
