"""The live link, over real sockets and without."""
