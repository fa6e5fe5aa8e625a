"""The benchmarks, which come with the source and not with the installed product."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

from crossdock.console import DONE, CommandFailed, Speaker

if TYPE_CHECKING:
    from types import ModuleType


def inventory(
    speaker: Speaker, *, sizes: Sequence[int], kafka: str, keep: Path | None, latency: int
) -> int:
    """Events to available-to-sell beside DuckDB, and how long one of them takes."""
    bench = _module("inventory")
    with tempfile.TemporaryDirectory(prefix="crossdock-bench-") as scratch:
        folder = Path(scratch) if keep is None else keep
        found = bench.main(folder, _out(speaker), sizes=sizes, kafka=kafka)
        told: dict[str, object] = {"runs": [asdict(each) for each in found]}
        if latency:
            waits = _module("latency").main(folder, _out(speaker), seconds=latency)
            told["latency"] = asdict(waits)
    if speaker.json:
        speaker.emit(told)
    return DONE


def edi(speaker: Speaker, *, megabytes: int) -> int:
    """EDI bytes to envelopes and orders."""
    lines: list[str] = []
    say = _out(speaker)

    def out(line: str) -> None:
        lines.append(line)
        say(line)

    bench = _module("edi")
    from crossdock.supervisor import WORKER_ENVIRONMENT

    try:
        bench.main(megabytes, out, WORKER_ENVIRONMENT)
    except CalledProcessError as error:
        raise CommandFailed("The benchmark failed; what it said stands above.") from error
    if speaker.json:
        speaker.emit({"lines": lines})
    return DONE


def _out(speaker: Speaker):  # noqa: ANN202
    return speaker.trouble if speaker.json else speaker.line


def _module(name: str) -> ModuleType:
    import importlib

    try:
        return importlib.import_module(f"bench.{name}")
    except ModuleNotFoundError as error:
        raise CommandFailed(
            f"The benchmark needs {error.name}, which is not installed. Run `make install` in a "
            "clone of the source, and `crossdock bench` there."
        ) from error
