"""Each town of a plan with the day it set up its special body; there was one day for all of them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def copy_days(apps, schema_editor):
    """Give each town with a pilot the day its plan had."""
    plan, pilot, body = (apps.get_model("partybuilding", name) for name in ("Plan", "Pilot", "TownBody"))
    for each in plan.objects.exclude(special_body_since=None):
        towns = pilot.objects.filter(plan=each).order_by().values_list("community__town", flat=True).distinct()
        for town in towns:
            body.objects.create(plan=each, town_id=town, since=each.special_body_since)


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0002_fold_user_names'),
        ('partybuilding', '0021_plan_archived'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalTownBody',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('since', models.DateField(help_text='The day the town set it up.', verbose_name='town special body since')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.plan', verbose_name='plan')),
                ('town', models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'level': 'town'}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='communities.unit', verbose_name='town')),
            ],
            options={
                'verbose_name': 'historical special body of a town',
                'verbose_name_plural': 'historical special bodies of the towns',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='TownBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(help_text='The day the town set it up.', verbose_name='town special body since')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='town_bodies', to='partybuilding.plan', verbose_name='plan')),
                ('town', models.ForeignKey(limit_choices_to={'level': 'town'}, on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='communities.unit', verbose_name='town')),
            ],
            options={
                'verbose_name': 'special body of a town',
                'verbose_name_plural': 'special bodies of the towns',
                'ordering': ['plan', 'town__code'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'town'), name='partybuilding_townbody_one_a_town')],
            },
        ),
        migrations.RunPython(copy_days, migrations.RunPython.noop),
    ]
