"""What a partner's 824 says of documents of ours, and which of what we sent each is.

A 997 speaks of syntax, an 824 of business: what is refused here was mostly acknowledged before. A
document is meant by the numbers of its group and set, or else by its own number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.answer_codes import MEANINGS
from edi.documents.answers import ApplicationAdvice
from edi.identities import sender_of
from edi.narrowing import narrowed, plain_control
from edi.outbound import SET_CONTROL
from edi.partner_answers import Answer
from edi.reissuing import as_read
from edi.transaction_sets import SETS, places_of

if TYPE_CHECKING:
    from edi.documents.answers import Advice, AdviceError
    from edi.framed import GroupOpened
    from edi.pair_memory import Sent
    from edi.pair_state import PairState
    from edi.transaction_sets import ReadSet

QUALIFIERS: Final = {
    "850": "PO", "860": "PO", "855": "PO", "865": "PO", "810": "IV", "210": "IV", "856": "SI",
}  # fmt: skip
"""OTI02: what kind of number names the document; of others it is a reference of any kind (TN)."""
ACCEPTED: Final = "accepted"
WITH_ERRORS: Final = "accepted_with_errors"
_SAID: Final = {"A": ACCEPTED, "C": WITH_ERRORS, "E": WITH_ERRORS}
"""What becomes of a document by the second letter of OTI01; what is taken in part is not taken."""
_CHANGES: Final = frozenset({"860", "865"})
"""Sets whose business key has a sequence behind the number (`edi/order_shapes.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What an 824, a `document` of this `sender`, says of one of ours: an OTI, and where it is."""

    advice: Advice
    document: str
    sender: str
    offset: int
    segment: int

    @property
    def element(self) -> str:
        """Where it names what it speaks of."""
        return "OTI08" if self.advice.group_control and not self.advice.value else "OTI03"

    @property
    def names(self) -> str:
        """What it names, as it says it."""
        advice = self.advice
        number = f"{advice.qualifier}*{advice.value}".strip("*")
        return " ".join(filter(None, (advice.set, number, advice.group_control)))

    @property
    def status(self) -> str:
        """What becomes of the document; what may be a refusal counts as one."""
        return _SAID.get(self.advice.verdict[1:2], "rejected")

    @property
    def is_on_item(self) -> bool:
        """Whether it speaks of an item of the document only, as no refusal of the whole does."""
        return self.advice.verdict.startswith("I")

    @property
    def detail(self) -> str:
        """What it says, in words."""
        verdict = self.advice.verdict
        meaning = MEANINGS.get(("110", verdict), "")
        whole = f"824 {verdict} ({meaning})" if meaning else f"824 {verdict}"
        return ": ".join(filter(None, (whole, "; ".join(map(_sentence, self.advice.errors)))))


Said: TypeAlias = Answer | Advised
"""What a partner says of something that we sent."""


def is_business(code: str) -> bool:
    """Whether the code of an acknowledgment is that of an 824, which has two letters (OTI01)."""
    return len(code) > 1


def advices_in(read: ReadSet, name: str) -> list[Advised]:
    """What an 824 says of documents, one by one."""
    document = read.document
    if not isinstance(document, ApplicationAdvice):
        return []
    places = places_of(read.framed, {"OTI"})["OTI"]
    places += [(read.framed.offset, 1)] * len(document.advices)
    sender = sender_of(read.framed.interchange)
    return [
        Advised(advice=advice, document=name, sender=sender, offset=offset, segment=segment)
        for advice, (offset, segment) in zip(document.advices, places, strict=False)
    ]


def meant(state: PairState, advice: Advice) -> Sent | None:
    """The document of ours that an advice is on; None where it is on none, or on two at once."""
    named = numbered(state, advice)
    sent = state.sent.get(advice.group_control.strip().zfill(9)) if advice.group_control else None
    if sent is not None and _is_it(sent, advice):
        other = any(one.set == sent.set for one in named) and sent not in named
        return None if other else sent
    if not named:
        return None
    return narrowed(
        named,
        lambda one: is_under(as_read(one).framed.group, advice),
        lambda one: one.status in (ACCEPTED, WITH_ERRORS),
    )[-1]


def is_under(group: GroupOpened, advice: Advice) -> bool:
    """Whether a group is the one that an advice names: by whom, to whom, when."""
    day = "" if advice.date is None else f"{advice.date:%Y%m%d}"
    return (
        advice.sender in ("", group.sender)
        and advice.receiver in ("", group.receiver)
        and day in ("", group.date)
        and group.time.startswith(advice.time)
    )


def _is_it(sent: Sent, advice: Advice) -> bool:
    """Whether what has the advice's group number can be meant by what else it says of it.

    Sender and receiver are those of the GS; some name themselves first.
    """
    if sent.set not in SETS or (advice.set and advice.set.strip() != sent.set):
        return False
    if advice.set_control and plain_control(advice.set_control) != plain_control(SET_CONTROL):
        return False
    group = as_read(sent).framed.group
    named = {advice.sender.strip(), advice.receiver.strip()} - {""}
    return named <= {group.sender.strip(), group.receiver.strip()}


def numbered(state: PairState, advice: Advice) -> list[Sent]:
    """What we sent under the number that an advice names, the latest last.

    Where no set is named, it is that whose numbers are called so (OTI02), or the only one.
    """
    number, kind = advice.value.strip(), advice.set.strip()
    qualifier = advice.qualifier.strip()
    found = {
        code: [state.sent[each] for each in controls]
        for code in ([kind] if kind in SETS else SETS if not kind else [])
        if _is_called(code, qualifier) and (controls := _controls(state, code, number))
    }
    codes = narrowed(found, lambda code: QUALIFIERS.get(code) == qualifier)
    if not kind:
        fits = (qualifier in ("", "TN", QUALIFIERS.get(code)) for code in codes)
        codes = codes if len(codes) == 1 and all(fits) else []
    return found[codes[0]] if codes else []


def _is_called(code: str, qualifier: str) -> bool:
    """Whether a number of this kind may be the one that names a set; others name other documents.

    An invoice is not named by the number of its order.
    """
    own = QUALIFIERS.get(code)
    return own in (None, qualifier) or qualifier not in QUALIFIERS.values()


def _controls(state: PairState, code: str, number: str) -> list[str]:
    """The control numbers of what has a number as its business key, in the order of going."""
    if not number:
        return []
    name = f"{code}/{number}"
    if code not in _CHANGES:
        return [*state.namesakes.get(name, ())]
    names = [each for each in state.namesakes if f"{each}/".startswith(f"{name}/")]
    controls = (each for key in names for each in state.namesakes[key])
    return sorted(controls, key=lambda each: (state.sent[each].sent_at, each))


def _sentence(error: AdviceError) -> str:
    """Why, and at which segment."""
    words = " ".join(filter(None, (error.code, error.message.strip())))
    where = f"{error.segment} at segment {error.position}" if error.position else error.segment
    return f"{words} ({where})" if where else words
