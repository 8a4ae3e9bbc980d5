"""Enters the registers of the demonstration, each entry held against the same rules as one typed in the admin."""

from datetime import date
from decimal import Decimal

from django.db import models

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ProjectActivity,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
    User,
)
from partybuilding.demo import cobuilding, people, projects, registers
from partybuilding.shared.act import act


@act
def fill_registers(*, actor: User) -> None:
    """Enter everything the three communities have, in the name of `actor`; ValidationError if a row breaks a rule."""
    for code in registers.COMMUNITIES:
        filler = _Filler(Community.objects.get(code=code))
        filler.enter_community()
        filler.enter_venue()
        filler.enter_compounds()
        filler.enter_units()
        filler.enter_cadres()
        filler.enter_activities()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_if_any(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class _Filler:
    """Enters one community's registers."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.units: dict[str, ResidentUnit] = {}

    def _keep(self, entry: models.Model) -> None:
        entry.full_clean()
        entry.save()

    def enter_community(self) -> None:
        """Enter branch and assembly, the survey, the social organisations."""
        community, row = self.community, registers.COMMUNITIES[self.community.code]
        community.assembly = row.assembly
        community.assembly_since = _day(row.assembly_since)
        community.city_civilised_since = _day_if_any(row.city_civilised_since)
        self._keep(community)
        self._keep(
            PartyBranch(
                community=community,
                name=row.branch,
                established_posts=row.established_posts,
                since=_day(row.branch_since),
            )
        )
        for part in registers.SURVEYS[community.code]:
            self._keep(
                SurveyPart(
                    community=community,
                    subject=part.subject,
                    finished_on=_day_if_any(part.finished_on),
                    figure=part.figure,
                    findings=part.findings,
                )
            )
        for each in registers.ORGANISATIONS[community.code]:
            self._keep(
                SocialOrganisation(
                    community=community,
                    name=each.name,
                    kind=each.kind,
                    functions=each.functions,
                    since=_day(each.since),
                )
            )

    def enter_venue(self) -> None:
        """Enter rooms and equipment."""
        for room in registers.ROOMS[self.community.code]:
            self._keep(
                Room(
                    community=self.community,
                    name=room.name,
                    use=room.use,
                    second_use=room.second_use,
                    gross_floor_area=Decimal(room.area),
                    since=_day(room.since),
                    until=_day_if_any(room.until),
                    remark=room.remark,
                )
            )
        for piece in registers.EQUIPMENT[self.community.code]:
            self._keep(
                Equipment(
                    community=self.community,
                    kind=piece.kind,
                    quantity=piece.quantity,
                    since=_day(piece.since),
                    until=_day_if_any(piece.until),
                    remark=piece.remark,
                )
            )

    def enter_compounds(self) -> None:
        """Enter residential compounds with their certificates."""
        for row in registers.COMPOUNDS[self.community.code]:
            self._keep(
                Compound(
                    community=self.community,
                    name=row.name,
                    households=row.households,
                    certified_since=_day_if_any(row.certified),
                    certified_until=_day_if_any(row.certified_until),
                    level=row.level,
                    since=_day(row.since),
                    until=_day_if_any(row.until),
                    remark=row.remark,
                )
            )

    def enter_units(self) -> None:
        """Enter resident units, partnerships with them, and what was done together."""
        code = self.community.code
        for row in cobuilding.UNITS[code]:
            unit = ResidentUnit(
                community=self.community,
                name=row.name,
                since=_day(row.since),
                uses_feedback_since=_day_if_any(row.feedback_since),
            )
            self._keep(unit)
            self.units[row.name] = unit
        pairs = {}
        for pair in cobuilding.PARTNERSHIPS[code]:
            pairs[pair.unit] = Partnership(
                resident_unit=self.units[pair.unit],
                subject=pair.subject,
                since=_day(pair.since),
                until=_day_if_any(pair.until),
                remark=pair.remark,
                common=cobuilding.COMMONS.get(pair.unit, ""),
                feedback_sent_on=_day(pair.sent[0]) if pair.sent else None,
                members_sent=pair.sent[1] if pair.sent else None,
                feedback_used_on=_day(pair.used[0]) if pair.used else None,
                members_used=pair.used[1] if pair.used else None,
            )
            self._keep(pairs[pair.unit])
        for activity in cobuilding.ACTIVITIES[code]:
            self._keep(
                PartnershipActivity(
                    partnership=pairs[activity.unit],
                    held_on=_day(activity.held_on),
                    subject=activity.subject,
                    participants=activity.participants,
                )
            )

    def enter_activities(self) -> None:
        """Enter what was done for the three projects."""
        for each in projects.activities(self.community.code):
            self._keep(
                ProjectActivity(
                    community=self.community, project=each.project, held_on=each.held_on, **each.deed._asdict()
                )
            )

    def enter_cadres(self) -> None:
        """Enter cadres and general staff; the resident units they head have to be there."""
        for person in people.CADRES[self.community.code]:
            year, month = person.born.split(".")
            reason, approved_by, approved_on = person.waiver or ("", "", "")
            self._keep(
                Cadre(
                    community=self.community,
                    name=person.name,
                    sex=person.sex,
                    birth_year=int(year),
                    birth_month=int(month),
                    education=person.education,
                    branch_post=person.branch,
                    committee_post=person.committee,
                    is_general_staff=not person.branch and not person.committee,
                    channel=person.channel,
                    source=person.source,
                    heads_unit=self.units[person.heads_unit] if person.heads_unit else None,
                    waiver_reason=reason,
                    waiver_approved_by=approved_by,
                    waiver_approved_on=_day_if_any(approved_on),
                    since=_day(person.since),
                    until=_day_if_any(person.until),
                    remark=person.remark,
                )
            )
