"""The page 编排座位 (B12)."""
