"""The fields of experience are called as each plan calls them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0019_stock_or_flow'),
    ]

    operations = [
        migrations.AlterField(
            model_name='experienceitem',
            name='field',
            field=models.CharField(blank=True, choices=[('venue', 'venue'), ('cadres', 'cadres'), ('members', 'members'), ('civilisations', 'civilised life'), ('cobuilding', 'co-building')], max_length=20, verbose_name='field'),
        ),
        migrations.AlterField(
            model_name='historicalexperienceitem',
            name='field',
            field=models.CharField(blank=True, choices=[('venue', 'venue'), ('cadres', 'cadres'), ('members', 'members'), ('civilisations', 'civilised life'), ('cobuilding', 'co-building')], max_length=20, verbose_name='field'),
        ),
        migrations.AlterConstraint(
            model_name='experienceitem',
            name='partybuilding_experienceitem_in_a_field',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'experience'), _negated=True), models.Q(('field', ''), _negated=True), _connector='OR'), name='partybuilding_experienceitem_in_a_field', violation_error_message='Choose in which field the experience lies.'),
        ),
    ]
