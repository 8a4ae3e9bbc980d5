"""A reminder of a duty report carries its unit, with a seat or a town; every reminder carries its plan.

Before, a member unit's was about its seat and a town's about the town's first pilot, which it was not about.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def of_units(apps, schema_editor):
    """Say the unit instead of a seat or a first pilot, and the plan."""
    item, seat, pilot = (apps.get_model('partybuilding', name) for name in ('NoticeItem', 'MemberUnit', 'Pilot'))
    plans = [Subquery(apps.get_model('partybuilding', model).objects.filter(pk=OuterRef(name)).values('plan')[:1])
             for name, model in (('pilot', 'Pilot'), ('seat', 'MemberUnit'), ('ledger_item', 'LedgerItem'),
                                 ('meeting', 'Meeting'))]
    item.objects.update(plan=Coalesce(*plans))
    units = seat.objects.filter(pk=OuterRef('seat')).values('unit')[:1]
    item.objects.filter(seat__isnull=False).update(unit=Subquery(units), seat=None)
    towns = pilot.objects.filter(pk=OuterRef('pilot')).values('community__town')[:1]
    item.objects.filter(kind='duty', pilot__isnull=False).update(unit=Subquery(towns), pilot=None)
    # A town that got a seat on the very day may have been told as both: once is enough.
    first = item.objects.filter(notice=OuterRef('notice'), plan=OuterRef('plan'), unit=OuterRef('unit'),
                                quarter=OuterRef('quarter'), pk__lt=OuterRef('pk'))
    item.objects.filter(Exists(first)).delete()
    settle(schema_editor)


def of_seats_and_pilots(apps, schema_editor):
    """Say the seat, or a town's first pilot; what neither can be said of is let go."""
    item, seat, pilot = (apps.get_model('partybuilding', name) for name in ('NoticeItem', 'MemberUnit', 'Pilot'))
    seats = seat.objects.filter(plan=OuterRef('plan'), unit=OuterRef('unit')).values('pk')[:1]
    item.objects.filter(unit__isnull=False).update(seat=Subquery(seats))
    item.objects.filter(seat__isnull=False).update(unit=None)
    first = pilot.objects.filter(plan=OuterRef('plan'), community__town=OuterRef('unit')).order_by('order', 'pk')
    towns = item.objects.filter(unit__isnull=False).annotate(first=Subquery(first.values('pk')[:1]))
    told = item.objects.filter(notice=OuterRef('notice'), pilot=OuterRef('first'), quarter=OuterRef('quarter'))
    by_hand = Exists(told.filter(urged_by__isnull=False))
    by_calendar = Exists(told.filter(urged_by__isnull=True))
    taken = Q(by_hand, urged_by__isnull=False) | Q(by_calendar, urged_by__isnull=True)
    towns.filter(Q(first__isnull=True) | taken).delete()
    item.objects.filter(unit__isnull=False).update(pilot=Subquery(first.values('pk')[:1]), unit=None)
    settle(schema_editor)


def settle(schema_editor):
    """Let PostgreSQL check the references now: it alters no table for which that is still to come."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0002_fold_user_names'),
        ('partybuilding', '0007_once_keys'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='noticeitem', name='partybuilding_noticeitem_about_one_thing'),
        migrations.RemoveConstraint(model_name='noticeitem', name='partybuilding_noticeitem_duty_once'),
        migrations.AddField(
            model_name='noticeitem',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notice_items', to='partybuilding.plan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='noticeitem',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notice_items', to='communities.unit', verbose_name='unit'),
        ),
        migrations.RunPython(of_units, of_seats_and_pilots),
        migrations.RemoveField(model_name='noticeitem', name='seat'),
        migrations.AlterField(
            model_name='noticeitem',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_items', to='partybuilding.plan', verbose_name='plan'),
        ),
        migrations.AddConstraint(
            model_name='noticeitem',
            constraint=models.UniqueConstraint(fields=('notice', 'plan', 'unit', 'quarter'), name='partybuilding_noticeitem_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='noticeitem',
            constraint=models.CheckConstraint(condition=models.Q(('ledger_item__isnull', True), ('meeting__isnull', True), ('pilot__isnull', False), ('quarter__isnull', False), ('unit__isnull', True)) | models.Q(('ledger_item__isnull', True), ('meeting__isnull', True), ('pilot__isnull', True), ('quarter__isnull', False), ('unit__isnull', False)) | models.Q(('ledger_item__isnull', False), ('meeting__isnull', True), ('pilot__isnull', True), ('unit__isnull', True)) | models.Q(('ledger_item__isnull', True), ('meeting__isnull', False), ('pilot__isnull', True), ('unit__isnull', True)), name='partybuilding_noticeitem_about_one_thing'),
        ),
    ]
