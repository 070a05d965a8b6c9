"""Backup of everything a room server stores, its proof, and the way back."""
