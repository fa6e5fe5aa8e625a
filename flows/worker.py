"""One worker process of one flow; the supervisor starts it, after it repaired the store."""

from __future__ import annotations

import argparse
import ctypes
import faulthandler
import gc
import os
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bytewax.recovery import RecoveryConfig
from bytewax.testing import cluster_main, run_main

from flows import registry
from flows.settings import FlowSettings
from flows.travel import let_frames_travel

PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run one worker to its end; 0 when the flow ended, 1 when it failed."""
    arguments = _arguments()
    _die_with_parent(arguments.parent)
    faulthandler.register(signal.SIGUSR1)
    gc.disable()
    settings = FlowSettings.from_json(Path(arguments.settings).read_text())
    state = settings.state_dir(arguments.flow)
    try:
        flow = registry.FLOWS[arguments.flow].build(settings, once=arguments.once)
        _collect_seldom()
        recovery = RecoveryConfig(str(state / "recovery"), timedelta(0))
        epoch = timedelta(seconds=arguments.epoch)
        if arguments.peer:
            let_frames_travel()
            cluster_main(
                flow,
                arguments.peer,
                arguments.worker,
                epoch_interval=epoch,
                recovery_config=recovery,
            )
        else:
            run_main(flow, epoch_interval=epoch, recovery_config=recovery)
    except BaseException:  # noqa: BLE001 - the engine's panics are no Exception; all end here
        stamp = datetime.now(UTC).isoformat()
        print(f"{stamp} {arguments.flow} worker {arguments.worker} failed", file=sys.stderr)
        traceback.print_exc()
        sys.stderr.flush()
        # Threads of the engine may hang in a connection: leave without waiting for them.
        os._exit(1)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="flows.worker")
    parser.add_argument("flow", choices=sorted(registry.FLOWS))
    parser.add_argument("--settings", required=True)
    parser.add_argument("--worker", type=int, default=0)
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--epoch", type=float, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--once", action="store_true")
    return parser.parse_args()


def _collect_seldom() -> None:
    """Look for circular garbage seldom, and never among what was loaded.

    Columns and rows make no circles, but rows on their way to SQLite are so many objects that
    Python looks through everything again and again.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    gc.enable()


def _die_with_parent(parent: int) -> None:
    """Have the kernel kill this worker when its supervisor dies, however that dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
