"""Faults: machinery that failed, as against data that is wrong, which is a finding."""

from __future__ import annotations


class Fault(Exception):
    """Machinery failed: a disk, a broker, a file that must exist. The flow stops and resumes."""


class TopicFault(Fault):
    """A topic cannot be written or read as it must: a hole, a lost position, a broker away."""
