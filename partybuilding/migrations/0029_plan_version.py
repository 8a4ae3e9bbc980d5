import django.db.models.deletion
from django.db import migrations, models


def count_from_one(apps, schema_editor):
    """Give each plan that is there its row; later ones get it from the act that loads them."""
    plans = apps.get_model("partybuilding", "Plan").objects.values_list("pk", flat=True)
    version = apps.get_model("partybuilding", "PlanVersion")
    version.objects.bulk_create(version(plan_id=pk) for pk in plans)


class Migration(migrations.Migration):

    dependencies = [
        ("partybuilding", "0028_five_in_common"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="version",
                        serialize=False,
                        to="partybuilding.plan",
                        verbose_name="plan",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1, verbose_name="changes")),
                ("drafts", models.PositiveBigIntegerField(default=1, verbose_name="changes of drafts")),
                ("terms", models.PositiveBigIntegerField(default=1, verbose_name="changes of terms")),
            ],
            options={"verbose_name": "data version", "verbose_name_plural": "data versions"},
        ),
        migrations.RunPython(count_from_one, migrations.RunPython.noop),
    ]
