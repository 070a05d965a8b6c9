"""A second process at a server's database: python -m tests.hands calls functions that a test names.

So a test sets up and looks, through the ORM and the verbs, at what another process serves; and every change
it makes is one that the server has to notice by itself. Used through `tests.servers.Server.call`.
"""

import pickle
import sys
import traceback
from typing import BinaryIO


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer (function, arguments) with (True, result) or (False, traceback) until the input ends."""
    while True:
        try:
            function, given, named = pickle.load(questions)
        except EOFError:
            return
        pickle.dump(_called(function, given, named), answers)
        answers.flush()


def _called(function, given, named):
    try:
        return True, function(*given, **named)
    except Exception:  # the test shows it
        return False, traceback.format_exc()


if __name__ == "__main__":
    import django

    django.setup()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    serve(sys.stdin.buffer, answers)
