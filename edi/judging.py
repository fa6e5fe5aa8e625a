"""A transaction set judged against its grammar: structure first, then the elements.

The judgement never stops at a fault: every segment that has a place is handed on with it, so that
a reader can read what is there, and every fault is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from edi import edifact_syntax
from edi.binaries import NAMES
from edi.checking import Checks, checks, inner_mark, repetition_mark
from edi.delimiters import noise_of
from edi.dictionary.edifact import tags
from edi.dictionary.segments import segments as segments_of
from edi.edifact_checking import EdifactChecks, edifact_checks
from edi.findings import Code, WireFinding, shown
from edi.guide import element_findings, lacking, wanted_findings
from edi.placing import Placing
from edi.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from edi.framed import SetFramed
    from edi.grammar import Grammar, Place, Step
    from edi.placing import Placement
    from edi.shape_reading import Placed

    Chosen: TypeAlias = tuple[tuple[list[str], list[int], list[WireFinding]], Sequence[int]]
    """A set's segments as they were read, their offsets and findings; and the numbers of some."""

FINDINGS_MAX: Final = 200
"""Findings that one set keeps; a set with more is junk, and its sender has enough to do. Of what
comes behind, the first of each code that was not told yet is kept: it may be what holds the set."""
TRAILERS: Final = frozenset({"SE", "UNT"})
"""Segments that framing knows in whatever case they are spelt, and has named that."""
PASSED: Final = "The segment comes out of sequence, where nothing has it; it was passed over."
"""What is said of a segment that is not read, for it has no place."""
CHECKS_MAX: Final = 8
"""Separators for which a guide's dictionary is kept compiled: a sender may change them for ever."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A segment at its place: `path` is its loops and id, `PO1/N1/N4`; `elements[0]` its id."""

    path: str
    elements: list[str]
    offset: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All segments of a set that have a place in its grammar, and all that is wrong with them."""

    segments: list[Judged]
    findings: list[WireFinding]


def judge(
    framed: SetFramed, grammar: Grammar, characters: str = "", chosen: Chosen | None = None
) -> Judgement:
    """Judge a set: structure, elements, syntax notes; `characters` is the set to read it by.

    Of `chosen` segments it is judged as if there were no others.
    """
    return _Judge(framed, grammar, characters).judge(chosen)


def placed_segments(framed: SetFramed, grammar: Grammar, characters: str = "") -> list[Placed]:
    """The segments of an X12 set with which nothing is wrong, each at its place."""
    marks = framed.interchange.delimiters
    separator = marks.element.decode("latin-1")
    if framed.raw.isascii():
        noise = noise_of(marks).decode("latin-1")
        pieces = framed.raw.decode("ascii").split(marks.segment.decode("latin-1"))
        texts = [text for piece in pieces if (text := piece.strip(noise))]
    else:
        texts = texts_of(framed, characters)[0]
    here = grammar.first
    found: list[Placed] = [(here.path, texts[0].split(separator))]
    for text in texts[1:]:
        elements = text.split(separator)
        step = grammar.step(here, elements[0])
        assert step is not None, "a set that is clean"
        here = step.to
        found.append((here.path, elements))
    return found


def _chosen(texts: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    return ((number, texts[number - 1]) for number in numbers)


def _checks(
    grammar: Grammar, marks: tuple[str, str, str], *, edifact: bool
) -> Checks | EdifactChecks:
    """The dictionary that elements are held to; a guide's has entries for single places too."""
    if grammar.guide is None:
        return edifact_checks(grammar.release) if edifact else checks(grammar.release, *marks)
    kept = grammar.guide.checks
    if marks not in kept:
        if len(kept) >= CHECKS_MAX:
            kept.clear()
        known = grammar.guide.dictionary
        kept[marks] = EdifactChecks(known) if edifact else Checks(known, *marks)
    return kept[marks]


def _names_release(framed: SetFramed, release: str) -> bool:
    """Whether a set is of a release itself, and not of one to which that is the nearest.

    Code lists grow with each release; structure and elements of the nearest are near enough.
    """
    if framed.interchange.standard == "EDIFACT":
        return "".join(framed.guide.split(":")[:2]) == release
    return framed.group.version.startswith(release)


