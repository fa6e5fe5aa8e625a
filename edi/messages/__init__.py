"""EDIFACT messages, one file each: grammar, and the shape by which it is read and written.

What lives here: data. What never lives here: another message, a release character.
Directories D.96A and D.01B share a grammar where they differ in lengths only.
"""
