"""The course of a session as a picture: one row a candidate, on screen and on paper."""
