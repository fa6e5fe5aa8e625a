"""Fields of JSON in the headers and trailers that say them: a field that was changed is written.

Where only the header was changed, it counts, and the field is as it was read; where both were, they
must say the same (`edi/read_back.py` sees whether they do).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from edi.findings import Code, WireFinding, shown
from edi.untouched import FIELDS, fields_of, is_changed
from edi.writing import ISA_WIDTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES: Final[Mapping[str, Mapping[str, tuple[int, ...]]]] = {
    "ISA": {"sender": (5, 6), "receiver": (7, 8), "control_number": (13,), "usage": (15,)},
    "GS": {"group": (1,), "control_number": (6,), "release": (8,)},
    "ST": {"set": (1,), "control_number": (2,)},
    "UNB": {"control_number": (5,)},
    "UNG": {"control_number": (5,)},
    "UNH": {"control_number": (1,)},
}
"""The elements of a header that a field says; `sender` is qualifier and id."""
TRAILERS: Final = (["SE"], ["GE"], ["IEA"], ["UNT"], ["UNE"], ["UNZ"])
TRAILER_CONTROL: Final = 2


def with_fields(
    table: dict[str, Any], parts: tuple[list[str], list[str]], place: str, *, kept: bool = True
) -> tuple[list[str], list[str], list[WireFinding]]:
    """Header and trailer as the fields of an object say them; `kept`: the header is as it came."""
    header, trailer = list(parts[0]), list(parts[1])
    found: list[WireFinding] = []
    if not header or not kept or not is_changed(table, "fields", fields_of(table)):
        return header, trailer, found
    tag = header[0].strip().upper()
    for name, positions in PLACES.get(tag, {}).items():
        value = str(table.get(name, ""))
        if positions[-1] >= len(header) or value == _said(header, positions):
            continue
        texts = value.split(":", 1) if len(positions) == 2 else [value]
        if len(texts) < len(positions):
            found.append(misfit(f"{place}.{name}", value, "qualifier:id is wanted"))
            continue
        for position, text in zip(positions, texts, strict=True):
            width = ISA_WIDTHS[position - 1] if tag == "ISA" else 0
            if width and len(text) > width:
                found.append(misfit(f"{place}.{name}", value, f"{tag} has no room for it"))
            header[position] = f"{text:<{width}}"
        if name == "control_number" and trailer[:1] in TRAILERS and len(trailer) > TRAILER_CONTROL:
            trailer[TRAILER_CONTROL] = value
    return header, trailer, found


def said_fields(table: dict[str, Any], *, kept: bool) -> dict[str, Any]:
    """An object without the fields that its header, which was changed, says otherwise by now."""
    if kept or is_changed(table, "fields", fields_of(table)):
        return table
    return {name: value for name, value in table.items() if name not in FIELDS}


def misfit(place: str, value: object, why: str) -> WireFinding:
    """What JSON says at a place and cannot be written."""
    return WireFinding(
        code=Code.VALUE_UNWRITTEN, offset=0, found=shown(str(value)), message=f"{place}: {why}."
    )


def _said(header: list[str], positions: tuple[int, ...]) -> str:
    return ":".join(header[at].strip() for at in positions)
