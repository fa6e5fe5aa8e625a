"""Names of source partitions: database names, known without the engine or a connection."""

from __future__ import annotations

import zlib
from typing import Final

LANES: Final = 8
"""Partitions of the drop folder; a database name, so fixed: more workers bring nothing."""


def lane_names() -> list[str]:
    """Names of the drop folder's lanes."""
    return partition_names(LANES)


def lane_of(name: str, lanes: int = LANES) -> int:
    """The lane of whatever goes by a name: a file, or all that is of one partner."""
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % lanes


def partition_names(partitions: int) -> list[str]:
    """Names of a topic's partitions: `00`, `01` and so on."""
    return [f"{number:02d}" for number in range(partitions)]
