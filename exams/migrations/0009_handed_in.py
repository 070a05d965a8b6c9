"""A submission says when the sitting was closed, and beside it when it arrived."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def tell_apart(apps, schema_editor):
    """What was stored is the arrival; of what counts in the end the sitting knows when it was closed."""
    submissions = apps.get_model("exams", "Submission").objects.using(schema_editor.connection.alias)
    sittings = apps.get_model("exams", "Sitting").objects.using(schema_editor.connection.alias)
    submissions.update(arrived_at=F("at"))
    closed = sittings.filter(
        pk=OuterRef("sitting"), epoch=OuterRef("epoch"), revision=OuterRef("revision"), submitted_by=OuterRef("by")
    )
    submissions.update(at=Coalesce(Subquery(closed.values("closed_at")[:1]), F("at")))


class Migration(migrations.Migration):
    dependencies = [("exams", "0008_login_tries")]

    operations = [
        migrations.AddField("submission", "arrived_at", models.DateTimeField(null=True)),
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("submission", "arrived_at", models.DateTimeField()),
    ]
