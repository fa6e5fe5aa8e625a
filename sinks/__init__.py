"""Connections out: topics, Parquet, views, the outbox; each commits in two phases.

What lives here: what makes rows, calls and documents visible, once, after their epoch is durable.
What never lives here: a rule, a step of a flow, a decision on what is worth writing.
Copy `topics.py` as a model, over the base in `two_phase.py`.
"""
