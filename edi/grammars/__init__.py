"""Grammars of EDIFACT messages as the directories publish them, one file a message type.

What lives here: segment tables, D.96A and D.01B, each whole and apart from the other.
What never lives here: a choice of ours. UNS alone is made the head of a group, of all that comes
behind it, so that an amount or a charge of the summary is at another path than one of the header.
"""
