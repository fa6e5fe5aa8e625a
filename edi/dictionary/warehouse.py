"""Segments of warehouse documents and stock reports."""

from __future__ import annotations

from typing import Final

SEGMENTS: Final = """
"""

SINCE_005010: Final = """
"""
