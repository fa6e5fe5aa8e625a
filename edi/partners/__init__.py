"""Trading partners as data: one folder each, what it does otherwise than the set's grammar.

What lives here: `partner.toml`, sample documents, and the events that they must yield.
What never lives here: code for one partner.
"""
