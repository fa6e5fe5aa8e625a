"""Composite elements of X12: the numbers of their components, in order."""

from __future__ import annotations

from typing import Final

COMPONENTS: Final = {
    "C001": ("355", "1018", "649"),
    "C030": ("722", "1528", "1686"),
    "C040": ("128", "127", "128", "127", "128", "127"),
    "C998": ("9999", "9998"),
    "C999": ("725", "725"),
}
"""The first is the one without which there is no such composite."""
