"""One transaction set of JSON back into segments: as they came, or from its document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from edi.delimiters import sent_elements
from edi.documents_json import Unfit, as_json, from_json
from edi.edifact_writing import (
    decimal_mark,
    edifact_segment,
    message_version,
    with_decimal_mark,
)
from edi.findings import Code, WireFinding, shown
from edi.fitting import ended
from edi.framed import SetFramed
from edi.frames import frame
from edi.header_fields import misfit, with_fields
from edi.judging import TRAILERS
from edi.lettering import recoded
from edi.outbound import writable
from edi.segment_faults import (
    cut_components,
    cut_elements,
    declared_version,
    not_encoded,
)
from edi.shape_facts import shape_facts
from edi.strict_writing import SENT, UNWRITTEN_MAX, alike
from edi.transaction_sets import MESSAGES, SETS, nearest_directory, nearest_release, read_set
from edi.unsaid import APART, all_unsaid, kept
from edi.untouched import is_changed, is_untouched, set_digest
from edi.values import count_of
from edi.wire_json import verbatim
from edi.writing import segment_text

Where: TypeAlias = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
"""An interchange, a group of it, and a set of that."""

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi.grammar import Grammar
    from edi.lettering import Lettering
    from edi.shapes import Segment
    from edi.transaction_set import TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A set's segments as JSON has them, what is wrong with their values, and its document.

    The document is None where the segments are what is written; else `said` is the same as JSON has
    it, `before` what the segments said, None where there were none, and `place` where it stands.
    `is_kept` says that ST or UNH are as they came, but for what the set's fields say. `noted` are
    hash totals that did not fit when it was read, each with what would, and `notes` tell of values
    that were written in other characters.
    """

    segments: list[list[str]]
    findings: Sequence[WireFinding] = ()
    document: Any = None
    is_kept: bool = True
    said: Any = None
    before: Any = None
    place: str = ""
    noted: Sequence[tuple[str, str]] = ()
    notes: Sequence[WireFinding] = ()


def written_set(at: Where, place: str, lettering: Lettering) -> Written:
    """A set of an interchange and a group: its segments, or anew what its document says."""
    made = _written(at, place, lettering)
    if made.document is None and lettering.everywhere:
        encoding = lettering.encoding_of(made.segments)
        text = recoded(made.segments, "latin-1", encoding)
        fitted, notes = lettering.fitted(text, place)
        if notes:
            segments = recoded(fitted, encoding, "latin-1")
            said, written = (_reread(at, each, lettering) for each in (made.segments, segments))
            found = _other_number(at, said, written, place)
            made = replace(made, segments=segments, findings=[*made.findings, *found], notes=notes)
    return replace(made, noted=_noted(at[2]))


def _noted(each: dict[str, Any]) -> list[tuple[str, str]]:
    """The hash totals of a set that were found not to fit, each with what would."""
    findings: list[dict[str, Any]] = each.get("findings") or []
    code = Code.HASH_TOTAL_DIFFERS.value
    return [(str(one["found"]), str(one["assumed"])) for one in findings if one["code"] == code]


def _written(at: Where, place: str, lettering: Lettering) -> Written:
    """The same, without what was noted of it."""
    item, _, each = at
    edifact = item["standard"] == "EDIFACT"
    known = (MESSAGES if edifact else SETS).get(each["set"])
    segments: list[list[str]] = each.get("segments") or []
    if segments and is_untouched(each, set_digest(each)):
        return Written(segments=segments)
    kept = not segments or not is_changed(each, "segments", segments)
    said: dict[str, Any] | None = each.get("document")
    if known is None or said is None:
        if not segments:
            raise Unfit(f"{place}: neither segments nor a document of a set that we write")
        return _as_segments(at, place, lettering, kept=kept)
    if segments and not is_changed(each, "document", said):
        return _as_segments(at, place, lettering, kept=kept)
    document = from_json(known.shape.document, said, f"{place}.document")
    reread = _reread(at, segments, lettering) if segments else None
    if segments and as_json(reread) == as_json(document):
        return _as_segments(at, place, lettering, kept=kept)
    if segments and not kept:
        why = "it was changed, and so were the segments, and they do not say the same"
        return Written(segments=segments, findings=[misfit(f"{place}.document", "", why)])
    found = _only_read(as_json(reread), as_json(document), f"{place}.document")
    anew = _message if edifact else _set
    encoding = lettering.encoding_of(segments)
    whole, faults = anew(known, document, at, encoding, lettering)
    if type(reread) is type(document):
        before, _ = anew(known, reread, at, encoding, lettering)
        whole, refused = _with_unsaid(known, at, (before, whole), encoding, lettering)
        found += [
            misfit(f"{place}.document", *_refusal(segments[number - 1], number, why))
            for number, why in sorted(refused.items())[:UNWRITTEN_MAX]
        ]
    whole, notes = lettering.fitted(whole, place)
    found += _other_number(at, document, lettering.document(document), f"{place}.document")
    whole = recoded(whole, encoding, "latin-1")
    head, end, told = with_fields(each, (whole[0], whole[-1]), place)
    return Written(
        segments=[head, *whole[1:-1], end], findings=[*faults, *found, *told], notes=notes,
        document=lettering.document(known.arrange(document)), said=lettering.document(document),
        before=lettering.document(reread), place=f"{place}.document",
    )  # fmt: skip


