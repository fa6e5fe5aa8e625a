"""What EDIFACT's answers to and changes of orders share: they name the order by a reference."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from edi.documents.parts import Reference
from edi.edifact_moments import dated, undated
from edi.edifact_sublines import with_sublines, without_sublines
from edi.edifact_terms import with_schedules, without_schedules

ORDER: Final = "ON"
"""RFF 1153 of the order that is meant."""


def on_order(document: Any, date: str) -> Any:
    """The document with the order's number (RFF+ON) out of its references, and its own date.

    Sub-lines are in their lines.

    `date` is the field of that date.
    """
    made = with_sublines(with_schedules(dated(document, date)))
    number = next((item.value for item in made.references if item.qualifier == ORDER), "")
    rest = tuple(item for item in made.references if item.qualifier != ORDER)
    return replace(made, number=number, references=rest)


def with_order(document: Any, date: str) -> Any:
    """The document with the order's number and its own date where EDIFACT says them."""
    if document.number:
        own = Reference(qualifier=ORDER, value=document.number)
        document = replace(document, number="", references=(own, *document.references))
    return undated(without_schedules(without_sublines(document)), date)
