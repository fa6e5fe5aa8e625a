"""The wire's finding catalogue: every way in which an interchange can be wrong, in precedence.

Nothing in `edi/` raises on bytes: only a finding says no. A code's severity here is the default;
a partner's profile may widen or narrow it (`edi/partners`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edi import catalogue, catalogue_of_sets
from schemas.findings import Severity


class Code(StrEnum):
    """Codes of findings on the wire: file, interchange, group, set, segment, element, business."""

    FILE_EMPTY = "FILE_EMPTY"
    ENVELOPE_MISSING = "ENVELOPE_MISSING"
    STRAY_BYTES = "STRAY_BYTES"
    PADDING = "PADDING"
    BYTE_ORDER_MARK = "BYTE_ORDER_MARK"
    UTF16 = "UTF16"
    ENCODING_CHANGED = "ENCODING_CHANGED"
    LINES_WRAPPED = "LINES_WRAPPED"
    ISA_UNREADABLE = "ISA_UNREADABLE"
    ISA_WIDTH = "ISA_WIDTH"
    ISA_PADDING = "ISA_PADDING"
    ISA16_MISSING = "ISA16_MISSING"
    TERMINATOR_ASSUMED = "TERMINATOR_ASSUMED"
    TERMINATOR_MULTIBYTE = "TERMINATOR_MULTIBYTE"
    DELIMITERS_CLASH = "DELIMITERS_CLASH"
    DELIMITER_UNUSUAL = "DELIMITER_UNUSUAL"
    ISA_DATE = "ISA_DATE"
    ISA_TIME = "ISA_TIME"
    ISA_VERSION = "ISA_VERSION"
    ISA_AUTHORIZATION = "ISA_AUTHORIZATION"
    ISA_SECURITY = "ISA_SECURITY"
    ISA_SENDER_QUALIFIER = "ISA_SENDER_QUALIFIER"
    ISA_SENDER = "ISA_SENDER"
    ISA_RECEIVER_QUALIFIER = "ISA_RECEIVER_QUALIFIER"
    ISA_RECEIVER = "ISA_RECEIVER"
    ISA_STANDARD = "ISA_STANDARD"
    ISA_REPETITION = "ISA_REPETITION"
    ISA_TA1_ASKED = "ISA_TA1_ASKED"
    ISA_USAGE = "ISA_USAGE"
    ISA_CONTROL = "ISA_CONTROL"
    UNB_REFERENCE = "UNB_REFERENCE"
    EDIFACT_NOT_READ = "EDIFACT_NOT_READ"
    INTERCHANGE_UNREAD = "INTERCHANGE_UNREAD"
    IEA_MISSING = "IEA_MISSING"
    IEA_CONTROL_DIFFERS = "IEA_CONTROL_DIFFERS"
    IEA_COUNT_WRONG = "IEA_COUNT_WRONG"
    SEGMENT_TOO_LONG = "SEGMENT_TOO_LONG"
    SEGMENT_CUT = "SEGMENT_CUT"
    TERMINATOR_MISSING = "TERMINATOR_MISSING"
    INDENTATION = "INDENTATION"
    EMPTY_SEGMENTS = "EMPTY_SEGMENTS"
    LOWER_CASE_ID = "LOWER_CASE_ID"
    SEGMENT_OUTSIDE_SET = "SEGMENT_OUTSIDE_SET"
    ISA_IN_DATA = "ISA_IN_DATA"
    TA1_MISPLACED = "TA1_MISPLACED"
    BINARY_LENGTH = "BINARY_LENGTH"
    CONTROLS_UNCHECKED = "CONTROLS_UNCHECKED"
    FINDINGS_CUT = "FINDINGS_CUT"
    BETWEEN_SETS_CUT = "BETWEEN_SETS_CUT"
    SENDER_REFUSED = "SENDER_REFUSED"
    SENDER_UNKNOWN = "SENDER_UNKNOWN"
    SENDER_OURS = "SENDER_OURS"
    RECEIVER_UNEXPECTED = "RECEIVER_UNEXPECTED"
    CONTROL_REUSED = "CONTROL_REUSED"
    EDI_DUP_CONTROL = "EDI-DUP-CONTROL"
    TEST_INTERCHANGE = "TEST_INTERCHANGE"
    GS_MISSING = "GS_MISSING"
    GS_ELEMENT = "GS_ELEMENT"
    GS_CONTROL = "GS_CONTROL"
    GS_CONTROL_DUPLICATE = "GS_CONTROL_DUPLICATE"
    GROUP_UNKNOWN = "GROUP_UNKNOWN"
    GROUP_VERSION = "GROUP_VERSION"
    GE_MISSING = "GE_MISSING"
    GE_CONTROL_DIFFERS = "GE_CONTROL_DIFFERS"
    GE_COUNT_WRONG = "GE_COUNT_WRONG"
    GROUP_EMPTY = "GROUP_EMPTY"
    ST_MISSING = "ST_MISSING"
    ST_CONTROL = "ST_CONTROL"
    ST_CONTROL_DUPLICATE = "ST_CONTROL_DUPLICATE"
    ST_ID = "ST_ID"
    SET_UNSUPPORTED = "SET_UNSUPPORTED"
    SET_NOT_OF_GROUP = "SET_NOT_OF_GROUP"
    SET_TOO_LARGE = "SET_TOO_LARGE"
    SE_MISSING = "SE_MISSING"
    SE_CONTROL_DIFFERS = "SE_CONTROL_DIFFERS"
    SE_COUNT_WRONG = "SE_COUNT_WRONG"
    CHARACTERS_ASSUMED = "CHARACTERS_ASSUMED"
    LINE_BREAK_IN_SEGMENT = "LINE_BREAK_IN_SEGMENT"
    SEGMENT_UNKNOWN = "SEGMENT_UNKNOWN"
    SEGMENT_NOT_IN_SET = "SEGMENT_NOT_IN_SET"
    SEGMENT_OUT_OF_SEQUENCE = "SEGMENT_OUT_OF_SEQUENCE"
    LOOP_UNPLACED = "LOOP_UNPLACED"
    SEGMENT_MISSING = "SEGMENT_MISSING"
    LOOP_OVER_MAX = "LOOP_OVER_MAX"
    SEGMENT_OVER_MAX = "SEGMENT_OVER_MAX"
    ELEMENT_MISSING = "ELEMENT_MISSING"
    ELEMENT_CONDITION = "ELEMENT_CONDITION"
    ELEMENT_TOO_MANY = "ELEMENT_TOO_MANY"
    COMPONENT_TOO_MANY = "COMPONENT_TOO_MANY"
    REPETITION_TOO_MANY = "REPETITION_TOO_MANY"
    ELEMENT_SHORT = "ELEMENT_SHORT"
    ELEMENT_LONG = "ELEMENT_LONG"
    ELEMENT_CHARACTER = "ELEMENT_CHARACTER"
    ELEMENT_UNDECLARED = "ELEMENT_UNDECLARED"
    ELEMENT_CODE = "ELEMENT_CODE"
    ELEMENT_DATE = "ELEMENT_DATE"
    ELEMENT_TIME = "ELEMENT_TIME"
    ELEMENT_EXCLUSIVE = "ELEMENT_EXCLUSIVE"
    TRAILING_EMPTY = "TRAILING_EMPTY"
    VALUE_UNWRITTEN = "VALUE_UNWRITTEN"
    COUNT_DIFFERS = "COUNT_DIFFERS"
    HASH_TOTAL_DIFFERS = "HASH_TOTAL_DIFFERS"
    SCHEDULE_DIFFERS = "SCHEDULE_DIFFERS"
    SCHEDULE_UNITS = "SCHEDULE_UNITS"
    QUANTITY_DIFFERS = "QUANTITY_DIFFERS"
    TOTAL_DIFFERS = "TOTAL_DIFFERS"
    VALUE_REPEATED = "VALUE_REPEATED"
    SUBLINE_PARENT = "SUBLINE_PARENT"
    LEVEL_PARENT = "LEVEL_PARENT"
    LEVEL_REPEATED = "LEVEL_REPEATED"
    LEVEL_CHILDREN = "LEVEL_CHILDREN"
    CHARACTER_OUTSIDE = "CHARACTER_OUTSIDE"
    CHARACTER_SUBSTITUTED = "CHARACTER_SUBSTITUTED"
    CHARACTERS_UNEXPECTED = "CHARACTERS_UNEXPECTED"
    RELEASE_UNEXPECTED = "RELEASE_UNEXPECTED"
    GUIDE_SEGMENT_MISSING = "GUIDE_SEGMENT_MISSING"
    GUIDE_SEGMENT_UNUSED = "GUIDE_SEGMENT_UNUSED"
    GUIDE_LOOP_OVER_MAX = "GUIDE_LOOP_OVER_MAX"
    GUIDE_SEGMENT_OVER_MAX = "GUIDE_SEGMENT_OVER_MAX"
    GUIDE_ELEMENT_MISSING = "GUIDE_ELEMENT_MISSING"
    GUIDE_ELEMENT_UNUSED = "GUIDE_ELEMENT_UNUSED"
    GUIDE_ELEMENT_SHORT = "GUIDE_ELEMENT_SHORT"
    GUIDE_ELEMENT_LONG = "GUIDE_ELEMENT_LONG"
    GUIDE_ELEMENT_CODE = "GUIDE_ELEMENT_CODE"
    DOCUMENT_NUMBER_MISSING = "DOCUMENT_NUMBER_MISSING"
    ORDER_NUMBER_MISSING = "ORDER_NUMBER_MISSING"
    CONTENT_PASSED_OVER = "CONTENT_PASSED_OVER"
    LINE_INCOMPLETE = "LINE_INCOMPLETE"
    ORDER_WITHOUT_LINES = "ORDER_WITHOUT_LINES"
    LINE_QUANTITY = "LINE_QUANTITY"
    LINE_NUMBER_ASSUMED = "LINE_NUMBER_ASSUMED"
    LINE_NUMBER_REPEATED = "LINE_NUMBER_REPEATED"
    SHIP_TO_UNSAID = "SHIP_TO_UNSAID"
    PLACES_AND_DAYS = "PLACES_AND_DAYS"
    DAY_UNSAID = "DAY_UNSAID"
    ITEM_UNIDENTIFIED = "ITEM_UNIDENTIFIED"
    ORD_UOM = "ORD-UOM"
    PRICE_BASIS = "PRICE_BASIS"
    PRICE_CURRENCY = "PRICE_CURRENCY"
    PURPOSE_HELD = "PURPOSE_HELD"
    ORD_DUP_PO_SAME = "ORD-DUP-PO-SAME"
    ORD_DUP_PO_DIFF = "ORD-DUP-PO-DIFF"
    SET_UNEXPECTED = "SET_UNEXPECTED"
    DOCUMENT_REPEATED = "DOCUMENT_REPEATED"
    DOCUMENT_NOT_TAKEN = "DOCUMENT_NOT_TAKEN"
    DOCUMENT_CONFLICTS = "DOCUMENT_CONFLICTS"
    DOCUMENT_REPLACES = "DOCUMENT_REPLACES"
    DOCUMENT_OVERTAKEN = "DOCUMENT_OVERTAKEN"
    COPY_UNMATCHED = "COPY_UNMATCHED"
    ACK_UNMATCHED = "ACK_UNMATCHED"
    ACK_CONTRADICTS = "ACK_CONTRADICTS"
    ACK_REPEATED = "ACK_REPEATED"
    ADVICE_ERRORS = "ADVICE_ERRORS"
    REQUEST_REUSED = "REQUEST_REUSED"
    INVOICE_REISSUED = "INVOICE_REISSUED"
    INVOICE_SENT = "INVOICE_SENT"
    NUMBERS_SPENT = "NUMBERS_SPENT"
    DECISION_UNKNOWN = "DECISION_UNKNOWN"
    DECISION_LATE = "DECISION_LATE"
    DECISION_UNFIT = "DECISION_UNFIT"


NUMBER_MISSING: Final = frozenset({Code.DOCUMENT_NUMBER_MISSING, Code.ORDER_NUMBER_MISSING})
"""A document that nobody can name: never taken, whatever else is right about it.

