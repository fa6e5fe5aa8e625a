"""The `crossdock` command, also `python -m crossdock`."""

from __future__ import annotations

from crossdock.cli import run_command


def main() -> None:
    """Run the command line and end with its exit code."""
    raise SystemExit(run_command())


if __name__ == "__main__":
    main()
