"""A 997, 999 or CONTRL that answers more than it has room for: several groups or interchanges.

One set answers one group. Where a partner puts a second AK1 (UCI) behind the first one's answer,
each is judged as a set of its own, so that nothing of what it says is said of another group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi import edifact_syntax
from edi.findings import Code, WireFinding
from edi.judging import FINDINGS_MAX, judge
from edi.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.framed import SetFramed
    from edi.grammar import Grammar
    from edi.judging import Judgement

HEADS: Final = {"997": "AK1", "999": "AK1", "CONTRL": "UCI"}
"""The segment that names what an acknowledgment is on."""
APART: Final = "The set answers another group; that was read as an acknowledgment of its own."
_APART: Final = "The message answers another interchange; that was read as an answer of its own."


def judge_each(framed: SetFramed, grammar: Grammar, characters: str = "") -> list[Judgement]:
    """The judgement on each acknowledgment in a set: on the whole set, where it is one.

    That there are more is a finding of the second and of each behind it.
    """
    head = HEADS[framed.code]
    if framed.raw.upper().count(head.encode()) < 2:
        return [judge(framed, grammar, characters)]
    edifact = framed.interchange.standard == "EDIFACT"
    said = (edifact_syntax.normal_texts if edifact else texts_of)(framed, characters)
    texts, offsets, _ = said
    starts = [number for number, text in enumerate(texts, 1) if text[:3].upper() == head]
    if len(starts) < 2:
        return [judge(framed, grammar, characters)]
    stop = len(texts) + 1
    trailer = [stop - 1] if texts[-1][:3].upper().startswith(("SE", "UNT")) else []
    judgements: list[Judgement] = []
    for begin, end in zip([2, *starts[1:]], [*starts[1:], stop - len(trailer)], strict=True):
        numbers = [1, *range(begin, end), *trailer]
        one = judge(framed, grammar, characters, chosen=(said, numbers))
        if judgements:
            more = WireFinding(
                code=Code.SEGMENT_OVER_MAX, offset=offsets[begin - 1], segment=begin, element=head,
                found=str(len(judgements) + 1), message=_APART if edifact else APART,
            )  # fmt: skip
            one.findings.insert(0, more)
        judgements.append(one)
    return judgements


def together(findings: Iterable[WireFinding]) -> list[WireFinding]:
    """Findings on all of them, each once, and no more than a set keeps."""
    each_once = [*dict.fromkeys(findings)]
    kept, rest = each_once[:FINDINGS_MAX], each_once[FINDINGS_MAX:]
    if not rest:
        return kept
    cut = WireFinding(code=Code.FINDINGS_CUT, offset=kept[-1].offset, segment=kept[-1].segment)
    told = {finding.code for finding in (*kept, cut)}
    first = {finding.code: finding for finding in reversed(rest) if finding.code not in told}
    return [*kept, cut, *first.values()]
