"""The journal under the name that it has on the centre's pages."""

from django.utils.translation import gettext_lazy as _

from journal.models import Event


class JournalEntry(Event):
    """An act at the centre, or of a room towards it."""

    class Meta:
        proxy = True
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
