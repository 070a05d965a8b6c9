"""Documents as pages and as PDF, and files to take away (D1, E18)."""
