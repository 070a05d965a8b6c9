"""机位管理 as a live page: the list, adjusting, 自动扫描, the import beside it (B5-B7)."""
