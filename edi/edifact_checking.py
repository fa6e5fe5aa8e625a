"""Elements of EDIFACT segments against the directory; see `edi/checking.py` for X12's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from edi.dictionary.edifact import tags
from edi.edifact_dates import moment_fault
from edi.edifact_patterns import Coded, coded, pattern_of
from edi.edifact_syntax import COMPONENT
from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi.dictionary.edifact import Component, Field, Tag

NUMBER: Final = re.compile(r"-?[0-9]*[.,]?[0-9]*")
EANCOM: Final = re.compile(r"[0-9A-Z]{1,2}E|X[0-9]{1,2}")
"""Codes that EANCOM adds to lists of the directory: `33E`, `X29`."""
UN: Final = "6"
"""The United Nations, as 3055 has them: their lists are the directory's."""


class EdifactChecks:
    """The directory, as the judge asks it; `name` may be any key of it."""

    def __init__(self, known: Mapping[str, Tag]) -> None:
        self._tags = known
        self._patterns: dict[str, tuple[re.Pattern[str], tuple[Coded, ...]]] = {}

    def is_clean(self, name: str, text: str, elements: list[str]) -> bool:
        """Whether nothing is to be said about a segment."""
        if name not in self._tags:
            return False
        kept = self._patterns.get(name)
        if kept is None:
            tag = self._tags[name]
            kept = self._patterns[name] = (pattern_of(tag), coded(tag))
        pattern, codes = kept
        if pattern.fullmatch(text) is None or not _are_codes(codes, elements):
            return not self.findings(name, elements, 0, 0)
        return elements[0] != "DTM" or not _moments("DTM", elements[1])

    def findings(
        self, name: str, elements: list[str], offset: int, number: int
    ) -> list[WireFinding]:
        """What is to be said about a segment."""
        tag = self._tags[name]
        name = tag.id
        found: list[WireFinding] = []

        def say(code: Code, place: str, value: str = "") -> None:
            found.append(
                WireFinding(
                    code=code, offset=offset, segment=number, element=place, found=shown(value)
                )
            )

        values = elements[1:]
        while values and not values[-1].strip(COMPONENT):
            values.pop()
        if len(values) + 1 < len(elements):
            say(Code.TRAILING_EMPTY, f"{name}{len(elements) - 1:02d}")
        if len(values) > len(tag.fields) + tag.loose:
            say(Code.ELEMENT_TOO_MANY, f"{name}{len(tag.fields) + 1:02d}")
        for position, field in enumerate(tag.fields, 1):
            value = values[position - 1] if position <= len(values) else ""
            for code, component in (*_faults(field, value), *_moments(name, value)):
                place = f"{name}{position:02d}"
                parts = value.split(COMPONENT)
                at = component or int(len(field.components) == 1)
                part = parts[at - 1] if 0 < at <= len(parts) else ""
                say(code, f"{place}-{component}" if component else place, part)
        return found


@lru_cache
def edifact_checks(directory: str) -> EdifactChecks:
    """The directory of a name, `D96A`, as no guide has changed it."""
    return EdifactChecks(tags(directory))


def _are_codes(codes: Sequence[Coded], elements: Sequence[str]) -> bool:
    """Whether what stands in the places of codes is of their lists."""
    count = len(elements)
    for at, place, known in codes:
        if at >= count:
            break
        if value := elements[at]:
            parts = value.split(COMPONENT)
            if place < len(parts) and parts[place] and parts[place] not in known:
                return False
    return True


def _moments(name: str, value: str) -> list[tuple[Code, int]]:
    """What is wrong with the value of a DTM, by the format that it names."""
    if name != "DTM":
        return []
    parts = [*value.split(COMPONENT), "", ""]
    code = moment_fault(parts[1], parts[2])
    return [] if code is None else [(code, 2)]


def _faults(field: Field, value: str) -> list[tuple[Code, int]]:
    """Codes of what is wrong with an element, and the component; 0 is the whole element."""
    if not value.strip(COMPONENT):
        return [(Code.ELEMENT_MISSING, 0)] if field.mandatory else []
    parts = value.split(COMPONENT)
    single = len(field.components) == 1
    found: list[tuple[Code, int]] = []
    if len(parts) > len(field.components):
        found.append((Code.ELEMENT_TOO_MANY, len(field.components) + 1))
    for at, component in enumerate(field.components, 1):
        part = parts[at - 1] if at <= len(parts) else ""
        code = _fault(component, part)
        if (
            code is None
            and part
            and component.codes
            and part not in component.codes
            and not _is_of_another_list(part, field, parts)
        ):
            code = Code.ELEMENT_CODE
        if code is not None:
            found.append((code, 0 if single else at))
    return found


def _is_of_another_list(value: str, field: Field, parts: list[str]) -> bool:
    """Whether a value is one that EANCOM adds, or may be in a list that is named beside it."""
    if EANCOM.fullmatch(value):
        return True
    named = zip(field.components, parts, strict=False)
    return any(
        (each.number == "1131" and part) or (each.number == "3055" and part not in ("", UN))
        for each, part in named
    )


def _fault(component: Component, value: str) -> Code | None:
    if not value:
        return Code.ELEMENT_MISSING if component.mandatory else None
    if component.numeric:
        if NUMBER.fullmatch(value) is None or not any(map(str.isdigit, value)):
            return Code.ELEMENT_CHARACTER
        length = sum(map(str.isdigit, value))
    else:
        length = len(value)
    return Code.ELEMENT_LONG if length > component.longest else None
