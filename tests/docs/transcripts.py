"""Reads and runs the console blocks of a document, as a person at a terminal would.

A block is fenced as ```console. In it a line `$ command` is run by a shell; `> ` continues the
command of the line before. The lines that follow are what it prints: each must appear in its
output, in the order shown. `...` stands for anything within a line, and alone for lines left out.
A comment at the end of the command, `# exit 1`, says with what it ends; otherwise that is 0.
A `cd` lasts, as at a terminal.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})\s*(?P<language>\w*)")
EXIT = re.compile(r"\s*#\s*exit (\d+)\s*$")
ELLIPSIS = "..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One command of a document, where it stands, and what it says will happen."""

    line: int
    command: str
    exit_code: int
    shown: tuple[str, ...]


def examples(text: str) -> list[Example]:
    """The commands of all console blocks of a document, in order."""
    found: list[Example] = []
    block: list[tuple[int, str]] = []
    open_fence: re.Match[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if open_fence is None:
            open_fence, block = fence, []
        elif fence and fence["fence"].startswith(open_fence["fence"]) and not fence["language"]:
            if open_fence["language"] == "console":
                found += _commands(block)
            open_fence = None
        else:
            block.append((number, line.removeprefix(open_fence["indent"])))
    return found


def _commands(block: list[tuple[int, str]]) -> list[Example]:
    gathered: list[tuple[int, list[str], list[str]]] = []
    for number, line in block:
        if line.startswith("$ "):
            gathered.append((number, [line[2:]], []))
        elif gathered and line.startswith("> ") and not gathered[-1][2]:
            gathered[-1][1].append(line[2:])
        elif gathered:
            gathered[-1][2].append(line.rstrip())
    made = []
    for number, commands, shown in gathered:
        command = "\n".join(commands)
        ending = EXIT.search(command)
        made.append(
            Example(
                line=number,
                command=EXIT.sub("", command),
                exit_code=int(ending[1]) if ending else 0,
                shown=tuple(line for line in shown if line),
            )
        )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command came to: what is wrong with it, if anything, and where the next one runs."""

    wrong: str | None
    folder: Path


def run(example: Example, folder: Path, timeout_seconds: float) -> Outcome:
    """Run one command in a folder and hold it to what the document shows."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as left_in:
        ended = _ending(example.command, folder, Path(left_in.name), timeout_seconds)
        after = left_in.read().strip()
    return Outcome(wrong=_judged(example, *ended), folder=Path(after) if after else folder)


def _judged(example: Example, code: int | None, printed: str) -> str | None:
    if code is None:
        return f"did not end in time, after printing:\n{printed}"
    if code != example.exit_code:
        return f"ended with {code}, not {example.exit_code}, and printed:\n{printed}"
    missing = first_missing(example.shown, printed.splitlines())
    if missing is not None:
        return f"did not print (here, in this order):\n{missing}\nbut:\n{printed}"
    return None


def _ending(
    command: str, folder: Path, left_in: Path, timeout_seconds: float
) -> tuple[int | None, str]:
    """The code that a command ends with, None if it did not end, and all that it printed."""
    # The commands of the environment that runs the tests come first, whether it is active or not.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CROSSDOCK_")}
    plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        ["bash", "-c", f"trap 'pwd -P > {shlex.quote(str(left_in))}' EXIT\n{command}"],
        cwd=folder,
        env=kept | plain | {"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout_seconds)
        code = process.returncode
    except subprocess.TimeoutExpired:
        # What the command started holds the pipe open too: its whole session ends.
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        code = None
    return code, output.decode("utf-8", "replace")


def first_missing(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line shown that does not appear after the one before it, or None.

    >>> first_missing(("one", "...", "t... three"), ["one", "one and a half", "two three "])
    >>> first_missing(("two", "one"), ["one", "two"])
    'one'
    """
    position = 0
    for line in shown:
        if line.strip() == ELLIPSIS:
            continue
        pattern = ".*".join(re.escape(part) for part in line.split(ELLIPSIS))
        while position < len(printed) and not re.fullmatch(pattern, printed[position].rstrip()):
            position += 1
        if position == len(printed):
            return line
        position += 1
    return None
