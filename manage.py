#!/usr/bin/env python3
"""The command line; what begins with `centre` works on the test centre's own site, with its own settings."""

import os
import sys


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1].startswith("centre"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "centre.settings"  # also when the room's program starts it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctor_site.settings")
    from django.core.management import execute_from_command_line  # after the settings are named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
