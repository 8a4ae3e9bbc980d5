"""Every form that is posted ends with the field that says so: in our templates, and as the admin draws its own."""

import re

import pytest
from django.urls import reverse

from fengxiang.templatetags.form_end import form_end
from fengxiang.whole_body import FORM_END
from tests.factories import CadreFactory, RoomFactory
from tests.pages import open_ended as drawn_open_ended
from tests.pages import posted_forms
from tests.test_project import ROOT, name_of

TEMPLATES = sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")])
A_FORM = re.compile(r"<form\b((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)


def open_ended(text: str) -> list[str]:
    """Return the forms of a template that are posted and do not end with the tag."""
    posted = [form for form in A_FORM.finditer(text) if re.search(r'method\s*=\s*"?post', form[1], re.IGNORECASE)]
    return [
        form[0]
        for form in posted
        if not re.search(r'(\{% form_end %\}|<input [^<>]*name="form_end"[^<>]*>)\s*$', form[2])
    ]


def test_every_form_of_a_template_ends_with_the_tag() -> None:
    found = {name_of(path): open_ended(path.read_text()) for path in TEMPLATES}
    assert sum("{% form_end %}" in path.read_text() for path in TEMPLATES) > 30
    assert {name: forms for name, forms in found.items() if forms} == {}


@pytest.mark.parametrize(
    "form",
    [
        '<form method="post"><button>Send</button></form>',
        '<form class="{% if a > b %}c{% endif %}" method="POST">{% form_end %}<button>Send</button></form>',
        '<form method="get"></form><form method="post" novalidate>{% csrf_token %}\n</form>',
    ],
)
def test_a_form_without_an_end_would_be_found(form: str) -> None:
    assert len(open_ended(form)) == 1


@pytest.mark.parametrize("form", ['<form method="get"></form>', '<form method="post"><p></p>\n  {% form_end %}</form>'])
def test_other_forms_are_left_alone(form: str) -> None:
    assert open_ended(form) == []


def test_every_script_that_sends_a_form_by_itself_ends_it() -> None:
    senders = [path for path in ROOT.glob("static/js/**/*.js") if re.search(r"\.ajax\(|FormData", path.read_text())]
    assert [path.name for path in senders if FORM_END not in path.read_text()] == []
    assert "draft.js" in {path.name for path in senders}


def test_htmx_comes_with_what_keeps_the_end_last() -> None:
    """It puts the pressed button behind the fields."""
    takers = [path for path in ROOT.glob("static/js/**/*.js") if "htmx-2.min.js" in path.read_text()]
    assert [path.name for path in takers] == ["htmx.js"]
    assert FORM_END in takers[0].read_text()
    assert [path.name for path in TEMPLATES if "htmx-2.min.js" in path.read_text()] == []


@pytest.mark.parametrize(
    "form",
    [
        '<form class="a" method="post"><button>Send</button></form>',
        '<form method="post"><input type="hidden" name="form_end" value="1"></form>',
        f'<form method="post">{form_end()}<button>Send</button></form>',
        f'<form method="post">{form_end()}{form_end()}</form>',
    ],
)
def test_a_drawn_form_without_its_key_at_the_end_would_be_found(form: str) -> None:
    assert len(drawn_open_ended(form)) == 1
    assert drawn_open_ended(f'<form method="get"></form><form method="post"><p></p>{form_end()}</form>') == []


@pytest.fixture
def drawn(as_user, department, sysadmin, member, plan, pilots):
    """Return the admin's pages that hold a form, by what they are."""
    room, cadre = RoomFactory(), CadreFactory()
    staff = as_user(department)
    rooms = "/admin/communities/room/"
    pages = {
        "add": staff.get(f"{rooms}add/"),
        "in a window": staff.get(f"{rooms}add/?_popup=1"),
        "change with inlines": staff.get(f"/admin/partybuilding/plan/{plan.pk}/change/"),
        "list with actions": staff.get(rooms),
        "list that is changed in its rows": staff.get(reverse("admin:partybuilding_memberunit_changelist")),
        "delete": staff.get(f"{rooms}{room.pk}/delete/"),
        "delete several": staff.post(rooms, {"action": "delete_selected", "_selected_action": [room.pk]}),
        "import": staff.get(f"{rooms}import/"),
        "history": staff.get(f"/admin/communities/cadre/{cadre.pk}/history/"),
        "add with errors": staff.post(f"{rooms}add/", {}),
    }
    admin = as_user(sysadmin)
    pages["account"] = admin.get("/admin/communities/user/add/")
    pages["password"] = admin.get(f"/start/password/{member.pk}/")
    return pages


def test_every_form_of_the_admin_ends_with_the_field(drawn) -> None:
    assert {what: page.status_code for what, page in drawn.items()} == dict.fromkeys(drawn, 200)
    texts = {what: page.content.decode() for what, page in drawn.items()}
    # The first is the one to log out with.
    assert {what for what, text in texts.items() if len(posted_forms(text)) < 2} == {"history", "in a window"}
    assert {what: drawn_open_ended(text) for what, text in texts.items()} == {what: [] for what in drawn}
