"""Connections in: topics, drop folders, and the reading of files into columns.

What lives here: sockets, paths and positions of what comes in, and the one translation from the
sender's names and types to ours. A bad line becomes a finding here, never an exception.
What never lives here: a rule, a step of a flow, a write to anything that others read.
Copy `topics.py` as a model.
"""
