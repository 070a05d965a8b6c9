"""Messages, raised hands, attendance and outings to look at; the verbs alone change them (F8, F9, F13)."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.admin.records import PERSON, RELATED, SESSION, STANDING, OfSitting, _moment
from incidents.models import Attendance, Message, Outing, RaisedHand
from incidents.telling import name_of_user
from rooms.admin_export import ShownExport
from rooms.admin_parts import OfMyRooms, ReadOnly, titled, whether

UNREAD = whether(_("Read"), empty=_("not read yet"), filled=_("read"))
OUT = whether(_("Back"), empty=_("not back yet"), filled=_("came back"))
UNANSWERED = whether(_("Answered"), empty=_("not answered yet"), filled=_("answered"))


class ToSomebody(OfSitting):
    """It may concern a machine where nobody is logged in."""

    @admin.display(description=_("ticket number"), ordering="sitting__candidate__ticket")
    def ticket(self, entry: Any) -> str:
        return entry.sitting.candidate.ticket if entry.sitting else "-"

    @admin.display(description=_("Name"), ordering="sitting__candidate__name")
    def name(self, entry: Any) -> str:
        return entry.sitting.candidate.name if entry.sitting else "-"


@admin.register(Message)
class MessageAdmin(ToSomebody):
    room_lookup = "session__plan__room"
    list_display = ("ticket", "name", "text", "time", "seen", "who", "session_name")
    list_display_links = ("text",)
    list_select_related = ("sitting__candidate", "session__plan", "by__staff")
    list_filter = (
        ("session", titled(pgettext_lazy("exam", "session"), admin.RelatedFieldListFilter)),
        ("read_at", UNREAD),
    )
    search_fields = (*PERSON, "text")

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="session")
    def session_name(self, entry: Message) -> str:  # a column named like a field would be headed by the model
        return entry.session.name

    @admin.display(description=_("Time"), ordering="at")
    def time(self, entry: Message) -> str:
        return _moment(entry.session, entry.at)

    @admin.display(description=_("Read"), ordering="read_at")
    def seen(self, entry: Message) -> str:
        return _moment(entry.session, entry.read_at)


@admin.register(RaisedHand)
class RaisedHandAdmin(ToSomebody):
    room_lookup = "machine__room"
    list_display = ("ticket", "name", "words", "time", "answered", "who", "session")
    list_display_links = ("time",)
    list_select_related = ("sitting__candidate", "sitting__session__plan", "answered_by__staff")
    list_filter = (*SESSION, ("answered_at", UNANSWERED))
    search_fields = (*PERSON, "words")

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="sitting__session")
    def session(self, entry: RaisedHand) -> str:
        return entry.sitting.session.name if entry.sitting else "-"

    @admin.display(description=_("Time"), ordering="at")
    def time(self, entry: RaisedHand) -> str:
        return _moment(entry.sitting.session, entry.at) if entry.sitting else f"{entry.at:%Y-%m-%d %H:%M:%S} UTC"

    @admin.display(description=_("Answered"), ordering="answered_at")
    def answered(self, entry: RaisedHand) -> str:
        return _moment(entry.sitting.session, entry.answered_at) if entry.sitting else "-"

    @admin.display(description=_("By"))
    def who(self, entry: RaisedHand) -> str:
        return name_of_user(entry.answered_by)


@admin.register(Outing)
class OutingAdmin(OfSitting):
    list_display = ("ticket", "name", "time", "back", "reason", "allowed_by", "who", "session")
    list_select_related = RELATED
    list_filter = (*SESSION, ("back_at", OUT))
    search_fields = (*PERSON, "reason", "allowed_by")

    @admin.display(description=_("Back at"), ordering="back_at")
    def back(self, entry: Outing) -> str:
        return _moment(entry.sitting.session, entry.back_at)


@admin.register(Attendance)
class AttendanceAdmin(ReadOnly, ShownExport, OfMyRooms):
    room_lookup = "candidate__session__plan__room"
    list_display = ("ticket", "name", "way", "time", "who", "standing", "session")
    list_select_related = ("candidate__session__plan", "by__staff")
    list_filter = (
        ("candidate__session", titled(pgettext_lazy("exam", "session"), admin.RelatedFieldListFilter)),
        ("undone_at", STANDING),
        ("way", titled(_("Marked"), admin.ChoicesFieldListFilter)),
    )
    search_fields = ("candidate__ticket", "candidate__name")
    ordering = ("-at",)
    date_hierarchy = "at"
    fields = readonly_fields = list_display

    @admin.display(description=_("ticket number"), ordering="candidate__ticket")
    def ticket(self, entry: Attendance) -> str:
        return entry.candidate.ticket

    @admin.display(description=_("Name"), ordering="candidate__name")
    def name(self, entry: Attendance) -> str:
        return entry.candidate.name

    @admin.display(description=pgettext_lazy("exam", "session"), ordering="candidate__session")
    def session(self, entry: Attendance) -> str:
        return entry.candidate.session.name

    @admin.display(description=_("Time"), ordering="at")
    def time(self, entry: Attendance) -> str:
        return _moment(entry.candidate.session, entry.at)

    @admin.display(description=_("By"), ordering="by__staff__name")
    def who(self, entry: Attendance) -> str:
        return name_of_user(entry.by)

    @admin.display(description=_("Standing"), boolean=True)
    def standing(self, entry: Attendance) -> bool:
        return entry.undone_at is None
