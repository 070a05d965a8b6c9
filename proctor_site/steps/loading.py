"""Step 4, 载入考务: a plan is there with its candidates and papers."""

from collections.abc import Sequence

from exams.models import Candidate, Paper, Plan, Subject
from formats.refused import N_
from proctor_site.steps.answers import Answer, Ground, can_be_done, done, not_yet
from proctor_site.steps.parameters import is_registered


def answer(ground: Ground, before: Sequence[Answer]) -> Answer:
    if ground.room is None:
        return not_yet("loading.parameters_first", N_("First finish step 1, Room parameters."))
    if not is_registered(ground.room):
        return not_yet("loading.not_registered", N_("First register the room at the test centre in step 1."))
    if not ground.plans:
        return can_be_done("loading.no_plan", N_("No exam has been loaded yet."))
    return _complete(ground.plans)


def _complete(plans: Sequence[Plan]) -> Answer:
    subjects = Subject.objects.filter(session__plan__in=plans)
    if subjects.exclude(session__candidates__isnull=False).exists():
        return can_be_done("loading.no_candidates", N_("Missing: candidates."))
    if subjects.exclude(pk__in=Paper.objects.values("subject")).exists():
        return can_be_done("loading.no_papers", N_("Missing: papers."))
    count = Candidate.objects.filter(session__plan__in=plans).count()
    sessions = subjects.values("session").distinct().count()
    return done("loading.loaded", N_("%(sessions)d sessions, %(count)d candidates"), sessions=sessions, count=count)