class _Judge:
    def __init__(self, framed: SetFramed, grammar: Grammar, characters: str) -> None:
        self._framed = framed
        self._characters = characters
        self._grammar = grammar
        self._edifact = framed.interchange.standard == "EDIFACT"
        if self._edifact:
            self._separator = edifact_syntax.ELEMENT
        else:
            self._separator = framed.interchange.delimiters.element.decode("latin-1")
        self._inner = component = inner_mark(self._component(), self._separator)
        repetition = framed.interchange.delimiters.repetition.decode("latin-1")
        repetition = repetition_mark(repetition, self._separator, component)
        marks = self._separator, component, repetition
        self._checks = _checks(grammar, marks, edifact=self._edifact)
        self._lists_hold = _names_release(framed, grammar.release)
        self._findings: list[WireFinding] = []
        self._told: set[Code] = set()
        self._here: Place = grammar.first
        self._times = 1
        self._loops: dict[Place, int] = {}
        self._absent: dict[Place, tuple[WireFinding, ...]] = {}
        self._segments: list[Judged] = []
        self._placing: Placing | None = None

    def judge(self, chosen: Chosen | None) -> Judgement:
        texts_in = edifact_syntax.normal_texts if self._edifact else texts_of
        said = texts_in(self._framed, self._characters) if chosen is None else chosen[0]
        texts, offsets, self._findings = said[0], said[1], [*said[2]]
        separator, is_clean = self._separator, self._checks.is_clean
        segments = self._segments
        here, grammar, guide = self._here, self._grammar, self._grammar.guide
        if texts:
            # Framing took it for the head, in whatever case its id is spelt, and named that.
            texts[0] = self._head(texts[0])
        numbered = enumerate(texts, 1)
        for number, sent in numbered if chosen is None else _chosen(texts, chosen[1]):
            text, elements = sent, sent.split(separator)
            name = elements[0]
            offset = offsets[number - 1]
            if number > 1:
                step = None if self._placing is not None else grammar.step(here, name)
                if step is not None and step.in_sequence:
                    self._arrive(step, here, name, offset, number)
                    here = self._here = step.to
                else:
                    name = self._find_place(name, offset, number)
                    if not name:
                        continue
                    here = self._here
                    if name != elements[0]:
                        elements[0] = name
                        text = separator.join(elements)
            if guide is not None:
                name = guide.keys.get(here.path, name)
            if not is_clean(name, text, elements):
                elements = [elements[0], *(value.rstrip() for value in elements[1:])]
                if not is_clean(name, separator.join(elements), elements):
                    self._add(self._faults(name, elements, offset, number))
            segments.append(Judged(here.path, elements, offset, number))
            if guide is not None and here.path in guide.rules:
                rules = guide.rules[here.path]
                cut = self._component()
                self._add(element_findings(rules, segments[-1], cut, self._inner))
        if guide is not None and guide.wanted:
            self._add(wanted_findings(guide.wanted, segments))
        return Judgement(segments=segments, findings=self._findings)

    def _faults(
        self, name: str, elements: list[str], offset: int, number: int
    ) -> list[WireFinding]:
        """What is wrong with a segment's elements, by the lists of its own release at most."""
        found = self._checks.findings(name, elements, offset, number)
        if self._lists_hold:
            return found
        return [finding for finding in found if finding.code is not Code.ELEMENT_CODE]

    def _component(self) -> str:
        if self._edifact:
            return edifact_syntax.COMPONENT
        return self._framed.interchange.delimiters.component.decode("latin-1")

    def _head(self, text: str) -> str:
        """The first segment under the id that the grammar knows it by."""
        name, mark, rest = text.partition(self._separator)
        return text if name == self._here.id else f"{self._here.id}{mark}{rest}"

    def _find_place(self, name: str, offset: int, number: int) -> str:
        """Place a segment that does not simply follow: by its id as it is known, empty if nowhere.

        Its id may be spelt in lower case; what has no place is passed.
        """
        known = name if name in self._grammar.ids else name.strip().upper()
        if known in self._grammar.ids and self._arrives(known, offset, number):
            if known != name and known not in TRAILERS:
                code = Code.LOWER_CASE_ID if name.strip() != known else Code.INDENTATION
                self._say(code, offset, number, name, name)
            return known
        if known in self._grammar.ids:
            self._add_passed(known, offset, number, name)
            return ""
        is_other = self._is_segment(known)
        code = Code.SEGMENT_NOT_IN_SET if is_other else Code.SEGMENT_UNKNOWN
        self._say(code, offset, number, shown(known)[:3], name)
        return ""

    def _add_passed(self, known: str, offset: int, number: int, name: str) -> None:
        if self._is_full and Code.SEGMENT_OUT_OF_SEQUENCE in self._told:
            return
        passed = WireFinding(
            code=Code.SEGMENT_OUT_OF_SEQUENCE, offset=offset, segment=number, element=known,
            found=shown(name), message=PASSED,
        )  # fmt: skip
        self._add([passed])

    def _arrives(self, name: str, offset: int, number: int) -> bool:
        """Whether a segment of the set has a place, where it may be out of sequence."""
        here = self._here
        step = None if self._placing is not None else self._grammar.step(here, name)
        if step is not None and step.in_sequence:
            self._arrive(step, here, name, offset, number)
            self._here = step.to
            return True
        if self._placing is None:
            came = ((judged.elements[0], judged.number) for judged in self._segments[1:])
            self._placing = Placing(self._grammar, came)
        placement = self._placing.place(name, number)
        if placement is None:
            return False
        self._arrive_astray(placement, name, offset, number)
        self._here = placement.step.to
        return True

    def _is_segment(self, name: str) -> bool:
        """Whether any set or message has a segment of this id."""
        if self._edifact:
            return name in tags()
        # BDS is known to framing, and no set of ours has it.
        return name in segments_of(self._grammar.release) or name in NAMES

    def _arrive(self, step: Step, here: Place, name: str, offset: int, number: int) -> None:
        """Count what repeats, name what is missing; nothing has been out of sequence yet."""
        self._forget_absent(step)
        self._say_passed(step.missing, step.lacking, offset, number)
        if step.unused:
            self._say(Code.GUIDE_SEGMENT_UNUSED, offset, number, name, name)
        if step.to is here and step.repeats is None:
            self._times += 1
            self._say_over(here, self._times, name, offset, number)
            return
        self._times = 1
        begun = step.repeats or step.enters
        if begun is not None:
            again = step.repeats is not None
            times = self._loops[begun] = self._loops.get(begun, 1) + 1 if again else 1
            if again:
                self._say_over(begun, times, name, offset, number)

    def _arrive_astray(self, placement: Placement, name: str, offset: int, number: int) -> None:
        """The same where a segment has been out of sequence, and once more where this one is."""
        step = placement.step
        if placement.early and not self._is_full:
            self._say_early(placement)
        for late in self._absent.pop(step.to, ()):
            # What was missing, and comes late, is only out of sequence.
            self._take_back(late)
        self._forget_absent(step)
        said = self._absent
        missing = tuple(place for place in placement.missing if place.head not in said)
        lacking = tuple(place for place in placement.lacking if place.head not in said)
        self._say_passed(missing, lacking, offset, number)
        if step.unused:
            self._say(Code.GUIDE_SEGMENT_UNUSED, offset, number, name, name)
        if placement.is_misplaced and not placement.is_too_many:
            self._say(Code.SEGMENT_OUT_OF_SEQUENCE, offset, number, name, name)
        else:
            self._say_over(placement.counted, placement.times, name, offset, number)

    def _say_early(self, placement: Placement) -> None:
        """Not the segment that came late was out of sequence, but the one before, which was early.

        So it passed over nothing that would be missing.
        """
        early = next(each for each in reversed(self._segments) if each.number == placement.early)
        for place, said in [*self._absent.items()]:
            if said and said[0].segment == early.number:
                del self._absent[place]
                for each in said:
                    self._take_back(each)
        for finding in [*self._findings]:
            is_late = finding.segment == placement.instead
            if is_late and finding.code is Code.SEGMENT_OUT_OF_SEQUENCE:
                self._take_back(finding)
        name = early.elements[0]
        self._say(Code.SEGMENT_OUT_OF_SEQUENCE, early.offset, early.number, name, name)

    def _take_back(self, finding: WireFinding) -> None:
        """A finding that was none, as what came since shows."""
        if finding in self._findings and not self._is_full:
            self._findings.remove(finding)

    def _forget_absent(self, step: Step) -> None:
        """A loop that begins misses anew what it misses."""
        begun = step.repeats or step.enters
        if self._absent and begun is not None:
            self._absent = {
                place: said for place, said in self._absent.items() if begun not in place.around()
            }

    def _say_passed(
        self, missing: tuple[Place, ...], lacking: tuple[Place, ...], offset: int, number: int
    ) -> None:
        for place in dict.fromkeys((*missing, *lacking)):
            self._say_absent(place, offset, number)

    def _say_over(self, place: Place, times: int, name: str, offset: int, number: int) -> None:
        """Whose maximum is passed, if it is; nobody's where a guide has no use for it: it said."""
        if times <= place.allowed or (times <= place.most and not place.allowed):
            return
        by_standard = times > place.most
        if place.is_loop:
            code = Code.LOOP_OVER_MAX if by_standard else Code.GUIDE_LOOP_OVER_MAX
        else:
            code = Code.SEGMENT_OVER_MAX if by_standard else Code.GUIDE_SEGMENT_OVER_MAX
        self._say(code, offset, number, name, str(times))

    def _say_absent(self, place: Place, offset: int, number: int) -> None:
        """What is missing is said by the standard and by the guide, if both demand it."""
        absent = WireFinding(
            code=Code.SEGMENT_MISSING, offset=offset, segment=number, element=place.id
        )
        asked = replace(absent, code=Code.GUIDE_SEGMENT_MISSING, message=lacking(place.path))
        said = (absent,) * place.mandatory + (asked,) * place.asked
        self._absent[place.head] = said
        self._add(list(said))

    @property
    def _is_full(self) -> bool:
        """Whether no more findings are kept than the first of each code."""
        return len(self._findings) >= FINDINGS_MAX

    def _say(self, code: Code, offset: int, number: int, element: str, found: str) -> None:
        if self._is_full and code in self._told:
            return
        self._add(
            [
                WireFinding(
                    code=code, offset=offset, segment=number, element=element, found=shown(found)
                )
            ]
        )

    def _add(self, findings: list[WireFinding]) -> None:
        room = FINDINGS_MAX - len(self._findings)
        if room > 0:
            self._findings += findings[:room]
            if len(findings) < room:
                return
            last = findings[-1]
            self._findings.append(
                WireFinding(code=Code.FINDINGS_CUT, offset=last.offset, segment=last.segment)
            )
            self._told = {each.code for each in self._findings}
            findings = findings[room:]
        for finding in findings:
            if finding.code not in self._told:
                self._told.add(finding.code)
                self._findings.append(finding)
