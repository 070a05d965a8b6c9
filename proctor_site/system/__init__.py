"""System management: 远程控制 and 系统初始化."""
