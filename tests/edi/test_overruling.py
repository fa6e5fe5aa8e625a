"""What was changed in a document and is made otherwise where it is written is told, never lost."""

from __future__ import annotations

import json

import pytest

from edi.rewriting import write_json
from tests.edi.test_rewriting import FIXTURES, first_set
from tests.edi.test_rewriting_parts import printed, whole

STATUS = (FIXTURES[0].parent / "IFTSTA_arrived.edi").read_bytes()


@pytest.mark.parametrize("beside", ["nothing", "one added", "one moved"])
def test_a_place_that_was_taken_out_and_is_made_again_is_told_whatever_else_was_changed(
    beside: str,
):
    table = printed(STATUS)
    legs = first_set(table)["document"]["legs"]
    event = legs[0]["events"][0]
    assert event["city"] == event["places"][0]["id"]
    if beside == "one added":
        other = json.loads(json.dumps(legs[0]))
        legs.insert(0, {**other, "number": 7, "shipment": "SH-7009"})
    elif beside == "one moved":
        legs[0]["events"].reverse()
    event["places"] = []
    (finding,) = write_json(table, None).findings
    assert ".places[0]: it is " in finding.message


def test_an_edifact_interchange_of_which_all_messages_were_taken_out_is_told_so():
    table = printed(STATUS)
    whole(table)["groups"][0]["transaction_sets"] = []
    (finding, *_) = write_json(table, None).findings
    assert "nothing is left in it" in finding.message
