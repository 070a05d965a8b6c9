"""上报: the package of a session's results is made, sent to the test centre, and its receipt kept (A2)."""
