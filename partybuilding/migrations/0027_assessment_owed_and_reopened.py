"""A final assessment says since when it lies with its parties, and a reminder can be about one."""

import fengxiang.clock
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """Say of each sheet that it was opened when it was begun."""
    sheets, history = (apps.get_model('partybuilding', name) for name in ('FinalAssessment', 'HistoricalFinalAssessment'))
    first = history.objects.filter(id=OuterRef('pk')).order_by('history_id').values('history_date')[:1]
    sheets.objects.update(opened_at=Coalesce(Subquery(first), 'opened_at'))


def forget(apps, schema_editor):
    """Let go of the reminders of final assessments: there is no place for them."""
    apps.get_model('partybuilding', 'NoticeItem').objects.filter(kind='assessment').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0004_project_activities'),
        ('partybuilding', '0026_who_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='noticeitem',
            name='partybuilding_noticeitem_about_one_thing',
        ),
        migrations.AddField(
            model_name='finalassessment',
            name='opened_at',
            field=models.DateTimeField(default=fengxiang.clock.now, verbose_name='begun or reopened at'),
        ),
        migrations.AddField(
            model_name='historicalfinalassessment',
            name='opened_at',
            field=models.DateTimeField(default=fengxiang.clock.now, verbose_name='begun or reopened at'),
        ),
        migrations.AlterField(
            model_name='noticeitem',
            name='kind',
            field=models.CharField(choices=[('due', 'due'), ('late', 'overdue'), ('returned', 'returned'), ('waiting', 'waiting for the check'), ('contradicted', 'figures contradict each other'), ('item', 'item of the ledger'), ('unlisted', 'red lamp without an item'), ('duty', 'duty report'), ('meeting', 'joint meeting'), ('assessment', 'final assessment')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='noticeitem',
            constraint=models.UniqueConstraint(condition=models.Q(('quarter__isnull', True)), fields=('notice', 'pilot'), name='partybuilding_noticeitem_assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='noticeitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ledger_item__isnull', True), ('meeting__isnull', True), ('pilot__isnull', False), ('quarter__isnull', False), ('unit__isnull', True)), models.Q(('kind', 'assessment'), ('ledger_item__isnull', True), ('meeting__isnull', True), ('pilot__isnull', False), ('quarter__isnull', True), ('unit__isnull', True)), models.Q(('ledger_item__isnull', True), ('meeting__isnull', True), ('pilot__isnull', True), ('quarter__isnull', False), ('unit__isnull', False)), models.Q(('ledger_item__isnull', False), ('meeting__isnull', True), ('pilot__isnull', True), ('unit__isnull', True)), models.Q(('ledger_item__isnull', True), ('meeting__isnull', False), ('pilot__isnull', True), ('unit__isnull', True)), _connector='OR'), name='partybuilding_noticeitem_about_one_thing'),
        ),
        migrations.RunPython(fill, forget),
    ]
