"""上报: what became of a session's results on their way to the test centre (A2)."""
