"""Inventory reports of EDIFACT: where what is in stock is, and who has it."""

from __future__ import annotations

from edi.edifact_writing import PLAIN, edifact_segment
from edi.transaction_sets import MESSAGES, read_set
from tests.edi.test_edifact import message
from tests.edi.test_edifact_content import read, segments
from tests.edi.wire import sets_of

HEAD = ("BGM+35+INV-1+9", "DTM+137:20260309:102")


def test_one_item_in_two_places_is_two_lines_each_in_its_place():
    body = (*HEAD, "LIN+1++5:EN", "LOC+14+NYC::92:NEW YORK", "QTY+145:1:PCE")
    body = (*body, "LIN+2++5:EN", "LOC+14+DAL::92", "DTM+179:20260308:102", "QTY+145:7:PCE")
    advice = read("INVRPT", *body).document
    assert [
        (place.qualifier, place.location, place.name)
        for line in advice.lines
        for place in line.places
    ] == [("14", "NYC", "NEW YORK"), ("14", "DAL", "")]
    assert segments("INVRPT", advice) == list(body)


def test_a_line_and_a_quantity_say_who_has_it_in_a_later_directory():
    body = (
        *(*HEAD, "LIN+1++5:EN", "NAD+WH+NYC::92", "LOC+14+A-07", "INV", "QTY+145:1:PCE"),
        *("LOC+18+B-01", "NAD+OW+BONSAI::92", "INV", "QTY+145:2:PCE"),
    )
    data = message(*body, code="INVRPT").replace(b":D:96A:", b":D:01B:")
    (framed,) = sets_of(data)
    found = read_set(framed)
    (line,) = found.document.lines
    assert [each.id for each in line.parties] == ["NYC"]
    assert [each.location for each in line.places] == ["A-07"]
    assert [[each.id for each in item.parties] for item in line.quantities] == [["BONSAI"], []]
    written = MESSAGES["INVRPT"].write(found.document, "D01B")
    assert [edifact_segment(segment, PLAIN) for segment in written] == list(body)
