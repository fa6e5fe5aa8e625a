"""Hash totals: a note where they differ, and nothing is written that a change makes differ."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from edi.control_totals import hash_complaints
from edi.judging import Judged
from edi.profiles import load_profiles
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from tests.edi.test_rewriting import FIXTURES
from tests.edi.wire import BODY, NOW, interchange, order_set

if TYPE_CHECKING:
    from collections.abc import Callable

Table = dict[str, Any]
SUMS = {
    "810_with_freight_and_tax": "13",
    "846_daily_availability": "130",
    "850_big_box_order": "15",
    "852_weekly_sales": "17",
    "855_accepted_and_short": "15",
    "856_pick_and_pack": "13",
    "860_less_ordered": "19",
    "865_change_taken": "16",
}
"""What CTT02 of a fixture would have to be."""
MESSAGES = {
    "ORDERS_bonsai_order": ("18", "18"),
    "ORDCHG_less_ordered": ("10", "10"),
    "ORDRSP_part_now": ("18", "30"),
    "DESADV_two_cartons": ("16", "16"),
    "INVOIC_plain": ("18", "18"),
}
"""What CNT+1 of a fixture may be: the first quantities of its lines, and all of them."""


def fixture(name: str) -> bytes:
    return next(path for path in FIXTURES if path.stem == name).read_bytes()


def printed(data: bytes) -> Table:
    return json.loads(json.dumps(read_file([data])))


def one_set(table: Table) -> Table:
    return table["interchanges"][0]["groups"][0]["transaction_sets"][0]


def noted(data: bytes) -> list[tuple[str, str, str]]:
    """Element, claim and sum of each hash total that differs; nothing else is found."""
    findings = one_set(printed(data))["findings"]
    assert {one["code"] for one in findings} <= {"HASH_TOTAL_DIFFERS"}
    return [(one["element"], one["found"], one["assumed"]) for one in findings]


@pytest.mark.parametrize("name", SUMS)
def test_a_hash_total_of_x12_is_the_sum_of_the_quantities(name: str):
    for claim in (SUMS[name], f"{SUMS[name]}.5"):
        data = re.sub(rb"CTT\*(\d+)[^~]*", rb"CTT*\1*" + claim.encode(), fixture(name))
        told = [] if claim == SUMS[name] else [("CTT02", claim, SUMS[name])]
        assert noted(data) == told


def with_control_total(data: bytes, claim: str) -> bytes:
    """A message with CNT+1 behind its CNT+2, or before its UNT."""
    count = re.search(rb"UNT\+(\d+)", data)
    assert count is not None
    data = data.replace(count[0], b"UNT+%d" % (int(count[1]) + 1))
    place = rb"(CNT\+2:\d+'\s*)" if b"CNT+2" in data else rb"(?=UNT)()"
    return re.sub(place, rb"\1CNT+1:" + claim.encode() + b"'", data)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_hash_total_of_edifact_is_the_sum_of_one_quantity_of_the_lines_or_of_all(name: str):
    one, whole = MESSAGES[name]
    for claim in (one, whole, "7"):
        told = [] if claim != "7" else [("CNT01-2", "7", one)]
        assert noted(with_control_total(fixture(name), claim)) == told


def test_a_hash_total_may_leave_out_points_and_signs_and_is_nothing_without_quantities():
    at = Judged("CTT/CTT", ["CTT", "1", "9"], 0, 1)
    numbers = [Decimal(text) for text in ("-.0018", ".18", "1.8", "18.01")]
    for claim, quantities in ((Decimal(1855), numbers), (Decimal("19.9882"), numbers), (None, [])):
        assert hash_complaints([at], "CTT/CTT", claim, quantities) == []
    assert hash_complaints([at], "CTT/CTT", Decimal(9), [None]) == []
    (finding,) = hash_complaints([at], "CTT/CTT", Decimal(9), numbers)
    assert finding.assumed == "19.9882"


def written(change: Callable[[Table], object], total: str) -> list[tuple[str, str, str]]:
    """What is refused of a change in an order of 15 pieces that claims this hash total."""
    body = (*BODY[:-1], f"CTT*2*{total}")
    table = printed(interchange(order_set(body)))
    change(one_set(table))
    made = write_json(table, None)
    return [(one.code.value, one.element, one.assumed) for one in made.findings]


def quantity(each: Table) -> None:
    each["document"]["lines"][0]["quantity"] = "20"


def both(each: Table) -> None:
    quantity(each)
    each["document"]["hash_total"] = "23"


def number(each: Table) -> None:
    each["document"]["number"] = "4500018"


def segment(each: Table) -> None:
    each["segments"][5][2] = "20"


REFUSED = [("HASH_TOTAL_DIFFERS", "CTT02", "23")]


@pytest.mark.parametrize(
    ("change", "total", "refused"),
    [
        (quantity, "15", REFUSED),
        (both, "15", []),
        (number, "15", []),
        (segment, "15", REFUSED),
        (quantity, "99", REFUSED),
        (both, "99", []),
        (number, "99", []),
        (segment, "99", REFUSED),
    ],
)
def test_a_hash_total_that_a_change_makes_wrong_is_refused(
    change: Callable[[Table], object], total: str, refused: list[tuple[str, str, str]]
):
    assert written(change, total) == refused


def test_a_line_that_is_taken_out_is_counted_and_summed_by_hand():
    def change(each: Table) -> None:
        each["document"]["lines"].pop()
        each["document"]["line_count"] = 1

    assert written(change, "15") == [("HASH_TOTAL_DIFFERS", "CTT02", "12")]


def test_a_document_alone_is_held_to_its_hash_total():
    (profile,) = load_profiles({"acme": 'ids = ["08:ACME"]'}).partners
    letter = Letter(profile=profile, sender="ZZ:US", receiver="08:ACME", at=NOW, control=7)
    document = one_set(printed(interchange(order_set())))["document"]
    assert write_json({"set": "850", "document": document}, letter).findings == ()
    document["hash_total"] = "99"
    (finding,) = write_json({"set": "850", "document": document}, letter).findings
    assert (finding.code.value, finding.element) == ("HASH_TOTAL_DIFFERS", "CTT02")


def test_a_control_total_of_a_message_that_a_change_makes_wrong_is_refused():
    table = printed(with_control_total(fixture("ORDERS_bonsai_order"), "18"))
    line = one_set(table)["document"]["lines"][0]
    line["quantity"] = "13"
    one_set(table)["document"]["totals"][0]["amount"] = "147.25"
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, finding.element) == ("HASH_TOTAL_DIFFERS", "CNT01-2")
    one_set(table)["document"]["totals"][0]["amount"] = "138"
    line["quantity"], line["descriptions"] = "12", ["Widget, red"]
    assert write_json(table, None).findings == ()


def test_a_release_that_nobody_has_and_a_group_without_sets_are_refused():
    table = printed(interchange(order_set()))
    group = table["interchanges"][0]["groups"][0]
    group["release"] = "009999"
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, finding.element, finding.found) == (
        "GROUP_VERSION", "GS08", "009999"
    )  # fmt: skip
    old = printed(interchange(order_set(), version="003040"))
    number(one_set(old))
    assert write_json(old, None).findings == ()
    table = printed(interchange(order_set()))
    item = table["interchanges"][0]
    item["groups"][0]["transaction_sets"] = []
    (finding,) = write_json(table, None).findings
    assert "groups[0].transaction_sets: nothing is left" in finding.message
    item["groups"] = []
    (finding,) = write_json(table, None).findings
    assert "interchanges[0].groups: nothing is left" in finding.message
