"""EDIFACT messages, one file each: the shape by which a message is read and written.

What lives here: data. What never lives here: another message, a release character, a segment table
(those are in `edi/grammars/`; CONTRL's, which is the syntax's and not of a directory, excepted).
"""
