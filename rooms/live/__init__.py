"""The live link to the candidate machines."""
