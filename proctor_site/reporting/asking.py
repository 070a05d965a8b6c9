"""Who has asked for work that the worker does later."""

from journal.actor import Actor, system
from rooms.models import Job
from rooms.rights import actor_of


def asked_by(job: Job) -> Actor:
    """The person with the rights of now, and the address that was noted; the system where nobody asked."""
    return actor_of(job.by, str(job.arguments.get("address", ""))) if job.by else system("report")
