"""What a document to be sent says and its set has no place for: told, and nothing goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from edi.documents.parts import Moment
from edi.documents_json import from_json
from edi.facts import Found, Outbound
from edi.messages import desadv, invoic, ordrsp
from edi.outbound import writable
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.rewriting import Letter, write_json
from edi.sending import send
from tests.edi.test_sending import of, request
from tests.edi.wire import NOW

PARTNERS = Path(__file__).parents[2] / "edi" / "partners"
KNOWN = load_profiles({"zest": 'ids = ["ZZ:ZEST"]\n'})
DAY, OTHER = date(2026, 3, 9), date(2026, 3, 1)


def sample(name: str) -> dict[str, Any]:
    """The document of a sample request of bonsai's."""
    text = (PARTNERS / "bonsai" / "samples" / f"{name}_request.jsonl").read_bytes()
    return orjson.loads(text.splitlines()[0])["document"]


MESSAGES = [
    ("INVOIC", "INVOIC_plain", "date"),
    ("ORDRSP", "ORDRSP_part_now", "answered"),
    ("DESADV", "DESADV_two_cartons", "date"),
]


def by_hand(code: str, document: dict[str, Any]) -> tuple[bytes, list[tuple[str, str]]]:
    """What `edi write` makes of a document alone."""
    profile = KNOWN.named("zest")
    assert profile is not None
    letter = Letter(profile=profile, sender="ZZ:US", receiver="ZZ:ZEST", at=NOW, control=1)
    written = write_json({"set": code, "document": document}, letter, KNOWN)
    return written.content, [(one.code.value, one.found) for one in written.findings]


def sent_to_zest(code: str, document: dict[str, Any]) -> tuple[int, list[tuple[str, str]]]:
    """How many documents a request sends, and what is said of it."""
    known = writable(code)
    assert known is not None
    asked = replace(
        request(), receiver="ZZ:ZEST", set=code, document=from_json(known.shape.document, document),
        release=next(iter(known.grammars)),
    )  # fmt: skip
    profile = KNOWN.named("zest")
    assert profile is not None
    step = send(PairState(), asked, profile, NOW)
    found = [fact.finding for fact in of(step, Found)]
    return len(of(step, Outbound)), [(one.code.value, one.found) for one in found]


@pytest.mark.parametrize(("code", "name", "field"), MESSAGES)
@pytest.mark.parametrize("time", ["", "0815"])
def test_a_second_day_of_the_document_is_told_and_nothing_goes(
    code: str, name: str, field: str, time: str
):
    own = {"qualifier": "137", "date": OTHER.isoformat(), "time": time}
    beside = {"qualifier": "11", "date": "2026-03-08"}
    document = sample(name) | {field: DAY.isoformat(), "dates": [own, beside]}
    told = [("VALUE_UNWRITTEN", OTHER.isoformat())]
    assert by_hand(code, document)[1] == told
    assert sent_to_zest(code, document) == (0, told)


@pytest.mark.parametrize(("code", "name", "field"), MESSAGES)
@pytest.mark.parametrize("time", ["", "0815"])
def test_the_same_day_in_both_places_is_one(code: str, name: str, field: str, time: str):
    own = {"qualifier": "137", "date": DAY.isoformat(), "time": time}
    content, told = by_hand(code, sample(name) | {field: DAY.isoformat(), "dates": [own]})
    assert (told, content.count(b"DTM+137:")) == ([], 1)


@pytest.mark.parametrize("known", [invoic.SET, ordrsp.SET, desadv.SET])
def test_a_message_that_says_two_days_is_written_back_with_both(known: Any):
    field = "answered" if known is ordrsp.SET else "date"
    second = Moment(qualifier="137", date=OTHER)
    document = from_json(
        known.shape.document, sample(next(n for code, n, _ in MESSAGES if code == known.code))
    )
    document = replace(document, **{field: DAY, "dates": (second,)})
    segments = known.write(document, next(iter(known.grammars)))
    dates = [segment[1][:2] for segment in segments if segment[0] == "DTM"]
    assert dates[:2] == [("137", "20260309"), ("137", "20260301")]


def test_a_request_with_a_value_that_its_set_has_no_place_for_does_not_go():
    line = {"line": "1", "quantity": "1", "uom": "EA", "identifiers": [["VN", "A"]]}
    document = {"purpose": "00", "type": "AT", "number": "1", "date": "2026-03-02"}
    assert sent_to_zest("855", document | {"lines": [line]}) == (1, [])
    told = [("VALUE_UNWRITTEN", "5")]
    document["lines"] = [line | {"action": "5"}]
    assert sent_to_zest("855", document) == (0, told)
    assert by_hand("855", document)[1] == told
