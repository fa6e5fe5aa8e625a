"""Loops of grammar text that several sets have alike; see `edi/grammar.py` for the form."""

from __future__ import annotations

from textwrap import indent
from typing import Final

CODE_LISTS: Final = """
[LM] O 10
    LM M 1; LQ M 100
"""
ACCOUNTS: Final = """
[FA1] O >1
    FA1 M 1; FA2 M >1
"""
VESSELS: Final = """
[V1] O >1
    V1 M 1; R4 O >1; DTM O >1
"""


def within(depth: int, *loops: str) -> str:
    """Loops as they stand so many loops deep."""
    return "\n".join(indent(loop, "    " * depth) for loop in loops)
