"""The rules, pure: the inventory fold, available-to-sell, identity, clocks of sources.

What lives here: what an event does to a position, what may be sold, which event is a duplicate,
who may say what. State and events go in; new state and facts come out. Columns, never row by row.
What never lives here: I/O, a clock, randomness, the engine. They are arguments.
Copy `inventory.py` as a model.
"""
