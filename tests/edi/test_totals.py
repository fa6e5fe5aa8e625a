"""Totals on the wire: exact however long their terms are, and right where any sender has them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from edi.elements import CENTS, COUNT
from edi.tallies import Tally
from edi.transaction_sets import SETS, ReadSet, read_set
from edi.values import decimal_of, less, scaled, times, total
from tests.edi.test_clean import MARKS
from tests.edi.test_sets import FIXTURES, reread
from tests.edi.wire import interchange, sets_of

NINES = "9" * 40
LONG = Decimal(NINES)


def read(code: str, *body: str, release: str = "004010") -> ReadSet:
    """An X12 set with these segments, in a group of its own kind."""
    lines = [f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]
    data = interchange(lines).replace(b"GS*PO*", f"GS*{SETS[code].group}*".encode())
    (framed,) = sets_of(data.replace(b"*X*004010", f"*X*{release}".encode()))
    return read_set(framed)


def balance(code: str, *body: str) -> list[tuple[str, str, str]]:
    """The totals that differ, and what they should be."""
    found = read(code, *body).findings
    return [(f.code.value, f.element, f.assumed) for f in found if f.level.value == "balance"]


def invoice(*body: str) -> list[tuple[str, str, str]]:
    return balance("810", "BIG*20260311*INV-1", *body)


def test_no_digit_of_a_sum_or_a_product_is_lost():
    assert total([LONG, None, Decimal("0.01")]) == Decimal(f"{NINES}.01")
    assert str(times(LONG, LONG)) == "9" * 39 + "8" + "0" * 39 + "1"
    assert less(LONG, Decimal("0.5")) == Decimal("9" * 39 + "8.5")
    assert str(scaled(LONG, -2)) == "9" * 38 + ".99"


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "sNaN", "1E5", "1_0", "٣", "-", ""]
)
def test_what_python_takes_for_a_number_and_edi_does_not_is_none(text: str):
    assert decimal_of(text) is None


def test_a_count_that_no_dictionary_allows_is_none():
    def cut(text: str) -> list[str]:
        return [text]

    assert COUNT(1).get(["CTT", "9" * 18], cut) == 999_999_999_999_999_999
    assert COUNT(1).get(["CTT", "9" * 19], cut) is None
    assert COUNT(1).get(["CTT", "9" * 5000], cut) is None
    assert COUNT(1).get(["CTT", "-7"], cut) == -7


def test_an_amount_in_cents_keeps_every_digit_both_ways():
    out: dict[int, str | tuple[str, ...]] = {}
    amount = CENTS(1).get(["TDS", NINES], lambda text: [text])
    assert amount == Decimal(f"{'9' * 38}.99")
    CENTS(1).put(amount, out)
    assert out == {1: NINES}


def test_an_invoice_of_long_numbers_is_added_up_to_the_cent():
    right = str(times(LONG, LONG)) + ".00"
    assert invoice(f"IT1*1*{NINES}*EA*{NINES}", f"TDS*{right.replace('.', '')}") == []
    (wrong,) = invoice(f"IT1*1*{NINES}*EA*{NINES}", "TDS*1")
    assert wrong == ("TOTAL_DIFFERS", "TDS01", right)


def test_an_invoice_of_the_longest_numbers_that_are_allowed_is_added_up():
    (wrong,) = invoice("IT1*1*999999999999999*EA*99999999999999999", "TDS*1")
    assert wrong == ("TOTAL_DIFFERS", "TDS01", "99999999999999899000000000000001.00")


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("945", ("W06*N*1*20260309", "LX*1", f"W12*CC*{NINES}*{NINES}*0*EA", f"W03*{NINES}")),
        ("945", ("W06*N*1*20260309", "LX*1", f"W12*CP*{NINES}*1*{'9' * 39}8*EA", "W03*1")),
        ("943", ("W06*N*1*20260309", f"W04*{NINES}*EA", "W04*0.5*EA", f"W03*{NINES}.5")),
        ("944", ("W17*F*20260309*1", f"W07*{NINES}*EA", f"W14*{NINES}")),
        ("850", ("BEG*00*SA*1**20260309", f"PO1*1*{NINES}*EA", "PO1*2*1*EA", f"CTT*2*1{'0' * 40}")),
        ("850", ("BEG*00*SA*1**20260309", f"PO1*1*{NINES}*EA", f"SDQ*EA*92*1*{NINES}")),
        ("820", (f"BPR*C*{NINES}.02*C*ACH", "ENT*1", f"RMR*IV*1**{NINES}.01", "RMR*IV*2**0.01")),
    ],
)
def test_a_total_of_long_numbers_is_right_where_it_is_their_sum(code: str, body: tuple[str, ...]):
    assert balance(code, *body) == []


@pytest.mark.parametrize(
    ("code", "body", "found"),
    [
        ("820", ("BPR*C*95*C*ACH", "ENT*1", "ADX*-5*06", "RMR*IV*1**100"), []),
        ("820", ("BPR*C*95*C*ACH", "ENT*1", "RMR*IV*1**95*100", "ADX*-5*06"), []),
        ("820", ("BPR*C*5*C*ACH", "ENT*1", "ADX*5*06"), []),
        ("820", ("BPR*C*77*C*ACH", "ENT*1", "ADX*-5*06", "RMR*IV*1**100"),
         [("TOTAL_DIFFERS", "BPR02", "95")]),
        ("856", ("BSN*00*1*20260309*1530", "HL*1**I", "SN1**6*EA", "SDQ*EA*92*0001*4*0002*2"), []),
        ("856", ("BSN*00*1*20260309*1530", "HL*1**I", "SN1**6*EA", "SDQ*EA*92*0001*4",
                 "SDQ*EA*92*0002*1", "HL*2**I", "SN1**1*EA"), [("SCHEDULE_DIFFERS", "SN102", "5")]),
    ],
)  # fmt: skip
def test_what_belongs_to_a_total_is_added_up(
    code: str, body: tuple[str, ...], found: list[tuple[str, str, str]]
):
    assert balance(code, *body) == found


def test_a_tally_is_never_sure_of_a_sum_that_was_rounded():
    tally = Tally(number=("BEG", 3), lines="PO1", total="CTT", unsure=())
    order = b"ST*850*0001~BEG*00*SA*1**20260302~PO1*1*99999999999999.5*EA~PO1*2*.00000000000005*EA~"
    end = b"CTT*2*%b~SE*5*0001~"
    long = order.replace(b"*.0", b"*0.000000000000000000000000000000")
    assert not tally.holds(long + end % b"99999999999999.5", MARKS)
    assert tally.holds(
        order.replace(b"*.0", b"*0.0") + end % b"99999999999999.50000000000005", MARKS
    )


def test_the_tax_on_a_charge_counts_and_is_kept_beside_it():
    body = ("IT1*1*3*EA*10.00", "TDS*3700", "SAC*C*D240***500", "TXI*ST*2.00")
    assert invoice(*body) == []
    document = read("810", "BIG*20260311*INV-1", *body).document
    assert [(c.amount, c.taxes[0].amount) for c in document.charges] == [(Decimal(5), Decimal(2))]
    assert document.taxes == ()
    assert reread("810", "004010", document).document == document


def test_the_tax_on_a_line_s_charge_counts_and_is_kept_beside_it():
    body = ("IT1*1*3*EA*10.00", "SAC*C*D240***500", "TXI*ST*2.00", "TDS*3700")
    assert invoice(*body) == []
    document = read("810", "BIG*20260311*INV-1", *body).document
    ((charge,),) = [line.charges for line in document.lines]
    assert (charge.amount, charge.taxes[0].amount) == (Decimal(5), Decimal(2))
    assert reread("810", "004010", document).document == document


@pytest.mark.parametrize(
    ("cents", "differs"),
    # 2 x 1.005: the sum is 2.01; each line half to even is 1.00, half up 1.01.
    [("199", True), ("200", False), ("201", False), ("202", False), ("203", True)],
)
def test_a_total_is_right_whether_the_sum_or_each_line_was_rounded(cents: str, differs: bool):
    found = invoice("IT1*1*1*EA*1.005", "IT1*2*1*EA*1.005", f"TDS*{cents}")
    assert bool(found) is differs


@pytest.mark.parametrize(("cents", "differs"), [("100", False), ("101", False), ("102", True)])
def test_half_a_cent_goes_either_way(cents: str, differs: bool):
    assert bool(invoice("IT1*1*1*EA*1.005", f"TDS*{cents}")) is differs


def test_an_allowance_takes_away_and_what_is_neither_counts_nothing():
    body = ("IT1*1*3*EA*10.00", "TDS*2500", "SAC*A*C310***500", "SAC*N*C310***900")
    assert invoice(*body) == []


LINES = ("IT1*1*10*EA*9.95", "IT1*2*1*EA*0.55")
"""Of 100.05 as a whole."""


@pytest.mark.parametrize(
    ("cents", "body", "differs"),
    [
        ("9004", (*LINES, "TDS*{}", "SAC*A*C310****3*10"), False),  # 10.005, half up
        ("9005", (*LINES, "TDS*{}", "SAC*A*C310****3*10"), True),
        ("11006", (*LINES, "TDS*{}", "SAC*C*D240****6*10"), False),
        ("8104", (*LINES, "TDS*{}", "SAC*A*C310****3*10", "SAC*A*C310****4*10"), False),
        ("8004", (*LINES, "TDS*{}", "SAC*A*C310****3*10", "SAC*A*C310****3*10"), True),
        ("8003", (*LINES, "TDS*{}", "SAC*A*C310****3*10", "SAC*A*C310****3*10"), False),
        ("9010", (LINES[0], "SAC*A*C310****3*10", LINES[1], "TDS*{}"), False),
        ("10005", (LINES[0], "SAC*A*C310****3*10", LINES[1], "TDS*{}"), True),
        # An amount is meant where it is said, whatever percentage stands beside it.
        ("9505", (*LINES, "TDS*{}", "SAC*A*C310***500*3*10"), False),
        ("9004", (*LINES, "TDS*{}", "SAC*A*C310***500*3*10"), True),
        # Of what it is, is not said: nothing is known of the sum.
        ("1", (*LINES, "TDS*{}", "SAC*A*C310****Z*10"), False),
        ("1", (*LINES, "TDS*{}", "SAC*A*C310******0.5*EA*1"), False),
        ("1", (*LINES, "TDS*{}", "SAC*C*D240***500", "SAC*A*C310****4*10"), False),
        ("1", (*LINES, "SAC*C*D240***500", "TDS*{}", "SAC*A*C310****3*10"), False),
    ],
)
def test_a_percentage_alone_is_of_what_it_says_it_is_of(
    cents: str, body: tuple[str, ...], differs: bool
):
    assert bool(invoice(*(line.format(cents) for line in body))) is differs


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_no_number_is_too_long_to_be_read_and_added(path: Path):
    for framed in sets_of(path.read_bytes()):
        for match in re.finditer(rb"(?<=[*+:])[0-9.]+(?=[*+:~'])", framed.raw):
            for digits in (40, 5000):
                raw = framed.raw[: match.start()] + b"9" * digits + framed.raw[match.end() :]
                assert read_set(replace(framed, raw=raw)).findings is not None


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("300*EA*9.25*HP", "2775"),
        ("300*EA*9.25*TP", "278"),
        ("300*EA*9.25*HP", "277500"),
        ("300*EA*9.25*PN", "27750"),
        ("300*EA*9.25*PD", "23125"),
        ("300*HU*9.25*HP", "277500"),
        ("300*FT*9.25*TF", "278"),
        ("300*LB*9.25*PP", "277500"),
        ("10*CA*1.5*NC", "0"),
        ("10*CA**NC", "0"),
        # What the price is for is not known, or not in this unit; or it is none to be billed.
        ("10*CA*1.5*PP", "30000"),
        ("10*DZ*1.5*HP", "1"),
        ("10*EA*1.5*FO", "1"),
        ("10*EA*1.5*BW", "1"),
        ("10*EA*1.5*ES", "1"),
    ],
)
def test_a_price_is_for_what_its_basis_says(line: str, total: str):
    assert invoice(f"IT1*1*{line}", f"TDS*{total}") == []


@pytest.mark.parametrize(
    ("line", "total", "due"),
    [
        ("10*CA*1.5*NC", "1500", "0.00"),
        ("10*CA*1.5*CT", "1600", "15.00"),
        ("300*EA*9.25*PN", "27751", "277.50"),
        ("300*LB*9.25*PP", "277501", "2775.00"),
    ],
)
def test_a_total_that_its_price_basis_does_not_make_is_told(line: str, total: str, due: str):
    assert invoice(f"IT1*1*{line}", f"TDS*{total}") == [("TOTAL_DIFFERS", "TDS01", due)]


def test_a_price_for_a_hundred_is_not_taken_for_any_total():
    assert invoice("IT1*1*300*EA*9.25*HP", "TDS*2774") == [("TOTAL_DIFFERS", "TDS01", "27.75")]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("ACK*IA*6*EA", "ACK*IB*4*EA"), []),
        (("ACK*IA*6*EA", "ACK*IB*1*EA"), [("10", "7")]),
        (("ACK*IA", "ACK*IB"), []),
        ((), []),
    ],
)
@pytest.mark.parametrize(
    ("code", "body", "element"),
    [
        ("855", ("BAK*00*AC*4500017*20260302", "PO1*1*10*EA*9.25*PE*VN*A"), "PO102"),
        ("865", ("BCA*04*AC*4500017***20260302", "POC*1*QD*10*10*EA*9.25*PE*VN*A"), "POC03"),
    ],
)
def test_what_is_answered_of_a_line_is_all_of_it(
    code: str,
    body: tuple[str, ...],
    element: str,
    answers: tuple[str, ...],
    told: list[tuple[str, str]],
):
    found = read(code, *body, *answers, "CTT*1").findings
    assert [(f.found, f.assumed) for f in found] == told
    assert {f.element for f in found} <= {element}


def test_a_changed_line_may_be_answered_for_what_is_left_to_come():
    head = ("BCA*04*AC*4500017***20260302", "POC*1*CA*10*4*EA*9.25*PE*VN*A")
    assert read("865", *head, "ACK*IA*4*EA", "CTT*1").findings == ()


def test_what_an_invoice_of_cases_at_a_price_per_each_comes_to_is_not_known():
    assert invoice("IT1*1*2*CA*5*PE*VN*A", "TDS*12000", "CTT*1") == []
    assert invoice("IT1*1*2*EA*5*PE*VN*A", "TDS*12000", "CTT*1") == [
        ("TOTAL_DIFFERS", "TDS01", "10.00")
    ]
