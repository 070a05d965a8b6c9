"""The room's running contact with its test centre: heartbeats, what it has to be told, authorizations."""
