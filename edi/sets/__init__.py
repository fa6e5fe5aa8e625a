"""Transaction sets: one file each, which holds its grammar and its typed document.

What lives here: what the segments of one set mean, both directions.
What never lives here: an import of another set, an envelope, a partner's habits (they are data in
`edi/partners/`).
"""
