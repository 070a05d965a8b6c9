"""The pages of the centre (T1, T2): read the request, call a verb, render."""
