"""Orders with a line more: one of a composite, or one that repeats an element."""

from __future__ import annotations

from typing import Final

from tests.edi.wire import BODY, interchange, order_set

OLD, NEW, GUIDED = "004010", "005010", "005010X220A1"
SUBLINE: Final = "SLN*1**I*3*"
"""What comes before a C001."""
REFERENCE: Final = "REF*IA*1**"
"""What comes before a C040."""
TRIPLE: Final = "EA>1>2"
FIFTEEN: Final = ">".join([TRIPLE] * 5)


def with_line(line: str, version: str = OLD, repetition: str = "") -> bytes:
    """An interchange of an order with a line more, whose repetitions this separates."""
    data = interchange(order_set((*BODY[:-1], line, BODY[-1])), version=version)
    return data.replace(b"*U*00401*", f"*{repetition}*00501*".encode()) if repetition else data
