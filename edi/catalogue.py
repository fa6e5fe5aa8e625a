"""The catalogue of findings on envelopes as text: three lines a code, in order of precedence.

The first line is the code, its severity, its level, and its codes in acknowledgments: `ta1` is the
interchange note, `ak3`, `ak4`, `ak5` and `ak9` are those of a 997; behind a slash is the one that
releases from 005010 on have. The second is the sentence that a person reads, the third says what
to do. `edi/codes.py` reads it, and behind it what is found within sets
(`edi/catalogue_of_sets.py`).
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
    The file, or its part from here on, is UTF-16; its text was read.
    Ask the sender to correct the envelope; it was read as the finding says.
ENCODING_CHANGED warning envelope
    From here on the characters of the file have another width; they were read as the finding says.
    Ask the sender to write a file in one encoding.
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
    The segment terminator has several bytes.
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
ISA_SENDER error envelope ta1=006
    ISA06 or UNB02-1 is empty: nobody says who sends this.
    Ask the sender to correct the envelope and send it again.
ISA_RECEIVER_QUALIFIER warning envelope ta1=007
    ISA07 is no qualifier of an id.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_RECEIVER error envelope ta1=008
    ISA08 or UNB03-1 is empty: nobody says whom this is for.
    Ask the sender to correct the envelope and send it again.
ISA_STANDARD warning envelope ta1=016
    ISA11 is not U, as it is before the release 00402.
    Ask the sender to correct the envelope; it was read as if it were.
ISA_REPETITION warning envelope ta1=032
    ISA11 is no repetition separator, as it is from the release 00402 on.
    Ask the sender to correct the envelope; it was read without one.
ISA_TA1_ASKED warning envelope ta1=019
    ISA14 is neither 0 nor 1.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_USAGE warning envelope ta1=020
    ISA15 is none of P, T and I.
    Ask the sender to correct the envelope; it was read as the finding says.
ISA_CONTROL warning envelope ta1=018
    ISA13 is not a number of nine digits from 1 on.
    Ask the sender to correct the envelope; it was read as the finding says.
UNB_REFERENCE error envelope
    UNB05 is empty: the interchange has no name, and nothing can answer it.
    Ask the sender to correct the envelope and send it again.
EDIFACT_NOT_READ error envelope
    The EDIFACT message is none of those that are read.
    Nothing; it is kept. Ask the sender whether it is meant for us.
INTERCHANGE_UNREAD error envelope ta1=024
    No group and no set was found in the interchange; what it holds was passed over.
    Ask the sender to correct it and send it again; what came is kept as it is.
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
SENDER_OURS error envelope
    The interchange is one that we sent ourselves; it is held, and answers nobody.
    Keep what we send out of the inbox; where a partner has this id, name it in its profile's ids.
RECEIVER_UNEXPECTED error envelope
    The interchange is addressed to somebody else; it is held, and not answered.
    Add the id to `our_ids` if it is ours, and release it; else pass it on, and reject it.
CONTROL_REUSED error envelope ta1=025
    This control number was used before for other content; it is held.
    Ask the sender which one counts; then replay or discard it.
EDI-DUP-CONTROL note envelope
    The same interchange came again; it was answered as before.
    Nothing; what became of the first one stands.
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
GROUP_EMPTY warning envelope
    The group holds no transaction set or message; it must hold one at least.
    Ask the sender whether anything is missing; leave the group out otherwise.
ST_MISSING error envelope ak9=5
    An SE without an ST, or a UNT without a UNH.
    Ask the sender to correct the set and send it again.
ST_CONTROL warning envelope ak5=7
    ST02 is not of 4 to 9 characters.
    Ask the sender to correct it; it was read as it stands.
ST_CONTROL_DUPLICATE error envelope ak5=7/23
    ST02 or UNH01 was used before in this group or, without one, interchange.
    Ask the sender to correct the set and send it again.
ST_ID error envelope ak5=6
    The set is not named by an id of three letters or digits.
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
"""
