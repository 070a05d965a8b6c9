"""Files that people bring: read by a process of their own, shown with their faults, stored all or nothing (T2)."""
