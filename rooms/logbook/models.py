"""Lines of the machines' own logs: an app of its own tables, for they come by the thousand and no verb reads them."""

from datetime import timedelta

from django.db import models

from rooms.models import Machine


class LogLine(models.Model):
    """One line of a machine's log. Never changed.

    `machine_at` is by the machine's own clock, `at` by the server's: as the machine estimated it when it
    wrote the line, else reckoned from how far its clock was off when the line came in.
    """

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="log_lines")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    machine_at = models.DateTimeField()
    received_at = models.DateTimeField()
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["machine", "seq"]
        indexes = [models.Index(fields=["machine", "at"], name="log_line_of_machine")]
        constraints = [models.UniqueConstraint(fields=["machine", "seq"], name="log_line_once")]

    def __str__(self) -> str:
        return f"{self.machine_id} {self.seq} {self.code}"

    @property
    def offset(self) -> timedelta:
        """How far the machine's clock was ahead."""
        return self.machine_at - self.at
