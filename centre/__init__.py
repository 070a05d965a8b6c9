"""The test centre's own site 考点管理系统: plans and rooms, packages and authorizations, codes, one live board."""
