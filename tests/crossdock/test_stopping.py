"""A run that is asked to stop says what it did."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from crossdock.supervisor import Progress, run_flows
from flows.settings import FlowSettings
from tests.edi.wire import interchange, order_set

READ = "EDI sets read"


def test_what_was_read_before_a_stop_is_counted(tmp_path: Path):
    inbox = tmp_path / "inbox" / "edi"
    inbox.mkdir(parents=True)
    settings = FlowSettings(
        data=str(tmp_path / "data"), inboxes=(str(tmp_path / "inbox"),), partitions=2
    )
    stop = threading.Event()
    deadline = time.monotonic() + 60

    def watch(progress: Progress) -> None:
        if progress.counters.get("EDI documents") or time.monotonic() > deadline:
            stop.set()

    (inbox / "a.edi").write_bytes(interchange(order_set(), order_set(control="0002")))
    outcome = run_flows(settings, ["intake"], once=False, on_progress=watch, stop=stop)
    assert outcome.counters["intake"][READ] == 2
