"""What a command says, and how: tables for people, JSON for programs, one exit code for both.

Colour and live lines appear on a terminal only. Words go to standard output, trouble and progress
to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

DONE: Final = 0
"""Exit code: done."""
FOUND: Final = 1
"""Exit code: problems in the data were found."""
COULD_NOT: Final = 2
"""Exit code: the command could not run."""
RIGHT: Final = "right"
LEFT: Final = "left"
_CONTROLS: Final = {
    code: repr(chr(code))[1:-1] for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}
"""What breaks a line or steers a terminal, and how it is escaped."""


class CommandFailed(Exception):
    """A command could not run; the message says what went wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table for people; numbers stand to the right."""

    title: str
    show: Callable[[Any], str] = str
    align: str = LEFT


class Speaker:
    """The voice of one command: as JSON, or as text for people."""

    def __init__(self, *, json: bool, quiet: bool = False) -> None:
        """`json` says whether standard output is for a program; `quiet` tells no progress."""
        self.json = json
        self._quiet = quiet
        self._rich: RichConsole | None = None

    @property
    def rich(self) -> RichConsole:
        """The terminal's console, made when it is first needed."""
        if self._rich is None:
            from rich.console import Console

            self._rich = Console(highlight=False, soft_wrap=True)
        return self._rich

    def emit(self, document: object) -> None:
        """One JSON document on standard output."""
        option = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
        if sys.stdout.isatty():
            option |= orjson.OPT_INDENT_2
        sys.stdout.write(orjson.dumps(document, default=_plain, option=option).decode())

    def line(self, text: str = "", style: str | None = None) -> None:
        """A line for people, whatever the values in it hold; nothing when a program listens."""
        if self.json:
            return
        text = one_line(text)
        if style is None or not sys.stdout.isatty():
            sys.stdout.write(text + "\n")
        else:
            self.rich.print(text, style=style, markup=False)

    def heading(self, text: str) -> None:
        """A heading for people."""
        self.line()
        self.line(text, style="bold")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        """Rows under their columns, as wide as they need to be."""
        if self.json:
            return
        shown = [
            [one_line(column.show(value)) for column, value in zip(columns, row, strict=True)]
            for row in rows
        ]
        titles = [column.title for column in columns]
        widths = [max(map(len, each)) for each in zip(titles, *shown, strict=True)]
        self.line(_row(titles, widths, columns), style="dim")
        for row in shown:
            self.line(_row(row, widths, columns))

    def trouble(self, text: str) -> None:
        """Words on what went wrong, on standard error."""
        sys.stdout.flush()
        sys.stderr.write(text.rstrip() + "\n")

    def progress(self, text: str, *, last: bool = False) -> None:
        """How far the work is: one line that changes on a terminal, a line each elsewhere."""
        if self._quiet:
            return
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[2K" + text + ("\n" if last else ""))
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()


def one_line(text: str) -> str:
    """A text with its line breaks and other control characters escaped.

    >>> one_line("two" + chr(10) + "lines") == "two" + chr(92) + "n" + "lines"
    True
    """
    return text.translate(_CONTROLS)


def number(value: float | None) -> str:
    """A number for people: 12,345; a dash where there is none."""
    return "-" if value is None else f"{value:,}"


def words(value: object) -> str:
    """A value for people; a dash where there is none."""
    return "-" if value is None or value == "" else str(value)


def instant(microseconds: int | None) -> str:
    """An instant for people and programs: RFC 3339 in UTC; a dash where there is none."""
    return "-" if microseconds is None else rfc3339(microseconds)


def rfc3339(microseconds: int) -> str:
    """An instant as RFC 3339 text in UTC, with as many decimals as it has."""
    found = utc(microseconds)
    text = f"{found:%Y-%m-%dT%H:%M:%S}"
    return f"{text}.{found.microsecond:06d}Z" if found.microsecond else f"{text}Z"


def utc(microseconds: int) -> datetime:
    """An instant as views store it, exact to the microsecond."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def moment(text: str) -> datetime:
    """What a person means by a time: RFC 3339, a date, or either without a zone, which is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(
            f"{text!r} is no time; write it as 2026-03-02T14:00:00Z or 2026-03-02."
        ) from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _row(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    padded = [
        cell.rjust(width) if column.align == RIGHT else cell.ljust(width)
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _plain(value: object) -> object:
    """What JSON has no word for: bytes as text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
