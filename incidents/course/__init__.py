"""The course of a session: for each candidate what lasted from when to when, and what happened at a moment."""
