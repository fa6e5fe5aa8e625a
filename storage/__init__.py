"""Durable things without an engine: topics, segments of state, files, the recovery store.

What lives here: bytes that must outlive a process, and the order of writes and syncs that makes
them do so. Broken machinery is a fault of `faults.py`.
What never lives here: the meaning of those bytes, and the engine.
Copy `segments.py` as a model.
"""
