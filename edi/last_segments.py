"""What is left when a file, or an interchange, ends within a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi.delimiters import noise_of, sent_elements
from edi.findings import Code, shown
from edi.isa import begins_interchange
from edi.segments import Located, single

if TYPE_CHECKING:
    from edi.envelope import Envelope
    from edi.layout import Places


def last_segment(envelope: Envelope, block: bytes, begin: int, places: Places) -> Located:
    """The rest of a block from a place on, read as if it were terminated, and a finding on it."""
    rest = block[begin:]
    marks = envelope.opened.delimiters
    noise = noise_of(marks)
    text = rest.strip(noise)
    start = begin + len(rest) - len(rest.lstrip(noise))
    place, number = places.at(start), envelope.segments + 1
    name = text[:3].upper()
    if name in (b"IEA", b"UNZ"):
        envelope.note(Code.TERMINATOR_MISSING, place, shown(text), number)
    elif text and not begins_interchange(text):
        tag, *values = sent_elements(text.decode("latin-1"), marks)
        element = f"{tag.strip()[:3]}{len(values):02d}" if values else ""
        envelope.note(Code.SEGMENT_CUT, place, shown(text), number, element=element)
    return single(start, start + len(text), len(block), is_special=bool(text))
