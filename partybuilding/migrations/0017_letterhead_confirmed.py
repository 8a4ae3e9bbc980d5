"""Who has looked at the names on a plan's papers; these have no default of one county any more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partybuilding", "0016_final_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalletterhead",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="names confirmed"),
        ),
        migrations.AddField(
            model_name="historicalletterhead",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="names confirmed"),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letterheads_confirmed",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="copies",
            field=models.CharField(blank=True, max_length=200, verbose_name="copies to"),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="meeting_name",
            field=models.CharField(max_length=50, verbose_name="name of the joint meeting"),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="number_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="code of the document number"),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="organ",
            field=models.CharField(max_length=50, verbose_name="issuing organ"),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="printed_by",
            field=models.CharField(blank=True, max_length=50, verbose_name="printed by"),
        ),
        migrations.AlterField(
            model_name="historicalletterhead",
            name="recipients",
            field=models.CharField(max_length=200, verbose_name="main recipients"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="copies",
            field=models.CharField(blank=True, max_length=200, verbose_name="copies to"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="meeting_name",
            field=models.CharField(max_length=50, verbose_name="name of the joint meeting"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="number_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="code of the document number"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="organ",
            field=models.CharField(max_length=50, verbose_name="issuing organ"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="printed_by",
            field=models.CharField(blank=True, max_length=50, verbose_name="printed by"),
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="recipients",
            field=models.CharField(max_length=200, verbose_name="main recipients"),
        ),
    ]
