"""The pages of 用户管理 (S1)."""
