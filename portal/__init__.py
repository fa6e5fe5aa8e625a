"""What people and programs read: the governed API and the live page.

What lives here: requests, answers, keys, limits; all of it reads views.
What never lives here: a write to a view, a rule, a flow. This room and `flows` are strangers.
"""
