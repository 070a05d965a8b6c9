"""Answer packages that were exported at a candidate's machine: opened, compared with the log, laid into it (E13, E14)."""
