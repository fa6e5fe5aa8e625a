"""The wire, without I/O: bytes to interchanges to typed documents, and back; acknowledgments.

What lives here: delimiters, envelopes, counts, control numbers, the grammar of each set, and the
findings that bytes can earn. Time and numbers are arguments.
What never lives here: a socket, a path, a clock, a rule of stock or of orders, the engine.
Copy `framing.py` as a model.
"""
