"""A log that is read in another order: what README promises of it holds, and what it does not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edi.facts import DocumentSeen, Outbound
from edi.sending import Request
from tests.edi.test_early_answers import MINUTE, REFUSED, File, Log, answer, order
from tests.edi.test_partner_advice import TED, advice, oti
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import request
from tests.edi.wire import NOW

INVOICE = invoice()
TAKES: tuple[bytes | Request, ...] = (
    order(1),
    request("a-1"),
    invoice("5.00", id="i-1"),
    invoice("6.00", id="i-2"),
    invoice("5.00", number="I2", id="i-3"),
    advice(oti("TR", "IV*I2*US*ACME***5*0001*810"), TED, number=70),
    order(71, "BEG*00*SA*9**20260302", "PO1*1*1*EA***VN*A"),
)
"""What is asked for, and what comes that is answered: each takes the next control number. The
second invoice goes only where the first was refused before."""
SAID: tuple[tuple[bytes, int], ...] = (
    (answer("A", 2, "PR", 91), 2),
    (answer("R", 3, number=92), 3),
    (answer("A", 4, number=93), 5),
    (answer("E", 5, number=94), 6),
)
"""What acme acknowledges, and behind how many of the above it came."""


def log_of(places: list[int], *, times_kept: bool) -> list[File]:
    """The story with its acknowledgments behind so many of what takes numbers.

    Files have the times at which they came, or those of the order in which they are read.
    """
    read = [(at, 0, float(at), item) for at, item in enumerate(TAKES, 1)]
    read += [
        (place, number, behind + 0.5, said)
        for number, ((said, behind), place) in enumerate(zip(SAID, places, strict=True), 1)
    ]
    read.sort(key=lambda one: one[:2])
    return [
        File(item, NOW + MINUTE * (came if times_kept else turn), f"{came}")
        for turn, (_, _, came, item) in enumerate(read)
    ]


def outcome(log: Log) -> tuple[Any, ...]:
    """All that a log comes to, but when it was read and that something was on nothing yet."""
    ours = {
        control: (sent.document, sent.status, sent.acknowledgment, sent.acknowledgment_code)
        for control, sent in log.state.sent.items()
    }
    went = [(fact.name, fact.set) for fact in log.facts if isinstance(fact, Outbound)]
    rows = [fact.row for fact in log.facts if isinstance(fact, DocumentSeen)]
    last = {str(row["document"]): row["status"] for row in rows}
    told = sorted(
        (fact.document, fact.finding.code.value, fact.finding.offset, fact.finding.found)
        for fact in log.found()
        if fact.finding.code.value != "ACK_UNMATCHED"
    )
    return ours, went, last, told, log.open(), dict(log.state.billed)


LIVE = [behind for _, behind in SAID]
IN_ORDER = Log().read(*log_of(LIVE, times_kept=True))


def test_in_its_order_the_story_is_one_of_a_corrected_invoice_and_one_that_is_refused():
    assert IN_ORDER.became() == {
        "000000002": "accepted", "000000003": "replaced", "000000004": "accepted",
        "000000005": "rejected",
    }  # fmt: skip
    assert list(IN_ORDER.open()) == ["EDI-REJECTED/X12/ZZ:US/08:ACME/000000005/5/0001"]
    assert "ACK_UNMATCHED" not in IN_ORDER.codes()


@given(data=st.data(), times_kept=st.booleans())
def test_acknowledgments_that_are_read_earlier_come_to_the_same(
    data: st.DataObject, *, times_kept: bool
):
    # Each is on another document, so that they may come in any order among themselves.
    places = [data.draw(st.integers(0, behind)) for behind in LIVE]
    early = Log().read(*log_of(places, times_kept=times_kept))
    assert outcome(early) == outcome(IN_ORDER)
    assert not early.state.early_answers


def test_only_what_is_read_earlier_comes_to_the_same():
    corrected = invoice("12.00", id="i-2")
    late = Log().read(INVOICE, corrected, REFUSED)
    assert (late.codes(), late.became()) == (["INVOICE_REISSUED"], {"000000001": "rejected"})
    again = late.read(invoice("12.00", id="i-3"))
    assert again.became() == {"000000001": "rejected", "000000002": "sent"}
    # What takes control numbers takes others in another order, and an answer is on another.
    other = Log().read(invoice(number="I2", id="i-9"), INVOICE, REFUSED)
    assert other.state.sent["000000001"].business_key == "I2"
    assert other.became() == {"000000001": "rejected", "000000002": "sent"}


def test_what_was_asked_for_before_an_answer_came_hangs_on_where_it_is_read():
    second, third = invoice("11.00", id="i-2"), invoice("12.00", id="i-3")
    live = Log().read(INVOICE, second, REFUSED, third)
    assert live.codes() == ["INVOICE_REISSUED"]
    assert [sent.request for sent in live.state.sent.values()] == ["i-1", "i-3"]
    early = Log().read(REFUSED, INVOICE, second, third)
    assert [sent.request for sent in early.state.sent.values()] == ["i-1", "i-2"]
    assert early.codes() == ["ACK_UNMATCHED", "INVOICE_REISSUED"]
