"""Segments of EDIFACT as patterns: those that match have nothing wrong but, perhaps, a code.

A pattern is made inside out: what follows an element need not come behind the last mandatory one.
What does not match may be well all the same, in odd ways; that is for the checks to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from edi.edifact_syntax import COMPONENT, ELEMENT

if TYPE_CHECKING:
    from edi.dictionary.edifact import Component, Field, Tag

Coded: TypeAlias = tuple[int, int, frozenset[str]]
"""Where a code stands, by element and component (from 0), and the list that it is of."""


def pattern_of(tag: Tag) -> re.Pattern[str]:
    """Matches a segment, as a normal text, of which every element is there and as it must be."""
    last = max((at for at, each in enumerate(tag.fields, 1) if each.mandatory), default=0)
    inner = f"(?:{ELEMENT}[^{ELEMENT}]*+){{0,{tag.loose}}}+" if tag.loose else ""
    for at, field in reversed([*enumerate(tag.fields, 1)]):
        inner = f"{ELEMENT}{_field(field)}{inner}"
        inner = inner if at <= last else f"(?:{inner})?+"
    ends_empty = f"(?!.*{ELEMENT}{COMPONENT}*+$)"
    return re.compile(f"{ends_empty}{re.escape(tag.id)}{inner}", re.DOTALL)


def coded(tag: Tag) -> tuple[Coded, ...]:
    """All the codes that a segment may have."""
    return tuple(
        (at, place, component.codes)
        for at, field in enumerate(tag.fields, 1)
        for place, component in enumerate(field.components)
        if component.codes
    )


def _field(field: Field) -> str:
    """An element: one that says nothing, where it may, or its components."""
    parts = field.components
    last = max((at for at, each in enumerate(parts) if each.mandatory), default=0)
    inner = ""
    for at, each in reversed([*enumerate(parts)]):
        value = _value(each) if each.mandatory else f"(?:{_value(each)})?+"
        inner = f"{COMPONENT if at else ''}{value}{inner}"
        inner = f"(?:{inner})?+" if at > last else inner
    nothing = f"{COMPONENT}*+(?:(?={ELEMENT})|$)"
    return f"(?!{nothing}){inner}" if field.mandatory else f"(?:{nothing}|{inner})"


def _value(component: Component) -> str:
    """A value of a component, to its end."""
    most = component.longest
    if not component.numeric:
        return f"[^{ELEMENT}{COMPONENT}]{{1,{most}}}+"
    whole = f"[0-9]{{1,{most}}}+(?![0-9.,])"
    pointed = f"(?=[0-9.,]{{2,{most + 1}}}+(?![0-9.,]))[0-9]*+[.,][0-9]*+"
    return f"-?(?:{whole}|{pointed})"
