"""A town or a community may answer for a target, a milestone and an item; who answered until now stays.

The way back is refused by the database as long as a community answers for an item.
"""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0002_fold_user_names'),
        ('partybuilding', '0025_kinds_matters_training_plan'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMilestone_leads',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalMilestone_leads',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='historicalindicator',
            name='community_answers',
            field=models.BooleanField(default=False, help_text='The Party branch of the pilot it is about.', verbose_name='the community answers for it'),
        ),
        migrations.AddField(
            model_name='historicalindicator',
            name='town_answers',
            field=models.BooleanField(default=False, help_text='Of a pilot its own town, of the plan every town.', verbose_name='the town answers for it'),
        ),
        migrations.AddField(
            model_name='historicalledgeritem',
            name='responsible_pilot',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.pilot', verbose_name='responsible community'),
        ),
        migrations.AddField(
            model_name='historicalmilestone',
            name='community_answers',
            field=models.BooleanField(default=False, help_text='The Party branch of the pilot it is about.', verbose_name='the community answers for it'),
        ),
        migrations.AddField(
            model_name='historicalmilestone',
            name='town_answers',
            field=models.BooleanField(default=False, help_text='Of a pilot its own town, of the plan every town.', verbose_name='the town answers for it'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='community_answers',
            field=models.BooleanField(default=False, help_text='The Party branch of the pilot it is about.', verbose_name='the community answers for it'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='town_answers',
            field=models.BooleanField(default=False, help_text='Of a pilot its own town, of the plan every town.', verbose_name='the town answers for it'),
        ),
        migrations.AddField(
            model_name='ledgeritem',
            name='responsible_pilot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_answered', to='partybuilding.pilot', verbose_name='responsible community'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='community_answers',
            field=models.BooleanField(default=False, help_text='The Party branch of the pilot it is about.', verbose_name='the community answers for it'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='leads',
            field=models.ManyToManyField(blank=True, related_name='+', to='partybuilding.memberunit', verbose_name='units that answer for it'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='town_answers',
            field=models.BooleanField(default=False, help_text='Of a pilot its own town, of the plan every town.', verbose_name='the town answers for it'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='leads',
            field=models.ManyToManyField(blank=True, related_name='+', to='partybuilding.memberunit', verbose_name='units that answer for it'),
        ),
        migrations.AlterField(
            model_name='ledgeritem',
            name='responsible',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='communities.unit', verbose_name='responsible unit'),
        ),
        migrations.AddConstraint(
            model_name='ledgeritem',
            constraint=models.CheckConstraint(condition=models.Q(('responsible__isnull', True), ('responsible_pilot__isnull', True), _connector='XOR'), name='partybuilding_ledgeritem_one_party', violation_error_message='One party answers for an item: a unit or a community.'),
        ),
        migrations.AddField(
            model_name='historicalmilestone_leads',
            name='history',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='partybuilding.historicalmilestone'),
        ),
        migrations.AddField(
            model_name='historicalmilestone_leads',
            name='memberunit',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.memberunit'),
        ),
        migrations.AddField(
            model_name='historicalmilestone_leads',
            name='milestone',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.milestone'),
        ),
    ]
