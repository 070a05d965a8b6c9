"""Rooms, seats, machines and staff in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from formats.refused import Refused
from journal import clock
from rooms.admin_parts import ROOM, ListExport, OfMyRooms, ReadOnly, SaysRefused, actor, titled
from rooms.models import Machine, Room, Seat, Staff
from rooms.operations.seats import Direction, add_seat, change_seat, check_seat, delete_seat, move_seat
from rooms.resources import SeatResource


def is_online(machine: Machine | None) -> bool:
    presence = getattr(machine, "presence", None)
    return presence is not None and presence.is_online(clock.now())


class SeatForm(forms.ModelForm):
    """Asks the verb's own question before anything is written; an empty number is the largest + 1."""

    confirmed = forms.BooleanField(label=_("Take an address of another network"), required=False)

    class Meta:
        model = Seat
        fields = ("room", "number", "ip", "hostname", "note")
        labels = {"room": ROOM}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].required = self.instance.pk is not None
            self.fields["number"].help_text = "" if self.instance.pk else _("Empty: the largest number + 1")

    def clean(self) -> dict[str, Any]:
        """Unlike the library's, leaves out its own check for duplicates: the verb's says who has the number."""
        room = self.instance.room if self.instance.pk else self.cleaned_data.get("room")
        if room is None or self.errors:
            return self.cleaned_data
        try:
            check_seat(room, self.instance if self.instance.pk else None, **self.wanted())
        except Refused as refused:
            self.add_error(None, refused.say(gettext))
        return self.cleaned_data

    def wanted(self) -> dict[str, Any]:
        """What the verbs are given."""
        return {name: self.cleaned_data[name] for name in ("number", "ip", "hostname", "note", "confirmed")}


