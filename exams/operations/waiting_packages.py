"""An answer package was imported and the candidate has not been resumed yet: somebody has to do it (E14, F4)."""

from exams.models import Sitting
from rooms.models import Matter
from rooms.operations.matters import open_matter


def package_waits(sitting: Sitting) -> Matter:
    """One open matter for each sitting; it goes by itself with the next resume, or when the sitting is settled."""
    return open_matter(
        sitting.room,
        "package_waiting",
        str(sitting.pk),
        machine=sitting.holder,
        session=sitting.session.uuid,
        sitting=sitting.pk,
        values={"epoch": sitting.epoch},
    )
