"""The five steps before the exam: 参数配置 → 机位管理 → 环境检测 → 载入考务 → 封场检测 (B2)."""
