from django.db import migrations, models
from django.db.models import Q

# Measures that count what happened within the quarter.
MEASURES = ["joint_meetings", "attendance", "partnerships", "on_agenda", "support_given", "publicity"]
HELP = "A count of the quarter (activities, meetings held): last quarter's figure does not stand for it."


def mark_counts_of_the_quarter(apps, schema_editor):
    """Say of what is in the database already whether it is counted anew each quarter, as the plan file does."""
    activities = Q(plan__slug="fengxiang-2004", code="K26")
    counted = Q(operator="frequency") | Q(measure__in=MEASURES) | activities
    apps.get_model("partybuilding", "Indicator").objects.filter(counted).update(is_flow=True)


def column():
    return models.BooleanField(default=False, help_text=HELP, verbose_name="counted anew each quarter")


class Migration(migrations.Migration):
    dependencies = [("partybuilding", "0018_standing_topics")]

    operations = [
        migrations.AddField("historicalindicator", "is_flow", column()),
        migrations.AddField("indicator", "is_flow", column()),
        migrations.RunPython(mark_counts_of_the_quarter, migrations.RunPython.noop),
    ]
