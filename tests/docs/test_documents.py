"""Every command and every block of Python in the documents does what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from tests.docs import transcripts
from tests.house import code

DOCUMENTS = [path for path in code.checked_in() if path.suffix == ".md"]
WITH_COMMANDS = [
    path for path in DOCUMENTS if transcripts.examples(path.read_text(encoding="utf-8"))
]
COMMAND_SECONDS_MAX = 240.0


@pytest.mark.timeout(900)
@pytest.mark.parametrize("document", WITH_COMMANDS, ids=code.shown)
def test_every_command_shown_does_what_is_shown(document: Path, tmp_path: Path):
    # The commands of one document share a folder and their order, as its reader's would.
    folder = tmp_path
    for example in transcripts.examples(document.read_text(encoding="utf-8")):
        outcome = transcripts.run(example, folder, COMMAND_SECONDS_MAX)
        folder = outcome.folder
        if outcome.wrong:
            where = f"{code.shown(document)}:{example.line}"
            pytest.fail(f"{where}: $ {example.command}\n{outcome.wrong}", pytrace=False)


@pytest.mark.parametrize("document", DOCUMENTS, ids=code.shown)
def test_every_block_of_python_holds(document: Path):
    sybil = Sybil(parsers=[PythonCodeBlockParser()], path=str(document.parent))
    for example in sybil.parse(document).examples():
        example.evaluate()


def test_the_readme_shows_commands():
    assert code.ROOT / "README.md" in WITH_COMMANDS
