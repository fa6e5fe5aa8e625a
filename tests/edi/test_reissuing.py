"""Invoices under a number that was sent before: the same goes as it went, another does not go."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from edi.documents.billing import Invoice
from edi.facts import Found, Outbound
from edi.pair_state import PairState, forgotten
from edi.profiles import load_profiles
from edi.sending import Request, send
from tests.edi.test_sending import acknowledgment, answered, of, sent
from tests.edi.wire import NOW, written_once


def invoice(
    total: str = "10.00", *, number: str = "I1", type: str = "", id: str = "i-1",  # noqa: A002
    code: str = "810",
) -> Request:  # fmt: skip
    document = Invoice(number=number, date=NOW.date(), type=type, total=Decimal(total))
    return Request(
        id=id, sender="ZZ:US", receiver="08:ACME", usage="P", set=code,
        release="004010" if code == "810" else "D96A", document=document,
        raw=f"{id} {number} {total} {type}".encode(),
    )  # fmt: skip


FIRST = sent(PairState(), invoice()).state


def came_of(state: PairState, item: Request) -> tuple[list[str], list[str]]:
    """What is found, and the names of what goes out."""
    step = sent(state, item)
    found = [fact.finding.code.value for fact in of(step, Found)]
    return found, [fact.name for fact in of(step, Outbound)]


def test_another_invoice_under_a_number_is_kept_and_takes_none():
    step = sent(FIRST, invoice("12.00", id="i-2"))
    (found,) = of(step, Found)
    assert (found.finding.code.value, found.finding.found) == ("INVOICE_REISSUED", "I1")
    assert found.finding.assumed == "X12/ZZ:US/08:ACME/000000001/1/0001"
    assert (found.document, found.raw) == ("request/i-2", b"i-2 I1 12.00 ")
    assert of(step, Outbound) == []
    assert step.state.last_interchange == 1


@pytest.mark.parametrize(
    "item",
    [
        invoice("12.00", type="CR", id="i-2"),
        invoice("12.00", type="DR", id="i-2"),
        invoice("12.00", number="I2", id="i-2"),
    ],
)
def test_a_memo_and_an_invoice_of_another_number_go(item: Request):
    assert came_of(FIRST, item) == ([], ["810_08-ACME_ZZ-US_P_000000002"])


@pytest.mark.parametrize(("code", "memo"), [("810", "CR"), ("810", "DR"), ("INVOIC", "381")])
def test_a_memo_is_issued_once_under_its_number_beside_the_invoice_and_memos_of_other_types(
    code: str, memo: str
):
    plain = "380" if code == "INVOIC" else "DI"
    state = sent(PairState(), invoice(type=plain, code=code)).state
    state = sent(state, invoice("2.00", type=memo, id="m-1", code=code)).state
    state = PairState.thaw(state.freeze())
    again = invoice("2.00", type=memo, id="m-2", code=code)
    assert came_of(state, again)[0] == ["INVOICE_SENT"]
    other = invoice("3.00", type=memo, id="m-3", code=code)
    assert came_of(state, other) == (["INVOICE_REISSUED"], [])
    assert came_of(state, invoice("4.00", type=plain, id="i-2", code=code)) == (
        ["INVOICE_REISSUED"], [],
    )  # fmt: skip
    debit = "383" if code == "INVOIC" else {"CR": "DR", "DR": "CR"}[memo]
    assert came_of(state, invoice("2.00", type=debit, id="m-4", code=code))[0] == []


def test_an_invoice_of_edifact_is_corrected_by_a_note_too():
    state = sent(PairState(), invoice(type="380", code="INVOIC")).state
    other = invoice("12.00", type="380", id="i-2", code="INVOIC")
    assert came_of(state, other) == (["INVOICE_REISSUED"], [])
    note = invoice("12.00", type="381", id="i-2", code="INVOIC")
    assert came_of(state, note)[0] == []


def test_the_same_invoice_goes_again_as_it_went_until_it_is_answered():
    first = "810_08-ACME_ZZ-US_P_000000001"
    assert came_of(FIRST, invoice(id="i-2")) == (["INVOICE_SENT"], [first])
    taken = answered(FIRST, acknowledgment(group="IN"), NOW).state
    assert came_of(taken, invoice(id="i-2")) == (["INVOICE_SENT"], [])
    assert came_of(taken, invoice("12.00", id="i-2")) == (["INVOICE_REISSUED"], [])


def test_an_invoice_that_was_refused_or_forgotten_is_sent_corrected():
    refused = answered(FIRST, acknowledgment("R", group="IN"), NOW).state
    assert came_of(refused, invoice("12.00", id="i-2"))[0] == []
    taken = answered(FIRST, acknowledgment(group="IN"), NOW).state
    later = forgotten(taken.edit(), NOW.date() + timedelta(days=1))
    assert came_of(later, invoice("12.00", id="i-2"))[0] == []


def test_invoices_of_a_state_of_before_are_known():
    assert came_of(written_once(FIRST, 6), invoice("12.00", id="i-2")) == (["INVOICE_REISSUED"], [])


@pytest.mark.parametrize("number", ["I1*~>", "I1~", "I1\u00b7", "I\u00e0"])
@pytest.mark.parametrize("code", ["810", "INVOIC"])
def test_no_character_of_a_number_is_substituted(number: str, code: str):
    """What stands there would be the number of another document, which was or will be sent."""
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\ncharacters = "UNOB"'})
    step = send(PairState(), invoice(number=number, code=code), profiles.partners[0], NOW)
    place = {"810": "BIG02", "INVOIC": "BGM02-1"}[code]
    (found,) = of(step, Found)
    assert (found.finding.code.value, found.finding.element) == ("CHARACTER_OUTSIDE", place)
    assert found.finding.message.startswith("Of the document's number no character")
    assert (of(step, Outbound), step.state.last_interchange) == ([], 0)


@pytest.mark.parametrize("code", ["810", "INVOIC"])
def test_blanks_at_the_end_of_a_number_say_nothing_and_are_not_written(code: str):
    step = sent(PairState(), invoice(number="I1  ", code=code))
    (out,) = of(step, Outbound)
    assert (b"I1" in out.content, b"I1 " in out.content) == (True, False)
    assert of(step, Found) == []
    assert came_of(step.state, invoice(id="i-2", code=code))[0] == ["INVOICE_SENT"]
    assert came_of(step.state, invoice("12.00", id="i-3", code=code))[0] == ["INVOICE_REISSUED"]
