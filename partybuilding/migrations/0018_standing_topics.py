"""The topics of the ledger come from the plan: whoever had items on the nine of the code keeps them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


TOPICS = [
    ('premises', 'difficulty', '社区用房', 'premises', '解决社区公用房问题', "Settle the question of the community's premises"),
    ('services', 'difficulty', '拓展服务领域', 'wider services', '拓宽社区服务领域', 'Widen the services of the community'),
    ('economy', 'difficulty', '社区经济', 'community economy', '发展壮大社区经济', "Build up the community's economy"),
    ('in_service', 'difficulty', '在职党员管理', 'in-service members', '加强在职党员管理，发挥在职党员作用', 'Manage in-service members and let them play their part'),
    ('cobuilding', 'difficulty', '共驻共建', 'co-building', '推动驻社区单位共驻共建', 'Bring the resident units into co-building'),
    ('office_space', 'problem', '办公用房紧缺', 'office space in short supply', '解决社区办公用房紧缺问题', 'Relieve the shortage of office space'),
    ('facilities', 'problem', '基础设施薄弱', 'weak facilities', '改善社区基础设施薄弱状况', 'Improve the weak facilities of the community'),
    ('treatment', 'problem', '干部待遇偏低', 'low cadre pay', '解决社区干部待遇偏低问题', 'Raise the low pay of community cadres'),
    ('quality', 'problem', '干部素质不齐', 'uneven cadre quality', '提高社区干部队伍整体素质', 'Raise the quality of the cadre team'),
]


def name_topics(apps, schema_editor):
    """Give each plan that has items on topics the nine there were, as its own."""
    item, topic = (apps.get_model("partybuilding", name) for name in ("LedgerItem", "StandingTopic"))
    for plan in item.objects.exclude(topic="").order_by().values_list("plan", flat=True).distinct():
        for order, (code, kind, *names) in enumerate(TOPICS, 1):
            words = dict(zip(("name", "name_en", "matter", "matter_en"), names, strict=True))
            topic.objects.create(plan_id=plan, code=code, kind=kind, order=order, **words)


class Migration(migrations.Migration):

    dependencies = [
        ('partybuilding', '0017_letterhead_confirmed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalledgeritem',
            name='topic',
            field=models.CharField(blank=True, max_length=20, verbose_name='topic'),
        ),
        migrations.AlterField(
            model_name='ledgeritem',
            name='topic',
            field=models.CharField(blank=True, max_length=20, verbose_name='topic'),
        ),
        migrations.CreateModel(
            name='HistoricalStandingTopic',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('code', models.SlugField(max_length=20, verbose_name='code')),
                ('kind', models.CharField(choices=[('difficulty', 'difficulty'), ('problem', 'standing problem')], max_length=20, verbose_name='kind')),
                ('matter', models.CharField(max_length=200, verbose_name='what is to be done')),
                ('matter_en', models.CharField(blank=True, max_length=300, verbose_name='what is to be done, in English')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partybuilding.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'historical topic of the ledger',
                'verbose_name_plural': 'historical topics of the ledger',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StandingTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('code', models.SlugField(max_length=20, verbose_name='code')),
                ('kind', models.CharField(choices=[('difficulty', 'difficulty'), ('problem', 'standing problem')], max_length=20, verbose_name='kind')),
                ('matter', models.CharField(max_length=200, verbose_name='what is to be done')),
                ('matter_en', models.CharField(blank=True, max_length=300, verbose_name='what is to be done, in English')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='partybuilding.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'topic of the ledger',
                'verbose_name_plural': 'topics of the ledger',
                'ordering': ['plan', 'order'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'code'), name='partybuilding_standingtopic_code_once')],
            },
        ),
        migrations.RunPython(name_topics, migrations.RunPython.noop),
    ]
