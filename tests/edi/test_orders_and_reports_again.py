"""Orders and reports that come again, and which document of a number a row counts in place of."""

from __future__ import annotations

from typing import Any

import pytest

from edi.facts import DocumentSeen, Step
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from tests.edi.test_deciding import decided, decision
from tests.edi.test_exceptions import seen
from tests.edi.test_successions import (
    COPY,
    GROUPS,
    OF,
    PROFILES,
    SAME,
    edifact,
    invoice,
    notice,
    outcomes,
    take,
    x12,
)
from tests.edi.wire import NOW, frame, interchange

STOCK = ("BIA*{0}*SI*C1*20260302", "LIN*1*VN*A", "QTY*33*{1}*EA")
SALES = ("XQ*H*20260301*20260301", "LIN**VN*A", "ZA*QS*{1}*EA")
STATUS = ("B10*PRO1*S1*RDWY", "LX*1", "AT7*X1*NS***20260302*{1}*LT")
COUNT = ("BGM+35+C1+{0}", "DTM+137:20260302:102", "LIN+1++A:VN", "QTY+145:{1}:PCE")
REACHED = ("BGM+23+C1+{0}", "CNI+1+S1", "STS+1+21+1", "DTM+334:20260302{1}:203")
ANSWER = ("BAK*{0}*AC*P1*20260301", "PO1*1*{1}*EA*1*PE*VN*A", "CTT*1")
RESPONSE = ("BGM+231+A1+{0}", "DTM+137:20260302:102", "RFF+ON:P1", "LIN+1+5+A:VN", "QTY+21:{1}",
            "UNS+S")  # fmt: skip
TENDER = ("B2**RDWY**LOAD**PP", "B2A*{0}*LT", "S5*1*CL", "G62*37*20260309", "N1*SF*X*91*0{1}")
NEWS = "accepted"


@pytest.mark.parametrize(
    ("code", "body", "told"),
    [
        ("846", STOCK, [("00 5", "accepted"), ("00 5", SAME), ("07 5", SAME), ("00 6", "accepted"),
                        ("00 5", "accepted"), ("01 5", "accepted"), ("01 5", SAME),
                        ("00 5", "accepted"), ("22 6", COPY), ("25 5", "accepted")]),
        ("INVRPT", COUNT, [("9 5", "accepted"), ("7 5", SAME), ("9 6", "accepted"),
                           ("9 5", "accepted")]),
        ("852", SALES, [("- 5", "accepted"), ("- 5", SAME), ("- 6", "accepted"), ("- 5", SAME)]),
        ("214", STATUS, [("- 1000", "accepted"), ("- 1100", "accepted"), ("- 1000", SAME)]),
        ("IFTSTA", REACHED, [("9 1000", "accepted"), ("9 1100", "accepted"), ("7 1000", SAME),
                            ("7 1200", COPY)]),
        ("855", ANSWER, [("00 5", NEWS), ("00 5", SAME), ("00 6", NEWS), ("00 5", NEWS),
                         ("07 5", SAME), ("07 6", COPY), ("05 5", NEWS), ("00 5", NEWS)]),
        ("ORDRSP", RESPONSE, [("29 5", NEWS), ("29 5", SAME), ("27 5", NEWS), ("29 5", NEWS),
                              ("9 5", NEWS), ("7 5", SAME)]),
        ("204", TENDER, [("00 5", NEWS), ("00 5", SAME), ("01 5", NEWS), ("00 5", NEWS),
                         ("05 6", NEWS), ("05 6", SAME)]),
    ],
)  # fmt: skip
def test_a_report_that_comes_again_tells_nothing_new(
    code: str, body: tuple[str, ...], told: list[tuple[str, str]]
):
    state = PairState()
    for control, (said, wanted) in enumerate(told, 1):
        lines = [line.format(*said.split()) for line in body]
        make = x12 if code in GROUPS else edifact
        step = take(state, make(code, *lines, control=control))
        assert " ".join(outcomes(step)).strip() == wanted, (control, said)
        state = step.state


def order(purpose: str, quantity: str, control: int) -> bytes:
    """An 850, or an ORDERS where the purpose is one digit, or two behind `E`."""
    if len(purpose) == 1 or purpose[0] == "E":
        body = (f"BGM+220+P1+{purpose.removeprefix('E')}", "DTM+137:20260302:102", "NAD+BY+1::9",
                "LIN+1++A:VN", f"QTY+21:{quantity}:EA", "UNS+S")  # fmt: skip
        return edifact("ORDERS", *body, control=control)
    body = (f"BEG*{purpose}*SA*P1**20260302", f"PO1*1*{quantity}*EA*1*PE*VN*A", "CTT*1")
    return interchange(["ST*850*0001", *body, "SE*5*0001"], control=control)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("00", ("00", "06", "07", "15", "18", "22", "49")),
        ("9", ("9", "7", "E31", "E35", "E18")),
        ("15", ("00", "07", "15", "49")), ("18", ("00", "18", "22")), ("49", ("00", "07", "49")),
        ("E18", ("9", "7", "E18", "E31")),
    ],
)  # fmt: skip
def test_an_order_that_says_that_it_was_sent_before_counts_once(first: str, again: tuple[str, ...]):
    counted = take(PairState(), order(first, "5", 1))
    assert outcomes(counted) == ("accepted", "")
    state = counted.state
    for control, purpose in enumerate(again, 2):
        same, other = (take(state, order(purpose, each, control)) for each in "56")
        assert outcomes(same) == ("duplicate", "ORD-DUP-PO-SAME")
        assert outcomes(other) == ("held", "ORD-DUP-PO-DIFF")


