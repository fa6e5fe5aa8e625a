"""Canonical documents: what transaction sets of any release, or of EDIFACT, mean.

What lives here: frozen dataclasses by family (orders, shipping, billing, ...) and the parts that
they share. Numbers are exact decimals, days are dates, identifiers are (qualifier, value) pairs in
the order in which they came; what was not said is empty or None. Every field has a default.
What never lives here: a segment id, a delimiter, a position on the wire.
Copy `orders.py` as a model.
"""
