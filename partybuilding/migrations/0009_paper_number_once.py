"""One document number for one paper of a plan, kind and year; older papers that share theirs keep it without the year."""

from django.db import migrations, models
from django.db.models import Count


def fill_year(apps, schema_editor):
    """Give each number that one paper alone carries the year of its date."""
    papers = apps.get_model('partybuilding', 'Paper').objects.exclude(document_number=None)
    of_number = ('plan', 'kind', 'dated__year', 'document_number')
    shared = papers.values(*of_number).annotate(n=Count('pk')).filter(n__gt=1).order_by().values_list(*of_number)
    taken = set(shared)
    for paper in papers.iterator():
        year = paper.dated.year
        if (paper.plan_id, paper.kind, year, paper.document_number) not in taken:
            papers.filter(pk=paper.pk).update(number_year=year)


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0008_notice_of_a_unit'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='number_year',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='year of the number'),
        ),
        migrations.RunPython(fill_year, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(fields=('plan', 'kind', 'number_year', 'document_number'), name='partybuilding_paper_number_once_a_year'),
        ),
    ]
