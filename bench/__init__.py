"""Benchmarks, and the peers that they are measured against.

What lives here: generators of large inputs, the same work done by a peer, ratios between the two.
What never lives here: anything that the product needs.
Copy `inventory.py` as a model.
"""
