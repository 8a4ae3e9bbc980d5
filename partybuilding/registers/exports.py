"""The plan's own records as tables: money, training, experience, milestones, leaders; one row an entry."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.models import ExperienceItem, Funding, LeaderVisit, MilestoneRecord, Plan, Training
from partybuilding.registers.queries import fields_of_experience
from partybuilding.registers.tables import load_working_funds
from partybuilding.shared.tables import Content, Table, facts

Rows = Sequence[Sequence[Content]]
Layout = tuple[str, str, list[str], Rows]  # name of the file, title, columns, rows


def records_table(plan: Plan, kind: str, on: date) -> Table | None:
    """Return the entries of one kind up to a day; None if there is no such kind."""
    if kind not in _LAYOUTS:
        return None
    file, title, columns, rows = _LAYOUTS[kind](plan, on)
    table_facts = facts(plan, plan.reporting_quarter(on), (_("Data as of"), on))
    return Table(
        name=f"{file}-{on:%Y%m%d}",
        sheet=title,
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _money(plan: Plan, on: date) -> Layout:
    columns = [pgettext("money", "Source"), _("Purpose"), _("Matter"), _("Given by"), _("Pilot"), _("Planned, yuan")]
    columns += [_("Planned on"), _("Paid, yuan"), _("Paid on"), _("Remark")]
    entries: QuerySet[Funding] = plan.funding.select_related("unit", "pilot__community").order_by("pk")
    rows: Rows = [
        [
            *(each.get_source_display(), each.get_purpose_display(), each.matter),
            *(each.giver or _name(each.unit), _name(each.pilot)),
            *(each.planned, each.planned_on, each.paid, each.paid_on, each.remark),
        ]
        for each in entries
    ]
    return "资金", _("Money"), columns, rows


def _matters(plan: Plan, on: date) -> Layout:
    columns = [_("Matter"), _("Department"), _("Payments"), _("Paid, yuan")]
    sums = load_working_funds(plan, on)
    rows: Rows = [[each.name, each.department, each.payments, each.paid] for each in sums]
    return "工作经费按事项", _("Working funds by matter"), columns, rows


def _training(plan: Plan, on: date) -> Layout:
    columns = [_("Day"), _("Kind"), _("Place"), _("Topic"), _("Persons"), _("In the year's plan of cadre training")]
    entries: QuerySet[Training] = plan.trainings.filter(held_on__lte=on).order_by("held_on", "pk")
    rows: Rows = [
        [
            *(each.held_on, each.get_kind_display(), each.get_place_display(), each.topic, each.persons),
            each.is_in_year_plan,
        ]
        for each in entries
    ]
    return "干部培训", _("Training"), columns, rows


def _experience(plan: Plan, on: date) -> Layout:
    columns = [_("Day"), _("Kind"), _("Field"), _("Pilot"), _("Indicator"), _("Title"), _("How it was done")]
    columns.append(_("Where it was published"))
    names = fields_of_experience(plan)
    entries: QuerySet[ExperienceItem] = plan.experience.filter(published_on__lte=on)
    rows: Rows = [
        [
            *(each.published_on, each.get_kind_display(), names.get(each.field, ""), _name(each.pilot)),
            *(each.indicator.code if each.indicator else None, each.title, each.how, each.medium),
        ]
        for each in entries.select_related("pilot__community", "indicator").order_by("published_on", "pk")
    ]
    return "宣传与经验", _("Publicity and experience"), columns, rows


def _milestones(plan: Plan, on: date) -> Layout:
    columns = [
        *(_("Phase"), _("Milestone"), _("For whom"), _("Pilot"), _("Reached on"), _("With evidence")),
        *(_("Document number"), _("Remark")),
    ]
    entries = MilestoneRecord.objects.filter(milestone__phase__plan=plan, reached_on__lte=on)
    rows: Rows = [
        [
            *(str(each.milestone.phase), str(each.milestone), each.milestone.get_scope_display(), _name(each.pilot)),
            *(each.reached_on, each.has_evidence, each.document_number, each.remark),
        ]
        for each in entries.select_related("milestone__phase", "pilot__community")
    ]
    return "节点记录", _("Milestones reached"), columns, rows


def _visits(plan: Plan, on: date) -> Layout:
    columns = [
        *(_("Pilot"), _("Unit"), _("Leader"), pgettext("leader", "Visited on"), _("What was found and settled")),
        _("Entered afterwards"),
    ]
    entries = LeaderVisit.objects.filter(assignment__pilot__plan=plan, visited_on__lte=on)
    rows: Rows = [
        [
            *(str(each.assignment.pilot), str(each.assignment.unit), each.assignment.name),
            *(each.visited_on, each.findings, _entered(each, plan)),
        ]
        for each in entries.select_related("assignment__pilot__community", "assignment__unit", "entered_by").order_by(
            "assignment__pilot__order", "visited_on", "pk"
        )
    ]
    return "包抓领导走访", _("Visits of assigned leaders"), columns, rows


def _entered(visit: LeaderVisit, plan: Plan) -> str | None:
    """Return by whom and when a visit was entered afterwards; None for the others."""
    if visit.entered_at is None or not visit.was_entered_afterwards(plan):
        return None
    by = visit.entered_by.name if visit.entered_by else ""
    return f"{by} {localdate(visit.entered_at).isoformat()}".strip()


def _name(thing: object) -> str | None:
    return str(thing) if thing else None


_LAYOUTS: dict[str, Callable[[Plan, date], Layout]] = {
    "money": _money,
    "matters": _matters,
    "training": _training,
    "experience": _experience,
    "milestones": _milestones,
    "leaders": _visits,
}