@admin.register(Seat)
class SeatAdmin(SaysRefused, ListExport, OfMyRooms):
    form = SeatForm
    export_resource = SeatResource
    list_display = ("shown", "room_code", "ip", "hostname", "note", "held_by", "online")
    list_display_links = ("shown",)
    list_select_related = ("room", "machine__presence__lease")
    list_filter = (("room", titled(ROOM)),)
    search_fields = ("ip", "hostname", "note", "=number")
    ordering = ("room", "number")
    actions = ("move_up", "move_down")

    @admin.display(description=_("seat number"), ordering="number")
    def shown(self, seat: Seat) -> str:
        return seat.shown

    @admin.display(description=ROOM, ordering="room__code")
    def room_code(self, seat: Seat) -> str:
        return seat.room.code

    @admin.display(description=_("machine"), ordering="machine__hostname")
    def held_by(self, seat: Seat) -> str:
        return seat.machine.hostname if seat.machine else "-"

    @admin.display(description=pgettext_lazy("exam", "online"), boolean=True)
    def online(self, seat: Seat) -> bool:
        return is_online(seat.machine)

    @admin.action(description=_("Move up"), permissions=["change"])
    def move_up(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        self._move(request, queryset.order_by("room", "number"), "up")

    @admin.action(description=_("Move down"), permissions=["change"])
    def move_down(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        self._move(request, queryset.order_by("room", "-number"), "down")

    def get_readonly_fields(self, request: HttpRequest, obj: Seat | None = None) -> tuple[str, ...]:
        return ("room_code",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Seat | None = None) -> tuple[str, ...]:
        return ("room_code" if obj else "room", "number", "ip", "hostname", "note", "confirmed")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        rooms = actor(request).rooms
        mine = Room.objects.all() if rooms is None else Room.objects.filter(pk__in=rooms)
        return {"room": mine.first()} if len(mine) == 1 else {}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        rooms = actor(request).rooms
        if rooms is not None:
            kwargs["queryset"] = Room.objects.filter(pk__in=rooms)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.manage_room")

    def has_change_permission(self, request: HttpRequest, obj: Seat | None = None) -> bool:
        return request.user.has_perm("rooms.manage_room")

    has_delete_permission = has_change_permission

    def save_model(self, request: HttpRequest, obj: Seat, form: SeatForm, change: bool) -> None:
        who = actor(request)
        stored = change_seat(who, obj, **form.wanted()) if change else add_seat(who, obj.room, **form.wanted())
        obj.pk, obj.number = stored.pk, stored.number

    def delete_model(self, request: HttpRequest, obj: Seat) -> None:
        delete_seat(actor(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        """All of them or none."""
        who = actor(request)
        with transaction.atomic():
            for seat in queryset.select_related("room", "machine"):
                delete_seat(who, seat)

    def _move(self, request: HttpRequest, seats: QuerySet[Seat], direction: Direction) -> None:
        who = actor(request)
        with transaction.atomic():
            for seat in seats.select_related("room"):
                move_seat(who, seat, direction)


@admin.register(Room)
class RoomAdmin(ReadOnly, OfMyRooms):
    room_lookup = "pk"
    list_display = ("code", "name", "mode", "proctor_ip", "seat_count")
    search_fields = ("code", "name")
    list_filter = ("mode",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        return super().get_queryset(request).annotate(seat_count=Count("seats"))

    @admin.display(description=pgettext_lazy("exam", "seats"), ordering="seat_count")
    def seat_count(self, room: Room) -> int:
        return room.seat_count  # type: ignore[attr-defined]  # annotated above


@admin.register(Machine)
class MachineAdmin(ReadOnly, OfMyRooms):
    list_display = ("computer", "seat_number", "ip", "room_code", "program", "since", "online")
    list_select_related = ("room", "seat", "presence__lease")
    list_filter = (("room", titled(ROOM)),)
    search_fields = ("hostname", "address", "fingerprint")
    ordering = ("room", "seat__number", "hostname")
    fields = ("computer", "seat_number", "ip", "room_code", "program", "hardware", "since", "online")
    readonly_fields = fields

    @admin.display(description=_("computer name"), ordering="hostname")
    def computer(self, machine: Machine) -> str:
        return machine.hostname

    @admin.display(description=_("candidate program"), ordering="client")
    def program(self, machine: Machine) -> str:
        return machine.client or "-"

    @admin.display(description=_("hardware fingerprint"))
    def hardware(self, machine: Machine) -> str:
        return machine.fingerprint

    @admin.display(description=ROOM, ordering="room__code")
    def room_code(self, machine: Machine) -> str:
        return machine.room.code

    @admin.display(description=_("IP address"), ordering="address")
    def ip(self, machine: Machine) -> str:
        return machine.address or "-"

    @admin.display(description=_("enrolled at"), ordering="enrolled_at")
    def since(self, machine: Machine) -> str:
        return f"{localtime(machine.enrolled_at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("seat number"), ordering="seat__number")
    def seat_number(self, machine: Machine) -> str:
        seat = getattr(machine, "seat", None)
        return seat.shown if seat else "-"

    @admin.display(description=pgettext_lazy("exam", "online"), boolean=True)
    def online(self, machine: Machine) -> bool:
        return is_online(machine)


@admin.register(Staff)
class StaffAdmin(ReadOnly):
    list_display = ("account", "person", "role", "phone", "room_codes")
    fields = ("account", "person", "role", "phone", "room_codes")
    readonly_fields = fields
    list_select_related = ("user",)
    list_filter = ("role",)
    search_fields = ("name", "user__username", "phone")
    ordering = ("user__username",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        """Who works in certain rooms only sees who works there too, or everywhere."""
        found = super().get_queryset(request).prefetch_related("rooms")
        mine = actor(request).rooms
        return found if mine is None else found.filter(Q(rooms__isnull=True) | Q(rooms__in=mine)).distinct()

    @admin.display(description=_("account"), ordering="user__username")
    def account(self, staff: Staff) -> str:
        return staff.user.get_username()

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def person(self, staff: Staff) -> str:
        return staff.name

    @admin.display(description=pgettext_lazy("exam", "rooms"))
    def room_codes(self, staff: Staff) -> str:
        return "、".join(room.code for room in staff.rooms.all()) or gettext("all")
