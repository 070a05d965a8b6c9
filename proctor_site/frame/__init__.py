"""The frame around every page: where one is, where one can go, what still has to be done."""
