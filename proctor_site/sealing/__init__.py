"""封场检测: whether a room is ready to be sealed until its exams (B11)."""
