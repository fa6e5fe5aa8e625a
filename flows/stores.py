"""The engine's recovery store, made once for each flow of a data directory."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from bytewax.recovery import init_db_dir

if TYPE_CHECKING:
    from pathlib import Path

RECOVERY_PARTITIONS: Final = 4
"""Files of the store; fixed when it is made, each one more fsync an epoch."""


def make_recovery_store(state: Path) -> None:
    """Make `state/recovery` unless it is there; a crash leaves none or a whole one."""
    store = state / "recovery"
    if store.exists():
        return
    fresh = state / ".recovery.fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    init_db_dir(fresh, RECOVERY_PARTITIONS)
    fresh.rename(store)
