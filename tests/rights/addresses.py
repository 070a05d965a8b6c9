"""Every address of the site by its name, with values for what stands in it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from exams.models import Plan
from incidents.models import Violation
from proctor_site.documents.works import RECORD_SHEET, ask_for_paper
from proctor_site.system.initialising import KIND as INITIALISE
from rooms.checks.models import SealCheck
from rooms.jobs import ask_for
from rooms.models import Job, RemoteAct, Staff
from tests.day import Day

Address = tuple[str, str]


def addresses(day: Day) -> Iterator[Address]:
    """(name, path). A parameter that is not known here fails: say in `Values` what it may be."""
    values = Values(day)
    for name, pattern in _patterns(get_resolver(), ""):
        if name.endswith(":None") or name in ("None", ""):
            yield str(pattern.pattern), f"/{_plain(pattern)}"
        else:
            named = {key: values.of(name, key) for key in pattern.pattern.converters} | _regex(pattern)
            yield name, reverse(name, kwargs=named)


def _patterns(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _patterns(each, inner)
        else:
            yield f"{space}{each.name}", each


def _plain(pattern: URLPattern) -> str:
    """An address without a name: its text, below the administration where the old addresses of rows lead on."""
    return str(pattern.pattern).replace("<path:object_id>", "1")


def _regex(pattern: URLPattern) -> dict[str, str]:
    """The administration's last resort and its lists of an app are regular expressions."""
    named = pattern.pattern.regex.groupindex if not pattern.pattern.converters else {}
    return {name: {"app_label": "rooms", "url": "nowhere"}[name] for name in named}


class Values:
    def __init__(self, day: Day) -> None:
        self.day = day
        self.sheet = ask_for_paper(RECORD_SHEET, day.session, language="zh-hans", by=day.boss.pk)
        Job.objects.filter(pk=self.sheet.pk).update(state=Job.State.DONE, result={"name": "x.pdf"})
        wanted = {"room": day.room.pk, "wish": {}, "address": ""}
        self.initialise = ask_for(INITIALISE, "initialise:test", arguments=wanted, by=day.boss.pk)

    def of(self, name: str, key: str) -> Any:
        return getattr(self, key)(name)

    def object_id(self, name: str) -> Any:
        if name == "admin:view_on_site":
            return 1
        if name.startswith("admin:auth_user_"):
            return self.id(name)
        app, model = name.removeprefix("admin:").rsplit("_", 1)[0].rsplit("_", 1)
        found = apps.get_model(app, model)._default_manager.order_by("pk")
        of_ours = found.filter(user__username="invigilator") if model == "staff" else found
        row = of_ours.first()
        assert row is not None, f"{name}: make one in tests.rights.people.full"
        return row.pk

    def id(self, name: str) -> int:
        return User.objects.get(username="invigilator").pk

    def session(self, name: str) -> UUID:
        return self.day.session.uuid

    def sitting(self, name: str) -> UUID:
        return self.day.session.sittings.order_by("candidate__sequence")[0].pk

    def machine(self, name: str) -> UUID:
        return self.day.machine(1).pk

    def check(self, name: str) -> UUID:
        return SealCheck.objects.get().pk

    def pk(self, name: str) -> int:
        return Staff.objects.get(user__username="invigilator").pk

    def plan(self, name: str) -> Any:
        return Plan.objects.get().uuid

    def job(self, name: str) -> UUID:
        return self.initialise.pk if "initialise" in name else self.sheet.pk

    def act(self, name: str) -> UUID:
        return RemoteAct.objects.get().pk

    def violation(self, name: str) -> int:
        return Violation.objects.get().pk

    def kind(self, name: str) -> str:
        known = {"control-room:list": "violations", "importing:template": "seats", "documents:dossier": "worst_case"}
        return known[name]

    def paper(self, name: str) -> str:
        return "door"

    def verb(self, name: str) -> str:
        return {"seats:act": "show", "checks:act": "start"}.get(name, "resume")

    def extension(self, name: str) -> str:
        return "csv"

    def token(self, name: str) -> str:
        return "no-such-token"

    def content_type_id(self, name: str) -> int:
        return ContentType.objects.get_for_model(type(self.day.room)).pk

    def sha256(self, name: str) -> str:
        return "0" * 64

    def room(self, name: str) -> UUID:
        return self.day.room.uuid

    def upload(self, name: str) -> UUID:
        return uuid4()

    def uuid(self, name: str) -> UUID:
        return uuid4()
