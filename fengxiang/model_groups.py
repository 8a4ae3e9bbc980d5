"""Which models belong together on the staff pages and on the registers' own, by what they are about."""

from typing import Any

from django.utils.translation import pgettext_lazy

VENUE = pgettext_lazy("register group", "Venue and compounds")  # 社区阵地
PEOPLE = pgettext_lazy("register group", "Cadres and organisation")  # 干部党员
TOGETHER = pgettext_lazy("register group", "Joint work")  # 共建
SUPPORT = pgettext_lazy("register group", "Money, training, publicity")  # 资金培训宣传
PLAN = pgettext_lazy("register group", "Plan")  # 方案
ACCOUNTS = pgettext_lazy("register group", "Accounts")  # 账号

# In the order in which they are shown; models by label.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        VENUE,
        ("communities.Community", "communities.Room", "communities.Equipment", "communities.Compound"),
    ),
    (
        PEOPLE,
        (
            *("communities.PartyBranch", "communities.Cadre", "communities.SocialOrganisation"),
            "partybuilding.LeaderAssignment",
        ),
    ),
    (
        TOGETHER,
        (
            *("communities.ResidentUnit", "communities.Partnership", "communities.PartnershipActivity"),
            *("communities.ProjectActivity", "communities.SurveyPart"),
        ),
    ),
    (
        SUPPORT,
        (
            *("partybuilding.Funding", "partybuilding.YearlyReference", "partybuilding.Training"),
            *("partybuilding.ExperienceItem", "partybuilding.MilestoneRecord"),
        ),
    ),
    (
        PLAN,
        (
            *("partybuilding.Plan", "partybuilding.Pilot", "partybuilding.Phase", "partybuilding.Milestone"),
            *("partybuilding.TaskArea", "partybuilding.Indicator", "partybuilding.Clause", "partybuilding.PlanSection"),
            *("partybuilding.MemberUnit", "partybuilding.Duty", "partybuilding.Letterhead"),
            *("partybuilding.Report", "partybuilding.FinalAssessment"),
        ),
    ),
    (
        ACCOUNTS,
        (
            *("communities.User", "communities.Unit"),
            *("axes.AccessAttempt", "axes.AccessLog", "axes.AccessFailureLog"),
        ),
    ),
)


def group_of(label: str) -> Any:
    """Return the name of the group a model stands in."""
    return next(name for name, labels in GROUPS if label in labels)
