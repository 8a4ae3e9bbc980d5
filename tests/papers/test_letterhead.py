"""No paper is made before somebody has looked at the names this plan's papers bear."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from communities.models import Role
from partybuilding.models import Letterhead, Paper
from partybuilding.papers.actions import confirm_letterhead, issue_paper
from partybuilding.papers.content import letterhead_of
from partybuilding.papers.queries import Subject
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories import UserFactory
from tests.pages import text_of


@pytest.fixture
def unconfirmed(plan):
    plan.letterhead.delete()
    plan.refresh_from_db()
    return plan


@pytest.fixture
def names(unconfirmed):
    usual = Letterhead.usual(unconfirmed)
    return {name: getattr(usual, name) for name in Letterhead.NAMES}


def issue(plan, actor):
    subject = Subject(plan=plan, kind="bulletin", quarter=Quarter(2005, 3))
    return issue_paper(subject=subject, actor=actor, dated=date(2005, 11, 15))


def test_the_usual_names_come_from_the_plan(plan):
    usual = Letterhead.usual(plan)
    assert [getattr(usual, name) for name in Letterhead.NAMES] == [
        *("中共凤翔县委组织部", "凤组发", "凤翔县社区党建工作联席会议"),
        *("城关镇党委，县社区党建工作联席会议各成员单位", "县委办公室，县政府办公室", "中共凤翔县委组织部办公室"),
    ]


def test_names_too_long_for_their_columns_are_cut(plan):
    plan.county = "某" * 50
    Letterhead.usual(plan).clean_fields(exclude=["plan"])


@pytest.mark.usefixtures("english")
def test_no_paper_before_it_is_confirmed(unconfirmed, names, department):
    with pytest.raises(ActionError, match="letterhead of this plan is not confirmed"):
        issue(unconfirmed, department)
    assert not Paper.objects.exists()
    letterhead = confirm_letterhead(plan=unconfirmed, names=names, actor=department)
    assert (letterhead.confirmed_by, letterhead.history.count()) == (department, 1)
    assert issue(unconfirmed, department).made_by == department


@pytest.mark.usefixtures("english")
def test_what_changed_since_it_was_looked_at_is_not_confirmed(unconfirmed, names, department):
    with pytest.raises(ActionError, match="look at it again"):
        confirm_letterhead(plan=unconfirmed, names={**names, "organ": "中共别县委组织部"}, actor=department)
    assert not Letterhead.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DEPARTMENT])
def test_nobody_else_confirms_it(unconfirmed, names, role):
    with pytest.raises(ActionError):
        confirm_letterhead(plan=unconfirmed, names=names, actor=UserFactory.build(role=role))


def test_the_department_confirms_it_on_the_page_of_papers(as_user, unconfirmed, names, department, secretary):
    papers, confirm = (reverse(name, args=[unconfirmed.slug]) for name in ("papers", "paper-letterhead"))
    make = reverse("paper-make", args=[unconfirmed.slug])
    page = as_user(secretary).get(papers)
    assert "须经组织部确认" in text_of(page)
    assert make not in page.content.decode()
    assert confirm not in page.content.decode()
    client = as_user(department)
    page = client.get(papers)
    assert all(name in text_of(page) for name in names.values())
    assert make not in page.content.decode()
    assert f"?plan={unconfirmed.pk}" in page.content.decode()
    page = client.post(confirm, names, follow=True)
    assert "可以生成公文" in text_of(page)
    assert make in page.content.decode()
    assert confirm not in page.content.decode()


def test_the_staff_pages_begin_with_the_usual_names_and_a_change_asks_again(client, unconfirmed, names, department):
    client.force_login(department)
    page = client.get(f"/admin/partybuilding/letterhead/add/?plan={unconfirmed.pk}").content.decode()
    assert 'value="中共凤翔县委组织部"' in page
    letterhead = confirm_letterhead(plan=unconfirmed, names=names, actor=department)
    sent = {**letterhead_of(unconfirmed), "plan": unconfirmed.pk, "is_sealed": "on"}
    address = reverse("admin:partybuilding_letterhead_change", args=[letterhead.pk])
    for change, is_confirmed in (({"hei_font": "丁体"}, True), ({"organ": "中共某县委组织部"}, False)):
        assert client.post(address, {**sent, **change}).status_code == 302
        letterhead.refresh_from_db()
        assert (letterhead.confirmed_at is not None) == is_confirmed


def test_a_page_says_the_plans_name_and_before_login_the_sites(client, plan, member, settings):
    settings.SITE_NAME, settings.SITE_NAME_EN = "某市党建", "A city's Party building"
    assert "<title>登录 · 某市党建</title>" in client.get("/login/").content.decode()
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        assert "A city&#x27;s Party building" in client.get("/login/").content.decode()
    del client.cookies["django_language"]
    client.force_login(member)
    plan.name = "某县示范点"
    plan.save(update_fields=["name"])
    page = client.get(reverse("county", args=[plan.slug])).content.decode()
    assert "某县示范点</a>" in page
    assert "· 某县示范点</title>" in page
    assert "某市党建" in client.get("/no-such-page/").content.decode()
