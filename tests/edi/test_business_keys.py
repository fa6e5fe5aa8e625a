"""What tells documents of one set apart in business, where one number has several of them."""

from __future__ import annotations

import pytest

from edi.facts import DocumentSeen, Step
from edi.pair_state import PairState
from tests.edi.wire import found, interchange, take

LINES = {
    "945": ("LX*1", "W12*{status}*{ordered}*{shipped}*{left}*EA**VN*A", "W03*{shipped}"),
    "943": ("W27*M*RDWY", "W04*{shipped}*EA**VN*A", "W03*{shipped}"),
}
GROUPS = {"945": "SW", "943": "AR"}


def shipped(code: str, shipment: str, ordered: int, quantity: int, control: int) -> bytes:
    """What a warehouse shipped under one number of its depositor's."""
    values = {
        "status": "BP" if quantity < ordered else "CC", "ordered": ordered, "shipped": quantity,
        "left": ordered - quantity,
    }  # fmt: skip
    lines = [line.format(**values) for line in LINES[code]]
    body = [f"W06*N*D1*20260302*{shipment}*PO1", "N1*ST*X*92*01", *lines]
    whole = [f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]
    return interchange(whole, control=control).replace(b"GS*PO", f"GS*{GROUPS[code]}".encode())


def rows(step: Step) -> list[tuple[str, str]]:
    seen = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [(str(row["business_key"]), str(row["status"])) for row in seen if row["set"] in LINES]


@pytest.mark.parametrize("code", LINES)
def test_what_was_backordered_ships_later_under_the_number_of_the_first(code: str):
    first = take(PairState(), shipped(code, "SH1", 10, 6, 1))
    assert rows(first) == [("D1/SH1", "accepted")]
    second = take(first.state, shipped(code, "SH2", 4, 4, 2))
    assert rows(second) == [("D1/SH2", "accepted")]
    again = take(second.state, shipped(code, "SH2  ", 4, 4, 3))
    assert (rows(again), found(again)) == ([("D1/SH2", "duplicate")], ["DOCUMENT_REPEATED"])
    other = take(second.state, shipped(code, "SH2", 4, 3, 4))
    assert (rows(other), found(other)) == ([("D1/SH2", "held")], ["DOCUMENT_CONFLICTS"])


@pytest.mark.parametrize("code", LINES)
def test_a_shipment_without_an_id_is_known_by_its_number_alone(code: str):
    first = take(PairState(), shipped(code, "", 10, 6, 1))
    assert rows(first) == [("D1", "accepted")]
    assert rows(take(first.state, shipped(code, "", 4, 4, 2))) == [("D1", "held")]
