"""One suite a promise: every backing, sink, set and partner is held to the same tests."""
