"""The sinks: each row, view and document once, whatever crashes."""
