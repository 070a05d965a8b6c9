"""The control room page: what it shows, what it can do (docs/control-room-socket.md)."""
