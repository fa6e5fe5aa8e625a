"""The catalogue of findings as text: three lines a code, in order of precedence.

The first line is the code, its severity, its level, and its codes in acknowledgments: `ta1` is the
interchange note, `ak3`, `ak4`, `ak5` and `ak9` are those of a 997; behind a slash is the one that
releases from 005010 on have. The second is the sentence that a person reads, the third says what
to do. `edi/codes.py` reads it.

A component or a repetition too many has a code of its own (13, 12) since 005010; before, it is told
as an element too many (3): a value stands where the dictionary has no place for one. Too long (5)
is not true of short ones, and with a character that is not valid (6) AK404 would repeat no value.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """
FILE_EMPTY error envelope
    The file holds nothing.
    Ask the sender for the interchange again.
ENVELOPE_MISSING error envelope
    There is no ISA or UNB: nobody says who sends this.
    Ask the sender for the interchange again.
STRAY_BYTES warning envelope
    Bytes lie outside any interchange; they were passed over.
    Ask the sender to correct the envelope; it was read as the finding says.
PADDING note envelope
    Blanks or NULs lie outside any interchange.
    Nothing; they mean nothing.
BYTE_ORDER_MARK note envelope
    A byte-order mark comes before the interchange.
    Nothing; it was skipped.
UTF16 warning envelope
    The file is UTF-16; its text was read.
    Ask the sender to correct the envelope; it was read as the finding says.
LINES_WRAPPED warning envelope
    The file is wrapped into lines; the breaks were taken out.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_UNREADABLE error envelope ta1=022
    An ISA whose delimiters cannot be told.
    Ask the sender for the interchange again.
ISA_WIDTH warning envelope ta1=022
    The ISA is not of fixed width; it was read by its separators.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_PADDING note envelope
    An element of the ISA is padded or broken by something else than blanks.
    Nothing; that was left out.
ISA16_MISSING warning envelope ta1=027
    The ISA names no component separator.
    Ask the sender to correct the envelope; it was read as the finding says.
TERMINATOR_ASSUMED warning envelope ta1=032
    The segment terminator of the ISA or UNA cannot be meant; another was assumed.
    Ask the sender to correct the envelope; it was read as the finding says.
TERMINATOR_MULTIBYTE warning envelope ta1=032
    The segment terminator is a character of several bytes.
    Ask the sender to correct the envelope; it was read as the finding says.
DELIMITERS_CLASH warning envelope ta1=026
    Two of the delimiters are the same byte.
    Ask the sender to correct the envelope; it was read as the finding says.
DELIMITER_UNUSUAL warning envelope ta1=026
    A delimiter is a byte that values hold (a letter, a blank); they are cut there.
    Ask the sender for a delimiter that no value can hold.
ISA_DATE warning envelope ta1=014
    ISA09 or UNB04-1 is no date.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_TIME warning envelope ta1=015
    ISA10 or UNB04-2 is no time.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_VERSION warning envelope ta1=017
    ISA12 or UNB01 is no version.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_AUTHORIZATION warning envelope ta1=010
    ISA01 is no kind of authorization.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_SECURITY warning envelope ta1=012
    ISA03 is no kind of security.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_SENDER_QUALIFIER warning envelope ta1=005
    ISA05 is no qualifier of an id.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_RECEIVER_QUALIFIER warning envelope ta1=007
    ISA07 is no qualifier of an id.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_TA1_ASKED warning envelope ta1=019
    ISA14 is neither 0 nor 1.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_USAGE warning envelope ta1=020
    ISA15 is none of P, T and I.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_CONTROL warning envelope ta1=018
    ISA13 is not a number of nine digits from 1 on.
    Ask the sender to correct the envelope; it was read as the finding says.
EDIFACT_NOT_READ error envelope
    The EDIFACT message is none of those that are read.
    Nothing; it is kept. Ask the sender whether it is meant for us.
IEA_MISSING warning envelope ta1=023
    The interchange ends without IEA or UNZ.
    Ask the sender for the interchange again.
IEA_CONTROL_DIFFERS warning envelope ta1=001
    IEA02 or UNZ02 is not the control number of the ISA or UNB.
    Ask the sender to correct the envelope; it was read as the finding says.
