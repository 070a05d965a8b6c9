"""Cuts request bodies before daphne puts them on the disk.

Daphne spools a body whole before any of our code sees a header, so anyone could fill the disk. It names
no hook for this: the class that it makes its requests from is replaced, hence the exact pin of daphne.
"""

import re
from io import BytesIO
from typing import Any, Final

from daphne import http_protocol

KIB: Final = 1024
MOST_BYTES: Final = 1024 * KIB
LIMITS: Final = (
    (re.compile(rb"^/import/"), 64 * 1024 * KIB),
    (re.compile(rb"^/results/import/"), 256 * 1024 * KIB),
)  # what people import; rooms send at most 1 MiB
ANSWER: Final = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def limit_of(path: bytes) -> int:
    """The most bytes that a request to `path` may bring."""
    return next((most for pattern, most in LIMITS if pattern.match(path)), MOST_BYTES)


class LimitedRequest(http_protocol.WebRequest):
    """Answers 413 as soon as the stated or the counted length is over the limit, and hangs up."""

    _received = 0
    _refused = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Django reads forms; twisted would too, in the event loop and in eleven times the memory of the file.
        super().__init__(*args, **{**kwargs, "parsePOSTFormSubmission": False})

    content: Any

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        self._limit = limit_of(self.channel._path)
        if length is not None and length > self._limit:
            self._refuse()
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        self._received += len(data)
        if self._received > self._limit:
            self._refuse()
        if not self._refused:
            super().handleContentChunk(data)

    def process(self) -> Any:
        return None if self._refused else super().process()

    def _refuse(self) -> None:
        if self._refused:
            return
        self._refused = True
        if self.content is None:
            self.content = BytesIO()
        self.channel.transport.write(ANSWER)
        self.channel.loseConnection()


def install() -> None:
    """From now on daphne makes its requests from our class."""
    http_protocol.WebRequest = LimitedRequest
