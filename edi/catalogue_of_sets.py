"""The catalogue of findings within sets as text, in the form of `edi/catalogue.py`.

A component or a repetition too many has a code of its own (13, 12) since 005010; before, it is told
as an element too many (3): a value stands where the dictionary has no place for one. Too long (5)
is not true of short ones, and with a character that is not valid (6) AK404 would repeat no value.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """
CHARACTERS_ASSUMED note elements
    Bytes beyond ASCII; they were read as the finding says.
    Ask the sender to correct it; it was read as it stands.
LINE_BREAK_IN_SEGMENT note elements
    A line break lies inside a segment; it was taken out.
    Ask the sender to correct it; it was read as it stands.
SEGMENT_UNKNOWN warning structure ak3=1
    No set that we know has a segment of this id.
    Ask the sender to correct it; it was passed over.
SEGMENT_NOT_IN_SET warning structure ak3=6
    The segment does not belong to this set.
    Ask the sender to correct it; it was passed over.
SEGMENT_OUT_OF_SEQUENCE warning structure ak3=7
    The segment comes out of sequence.
    Ask the sender to correct it; where it was passed over, it says so.
LOOP_UNPLACED error structure ak3=7
    The segment begins a part of the document where nothing has it; that part was not read.
    Ask the sender to correct the set and send it again.
SEGMENT_MISSING error structure ak3=3
    A mandatory segment is missing.
    Ask the sender to correct the set and send it again.
LOOP_OVER_MAX warning structure ak3=4
    The loop repeats more often than it may.
    Ask the sender to correct it; where it was passed over, it says so.
SEGMENT_OVER_MAX warning structure ak3=5
    The segment repeats more often than it may.
    Ask the sender to correct it; where it was passed over, it says so.
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
ELEMENT_UNDECLARED warning elements
    The element has characters that the level A or B, which UNB declares, lacks.
    Ask the sender to declare the level that it writes (UNOC); it was read as it stands.
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
SCHEDULE_UNITS warning balance ak4=7
    Quantities by place or date are in another unit than the line's, so nobody can add them up.
    Check the order with the buyer; each part is taken in the unit that it says.
QUANTITY_DIFFERS warning balance ak4=7
    Quantities that belong together do not add up.
    Check the document with its sender.
TOTAL_DIFFERS warning balance ak4=7
    A total is not the sum of what it totals.
    Check the document with its sender.
VALUE_REPEATED warning business
    A quantity or amount comes again with another value where one is read; the first counts.
    Ask the sender which one is meant.
SUBLINE_PARENT warning balance
    A sub-line names a line that is none of the others; it was read as one of the line before it.
    Ask the sender which line it belongs to.
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
CHARACTERS_UNEXPECTED note guide
    UNB declares another character set than the partner's profile names; it was read as UNB says.
    Nothing; or name in the profile what the partner reads, since that is what we write.
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
    The document has no number; where the standard has that as optional, it is held.
    Ask the sender to send it again with its number; release what can be taken without one.
ORDER_NUMBER_MISSING error elements ak4=1
    The order has no number.
    Ask the buyer to send it again.
CONTENT_PASSED_OVER error business
    The segment was passed over; the document lacks it.
    Ask the sender to correct the set and send it again; release it if nothing of it is missed.
LINE_INCOMPLETE error business
    A line has no item or quantity, or an order no number, and segments are out of place.
    Ask the sender to correct the set and send it again; release it if it is right as it is.
ORDER_WITHOUT_LINES error business
    The order has no line.
    Ask the buyer to send it again.
LINE_QUANTITY warning business
    A line orders no quantity that can be shipped: none can be read, or it is not above zero.
    Check the order with the buyer.
LINE_NUMBER_ASSUMED note business
    A line has no number; its place was taken.
    Nothing.
LINE_NUMBER_REPEATED warning business
    Two lines of the order have the same number.
    Ask the buyer for other numbers; until then an answer by number is of both.
SHIP_TO_UNSAID warning business
    Several ship-tos, one without an id, or other places are named, and not which ship-to gets what.
    Ask the buyer where the goods are to go; an order's first ship-to was taken, of a line none.
PLACES_AND_DAYS warning business
    A line is divided by place and by day, and not said which place is for which day.
    Ask the buyer; the places count, each by the earliest of the days.
DAY_UNSAID warning business
    A day that is asked for is not said as one that is known, or as several.
    Ask the buyer for the day; none was taken, for a line not that of its order either.
ITEM_UNIDENTIFIED warning business
    A line has no identifier of those that the profile names.
    Add the qualifier to the partner's item_qualifiers.
ORD-UOM warning business
    The unit of measure is not in the partner's units.
    Add the unit to the partner's units.
PRICE_BASIS warning business
    What a price is for is unknown in the line's unit, or it cannot be divided; none was taken.
    Check the price with the buyer.
PRICE_CURRENCY warning business
    The price of a line is in another currency than its order; none was taken.
    Check the price with the buyer.
PURPOSE_HELD warning business
    The document asks for a change of another; it is held.
    Decide by hand what its sender wants changed.
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
DOCUMENT_NOT_TAKEN note business
    The same document came again; the first one was rejected, and nothing of it counts.
    See what was found on the first one; ask the sender for one that can be taken.
DOCUMENT_CONFLICTS error business
    The document's number was used before for another one; it is held.
    Ask the sender which one counts.
DOCUMENT_REPLACES note business
    The document corrects or cancels another of its number, and counts in its place.
    Nothing; see the other one if it was acted on.
DOCUMENT_OVERTAKEN note business
    Another of its number, written later, came before it; that one counts, and this one does not.
    Nothing; ask the sender if this one was written last.
COPY_UNMATCHED warning business
    The document is marked as a copy of one that did not come; it is held.
    Ask the sender for the original; release it if it was never taken.
ACK_UNMATCHED warning business
    The acknowledgment names nothing that we sent.
    Ask the partner what it means; it is kept.
ACK_CONTRADICTS warning business
    The acknowledgment contradicts itself, in its verdicts or its counts.
    Ask the partner what became of the document; what may be a refusal counts as one.
ACK_REPEATED note business
    The partner has the interchange already; that says nothing of what it holds.
    Nothing; the answer to what it holds counts.
ADVICE_ERRORS warning business
    The partner took a document of ours, with errors or changes that its 824 names.
    See `crossdock edi explain`; agree with the partner on what it names.
REQUEST_REUSED error business
    The id of the request was used before for another document.
    Send it under an id of its own.
INVOICE_REISSUED error business
    Another invoice was sent under this number.
    Send a credit or debit memo (BIG07 CR or DR, BGM01 381, 383 or 384), or give it another number.
INVOICE_SENT note business
    The same invoice was sent before.
    Nothing; until the partner answers, the same bytes go out again under their control numbers.
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
