"""What an installation is made of: pinned, without addresses, and named as the settings are."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from tests.house.code import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.+!]+)")

# Read by compose itself, not by Crossdock.
NOT_SETTINGS = {"postgres_password"}


def pinned() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    wrong = [line for line in pins if not PIN.fullmatch(line)]
    assert not wrong, f"constraints.txt holds 'name==version' lines only, not {wrong}"
    return {plain(line.partition("==")[0]) for line in pins}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_that_is_asked_for_is_pinned():
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    names = {plain(re.split(r"[\[<>=!~; ]", each)[0]) for each in asked}
    assert names <= pinned(), f"pin in constraints.txt: {sorted(names - pinned())}"


def test_the_image_and_the_compose_file_name_settings_that_exist():
    from crossdock.settings import Settings

    named = {
        name.lower()
        for path in (ROOT / "deploy").iterdir()
        for name in re.findall(r"CROSSDOCK_(\w+)", path.read_text(encoding="utf-8"))
    }
    known = set(Settings.model_fields)
    unknown = {name for name in named - NOT_SETTINGS if name.partition("__")[0] not in known}
    assert not unknown, f"deploy/ names settings that crossdock/settings.py lacks: {unknown}"


def test_an_interpreter_that_cannot_run_the_engine_is_refused_with_a_sentence(tmp_path):
    done = subprocess.run(
        ["sh", str(ROOT / "deploy" / "make-venv"), str(tmp_path / "python3.13")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 1
    assert "is not Python 3.11 or 3.12" in done.stderr
    assert "Bytewax" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_tests_run_on_a_python_that_the_project_allows():
    assert PROJECT["requires-python"] == ">=3.11,<3.13"
    assert sys.version_info[:2] in {(3, 11), (3, 12)}
