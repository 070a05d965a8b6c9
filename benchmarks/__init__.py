"""What the project is measured beside: the bare library, and what the tutorials do."""
