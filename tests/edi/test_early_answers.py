"""What a partner said of documents that went later: it counts as if it came right behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from edi.deciding import carry_out, decide
from edi.decisions import Decision
from edi.early_answers import APART, NAME_MAX, NAMES_MAX, QUEUE_MAX
from edi.facts import DocumentSeen, ExceptionSeen, Fact, Found, Origin
from edi.pair_state import PairState, forgotten
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive
from edi.sending import Request, send
from tests.edi.test_advising import HOLDS, UNBALANCED, partner
from tests.edi.test_closing import closing
from tests.edi.test_deciding import decision as deciding
from tests.edi.test_partner_advice import TED, advice, oti
from tests.edi.test_reissuing import invoice
from tests.edi.test_sending import PROFILES, acknowledgment
from tests.edi.wire import NOW, frame, interchange, order_set, written_once

LATER = NOW + timedelta(days=3)
"""When a log is read anew."""
MINUTE = timedelta(minutes=1)


def answer(verdict: str, control: int, group: str = "IN", number: int = 90) -> bytes:
    """A 997 of acme on what went in a group of ours."""
    wire = acknowledgment(verdict, group=group, control=f"{control}", number=number)
    return wire.replace(b"AK2*855", b"AK2*810" if group == "IN" else b"AK2*855")


def order(control: int, *body: str) -> bytes:
    """An order of acme to us."""
    wire = interchange(order_set(body) if body else order_set(), control=control)
    return wire.replace(f"{'CROSSDOCK':15}".encode(), f"{'US':15}".encode())


@dataclass(frozen=True)
class File:
    """A file of one thing, and when it was last written."""

    content: bytes | Request | Decision
    written_at: datetime | None = None
    name: str = ""


class Log:
    """What files come to that are read one after another; between any two the state is frozen."""

    def __init__(self, profiles: Profiles = PROFILES, now: datetime = LATER) -> None:
        self.state, self.facts, self.now = PairState(), list[Fact](), now
        self._profiles = profiles

    def read(self, *files: File | bytes | Request | Decision) -> Log:
        for each in files:
            file = each if isinstance(each, File) else File(each)
            self.now += timedelta(seconds=1)
            before = PairState.thaw(self.state.freeze())
            origin = Origin(file=file.name, written_at=file.written_at or NOW)
            if isinstance(file.content, Request):
                item = replace(file.content, asked_at=file.written_at or NOW)
                step = send(before, item, self._profiles.partners[0], self.now)
            elif isinstance(file.content, Decision):
                step = decide(before, file.content, now=self.now, profiles=self._profiles)
            else:
                step = receive(
                    before, frame(file.content), now=self.now, profiles=self._profiles,
                    origin=origin,
                )  # fmt: skip
            carried = carry_out(step, now=self.now, profiles=self._profiles)
            self.state = carried.state
            self.facts += [*step.facts, *carried.facts]
        return self

    def became(self) -> dict[str, str]:
        """How our documents stand, by control number."""
        return {control: sent.status for control, sent in self.state.sent.items()}

    def codes(self) -> list[str]:
        return [fact.finding.code.value for fact in self.found()]

    def found(self) -> list[Found]:
        return [fact for fact in self.facts if isinstance(fact, Found)]

    def open(self) -> dict[str, str]:
        """The exceptions that are open, and what they say."""
        rows = [fact.row for fact in self.facts if isinstance(fact, ExceptionSeen)]
        last = {str(row["exception"]): row for row in rows}
        return {name: str(r["message"]) for name, r in last.items() if r["status"] == "open"}


INVOICE = invoice()
REFUSED = answer("R", 1)
BESIDE = REFUSED.replace(b"AK2*", b"AK2*810*0002~AK5*A~AK2*").replace(b"SE*6", b"SE*8")


@pytest.mark.parametrize(
    ("asked_at", "counts"),
    [
        # The answer was written at NOW, and is read at LATER and a second.
        (NOW - timedelta(days=99), True),
        (NOW, True),
        (NOW + APART, True),
        (NOW + APART + timedelta(microseconds=1), False),
        (LATER + timedelta(seconds=1), False),
    ],
)
def test_what_was_asked_for_long_after_an_answer_was_written_is_not_meant(
    asked_at: datetime, *, counts: bool
):
    log = Log().read(File(REFUSED, NOW), File(INVOICE, asked_at))
    assert log.codes() == ["ACK_UNMATCHED"]
    assert log.became() == {"000000001": "rejected" if counts else "sent"}
    assert not log.state.early_answers


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (1, True), (2, False), (60, False)])
def test_what_is_asked_for_when_the_answer_was_read_is_not_meant(seconds: int, *, counts: bool):
    # The answer is read a second after it was written.
    log = Log(now=NOW).read(File(REFUSED, NOW), File(INVOICE, NOW + timedelta(seconds=seconds)))
    assert log.became() == {"000000001": "rejected" if counts else "sent"}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (answer("A", 1), "accepted"),
        (answer("E", 1), "accepted_with_errors"),
        (REFUSED, "rejected"),
        # A group of another kind, and other sets than the one of ours.
        (answer("R", 1, "PR"), "sent"),
        (REFUSED.replace(b"AK2*810", b"AK2*855"), "sent"),
        (REFUSED.replace(b"AK2*810*0001", b"AK2*810*0002"), "sent"),
        (
            REFUSED.replace(b"AK2*810*0001~", b"AK2*810*0002~AK5*A~AK2*810*0001~").replace(
                b"SE*6", b"SE*8"
            ),
            "sent",
        ),
        # Other numbers than its own.
        (answer("R", 2), "sent"),
        (REFUSED.replace(b"AK1*IN*1~", b"AK1*IN*A1~"), "sent"),
        (REFUSED.replace(b"AK1*IN*1~", b"AK1*IN*000000001~"), "rejected"),
    ],
)
def test_an_answer_must_fit_in_all_that_it_names(said: bytes, status: str):
    log = Log().read(said, INVOICE)
    assert log.became() == {"000000001": status}
    assert "ACK_UNMATCHED" in log.codes()


def test_what_becomes_of_a_document_is_told_behind_it_as_if_its_answer_had_come_then():
    early, after = Log().read(REFUSED, INVOICE), Log().read(INVOICE, REFUSED)
    assert early.state.sent["000000001"] == replace(
        after.state.sent["000000001"],
        sent_at=early.now, acknowledged_at=early.now, due_at=early.now + timedelta(hours=4),
    )  # fmt: skip
    rows = [fact.row for fact in early.facts if isinstance(fact, DocumentSeen)]
    ours = [(row["status"], row["version"]) for row in rows if row["direction"] == "out"]
    assert ours == [("sent", 1), ("rejected", 2)]
    assert early.open() == after.open() != {}


@pytest.mark.parametrize(
    "said",
    [
        REFUSED.replace(b"AK5*R~", b"AK3*BIG*2**8~AK4*2*76*1~AK5*R*5*3~").replace(b"SE*6", b"SE*8"),
        advice(oti("TR", "IV*I1*******810"), TED, "TED*012**IT1*3*9*380*7"),
    ],
)
def test_why_a_document_is_refused_is_told_as_fully(said: bytes):
    early, after = Log().read(said, INVOICE), Log().read(INVOICE, said)
    (why,) = early.open().values()
    assert [why] == [*after.open().values()]


def test_the_number_of_an_invoice_that_was_refused_before_it_went_is_free():
    log = Log().read(REFUSED, INVOICE, invoice("12.00", id="i-2"))
    assert log.became() == {"000000001": "rejected", "000000002": "sent"}
    assert log.codes() == ["ACK_UNMATCHED"]


def test_an_exception_that_was_closed_before_it_is_raised_so_is_closed():
    facts = Log().read(INVOICE, REFUSED).facts
    (seen,) = (fact for fact in facts if isinstance(fact, ExceptionSeen))
    for files in ((closing(seen.row), REFUSED, INVOICE), (REFUSED, closing(seen.row), INVOICE)):
        assert Log().read(*files).open() == {}


def test_an_answer_that_came_early_counts_once():
    log = Log().read(REFUSED, INVOICE, REFUSED, INVOICE)
    assert log.became() == {"000000001": "rejected"}
    assert not log.state.early_answers
    rows = [fact.row for fact in log.facts if isinstance(fact, ExceptionSeen)]
    assert [row["status"] for row in rows if row["code"] == "EDI-REJECTED"] == ["open"]


NOTE = (
    f"ISA*00*{'':10}*00*{'':10}*08*{'ACME':15}*ZZ*{'US':15}*260302*0800*U*00401*000000009*0*P*>~"
    "TA1*{control}*260302*0700*{said}~IEA*0*000000009~"
)
CONTRL = (
    "UNB+UNOA:1+ACME:08+US:ZZ+260302:0800+C9'UNH+1+CONTRL:D:3:UN'UCI+{control}+US:ZZ+ACME:08+{said}'"
    "UNT+3+1'UNZ+1+C9'"
)


@pytest.mark.parametrize(
    ("said", "code", "status"),
    [
        (NOTE.format(control="000000001", said="R*006"), "810", "rejected"),
        (NOTE.format(control="000000001", said="A*000"), "810", "sent"),
        (NOTE.format(control="000000001", said="R*025"), "810", "sent"),
        (NOTE.format(control="000000002", said="R*006"), "810", "sent"),
        (NOTE.format(control="000000001", said="R*006"), "INVOIC", "sent"),
        (CONTRL.format(control="000000001", said="4+12"), "INVOIC", "rejected"),
        (CONTRL.format(control="000000001", said="7"), "INVOIC", "accepted"),
        (CONTRL.format(control="000000001", said="4+26"), "INVOIC", "sent"),
        (CONTRL.format(control="000000001", said="4+12"), "810", "sent"),
    ],
)
def test_notes_and_messages_are_put_by_too(said: str, code: str, status: str):
    log = Log().read(said.encode(), invoice(code=code))
    assert log.became() == {"000000001": status}
    assert "ACK_UNMATCHED" in log.codes()


def test_a_reference_with_letters_is_met_as_it_is_sent():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\ncontrol_numbers = { prefix = "HP" }\n'})
    said = CONTRL.format(control="HP000000001", said="4+12").encode()
    assert Log(profiles).read(said, invoice(code="INVOIC")).became() == {"HP000000001": "rejected"}


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ("IV*I1*US*ACME***2*0001*810", "rejected"),
        # Its own number is enough, and so is the group's with nothing against it.
        ("IV*I1*******810", "rejected"),
        ("IV*I1", "rejected"),
        ("IV*I1*US*ACME***9*0001*810", "rejected"),
        ("TN*X-9*****2*0001*810", "rejected"),
        ("PO*4500017*****2", "rejected"),
        ("IV*I9*US*ACME***2*0001*810", "sent"),
        ("IV*I1*OTHER*ACME***2*0001*850", "sent"),
        ("IV*I1*******855", "sent"),
        ("PO*I1*******810", "sent"),
        ("TN*X-9*****3*0001*810", "sent"),
    ],
)
def test_an_824_is_on_what_it_names_by_either_number(named: str, status: str):
    # It is answered under the first number, so that the invoice has the second.
    log = Log().read(File(advice(oti("TR", named), TED), NOW, "a.edi"), INVOICE)
    assert log.became() == {"000000002": status}
    assert log.codes() == ["ACK_UNMATCHED"]


def test_of_answers_on_one_document_that_came_first_is_first():
    both = (answer("A", 2, number=91), advice(oti("TR", "IV*I1"), TED))
    for said in (both, both[::-1]):
        log = Log().read(*said, INVOICE)
        assert log.became() == {"000000002": "rejected"}
    back = (answer("R", 2, number=91), advice(oti("TA", "IV*I1")))
    assert Log().read(*back, INVOICE).became() == {"000000002": "accepted"}


def test_what_an_824_says_is_found_where_it_stands():
    said = File(advice(oti("TE", "IV*I1"), TED), NOW, "edi/a.edi")
    log = Log().read(said, File(INVOICE, NOW, "documents/b.jsonl"))
    assert log.became() == {"000000002": "accepted_with_errors"}
    told = {fact.finding.code.value: (fact.file, fact.document) for fact in log.found()}
    assert told["ADVICE_ERRORS"] == ("edi/a.edi", "X12/08:ACME/ZZ:US/000000070/70/0001")


def test_two_advices_in_one_824_are_on_their_own_documents():
    data = advice(oti("TR", "IV*I1"), TED, oti("TA", "IV*I2"))
    log = Log().read(data, invoice(number="I2", id="i-2"), INVOICE)
    assert log.became() == {"000000002": "accepted", "000000003": "rejected"}
    assert not log.state.early_answers


def test_under_a_number_that_an_answer_of_ours_has_nothing_is_put_by():
    # Ours on the order has the first number, so that no document of ours has.
    log = Log().read(order(1), REFUSED)
    assert not log.state.early_answers
    before = Log().read(REFUSED, order(1), INVOICE)
    assert before.became() == {"000000002": "sent"}


RANGE = 'ids = ["08:ACME"]\ncontrol_numbers = { first = 1, last = 1000 }\n'


@pytest.mark.parametrize(
    ("last", "last_round", "status"),
    [(0, 1, "rejected"), (1000, 1, "sent"), (1000, 2, "sent")],
)
def test_nothing_that_was_said_in_a_round_before_is_on_a_number_that_is_given_again(
    last: int, last_round: int, status: str
):
    log = Log(load_profiles({"acme": RANGE}))
    log.state = replace(log.state, last_interchange=last, last_group=last, last_round=last_round)
    assert log.read(REFUSED, INVOICE).became() == {"000000001": status}
    assert not log.state.early_answers


def test_what_is_put_by_in_the_first_round_is_not_on_a_number_of_the_second():
    log = Log(load_profiles({"acme": RANGE})).read(answer("R", 7))
    log.state = replace(log.state, last_interchange=1000, last_group=1000)
    for number in range(6):
        log.read(invoice(id=f"b-{number}", number=f"B{number}"))
    log.read(INVOICE)
    assert set(log.became().values()) == {"sent"}
    assert not log.state.early_answers


def test_what_is_put_by_is_forgotten_behind_the_look_back():
    state = Log().read(REFUSED, answer("R", 2, number=91), advice(oti("TR", "IV*I9"))).state
    names = ["/I9", "000000001", "000000002"]
    assert sorted(state.early_answers) == names
    day = LATER.date()
    assert sorted(forgotten(state.edit(), day).early_answers) == names
    assert not forgotten(state.edit(), day + timedelta(days=1)).early_answers


def test_only_so_much_is_put_by():
    log = Log()
    for number in range(QUEUE_MAX + 1):
        log.read(answer("A", 5, number=number + 1))
    assert [len(queue) for queue in log.state.early_answers.values()] == [QUEUE_MAX]
    full = log.state.edit()
    for number in range(NAMES_MAX - 1):
        full.early_answers.put(f"/{number}", full.early_answers["000000005"][:1])
    log.state = full
    log.read(answer("A", 6, number=99))
    assert len(log.state.early_answers) == NAMES_MAX
    many = b"".join(b"AK2*810*%04d~AK5*R*%d~" % (n, n * 7919 % 997) for n in range(2000))
    long = REFUSED.replace(b"AK2*810*0001~AK5*R~", many)
    wide = advice(oti("TR", f"IV*{'I' * NAME_MAX}"))
    far = REFUSED.replace(b"AK1*IN*1~", b"AK1*IN*" + b"9" * 9999 + b"~")
    assert not Log().read(long, wide, far).state.early_answers


ADVISED = partner(f'{HOLDS}advice = "824"\n')
UNFIT = order(1, *UNBALANCED)


def on_advice(control: int) -> bytes:
    """A 997 of acme that refuses an 824 of ours."""
    said = acknowledgment("R", group="AG", control=f"{control}", number=90)
    return said.replace(b"AK2*855", b"AK2*824")


@pytest.mark.parametrize("minutes", [0, 9999])
def test_what_advice_tells_by_itself_is_asked_for_when_its_document_was_written(minutes: int):
    at = NOW + MINUTE * minutes
    log = Log(ADVISED).read(File(on_advice(1), NOW), File(UNFIT, at))
    assert log.became() == {"000000001": "sent" if minutes else "rejected"}


@pytest.mark.parametrize("hours", [1, 99])
def test_what_is_told_by_a_decision_is_asked_for_when_that_was_made(hours: int):
    first = Log(ADVISED).read(UNFIT)
    (about,) = first.state.held
    made = replace(deciding(about), decided_at=NOW + timedelta(hours=hours))
    told = Log(ADVISED).read(UNFIT, made)
    control = list(told.became())[-1]
    log = Log(ADVISED).read(UNFIT, File(on_advice(int(control)), NOW), made)
    assert log.became() == told.became() | {control: "sent" if hours > 1 else "rejected"}


def test_states_of_before_have_nothing_put_by():
    state = Log().read(INVOICE, REFUSED).state
    assert written_once(state, 9) == state
