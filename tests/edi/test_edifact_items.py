"""What names the item of an EDIFACT line: 7143 as the default profile and a draft take it."""

from __future__ import annotations

import pytest

from edi.facts import Found, OrderAccepted
from edi.onboarding import draft
from edi.pair_state import PairState
from edi.profiles import load_profiles
from tests.edi.test_edifact import GOOD, message, took


def items(*lin: str) -> tuple[list[object], list[str]]:
    """The items of the event of an order with this line, and what is found."""
    step = took(PairState(), message(*GOOD[:3], *lin, *GOOD[4:]))
    rows = [fact.row for fact in step.facts if isinstance(fact, OrderAccepted)]
    told = [fact.finding.code.value for fact in step.facts if isinstance(fact, Found)]
    return [line["item"] for row in rows for line in row["lines"]], told  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("lin", "item"),
    [
        (("LIN+1++5410738000152:SRV",), "5410738000152"),
        (("LIN+1++5410738000152:EN",), "5410738000152"),
        (("LIN+1++A17:SA",), "A17"),
        # A GTIN before the number of the supplier, and what a buyer calls it.
        (("LIN+1++A17:SA", "PIA+1+5410738000152:SRV"), "5410738000152"),
        (("LIN+1++5410738000152:SRV", "PIA+1+77:IN"), "5410738000152"),
        (("LIN+1++77:IN", "PIA+1+A17:SA"), "77"),
    ],
)
def test_a_gtin_or_a_number_of_the_supplier_is_the_item(lin: tuple[str, ...], item: str):
    found, told = items(*lin)
    assert found == [item]
    assert "ITEM_UNIDENTIFIED" not in told


def test_a_batch_or_a_promotion_is_no_item():
    found, told = items("LIN+1++B7:NB", "PIA+1+P1:PV")
    assert found == [""]
    assert "ITEM_UNIDENTIFIED" in told


def test_a_draft_says_which_qualifiers_are_a_gtin_and_takes_no_batch():
    later = message(*GOOD[:3], "LIN+1++5410738000152:SRV", "PIA+1+B7:NB", *GOOD[4:])
    made = draft("bonsai", {"one.edi": later, "two.edi": later}, ())
    assert "# A GTIN comes as SRV.\n" in made.text
    (profile,) = load_profiles({"bonsai": made.text}).partners
    assert profile.item_qualifiers == ("SRV",)
