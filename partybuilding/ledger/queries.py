"""The pages of the ledger 台账: the list with its filters and its balance, and one item with its whole history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Unit, User
from fengxiang.bilingual import joined
from partybuilding.ledger.access import roles_in
from partybuilding.ledger.rules import CLOSED, STEPS, TABLE, WORKED_ON_IT, Balance, ItemAct, ItemStatus, status_of
from partybuilding.ledger.unlisted import UnlistedLine
from partybuilding.models import Indicator, LedgerEvent, LedgerFile, LedgerItem, Party, Pilot, Plan, StandingTopic
from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.approved import load_approved
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.filters import LAMPS, FilterChoice
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.shared.stale import mark
from partybuilding.targets.pace import Colour, Lamp
from partybuilding.targets.quarter import Quarter

Kind, State, Step = LedgerItem.Kind, LedgerItem.State, LedgerEvent.Kind

OPEN = "open"  # the filter of everything that is not closed


def balance_of(items: Iterable[LedgerItem], on: date) -> Balance:
    """Return what became of items by a day: closed, in hand, or overdue."""
    lights = [status_of(item.state, item.due_on, on=on, warn_days=0) for item in items]
    closed, overdue = lights.count(ItemStatus.CLOSED), lights.count(ItemStatus.OVERDUE)
    return Balance(len(lights), closed, len(lights) - closed - overdue, overdue)


def items_of(plan: Plan) -> QuerySet[LedgerItem]:
    """Return a plan's items with everything a list says of them, in two queries.

    Each carries how often it was `extended` and `reopened`, and the day of its last progress.
    """
    return (
        LedgerItem.objects.filter(plan=plan)
        .select_related("responsible", "responsible_pilot__community", "indicator", "pilot__community", "meeting")
        .prefetch_related(Prefetch("supporting", Unit.objects.order_by("code")))
        .annotate(
            extended=Count("events", filter=Q(events__kind=Step.EXTENDED)),
            reopened=Count("events", filter=Q(events__kind=Step.REOPENED)),
            last_progress_on=Max("events__on", filter=Q(events__kind=Step.PROGRESS)),
        )
        .order_by("year", "number")
    )


def parties_of(plan: Plan, pilots: Iterable[Pilot] | None = None) -> list[Party]:
    """Return who can answer for a matter: the member units in the plan's order, the pilots' towns, the communities."""
    if pilots is None:
        pilots = plan.pilots.select_related("community").order_by("order")
    return [*map(Party, plan.units_at_table()), *(Party(pilot=pilot) for pilot in pilots)]


def missing_topics(plan: Plan) -> list[tuple[Pilot, StandingTopic]]:
    """Return the difficulties and standing problems of the plan that no item stands for yet, by pilot."""
    there = set(LedgerItem.objects.filter(plan=plan).exclude(topic="").values_list("pilot", "topic"))
    pilots, topics = plan.pilots.select_related("community").order_by("order"), list(plan.topics.all())
    return [(pilot, topic) for pilot in pilots for topic in topics if (pilot.pk, topic.code) not in there]


def topic_of(item: LedgerItem) -> str:
    """Return what the plan calls an item's topic; empty if it has none."""
    topic = item.plan.topics.filter(code=item.topic).first() if item.topic else None
    return str(topic or item.topic)


def has_proof(item: LedgerItem) -> bool:
    """Return whether a step of an item is borne out: by a file that is as it was sent, or in words."""
    files = LedgerFile.objects.filter(event=OuterRef("pk"), flaw="")
    return item.events.filter(Exists(files) | ~Q(proof="")).exists()


# --- the figure an item came from ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ItemFigure:
    """The figure of an item's indicator in a quarter: of its pilot, or of each where it is about all of them."""

    quarter: Quarter
    cells: list[Cell]

    @property
    def text(self) -> str:
        """The value with what is missing to the target; by pilot if there are several."""
        if len(self.cells) == 1:
            return _value(self.cells[0], self.cells[0].text)
        return joined(f"{cell.pilot} {_value(cell, cell.shown)}" for cell in self.cells)

    @property
    def carried(self) -> str:
        """Which quarter the one value is carried from, in words; several say it each."""
        return self.cells[0].carried if len(self.cells) == 1 else ""

    @property
    def shown(self) -> str:
        """The value as it stands in a line of text: with the quarter it is carried from."""
        return joined((self.text, self.carried))

    @property
    def is_carried(self) -> bool:
        return any(cell.as_of for cell in self.cells)

    @property
    def lamp(self) -> Lamp:
        """The lamp, the worst one of several."""
        return min((cell.lamp for cell in self.cells), key=lambda lamp: _WORST.index(lamp.colour))

    @property
    def of_quarter(self) -> Quarter:
        """The quarter the value is of: an earlier one where this one has none approved."""
        return (self.cells[0].as_of if len(self.cells) == 1 else None) or self.quarter

    @property
    def red_text(self) -> str:
        """What is red, in words; empty if nothing is."""
        reds = [each for each in self.cells if each.colour == Colour.RED]
        return ItemFigure(self.quarter, reds).shown if reds else ""


