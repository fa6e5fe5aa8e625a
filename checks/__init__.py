"""Judgements on data: expectations, reconciliation, and the reports of both.

What lives here: what must hold of a table, and what is said when it does not.
What never lives here: the rule that made the data, or a repair of it: checks accuse, others mend.
"""
