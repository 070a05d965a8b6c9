"""The centre's scenarios. They have settings of their own: `pytest --ds=centre.settings centre/tests`."""
