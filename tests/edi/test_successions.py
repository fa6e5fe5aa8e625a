"""Documents that come again under their number: copies, corrections, cancellations, in an order."""

from __future__ import annotations

from itertools import permutations

import pytest

from edi.decisions import Action
from edi.facts import DocumentSeen, Found, Step
from edi.orders import ORDERS_PURPOSE_AT, content_hash
from edi.pair_memory import KnownOrder
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.successions import Arrived, Outcome, Role, outcome_of, remembered
from edi.taking import RETURNED
from tests.edi.test_deciding import came, decided, decision, held
from tests.edi.wire import NOW, frame, interchange, sets_of

GROUPS = {"856": "SH", "810": "IN", "860": "PC", "865": "CA", "846": "IB", "852": "PD", "940": "OW",
          "214": "QM", "855": "PR", "204": "SM"}  # fmt: skip


PROFILES = load_profiles({"acme": 'ids = ["08:ACME", "14:ACME"]\n'})


FUNCTIONS = {"00": "9", "01": "1", "04": "4", "05": "5", "06": "6", "07": "7"}


def take(state: PairState, data: bytes) -> Step:
    return receive(state, frame(data), now=NOW, profiles=PROFILES)


def x12(code: str, *body: str, control: int, at: str = "0615") -> bytes:
    """An interchange of one set, written at a time of its group."""
    whole = [f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]
    data = interchange(whole, control=control).replace(b"GS*PO", f"GS*{GROUPS[code]}".encode())
    return data.replace(b"CROSSDOCK*20260302*0615", f"CROSSDOCK*20260302*{at}".encode())


def edifact(code: str, *body: str, control: int, at: str = "0615") -> bytes:
    """The same in EDIFACT, by the time of its UNB."""
    whole = "'".join((f"UNH+1+{code}:D:96A:UN", *body, f"UNT+{len(body) + 2}+1"))
    head = f"UNB+UNOC:3+ACME:14+CROSSDOCK:ZZ+260302:{at}+{control}"
    return f"{head}'{whole}'UNZ+1+{control}'".encode()


def notice(said: str, control: int, at: str = "0615") -> bytes:
    """An 856 as `purpose quantity [time]`: of when it says that it was made."""
    purpose, quantity, *time = said.split()
    lines = ("HL*1**S", "HL*2*1*I", "LIN**VN*A", f"SN1**{quantity}*EA", "CTT*2")
    began = f"BSN*{purpose}*S1*20260302*{(time or ['0600'])[0]}"
    return x12("856", began, *lines, control=control, at=at)


def despatch(said: str, control: int, at: str = "0615") -> bytes:
    """The same as a DESADV."""
    purpose, quantity, *time = said.split()
    lines = ("CPS+1", "LIN+1++A:VN", f"QTY+12:{quantity}:PCE")
    began = f"BGM+351+S1+{FUNCTIONS.get(purpose, purpose)}"
    moment = f"DTM+137:20260302{(time or ['0600'])[0]}:203"
    return edifact("DESADV", began, moment, *lines, control=control, at=at)


def invoice(said: str, control: int, at: str = "0615") -> bytes:
    """An 810 as `purpose quantity`; `-` has no purpose."""
    purpose, quantity, *_ = said.split()
    purpose = purpose.removeprefix("-")
    began = f"BIG*20260302*S1*20260301*P1***DI*{purpose}".rstrip("*")
    lines = (f"IT1*1*{quantity}*EA*1**VN*A", f"TDS*{quantity}00", "CTT*1")
    return x12("810", began, *lines, control=control, at=at)


def billing(said: str, control: int, at: str = "0615") -> bytes:
    """The same as an INVOIC."""
    purpose, quantity, *_ = said.split()
    function = {"-": "", **FUNCTIONS}
    began = f"BGM+380+S1+{function.get(purpose, purpose)}".rstrip("+")
    lines = ("DTM+137:20260302:102", "LIN+1++A:VN", f"QTY+47:{quantity}", "PRI+AAA:1", "UNS+S",
             f"MOA+77:{quantity}")  # fmt: skip
    return edifact("INVOIC", began, *lines, control=control, at=at)