IEA_COUNT_WRONG warning envelope ta1=021
    IEA01 is not the number of groups, or UNZ01 that of groups or else of messages.
    Ask the sender to correct the envelope; it was read as the finding says.
SEGMENT_TOO_LONG error envelope ta1=022
    A segment does not end within the limit; the rest was refused.
    Ask the sender for the interchange again.
SEGMENT_CUT warning envelope ta1=023
    The file ends in the middle of a segment.
    Ask the sender for the interchange again.
TERMINATOR_MISSING note envelope
    The last segment has no terminator.
    Nothing; it was read.
INDENTATION note envelope
    Blanks, tabs or NULs come before segments.
    Nothing; they mean nothing.
EMPTY_SEGMENTS note envelope
    There are empty segments; they do not count.
    Nothing.
LOWER_CASE_ID note envelope
    A segment id is in lower case.
    Nothing; it was read in upper case.
SEGMENT_OUTSIDE_SET warning envelope ta1=024
    Segments lie outside any transaction set; they were passed over.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_IN_DATA warning envelope ta1=024
    A segment begins as an ISA or UNB does and has the shape of none; it was read as data.
    Ask the sender what it is; if an interchange begins there, send that again.
TA1_MISPLACED note envelope
    A TA1 comes behind a group; its place is before the first.
    Nothing; it was read.
BINARY_LENGTH warning envelope
    A binary segment's length is wrong; its terminator was believed.
    Ask the sender to correct the envelope; it was read as the finding says.
CONTROLS_UNCHECKED warning envelope
    More control numbers skip about than are remembered; from here on repeats may pass.
    Ask the sender to count control numbers up.
FINDINGS_CUT note envelope
    There were more findings than are kept.
    Correct these first.
BETWEEN_SETS_CUT note envelope
    More bytes lie between two sets than are kept; the first of them are.
    Nothing; what is kept of the interchange lacks them.
SENDER_REFUSED error envelope ta1=006
    No profile knows the sender, and unknown senders are refused.
    Add a profile for this partner and send the file again.
SENDER_UNKNOWN warning envelope
    No profile knows the sender; it was read by the default profile.
    Add a profile for this partner.
CONTROL_REUSED error envelope ta1=025
    This control number was used before for other content; it is held.
    Ask the sender which one counts; then replay or discard it.
EDI-DUP-CONTROL note envelope
    The same interchange came again; it was answered as before.
    Nothing; the first one counts.
TEST_INTERCHANGE note envelope
    A test interchange: it is judged and answered, and moves nothing.
    Nothing; the sender switches ISA15 to P, or leaves UNB11 out, when ready.
GS_MISSING error envelope ta1=024 ak9=1
    Sets come without a GS.
    Ask the sender to correct the group and send it again.
GS_ELEMENT warning envelope
    An element of the GS is none of its kind.
    Ask the sender to correct the envelope; it was read as the finding says.
GS_CONTROL warning envelope ak9=6
    GS06 is not a number of 1 to 9 digits, or UNG05 is empty.
    Ask the sender to correct the group and send it again.
GS_CONTROL_DUPLICATE error envelope ak9=6/19
    GS06 or UNG05 was used before in this interchange.
    Ask the sender to correct the group and send it again.
GROUP_UNKNOWN error envelope ak9=1
    GS01 is no functional group that we know.
    Ask the sender to correct the group and send it again.
GROUP_VERSION warning envelope ak9=2
    GS08 names a release that we have no grammar of; the nearest was used.
    Agree with the sender on 004010 or 005010.
GE_MISSING error envelope ak9=3
    The group ends without GE or UNE.
    Ask the sender to correct the group and send it again.
GE_CONTROL_DIFFERS error envelope ak9=4
    GE02 or UNE02 is not the control number of the GS or UNG.
    Ask the sender to correct the group and send it again.
GE_COUNT_WRONG error envelope ak9=5
    GE01 or UNE01 is not the number of transaction sets or messages.
    Ask the sender to correct the group and send it again.
ST_MISSING warning envelope ak9=5
    An SE without an ST, or a UNT without a UNH.
    Ask the sender to correct the set and send it again.
