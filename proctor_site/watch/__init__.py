"""The watch: what is true in the rooms now and waits for a person (F4, F11)."""
