"""The place: room, seats, machines, their live link, checks."""
