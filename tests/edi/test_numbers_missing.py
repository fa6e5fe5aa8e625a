"""A document that nobody can name is rejected or held, told at its element, kept and raised.

It is rejected where the standard has the number as mandatory. Where that is optional, nothing is
wrong with its syntax: the acknowledgment takes the set, and the document waits for a person.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from edi.dictionary.segments import segments as dictionary
from edi.facts import DocumentSeen, ExceptionSeen, Step
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.transaction_sets import MESSAGES, SETS
from tests.edi.wire import BODY, NOW, answers, frame, interchange, order_set, orders, segments, take

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
NUMBERS = {
    "204": "B2*4", "210": "B3*2", "214": "B10*2", "810": "BIG*2", "824": "BGN*2", "846": "BIA*3",
    "850": "BEG*3", "855": "BAK*3", "856": "BSN*2", "860": "BCH*3", "865": "BCA*3", "940": "W05*2",
    "943": "W06*2", "944": "W17*3", "945": "W06*2", "947": "W15*2", "990": "B1*2",
}  # fmt: skip
"""Where each set has its number; what it is told by is the last."""
ALSO = {"214": "B10*1", "947": "W15*3"}
"""Numbers that stand for it."""
OPTIONAL = {"204", "214", "943", "945", "947"}
"""Sets whose number the standard has as optional."""
MESSAGES_NUMBERED = {"ORDERS": "BGM+2", "DESADV": "BGM+2", "INVOIC": "BGM+2", "INVRPT": "BGM+2"}
NEVER = {"820", "852", "997", "999", "ORDCHG", "ORDRSP", "IFTSTA", "CONTRL"}
"""Sets that need no number, or have it among their references."""


def without(data: bytes, place: str, mark: str, end: str) -> bytes:
    """A document with one element emptied."""
    name, _, at = place.partition(mark)
    out: list[str] = []
    for segment in data.decode().split(end):
        elements = segment.split(mark)
        if elements[0].strip() == name and len(elements) > int(at):
            elements[int(at)] = ""
        out.append(mark.join(elements))
    return end.join(out).encode()


def rows(step: Step) -> list[tuple[object, object]]:
    """Status and key of every document that came in."""
    seen = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [(row["status"], row["business_key"]) for row in seen if row["direction"] == "in"]


def raised(step: Step) -> list[object]:
    """The codes of exceptions."""
    return [fact.row["code"] for fact in step.facts if isinstance(fact, ExceptionSeen)]


def of(known: str) -> bytes:
    """The first fixture of a set."""
    return next(path for path in FIXTURES if path.name.startswith(known)).read_bytes()


def test_the_tables_name_every_set():
    assert NUMBERS.keys() | MESSAGES_NUMBERED.keys() | NEVER == SETS.keys() | MESSAGES.keys()


def unnumbered(code: str) -> bytes:
    """The first fixture of a set without what it could be called by."""
    data = without(of(code), NUMBERS[code], "*", "~")
    return without(data, ALSO.get(code, NUMBERS[code]), "*", "~")


@pytest.mark.parametrize("code", [code for code in NUMBERS if code not in OPTIONAL])
def test_a_set_without_its_number_is_rejected_once_and_where_it_should_be(code: str):
    step = take(PairState(), unnumbered(code))
    lines = segments(next(out for out in answers(step) if out.set == "997").content)
    name, _, at = NUMBERS[code].partition("*")
    at_name = [line for line in lines if line.startswith(f"AK3*{name}*")]
    assert len(at_name) == 1
    notes = [line for line in lines if line.startswith(f"AK4*{at}*")]
    assert [note.split("*")[3] for note in notes] == ["1"]
    assert "AK5*R*5" in lines
    assert rows(step) == [("rejected", "")]
    assert raised(step) == ["EDI-SYNTAX"]
    assert orders(step) == []


@pytest.mark.parametrize("code", sorted(OPTIONAL))
def test_a_set_without_a_number_that_is_optional_is_well_formed_and_held(code: str):
    name, _, at = NUMBERS[code].partition("*")
    for release in ("004010", "005010"):
        assert not dictionary(release)[name].elements[int(at) - 1].mandatory
    step = take(PairState(), unnumbered(code))
    lines = segments(next(out for out in answers(step) if out.set == "997").content)
    # A 214 must have one of B1001 and B1006; that condition is of its syntax.
    condition = ["AK3*B10*2**8", "AK4*1*127*2"] if code == "214" else []
    assert [line for line in lines if line[:3] in ("AK3", "AK4")] == condition
    assert ("AK5*E*5" if condition else "AK5*A") in lines
    assert rows(step) == [("held", "")]
    assert raised(step) == ["EDI-HELD"]


def test_a_document_without_a_number_is_advised_where_a_profile_wants_that():
    data = unnumbered("945")
    sender = data.split(b"~")[0].decode().split("*")
    told = f'ids = ["{sender[5]}:{sender[6].strip()}"]\nadvice = "824"\n'
    step = receive(PairState(), frame(data), now=NOW, profiles=load_profiles({"acme": told}))
    assert rows(step) == [("refused", "")]
    lines = segments(next(out for out in answers(step) if out.set == "824").content)
    (reason,) = [line for line in lines if line.startswith("TED*")]
    assert reason.startswith("TED*007*The document has no number")
    (verdict,) = [line for line in lines if line.startswith("OTI*")]
    assert verdict.split("*")[1:4] == ["TR", "TN", "0001"]


@pytest.mark.parametrize("code", MESSAGES_NUMBERED)
def test_a_message_without_its_number_is_well_formed_and_held(code: str):
    step = take(PairState(), without(of(code), MESSAGES_NUMBERED[code], "+", "'"))
    (report,) = [out for out in answers(step) if out.set == "CONTRL"]
    lines = report.content.decode().replace("\n", "").split("'")
    (message,) = [line for line in lines if line.startswith("UCM+")]
    # 1004 of BGM is conditional: that nobody can name the document is no matter of syntax.
    assert message.endswith("+7")
    assert [line for line in lines if line.startswith(("UCS+", "UCD+"))] == []
    assert rows(step) == [("held", "")]
    assert raised(step) == ["EDI-HELD"]
    assert orders(step) == []


@pytest.mark.parametrize("code", ["ORDCHG", "ORDRSP"])
def test_a_message_on_no_order_is_rejected_for_a_segment_that_is_missing(code: str):
    step = take(PairState(), of(code).replace(b"RFF+ON:", b"RFF+CR:"))
    (report,) = [out for out in answers(step) if out.set == "CONTRL"]
    lines = report.content.decode().replace("\n", "").split("'")
    assert "UCS+2+13" in lines
    assert rows(step) == [("rejected", "")]


def test_a_blank_number_is_none():
    body = tuple(line.replace("4500017", " ") for line in BODY)
    step = take(PairState(), interchange(order_set(body)))
    assert rows(step) == [("rejected", "")]


def test_a_beginning_that_is_missing_is_told_as_that_alone():
    step = take(PairState(), interchange(order_set(BODY[1:])))
    lines = segments(answers(step)[0].content)
    assert [line for line in lines if line.startswith("AK3*BEG")] == ["AK3*BEG*2**3"]
    assert not any(line.startswith("AK4*3") for line in lines)


def test_a_profile_that_takes_orders_without_numbers_has_them_held():
    lenient = 'ids = ["08:ACME"]\nseverities = { ORDER_NUMBER_MISSING = "warning" }'
    profiles = load_profiles({"acme": lenient})
    body = tuple(line.replace("4500017", "") for line in BODY)
    data = interchange(order_set(body))
    step = receive(PairState(), frame(data), now=NOW, profiles=profiles)
    assert orders(step) == []
    assert rows(step) == [("held", "")]
    assert raised(step) == ["EDI-HELD"]
