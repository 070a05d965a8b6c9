"""Plans, candidates and papers that are typed in the browser instead of brought as spreadsheets (T2)."""
