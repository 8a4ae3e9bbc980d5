"""Whatever a library can say, it says in Chinese: each message of its catalogue, whatever state of a form brings it up.

tests/site/test_foreign_words.py sends forms and reads the answers; here stands what no such walk can be sure to meet.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import BaseConstraint, Model, UniqueConstraint
from django.forms import BaseForm
from django.forms.models import BaseModelFormSet
from django.test import RequestFactory
from django.utils import translation

from partybuilding.models import Milestone
from tests.admin.admin_forms import errors_of, post
from tests.factories_meeting import MilestoneRecordFactory
from tests.site.foreign_words import chinese_on, english_on

# What nobody meets here, by the beginning of the message: why.
NOT_SAID = {
    **dict.fromkeys(["Forgotten your login credentials?", "In case you’ve forgotten, you are:"], "no letters are sent"),
    "URL": "no field of ours is one",
    "Account locked: too many login attempts.": "communities/locks.py says it",
    **dict.fromkeys(
        [
            *(
                "Please enter your OTP token.",
                "Error generating challenge",
                "The selected OTP device is not interactive",
            ),
            *("OTP Challenge", "Invalid token.", "Verification ", "Get OTP Challenge", "OTP Device:", "OTP Token:"),
            *("sent by email", "Please correct the errors below."),
        ],
        "communities/views_second.py asks and answers in words of its own",
    ),
    **dict.fromkeys(
        [
            "call to force_str()",
            "Form is not validated",
            "use_natural_foreign_keys",
            "The following fields are declared",
        ],
        "for who writes the program",
    ),
    **dict.fromkeys(
        ["Resource", 'Select at least 1 field for "%(resource_name)s"', "Export %(len)s selected item.", "Select all"],
        "a register is exported whole and at once, without a form",
    ),
    "%(exc_name)s encountered while trying to read file.": "communities/admin/exchange_workbook.py reads the file",
}
# Rules of the database whose words would be their own name: who says it before.
SAID_BEFORE = {
    "communities_cadre_month_1_to_12": "the bounds of the field",
    "partybuilding_milestonerecord_once": "the form itself (below)",
    "partybuilding_finalassessment_approved_at_a_time": "no form: the staff pages only show it",
    "partybuilding_report_submitted_by_someone": "no form: the staff pages only show it",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
OURS = ("communities", "partybuilding", "fengxiang")


def catalogues() -> dict[str, Path]:
    """Return the texts of each library that has any, whichever language they are told apart by."""
    folders = {"django": Path(django.__file__).parent / "conf"}
    folders |= {each.name: Path(each.path) for each in apps.get_app_configs() if not each.name.startswith(OURS)}
    found = {name: sorted(folder.glob("locale/*/LC_MESSAGES/django.po")) for name, folder in folders.items()}
    return {
        name: next((each for each in files if "/en/" in str(each)), files[0]) for name, files in found.items() if files
    }


def in_words(context: str | None, text: str, plural: str) -> str:
    """Return what stands for a text in the reader's language."""
    if context and plural:
        return translation.npgettext(context, text, plural, 1)
    if context:
        return translation.pgettext(context, text)
    return translation.ngettext(text, plural, 1) if plural else translation.gettext(text)


def untranslated(texts: Path) -> list[str]:
    """Return what a library would say in English to who reads Chinese."""
    left = []
    for entry in polib.pofile(str(texts)):
        if entry.obsolete:
            continue
        one = in_words(entry.msgctxt, entry.msgid, entry.msgid_plural)
        if english_on(PLACEHOLDER.sub(" ", one)) and not chinese_on(one):
            left.append(entry.msgid)
    return left


@pytest.fixture
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.usefixtures("in_chinese")
def test_every_message_of_a_library_is_chinese_or_is_never_said() -> None:
    texts = catalogues()
    assert {"django", "django.contrib.admin", "django.contrib.auth", "axes", "import_export"} <= texts.keys()
    left = {f"{name}: {text}" for name, file in texts.items() for text in untranslated(file)}
    unknown = {text for text in left if not text.partition(": ")[2].startswith(tuple(NOT_SAID))}
    assert unknown == set()
    assert [start for start in NOT_SAID if not any(text.partition(": ")[2].startswith(start) for text in left)] == []


# --- our forms, and what the models say in them ----------------------------------------------------------------------


def forms() -> Iterator[tuple[str, type[BaseForm] | BaseForm]]:
    """Yield every form of ours, those of the staff pages and of the rows in them included."""
    waiting: list[type] = [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith(OURS):
            yield f"{form.__module__}.{form.__name__}", form
    request = RequestFactory().get("/admin/")
    request.user = AnonymousUser()
    for model, page in admin.site._registry.items():
        if model.__module__.startswith(OURS):
            yield f"{model.__name__} on the staff pages", page.get_form(request)()  # some put fields of their own in
            for inline in page.inlines:
                formset = inline(model, admin.site).get_formset(request)
                assert issubclass(formset, BaseModelFormSet)
                yield f"{inline.__name__} of {model.__name__}", formset.form


def messages_of(form: type[BaseForm] | BaseForm) -> Iterator[str]:
    for field in getattr(form, "fields", getattr(form, "base_fields", {})).values():
        yield from map(str, field.error_messages.values())
        yield from (str(each.message) for each in field.validators if hasattr(each, "message"))
    yield from map(str, getattr(form, "error_messages", {}).values())


@pytest.mark.usefixtures("in_chinese")
def test_no_error_of_any_field_of_any_form_is_english() -> None:
    said = {name: {english for text in messages_of(form) for english in english_on(PLACEHOLDER.sub(" ", text))}
            for name, form in forms()}  # fmt: skip
    assert len(said) > 60
    assert {name: english for name, english in said.items() if english} == {}


def wordless(model: type[Model]) -> list[str]:
    """Return the rules of a table that a form would only tell by their names."""
    rules = [
        each for each in model._meta.constraints if not (isinstance(each, UniqueConstraint) and not each.condition)
    ]
    usual = BaseConstraint.default_violation_error_message
    return [each.name for each in rules if each.violation_error_message == usual]


def test_no_rule_of_the_database_is_told_by_its_name() -> None:
    pages = admin.site._registry
    models = {*pages, *(inline.model for page in pages.values() for inline in page.inlines)}
    names = {name for model in models if model.__module__.startswith(OURS) for name in wordless(model)}
    assert names == SAID_BEFORE.keys()


def test_a_milestone_of_the_county_that_was_entered_already_is_told_in_words(as_user, department, plan):
    phase = plan.phases.first()
    milestone = Milestone.objects.create(phase=phase, code="founded", scope="county", order=91, name="建立联席会")
    MilestoneRecordFactory(milestone=milestone, reached_on=date(2005, 1, 10)).full_clean()
    answer = post(
        as_user(department),
        "/admin/partybuilding/milestonerecord/add/",
        {"milestone": milestone.pk, "pilot": "", "reached_on": "2005-01-12"},
    )
    assert errors_of(answer) == {"milestone": ["这一项已经登记。"]}
