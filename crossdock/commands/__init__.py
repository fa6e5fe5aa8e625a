"""The commands: one file for each family, imported when it is asked for.

What lives here: what a command reads, says and answers with its exit code.
What never lives here: a flag (those stand in `cli.py`), a rule, a statement that writes a view.
Copy `views.py` as a model.
"""
