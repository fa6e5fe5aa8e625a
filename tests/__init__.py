"""Tests: a mirror of the rooms, and days as tables, conformance, real kills, the house itself."""
