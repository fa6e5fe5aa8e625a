"""What of an interchange that was received is an exception, and what each waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from edi.acknowledgments import accepts
from edi.addressing import NOT_OURS
from edi.answering import is_left_unanswered
from edi.codes import CATALOGUE, Code
from edi.documents.orders import PurchaseOrder
from edi.exceptions import Complaint, Raised
from edi.facts import ExceptionSeen, OrderCounts
from edi.findings import WireFinding
from edi.framed import InterchangeOpened
from edi.identities import file_id, group_id, sender_of
from edi.raising import arrived
from edi.taking import (
    business_key,
    content_in_business,
    identity_in_business,
    made_good_by,
    original_in_business,
)
from schemas.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.answering import Question
    from edi.framed import SetFramed, StrayBytes
    from edi.held_groups import JudgedGroup
    from edi.pair_state import PairState
    from edi.profiles import Profile
    from edi.taking import Orders
    from edi.transaction_sets import ReadSet


def findings_on_sender(
    opened: InterchangeOpened, profile: Profile, *, known: bool
) -> tuple[WireFinding, ...]:
    """What is noted of every interchange of a sender whom no profile knows, and of every test."""
    at = WireFinding(code=Code.SENDER_UNKNOWN, offset=opened.offset, segment=1)
    found: list[WireFinding] = []
    if not known:
        code = Code.SENDER_REFUSED if profile.refuse_unknown else Code.SENDER_UNKNOWN
        element = opened.called("ISA06")
        found.append(replace(at, code=code, element=element, found=sender_of(opened)))
    if opened.usage != "P":
        element = opened.called("ISA15")
        said = "1" if opened.standard == "EDIFACT" else opened.usage
        found.append(replace(at, code=Code.TEST_INTERCHANGE, element=element, found=said))
    return tuple(found)


def finding_on(
    code: Code, at: InterchangeOpened | SetFramed, element: str, found: str
) -> WireFinding:
    """A finding on the header of an interchange or a set, at an element as X12 calls it."""
    opened = at if isinstance(at, InterchangeOpened) else at.interchange
    return WireFinding(
        code=code, offset=at.offset, segment=1, element=opened.called(element), found=found
    )


def of_file(stray: StrayBytes, file: str, profile: Profile, now: datetime) -> list[Raised]:
    """A file, by its path, that holds no interchange, or bytes that should be one and are not.

    Nobody is known to have sent it, so nothing that comes can make it good.
    """
    severity = profile.severity
    errors = [each for each in stray.findings if severity(each.code) is Severity.ERROR]
    if not errors:
        return []
    name = PurePath(file).name
    raised = Raised(
        code=Complaint.SYNTAX,
        about=file_id(name, sha256(stray.raw).hexdigest()),
        source=profile.name,
        message=f"The file {name} was not read, from byte {stray.offset} on. {_sentence(errors)}",
        opened_at=now,
    )
    return [raised]


_BECAME: Final = {Complaint.SYNTAX: "was rejected", Complaint.ORDER_SAME: "was ignored"}
_ALL_OR_NONE: Final = "Others of it are wrong, and this partner wants all or nothing."


@dataclass(frozen=True, slots=True)
class Objector:
    """Makes exceptions on what one interchange brought, by its partner's profile."""

    opened: InterchangeOpened
    profile: Profile
    now: datetime

    def of_set(
        self, complaint: Complaint, read: ReadSet, document: str, findings: Sequence[WireFinding]
    ) -> Raised:
        """A set that is rejected, held or ignored: for its first error, or its last finding."""
        key = business_key(read, self.profile)
        became = _BECAME.get(complaint, "is held")
        why = _sentence((*self._errors(findings), *findings[-1:])[:1])
        message = f"The {read.framed.code} {key or read.framed.control} {became}. {why}"
        waits = () if complaint is Complaint.ORDER_SAME else (read,)
        return self._for_copies(self._raised(complaint, document, message, waits), read, findings)

    def of_advice(
        self,
        read: ReadSet,
        document: str,
        code: str,
        why: Sequence[WireFinding],
        findings: Sequence[WireFinding],
    ) -> Raised:
        """A document of which its sender should hear, and does not: the advice cannot be sent.

        `why` says that; `findings` are those for which the document is held.
        """
        key = business_key(read, self.profile) or read.framed.control
        message = f"No {code} went out on the {read.framed.code} {key}. {_sentence(why)}"
        raised = self._raised(Complaint.UNTOLD, document, message, (read,))
        return self._for_copies(raised, read, findings)

    def of_group(
        self, judged: JudgedGroup, interchange: str, above: Sequence[WireFinding]
    ) -> list[Raised]:
        """A group that counts in part, or whose sets are rejected for no fault of their own.

        `above` is what was found on its interchange that may refuse it.
        """
        group = judged.group
        rejected = [(read, verdict) for read, verdict in judged.sets if verdict.verdict == "R"]
        errors = self._errors(judged.findings)
        innocent = [read for read, verdict in rejected if not self._errors(verdict.findings)]
        about = group_id(group, interchange)
        unnamed = f"group without a {self.opened.called('GS')}"
        called = f"group {group.code} {group.control}" if group.code else unnamed
        out: list[Raised] = []
        if judged.verdict.verdict == "P":
            share = f"{len(rejected)} of {len(judged.sets)} sets were rejected."
            reads = [read for read, _ in rejected]
            message = f"Of the {called}, {share}"
            out.append(self._raised(Complaint.PARTIAL, about, message, reads))
        if innocent or errors:
            why = _sentence((*errors, *self._errors(above))[:1]) or _ALL_OR_NONE
            count = len(rejected)
            sets = "1 set" if count == 1 else f"{count} sets"
            message = f"The {called} was rejected, with {sets}. {why}"
            out.append(self._raised(Complaint.SYNTAX, about, message, innocent))
        return out

    def of_interchange(self, question: Question) -> list[Raised]:
        """An interchange whose envelope is in error: refused, unless any of it was taken.

        One that no CONTRL can name is told too: its sender hears nothing of it.
        """
        findings = question.findings
        errors = self._errors(findings)
        long = [finding for finding in findings if finding.code is Code.ELEMENT_LONG]
        if not errors and not (long and is_left_unanswered(question)):
            return []
        became = "was rejected"
        if not errors:
            became = "was read, and no CONTRL can name it"
        elif accepts(question.verdicts):
            became = "was read in spite of an error"
        message = f"Interchange {self.opened.control} {became}. {_sentence((*errors, *long)[:1])}"
        return [self._raised(Complaint.SYNTAX, question.about(), message, ())]

    def of_held(
        self, about: str, reads: Sequence[ReadSet], why: WireFinding, *, told: bool
    ) -> Raised:
        """An interchange that is held whole: it is not ours, or its control number was used.

        Where its sender was `told`, it is refused. It waits for this very content: other documents
        of the same keys say nothing of it. What is not ours waits for a person alone.
        """
        count = f"{len(reads)} document" + ("s are" if len(reads) != 1 else " is")
        became = "refused" if told else "held"
        control = self.opened.control
        if why.code in NOT_OURS:
            message = f"Interchange {control}: {count} {became}. {_sentence([why])}"
            return self._raised(Complaint.NOT_OURS, about, message, ())
        message = f"Interchange {control} came again with other content; {count} {became}."
        raised = self._raised(Complaint.REUSED, about, message, ())
        named = [content_in_business(read, business_key(read, self.profile)) for read in reads]
        return replace(raised, waits=_all_or_none(named))

    def _raised(
        self, complaint: Complaint, about: str, message: str, reads: Sequence[ReadSet]
    ) -> Raised:
        """An exception that waits for these sets; for none where one of them cannot be named."""
        named = [identity_in_business(read, business_key(read, self.profile)) for read in reads]
        return Raised(
            code=complaint,
            about=about,
            source=self.profile.name,
            message=message.strip(),
            opened_at=self.now,
            waits=_all_or_none(named),
            is_test=self.opened.usage != "P",
        )

    def _for_copies(self, raised: Raised, read: ReadSet, findings: Sequence[WireFinding]) -> Raised:
        """An exception that waits for the original where it is on a copy of what did not come."""
        if all(finding.code is not Code.COPY_UNMATCHED for finding in findings):
            return raised
        original = original_in_business(read, business_key(read, self.profile))
        return replace(raised, waits=_all_or_none([original]))

    def _errors(self, findings: Sequence[WireFinding]) -> tuple[WireFinding, ...]:
        severity = self.profile.severity
        return tuple(f for f in findings if severity(f.code) is Severity.ERROR)


def made_good(
    state: PairState, read: ReadSet, key: str, now: datetime, beside: Orders
) -> list[ExceptionSeen | OrderCounts]:
    """What is resolved where a document counts that came; the state must be a working copy.

    `beside` are the orders of the partner's other pairs, in which an order may resolve more.
    """
    is_known_beside = bool(beside) and isinstance(read.document, PurchaseOrder)
    more = [OrderCounts(read=read, key=key)] if is_known_beside else []
    names = awaited_as(read, key) if state.cures else ()
    return [*(fact for name in names for fact in arrived(state, name, now)), *more]


def awaited_as(read: ReadSet, key: str) -> tuple[str, ...]:
    """The names under which exceptions may wait for a document."""
    return tuple(dict.fromkeys((*made_good_by(read, key), content_in_business(read, key))))


def _all_or_none(named: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(named)) if all(named) else ()


def _sentence(findings: Sequence[WireFinding]) -> str:
    for finding in findings:
        said = finding.message or CATALOGUE[finding.code].sentence
        return f"{said} ({finding.element})" if finding.element else said
    return ""
