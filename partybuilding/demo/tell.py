"""Lives through the reports of the demonstration, day by day, by the same actions a user's clicks call."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from django.core.files.base import ContentFile
from django.utils import timezone

from communities.models import Room, User, in_force
from fengxiang import clock
from partybuilding.demo import people, reports, story
from partybuilding.demo.moments import date_saves, date_steps
from partybuilding.demo.picture import floor_plan
from partybuilding.demo.story import Filing
from partybuilding.demo.words import narratives
from partybuilding.models import Plan, Report
from partybuilding.plan.queries import load_plan_context
from partybuilding.reports.actions import Draft, approve_report, return_report, save_draft, start_report, submit_report
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.reports.detail import ReportRow, load_report_context, load_report_detail
from partybuilding.reports.validation import blocking
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import FieldRole

Wrong = Mapping[str, Mapping[str, int]]


class Storyteller:
    """Takes each filing of the story through its steps."""

    def __init__(self, plan: Plan, users: Mapping[str, User]) -> None:
        self.plan_context = load_plan_context(plan)
        self.pilots = {pilot.community.code: pilot for pilot in self.plan_context.pilots}
        self.indicators = {each.code: each.pk for each in self.plan_context.reported}
        self.users = users
        self.checker = users[people.CHECKER]
        self.began = timezone.now()  # by the machine's clock, which dates history rows

    def events(self) -> Iterator[tuple[date, Callable[[], None]]]:
        """Yield the filing of every report, dated by the day after its quarter, as it builds on the approved before."""
        for filing in story.FILINGS:
            yield Quarter.parse(filing.quarter).next.first_day, partial(self._file, filing)

    def _file(self, filing: Filing) -> None:
        quarter = Quarter.parse(filing.quarter)
        secretary = self.users[filing.community]
        with clock.set_to(quarter.last_day):
            report = start_report(pilot=self.pilots[filing.community], quarter=quarter, actor=secretary)
            date_steps(report, self.began)
        if not filing.submitted:
            return
        returned = filing.returned
        with clock.set_to(date.fromisoformat(filing.submitted)):
            self._fill_in(report, returned.wrong if returned else {}, returned.notes if returned else {})
            if filing.with_evidence:
                self._attach(report)
            self._submit(report)
        if returned:
            with clock.set_to(date.fromisoformat(returned.on)):
                return_report(
                    report=report,
                    reason=returned.reason,
                    objections={self.indicators[code]: text for code, text in returned.objections.items()},
                    actor=self.checker,
                )
                date_steps(report, self.began)
        if returned and returned.submitted_again:
            with clock.set_to(date.fromisoformat(returned.submitted_again)):
                self._fill_in(report, {}, {})
                self._submit(report)
        if filing.approved:
            with clock.set_to(date.fromisoformat(filing.approved)):
                approve_report(report=report, actor=self.checker)
                date_steps(report, self.began)

    def _fill_in(self, report: Report, wrong: Wrong, notes: Mapping[str, str]) -> None:
        """Fill in and confirm the whole report."""
        community = report.pilot.code
        sheet = load_report_detail(report, load_report_context(report, self.plan_context))
        figures = {row.indicator.code: _figures(row, report, wrong) for row in sheet.rows}
        texts = {**reports.NOTES.get((community, str(report.quarter)), {}), **notes}
        draft = Draft(
            values={row.indicator.pk: figures[row.indicator.code] for row in sheet.rows},
            confirmed={row.indicator.pk: True for row in sheet.rows},
            notes={row.indicator.pk: texts.get(row.indicator.code, "") for row in sheet.rows},
            narratives=narratives(community, report.quarter, **_counts(figures)),
        )
        save_draft(report=report, draft=draft, context=sheet.context, actor=self.users[community])
        changed = {row.indicator.pk for row in sheet.rows if row.suggestion != figures[row.indicator.code]}
        date_saves(report, sheet, changed, self.began)

    def _submit(self, report: Report) -> None:
        """Submit the report; ValueError, naming what is open, if the tables of the demonstration do not fill it."""
        try:
            submit_report(report=report, actor=self.users[report.pilot.code])
        except ActionError as refusal:
            left_open = blocking(load_report_detail(report, load_report_context(report, self.plan_context)))
            what = "; ".join(f"{finding.row.indicator.code} {finding.message}" for finding in left_open)
            raise ValueError(f"{report.pilot.code} {report.quarter}: {refusal} {what}") from refusal
        date_steps(report, self.began)

    def _attach(self, report: Report) -> None:
        """Attach a plan of the rooms there were at the end of the quarter."""
        rooms = Room.objects.filter(in_force(report.quarter.last_day), community=report.pilot.community)
        picture = floor_plan([float(room.gross_floor_area) for room in rooms])
        attach_evidence(
            report=report,
            file=ContentFile(picture, story.EVIDENCE_NAME),
            actor=self.users[report.pilot.code],
            indicator=next(each for each in self.plan_context.reported if each.code == story.EVIDENCE_INDICATOR),
        )


def _figures(row: ReportRow, report: Report, wrong: Wrong) -> dict[str, Decimal]:
    """Return what is reported on an indicator: the register, or the tables where there is none, or the mistake."""
    code = row.indicator.code
    items = [each.key for each in row.indicator.fields.all() if each.role == FieldRole.ITEM]
    figures = {**reports.figures(report.pilot.code, code, report.quarter, items), **wrong.get(code, {})}
    register = {key: figure for key, figure in row.register.items() if figure is not None}
    every = row.clause.summed({**register, **{key: Decimal(figure) for key, figure in figures.items()}})
    return {key: figure for key, figure in every.items() if figure is not None}


def _counts(figures: Mapping[str, Mapping[str, Decimal]]) -> dict[str, int]:
    """Return the counts the narratives mention."""
    return {
        "civilised": int(figures["K28"]["civilised"]),
        "compounds": int(figures["K28"]["compounds"]),
        "cadres": int(figures["K16"]["cadres"]),
    }
