"""Grammars and dictionaries fit together: nothing that a grammar names is unknown."""

from __future__ import annotations

from collections import Counter

import pytest

from edi.checking import checks
from edi.dictionary.edifact import tags
from edi.dictionary.segments import segments
from edi.fragments import RELEASES
from edi.grammar import UNBOUNDED, Grammar, places
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


def misplaced(grammar: Grammar, ids: str) -> str:
    """Those of some segments behind ST that have no place where they come, or leave one out."""
    at, found = grammar.first, list[str]()
    for name in ids.split():
        step = grammar.step(at, name)
        if step is None or not step.in_sequence or step.missing:
            found.append(name)
        if step is not None:
            at = step.to
    return " ".join(found)


HEADER = "CUR REF PER TAX FOB CTP PAM CSH"
ITEMS = "LIN SI PID MEA PWK PKG TD1 TD5 TD3 TD4"
SALE = "SAC CUR ITD DIS INC DTM"
TERMS = "IT8 CSH ITD DIS INC TAX FOB SDQ"
WAYS = "TD1 TD5 TD3 TD4"
PARTY = "NX2 REF PER SI"
SPI = "LM LQ SPI REF DTM {0} N1 N2 N3 N4 REF G61 {0} CB1 REF DTM LDT {0} ADV DTM MTX"
LEADS = "LS LDT QTY {0} REF LM LQ LE"
NOTE = {"MSG": "N9 DTM MSG", "MTX": "N9 DTM MTX PWK EFI"}
NAME = {"MSG": "N1 N2 N3 N4", "MTX": "N1 N2 IN2 N3 N4"}


def whole(code: str, text: str) -> str:
    """Each segment of a set once, in its published order, with what says its free texts."""
    newer = text == "MTX"
    note, name, measured = NOTE[text], NAME[text], "MEA" if newer else ""
    early, late = ("", "LDT QTY MTX REF") if newer else ("LDT", "")
    line_party = f"{name} QTY {PARTY} DTM FOB SCH {WAYS} PKG LDT MAN QTY {text}"
    answered = (
        f"SLN {text} SI PID PO3 {measured} CTP PAM ACK SAC CUR DTM PO4 TAX ADV QTY SI"
        f" N9 DTM {text if code == '855' or newer else ''} {name} {PARTY}"
    )
    return {
        "850": f"BEG {HEADER} TC2 {SALE} {early} {ITEMS} MAN PCT CTB TXI {late} AMT REF DTM PCT FA1"
        f" FA2 {note} {name} {PARTY} FOB {WAYS} PKG {SPI} PO1 LIN SI CUR CN1 PO3 CTP CUR PAM MEA"
        f" PID MEA PWK PO4 REF PER SAC CUR CTP {TERMS} IT3 DTM TC2 {WAYS} PCT MAN {text} SPI TXI"
        f" CTB QTY SI SCH {WAYS} REF PKG MEA {LEADS} {note.replace('DTM', 'DTM MEA')} {line_party}"
        f" REF SLN {text} SI PID PO3 {measured} TC2 ADV DTM CTP PAM PO4 TAX N9 DTM {text} SAC CUR"
        f" CTP QTY SI {name} {PARTY} AMT REF PCT LM LQ PO1 CTT AMT SE",
        "855": f"BAK {HEADER} {SALE} LDT {ITEMS} MAN TXI CTB {note} {name} {PARTY} FOB {WAYS} PKG"
        f" {text} ADV DTM MTX PO1 LIN SI CUR PO3 CTP PAM MEA PID MEA PWK PO4 REF PER SAC CUR"
        f" {TERMS} DTM LDT {WAYS} ACK DTM MAN AMT CTB TXI QTY SI PKG MEA SCH {WAYS} REF {note}"
        f" {name} {PARTY} DTM FOB SCH {WAYS} QTY PKG {answered} PO1 CTT AMT SE",
        "860": f"BCH {HEADER} {SALE} {early} {ITEMS} CTB MAN G53 TXI PCT {late} AMT REF DTM PCT FA1"
        f" FA2 {note} {name} {PARTY} FOB {WAYS} PKG {SPI} POC LIN SI CUR CN1 PO3 CTP PAM MEA PID"
        f" MEA PWK PKG PO4 REF PER SAC CUR {TERMS} DTM {WAYS} MAN PCT TC2 CTB TXI SPI {text} QTY SI"
        f" SCH {WAYS} {'REF' if newer else ''} {note} {LEADS} {line_party} REF SLN {text} SI PID"
        f" PO3 {measured} TC2 SAC CUR DTM CTP PAM PO4 TAX ADV QTY SI N9 DTM {text} {name} {PARTY}"
        f" AMT REF PCT LM LQ POC CTT AMT SE",
        "865": f"BCA {HEADER} {SALE} {early} {ITEMS} PCT MAN TXI CTB G53"
        f" {late.removesuffix('REF')} {note} {name} {PARTY} FOB {WAYS} PKG {text} AMT PCT ADV DTM"
        f" MTX {'LM LQ' if newer else ''} POC LIN SI CUR PO3 CTP PAM MEA PID MEA PWK PKG PO4 REF"
        f" PER SAC CUR {TERMS} DTM {WAYS} TXI PCT ACK DTM MAN SPI {text} CTB"
        f" {'LM LQ' if newer else ''} AMT PCT QTY SI SCH {WAYS} REF LDT QTY {text} LM LQ {note}"
        f" {line_party} {answered} PD PDD POC CTT AMT SE",
    }[code].format(text)


