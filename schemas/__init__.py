"""Shapes that cross a process wall: contracts, their Avro, Arrow and polars twins, findings.

What lives here: column names and types of every record that is written by one process and read
by another, the hashes by which such records are keyed, and the catalogue of findings.
What never lives here: a rule, a file, a socket, a clock. This room imports no other room.
Copy `events.py` as a model.
"""
