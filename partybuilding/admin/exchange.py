"""The columns of the county's own records in their workbooks; each is refused for what its form is refused for."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.admin.exchange import RegisterResource
from fengxiang import clock
from partybuilding.admin.choices import ANOTHER_PLAN
from partybuilding.models import ExperienceItem, Funding, MilestoneRecord, Training, YearlyReference


class RecordResource(RegisterResource):
    """A record of a plan: none of its `past` days lies ahead, and all it names belongs to that plan."""

    owner = "plan"
    past: ClassVar[tuple[str, ...]] = ()

    def validate_instance(
        self, instance: Any, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        """Raise ValidationError with everything that is in the way of a row."""
        faults = dict(import_validation_errors or {})
        for name, message in self.faults(instance).items():
            faults.setdefault(name, ValidationError(message))
        super().validate_instance(instance, faults, validate_unique)

    def faults(self, entry: Any) -> dict[str, str]:
        """Return what is wrong with an entry beside what its model says, by column."""
        late = [name for name in self.past if (day := getattr(entry, name)) and day > clock.today()]
        return {**dict.fromkeys(late, _("This day has not come yet.")), **self.foreign(entry)}

    def foreign(self, entry: Any) -> dict[str, str]:
        """Return what of an entry belongs to another plan, by column."""
        related = [getattr(entry, name) for name in ("pilot", "indicator") if name in self.fields]
        return {each._meta.model_name: str(ANOTHER_PLAN) for each in related if each and each.plan_id != entry.plan_id}


class FundingResource(RecordResource):
    same = ("source", "purpose", "matter", "pilot")
    first_day = last_day = "paid_on"
    past = ("paid_on",)

    class Meta(RegisterResource.Meta):
        model = Funding
        fields = (
            *("id", "plan", "source", "purpose", "pilot", "unit", "giver", "matter"),
            *("planned", "planned_on", "paid", "paid_on", "remark"),
        )

    def faults(self, entry: Any) -> dict[str, str]:
        faults = super().faults(entry)
        if (entry.source, entry.purpose) == (Funding.Source.DEPARTMENT, Funding.Purpose.WORKING):
            lacking = [name for name in ("matter", "unit") if not getattr(entry, name)]
            faults |= dict.fromkeys(lacking, _("Working funds come with a matter, from a department: give both."))
        return faults


class TrainingResource(RecordResource):
    same = ("kind", "topic")
    first_day = last_day = "held_on"
    past = ("held_on",)

    class Meta(RegisterResource.Meta):
        model = Training
        fields = ("id", "plan", "kind", "topic", "place", "held_on", "persons", "is_in_year_plan")


class ExperienceResource(RecordResource):
    same = ("title",)
    first_day = last_day = "published_on"
    past = ("published_on",)

    class Meta(RegisterResource.Meta):
        model = ExperienceItem
        fields = ("id", "plan", "kind", "field", "pilot", "title", "how", "indicator", "medium", "published_on")


class YearlyResource(RecordResource):
    same = ("year",)
    first_day = last_day = ""

    class Meta(RegisterResource.Meta):
        model = YearlyReference
        fields = ("id", "plan", "year", "county_average", "allowance_standard", "in_budget", "remark")


class MilestoneResource(RecordResource):
    """Milestones reached; the file of one stays what it is: a workbook carries the number of the document."""

    owner = "milestone"
    same = ("pilot",)
    first_day = last_day = ""
    past = ("reached_on",)

    class Meta(RegisterResource.Meta):
        model = MilestoneRecord
        fields = ("id", "milestone", "pilot", "reached_on", "document_number", "remark")

    def foreign(self, entry: Any) -> dict[str, str]:
        """Return nothing: the milestone itself says whose pilots can reach it."""
        return {}
