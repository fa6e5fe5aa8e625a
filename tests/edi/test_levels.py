"""Levels of ship notices: a tree by the parents that they name, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edi.documents.shipping import Level, ShipNotice
from edi.levels import DEEPEST, flattened, nested
from tests.edi.test_edifact_content import read as read_message
from tests.edi.test_totals import read


def drawn(notice: ShipNotice) -> str:
    """The tree as text: `S(O(I I))`."""
    return " ".join(map(_drawn, notice.levels))


def _drawn(level: Level) -> str:
    inner = " ".join(map(_drawn, level.levels))
    return f"{level.kind}({inner})" if inner else level.kind


@pytest.mark.parametrize(
    ("heads", "tree", "findings"),
    [
        (("1**S", "2*1*O", "3*2*I"), "S(O(I))", []),
        (("3*2*I", "2*1*O", "1**S"), "S(O(I))", []),
        (("1**S", "4*3*I", "2*1*O", "5*3*I", "3*2*P"), "S(O(P(I I)))", []),
        (("1**S", "2*9*O"), "S O", [("LEVEL_PARENT", 4, "HL02")]),
        # Parents of each other, and of themselves: the first of them stands at the top.
        (("1*2*S", "2*1*O"), "S(O)", [("LEVEL_PARENT", 3, "HL02")]),
        (("1**S", "2*2*O", "3*2*I"), "S O(I)", [("LEVEL_PARENT", 4, "HL02")]),
        (("9*1*I", "1*3*S", "2*1*O", "3*2*P"), "S(I O(P))", [("LEVEL_PARENT", 4, "HL02")]),
        # Of two levels of one number, the first is meant.
        (("1**S", "1**S", "2*1*O"), "S(O) S", [("LEVEL_REPEATED", 4, "HL01")]),
        (("2*1*O", "1**S*0"), "S(O)", [("LEVEL_CHILDREN", 4, "HL04")]),
    ],
)
def test_levels_make_a_tree_by_their_parents(
    heads: tuple[str, ...], tree: str, findings: list[tuple[str, int, str]]
):
    read_set = read("856", "BSN*00*SH-1*20260309*1530", *(f"HL*{head}" for head in heads))
    assert drawn(read_set.document) == tree
    assert [(f.code.value, f.segment, f.element) for f in read_set.findings] == findings


def test_levels_are_numbered_anew_in_the_order_of_the_tree():
    heads = ("HL*30*20*I", "HL*20*10*O", "HL*10**S")
    notice = read("856", "BSN*00*SH-1*20260309*1530", *heads).document
    (top,) = notice.levels
    assert (top.id, top.levels[0].id, top.levels[0].levels[0].id) == ("1", "2", "3")
    assert (top.levels[0].parent, top.levels[0].levels[0].parent) == ("1", "2")


@pytest.mark.parametrize("step", [1, -1])
def test_a_level_too_deep_stands_beside_its_parent_and_names_it(step: int):
    chain = [Level(id=str(at), parent=str(at - 1) if at else "") for at in range(2 * DEEPEST + 1)]
    notice = ShipNotice(levels=tuple(chain[::step]))
    tree = nested(notice)
    assert [_depth(level) for level in tree.levels] == [DEEPEST, DEEPEST, 1]
    assert [(level.id, level.parent) for level in tree.levels] == [
        ("1", ""), ("33", "32"), ("65", "64"),
    ]  # fmt: skip
    row = flattened(tree).levels
    assert [(level.id, level.parent) for level in row] == [
        (str(at), str(at - 1) if at > 1 else "") for at in range(1, 2 * DEEPEST + 2)
    ]
    assert [level.has_children for level in row] == ["1"] * 2 * DEEPEST + ["0"]
    assert nested(flattened(tree)) == tree


def test_deep_levels_are_written_behind_the_parents_that_they_name():
    chain = [Level(id=str(at), parent=str(at - 1) if at else "") for at in range(DEEPEST)]
    last = str(DEEPEST - 1)
    twins = [Level(id=f"A{at}", parent=last, kind="I") for at in range(2)]
    side = Level(id="B", parent="0", kind="P")
    tree = nested(ShipNotice(levels=(side, *twins, *chain)))
    assert [(level.kind, level.parent) for level in tree.levels] == [
        ("", ""), ("I", "33"), ("I", "33"),
    ]  # fmt: skip
    row = flattened(tree).levels
    assert [(level.kind, level.parent) for level in row if level.kind] == [
        ("P", "1"), ("I", "33"), ("I", "33"),
    ]  # fmt: skip
    assert nested(flattened(tree)) == tree


def test_a_level_moved_to_the_top_is_not_within_the_one_that_it_was_in():
    notice = nested(ShipNotice(levels=(Level(id="1"), Level(id="2", parent="1", kind="P"))))
    (top,) = notice.levels
    moved = ShipNotice(levels=(replace(top, levels=()), *top.levels))
    assert [level.parent for level in flattened(moved).levels] == ["", ""]


def _depth(level: Level) -> int:
    return 1 + max(map(_depth, level.levels), default=0)


@pytest.mark.parametrize(
    ("heads", "tree", "findings"),
    [
        (("1", "2+1", "3+2"), "P(P(P))", []),
        (("3+2", "2+1", "1"), "P(P(P))", []),
        (("1", "3+9"), "P P", [("LEVEL_PARENT", 5, "CPS02")]),
        (("1", "1"), "P P", [("LEVEL_REPEATED", 5, "CPS01")]),
    ],
)
def test_packages_make_a_tree_by_their_parents(
    heads: tuple[str, ...], tree: str, findings: list[tuple[str, int, str]]
):
    body = ("BGM+351+SH-1+9", "DTM+137:20260309:102", *(f"CPS+{head}" for head in heads))
    read_set = read_message("DESADV", *body)
    assert drawn(read_set.document) == tree
    assert [(f.code.value, f.segment, f.element) for f in read_set.findings] == findings
