"""What keeps a document of ours from going: it is read back with our own eyes, as its partner's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import Code, Level
from edi.framed import InterchangeOpened, SetFramed
from edi.frames import frame
from edi.profiles import SYNTAX
from edi.transaction_sets import read_set
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from edi.findings import WireFinding
    from edi.outbound import Composed
    from edi.profiles import Profile
    from edi.transaction_set import TransactionSet

RENAMED: Final = "Of the document's number no character may be substituted: another names another."


def kept_from_going(
    made: Composed,
    profile: Profile,
    levels: Collection[Level] = SYNTAX,
    *,
    known: TransactionSet[Any],
    document: Any,
) -> list[WireFinding]:
    """What the partner would have to refuse, read back with our own eyes, by its own guide.

    `document` is the one of a known set that is said; it must come under its own number.
    """
    guide = profile.guide
    found: list[WireFinding] = []
    for part in frame([made.content]):
        findings = getattr(part, "findings", ())
        if isinstance(part, SetFramed):
            read = read_set(part, guide)
            findings = read.findings
            if profile.outside != "refuse":
                found += renamed(known, document, read.document, made.substituted)
        elif isinstance(part, InterchangeOpened):
            findings = part.findings
        found += [finding for finding in findings if forbids(finding, profile, levels)]
    return found + _outside(made, profile)


def renamed(
    known: TransactionSet[Any], said: Any, written: Any, substituted: Iterable[WireFinding]
) -> list[WireFinding]:
    """What was substituted in the number of a document, which would be another's then.

    A partner takes an invoice `INV7` for one and the same, whatever it was called here.
    """
    told = [*substituted]
    key = known.business_key(said)
    if not told or written is None or known.business_key(written) == key:
        return []
    parts = {key, *key.split("/")}
    at = [each for each in told if each.found.strip() in parts] or told[:1]
    return [replace(each, code=Code.CHARACTER_OUTSIDE, assumed="", message=RENAMED) for each in at]


def forbids(finding: WireFinding, profile: Profile, levels: Collection[Level]) -> bool:
    """Whether a finding on what we wrote keeps it from going to a partner."""
    if finding.level is Level.GUIDE:
        return profile.severity(finding.code) is not Severity.NOTE
    return finding.level in levels and finding.severity is not Severity.NOTE


def _outside(made: Composed, profile: Profile) -> list[WireFinding]:
    """Characters that this partner would rather have refused than written otherwise."""
    if profile.outside != "refuse":
        return []
    return [replace(found, code=Code.CHARACTER_OUTSIDE, assumed="") for found in made.substituted]
