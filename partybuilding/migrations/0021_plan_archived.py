"""The day after which a plan is an archive."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0020_experience_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalplan',
            name='archived_on',
            field=models.DateField(blank=True, help_text='From then on nothing is owed in it. Empty: a year after its end.', null=True, verbose_name='archived after'),
        ),
        migrations.AddField(
            model_name='plan',
            name='archived_on',
            field=models.DateField(blank=True, help_text='From then on nothing is owed in it. Empty: a year after its end.', null=True, verbose_name='archived after'),
        ),
    ]
