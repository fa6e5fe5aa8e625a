"""Quantities and amounts that come again where a document has one of them."""

from __future__ import annotations

import pytest

from edi.repeats import Repeatable
from edi.transaction_set import TransactionSet
from edi.transaction_sets import SETS, read_set
from tests.edi.wire import interchange, order_set, sets_of

MARKS = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'"
ORDER = "BGM+220+P1+9'DTM+137:20260309:102'"
CHANGE = "BGM+230+C1+4'DTM+137:20260309:102'RFF+ON:1'"
AGAIN = "VALUE_REPEATED"


def told(code: str, body: str) -> list[tuple[int, str, str, str]]:
    """Where in a message of this body what comes again, and what counts."""
    count = body.count("'") + 2
    data = f"{MARKS}UNH+1+{code}:D:96A:UN'{body}UNT+{count}+1'UNZ+1+1'".encode()
    found = read_set(sets_of(data)[0]).findings
    assert all(str(one.severity) != "error" for one in found), found
    again = [one for one in found if one.code.value == AGAIN]
    assert all(one.offset and str(one.severity) == "warning" for one in again)
    return [(one.segment, one.element, one.found, one.assumed) for one in again]


@pytest.mark.parametrize(
    ("code", "body", "wanted"),
    [
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:10'QTY+21:5'UNS+S'", [(6, "QTY01-2", "5", "10")]),
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:10:CT'QTY+21:10:PCE'UNS+S'", [
            (6, "QTY01-3", "PCE", "CT"),
        ]),
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:10'QTY+21:10.0'UNS+S'", []),
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:10'QTY+59:5'LIN+2'QTY+21:5'UNS+S'", []),
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:1'PRI+AAA:2'PRI+AAB:3'PRI+AAA:4'UNS+S'", [
            (8, "PRI01-2", "4", "2"),
        ]),
        ("ORDERS", f"{ORDER}LIN+1'QTY+21:1'ALC+C'MOA+8:2'MOA+23:3'ALC+C'MOA+8:4'UNS+S'", [
            (8, "MOA01-1", "23", ""),
        ]),
        ("ORDCHG", f"{CHANGE}LIN+1+3'QTY+21:12'QTY+21:10'UNS+S'", [
            (7, "QTY01-2", "10", "12"),
        ]),
        ("DESADV", "BGM+351+D1+9'CPS+1'LIN+1'QTY+12:5'QTY+12:6'LIN+2'QTY+12:7'", [
            (6, "QTY01-2", "6", "5"),
        ]),
        ("DESADV", "BGM+351+D1+9'CPS+1'LIN+1'QTY+12:5'CPS+2+1'LIN+1'QTY+12:6'", []),
    ],
)  # fmt: skip
def test_of_several_the_first_counts_and_the_others_are_named(
    code: str, body: str, wanted: list[tuple[int, str, str, str]]
):
    assert told(code, body) == wanted


@pytest.mark.parametrize(
    ("second", "wanted"), [("ISS*10*EA", [("ISS01", "10", "5")]), ("ISS*5*CT", [])]
)
def test_a_loop_of_which_the_first_is_taken_is_named_where_it_says_something_else(
    second: str, wanted: list[tuple[str, str, str]]
):
    body = ("BIG*20260305*I1", "IT1*1*10*EA*5**VN*A", "TDS*5000", "ISS*5*CT", second, "CTT*1")
    data = interchange(order_set(body)).replace(b"ST*850", b"ST*810").replace(b"GS*PO", b"GS*IN")
    found = read_set(sets_of(data)[0]).findings
    assert [(one.element, one.found, one.assumed) for one in found] == wanted


def test_what_is_told_of_many_sets_at_once_has_nothing_that_comes_again():
    sure = [one for one in SETS.values() if one.sure is not _UNSURE]
    assert [one.code for one in sure] == ["850"]
    for each in sure:
        for release, grammar in each.grammars.items():
            assert not Repeatable.of(each.shape_in(release), grammar).taken


_UNSURE = TransactionSet(
    code="", title="", group="", grammars={}, shape=SETS["850"].shape, key=str
).sure
