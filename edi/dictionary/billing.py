"""Segments of invoices, payments and their advice."""

from __future__ import annotations

from typing import Final

SEGMENTS: Final = """
"""

SINCE_005010: Final = """
"""
