"""The transaction sets that we read, and reading any of them: bytes to document and findings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi import edifact_syntax
from edi.binaries import without_binaries
from edi.characters import bytes_outside, encoding_of
from edi.clean import is_clean
from edi.edifact_writing import syntax_of
from edi.findings import Code, WireFinding, shown
from edi.group_headers import is_release, is_set_id
from edi.judging import judge, placed_segments
from edi.messages import contrl, desadv, iftsta, invoic, invrpt, ordchg, orders, ordrsp
from edi.passed_over import is_astray, read_astray
from edi.repeats import repeated
from edi.sets import (
    ts204_motor_carrier_load_tender,
    ts210_freight_details_and_invoice,
    ts214_carrier_shipment_status,
    ts810_invoice,
    ts820_payment_order,
    ts824_application_advice,
    ts846_inventory_advice,
    ts850_purchase_order,
    ts852_product_activity,
    ts855_purchase_order_acknowledgment,
    ts856_ship_notice,
    ts860_purchase_order_change,
    ts865_purchase_order_change_acknowledgment,
    ts940_warehouse_shipping_order,
    ts943_warehouse_stock_transfer,
    ts944_warehouse_stock_transfer_receipt,
    ts945_warehouse_shipping_advice,
    ts947_warehouse_adjustment_advice,
    ts990_response_to_load_tender,
    ts997_functional_acknowledgment,
    ts999_implementation_acknowledgment,
)
from edi.several_groups import HEADS, judge_each, together
from edi.texts import texts_of
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from edi.elements import Cut
    from edi.framed import SetFramed
    from edi.grammar import Grammar
    from edi.guide import PartnerGuide
    from edi.judging import Judgement
    from edi.transaction_set import TransactionSet


def _by_code(*items: TransactionSet[Any]) -> Mapping[str, TransactionSet[Any]]:
    return {item.code: item for item in items}


SETS: Final = _by_code(
    ts204_motor_carrier_load_tender.SET,
    ts210_freight_details_and_invoice.SET,
    ts214_carrier_shipment_status.SET,
    ts810_invoice.SET,
    ts820_payment_order.SET,
    ts824_application_advice.SET,
    ts846_inventory_advice.SET,
    ts850_purchase_order.SET,
    ts852_product_activity.SET,
    ts855_purchase_order_acknowledgment.SET,
    ts856_ship_notice.SET,
    ts860_purchase_order_change.SET,
    ts865_purchase_order_change_acknowledgment.SET,
    ts940_warehouse_shipping_order.SET,
    ts943_warehouse_stock_transfer.SET,
    ts944_warehouse_stock_transfer_receipt.SET,
    ts945_warehouse_shipping_advice.SET,
    ts947_warehouse_adjustment_advice.SET,
    ts990_response_to_load_tender.SET,
    ts997_functional_acknowledgment.SET,
    ts999_implementation_acknowledgment.SET,
)
"""Every transaction set that is read; all others are answered as not supported and kept."""
MESSAGES: Final = _by_code(
    contrl.SET, desadv.SET, iftsta.SET, invoic.SET, invrpt.SET, ordchg.SET, orders.SET, ordrsp.SET
)
"""Every EDIFACT message that is read."""

GROUPS: Final[dict[str, str]] = {
    "850": "PO", "855": "PR", "856": "SH", "810": "IN", "846": "IB", "860": "PC", "865": "CA",
    "940": "OW", "943": "AR", "944": "RE", "945": "SW", "947": "AW", "204": "SM", "990": "GF",
    "214": "QM", "210": "IM", "997": "FA", "999": "FA", "824": "AG", "832": "SC", "852": "PD",
    "820": "RA", "861": "RC",
}  # fmt: skip
"""Which functional group (GS01) a transaction set belongs into."""
PURCHASE_ORDERS: Final = frozenset({ts850_purchase_order.CODE, orders.CODE})
"""What orders come in."""
KEYED_ONCE: Final = frozenset(
    {
        "810", "820", "856", "860", "865", "940", "943", "944", "945", "947", "210",
        "DESADV", "INVOIC", "ORDCHG",
    }
)  # fmt: skip
"""What has a business key that names one document for ever; an 846, an 852 or a 214 repeats its."""
DATED_FACTS: Final = frozenset({"214", "852", "IFTSTA"})
"""What tells of times that it names: the same content again tells nothing new."""
LAST_COUNTS: Final = frozenset({"846", "INVRPT", "855", "ORDRSP", "204"})
"""What tells how things stand, or what is asked for: the last under its number counts, once."""
UNANSWERED: Final = frozenset({"997", "999", "TA1", "CONTRL"})
"""An acknowledgment is never acknowledged, lest two systems thank each other for ever."""
ANSWERING: Final = frozenset({"FA", "CONTRL"})
"""GS01 and UNG01 of groups of acknowledgments."""
_DIRECTORY: Final = re.compile(r"D[0-9]{2}[A-Z]")


class ReadSet:
    """A set as it was read: all findings on it, and its document, if we read such sets.

    A set that is clean as a whole is known to be so before it is read; its document is read when
    it is asked for. `further` are the documents of an acknowledgment that answers several groups,
    behind the first.
    """

    __slots__ = ("_document", "_guide", "_unread", "findings", "framed", "further")

    def __init__(
        self,
        framed: SetFramed,
        findings: Sequence[WireFinding],
        document: Any = None,
        further: Sequence[Any] = (),
    ) -> None:
        self.framed = framed
        self.findings = tuple(findings)
        self.further = tuple(further)
        self._document = document
        self._guide: PartnerGuide | None = None
        self._unread = False

    @classmethod
    def clean(cls, framed: SetFramed, guide: PartnerGuide | None = None) -> ReadSet:
        """A set of which is known that nothing is wrong with it."""
        read = cls(framed, ())
        read._guide = guide
        read._unread = True
        return read

    @property
    def document(self) -> Any:
        """The document; None where we do not read such sets, or nothing can be read."""
        if self._unread:
            self._unread = False
            self._document = _document(self.framed, self._guide)
        return self._document

    @property
    def accepted(self) -> bool:
        """Whether nothing about it is an error, by the catalogue's severities."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def acknowledges(group: str, sets: Iterable[str]) -> bool:
    """Whether a group is of acknowledgments: by the sets that it holds, or by its kind."""
    codes = {*sets}
    return group.upper() in ANSWERING or (bool(codes) and codes <= UNANSWERED)


