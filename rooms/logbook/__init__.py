"""What the candidate machines write into their own logs, kept beside the journal (E19)."""
