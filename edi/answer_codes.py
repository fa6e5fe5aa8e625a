"""What the codes of acknowledgments say, by the element that holds them, in plain words.

One line a code: the element's number in its dictionary, the code, the sentence. I18 is TA105, 720
and 620 are AK304 and IK304, 723 and 621 AK403 and IK403, 718 and 618 AK502 and IK502, 716 is AK905,
0085 is EDIFACT's in a CONTRL, 110 and 647 are OTI01 and TED01 of an 824.
"""

from __future__ import annotations

from typing import Final

_TEXT: Final = """
I18 000 There is no error.
I18 001 The control numbers of ISA and IEA differ.
I18 002 The control standard is not supported.
I18 003 The version of the envelope is not supported.
I18 004 The segment terminator is not valid.
I18 005 The sender's id qualifier is not valid.
I18 006 The sender's id is not valid.
I18 007 The receiver's id qualifier is not valid.
I18 008 The receiver's id is not valid.
I18 009 The receiver's id is not known.
I18 010 The qualifier of the authorization is not valid.
I18 011 The authorization is not valid.
I18 012 The qualifier of the security information is not valid.
I18 013 The security information is not valid.
I18 014 The date of the interchange is not valid.
I18 015 The time of the interchange is not valid.
I18 016 The standards identifier or repetition separator is not valid.
I18 017 The version of the envelope is not valid.
I18 018 The control number is not valid.
I18 019 ISA14 does not say whether an acknowledgment is asked for.
I18 020 The usage indicator is not valid.
I18 021 IEA01 is not the number of groups.
I18 022 The structure of the envelope is not valid.
I18 023 The file ends too early.
I18 024 The content of the interchange is not valid, as a GS that is none.
I18 025 The control number was used before.
I18 026 The element separator is not valid.
I18 027 The component separator is not valid.
I18 028 The date of the deferred delivery is not valid.
I18 029 The time of the deferred delivery is not valid.
I18 030 The time code of the deferred delivery is not valid.
I18 031 The grade of service is not valid.
I18 032 The repetition separator is not valid.
720 1 The segment id is not known.
720 2 The segment is not expected here.
720 3 A mandatory segment is missing.
720 4 The loop repeats more often than it may.
720 5 The segment repeats more often than it may.
720 6 The segment does not belong to this set.
720 7 The segment is out of sequence.
720 8 Elements of the segment are in error.
720 10 The segment ends in empty elements.
620 I4 The guide has no use for the segment.
620 I6 A segment is missing that the guide requires here.
620 I7 The loop repeats less often than the guide requires.
620 I8 The segment repeats less often than the guide requires.
620 I9 The guide has no use for the segment here.
723 1 A mandatory element is missing.
723 2 An element is missing that others require.
723 3 There are too many elements.
723 4 The element is too short.
723 5 The element is too long.
723 6 The element has a character that is not valid.
723 7 The element is no code of its list.
723 8 The element is no date.
723 9 The element is no time.
723 10 Elements that exclude each other are both there.
723 12 The element repeats more often than it may.
723 13 There are too many components.
621 I6 The guide does not use this code.
621 I9 An element is missing that the guide requires here.
621 I10 The guide has no use for the element.
621 I11 The element repeats less often than the guide requires.
621 I12 The element is not of the pattern that the guide requires.
621 I13 The guide has no use for the element here.
718 1 The transaction set is not supported.
718 2 The SE is missing.
718 3 The control numbers of ST and SE differ.
718 4 SE01 is not the number of segments.
718 5 Segments are in error.
718 6 The set's id is missing or not valid.
718 7 The set's control number is missing or not valid.
718 8 The name of the authentication key is not known.
718 9 The name of the encryption key is not known.
718 10 The security service is not available.
718 11 The recipient of the security is not known.
718 12 The length of the encrypted message is wrong.
718 13 The authentication code is wrong.
718 15 The originator of the security is not known.
718 16 The text is not valid after decryption.
718 17 The security is not supported.
718 18 The set does not belong into this group.
718 19 The set's guide is not valid, or the security trailer S1E of an S1S is missing.
718 20 The security header S1S of an S1E is missing.
718 21 The security trailer S2E of an S2S is missing.
718 22 The security header S2S of an S2E is missing.
718 23 The set's control number comes twice in its group.
718 24 The security trailer S3E of an S3S is missing.
718 25 The security header S3S of an S3E is missing.
718 26 The security trailer S4E of an S4S is missing.
718 27 The security header S4S of an S4E is missing.
618 19 The set's guide (ST03) is not valid.
618 I5 Segments are in error by the guide.
618 I6 The guide is not supported.
716 1 The functional group is not supported.
716 2 The version of the group is not supported.
716 3 The GE is missing.
716 4 The control numbers of GS and GE differ.
716 5 GE01 is not the number of transaction sets.
716 6 The group's control number is not valid.
716 10 The name of the authentication key is not known.
716 11 The name of the encryption key is not known.
716 12 The security service is not available.
716 13 The recipient of the security is not known.
716 14 The originator of the security is not known.
716 15 The text is not valid after decryption.
716 16 The security is not supported.
716 17 The length of the encrypted message is wrong.
716 18 The authentication code is wrong.
716 19 The group's control number comes twice in its interchange.
716 20 The security header S1S of an S1E is missing.
716 21 The security trailer S2E of an S2S is missing.
716 22 The security header S2S of an S2E is missing.
716 23 The security trailer S3E of an S3S is missing.
716 24 The security header S3S of an S3E is missing.
716 25 The security trailer S4E of an S4S is missing.
716 26 The security header S4S of an S4E is missing.
0085 2 The syntax version or level is not supported.
0085 7 The interchange was meant for another receiver.
0085 12 The value is not valid.
0085 13 It is missing.
0085 14 The value is not supported here.
0085 15 It is not supported here.
0085 16 There are too many elements or components.
0085 17 Nothing of the kind is agreed on.
0085 18 There is an error that is not told.
0085 19 The decimal mark is not valid.
0085 20 A character cannot be a service character.
0085 21 There are characters that are not valid.
0085 22 There are service characters that are not valid.
0085 23 The sender is not known.
0085 24 It is too old.
0085 25 Test messages are not supported.
0085 26 It came before.
0085 27 The security is not supported.
0085 28 The references of header and trailer differ.
0085 29 The count is not the number of what came.
0085 30 Groups and messages are mixed.
0085 31 A group has messages of several kinds.
0085 32 There is nothing within it.
0085 33 It stands outside of messages and groups.
0085 34 The nesting indicator is not allowed here.
0085 35 The segment repeats more often than it may.
0085 36 The segment group repeats more often than it may.
0085 37 The value has characters of a kind that is not valid.
0085 38 There is no digit before the decimal mark.
0085 39 The element is too long.
0085 40 The element is too short.
0085 41 The network failed.
0085 42 The network failed for a time.
0085 43 The receiver is not known.
0085 45 The segment or element ends in empty ones.
0085 46 The character set is not supported.
0085 47 The envelope asks for what is not supported.
0085 48 Elements are there, or missing, against what others require.
110 BA the batch is accepted
110 BC the batch is accepted, with changes
110 BE the batch is accepted, with errors noted
110 BP the batch is accepted in part
110 BR the batch is rejected
110 GA the group is accepted
110 GC the group is accepted, with changes
110 GE the group is accepted, with errors noted
110 GP the group is accepted in part
110 GR the group is rejected
110 IA the item is accepted
110 IC the item is accepted, with changes
110 IE the item is accepted, with errors noted
110 IP the item is accepted in part
110 IR the item is rejected
110 TA the document is accepted
110 TC the document is accepted, with changes
110 TE the document is accepted, with errors noted
110 TP the document is accepted in part
110 TR the document is rejected
647 006 It is a duplicate.
647 007 Data are missing.
647 008 The value is out of range.
647 009 The date is not valid.
647 010 The total is out of balance.
647 011 The values do not match.
647 012 The combination is not valid.
647 024 The reason is none of those that have a code.
647 026 The customer number is not valid.
647 027 The customer number does not exist.
647 028 The customer number and name do not belong together.
647 029 The customer number is missing.
647 107 The location is missing or not valid.
647 108 The location is not on the order.
647 111 The purchase order number was used before.
647 119 The shipment's number was used before.
647 120 The ship-to is not that of the order.
647 121 The SSCC was used before.
647 123 The SSCC is not valid.
647 133 The item is not on the purchase order.
647 134 The invoice number is missing or not valid.
647 500 The freight bill was sent to the wrong party.
647 812 The reference of the transaction is missing.
647 848 Data are wrong.
647 849 Data were corrected.
647 DUP It is a duplicate.
647 MA The store number is missing or not valid.
647 MB The purchase order number is missing or not valid.
647 MC The bill of lading number is missing or not valid.
647 MD The invoice date is missing or not valid.
647 ME The department number is missing or not valid.
647 MF The vendor number is missing or not valid.
647 MG The UPC is missing or not valid.
647 MI The SCAC is missing or not valid.
647 MJ The terms are missing or not valid.
647 MN The unit cost is missing or not valid.
647 P The quantity is missing or not valid.
647 Q The item's id is missing or not valid.
"""


def _entries(text: str) -> dict[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    for line in text.strip().splitlines():
        number, code, sentence = line.split(" ", 2)
        assert table.setdefault((number, code), sentence) == sentence
    return table


MEANINGS: Final = _entries(_TEXT)
"""What a code means, by the number of its element and the code."""


def meaning(code: str, *numbers: str) -> str:
    """What a code means in the first of these elements that has it, and the code itself."""
    if not code:
        return "No reason is given."
    for number in numbers:
        sentence = MEANINGS.get((number, code))
        if sentence is not None:
            return f"{sentence} ({code})"
    return f"Code {code}."
