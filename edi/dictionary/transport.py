"""Segments of load tenders, carriers' status and freight bills."""

from __future__ import annotations

from typing import Final

SEGMENTS: Final = """
"""

SINCE_005010: Final = """
"""
