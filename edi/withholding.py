"""What keeps a document of ours from going: it is read back with our own eyes, as its partner's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.codes import Code, Level
from edi.edifact_moments import DOCUMENT_DATE
from edi.edifact_writing import edifact_marks, syntax_of
from edi.findings import WireFinding
from edi.framed import InterchangeOpened, SetFramed
from edi.frames import frame
from edi.lettering import Spelling, spelt
from edi.overruling import overruled
from edi.profiles import SYNTAX
from edi.strict_writing import forbids, unwritten
from edi.transaction_sets import MESSAGES, read_set

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from edi.outbound import Composed
    from edi.profiles import Profile
    from edi.transaction_set import TransactionSet

_DATED: Final = {"ORDRSP": "answered", "ORDCHG": "changed"}
"""The field of a message's own date, where that is not `date`."""
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
    written: Any = None
    for part in frame([made.content]):
        findings = getattr(part, "findings", ())
        if isinstance(part, SetFramed):
            read = read_set(part, guide)
            findings = read.findings
            written = read.document
            if profile.outside != "refuse":
                found += renamed(known, document, read.document, made.substituted)
        elif isinstance(part, InterchangeOpened):
            findings = part.findings
        found += [finding for finding in findings if forbids(finding, profile, levels)]
    found += _outside(made, profile)
    return found or _left_out(known, document, written, profile)


def _left_out(
    known: TransactionSet[Any], document: Any, written: Any, profile: Profile
) -> list[WireFinding]:
    """What a document says and what is written of it does not, or says otherwise."""
    spelling = _spelling(known.code, profile)
    return (
        unwritten(spelt(known.arrange(document), spelling), written)
        or overruled(spelt(document, spelling), None, written, "document")
        or _second_dates(known.code, document)
    )


def _second_dates(code: str, document: Any) -> list[WireFinding]:
    """Days of an EDIFACT document (DTM 137) beside the one that it names as its own."""
    field = _DATED.get(code, "date")
    own = getattr(document, field, None)
    if code not in MESSAGES or own is None:
        return []
    others = {m.date for m in document.dates if m.qualifier == DOCUMENT_DATE} - {None, own}
    return [
        WireFinding(
            code=Code.VALUE_UNWRITTEN, offset=0, found=str(day), assumed=str(own),
            message=f"The set has no place for a second day (DTM 137) beside {field}.",
        )
        for day in sorted(others)
    ]  # fmt: skip


def _spelling(code: str, profile: Profile) -> Spelling:
    """How the letters of a document are written to a partner."""
    characters = profile.characters
    if code in MESSAGES:
        marks = edifact_marks(profile.delimiters)
        return Spelling(syntax_of(characters)[0], marks, in_data=True)
    return Spelling(characters or "latin-1", profile.delimiters, in_data=True)


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


def _outside(made: Composed, profile: Profile) -> list[WireFinding]:
    """Characters that this partner would rather have refused than written otherwise."""
    if profile.outside != "refuse":
        return []
    return [replace(found, code=Code.CHARACTER_OUTSIDE, assumed="") for found in made.substituted]
