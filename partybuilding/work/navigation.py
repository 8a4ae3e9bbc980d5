"""Where a reader stands, and where they can go: five groups of pages, and the pages above the one that is shown.

Both follow the addresses: what stands before the last word of one is above it. A page is offered to
those alone for whom its door opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import Role, User
from partybuilding.models import Plan
from partybuilding.shared.access import can_see_burden, can_verify
from partybuilding.targets.quarter import Quarter
from partybuilding.work.counts import PilotName, WorkCounts

MOST_PILOTS = 12  # in a menu; where there are more, the dashboard lists them


@dataclass(frozen=True)
class NavLink:
    """One page of the navigation."""

    label: Promise | str
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class NavGroup:
    """A group: its first page, and those under it."""

    first: NavLink
    pages: list[NavLink]
    count: int = 0
    is_around: bool = False  # the page that is shown stands in it


# The first word of an address behind the plan's, by the group it belongs to.
_WORK, _BOARD, _REPORTS, _MEETINGS, _REGISTERS = range(5)
_GROUP_OF = {
    "work": _WORK,
    **dict.fromkeys(("", "pilots", "areas", "indicators", "timeline", "plan", "assessment"), _BOARD),
    **dict.fromkeys(("reports", "burden", "verification"), _REPORTS),
    **dict.fromkeys(("meetings", "snapshots", "units", "ledger", "papers"), _MEETINGS),
    **dict.fromkeys(("registers", "records", "activities"), _REGISTERS),
}
_FIRST_PAGES = ("work", "county", "reports", "meetings", "registers")
_LABELS: dict[str, Promise] = {
    "work": pgettext_lazy("nav", "My work"),
    "county": pgettext_lazy("nav group", "Dashboard"),
    "timeline": _("Timeline"),
    "assessments": _("Final assessment"),
    "plan-text": _("The plan"),
    "wall": _("Wall display"),
    "plans": _("Other plans"),
    "reports": _("Quarterly reports"),
    "burden": pgettext_lazy("nav", "Burden of reporting"),
    "verification": _("Verification on site"),
    "meetings": _("Joint meetings"),
    "meeting-past": _("Meetings held before"),
    "units": _("Member units"),
    "ledger": pgettext_lazy("nav", "Action items"),
    "papers": _("Official papers"),
    "registers": pgettext_lazy("nav", "Registers"),
    "records": _("Records of the plan"),
    "admin:index": pgettext_lazy("nav", "Enter and correct entries"),
}


@dataclass(frozen=True, kw_only=True)
class Navigation:
    """What the header offers one reader on one page."""

    user: User
    plan: Plan
    counts: WorkCounts
    path: str
    quarter: Quarter  # the one reports are due for
    unit: object = None  # the one the page is about

    @property
    def groups(self) -> list[NavGroup]:
        """The five groups, with the pages that open for this reader."""
        is_of_plan = self.path.startswith(f"/{self.plan.slug}/")  # the account's and the notices' are of no group
        around = _GROUP_OF.get(self._word) if is_of_plan else None
        return [
            NavGroup(
                first=self._to(first),
                pages=pages,
                count=self.counts.owed if place == _WORK else 0,
                is_around=place == around,
            )
            for place, (first, pages) in enumerate(self._offered())
        ]

    def _offered(self) -> Iterator[tuple[str, list[NavLink]]]:
        yield "work", []
        others = ["plans"] if self.counts.has_other_plans else []
        board = [self._to(name) for name in ("timeline", "assessments", "plan-text", "wall", *others)]
        yield "county", [*self._pilots("pilot", self.counts.pilots), *board]
        reports = [self._to("burden")] if can_see_burden(self.user) else []
        if can_verify(self.user):
            reports.append(self._link(_LABELS["verification"], "verification", str(self.quarter)))
        yield "reports", reports
        yield "meetings", [self._to(name) for name in ("units", "ledger", "papers")]
        registers = [self._to("records")]
        registers += self._pilots("activities", [each for each in self.counts.pilots if self._works_for(each)])
        if self.user.is_staff:
            registers.append(self._to("admin:index"))
        yield "registers", registers

    @property
    def _word(self) -> str:
        return self.path.removeprefix(f"/{self.plan.slug}/").partition("/")[0]

    def _to(self, name: str) -> NavLink:
        """Return a page of the plan that has no other name in its address."""
        is_apart = name == "plans" or name.startswith("admin:")
        return self._link(_LABELS[name], name, plan="" if is_apart else self.plan.slug)

    def _link(self, label: Promise | str, name: str, *args: str, plan: str | None = None) -> NavLink:
        first = self.plan.slug if plan is None else plan
        address = reverse(name, args=[each for each in (first, *args) if each])
        return NavLink(label, address, self.path == address)

    def _pilots(self, name: str, pilots: list[PilotName]) -> list[NavLink]:
        if len(pilots) > MOST_PILOTS:
            return []
        words = _("%(pilot)s: activities") if name == "activities" else "%(pilot)s"
        return [self._link(str(words) % {"pilot": each}, name, each.code) for each in pilots]

    def _works_for(self, pilot: PilotName) -> bool:
        match self.user.role:
            case Role.DEPARTMENT:
                return True
            case Role.TOWN:
                return pilot.town == self.user.unit_id
            case _:
                return pilot.community == self.user.community_id

    @property
    def own_page(self) -> NavLink | None:
        """The page on the reader's own unit or community, if the plan has one."""
        if self.user.has_unit_page and self.user.unit:
            return self._link(str(self.user.unit), "unit", self.user.unit.code)
        pilot = next((each for each in self.counts.pilots if each.community == self.user.community_id), None)
        return self._link(str(pilot), "pilot", pilot.code) if pilot else None

    @property
    def above(self) -> list[NavLink]:
        """The pages above the one that is shown, the first of its group first: as far as its address names any."""
        start = f"/{self.plan.slug}/"
        if not self.path.startswith(start) or self._word not in _GROUP_OF:
            return []
        first = self._to(_FIRST_PAGES[_GROUP_OF[self._word]])
        links = {first.address: first}
        here = start
        for part in self.path.removeprefix(start).strip("/").split("/")[:-1]:
            here += f"{part}/"
            if here not in links and (label := self._label_of(here)):
                links[here] = NavLink(label, here)
        return [each for each in links.values() if each.address != self.path]

    def _label_of(self, path: str) -> str:
        """Return what a page above is called; nothing where there is none for this reader."""
        try:
            match = resolve(path)
            quarter = Quarter.parse(match.kwargs["quarter"]) if "quarter" in match.kwargs else None
        except (Resolver404, ValueError):  # the page that says so has a header, too
            return ""
        name, where = match.url_name or "", match.kwargs
        word = quarter.label if quarter else ""
        pilot = next((str(each) for each in self.counts.pilots if each.code == where.get("pilot")), "")
        match name:
            case "verification":
                return f"{_LABELS[name]} {word}" if can_verify(self.user) else ""
            case "verification-list":
                return gettext("List no. %(number)d") % where
            case "meeting":
                return gettext("Joint meeting no. %(number)d") % where
            case "report":
                return f"{pilot} {word}"
            case "ledger-item" | "paper":
                return str(where["item" if name == "ledger-item" else "paper"])
            case "pilot" | "activities":
                return pilot
            case "unit":
                return str(self.unit or "")
            case _:
                return str(_LABELS.get(name, ""))
