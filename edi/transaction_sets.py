"""The transaction sets that we read, and reading any of them: bytes to document and findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from edi.codes import CATALOGUE, Level
from edi.findings import Code, WireFinding
from edi.judging import judge
from edi.sets import ts850_purchase_order as ts850
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edi.documents import PurchaseOrder
    from edi.framed import SetFramed
    from edi.grammar import Grammar
    from edi.judging import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionSet:
    """One transaction set: its group, its grammars by release, how it is read and judged."""

    code: str
    title: str
    group: str
    grammars: dict[str, Grammar]
    read: Callable[[Sequence[Judged]], PurchaseOrder]
    judge: Callable[[PurchaseOrder, Sequence[Judged]], list[WireFinding]]


SETS: Final[dict[str, TransactionSet]] = {
    ts850.CODE: TransactionSet(
        code=ts850.CODE,
        title=ts850.TITLE,
        group=ts850.GROUP,
        grammars=ts850.GRAMMARS,
        read=ts850.read,
        judge=ts850.judge,
    ),
}
"""Every transaction set that is read; all others are answered as not supported and kept."""

GROUPS: Final[dict[str, str]] = {
    "850": "PO", "855": "PR", "856": "SH", "810": "IN", "846": "IB", "860": "PC", "865": "CA",
    "940": "OW", "943": "AR", "944": "RE", "945": "SW", "947": "AW", "204": "SM", "990": "GF",
    "214": "QM", "210": "IM", "997": "FA", "999": "FA", "824": "AG", "832": "SC", "852": "PD",
    "820": "RA", "861": "RC",
}  # fmt: skip
"""Which functional group (GS01) a transaction set belongs into."""
UNANSWERED: Final = frozenset({"997", "999", "TA1", "CONTRL"})
"""An acknowledgment is never acknowledged, lest two systems thank each other for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSet:
    """A set as it was read: its document, if we read such sets, and all findings on it."""

    framed: SetFramed
    document: PurchaseOrder | None
    findings: tuple[WireFinding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing about it is an error, by the catalogue's severities."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def read_set(framed: SetFramed) -> ReadSet:
    """Read and judge one framed set, on every level from its envelope to its totals."""
    findings = list(framed.findings)
    edifact = framed.interchange.standard == "EDIFACT"
    known = None if edifact else SETS.get(framed.code)
    group = framed.group.code
    here = WireFinding(code=Code.SET_NOT_OF_GROUP, offset=framed.offset, segment=1)
    if group and not edifact and GROUPS.get(framed.code, group) != group:
        findings.append(replace(here, element="ST01", found=framed.code, assumed=framed.code))
    if known is None:
        code = Code.EDIFACT_NOT_READ if edifact else Code.SET_UNSUPPORTED
        if framed.code not in UNANSWERED:
            findings.append(replace(here, code=code, element="ST01", found=framed.code))
        return ReadSet(framed=framed, document=None, findings=tuple(findings))
    if any(finding.code is Code.SET_TOO_LARGE for finding in findings):
        return ReadSet(framed=framed, document=None, findings=tuple(findings))
    release = release_of(framed)
    judgement = judge(framed, known.grammars[release])
    findings += judgement.findings
    document = known.read(judgement.segments)
    findings += known.judge(document, judgement.segments)
    return ReadSet(framed=framed, document=document, findings=tuple(findings))


def release_of(framed: SetFramed) -> str:
    """The release by whose grammar a set is judged: that of GS08, or the nearest we have."""
    grammars = SETS[framed.code].grammars
    version = framed.group.version[:6]
    if version in grammars:
        return version
    older = [release for release in sorted(grammars) if release <= version]
    return older[-1] if older else min(grammars)


def is_syntax(finding: WireFinding) -> bool:
    """Whether a finding belongs into an acknowledgment: levels below balance."""
    return CATALOGUE[finding.code].level in (Level.ENVELOPE, Level.STRUCTURE, Level.ELEMENTS)
