"""查看考生日志: the log of one candidate as a page, a file and a paper (E19)."""
