"""Names of documents and interchanges say which trading pair they belong to."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from edi.framed import InterchangeOpened
from edi.identities import document_id, interchange_id, pair_of, pair_of_name, read_name
from tests.edi.wire import interchange, opened, order_set, sets_of

FIRST = interchange(order_set())


@given(
    st.sampled_from(["X12", "EDIFACT"]),
    st.lists(st.text("AZ09 %/:#@~é", min_size=1, max_size=9), min_size=4, max_size=4),
    st.sampled_from(["P", "T", "I", ""]),
    st.integers(1, 3),
    st.booleans(),
)
def test_a_name_says_whose_pair_it_is(
    standard: str, ids: list[str], usage: str, use: int, marked: bool
):
    framed = sets_of(FIRST)[0]
    about: InterchangeOpened = replace(
        opened(FIRST), standard=standard, sender_qualifier=ids[0], sender=ids[1],
        receiver_qualifier=ids[2], receiver=ids[3], usage=usage,
    )  # fmt: skip
    mark = "~0123abcd" if marked else ""
    name = interchange_id(about, use) + mark
    assert pair_of_name(name) == pair_of(about)
    assert pair_of_name(f"{name}/1") == pair_of(about)
    document = document_id(replace(framed, interchange=about), use) + mark
    assert pair_of_name(document) == pair_of(about)
    for each in (name, document, f"{name}/1"):
        said = read_name(each)
        assert said is not None
        assert said.interchange == name
        assert (said.control, said.use, said.mark) == (about.control, use, mark)
    assert read_name("X12/08:ACME/000000001") is None
