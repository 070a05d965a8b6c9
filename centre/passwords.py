"""修改密码: the rules (S5)."""

from typing import Any, Final

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from centre.models import Room
from centre.models.identity import this_centre
from centre.rights import actor_of
from journal import record
from journal.address import client_address

LEAST_LENGTH: Final = 8


class LongEnough:
    """Django's own says it in English only."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) < LEAST_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("The password has at least %(least)d characters.") % {"least": LEAST_LENGTH}


class NotACode:
    """Codes of centre and rooms stand on papers and doors."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        codes = {this_centre().code, *Room.objects.values_list("code", flat=True)}
        registration = Room.objects.values_list("registration_code", flat=True)
        if password.strip() in codes or password.strip().upper() in registration:
            raise ValidationError(self.get_help_text(), code="password_is_code")

    def get_help_text(self) -> str:
        return _("It must not be the code of the centre or of a room.")


class NotTheOldOne:
    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("The new password is the old one. Choose another."), code="password_is_old")

    def get_help_text(self) -> str:
        return _("It must not be the old one.")


class PasswordForm(AdminPasswordChangeForm):
    """原密码, 新密码, 确认新密码."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "old_password": _("Old password"),
            "new_password1": _("New password"),
            "new_password2": _("New password again"),
        }
        for name, label in words.items():
            self.fields[name].label = label


class ChangePassword(PasswordChangeView):
    """Old, new, new again; told to the journal."""

    form_class = PasswordForm
    template_name = "centre/password.html"
    success_url = reverse_lazy("board")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            actor = actor_of(self.request.user, client_address(self.request))
            record.append("password_changed", actor, user=self.request.user.pk)
        return response
