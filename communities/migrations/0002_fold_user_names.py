"""Keep user names in one spelling: an account made as WangLiLi becomes wanglili, which it can be typed as ever since."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.usernames import folded


def fold(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fold what is kept; two accounts of one name are named, and nothing is changed: who is who, only people know."""
    accounts = apps.get_model("communities", "User").objects.using(schema_editor.connection.alias)
    kept: dict[str, tuple[int, str]] = {}
    for pk, before in accounts.order_by("pk").values_list("pk", "username"):
        name = folded(before)
        if name in kept:
            raise ValueError(f"Rename one of the accounts {kept[name][1]!r} and {before!r}: they are one name now.")
        kept[name] = pk, before
    for name, (pk, before) in kept.items():
        if name != before:
            accounts.filter(pk=pk).update(username=name)


class Migration(migrations.Migration):
    """Reversed, names stay folded: the versions before know them in any case."""

    dependencies = [("communities", "0001_registers_and_accounts")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
