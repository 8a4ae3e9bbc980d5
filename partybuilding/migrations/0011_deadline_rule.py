"""The plan's rule for a deadline on a holiday, and deadlines set by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0010_clauses'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalplan',
            name='deadline_rule',
            field=models.CharField(choices=[('working_day', 'moves to the next working day'), ('plain', 'stays on its day')], default='working_day', help_text='By the calendar of public holidays and make-up working days, as far as it has been announced.', max_length=20, verbose_name='a deadline on a holiday'),
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='deadlines',
            field=models.JSONField(blank=True, default=dict, help_text='Only where a quarter has one of its own.', verbose_name='deadlines set by hand'),
        ),
        migrations.AddField(
            model_name='plan',
            name='deadline_rule',
            field=models.CharField(choices=[('working_day', 'moves to the next working day'), ('plain', 'stays on its day')], default='working_day', help_text='By the calendar of public holidays and make-up working days, as far as it has been announced.', max_length=20, verbose_name='a deadline on a holiday'),
        ),
        migrations.AddField(
            model_name='plan',
            name='deadlines',
            field=models.JSONField(blank=True, default=dict, help_text='Only where a quarter has one of its own.', verbose_name='deadlines set by hand'),
        ),
    ]