@dataclass(frozen=True, eq=False)
class ItemFigures:
    """The figure an item was opened on, and the same figure now."""

    item: LedgerItem
    then: ItemFigure
    now: ItemFigure

    @property
    def opened_on(self) -> ItemFigure | None:
        """The figure of the quarter it was opened on; None where another value was written down then."""
        return self.then if self.item.shown in {"", *(cell.text for cell in self.then.cells)} else None

    @property
    def opened_text(self) -> str:
        """The value it was opened on, as it was written down or as it was approved for that quarter."""
        return self.opened_on.text if self.opened_on else self.item.shown


_WORST = [Colour.RED, Colour.YELLOW, Colour.GREY, Colour.GREEN]


def _value(cell: Cell, text: str) -> str:
    return joined(part for part in (text, str(cell.verdict.gap)) if part)


def load_item_figures(plan: Plan, items: Iterable[LedgerItem], today: date) -> dict[int, ItemFigures]:
    """Return the figures of the items that came from an indicator, by item; in a fixed number of queries.

    Now is the quarter reports are due for; then is the quarter an item names, or the one due on the day it was opened.
    """
    from_indicators = [item for item in items if item.indicator_id is not None]
    if not from_indicators:
        return {}
    now = plan.reporting_quarter(today)
    then = {item.pk: item.quarter or plan.reporting_quarter(item.opened_on) for item in from_indicators}
    quarters = {now, *then.values()}
    context = load_plan_context(plan)
    approved = load_approved(context, {*quarters, *(each.previous for each in quarters)}, with_present=True)
    judges = {quarter: Judge(context, quarter) for quarter in quarters}
    indicators = {each.pk: each for each in context.indicators}

    def figure(item: LedgerItem, quarter: Quarter) -> ItemFigure:
        indicator = indicators[item.indicator_id or 0]
        pilots: list[Pilot | None] = [each for each in context.pilots if item.pilot_id in {None, each.pk}]
        if indicator.scope == Indicator.Scope.PLAN:
            pilots = [None]
        cells = [
            cell_of(judges[quarter], approved, indicator, each, approved.last_known(each, quarter) if each else None)
            for each in pilots
        ]
        return ItemFigure(quarter, cells)

    return {
        item.pk: ItemFigures(item, figure(item, then[item.pk]), figure(item, now))
        for item in from_indicators
        if item.indicator_id in indicators
    }


# --- the list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class ItemLine:
    """An item in the list, with its lamp on a day."""

    item: LedgerItem
    light: ItemStatus
    days: int  # until the deadline; negative after it
    last_progress_on: date | None = None
    extended: int = 0
    reopened: int = 0
    figures: ItemFigures | None = None  # of what came from an indicator

    @property
    def late(self) -> int:
        """Days since the deadline of what is not closed."""
        return -self.days if self.light == ItemStatus.OVERDUE else 0

    @property
    def left(self) -> int | None:
        """Days until the deadline; None for what is closed or overdue."""
        return None if self.light in {ItemStatus.CLOSED, ItemStatus.OVERDUE} else self.days


