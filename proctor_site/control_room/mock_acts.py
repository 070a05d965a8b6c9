"""The acts of the control room that ask the machines: those of a mock exam, and 刷新考生状态 (M1–M3, E17)."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams import operations as exams
from exams.models import Sitting
from proctor_site.control_room.act import Act, Answer, bad, done
from rooms.models import RemoteAct


def _set_automation(act: Act) -> Answer:
    wanted = {name: _flag(act, name) for name in ("log_in", "answer") if name in act.body}
    exams.set_automation(act.actor, act.session, **wanted)
    return done(_("The machines are told."))


def _collect_all(act: Act) -> Answer:
    asked = exams.collect_all(act.actor, act.session, _chosen(act))
    return _followed(asked, _("The machines hand in what they have."))


def _refresh(act: Act) -> Answer:
    asked = exams.refresh_states(act.actor, act.session, _chosen(act))
    text = ngettext("%(count)d machine is asked.", "%(count)d machines are asked.", len(asked.commands))
    return _followed(asked, text % {"count": len(asked.commands)})


def _followed(asked: RemoteAct, text: str) -> Answer:
    """`course` is what to ask for to see what becomes of it."""
    return done(text, course=str(asked.pk))


def _chosen(act: Act) -> list[Sitting] | None:
    return None if act.body.get("sittings") == "all" else act.sittings()


def _flag(act: Act, name: str) -> bool:
    value = act.body[name]
    if not isinstance(value, bool):
        raise bad(name)
    return value


MOCK_ACTS: Final[dict[str, Callable[[Act], Answer]]] = {
    "set_automation": _set_automation,
    "collect_all": _collect_all,
    "refresh": _refresh,
}
