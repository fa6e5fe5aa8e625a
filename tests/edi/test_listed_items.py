"""Identifiers of a line that stand in LINs behind its first segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edi.documents_json import as_json, from_json
from edi.orders import order_row
from edi.profiles import Profile
from edi.transaction_sets import SETS, read_set, release_of
from tests.edi.test_purchase_orders import ARRIVAL, with_line
from tests.edi.wire import interchange, order_set, sets_of

LINS = ("LIN**VN*HP-1*UP*012345678905", "LIN**MG*M7")
PAIRS = (("VN", "HP-1"), ("UP", "012345678905"), ("MG", "M7"))
BEGIN = {
    "850": ("BEG*00*SA*1**20260302", "PO1*1*10*EA*5"),
    "855": ("BAK*00*AD*1*20260302", "PO1*1*10*EA*5"),
    "860": ("BCH*04*SA*1***20260302", "POC*1*CA*10*10*EA*5"),
    "865": ("BCA*04*AD*1***20260302", "POC*1*CA*10*10*EA*5"),
}


def read_of(code: str, release: str, *lins: str, own: str = "") -> tuple[Any, list[str], Any]:
    """The document of one line with these LINs, its segments without envelope, and the set."""
    begin, line = BEGIN[code]
    sent = [begin, line + own, *lins, "CTT*1"]
    group = {"850": "PO", "855": "PR", "860": "PC", "865": "CA"}[code]
    data = interchange(order_set(tuple(sent)), version=release)
    data = data.replace(b"ST*850", f"ST*{code}".encode()).replace(b"GS*PO", f"GS*{group}".encode())
    framed = sets_of(data)[0]
    read = read_set(framed)
    assert not read.findings, read.findings
    return read.document, sent, framed


def written(code: str, release: str, document: Any) -> list[str]:
    return [
        "*".join(text if isinstance(text, str) else ">".join(text) for text in each)
        for each in SETS[code].write(document, release)
    ]


@pytest.mark.parametrize("release", ["004010", "005010"])
@pytest.mark.parametrize("code", sorted(BEGIN))
def test_identifiers_of_a_lin_are_the_line_s_and_written_where_they_stood(code: str, release: str):
    document, sent, framed = read_of(code, release, *LINS)
    assert document.lines[0].identifiers == PAIRS
    assert written(code, release_of(framed), document) == sent
    assert from_json(type(document), as_json(document)) == document
    both, sent, _ = read_of(code, release, *LINS, own="**IN*B1*VN*HP-1")
    assert both.lines[0].identifiers == (("IN", "B1"), ("VN", "HP-1"), *PAIRS)
    assert written(code, release, both) == sent


def test_what_is_taken_out_or_changed_is_in_no_lin():
    document, _, _ = read_of("850", "004010", *LINS)
    line = replace(document.lines[0], identifiers=(("UP", "012345678905"), ("MG", "M8")))
    assert written("850", "004010", replace(document, lines=(line,)))[1:3] == [
        "PO1*1*10*EA*5**MG*M8",
        "LIN**UP*012345678905",
    ]


@pytest.mark.parametrize(
    ("own", "item"), [("", "HP-1"), ("**IN*B1", "HP-1"), ("**VN*OTHER", "OTHER")]
)
def test_the_item_of_an_order_is_found_in_a_lin(own: str, item: str):
    framed = sets_of(interchange(order_set(with_line(f"PO1*1*10*EA*5{own}", *LINS))))[0]
    profile = Profile(item_qualifiers=("VN",))
    row, told = order_row(read_set(framed).document, framed, profile, ARRIVAL)
    assert [line["item"] for line in row["lines"]] == [item]  # type: ignore[attr-defined]
    assert not told