def _other_number(at: Where, said: Any, written: Any, place: str) -> list[WireFinding]:
    """Whether a document would come under another number than it says: in other characters."""
    known = writable(at[2]["set"])
    if known is None or said is None or written is None:
        return []
    number, other = known.business_key(said), known.business_key(written)
    why = f"its number would be written as {shown(other)!r}, which names another document"
    return [misfit(place, number, why)] if other != number else []


def _only_read(before: Any, said: Any, place: str) -> list[WireFinding]:
    """Fields that only reading fills, and that were changed: nothing would be written of them."""
    found: list[WireFinding] = []
    if isinstance(before, dict) and isinstance(said, dict):
        table: dict[str, Any] = before
        for key, value in table.items():
            one, plain = said.get(key), said.get(key.removesuffix(SENT))
            if not key.endswith(SENT):
                found += _only_read(value, one, f"{place}.{key}")
            elif one not in (value, plain, ""):
                why = f"only reading fills it; change {key.removesuffix(SENT)}"
                found.append(misfit(f"{place}.{key}", one, why))
    elif isinstance(before, list) and isinstance(said, list) and len(before) == len(said):
        for at, (one, other) in enumerate(zip(before, said, strict=True)):
            found += _only_read(one, other, f"{place}[{at}]")
    return found


def _as_segments(at: Where, place: str, lettering: Lettering, *, kept: bool) -> Written:
    """A set as its segments say it; its SE or UNT counts them, unless it was changed itself."""
    item, group, each = at
    marks = lettering.marks
    segments: list[list[str]] = each["segments"]
    found = cut_elements(segments, marks)
    head, end, told = with_fields(each, (segments[0], segments[-1]), place, kept=kept)
    if not kept and not is_changed(each, "trailer", segments[-1:]) and len(end) > 1:
        end[1] = str(len(segments))
    if not kept:
        found += cut_components(segments, str(group.get("release", "")), marks)
        found += not_encoded(segments, item, lettering.plain)
    body = segments[1:-1]
    return Written(
        segments=[head, *body, end] if len(segments) > 1 else [head],
        findings=[*found, *told],
        is_kept=kept,
    )


def _with_unsaid(
    known: TransactionSet[Any],
    at: Where,
    anew: tuple[list[list[str]], list[list[str]]],
    encoding: str,
    lettering: Lettering,
) -> tuple[list[list[str]], Mapping[int, str]]:
    """A changed document's set with all that the document does not say, and what cannot be kept.

    `anew` is the set written of the document as it was read, and as it was changed. All is text.
    """
    marks = lettering.marks
    read, changed = (segments[1:-1] for segments in anew)
    sent = recoded(_body(at[2]["segments"]), "latin-1", encoding)
    grammar = _grammar(known, at)
    facts = shape_facts(known.shape_in(grammar.release).parts, grammar.root)
    found = kept((sent, read, changed), grammar, facts, marks)
    written = anew[1]
    head, end = written[0], written[-1]
    whole = [head, *found.segments, _counted(end, len(found.segments) + 2)]
    refused = found.refused
    if not refused and whole != written:
        says, wanted = (
            _reread(at, recoded(lettering.fitted(text, "")[0], encoding, "latin-1"), lettering)
            for text in (whole, written)
        )
        if not alike(says, wanted):
            refused = dict.fromkeys(all_unsaid(sent, read, grammar, facts, marks), APART)
            if not refused:
                return written, refused
    return whole, refused


