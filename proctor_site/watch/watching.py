"""One look of the watch after the other: idempotent, late or twice is no harm, and a restart repeats nothing."""

from datetime import datetime

from journal import clock
from proctor_site.watch.course import courses
from proctor_site.watch.ending import end_what_is_over
from proctor_site.watch.looking import read
from proctor_site.watch.rules import KINDS, causes_of
from rooms.operations import keep_matters


class Watch:
    """`since` is when this process began to look."""

    def __init__(self) -> None:
        self.since: datetime | None = None

    def look(self) -> None:
        """Make the open matters what is true now; in a database thread."""
        now = clock.now()
        self.since = self.since or now
        rooms = read(now, watched_since=self.since)
        keep_matters(KINDS, [cause for room in rooms for cause in causes_of(room)])
        end_what_is_over()
        courses.take(rooms, now)