def line_of(item: LedgerItem, on: date, figures: ItemFigures | None = None) -> ItemLine:
    """Return an item with its lamp on a day; with what `items_of` counted, if it comes from there."""
    light = status_of(item.state, item.due_on, on=on, warn_days=item.plan.warn_days)
    counted = (getattr(item, name, None) for name in ("last_progress_on", "extended", "reopened"))
    last, extended, reopened = counted
    return ItemLine(
        item=item,
        light=light,
        days=(item.due_on - on).days,
        last_progress_on=last,
        extended=extended or 0,
        reopened=reopened or 0,
        figures=figures,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """What of the ledger is asked for, as it stands in the address; empty where everything is."""

    kind: str = ""
    pilot: str = ""
    unit: str = ""
    state: str = ""
    lamp: str = ""
    year: str = ""

    def holds(self, line: ItemLine) -> bool:
        """Return whether a line is asked for; of a unit or community, what it answers for and what it supports."""
        item = line.item
        codes = {item.party.code, *(unit.code for unit in item.supporting.all())}
        return (
            self.kind in {"", item.kind}
            and self.pilot in {"", item.pilot.code if item.pilot else None}
            and (not self.unit or self.unit in codes)
            and (self.state in {"", item.state} or (self.state == OPEN and item.state != CLOSED))
            and self.lamp in {"", str(line.light.colour)}
            and self.year in {"", str(item.year)}
        )

    def holds_unlisted(self, each: UnlistedLine) -> bool:
        """Return whether something that is no item is asked for: it has neither kind nor state nor year."""
        return (
            not (self.kind or self.state or self.year)
            and self.pilot in {"", each.about.pilot.code if each.about.pilot else None}
            and (not self.unit or self.unit in {party.code for party in each.parties})
            and self.lamp in {"", str(each.light.colour)}
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class LedgerPage:
    """The ledger as somebody asked for it, on a day."""

    plan: Plan
    on: date
    asked: Asked
    choices: list[FilterChoice]
    lines: list[ItemLine]  # what is open by its deadline, then what is closed
    unlisted: list[UnlistedLine]
    balance: Balance
    topics: dict[str, str]  # what the plan calls each topic, by code
    missing: int  # difficulties and standing problems nobody has opened

    @property
    def words(self) -> str:
        """What is asked for, in words; empty if everything is."""
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        chosen = [
            f"{choice.label}{colon}{words}"
            for choice in self.choices
            for value, words, is_chosen in choice.options
            if value and is_chosen
        ]
        return joined(chosen)


def load_ledger(plan: Plan, on: date, unlisted: list[UnlistedLine], given: Mapping[str, str]) -> LedgerPage:
    """Return the ledger with the filters an address asks for, in a fixed number of queries; `unlisted` is no item."""
    items = list(items_of(plan))
    for item in items:
        item.plan = plan
    figures = load_item_figures(plan, items, on)
    lines = [line_of(item, on, figures.get(item.pk)) for item in items]
    pilots = list(plan.pilots.select_related("community").order_by("order"))
    choices = _choices(pilots, parties_of(plan, pilots), sorted({item.year for item in items}), given)
    asked = Asked(**{choice.name: _chosen(choice) for choice in choices})
    shown = sorted((line for line in lines if asked.holds(line)), key=_in_order)
    there = {(item.pilot_id, item.topic) for item in items}
    topics = {topic.code: str(topic) for topic in plan.topics.all()}
    return LedgerPage(
        plan=plan,
        on=on,
        asked=asked,
        choices=choices,
        lines=shown,
        unlisted=[each for each in unlisted if asked.holds_unlisted(each)],
        balance=balance_of([line.item for line in shown], on),
        topics=topics,
        missing=sum((pilot.pk, code) not in there for pilot in pilots for code in topics),
    )


def _in_order(line: ItemLine) -> tuple[bool, date, int, int]:
    item = line.item
    return item.state == CLOSED, item.due_on, item.year, item.number


def _chosen(choice: FilterChoice) -> str:
    return next((value for value, _words, is_chosen in choice.options if is_chosen), "")


def _choices(
    pilots: list[Pilot], parties: list[Party], years: list[int], given: Mapping[str, str]
) -> list[FilterChoice]:
    def choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> FilterChoice:
        every = [("", pgettext("filter", "all")), *options]
        asked = given.get(name, "")
        return FilterChoice(name, label, [(value, words, value == asked) for value, words in every])

    states = [(OPEN, _("not closed")), *((state.value, str(state.label)) for state in State)]
    lamps = [(str(lamp), str(words)) for lamp, words in LAMPS.items() if lamp != Colour.GREY]
    return [
        choice("kind", pgettext("ledger", "Kind"), [(kind.value, str(kind.label)) for kind in Kind]),
        choice("pilot", _("Pilot"), [(pilot.code, str(pilot)) for pilot in pilots]),
        choice("unit", _("Responsible unit"), [(party.code, str(party)) for party in parties]),
        choice("state", pgettext("ledger", "State"), states),
        choice("lamp", _("Lamp"), lamps),
        choice("year", _("Year"), [(str(year), str(year)) for year in years]),
    ]


# --- one item ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ItemPage:
    """Everything of one item, and what this person may do with it now."""

    line: ItemLine
    events: list[LedgerEvent]
    acts: frozenset[ItemAct]
    not_closed_by_me: str  # why this person, who decides, cannot be the one to close it
    seen: str  # the mark of the item as it stands here

    @property
    def item(self) -> LedgerItem:
        return self.line.item

    @cached_property
    def old_dates(self) -> list[date]:
        """The deadlines it had before, the first one first."""
        return [event.due_before for event in self.events if event.due_before is not None]

    @cached_property
    def reopened(self) -> int:
        """How often it was opened again."""
        return sum(event.kind == Step.REOPENED for event in self.events)


def load_item(item: LedgerItem, user: User, on: date) -> ItemPage:
    """Return an item with its history, files and figures, in a fixed number of queries."""
    events = list(
        item.events.select_related("actor__unit", "actor__community").prefetch_related("files").order_by("at", "id")
    )
    roles = roles_in(user, item)
    did_it = any(event.actor_id == user.pk and event.kind in {Step.PROGRESS, Step.CLOSE_ASKED} for event in events)
    facts = {WORKED_ON_IT} if did_it else set()
    decides = TABLE.can_act(ItemAct.CLOSE, roles) and TABLE.after(ItemAct.CLOSE, item.state) is not None
    not_closed = TABLE.refusal(ItemAct.CLOSE, item.state, roles, facts) if decides else None
    return ItemPage(
        line_of(item, on, load_item_figures(item.plan, [item], on).get(item.pk)),
        events,
        TABLE.legal(item.state, roles, facts),
        str(not_closed or ""),
        mark(item.state, max((event.pk for event in events if event.kind in STEPS), default=0)),
    )
