"""The sections and clauses of a plan's text."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0009_paper_number_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('code', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[A-Z]\\d?-\\d{2}$')], verbose_name='code')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('default', models.CharField(blank=True, help_text='What was chosen where the text is silent or open.', max_length=300, verbose_name='our default')),
                ('default_en', models.CharField(blank=True, max_length=400, verbose_name='our default, in English')),
                ('about', models.CharField(blank=True, choices=[('dates', "the plan's dates"), ('phases', 'the phases'), ('deadlines', 'the deadlines of reports')], help_text='It is shown there, too.', max_length=20, verbose_name='the default is about')),
                ('duties', models.ManyToManyField(blank=True, related_name='clauses', to='partybuilding.duty', verbose_name='duties')),
                ('indicators', models.ManyToManyField(blank=True, related_name='clauses', to='partybuilding.indicator', verbose_name='indicators')),
            ],
            options={
                'verbose_name': 'clause',
                'verbose_name_plural': 'clauses',
                'ordering': ['section', 'order'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalClause',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('code', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[A-Z]\\d?-\\d{2}$')], verbose_name='code')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('default', models.CharField(blank=True, help_text='What was chosen where the text is silent or open.', max_length=300, verbose_name='our default')),
                ('default_en', models.CharField(blank=True, max_length=400, verbose_name='our default, in English')),
                ('about', models.CharField(blank=True, choices=[('dates', "the plan's dates"), ('phases', 'the phases'), ('deadlines', 'the deadlines of reports')], help_text='It is shown there, too.', max_length=20, verbose_name='the default is about')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical clause',
                'verbose_name_plural': 'historical clauses',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalClause_duties',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('clause', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.clause')),
                ('duty', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.duty')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='partybuilding.historicalclause')),
            ],
            options={
                'verbose_name': 'HistoricalClause_duties',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalClause_indicators',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('clause', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.clause')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='partybuilding.historicalclause')),
                ('indicator', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.indicator')),
            ],
            options={
                'verbose_name': 'HistoricalClause_indicators',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlanSection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('number', models.CharField(help_text='As the text counts: 三·2.', max_length=20, verbose_name='number')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'historical section of the plan',
                'verbose_name_plural': 'historical sections of the plan',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PlanSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('number', models.CharField(help_text='As the text counts: 三·2.', max_length=20, verbose_name='number')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='partybuilding.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'section of the plan',
                'verbose_name_plural': 'sections of the plan',
                'ordering': ['plan', 'order'],
            },
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='section',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.plansection', verbose_name='section of the plan'),
        ),
        migrations.AddField(
            model_name='clause',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='partybuilding.plansection', verbose_name='section of the plan'),
        ),
        migrations.AddConstraint(
            model_name='plansection',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='partybuilding_plansection_number_once'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('section', 'code'), name='partybuilding_clause_code_once'),
        ),
    ]