def read_set(framed: SetFramed, guide: PartnerGuide | None = None) -> ReadSet:
    """Read and judge one framed set, on every level from its envelope to its partner's guide."""
    told = framed.findings if guide is None else (*framed.findings, *_agreed(framed, guide))
    if not told and is_clean_set(framed, guide):
        return ReadSet.clean(framed, guide)
    findings = list(told)
    edifact = framed.interchange.standard == "EDIFACT"
    findings += edifact_syntax.undeclared(framed) if edifact else ()
    known = (MESSAGES if edifact else SETS).get(framed.code)
    here = WireFinding(code=Code.SET_NOT_OF_GROUP, offset=framed.offset, segment=1)
    if not _is_of_group(framed):
        belongs, came = GROUPS[framed.code], framed.group.code
        message = f"The {framed.code} belongs into a group {belongs}, and came in a group {came}."
        findings.append(replace(here, element="ST01", found=framed.code, message=message))
    if known is None:
        unsupported = Code.SET_UNSUPPORTED if is_set_id(framed.code) else Code.ST_ID
        code = Code.EDIFACT_NOT_READ if edifact else unsupported
        if framed.code not in UNANSWERED:
            element = framed.interchange.called("ST01")
            findings.append(replace(here, code=code, element=element, found=framed.code))
        return ReadSet(framed, findings)
    if any(finding.code is Code.SET_TOO_LARGE for finding in findings):
        return ReadSet(framed, findings)
    document, more, further = _read(framed, guide)
    return ReadSet(framed, (*findings, *more), document, further)


def _agreed(framed: SetFramed, guide: PartnerGuide) -> list[WireFinding]:
    """Whether release and characters are as the partner's profile has them."""
    if framed.code in UNANSWERED:
        return []
    found: list[WireFinding] = []
    here = WireFinding(code=Code.RELEASE_UNEXPECTED, offset=framed.offset, segment=1)
    if framed.interchange.standard == "EDIFACT":
        element, release = "UNH02", "".join(framed.guide.split(":")[:2])
        found += _other_characters(framed, guide)
    else:
        element, release = "GS08", framed.group.version
    if not guide.expects(release):
        found.append(
            replace(here, element=element, found=release, assumed=", ".join(guide.releases))
        )
    marks = framed.interchange.delimiters
    is_x12 = framed.interchange.standard == "X12"
    text = without_binaries(framed.raw, marks) if is_x12 else b""
    outside = bytes_outside(text, guide.characters, marks)
    if outside:
        found.append(
            replace(
                here, code=Code.CHARACTER_OUTSIDE, found=shown(outside), assumed=guide.characters
            )
        )
    return found


def _other_characters(framed: SetFramed, guide: PartnerGuide) -> list[WireFinding]:
    """Whether UNB declares another character set than the partner's profile has; UNB's counts."""
    declared = edifact_syntax.declared_level(framed)
    agreed, _ = syntax_of(guide.characters)
    utf8 = encoding_of(declared) == encoding_of(agreed) == "utf-8"
    if not guide.characters or declared == agreed or utf8:
        return []
    return [
        WireFinding(
            code=Code.CHARACTERS_UNEXPECTED, offset=framed.offset, segment=1, element="UNB01",
            found=declared, assumed=guide.characters,
        )
    ]  # fmt: skip


def is_clean_set(framed: SetFramed, guide: PartnerGuide | None = None) -> bool:
    """Whether nothing is wrong with a set, told without reading it; false says nothing."""
    known = SETS.get(framed.code)
    if known is None or framed.interchange.standard == "EDIFACT" or not _is_of_group(framed):
        return False
    marks = framed.interchange.delimiters
    grammar = _grammar(known, release_of(framed), guide)
    return is_clean(framed.raw, grammar, marks) and known.sure(framed.raw, marks)


