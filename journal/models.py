"""Chains of events, the private values beside them, the anchor of the clock."""

from django.db import models


class Chain(models.Model):
    """One hash chain: "site", or one for each room."""

    name = models.CharField(max_length=64, unique=True)
    number = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} #{self.number}"


class Event(models.Model):
    """One act. `body` is the canonical text that `hash` covers; the other columns repeat it for lists."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    number = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    code = models.CharField(max_length=64, db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    address = models.CharField(max_length=45, blank=True)
    session = models.UUIDField(null=True, db_index=True)
    sitting = models.UUIDField(null=True, db_index=True)
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_number_once")]
        ordering = ["chain", "number"]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.code}"


class PrivateValue(models.Model):
    """A value that the chain only commits to: `commitment` = SHA-256(salt ‖ value). Retention empties it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="private_values")
    key = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="private_value_once")]

    def __str__(self) -> str:
        return self.key


class ClockAnchor(models.Model):
    """Where exam time was fixed to the boot clock; one row for each boot of a machine."""

    boot_id = models.CharField(max_length=64, unique=True)
    boot_ns = models.BigIntegerField()
    at_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return self.boot_id
