"""The total that an order says of itself: held against its lines where all of them are known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from edi.columns import FEW
from edi.order_findings import order_findings, placed
from edi.transaction_sets import read_set
from edi.values import decimal_of
from tests.edi.test_columns import findings_of, runs_of
from tests.edi.test_totals import balance
from tests.edi.wire import interchange, order_set, sets_of

BEGIN = "BEG*00*SA*1**20260302"
LINES = ("PO1*1*12*EA*9.25**VN*A", "PO1*2*3*CA*1.5**VN*B")
CHARGED = ("SAC*A*C310***1250", *LINES, "SAC*C*D240***300", "TXI*ST*7")


def told(*body: str) -> list[tuple[str, str, str]]:
    return balance("850", BEGIN, *body)


@pytest.mark.parametrize("place", ["header", "summary"])
def test_a_total_of_an_order_is_that_of_its_lines(place: str):
    def order(total: str) -> list[tuple[str, str, str]]:
        header, summary = ((total,), ()) if place == "header" else ((), (total,))
        return told(*header, *LINES, "CTT*2", *summary)

    assert order("AMT*TT*115.5") == []
    assert order("AMT*TT*115.50") == []
    assert order("AMT*TT*115.51") == [("TOTAL_DIFFERS", "AMT02", "115.50")]
    assert order("AMT*1*7") == []


@pytest.mark.parametrize(
    "right",
    [
        "115.5",  # The lines alone,
        "118.50",  # with what is charged on them,
        "103.00",  # with what the order takes off them,
        "106.00",  # with both,
        "122.5",  # and with the tax.
        "113",
    ],
)
def test_what_is_charged_beside_lines_may_be_in_the_total(right: str):
    assert told(*CHARGED, "CTT*2", f"AMT*TT*{right}") == []


def test_a_total_is_none_of_those_that_it_may_be():
    (found,) = told(*CHARGED, "CTT*2", "AMT*TT*99")
    assert found == ("TOTAL_DIFFERS", "AMT02", "115.50")


UNKNOWN = {
    "no price": ("PO1*1*12*EA***VN*A",),
    "no quantity": ("PO1*1**EA*2**VN*A",),
    "a price for a unit that is not the line's": ("PO1*1*12*EA*2*PO*VN*A",),
    "a price per each of cases": ("PO1*1*2*CA*5*PE*VN*A", "PO4*12*1*EA"),
    "a price per dozen of cases": ("PO1*1*2*CA*5*PD*VN*A",),
    "another currency": ("CUR*BY*USD", LINES[0], "PO1*2*3*CA*1.5**VN*B", "CUR*BY*CAD"),
    "a charge in another currency": ("CUR*BY*USD", "SAC*C*D240***300", "CUR*BY*CAD", *LINES),
    "a rate": ("SAC*C*D240****2*.5**EA", *LINES),
    "a charge that is billed back": ("SAC*A*C310***1250*******01", *LINES),
    "a tax of an unknown amount": ("TXI*ST**7", *LINES),
    "a price of a component": (*LINES, "SLN*1**I*2*EA*.75***VN*B1"),
    "a factor": (*LINES, "CTP**NET****DIS*.9"),
    "another price": (LINES[0], "PO3*NC**CON*9**1*EA", LINES[1]),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_an_order_comes_to_is_never_guessed(name: str):
    lines = UNKNOWN[name]
    assert [one for one in told(*lines, "AMT*TT*99") if one[0] == "TOTAL_DIFFERS"] == []
    count = sum(line.startswith("PO1") for line in lines)
    found = told(*lines, f"CTT*{count}", "AMT*TT*99")
    assert [one for one in found if one[0] == "TOTAL_DIFFERS"] == []


def test_the_currency_of_a_charge_may_be_that_of_the_order():
    body = ("CUR*BY*USD", "SAC*C*D240***300", "CUR*BY*USD", *LINES, "CTT*2")
    assert told(*body, "AMT*TT*118.5") == []
    assert told(*body, "AMT*TT*99") == [("TOTAL_DIFFERS", "AMT02", "115.50")]


def test_an_order_that_is_cancelled_may_say_any_total():
    body = ("BEG*01*SA*1**20260302", *LINES, "CTT*2", "AMT*TT*0")
    assert balance("850", *body) == []


def test_columns_find_what_reading_finds():
    totals = ["115.5", "99", "115.51", "115.5"] * 20
    sets = [
        order_set((BEGIN, *LINES, "CTT*2", f"AMT*TT*{total}"), control=f"{at:04d}")
        for at, total in enumerate(totals, 1)
    ]
    data = interchange(*sets)
    told = order_findings(placed(runs_of(data)))
    wrong = [at for at, total in enumerate(totals) if total != "115.5"]
    assert told["document"].to_list() == wrong
    assert set(told["code"]) == {"TOTAL_DIFFERS"}
    read = [read_set(one).findings for one in sets_of(data)]
    assert [at for at, findings in enumerate(read) if findings] == wrong


PRICES = st.one_of(
    st.decimals(0, 999, places=2).map(str),
    st.sampled_from(["0", ".5", "7.", "1.23456", "-1", "", "99999999", "0.0001", "1000000"]),
)


@st.composite
def priced(draw: st.DrawFn) -> tuple[str, ...]:
    """An order that says a total: of its lines, or another."""
    wares: list[tuple[int, str, str, str]] = draw(
        st.lists(
            st.tuples(
                st.sampled_from([1, 12, 999, 1_000_000]),
                PRICES,
                st.sampled_from(["", "PE", "NC", "HP", "PO"]),
                st.sampled_from(["EA", "CA", "DZ"]),
            ),
            min_size=1,
            max_size=3,
        )
    )
    right = sum((quantity * (decimal_of(price) or 0) for quantity, price, *_ in wares), Decimal(0))
    beside = draw(st.sampled_from(["", "SAC*C*D240***300", "CUR*BY*USD", "AMT*1*9"]))
    said = draw(st.sampled_from([right, right + 1, right + Decimal("0.001")]))
    lines = [f"PO1*{n}*{q}*{u}*{p}*{b}*VN*A" for n, (q, p, b, u) in enumerate(wares, 1)]
    total = f"AMT*TT*{said:f}"
    return (draw(st.sampled_from([BEGIN, BEGIN.replace("*00*", "*01*")])), *filter(None, [beside]),
            *lines, f"CTT*{len(lines)}", total)  # fmt: skip


@given(st.lists(priced(), min_size=1, max_size=3))
def test_columns_judge_totals_as_reading_does(bodies: list[tuple[str, ...]]):
    sets = [order_set(bodies[at % len(bodies)], f"{at:04d}") for at in range(1, FEW + 2)]
    data = interchange(*sets)
    assert_frame_equal(order_findings(placed(runs_of(data))), findings_of(sets_of(data)))


ORDERS = """UNB+UNOC:3+5412345000013:14+CROSSDOCK:ZZ+260302:0615+7'
UNH+1+ORDERS:D:96A:UN'BGM+220+P1+9'DTM+137:20260309:102'NAD+BY+5412345000013::9'CUX+2:EUR:9'
{header}LIN+1++5410000000019:EN'QTY+21:3'{line}PRI+AAA:2,5'{charge}UNS+S'{totals}CNT+2:1'
UNT+{count}+1'UNZ+1+7'"""


def told_of(*totals: str, line: str = "", charge: str = "", header: str = "") -> list[object]:
    """The totals of an ORDERS that differ, and what they should be."""
    parts = {"line": line, "charge": charge, "header": header, "totals": "".join(totals)}
    made = ORDERS.format(**parts, count=0)
    count = made.partition("UNH")[2].partition("UNZ")[0].count("'")
    data = ORDERS.format(**parts, count=count).replace("\n", "").encode()
    (framed,) = sets_of(data)
    findings = read_set(framed).findings
    assert {one.code.value for one in findings} <= {"TOTAL_DIFFERS"}, findings
    return [(one.element, one.found, one.assumed) for one in findings]


def test_totals_of_an_edifact_order_are_those_of_its_lines():
    assert told_of("MOA+79:7.5'", "MOA+86:7,50'") == []
    assert told_of("MOA+79:8'") == [("MOA01-2", "8", "7.50")]
    assert told_of("MOA+86:8'") == [("MOA01-2", "8", "7.50")]
    assert told_of("MOA+128:8'") == []
    assert told_of("MOA+86:8:USD'") == []


def test_an_edifact_order_may_count_its_charges_in_the_total():
    charge = "ALC+C++++FC'MOA+23:2.5'"
    assert told_of("MOA+86:10'", header=charge) == []
    assert told_of("MOA+86:7.5'", header=charge) == []
    assert told_of("MOA+79:10'", header=charge) == [("MOA01-2", "10", "7.50")]
    assert told_of("MOA+79:10'", charge=charge) == []


def test_what_an_edifact_order_comes_to_with_taxes_is_not_known():
    tax = "TAX+7+VAT+++:::21'"
    assert told_of("MOA+86:9'", charge=tax) == []
    assert told_of("MOA+79:9'", charge=tax) == [("MOA01-2", "9", "7.50")]