@pytest.mark.parametrize("code", ["850", "855", "860", "865"])
@pytest.mark.parametrize("release", RELEASES)
def test_each_segment_of_an_order_stands_where_its_release_has_it(code: str, release: str):
    grammar = SETS[code].grammars[release]
    assert misplaced(grammar, whole(code, "MTX" if release == "005010" else "MSG")) == ""


@pytest.mark.parametrize(
    ("code", "ids", "old", "new"),
    [
        ("850", "BEG DTM LDT LIN TD5 PO1 SE", "", "LIN"),
        ("850", "BEG TXI LDT REF N9 MSG PO1 MSG SE", "LDT REF", "MSG MSG"),
        ("850", "BEG N9 MTX PWK PO1 MAN MTX SE", "MTX PWK MTX", ""),
        ("850", "BEG PO1 N1 N2 IN2 N3 SLN MEA SE", "IN2 MEA", ""),
        ("850", "BEG PO1 SCH LS LDT N9 LE SE", "N9 LE", "N9 LE"),
        ("850", "BEG PO1 SCH LDT PO1 SE", "LDT", "LDT"),
        ("855", "BAK AMT PO1 ACK IT3 CN1 LM SE", "AMT IT3 CN1 LM", "AMT IT3 CN1 LM"),
        ("855", "BAK DTM LDT LIN PO1 DTM LDT QTY SI MSG SE", "MSG", "MSG"),
        ("860", "BCH POC PKG PO4 SCH REF LS LDT LE N1 SE", "REF", ""),
        ("860", "BCH POC N1 N9 SE", "N9", "N9"),
        ("865", "BCA ADV LM LQ POC LM LQ SLN N9 MTX SE", "LM LQ LM LQ MTX", ""),
    ],
)
def test_a_segment_of_another_release_or_set_is_misplaced(code: str, ids: str, old: str, new: str):
    grammars = SETS[code].grammars
    assert [misplaced(grammars[release], ids) for release in RELEASES] == [old, new]


@pytest.mark.parametrize(
    ("code", "path", "old", "new"),
    [
        ("850", "TD5", 12, UNBOUNDED), ("850", "CTB", 5, 5), ("850", "PO1/IT8", 1, 1),
        ("850", "PO1/AMT/REF", 1, UNBOUNDED), ("850", "N9/MSG", 1000, None),
        ("850", "PO1/LS/LDT/MSG", 1, None), ("850", "N9/MTX", None, UNBOUNDED),
        ("855", "CSH", 1, 1), ("855", "PKG", 25, 25), ("855", "PO1/AMT", 1, 1),
        ("860", "CSH", 5, 5), ("860", "CTT/AMT", 5, 5), ("860", "POC/TC2", 2, 2),
        ("865", "POC/SLN/SAC", 10, 10), ("865", "POC/PKG", 25, 25),
    ],
)  # fmt: skip
def test_a_segment_of_an_order_comes_as_often_as_its_release_lets_it(
    code: str, path: str, old: int | None, new: int | None
):
    for release, most in zip(RELEASES, (old, new), strict=True):
        found = [
            each.most
            for each in places(SETS[code].grammars[release].root)
            if each.path == path and (each.is_loop or each.position or not each.parent)
        ]
        assert found[:1] == ([] if most is None else [most]), release
