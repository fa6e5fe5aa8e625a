"""What came in is shown as it came, byte for byte, whatever its file was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edi.framed import SetFramed
from tests.crossdock.test_command_line import ended
from tests.edi.test_bytes_kept import CLEAN, TA1, WRAPPED, interchanges
from tests.edi.wire import BODY, frame, interchange, order_set

if TYPE_CHECKING:
    from edi.framed import Framed

ROOT = Path(__file__).parents[2]
PAIR = "X12/08:ACME/ZZ:CROSSDOCK/"
OTHER = order_set(tuple(line.replace("4500017", "4500018") for line in BODY))
FILES = {
    "1-plain.edi": CLEAN,
    "2-wrapped.edi": WRAPPED.replace(b"000000001", b"000000002"),
    "3-wide.edi": b"\xff\xfe" + interchange(OTHER, control=3).decode().encode("utf-16-le"),
    "4-empty.edi": interchange(control=4).replace(b"GS*", TA1.encode() + b"\nGS*"),
    "5-reused.edi": interchange(OTHER, line_break="\r\n"),
}


def sets(parts: list[Framed]) -> list[bytes]:
    """The bytes of the sets of a file, as they came."""
    return [part.original or part.raw for part in parts if isinstance(part, SetFramed)]


@pytest.mark.timeout(240)
def test_interchanges_and_sets_are_shown_as_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "inbox" / "edi"
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-m", "crossdock", "run", "--inbox", "inbox", "--once"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=200)
    monkeypatch.chdir(tmp_path)

    def printed(*arguments: str) -> bytes:
        assert ended(monkeypatch, "documents", *arguments) == 0
        return capsysbinary.readouterr().out

    def shown(document: str) -> bytes:
        return printed("--show", document)

    rows = json.loads(printed("--json"))
    names = {str(row["document"]): row for row in rows if row["direction"] == "in"}
    (held,) = {name.rpartition("~")[2] for name in names if "~" in name}
    came: dict[bytes, list[bytes]] = {}
    for data in FILES.values():
        parts = frame(data)
        ((begin, kept, _),) = interchanges(parts)
        assert data[begin + len(kept) :].strip(b"\r\n\x00") == b""
        came[kept] = sets(parts)
    # Which of the two under number 1 came first, and counts, is for the lanes that read them.
    controls = [*(f"{number:09d}" for number in range(1, 5)), f"000000001~{held}"]
    told: dict[bytes, list[bytes]] = {}
    for control in controls:
        number, _, mark = control.partition("~")
        mine = [name for name in names if f"/{number}/" in name and name.endswith(mark)]
        mine = [name for name in mine if "/TA1/" not in name and bool(mark) == ("~" in name)]
        told[shown(PAIR + control)] = [shown(name) for name in sorted(mine)]
    assert told == came
    (note,) = (name for name in names if "/TA1/" in name)
    assert shown(note) == TA1.encode()

    (answer,) = {row["document"] for row in rows if row["interchange_control"] == "000000001"
                 and row["direction"] == "out"}  # fmt: skip
    assert shown(answer.rsplit("/", 2)[0]) == shown(answer)
    wide = f"{PAIR}000000003"
    told_of = json.loads(printed("--json", "--show", wide))
    assert told_of["content"].encode("latin-1") == shown(wide)
    assert ended(monkeypatch, "documents", "--show", PAIR) == 2