@pytest.mark.parametrize("purpose", ["07", "22", "7", "E31", "E35"])
def test_a_copy_of_an_order_that_never_came_waits_for_a_person(purpose: str):
    step = take(PairState(), order(purpose, "5", 1))
    assert outcomes(step) == ("held", "COPY_UNMATCHED")
    taken = decided(step, decision(next(iter(step.state.held))), PROFILES)
    assert outcomes(taken) == ("accepted", "")


@pytest.mark.parametrize("purpose", ["01", "04", "05", "17", "14", "1", "4", "5", "E17"])
def test_an_order_that_changes_another_is_held(purpose: str):
    first = "00" if purpose.isdecimal() and len(purpose) > 1 else "9"
    state = take(PairState(), order(first, "5", 1)).state
    for quantity in ("5", "6"):
        assert outcomes(take(state, order(purpose, quantity, 2))) == ("held", "PURPOSE_HELD")


@pytest.mark.parametrize(("purpose", "cancels"), [("18", "01"), ("E18", "1")])
def test_a_reissued_order_counts_behind_a_cancellation_that_is_held(purpose: str, cancels: str):
    state = take(PairState(), order(cancels, "5", 1)).state
    counted = take(state, order(purpose, "5", 2))
    assert outcomes(counted) == ("accepted", "")
    later = take(counted.state, order(cancels, "5", 3)).state
    assert outcomes(take(later, order(purpose, "5", 4))) == ("duplicate", "ORD-DUP-PO-SAME")
    assert outcomes(take(later, order(purpose, "6", 4))) == ("held", "ORD-DUP-PO-DIFF")


@pytest.mark.parametrize("purpose", ["15", "18", "49"])
def test_an_original_makes_good_one_that_calls_itself_otherwise(purpose: str):
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nlevels = { balance = "error" }'})

    def came(state: PairState, data: bytes) -> Step:
        return receive(state, frame(data), now=NOW, profiles=profiles)

    for make in (order, lambda said, quantity, control: notice(f"{said} {quantity}", control)):
        wrong = came(PairState(), make(purpose, "5", 1).replace(b"CTT*", b"CTT*9"))
        ((name, status),) = seen(wrong)
        assert (outcomes(wrong)[0], status) == ("held", "open")
        right = came(PairState.thaw(wrong.state.freeze()), make("00", "5", 2))
        assert (outcomes(right), seen(right)) == (("accepted", ""), [(name, "resolved")])


def test_a_row_names_the_document_in_whose_place_it_counts():
    replaced: list[object] = []
    state = PairState()
    for control, said in enumerate(("00 5", "05 6 0900", "05 7 0800", "01 7 1000", "01 7 1000"), 1):
        step = take(state, notice(said, control))
        state = step.state
        replaced += [fact.row["replaces"] for fact in step.facts if isinstance(fact, DocumentSeen)
                     and fact.row["direction"] == "in"]  # fmt: skip
    name = "X12/08:ACME/ZZ:CROSSDOCK/00000000{0}/{0}/0001"
    assert replaced == [None, name.format(1), None, name.format(2), None]
    held_one = take(take(PairState(), order("00", "5", 1)).state, order("00", "6", 2))
    taken = decided(held_one, decision(next(iter(held_one.state.held))), PROFILES)
    (row,) = [fact.row for fact in taken.facts if isinstance(fact, DocumentSeen)]
    assert row["replaces"] == name.format(1)


def test_an_original_makes_good_what_did_not_say_that_it_is_one_and_no_memo():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nlevels = { balance = "error" }'})

    def came(state: PairState, said: str, control: int, old: str, new: str) -> Step:
        data = invoice(said, control)
        data = data.replace(old.encode(), new.encode()) if old else data
        return receive(state, frame(data), now=NOW, profiles=profiles)

    wrong = came(PairState(), "- 5", 1, "CTT*1", "CTT*2")
    memo = came(wrong.state, "00 4", 2, "DI*00~\nIT1*1*4", "CR*00~\nIT1*1*5")
    assert [status for _, status in seen(memo)] == ["open"]
    right = came(memo.state, "00 5", 3, "", "")
    assert seen(right) == [("EDI-HELD/X12/08:ACME/ZZ:CROSSDOCK/000000001/1/0001", "resolved")]


@pytest.mark.parametrize(
    ("make", "original", "copies"),
    [
        (order, "00", ("07", "22")),
        (order, "49", ("07",)),
        (order, "9", ("7", "E31")),
        (OF["856"], "00", ("07", "22")),
        (OF["DESADV"], "00", ("07",)),
        (OF["810"], "-", ("07",)),
        (OF["INVOIC"], "00", ("07",)),
    ],
)
def test_the_original_makes_good_a_copy_that_came_before_it_and_says_the_same(
    make: Any, original: str, copies: tuple[str, ...]
):
    def sent(purpose: str, quantity: str, control: int) -> bytes:
        if make is order:
            return order(purpose, quantity, control)
        return make(f"{purpose} {quantity}", control)

    for copy in copies:
        before = take(PairState(), sent(copy, "5", 1))
        ((name, status),) = seen(before)
        assert (outcomes(before), status) == (("held", "COPY_UNMATCHED"), "open")
        for quantity, wanted in (("5", [(name, "resolved")]), ("6", [])):
            state = PairState.thaw(before.state.freeze())
            step = take(state, sent(original, quantity, 2))
            assert (outcomes(step), seen(step)) == (("accepted", ""), wanted), copy
