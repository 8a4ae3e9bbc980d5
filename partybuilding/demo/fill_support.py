"""Enters the county's own records of the demonstration, held against the same rules as those typed in the admin."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import models

from communities.models import Unit
from partybuilding.demo import support
from partybuilding.demo.picture import floor_plan, page
from partybuilding.models import (
    ExperienceItem,
    Funding,
    Indicator,
    LeaderAssignment,
    LeaderVisit,
    Milestone,
    MilestoneRecord,
    Pilot,
    Plan,
    Training,
    YearlyReference,
)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_if_any(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class RecordsFiller:
    """Enters the records of the plan; ValidationError if a row breaks a rule."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.pilots: dict[str, Pilot] = {pilot.code: pilot for pilot in plan.pilots.select_related("community")}

    def enter(self) -> None:
        """Enter everything."""
        self._leaders()
        self._money()
        self._training()
        self._told()
        self._milestones()

    def _keep(self, entry: models.Model) -> None:
        entry.full_clean()
        entry.save()

    def _leaders(self) -> None:
        for code, rows in support.LEADERS.items():
            for row in rows:
                leader = LeaderAssignment(
                    pilot=self.pilots[code],
                    unit=self.units[row.unit],
                    name=row.name,
                    post=row.post,
                    since=_day(row.since),
                    until=_day_if_any(row.until),
                )
                self._keep(leader)
                for day, findings in row.visits:
                    self._keep(LeaderVisit(assignment=leader, visited_on=_day(day), findings=findings))

    def _money(self) -> None:
        for row in support.MONEY:
            self._keep(
                Funding(
                    plan=self.plan,
                    source=row.source,
                    purpose=row.purpose,
                    pilot=self.pilots.get(row.pilot),
                    unit=self.units.get(row.unit),
                    giver=row.giver,
                    planned=None if row.planned is None else Decimal(row.planned),
                    planned_on=_day_if_any(row.planned_on),
                    paid=None if row.paid is None else Decimal(row.paid),
                    paid_on=_day_if_any(row.paid_on),
                    remark=row.remark,
                    matter=row.matter,
                )
            )
        for year in support.YEARS:
            self._keep(
                YearlyReference(
                    plan=self.plan,
                    year=year.year,
                    county_average=Decimal(year.county_average),
                    allowance_standard=Decimal(year.allowance_standard),
                    in_budget=year.in_budget,
                    remark=year.remark,
                )
            )

    def _training(self) -> None:
        for row in support.TRAINING:
            self._keep(
                Training(
                    plan=self.plan,
                    kind=row.kind,
                    held_on=_day(row.held_on),
                    place=row.place,
                    topic=row.topic,
                    persons=row.persons,
                    is_in_year_plan=row.is_in_year_plan,
                )
            )

    def _told(self) -> None:
        indicators: dict[str, Indicator] = {each.code: each for each in self.plan.indicators.all()}
        for row in support.TOLD:
            self._keep(
                ExperienceItem(
                    plan=self.plan,
                    kind=row.kind,
                    field=row.field,
                    pilot=self.pilots.get(row.pilot),
                    indicator=indicators.get(row.indicator),
                    title=row.title,
                    how=row.how,
                    medium=row.medium,
                    published_on=_day(row.published_on),
                )
            )

    def _milestones(self) -> None:
        milestones = {each.code: each for each in Milestone.objects.filter(phase__plan=self.plan, phase__number__lte=3)}
        for row in support.REACHED:
            record = MilestoneRecord(
                milestone=milestones[row.milestone],
                pilot=self.pilots.get(row.pilot),
                reached_on=_day(row.reached_on),
                remark=row.remark,
                document_number=row.document_number,
            )
            if row.document == "picture":
                record.document = ContentFile(floor_plan([60, 40]), f"{uuid4().hex}.png")
            elif row.document:
                record.document = ContentFile(page(milestones[row.milestone].name_en), f"{uuid4().hex}.pdf")
            self._keep(record)
