"""Database work for coroutines: a few threads of our own, each with a lasting connection."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from django.db import connections

THREADS: Final = 4

Given = ParamSpec("Given")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")


async def in_database(work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    """Call `work` in a thread that may use the ORM and give its result; what it raises is raised here."""

    def call() -> Result:
        _drop_dead_connections()
        return work(*given, **named)

    return await asyncio.get_running_loop().run_in_executor(_threads, call)


def _drop_dead_connections() -> None:
    """A database server may have gone and come back; asked only after a fault, for most calls are shorter than asking."""
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred:
            connection.errors_occurred = False
            if not connection.is_usable():
                connection.close()
