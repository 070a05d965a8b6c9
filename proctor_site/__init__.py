"""The way in: settings, addresses, admin site, control room."""
