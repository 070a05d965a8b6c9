"""考生日志: everything about one candidate in one order, by whoever saw it (E19, D5)."""
