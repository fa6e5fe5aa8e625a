"""The laws of the house that no other tool holds; each failure names the mend."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from schemas import tables
from tests.house import code
from tests.house.code import ROOT, shown

README = ROOT / "README.md"

LINES_MAX = 400
FUNCTION_LINES_MAX = 60

BANNED = {"util", "utils", "helper", "helpers", "common", "manager", "managers"}

# In two pieces each, so that this file may be checked as well.
HOSTS = (
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "repo1.maven" + ".org",
    "repo.maven" + ".apache.org",
    "registry.npm" + "js.org",
    "registry.yarn" + "pkg.com",
    "proxy.go" + "lang.org",
    "static.crates" + ".io",
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|" + r"root|" + r"home/\w+)/")


def agree(complaints: list[str]) -> None:
    """Fail with one complaint a line, or pass where there is none."""
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def words(name: str) -> set[str]:
    """The words of an identifier, of either manner of writing."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_no_file_is_longer_than_a_sitting():
    agree(
        [
            f"{shown(path)}: {lines} lines, over {LINES_MAX}: split it by what it answers"
            for path in code.python_files()
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_MAX
        ]
    )


def test_no_function_is_longer_than_a_screen():
    agree(
        [
            f"{shown(path)}:{node.lineno}: {node.name} has {lines} lines, over"
            f" {FUNCTION_LINES_MAX}: name its parts"
            for path in code.python_files()
            for node in code.functions(path)
            if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
        ]
    )


def test_every_room_has_its_door_plate():
    folders = {path.parent for path in code.room_files()} | {ROOT / room for room in code.ROOMS}
    complaints = []
    for folder in sorted(folders):
        plate = folder / "__init__.py"
        if not plate.exists():
            complaints.append(f"{shown(folder)}: no __init__.py: write its door plate there")
            continue
        text = ast.get_docstring(code.tree(plate)) or ""
        if not text:
            complaints.append(f"{shown(plate)}: no docstring: say what lives here")
        elif folder.parent == ROOT:
            complaints += _plate_complaints(plate, text)
    agree(complaints)


def _plate_complaints(plate: Path, text: str) -> list[str]:
    complaints = [
        f"{shown(plate)}: the plate must say '{phrase} ...'"
        for phrase in ("What lives here:", "What never lives here:")
        if phrase not in text
    ]
    modules = [path for path in plate.parent.glob("*.py") if path != plate]
    model = re.search(r"Copy `([^`]+)` as a model", text)
    if modules and not (model and (plate.parent / model[1]).exists()):
        complaints.append(f"{shown(plate)}: end with 'Copy `FILE` as a model', a file that is here")
    return complaints


def test_no_name_says_nothing():
    files = code.python_files()
    agree(
        [
            f"{shown(path)}: '{path.stem}' says nothing: name it after what it holds"
            for path in files
            if words(path.stem) & BANNED
        ]
        + [
            f"{shown(path)}:{line}: '{name}' says nothing: name it after what it does or holds"
            for path in files
            for line, name in code.names_made(path)
            if words(name) & BANNED
        ]
    )


def test_work_left_over_has_an_issue():
    left = re.compile(r"#.*\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!.*\bissue \d+)")
    agree(
        [
            f"{shown(path)}:{number}: do it, or name the issue: '(issue 12)'"
            for path in code.python_files()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if left.search(line)
        ]
    )


def test_no_file_names_a_registry_or_a_machine():
    complaints = []
    for path in code.checked_in():
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            host = next((host for host in HOSTS if host in line), None)
            if host:
                complaints.append(f"{shown(path)}:{number}: names {host}: leave addresses out")
            if MACHINE.search(line):
                complaints.append(
                    f"{shown(path)}:{number}: a path of one machine: make it relative"
                )
    agree(complaints)


def test_dataclasses_have_slots():
    agree(
        [
            f"{shown(path)}:{node.lineno}: {node.name}: write"
            " @dataclass(frozen=True, slots=True, kw_only=True)"
            for path in code.room_files()
            for node in ast.walk(code.tree(path))
            if isinstance(node, ast.ClassDef)
            and any(_is_dataclass_without_slots(mark) for mark in node.decorator_list)
        ]
    )


def _is_dataclass_without_slots(mark: ast.expr) -> bool:
    call = mark if isinstance(mark, ast.Call) else None
    named = call.func if call else mark
    if ast.unparse(named) not in {"dataclass", "dataclasses.dataclass"}:
        return False
    return not any(
        given.arg == "slots" and ast.unparse(given.value) == "True"
        for given in (call.keywords if call else ())
    )


@pytest.mark.parametrize("folder", ["sources", "sinks", "edi/sets"])
def test_the_readme_lists_every_file_of_a_list_room(folder: str):
    text = readme()
    agree(
        [
            f"README.md does not list {shown(path)}: run 'make fix', which draws the lists"
            for path in code.room_files()
            if path.parent == ROOT / folder
            and path.name != "__init__.py"
            and f"`{shown(path)}`" not in text
        ]
    )


def test_the_readme_lists_every_partner():
    text = readme()
    agree(
        [
            f"README.md does not list the partner {path.parent.name}: run 'make fix'"
            for path in code.checked_in()
            if path.name == "partner.toml" and f"`{path.parent.name}`" not in text
        ]
    )


def test_the_readme_lists_every_table():
    text = readme()
    agree(
        [
            f"README.md does not list the table {name}: run 'make fix', which draws the list"
            for name in tables.TABLES
            if f"`{name}`" not in text
        ]
    )


def test_the_readme_lists_every_target():
    text = readme()
    targets = re.findall(
        r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    agree(
        [
            f"README.md does not list `make {target}`: run 'make fix', which draws the list"
            for target in targets
            if f"`make {target}`" not in text
        ]
    )


def test_the_readme_shows_every_command_by_an_example():
    app = importlib.import_module("crossdock.cli").app
    shown_lines = [line for line in readme().splitlines() if line.startswith("$ crossdock ")]
    agree(
        [
            f"README.md shows no '$ crossdock {command}' in a ```console block: add one"
            for command in leaves(typer.main.get_command(app))
            if not any(re.match(rf"\$ crossdock {command}(\s|$)", line) for line in shown_lines)
        ]
    )


def leaves(command: Any, path: str = "") -> list[str]:
    """Every command under this one that does something itself, by its words."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return [path]
    return [
        leaf
        for name, each in sorted(inner.items())
        if not each.hidden
        for leaf in leaves(each, f"{path} {name}".strip())
    ]


def test_the_rooms_of_tools_and_tests_agree():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    agree(
        [
            f"{room}: missing in {where}: add it to the list of rooms there"
            for room in code.ROOMS
            for where, missing in (
                ("pyproject.toml, setuptools", f'"{room}*"' not in project),
                ("pyproject.toml, basedpyright and import-linter", project.count(f'"{room}"') < 2),
                ("Makefile", not re.search(rf"^ROOMS :=.*\b{room}\b", makefile, re.MULTILINE)),
            )
            if missing
        ]
    )