ST_CONTROL warning envelope ak5=7
    ST02 is not of 4 to 9 characters.
    Ask the sender to correct it; it was read as it stands.
ST_CONTROL_DUPLICATE error envelope ak5=7/23
    ST02 or UNH01 was used before in this group or, without one, interchange.
    Ask the sender to correct the set and send it again.
SET_UNSUPPORTED error envelope ak5=1
    We do not read this transaction set; its bytes are kept.
    Send it by another way, or wait until it is supported.
SET_NOT_OF_GROUP warning envelope ak5=6
    The transaction set does not belong to GS01.
    Ask the sender to correct it; it was read as it stands.
SET_TOO_LARGE error envelope ak5=5
    The transaction set is larger than the limit.
    Ask the sender to correct the set and send it again.
SE_MISSING error envelope ak5=2
    The set ends without SE or UNT.
    Ask the sender to correct the set and send it again.
SE_CONTROL_DIFFERS error envelope ak5=3
    SE02 or UNT02 is not the control number of the ST or UNH.
    Ask the sender to correct the set and send it again.
SE_COUNT_WRONG error envelope ak5=4
    SE01 or UNT01 is not the number of segments.
    Ask the sender to correct the set and send it again.
CHARACTERS_ASSUMED note elements
    Bytes beyond ASCII; they were read as the finding says.
    Ask the sender to correct it; it was read as it stands.
LINE_BREAK_IN_SEGMENT note elements
    A line break lies inside a segment; it was taken out.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_UNKNOWN warning structure ak3=1
    No set that we know has a segment of this id.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_NOT_IN_SET warning structure ak3=6
    The segment does not belong to this set.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_OUT_OF_SEQUENCE warning structure ak3=7
    The segment comes out of sequence.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_MISSING error structure ak3=3
    A mandatory segment is missing.
    Ask the sender to correct the set and send it again.
LOOP_OVER_MAX warning structure ak3=4
    The loop repeats more often than it may.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_OVER_MAX warning structure ak3=5
    The segment repeats more often than it may.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_MISSING warning elements ak4=1
    A mandatory element is empty.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_CONDITION warning conditions ak4=2
    An element that others require is empty.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_TOO_MANY warning elements ak4=3
    There are too many elements.
    Ask the sender to correct it; it was read as it stands.
COMPONENT_TOO_MANY warning elements ak4=3/13
    A composite has too many components.
    Ask the sender to correct it; it was read as it stands.
REPETITION_TOO_MANY warning elements ak4=3/12
    An element repeats more often than it may.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_SHORT warning elements ak4=4
    The element is too short.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_LONG warning elements ak4=5
    The element is too long.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_CHARACTER warning elements ak4=6
    The element has a character that its type forbids.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_CODE warning codes ak4=7
    The element is no code of its list.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_DATE warning elements ak4=8
    The element is no date.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_TIME warning elements ak4=9
    The element is no time.
    Ask the sender to correct it; it was read as it stands.
ELEMENT_EXCLUSIVE warning conditions ak4=10
    Elements that exclude each other are both there.
    Ask the sender to correct it; it was read as it stands.
TRAILING_EMPTY note elements ak3=/10
    A segment ends in empty elements, or an element in empty parts.
    Nothing; they mean nothing.
VALUE_UNWRITTEN error elements
    A document to be written has a value that there is no place for.
    Take the value out, shorten it, or write another set.
COUNT_DIFFERS warning balance ak4=7
    The count is not the number of lines.
    Check the order with the buyer.
HASH_TOTAL_DIFFERS note balance ak4=7
    The hash total is not the sum of the quantities.
    Check the order with the buyer.
SCHEDULE_DIFFERS warning balance ak4=7
    The quantities by place or date do not add up to the line's.
    Check the order with the buyer.
QUANTITY_DIFFERS warning balance ak4=7
    Quantities that belong together do not add up.
    Check the document with its sender.
TOTAL_DIFFERS warning balance ak4=7
    A total is not the sum of what it totals.
    Check the document with its sender.
LEVEL_PARENT warning balance ak4=7
    A level's parent is none of the others; it was read as one without a parent.
    Ask the sender to correct the levels.
