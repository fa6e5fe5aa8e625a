"""What cog draws into the documents, each from the thing itself, so that it cannot grow stale."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable

from crossdock.commands.run import COMPACTED
from edi import exceptions as wire
from edi.dictionary.code_lists import edifact_unjudged as unjudged
from schemas import findings, tables
from tests.edi.unread_places import UNREAD
from tests.house import code


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def first_line(path: str) -> str:
    """The first line of a module's docstring, without its stop."""
    text = ast.get_docstring(code.tree(code.ROOT / path)) or ""
    return text.partition("\n")[0].removesuffix(".")


def rooms() -> str:
    """The rooms, highest layer first, by the first line of their door plates."""
    return table(
        ("room", "what it is"),
        [(f"`{room}/`", first_line(f"{room}/__init__.py")) for room in code.ROOMS],
    )


def files(folder: str) -> str:
    """The files of one room that is a list, by their first lines."""
    modules = sorted(
        path
        for path in code.room_files()
        if path.parent == code.ROOT / folder and path.name != "__init__.py"
    )
    names = [code.shown(path) for path in modules]
    return table(("file", "what it is"), [(f"`{name}`", first_line(name)) for name in names])


def partners() -> str:
    """The trading partners that come with the product, by the first comment of their profiles."""
    profiles = [path for path in code.checked_in() if path.name == "partner.toml"]
    return table(
        ("partner", "what it is"),
        [
            (f"`{path.parent.name}`", path.read_text("utf-8").partition("\n")[0].strip("# "))
            for path in profiles
        ],
    )


def partner_keys() -> str:
    """Every key of `partner.toml`, by the sentence under its field."""
    return _keys("edi/profiles.py", "Profile")


def overlay_keys() -> str:
    """Every key of an overlay, by the sentence under its field."""
    return _keys("edi/overlays.py", "Overlay")


def _keys(path: str, name: str) -> str:
    """The fields of a dataclass, each with the sentence under it."""
    body = next(
        node.body
        for node in code.tree(code.ROOT / path).body
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    rows: list[tuple[str, ...]] = []
    for before, after in itertools.pairwise(body):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=key)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                rows.append((f"`{key}`", " ".join(text.split())))
            case _:
                pass
    return table(("key", "what it says"), rows)


def exceptions_of_the_wire() -> str:
    """Exceptions that receiving and sending documents raise, and what resolves each."""
    return table(
        ("code", "severity", "what it says", "what to do", "resolved when"),
        [
            (f"`{code}`", one.severity, one.meaning, one.action, one.resolved_by)
            for code, one in wire.SENTENCES.items()
        ],
    )


def targets() -> str:
    """The targets of the Makefile, by the comment over each."""
    makefile = (code.ROOT / "Makefile").read_text(encoding="utf-8")
    pairs = re.findall(r"^# (.+)\n([a-z]+):", makefile, re.MULTILINE)
    return table(("target", "does"), [(f"`make {name}`", does) for does, name in pairs])


def tables_read() -> str:
    """The tables that others read, with their grain and key."""
    module = code.tree(code.ROOT / "schemas/tables.py").body
    grains = {}
    for before, after in itertools.pairwise(module):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                grains[name] = re.split(r"[.;]", text.partition("\n")[0])[0]
            case _:
                pass
    kept = dict.fromkeys(tables.KEYS, "view") | dict.fromkeys(COMPACTED, "view, current")
    return table(
        ("table", "grain", "columns", "stands as"),
        [
            (f"`{name}`", grains[name.upper()], str(len(schema)), kept.get(name, "log"))
            for name, schema in tables.TABLES.items()
        ],
    )


def catalogue() -> str:
    """Findings on events and files: code, severity, sentence, and what a person does."""
    return table(
        ("code", "severity", "what it says", "what to do"),
        [
            (f"`{finding}`", entry.severity.value, entry.sentence, entry.action)
            for finding, entry in findings.CATALOGUE.items()
        ],
    )


def unread() -> str:
    """The segments of X12 that no document says, and what they are of."""
    return table(
        ("what they say", "segments, and loops with all in them"),
        [(reason, names) for reason, names in UNREAD.items()],
    )


def edifact_unjudged() -> str:
    """The coded elements of EDIFACT that may have any code, and why."""
    return table(
        ("any code will do", "data elements"),
        [(reason, " ".join(numbers)) for reason, numbers in unjudged().items()],
    )
