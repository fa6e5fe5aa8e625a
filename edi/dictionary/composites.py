"""Composite elements of X12: their components in order, written as segments have their elements.

They are those of the standard's composite dictionary. C001 says a unit as a product of up to five,
each with an exponent and a multiplier. A repetition has a place of its own (1686) only since there
are repetitions, and 004010 has none; references (127) may be longer since 005010. C999 is a text,
though 725 is a number elsewhere: the examples of the guide for the 999 (005010X231) name composites
there, as `C023`.
"""

from __future__ import annotations

from typing import Final

COMPOSITES: Final = """
C001 355:M:ID:2/2 1018:O:R:1/15 649:O:R:1/10 x4(355:O:ID:2/2 1018:O:R:1/15 649:O:R:1/10)
C030 722:M:N0:1/2 1528:O:N0:1/2
C040 128:M:ID:2/3 127:M:AN:1/30 x2(128:X:ID:2/3 127:X:AN:1/30) | P0304 P0506
C998 9999:M:AN:1/35 9998:O:AN:1/35
C999 725:M:AN:1/4 725:O:AN:1/4
"""

SINCE_005010: Final = """
C030 722:M:N0:1/2 1528:O:N0:1/2 1686:O:N0:1/4
C056 1109:O:ID:1/1 1270:X:ID:1/3 1271:X:AN:1/30 | P0203
C040 128:M:ID:2/3 127:M:AN:1/50 x2(128:X:ID:2/3 127:X:AN:1/50) | P0304 P0506
"""
