"""The data element dictionary: segments of X12 as text, by family, and what reads that text.

What lives here: each segment's elements with number, requirement, type, lengths; syntax notes.
What never lives here: an order of segments (that is a set's grammar), a partner, a value.
Copy `orders.py` as a model. A segment is defined once, in the family that uses it most; what
release 005010 changed stands in `SINCE_005010`.
"""
