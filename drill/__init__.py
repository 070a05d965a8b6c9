"""Rehearsal of a whole exam day through public surfaces: the command line, web pages, sockets, real daemons."""
