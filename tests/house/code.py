"""What is checked in: the files of the house, and its Python as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROOMS = (
    "crossdock",
    "portal",
    "flows",
    "checks",
    "sinks",
    "sources",
    "storage",
    "edi",
    "domain",
    "schemas",
    "bench",
)

# Where there is no git (an unpacked archive), these folders hold products, not sources.
PRODUCTS = {".venv", "build", "data", "demo", ".git", "__pycache__", ".hypothesis"}


@cache
def checked_in() -> tuple[Path, ...]:
    """Every file that is, or with the next commit may be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not PRODUCTS.intersection(path.relative_to(ROOT).parts[:1])
            and "__pycache__" not in path.parts
        ]
    return tuple(sorted(path for path in paths if path.is_file()))


def shown(path: Path) -> str:
    """A path as people write it: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    """Every Python file of rooms and tests."""
    return [path for path in checked_in() if path.suffix == ".py"]


def room_files() -> list[Path]:
    """Every Python file of the rooms."""
    return [path for path in python_files() if shown(path).split("/")[0] in ROOMS]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=shown(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def names_made(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of everything that a file defines, assigns or takes as an argument."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case _:
                pass