It is rejected where the standard has the number as mandatory, and held where it is optional."""


class Level(StrEnum):
    """What a code judges, from the bytes up: the first three belong into the acknowledgment."""

    ENVELOPE = "envelope"
    STRUCTURE = "structure"
    ELEMENTS = "elements"
    BALANCE = "balance"
    CONDITIONS = "conditions"
    CODES = "codes"
    GUIDE = "guide"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the catalogue: severity, sentence, what to do, and the acknowledgment's codes.

    `ta1` is the interchange note code; `ak3`, `ak4`, `ak5`, `ak9` are the codes of a 997.
    """

    severity: Severity
    level: Level
    sentence: str
    action: str
    ta1: str = ""
    ak3: str = ""
    ak4: str = ""
    ak5: str = ""
    ak9: str = ""


def _entries(text: str, *, newer: bool) -> dict[Code, Entry]:
    lines = text.strip().splitlines()
    table: dict[Code, Entry] = {}
    for head, sentence, action in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        name, severity, level, *marks = head.split()
        table[Code(name)] = Entry(
            severity=Severity(severity),
            level=Level(level),
            sentence=sentence.strip(),
            action=action.strip(),
            **dict(_mark(mark, newer=newer) for mark in marks),
        )
    return table


def _mark(text: str, *, newer: bool) -> tuple[str, str]:
    """Of `ak5=7/23` the code that a 997 has before 005010, or the one that it has since."""
    key, codes = text.split("=")
    return key, codes.split("/")[-1 if newer else 0]


_TEXT: Final = catalogue.TEXT.rstrip() + catalogue_of_sets.TEXT
CATALOGUE: Final = _entries(_TEXT, newer=False)
"""Every code with its severity, sentence, action and acknowledgment codes, in precedence order."""
CATALOGUE_005010: Final = _entries(_TEXT, newer=True)
"""The same with the acknowledgment codes of 005010 and later."""


def catalogue_of(version: str) -> dict[Code, Entry]:
    """The catalogue with the acknowledgment codes of a release, as GS08 names it."""
    return CATALOGUE_005010 if is_newer(version) else CATALOGUE


def is_newer(version: str) -> bool:
    """Whether a GS08 names 005010 or a release after it; all that X12 has begin with two zeros."""
    return "005010" <= version < "01"
