"""环境检测 and 封场检测 as pages and reports (B8, B9, B11, D4)."""
