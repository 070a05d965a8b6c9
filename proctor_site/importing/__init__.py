"""Files that people bring: read apart, shown, and stored on confirmation (B5, B10)."""
