"""Accounts in the administration: nobody reaches through them what he may not do himself (S1)."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from rooms.admin_parts import actor
from rooms.models import Room, Staff

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Who works in certain rooms only manages the accounts of these rooms; a superuser is managed by another one only."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        found = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return found
        mine = actor(request).rooms
        found = found.filter(is_superuser=False)
        return found if mine is None else found.filter(_only_in(mine) | Q(pk=request.user.pk))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = () if getattr(request.user, "is_superuser", False) else ("is_superuser", "user_permissions")
        return (*super().get_readonly_fields(request, obj), *fixed)


def _only_in(mine: frozenset[int]) -> Q:
    """Accounts of these rooms and of no other, and those that are in no room yet."""
    elsewhere = Staff.objects.filter(rooms__in=Room.objects.exclude(pk__in=mine)).values("user")
    here = Staff.objects.filter(rooms__in=mine).exclude(user__in=elsewhere).values("user")
    return Q(staff__isnull=True) | Q(pk__in=here)