LEVEL_REPEATED warning balance ak4=7
    A level repeats the number of another.
    Ask the sender to correct the levels.
LEVEL_CHILDREN note balance ak4=7
    HL04 does not say whether the level has children.
    Nothing; the tree was built by the parents.
CHARACTER_OUTSIDE warning guide
    A character is outside the set that the partner's profile names.
    Agree with the partner on another set, or send the document without it.
CHARACTER_SUBSTITUTED note guide
    Characters outside the partner's set were written as the finding says.
    Nothing; set `outside` of the partner's characters to refuse them instead.
RELEASE_UNEXPECTED warning guide
    The release is not among those that the partner's profile names.
    Add it to the partner's releases, or ask the partner why it came.
GUIDE_SEGMENT_MISSING warning guide ak3=3
    A segment is missing that the partner's guide requires.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_SEGMENT_UNUSED warning guide ak3=2
    A segment is there that the partner's guide has no use for.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_LOOP_OVER_MAX warning guide ak3=4
    The loop repeats more often than the partner's guide allows.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_SEGMENT_OVER_MAX warning guide ak3=5
    The segment repeats more often than the partner's guide allows.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_ELEMENT_MISSING warning guide ak4=1
    An element is empty that the partner's guide requires.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_ELEMENT_UNUSED warning guide ak4=10
    An element is there that the partner's guide has no use for.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_ELEMENT_SHORT warning guide ak4=4
    The element is shorter than the partner's guide allows.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_ELEMENT_LONG warning guide ak4=5
    The element is longer than the partner's guide allows.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
GUIDE_ELEMENT_CODE warning guide ak4=7
    The element is no code of those that the partner's guide allows.
    Correct the document by the partner's guide, or the guide's overlay in the profile.
DOCUMENT_NUMBER_MISSING error elements ak4=1
    The document has no number.
    Ask the sender to send it again.
ORDER_NUMBER_MISSING error elements ak4=1
    The order has no number.
    Ask the buyer to send it again.
ORDER_WITHOUT_LINES error business
    The order has no line.
    Ask the buyer to send it again.
LINE_QUANTITY warning business
    A line has no quantity that can be read.
    Check the order with the buyer.
LINE_NUMBER_ASSUMED note business
    A line has no number; its place was taken.
    Nothing.
ITEM_UNIDENTIFIED warning business
    A line has no identifier of those that the profile names.
    Add the qualifier to the partner's item_qualifiers.
ORD-UOM warning business
    The unit of measure is not in the partner's units.
    Add the unit to the partner's units.
PURPOSE_HELD warning business
    The order asks for a change of another; it is held.
    Decide by hand what the buyer wants changed.
ORD-DUP-PO-SAME note business
    The same order came again, in the same interchange or in another.
    Nothing; the first one counts.
ORD-DUP-PO-DIFF error business
    The order number was used before for another order; it is held.
    Ask the buyer which one counts.
SET_UNEXPECTED warning business
    The partner's profile does not list this set among those that it sends.
    Add it to the partner's sets_in, or ask the partner why it came.
DOCUMENT_REPEATED note business
    The same document came again, in the same interchange or in another.
    Nothing; the first one counts.
DOCUMENT_CONFLICTS error business
    The document's number was used before for another one; it is held.
    Ask the sender which one counts.
ACK_UNMATCHED warning business
    The acknowledgment names nothing that we sent.
    Ask the partner what it means; it is kept.
REQUEST_REUSED error business
    The id of the request was used before for another document.
    Send it under an id of its own.
NUMBERS_SPENT error business
    Every control number of the partner's range stands on a document that is still known.
    Widen the range `control_numbers` in the partner's profile, and drop the request again.
DECISION_UNKNOWN error business
    Nothing of this name is held or open.
    See `crossdock documents`, `crossdock exceptions`: it is past the look-back, or yet to come.
DECISION_LATE warning business
    It was decided before; the first decision counts.
    Nothing; or ask whoever decided it.
DECISION_UNFIT error business
    What is held cannot be released.
    Ask the sender for a document that can be taken, and reject this one.
"""
