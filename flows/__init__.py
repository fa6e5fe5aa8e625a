"""Wiring: one file a dataflow, from topics through a fold to sinks.

What lives here: streams, steps and their names, the bridges that hold a fold's state for the
engine, and the process that a worker is. A step id is a database name: it never changes.
What never lives here: a rule, a wire format, a file's layout.
Copy `inventory.py` as a model.
"""
