"""The one day for all towns goes; it was copied in a migration of its own, as PostgreSQL wants."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0022_town_bodies'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalplan',
            name='special_body_since',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='special_body_since',
        ),
    ]
