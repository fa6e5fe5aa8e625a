"""What a pattern calls clean, the checks element by element have nothing to say about."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.dictionary.edifact import Component, Field, Tag, tags
from edi.edifact_checking import EdifactChecks, edifact_checks
from edi.edifact_syntax import COMPONENT, ELEMENT, normal_texts, sent_texts
from edi.framed import SetFramed
from edi.frames import frame
from tests.edi.mutations import mutate
from tests.edi.test_edifact import FIXTURE

VALUES = st.sampled_from(
    ["", "", "A", "AB", "ABC", "1", "12", "-1", "1.5", ".5", "1,", "-", "1.2.3"]
)
FIELDS = st.lists(st.lists(VALUES, max_size=4).map(COMPONENT.join), max_size=4)


@st.composite
def segments(draw: st.DrawFn) -> tuple[Tag, str]:
    """A segment of one to three elements, and a text that may be one."""
    component = st.builds(
        Component,
        st.booleans(),
        st.integers(1, 3),
        st.booleans(),
        st.just(""),
        st.sampled_from([frozenset[str](), frozenset({"A", "1"})]),
    )
    field = st.builds(
        Field,
        st.just("0000"),
        st.booleans(),
        st.lists(component, min_size=1, max_size=3).map(tuple),
    )
    fields = draw(st.lists(field, min_size=1, max_size=3).map(tuple))
    tag = Tag("ZZZ", fields, draw(st.integers(0, 2)))
    return tag, ELEMENT.join(["ZZZ", *draw(FIELDS)])


@given(segments())
def test_a_pattern_says_what_the_checks_say(made: tuple[Tag, str]):
    tag, text = made
    checks = EdifactChecks({"ZZZ": tag})
    elements = text.split(ELEMENT)
    assert checks.is_clean("ZZZ", text, elements) == (checks.findings("ZZZ", elements, 0, 0) == [])


def messages(data: bytes) -> list[SetFramed]:
    parts = [part for part in frame([data]) if isinstance(part, SetFramed)]
    return [part for part in parts if part.interchange.standard == "EDIFACT"]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_mutants_are_judged_alike_by_patterns_and_by_checks(directory: str):
    rng, checks, known = random.Random(directory), edifact_checks(directory), tags(directory)
    clean = told = 0
    for _ in range(600):
        for framed in messages(mutate(FIXTURE, rng)):
            for text in normal_texts(framed)[0]:
                elements = text.split(ELEMENT)
                if elements[0] in known:
                    is_clean = checks.findings(elements[0], elements, 0, 0) == []
                    assert checks.is_clean(elements[0], text, elements) == is_clean, text
                    clean, told = clean + is_clean, told + (not is_clean)
    assert clean > 1_000
    assert told > 50


def test_texts_without_releases_are_those_that_the_long_way_finds():
    rng = random.Random(1)
    for _ in range(600):
        for framed in messages(mutate(FIXTURE.replace(b"?", b""), rng)):
            texts, offsets, findings = normal_texts(framed)
            sent, places, told = sent_texts(framed)
            marks = framed.interchange.delimiters
            if marks.release not in framed.raw:
                assert (offsets, findings) == (places, told)
                element, component = (
                    marks.element.decode("latin-1"),
                    marks.component.decode("latin-1"),
                )
                assert texts == [
                    text.replace(element, ELEMENT).replace(component, COMPONENT) for text in sent
                ]