def outcomes(step: Step) -> tuple[str, str]:
    """The status of what came, and what was found on it."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    (status,) = [str(row["status"]) for row in rows if row["direction"] == "in"]
    told = [fact.finding.code.value for fact in step.facts if isinstance(fact, Found)]
    return status, " ".join(told)


OF = {"856": notice, "DESADV": despatch, "810": invoice, "INVOIC": billing}
SAME, REPLACES = "duplicate DOCUMENT_REPEATED", "accepted DOCUMENT_REPLACES"
LATE, OTHER, COPY = (
    "replaced DOCUMENT_OVERTAKEN", "held DOCUMENT_CONFLICTS", "held COPY_UNMATCHED",
)  # fmt: skip


def story(code: str, *told: tuple[str, str]) -> None:
    """Each document comes under control numbers of its own, the state frozen between any two."""
    state = PairState()
    for control, (said, wanted) in enumerate(told, 1):
        what, _, at = said.partition(" @")
        step = take(state, OF[code](what, control, at or "0615"))
        assert " ".join(outcomes(step)).strip() == wanted, (control, said)
        state = PairState.thaw(step.state.freeze())
        assert state.freeze() == step.state.freeze()


ALL = pytest.mark.parametrize("code", OF)
TIMED = pytest.mark.parametrize("code", ["856", "DESADV"])


@ALL
def test_the_same_document_counts_once_whatever_it_calls_itself(code: str):
    story(
        code, ("00 5", "accepted"), ("00 5", SAME), ("07 5", SAME), ("18 5", SAME), ("06 5", SAME)
    )
    story(code, ("00 5", "accepted"), ("00 6", OTHER), ("07 6", OTHER), ("18 6", OTHER))


@pytest.mark.parametrize("code", ["810", "INVOIC"])
def test_an_original_says_so_or_says_nothing(code: str):
    story(code, ("- 5", "accepted"), ("00 5", SAME), ("- 6", OTHER))
    story(code, ("00 5", "accepted"), ("- 5", SAME))


@pytest.mark.parametrize(
    ("code", "purpose"),
    [("856", "22"), ("810", "22"), ("DESADV", "31"), ("DESADV", "35"), ("INVOIC", "31")],
)
def test_a_copy_counts_for_nothing(code: str, purpose: str):
    story(code, (f"{purpose} 5", COPY), ("00 5", "accepted"), (f"{purpose} 5", SAME))
    story(code, ("00 5", "accepted"), ("05 6", REPLACES), (f"{purpose} 5", SAME),
          (f"{purpose} 7", OTHER))  # fmt: skip


@ALL
def test_corrections_count_one_after_the_other(code: str):
    story(code, ("00 5", "accepted"), ("05 6", REPLACES), ("05 7", REPLACES), ("05 7", SAME),
          ("00 5", SAME), ("00 7", SAME), ("00 8", OTHER))  # fmt: skip
    # By their envelopes: what was written first comes last.
    story(code, ("00 5", "accepted"), ("05 7 @0900", REPLACES), ("05 6 @0800", LATE),
          ("05 6 @0800", SAME), ("05 8 @0900", REPLACES))  # fmt: skip


@TIMED
def test_corrections_count_by_their_own_time_before_that_of_their_envelopes(code: str):
    story(code, ("00 5", "accepted"), ("05 7 0900", REPLACES), ("05 6 0800 @1000", LATE),
          ("05 6 0800 @1100", SAME), ("05 8 0901 @0700", REPLACES))  # fmt: skip


@ALL
def test_what_was_corrected_and_comes_again_as_a_correction_is_held(code: str):
    story(code, ("00 5", "accepted"), ("05 6", REPLACES), ("05 7", REPLACES), ("05 6", OTHER))


@ALL
def test_a_correction_that_comes_before_the_original_stands(code: str):
    story(code, ("05 6", "accepted"), ("00 5", LATE), ("00 5", SAME), ("05 7", REPLACES))
    story(code, ("04 6", "accepted"), ("00 5", "accepted"), ("00 5", SAME), ("00 4", OTHER))


@TIMED
def test_a_number_that_is_used_anew_behind_a_correction_is_held(code: str):
    story(code, ("05 6 0900", "accepted"), ("00 5 1000", OTHER))


@ALL
def test_what_is_cancelled_counts_no_more(code: str):
    story(code, ("00 5", "accepted"), ("01 5", REPLACES), ("01 5", SAME), ("00 5", OTHER),
          ("18 5", REPLACES), ("18 5", SAME))  # fmt: skip
    story(code, ("01 5", "accepted"), ("00 5", LATE), ("00 5", OTHER))
    story(code, ("00 5", "accepted"), ("05 6", REPLACES), ("01 6", REPLACES), ("05 6", OTHER),
          ("05 7", REPLACES))  # fmt: skip


@ALL
def test_a_copy_of_what_was_cancelled_counts_for_nothing(code: str):
    for copy in ("07", "22" if code in GROUPS else "31"):
        story(code, ("00 5", "accepted"), ("01 5", REPLACES), (f"{copy} 5", SAME),
              (f"{copy} 6", COPY), (f"{copy} 5", SAME))  # fmt: skip
        # Of what was corrected before, of what the cancellation itself says, of a reissue.
        story(code, ("00 5", "accepted"), ("05 6", REPLACES), ("01 7", REPLACES),
              (f"{copy} 5", SAME), (f"{copy} 6", SAME), (f"{copy} 7", SAME), (f"{copy} 8", COPY),
              ("18 8", REPLACES), (f"{copy} 8", SAME))  # fmt: skip
        # The cancellation came first: of what it cancels nothing is known but that it was so.
        story(code, ("01 5", "accepted"), (f"{copy} 5", SAME), (f"{copy} 6", LATE))
        story(code, ("00 5", "accepted"), ("01 5 @0900", REPLACES), (f"{copy} 6 @0800", LATE))


def test_a_copy_behind_a_cancellation_that_a_person_releases_counts():
    first = came(invoice("00 5", 1), invoice("01 5", 2), invoice("07 6", 3))
    taken = decided(first, decision(held(first)[0]))
    assert outcomes(taken) == ("accepted", "DOCUMENT_REPLACES")
    assert outcomes(came(invoice("00 6", 4), state=taken.state))[0] == "duplicate"
    # It is not what it was held for, if what it copies was cancelled since.
    waits = came(invoice("07 6", 1))
    cancelled = came(invoice("01 5", 2), state=waits.state)
    assert outcomes(decided(cancelled, decision(held(waits)[0])))[0] != "accepted"


@ALL
def test_what_was_corrected_and_comes_again_in_a_later_envelope_is_held_and_told_so(code: str):
    step = take(PairState(), OF[code]("00 5", 1, "0600"))
    for control, what in enumerate(("05 6", "05 7", "05 6"), 2):
        step = take(step.state, OF[code](what, control, f"060{control}"))
    assert outcomes(step) == ("held", "DOCUMENT_CONFLICTS")
    (message,) = [fact.finding.message for fact in step.facts if isinstance(fact, Found)]
    assert message == RETURNED
    taken = decided(step, decision(held(step)[0]))
    assert outcomes(taken) == ("accepted", "DOCUMENT_REPLACES")


@TIMED
def test_a_cancellation_with_the_time_of_what_it_cancels_is_held_behind_a_correction(code: str):
    story(code, ("00 5", "accepted"), ("05 6 0900", REPLACES), ("01 5 0600 @1000", OTHER))
    story(code, ("00 5", "accepted"), ("05 6 0900", REPLACES), ("01 5 0600", LATE))
    story(code, ("00 5 0600", "accepted"), ("01 5 0900", REPLACES), ("00 5 0600", SAME))


@TIMED
def test_another_purpose_is_another_document_unless_it_says_what_counts(code: str):
    story(code, ("14 5", "accepted"), ("14 5", SAME), ("14 6", OTHER), ("00 5", "accepted"),
          ("13 5", SAME))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "purposes"),
    [("856", ("02", "25", "26")), ("810", ("02", "26")), ("DESADV", ("2", "20")),
     ("INVOIC", ("20", "21"))],
)  # fmt: skip
def test_a_part_of_a_document_is_held(code: str, purposes: tuple[str, ...]):
    parts = [(f"{purpose} 6", "held PURPOSE_HELD") for purpose in purposes]
    story(code, *parts, ("00 5", "accepted"), *parts, ("05 6", REPLACES))


def test_a_memo_stands_beside_the_invoice_of_its_number():
    def kinds(code: str, *types: str) -> list[str]:
        state, found = PairState(), list[str]()
        for control, each in enumerate(types, 1):
            plain = OF[code]("- 5", control)
            step = take(state, plain.replace(b"*DI", f"*{each}".encode()).replace(
                b"+380+", f"+{each}+".encode()))  # fmt: skip
            state = step.state
            found.append(" ".join(outcomes(step)).strip())
        return found

    assert kinds("810", "DI", "CR", "DR", "CR") == ["accepted"] * 3 + [SAME]
    assert kinds("INVOIC", "380", "381", "383", "381") == ["accepted"] * 3 + [SAME]
    # A corrected invoice stands for that of its number.
    assert kinds("INVOIC", "380", "384", "384", "380") == ["accepted", REPLACES, SAME, SAME]


def changed(said: str, control: int, code: str = "860") -> bytes:
    """A change as `purpose sequence request quantity`; `-` says nothing."""
    purpose, sequence, request, quantity = (each.strip("-") for each in said.split())
    head = {"860": "BCH*{}*SA*P1**{}*20260301*{}", "865": "BCA*{}*AC*P1**{}*20260301*{}"}[code]
    line = f"POC*1*QD*{quantity}*0*EA*1*PE*VN*A" + ("", f"~ACK*IA*{quantity}*EA")[code == "865"]
    began = head.format(purpose, sequence, request).rstrip("*")
    return x12(code, began, *line.split("~"), "CTT*1", control=control)


@pytest.mark.parametrize("code", ["860", "865"])
@pytest.mark.parametrize(
    "told",
    [
        (("04 1 - 5", "accepted"), ("04 2 - 6", "accepted"), ("04 1 - 5", SAME),
         ("00 1 - 5", SAME), ("07 2 - 6", SAME), ("04 2 - 7", OTHER), ("07 3 - 6", COPY)),
        (("04 - R1 5", "accepted"), ("04 - R2 5", "accepted"), ("04 - R2 5", SAME),
         ("04 - R2 6", OTHER)),
        (("04 - - 5", "accepted"), ("04 - - 6", "accepted"), ("04 - - 5", SAME),
         ("07 - - 6", SAME), ("07 - - 7", COPY), ("04 01 - 8", "accepted"),
         ("01 - - 0", "accepted"), ("01 - - 0", SAME)),
        (("04 1 - 5", "accepted"), ("05 1 - 6", REPLACES), ("05 1 - 7", REPLACES),
         ("04 1 - 5", SAME)),
    ],
)  # fmt: skip
def test_two_changes_of_an_order_are_two(code: str, told: tuple[tuple[str, str], ...]):
    state = PairState()
    for control, (said, wanted) in enumerate(told, 1):
        step = take(state, changed(said, control, code))
        assert " ".join(outcomes(step)).strip() == wanted, (control, said)
        state = step.state


def test_a_change_of_edifact_is_known_by_its_own_number():
    def change(number: str, function: str, quantity: int, control: int) -> bytes:
        body = (f"BGM+230+{number}+{function}", "DTM+137:20260302:102", "RFF+ON:P1",
                "LIN+1+3+A:VN", f"QTY+21:{quantity}", "UNS+S")  # fmt: skip
        return edifact("ORDCHG", *body, control=control)

    state = PairState()
    for control, (number, function, quantity, wanted) in enumerate(
        [("C1", "4", 5, "accepted"), ("C2", "4", 5, "accepted"), ("C1", "4", 5, SAME),
         ("C1", "9", 5, SAME), ("C1", "7", 5, SAME), ("C1", "31", 5, SAME),
         ("C1", "4", 6, OTHER), ("C1", "5", 6, REPLACES), ("C3", "7", 6, COPY)], 1
    ):  # fmt: skip
        step = take(state, change(number, function, quantity, control))
        assert " ".join(outcomes(step)).strip() == wanted, control
        state = step.state


def test_a_shipping_order_says_its_purpose_in_its_status():
    def ordered(status: str, quantity: int, control: int) -> bytes:
        lines = ("N1*ST*X*92*01", "LX*1", f"W01*{quantity}*EA**VN*A", f"W76*{quantity}")
        return x12("940", f"W05*{status}*D1*P1", *lines, control=control)

    state = PairState()
    for control, (status, quantity, wanted) in enumerate(
        [("N", 5, "accepted"), ("N", 5, SAME), ("T", 5, SAME), ("N", 6, OTHER), ("R", 6, REPLACES),
         ("R", 7, REPLACES), ("F", 7, REPLACES), ("F", 7, SAME), ("N", 7, OTHER)], 1
    ):  # fmt: skip
        step = take(state, ordered(status, quantity, control))
        assert " ".join(outcomes(step)).strip() == wanted, control
        state = step.state


def test_a_copy_that_a_person_releases_is_what_it_is_a_copy_of():
    first = came(notice("07 5", 1))
    taken = decided(first, decision(held(first)[0]))
    assert outcomes(taken) == ("accepted", "")
    again = came(notice("00 5", 2), state=taken.state)
    assert outcomes(again) == ("duplicate", "DOCUMENT_REPEATED")
    late = came(notice("00 5", 3), state=first.state)
    refused = decided(late, decision(held(first)[0]))
    assert outcomes(refused) == ("duplicate", "DOCUMENT_REPEATED")
    gone = decided(first, decision(held(first)[0], Action.REJECT))
    assert outcomes(gone)[0] == "rejected"


def test_what_a_person_releases_counts_and_what_it_replaced_is_known():
    first = came(notice("00 5", 1), notice("05 6 0900", 2), notice("00 7", 3))
    taken = decided(first, decision(held(first)[0]))
    assert outcomes(taken) == ("accepted", "DOCUMENT_REPLACES")
    assert outcomes(came(notice("00 5", 4), state=taken.state))[0] == "held"
    assert outcomes(came(notice("05 6 0900", 4), state=taken.state))[0] != "accepted"


@pytest.mark.parametrize("purpose", ["00", "05"])
def test_what_was_known_by_its_purpose_is_known_by_its_number(purpose: str):
    """States of before: a name with the purpose, a hash with the purpose in it."""
    data = notice(f"{purpose} 5", 1)
    state = take(PairState(), data).state.edit()
    ((name, known),) = state.orders.items()
    assert name == "856\x1dS1"
    once = content_hash(sets_of(data)[0], ORDERS_PURPOSE_AT)
    assert once != known.content
    state.orders.forget(name)
    state.orders.put(
        f"856/S1/{purpose}", KnownOrder(content=once, document=known.document, day=NOW.date())
    )
    state = PairState.thaw(state.freeze())
    assert outcomes(take(state, notice(f"{purpose} 5", 2)))[0] == "duplicate"
    assert outcomes(take(state, notice("05 6", 2))) == ("accepted", "DOCUMENT_REPLACES")


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_corrections_come_to_the_same_in_whatever_order_they_come(order: tuple[int, ...]):
    told = [
        (Role.FIRST, "a", "202603020600"), (Role.REPLACEMENT, "b", "202603020700"),
        (Role.REPLACEMENT, "c", "202603020800"), (Role.CANCELLATION, "c", "202603020900"),
    ]  # fmt: skip
    known: KnownOrder | None = None
    for at in order:
        role, content, said = told[at]
        arrived = Arrived(role=role, content=content, document=str(at), day=NOW.date(), said=said)
        outcome = outcome_of(known, arrived)
        assert outcome in (Outcome.TAKEN, Outcome.REPLACES, Outcome.OVERTAKEN)
        known = remembered(known, arrived, outcome)
    assert known is not None
    assert known.document == "3"