def _is_of_group(framed: SetFramed) -> bool:
    group = framed.group.code
    edifact = framed.interchange.standard == "EDIFACT"
    return edifact or not group or GROUPS.get(framed.code, group) == group


def _grammar(known: TransactionSet[Any], release: str, guide: PartnerGuide | None) -> Grammar:
    """The grammar of a set in a release, as the partner's guide has it where it has one."""
    if guide is not None:
        overlaid = guide.grammars.get((known.code, release))
        if overlaid is not None:
            return overlaid
    return known.grammars[release]


def _read(
    framed: SetFramed, guide: PartnerGuide | None
) -> tuple[Any, list[WireFinding], list[Any]]:
    edifact = framed.interchange.standard == "EDIFACT"
    known = (MESSAGES if edifact else SETS)[framed.code]
    grammar = _grammar(known, release_of(framed), guide)
    characters = "" if guide is None else guide.characters
    cut = component_cut(framed)
    if framed.code not in HEADS:
        document, findings = _read_one(known, grammar, judge(framed, grammar, characters), cut)
        return document, edifact_syntax.as_usual(findings) if edifact else findings, []
    judgements = judge_each(framed, grammar, characters)
    answers = [_read_one(known, grammar, judgement, cut) for judgement in judgements]
    document, *further = (document for document, _ in answers)
    found = together(each for _, findings in answers for each in findings)
    return document, edifact_syntax.as_usual(found) if edifact else found, further


def _read_one(
    known: TransactionSet[Any], grammar: Grammar, judgement: Judgement, cut: Cut
) -> tuple[Any, list[WireFinding]]:
    more = list[WireFinding]()
    if is_astray(judgement):
        document, judgement, more = read_astray(judgement, known, grammar, cut)
    else:
        placed = [(each.path, each.elements) for each in judgement.segments]
        document = known.read(placed, grammar, cut)
    findings = [
        *judgement.findings,
        *repeated(
            known.shape_in(grammar.release),
            grammar,
            judgement.segments,
            cut,
            getattr(document, "currency", ""),
        ),
        *known.judge(document, judgement.segments),
    ]
    return document, findings if known.code in UNANSWERED else [*findings, *more]


def _document(framed: SetFramed, guide: PartnerGuide | None) -> Any:
    """The document of a set that is clean."""
    known = SETS[framed.code]
    grammar = _grammar(known, release_of(framed), guide)
    placed = placed_segments(framed, grammar, "" if guide is None else guide.characters)
    return known.read(placed, grammar, component_cut(framed))


def first_of(framed: SetFramed, tag: str) -> tuple[int, int]:
    """Where in the file the first segment of an id begins, and its number in its set.

    Those of the set where it has none.
    """
    return next(iter(places_of(framed, {tag})[tag]), (framed.offset, 1))


def places_of(framed: SetFramed, tags: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    """Where in the file the segments of some ids begin, each with its number in its set."""
    edifact = framed.interchange.standard == "EDIFACT"
    texts, offsets, _ = (edifact_syntax.normal_texts if edifact else texts_of)(framed)
    places: dict[str, list[tuple[int, int]]] = {tag: [] for tag in tags}
    for number, (text, offset) in enumerate(zip(texts, offsets, strict=True), 1):
        if (at := places.get(text[:3].upper())) is not None:
            at.append((offset, number))
    return places


def component_cut(framed: SetFramed) -> Cut:
    """How composite elements of a set are cut into components."""
    if framed.interchange.standard == "EDIFACT":
        return edifact_syntax.cut
    separator = framed.interchange.delimiters.component.decode("latin-1")
    return (lambda text: text.split(separator)) if separator else (lambda text: [text])


def release_of(framed: SetFramed) -> str:
    """The release by whose grammar a set is judged: that of GS08 or UNH, or the nearest we have."""
    if framed.interchange.standard == "EDIFACT":
        return nearest_directory(MESSAGES[framed.code], framed.guide)
    return nearest_release(SETS[framed.code], framed.group.version)


def nearest_directory(item: TransactionSet[Any], guide: str) -> str:
    """The directory of a message's grammars that UNH means: the same, or the nearest we have.

    That is the next newer one, or the newest: messages grew with each directory, and INVRPT has had
    its quantities behind INV since D.97A. What names no directory means the oldest.
    """
    version, release, *_ = [*guide.split(":"), "", ""]
    named = f"{version}{release}"
    if named in item.grammars:
        return named
    known = sorted(item.grammars, key=_age)
    if _DIRECTORY.fullmatch(named) is None:
        return known[0]
    return next((each for each in known if _age(each) >= _age(named)), known[-1])


def _age(directory: str) -> str:
    """What directories of the nineties and of later years sort by."""
    return ("19" if directory[1] == "9" else "20") + directory[1:]


def nearest_release(item: TransactionSet[Any], version: str) -> str:
    """The release of a set's grammars that a version means: the same, or the next older one.

    What names no release means the oldest.
    """
    grammars = item.grammars
    if version[:6] in grammars:
        return version[:6]
    older = [release for release in sorted(grammars) if release <= version]
    return older[-1] if older and is_release(version[:6]) else min(grammars)
