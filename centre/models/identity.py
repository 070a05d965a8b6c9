"""Which centre this is, and who works in it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Centre(models.Model):
    """The centre itself; there is one row at most. Its keys lie in a file, not here (`centre.keys`).

    `address` is host or host:port as the rooms are told it. With `is_offline` rooms that never register
    are given files (单机).
    """

    code = models.CharField(_("centre code"), max_length=7, blank=True)
    name = models.CharField(pgettext_lazy("exam", "centre name"), max_length=100, blank=True)
    address = models.CharField(_("centre machine IP"), max_length=100, blank=True)
    is_offline = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_centre")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


def this_centre() -> Centre:
    """The centre as stored; one without a code before anybody has given it one."""
    return Centre.objects.filter(pk=1).first() or Centre(pk=1)


class AccountQuerySet(models.QuerySet["Account"]):
    def with_first_password(self) -> Self:
        """Active accounts whose password is still the one that the installation gave."""
        return self.exclude(initial_password="").filter(
            user__is_active=True, user__password=models.F("initial_password")
        )


class Account(models.Model):
    """What a person may do: administer, work for the centre, or compute the codes of the level above."""

    class Level(models.TextChoices):
        ADMINISTRATOR = "administrator", pgettext_lazy("exam", "administrator")
        CENTRE = "centre", pgettext_lazy("exam", "test centre (level)")
        SUPERIOR = "superior", pgettext_lazy("exam", "superior level")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    initial_password = models.CharField(max_length=128, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    def __str__(self) -> str:
        return self.user.get_username()

    @property
    def has_first_password(self) -> bool:
        return bool(self.initial_password) and self.initial_password == self.user.password
