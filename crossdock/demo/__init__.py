"""The demo: a believable day of a distributor, and the truth about it, kept apart.

What lives here: the generator of the day, its own bookkeeping of what is true, the files that it
puts into an inbox, and the judge that holds Crossdock's tables to that truth.
What never lives here: truth that is computed by the rules under test, which would prove nothing.
Copy `bookkeeping.py` as a model.
"""
