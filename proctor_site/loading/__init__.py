"""载入考务: packages of the test centre, fetched or brought as files, looked at, loaded (B10)."""
