"""What goes differently: violations, resumes, extra time, absences, locks, interruptions."""
