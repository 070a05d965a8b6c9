"""The act on a machine whose login wrong tries have locked (C2, F4)."""

from django.utils.translation import gettext as _

from exams import operations as exams
from formats.refused import N_, Refused
from proctor_site.control_room.act import Act, Answer, done
from proctor_site.control_room.matter_acts import one_matter
from rooms.models import Machine
from rooms.rights import require


def release_login(act: Act) -> Answer:
    """For the machine that the matter is about."""
    require(act.actor, "rooms.work_room", act.session.room)
    matter = one_matter(act)
    machine = Machine.objects.select_related("room").filter(matter=matter).first()
    if machine is None:
        raise Refused("matter.gone", N_("This matter is not there any more."))
    exams.release_login(act.actor, machine)
    return done(_("Candidates can log in at this machine again."))
