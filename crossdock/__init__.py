"""The front door: command line, settings, supervisor, and the demo's day.

What lives here: the commands a person types, the settings that they share, the supervisor that
starts the flows and begins them again, and what wires everything to everything.
What never lives here: a rule, a wire format, a step of a flow. Only this room may import every
other.
Copy `supervisor.py` as a model.
"""
