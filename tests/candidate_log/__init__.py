"""考生日志 and the picture of a session's course."""
