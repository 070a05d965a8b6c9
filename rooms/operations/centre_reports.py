"""What the test centre has to be told (B11, E23): stored with the act itself, sent when the centre answers."""

from collections.abc import Mapping
from typing import Any

from journal import clock, record
from rooms.models import CentreReport, Room
from rooms.publish import changed


def report_to_centre(room: Room, kind: CentreReport.Kind, body: Mapping[str, Any]) -> CentreReport | None:
    """Put a report into the queue, inside the caller's transaction; None in 单机 mode, which has nobody to tell.

    `body` is what the API takes (docs/centre-api.md), without its id.
    """
    if room.mode != Room.Mode.CENTRE:
        return None
    report = CentreReport.objects.create(room=room, kind=kind, body=record.plain(dict(body)), created_at=clock.now())
    changed()
    return report
