"""The candidate's machine: a daemon that keeps answers safe and shows the candidate's page."""

VERSION = "0.2.0"
