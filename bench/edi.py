"""The EDI benchmark: framing, reading, judging and writing, beside pyx12 and `bytes.split`.

All figures are megabytes a second of CPU time of one process, the best of some rounds, on one
file of generated 850s. Framing includes every check of the envelope.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.answers import documents, from_documents, interchange, tables
from bench.purchase_orders import write_file
from edi.column_writing import write_answers
from edi.columns import order_lines, order_tables
from edi.framed import SetFramed
from edi.framing import Framer
from edi.order_findings import read_orders
from edi.profile_values import WRITTEN
from edi.set_runs import SetRun
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from edi.framed import Framed
    from edi.set_runs import Part

ORDER_BYTES: Final = 810
PIECE: Final = 1 << 20
ROUNDS: Final = 3
ANSWERS: Final = 1_000
PEER_MB_MAX: Final = 2
ROWS_MB_MAX: Final = 8
"""The row path is measured on the first megabytes: its rate does not depend on the size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A rate that was measured, and the target that it is held to, if there is one."""

    name: str
    rate: float
    target: float | None


def main(size_mb: int, out: Callable[[str], None], environment: Mapping[str, str]) -> None:
    """Measure in a process of such an environment, and say what was found.

    As in a worker of the flows: polars on one thread, and memory that is kept when it is free.
    """
    command = [sys.executable, "-m", "bench.edi", str(size_mb)]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            out(line.rstrip("\n"))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def measure(size_mb: int) -> None:
    """Measure on a generated file of about this size, and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.edi"
        orders = max(1, size_mb * 1_000_000 // ORDER_BYTES)
        size = write_file(path, orders)
        print(f"{orders:,} orders (850), {size / 1e6:.0f} MB", flush=True)
        for one in run(path):
            against = "" if one.target is None else f"   (target {one.target:.0f})"
            print(f"{one.name:<36}{one.rate:>8.1f} MB/s{against}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{'memory, at its most':<36}{peak:>8.0f} MB", flush=True)


def run(path: Path) -> Iterator[Measure]:
    """Each figure in turn, the cheapest first."""
    size = path.stat().st_size
    yield Measure(name="framing, envelope checked", rate=_best(size, _frame, path), target=60)
    yield Measure(name="orders as columns, framed too", rate=_best(size, _columns, path), target=40)
    yield Measure(
        name="order lines as columns, framed too", rate=_best(size, _lines, path), target=120
    )
    yield Measure(
        name="orders as columns, findings too", rate=_best(size, _judged, path), target=None
    )
    yield Measure(name="orders validated", rate=_best(size, _validated, path), target=15)
    part = min(size, ROWS_MB_MAX * 1_000_000)
    yield Measure(
        name="orders validated one by one", rate=_best(part, _one_by_one, path), target=None
    )
    yield Measure(name="orders as documents, validated", rate=_rate(part, _read, path), target=None)
    yield from _written()
    yield Measure(
        name="bytes.split, segments and elements", rate=_best(size, _split, path), target=None
    )
    part = min(size, PEER_MB_MAX * 1_000_000)
    yield Measure(name="pyx12, segments only", rate=_rate(part, _peer, path), target=None)


def _written() -> Iterator[Measure]:
    answers = documents(ANSWERS)
    size = len(from_documents(answers))
    rate = max(_rate(size, lambda _: from_documents(answers), Path()) for _ in range(5))
    yield Measure(name="855s written from documents", rate=rate, target=12)
    alike = tables(answers)
    rate = max(
        _rate(size, lambda _: interchange(write_answers(alike, WRITTEN)), Path()) for _ in range(5)
    )
    yield Measure(name="855s written from columns", rate=rate, target=40)


def _best(size: int, work: Callable[[Path], object], path: Path) -> float:
    return max(_rate(size, work, path) for _ in range(ROUNDS))


def _rate(size: int, work: Callable[[Path], object], path: Path) -> float:
    began = time.process_time()
    work(path)
    return size / 1e6 / (time.process_time() - began)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _framed(path: Path) -> Iterator[list[Framed]]:
    framer = Framer()
    for piece in _pieces(path):
        yield framer.feed(piece)
    yield framer.end()


def _runs(path: Path) -> Iterator[list[Part]]:
    framer = Framer()
    for piece in _pieces(path):
        yield framer.feed_runs(piece)
    yield framer.end_runs()


def _frame(path: Path) -> None:
    for _ in _runs(path):
        pass


def _columns(path: Path) -> None:
    for parts in _runs(path):
        order_tables([part for part in parts if isinstance(part, SetFramed | SetRun)])


def _judged(path: Path) -> None:
    for parts in _runs(path):
        tables = order_tables([part for part in parts if isinstance(part, SetFramed | SetRun)])
        assert tables.findings().is_empty()


def _lines(path: Path) -> None:
    for parts in _runs(path):
        order_lines([part for part in parts if isinstance(part, SetFramed | SetRun)])


def _some_sets(path: Path) -> Iterator[SetFramed]:
    left = ROWS_MB_MAX * 1_000_000
    for parts in _framed(path):
        for part in parts:
            if isinstance(part, SetFramed):
                yield part
                left -= len(part.raw)
                if left <= 0:
                    return


def _validated(path: Path) -> None:
    for parts in _runs(path):
        sets = [part for part in parts if isinstance(part, SetFramed | SetRun)]
        assert all(read.accepted for read in read_orders(sets))


def _one_by_one(path: Path) -> None:
    for part in _some_sets(path):
        read_set(part)


def _read(path: Path) -> None:
    for part in _some_sets(path):
        assert read_set(part).document is not None


def _peer(path: Path) -> None:
    import pyx12.x12file

    with path.open() as file:
        text = file.read(PEER_MB_MAX * 1_000_000)
    for _ in pyx12.x12file.X12Reader(io.StringIO(text)):
        pass


def _split(path: Path) -> None:
    for piece in _pieces(path):
        for segment in piece.split(b"~"):
            segment.split(b"*")


if __name__ == "__main__":
    measure(int(sys.argv[1]))
