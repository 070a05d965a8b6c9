"""What rooms speak to, over HTTP and JSON (docs/centre-api.md)."""
