"""Where a request comes from, as the journal names it."""

from journal.address import client_address, is_this_machine, scope_address

__all__ = ["client_address", "is_this_machine", "scope_address"]
