"""Grammars and dictionaries fit together: nothing that a grammar names is unknown."""

from __future__ import annotations

from collections import Counter

from edi.checking import checks
from edi.dictionary.edifact import tags
from edi.dictionary.segments import segments
from edi.grammar import places
from edi.transaction_sets import GROUPS, MESSAGES, SETS


def test_every_segment_of_every_set_is_in_the_dictionary():
    unknown = {
        (code, release, name)
        for code, item in SETS.items()
        for release, grammar in item.grammars.items()
        for name in grammar.ids - segments(release).keys()
    }
    assert unknown == set()


def test_every_segment_of_every_message_is_in_the_directory():
    unknown = {
        (code, name)
        for code, item in MESSAGES.items()
        for grammar in item.grammars.values()
        for name in grammar.ids - tags().keys()
    }
    assert unknown == set()


def test_a_path_names_one_loop_or_one_segment_of_a_set():
    for item in (*SETS.values(), *MESSAGES.values()):
        for grammar in item.grammars.values():
            named = Counter((place.path, place.is_loop) for place in places(grammar.root))
            assert [name for name, times in named.items() if times > 1] == [], item.code


def test_every_set_names_its_group_as_the_groups_do():
    assert {code: item.group for code, item in SETS.items()} == {
        code: GROUPS[code] for code in SETS
    }


def test_every_segment_compiles_for_every_separator():
    for release in ("004010", "005010"):
        for separator in ("*", "|", "^", "\\", "]", "\x1d", "."):
            assert checks(release, separator).segments
