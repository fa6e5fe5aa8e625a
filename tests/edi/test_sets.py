"""Every transaction set: read and written by one shape, in both directions, losing nothing."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edi.codes import Level
from edi.documents.parts import Note
from edi.documents_json import as_json, from_json
from edi.framed import SetFramed
from edi.outbound import Envelope, composed
from edi.profile_values import WRITTEN
from edi.transaction_sets import MESSAGES, SETS, ReadSet, read_set, release_of
from tests.edi.made_documents import documents
from tests.edi.wire import interchange, order_set, sets_of

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""No shrinking: a document is large, and its difference is shown field by field anyway."""
MADE = settings(deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
ALL = {**SETS, **MESSAGES}
CASES = [(code, release) for code in ALL for release in ALL[code].grammars]


def written(code: str, release: str, document: Any) -> bytes:
    """An interchange with this one document."""
    envelope = Envelope(
        sender="ZZ:US", receiver="ZZ:THEM", at=datetime(2026, 3, 2, 7, 0, tzinfo=UTC), control=1,
        usage="P", delimiters=WRITTEN,
    )  # fmt: skip
    return composed(ALL[code], document, release, envelope).content


def reread(code: str, release: str, document: Any) -> ReadSet:
    """The document after it went over the wire."""
    return read_set(sets_of(written(code, release, document))[0])


def unsent(value: Any) -> Any:
    """The same without what only reading fills: the texts as they were sent."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                item.name: "" if item.name.endswith("_sent") else unsent(getattr(value, item.name))
                for item in fields(value)
            },
        )
    return tuple(map(unsent, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("code", "release"), CASES)
def test_what_is_written_reads_as_it_was(code: str, release: str):
    @settings(MADE, max_examples=12)
    @given(st.data())
    def holds(data: st.DataObject):
        document = data.draw(documents(code, release))
        assert unsent(reread(code, release, document).document) == document

    holds()


@pytest.mark.parametrize(("code", "release"), CASES)
def test_a_document_survives_json(code: str, release: str):
    @settings(MADE, max_examples=6)
    @given(st.data())
    def holds(data: st.DataObject):
        document = data.draw(documents(code, release))
        assert from_json(type(document), as_json(document)) == document

    holds()


def _sets(path: Path) -> list[SetFramed]:
    return sets_of(path.read_bytes())


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_clean_document_is_read_without_a_finding(path: Path):
    for framed in _sets(path):
        read = read_set(framed)
        assert read.document is not None
        assert [finding.as_json() for finding in read.findings] == []


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_clean_document_is_written_clean_from_its_canonical_form(path: Path):
    for framed in _sets(path):
        first = read_set(framed)
        release = release_of(framed)
        again = reread(framed.code, release, first.document)
        assert unsent(again.document) == unsent(first.document)
        syntax = (Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS)
        assert [f.as_json() for f in again.findings if f.level in syntax] == []


def test_every_set_has_a_clean_fixture():
    shown = {framed.code for path in FIXTURES for framed in _sets(path)}
    missing = sorted(code for code in ALL if code not in shown)
    assert missing == []


TEXTS = {
    "004010": ["N9*L1*X", "MSG*GIFT", "MSG*WRAP"],
    "005010": ["N9*L1*X", "MTX**GIFT", "MTX**WRAP"],
}
"""A note, as each release writes it."""
BEGINS = {
    "850": "BEG*00*SA*1**20260302", "855": "BAK*00*AC*1*20260302",
    "860": "BCH*04*SA*1***20260302", "865": "BCA*04*AC*1***20260302",
}  # fmt: skip


@pytest.mark.parametrize("release", list(TEXTS))
@pytest.mark.parametrize("code", list(BEGINS))
def test_free_text_is_read_and_written_as_its_release_says_it(code: str, release: str):
    body = [f"ST*{code}*0001", BEGINS[code], *TEXTS[release], "SE*6*0001"]
    (framed,) = sets_of(interchange(body, version=release))
    document = read_set(framed).document
    assert document.notes == (Note(qualifier="L1", value="X", texts=("GIFT", "WRAP")),)
    segments = ["*".join(map(str, each)) for each in ALL[code].write(document, release)]
    assert segments[1:4] == TEXTS[release]


def test_texts_of_a_line_are_all_read_in_the_segment_that_its_release_has():
    line = ("PO1*1*1*EA*5**VN*A", "MTX*GEN*ONE*TWO", "N9*L1*X", "MTX**THREE", "CTT*1")
    (framed,) = sets_of(interchange(order_set((BEGINS["850"], *line)), version="005010"))
    read = read_set(framed)
    assert read.findings == ()
    (item,) = read.document.lines
    assert (item.messages, item.notes[0].texts) == (("ONE", "TWO"), ("THREE",))
    older = reread("850", "004010", read.document)
    assert older.document.lines[0].messages == ("ONE", "TWO")
