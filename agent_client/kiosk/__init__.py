"""The full-screen browser: kept by a program in the candidate's session, at the daemon's word (C1, C2, E4)."""