def _refusal(segment: list[str], number: int, why: str) -> tuple[str, str]:
    """A segment that says what a document does not, and why it cannot be kept."""
    told = f"segment {number} ({segment[0]}) says what the document does not, and {why}"
    return "*".join(segment), f"{told}; change the segments instead of the document"


def _body(segments: list[list[str]]) -> list[list[str]]:
    """The segments of a set between its ST and its SE, where it has one."""
    return segments[1:-1] if segments[-1][0].strip().upper() in TRAILERS else segments[1:]


def _counted(trailer: list[str], count: int) -> list[str]:
    """A trailer that counts so many segments, as it came where it does so already."""
    if len(trailer) > 1 and count_of(trailer[1].strip()) == count:
        return trailer
    return [trailer[0], str(count), *trailer[2:]]


def _ends(each: dict[str, Any], made: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    """Header and trailer of a set as they came, those that were made where there are none."""
    segments: list[list[str]] = each.get("segments") or []
    head, end = made
    if segments and segments[0][0].strip().upper() == head[0]:
        head = segments[0]
    if segments and segments[-1][0].strip().upper() == end[0] and len(segments[-1]) > 1:
        end = _counted(segments[-1], int(end[1]))
    return head, end


def _grammar(known: TransactionSet[Any], at: Where) -> Grammar:
    """The grammar in whose order a set of an interchange and a group is written."""
    item, group, each = at
    if item["standard"] != "EDIFACT":
        return known.grammars[nearest_release(known, str(group.get("release", "")))]
    component: str = item["wire"]["delimiters"]["component"]
    segments: list[list[str]] = each.get("segments") or []
    head = segments[0] if segments else []
    guide = head[2].split(component)[1:] if len(head) > 2 else []
    return known.grammars[nearest_directory(known, ":".join(guide))]


def _set(
    known: TransactionSet[Any], document: Any, at: Where, encoding: str, lettering: Lettering
) -> tuple[list[list[str]], list[WireFinding]]:
    """An X12 set anew, between the ST that it had and its SE; and what is wrong with its values."""
    _, _, each = at
    marks = lettering.marks
    segments: list[list[str]] = each.get("segments") or []
    control = str(each.get("control_number") or "0001")
    guide = segments[0][3] if segments and len(segments[0]) > 3 else ""
    body = [*map(ended, known.write(document, _grammar(known, at).release))]
    faults = lettering.faults(body, encoding)
    lines: list[Segment] = [
        ("ST", each["set"], control, guide), *lettering.carried(body),
        ("SE", str(len(body) + 2), control),
    ]  # fmt: skip
    element = marks.element.decode("latin-1")
    texts = [segment_text(line, marks).split(element) for line in lines]
    head, end = _ends(each, (texts[0], texts[-1]))
    return [head, *texts[1:-1], end], faults


def _message(
    known: TransactionSet[Any], document: Any, at: Where, encoding: str, lettering: Lettering
) -> tuple[list[list[str]], list[WireFinding]]:
    """An EDIFACT message anew, behind the UNH that it had; and what is wrong with its values."""
    item, _, each = at
    marks = lettering.marks
    body = [*map(ended, known.write(document, _grammar(known, at).release))]
    faults = lettering.faults(body, encoding)
    body = with_decimal_mark(lettering.carried(body), decimal_mark(item["wire"]["una"]))
    kind = message_version(known.code, "D96A", declared_version(item))
    lines = [
        ("UNH", "1", (known.code, *kind, "UN")), *body, ("UNT", str(len(body) + 2), "1")
    ]  # fmt: skip
    texts = [sent_elements(edifact_segment(line, marks), marks) for line in lines]
    head, end = _ends(each, (texts[0], texts[-1]))
    if end is texts[-1] and len(head) > 1:
        end = [*end[:2], head[1]]
    return [head, *texts[1:-1], end], faults


def _reread(at: Where, segments: list[list[str]], lettering: Lettering) -> Any:
    """The document that a set's segments say in their own envelope."""
    item, group, each = at
    alone = {**group, "transaction_sets": [{**each, "segments": segments}]}
    content = verbatim({**item, "acknowledgments": [], "groups": [alone]})
    for part in frame([lettering.plain.encoded(content)]):
        if isinstance(part, SetFramed):
            return read_set(part, lettering.guide).document
    return None
