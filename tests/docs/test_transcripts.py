"""The runner of documents finds what is wrong with one."""

from __future__ import annotations

from pathlib import Path

from tests.docs.transcripts import Example, examples, run

DOCUMENT = """
Text with `$ code`.

```console
$ printf 'one\\ntwo\\nthree\\n'
one
...
three
$ echo long \\
> line
long line
```

```sh
$ never run
```

1. a list
   ```console
   $ exit 3  # exit 3
   ```
"""


def outcome(text: str, folder: Path) -> list[str | None]:
    wrongs = []
    for example in examples(text):
        ended = run(example, folder, 10.0)
        folder = ended.folder
        wrongs.append(ended.wrong)
    return wrongs


def test_commands_are_read_with_their_lines_output_and_ending():
    assert examples(DOCUMENT) == [
        Example(
            line=5,
            command="printf 'one\\ntwo\\nthree\\n'",
            exit_code=0,
            shown=("one", "...", "three"),
        ),
        Example(line=9, command="echo long \\\nline", exit_code=0, shown=("long line",)),
        Example(line=20, command="exit 3", exit_code=3, shown=()),
    ]


def test_a_true_document_passes(tmp_path: Path):
    assert outcome(DOCUMENT, tmp_path) == [None, None, None]


def test_the_commands_of_a_document_share_a_folder(tmp_path: Path):
    text = "```console\n$ echo kept > file\n```\n\n```console\n$ cat file\nkept\n```\n"
    assert outcome(text, tmp_path) == [None, None]


def test_a_change_of_folder_lasts(tmp_path: Path):
    text = "```console\n$ mkdir in\n$ cd in\n$ echo kept > file\n$ cat ../in/file\nkept\n```\n"
    assert outcome(text, tmp_path) == [None, None, None, None]


def test_another_ending_is_told(tmp_path: Path):
    (wrong,) = outcome("```console\n$ exit 1\n```\n", tmp_path)
    assert wrong is not None
    assert wrong.startswith("ended with 1, not 0")


def test_a_line_that_is_not_printed_is_told(tmp_path: Path):
    (wrong,) = outcome("```console\n$ echo one two\none t\n```\n", tmp_path)
    assert wrong is not None
    assert "one t\nbut:\none two" in wrong


def test_a_command_that_waits_for_input_meets_its_end(tmp_path: Path):
    assert outcome("```console\n$ cat; echo done\ndone\n```\n", tmp_path) == [None]


def test_a_command_that_never_ends_is_ended(tmp_path: Path):
    (example,) = examples("```console\n$ echo began; sleep 60; echo ended\n```\n")
    wrong = run(example, tmp_path, 0.5).wrong
    assert wrong is not None
    assert "did not end" in wrong
