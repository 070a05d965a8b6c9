"""The page 参数配置: the first of the five steps (B3, B4)."""
