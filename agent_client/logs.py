"""The daemon's log file, written by one thread for all daemons of a process."""

import logging
import queue
from dataclasses import dataclass
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from typing import Final, TypeAlias

Logger: TypeAlias = logging.Logger
MOST_BYTES: Final = 2_000_000
KEPT: Final = 5
_FORM: Final = "%(asctime)s %(levelname)s %(message)s"


@dataclass
class LogFile:
    """A logger of its own for one daemon; `stop` writes what is left."""

    logger: Logger
    listener: QueueListener

    def stop(self) -> None:
        self.listener.stop()
        for handler in list(self.logger.handlers):
            self.logger.removeHandler(handler)
        for handler in self.listener.handlers:
            handler.close()


def open_log(path: Path) -> LogFile:
    """Log to `path`, turned over at 2 MB, five old ones kept."""
    handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORM))
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    logger = logging.getLogger(f"agent.{path}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(QueueHandler(lines))
    listener = QueueListener(lines, handler)
    listener.start()
    return LogFile(logger, listener)
