"""What is done with action items 台账, one function per act.

Every act holds the item, makes one legal step or refuses by name, and writes who, when and in what words. Which step is
legal, and whose it is, stands in partybuilding/ledger/rules.py. A decision made on a page carries what the page showed,
`seen` (partybuilding/shared/stale.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db.models import Max
from django.utils.translation import gettext as _

from communities.models import Unit, User
from fengxiang import clock
from partybuilding.ledger.access import roles_in, roles_on, trail_of
from partybuilding.ledger.files import Contents, checked_files, keep_files
from partybuilding.ledger.owed import item_owed
from partybuilding.ledger.queries import has_proof, load_item_figures, missing_topics, parties_of
from partybuilding.ledger.rules import NO_EVIDENCE, TABLE, WORKED_ON_IT, ItemAct
from partybuilding.models import (
    Indicator,
    LeaderVisit,
    LedgerEvent,
    LedgerItem,
    Meeting,
    NoticeItem,
    Party,
    Pilot,
    Plan,
    Report,
)
from partybuilding.notices.actions import tell
from partybuilding.notices.schedule import People, matters_of
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter

Step, Kind, Source = LedgerEvent.Kind, LedgerItem.Kind, LedgerItem.Source
Files = Iterable["File[bytes]"]


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """Everything about an item that is opened, to be looked at before it gets its number."""

    kind: str
    matter: str
    source: str
    responsible: Party
    due_on: date
    supporting: Sequence[Unit] = ()
    pilot: Pilot | None = None
    indicator: Indicator | None = None
    meeting: Meeting | None = None
    report: Report | None = None
    visit: LeaderVisit | None = None
    quarter: Quarter | None = None
    shown: str = ""
    topic: str = ""
    common: str = ""  # which of the five in common it bears out


# --- opening ----------------------------------------------------------------------------------------------------------


@act
def create_item(*, plan: Plan, actor: User, new: NewItem) -> LedgerItem:
    """Enter a matter in the ledger 立项 under the next number of the year, with who answers for it and by when.

    By the department alone. ActionError for a unit that neither sits in the joint meeting nor is a pilot's town, for
    another plan's community, for a deadline that is over, and if the source, the pilot or the topic do not fit.
    """
    plan = _held(plan, actor)  # two items opened at once get two numbers
    if not new.matter.strip():
        raise ActionError(_("Say what is to be done."))
    _require_fit(plan, new)
    today = clock.today()
    item = LedgerItem(
        plan=plan,
        year=today.year,
        number=_next_number(plan, today.year),
        kind=new.kind,
        topic=new.topic,
        matter=new.matter.strip(),
        source=new.source,
        meeting=new.meeting,
        report=new.report,
        visit=new.visit,
        pilot=new.pilot,
        indicator=new.indicator,
        quarter=new.quarter,
        shown=new.shown,
        common=new.common,
        responsible=new.responsible.unit,
        responsible_pilot=new.responsible.pilot,
        opened_on=today,
        due_on=new.due_on,
    )
    item.save()
    if new.supporting:
        item.supporting.set(dict.fromkeys(new.supporting))
    _log(item, Step.OPENED, actor, due_after=new.due_on)
    return item


@act
def create_standing_items(
    *, plan: Plan, actor: User, responsible: Mapping[str, Party], due_on: date
) -> list[LedgerItem]:
    """Open the difficulties and standing problems the plan names for every pilot that has them not yet.

    `responsible` is who answers for each topic. A second time there is nothing to open.
    """
    plan = _held(plan, actor)
    opened = []
    for pilot, topic in missing_topics(plan):
        if topic.code not in responsible:
            raise ActionError(_("Choose the responsible unit."))
        new = NewItem(
            kind=topic.kind,
            matter=topic.matter,  # it is kept, and not said to whoever opens it
            source=Source.PLAN,
            responsible=responsible[topic.code],
            due_on=due_on,
            pilot=pilot,
            topic=topic.code,
        )
        opened.append(create_item(plan=plan, actor=actor, new=new))
    return opened


def _held(plan: Plan, actor: User) -> Plan:
    """Return the plan, held until the transaction ends; refused for all but its lead unit's staff."""
    TABLE.step(ItemAct.OPEN, ABSENT, roles_on(actor, plan))
    return Plan.objects.select_for_update().get(pk=plan.pk)


def _next_number(plan: Plan, year: int) -> int:
    last = LedgerItem.objects.filter(plan=plan, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _require_fit(plan: Plan, new: NewItem) -> None:
    """Refuse what does not go together, with the first thing that is wrong."""
    parties = set(parties_of(plan))
    wrong = {
        _("This is no kind of item."): new.kind not in Kind.values or new.source not in Source.values,
        _("The due date is over already."): new.due_on < clock.today(),
        _("Choose a member unit, the town of a pilot, or a community."): not parties.issuperset(
            (new.responsible, *map(Party, new.supporting))
        ),
        _("The responsible unit does not support itself."): new.responsible.unit in new.supporting,
        _("Choose a pilot of this plan."): new.pilot is not None and new.pilot.plan_id != plan.pk,
        _("Choose an indicator of this plan."): new.indicator is not None and new.indicator.plan_id != plan.pk,
    }
    for words, is_so in {**wrong, **_wrong_source(plan, new), **_wrong_topic(plan, new)}.items():
        if is_so:
            raise ActionError(words)


def _wrong_source(plan: Plan, new: NewItem) -> dict[str, bool]:
    meeting, report, visit = new.meeting, new.report, new.visit
    return {
        _("Say which joint meeting agreed it."): new.source == Source.MEETING
        and (meeting is None or meeting.plan_id != plan.pk),
        _("Say which red lamp it is about."): new.source == Source.LAMP and new.indicator is None,
        _("Say which quarterly report it comes from."): new.source == Source.REPORT and new.pilot is None,
        _("Say which visit it comes from."): new.source == Source.VISIT and visit is None,
        _("The report is another community's."): report is not None
        and (new.pilot is None or report.pilot_id != new.pilot.pk),
        _("The visit was to another community."): visit is not None
        and (new.pilot is None or visit.assignment.pilot_id != new.pilot.pk),
    }


def _wrong_topic(plan: Plan, new: NewItem) -> dict[str, bool]:
    if new.kind not in {Kind.DIFFICULTY, Kind.PROBLEM}:
        return {_("Only difficulties and standing problems have a topic."): bool(new.topic)}
    kept = LedgerItem.objects.filter(plan=plan, pilot=new.pilot, topic=new.topic)
    return {
        _("Choose the topic."): not plan.topics.filter(code=new.topic, kind=new.kind).exists(),
        _("Choose the pilot it is a problem of."): new.pilot is None,
        _("This pilot has an item on this topic already."): bool(new.topic) and kept.exists(),
    }


# --- what the units do ------------------------------------------------------------------------------------------------


def add_progress(*, item: LedgerItem, actor: User, text: str, files: Files = ()) -> LedgerItem:
    """Write down how far a matter is 办理进展, with evidence if there is any; the item is then in hand."""
    return _add_progress(item=item, actor=actor, text=text, contents=checked_files(files))


@act
def _add_progress(*, item: LedgerItem, actor: User, text: str, contents: Contents) -> LedgerItem:
    item = _locked(item)
    state = _require(ItemAct.PROGRESS, item, actor)
    if not text.strip():
        raise ActionError(_("Say how far it is."))
    return _step(item, state, Step.PROGRESS, actor, text, contents)


def request_closure(
    *,
    item: LedgerItem,
    actor: User,
    text: str,
    files: Files = (),
    proof_kind: str = "",
    proof: str = "",
    seen: str | None = None,
) -> LedgerItem:
    """Ask for the close-out of a matter 申请销号; refused as long as nothing bears it out.

    That is a file of any of its steps, or a `proof` in words: a document number, a register entry or a visit.
    """
    return _request_closure(
        item=item,
        actor=actor,
        text=text,
        contents=checked_files(files),
        proof_kind=proof_kind,
        proof=proof.strip(),
        seen=seen,
    )


@act
def _request_closure(
    *,
    item: LedgerItem,
    actor: User,
    text: str,
    contents: Contents,
    proof_kind: str,
    proof: str,
    seen: str | None = None,
) -> LedgerItem:
    item = _locked(item)
    trail_of(item).require(seen)
    has_evidence = bool(contents or proof) or has_proof(item)
    state = _require(ItemAct.REQUEST_CLOSURE, item, actor, *(() if has_evidence else (NO_EVIDENCE,)))
    if not text.strip():
        raise ActionError(_("Say what was done."))
    if bool(proof) != (proof_kind in LedgerEvent.Proof.values):
        raise ActionError(_("Say what kind of evidence it is, and which."))
    return _step(item, state, Step.CLOSE_ASKED, actor, text, contents, proof_kind=proof_kind, proof=proof)


# --- what the department does -----------------------------------------------------------------------------------------


@act
def start_check(*, item: LedgerItem, actor: User, seen: str | None = None) -> LedgerItem:
    """Begin to look at what a unit says is done 核查."""
    item = _locked(item)
    trail_of(item).require(seen)
    state = _require(ItemAct.START_CHECK, item, actor)
    return _step(item, state, Step.CHECK_BEGUN, actor)


@act
def close_item(*, item: LedgerItem, actor: User, text: str = "", seen: str | None = None) -> LedgerItem:
    """Close a matter 销号; never by somebody who worked on it, and with a reason where its indicator is still red."""
    item = _locked(item)
    trail_of(item).require(seen)
    did_it = item.events.filter(actor=actor, kind__in=[Step.PROGRESS, Step.CLOSE_ASKED]).exists()
    state = _require(ItemAct.CLOSE, item, actor, *((WORKED_ON_IT,) if did_it else ()))
    figure = load_item_figures(item.plan, [item], clock.today()).get(item.pk)
    red_value = figure.now.red_text if figure else ""
    if red_value and not text.strip():
        message = _("The indicator is still red (%(value)s): say why the item is closed all the same.")
        raise ActionError(message % {"value": red_value})
    return _step(item, state, Step.CLOSED, actor, text, red_value=red_value)


@act
def reject_closure(*, item: LedgerItem, actor: User, reason: str, seen: str | None = None) -> LedgerItem:
    """Send a matter back to its unit 退回, with the reason."""
    item = _locked(item)
    trail_of(item).require(seen)
    state = _require(ItemAct.REJECT_CLOSURE, item, actor)
    _require_reason(reason)
    return _step(item, state, Step.RETURNED, actor, reason)


@act
def extend(*, item: LedgerItem, actor: User, due_on: date, reason: str, seen: str | None = None) -> LedgerItem:
    """Put a deadline off 延期, with the reason; the old one stays in the item's history."""
    item = _locked(item)
    trail_of(item).require(seen)
    state = _require(ItemAct.EXTEND, item, actor)
    _require_reason(reason)
    if due_on <= item.due_on:
        raise ActionError(_("The new due date has to lie after the old one."))
    if due_on < clock.today():
        raise ActionError(_("The due date is over already."))
    return _step(item, state, Step.EXTENDED, actor, reason, due_after=due_on)


@act
def reopen(*, item: LedgerItem, actor: User, reason: str, due_on: date, seen: str | None = None) -> LedgerItem:
    """Open a closed matter again, with the reason and a new deadline; how often is counted."""
    item = _locked(item)
    trail_of(item).require(seen)
    state = _require(ItemAct.REOPEN, item, actor)
    _require_reason(reason)
    if due_on < clock.today():
        raise ActionError(_("The due date is over already."))
    return _step(item, state, Step.REOPENED, actor, reason, due_after=due_on)


@act
def remind_item(*, item: LedgerItem, actor: User) -> list[NoticeItem]:
    """Remind who answers for a matter 催办, once a day; return who was told what."""
    item = _locked(item)
    _require(ItemAct.REMIND, item, actor)
    owed = item_owed(item, clock.today(), item.opened_on)
    people = People([owed]).of(owed)
    if not people:
        raise ActionError(_("Nobody can be reminded: the responsible unit has no open account."))
    reminded = tell(matters=matters_of(owed, people), actor=actor)
    if not reminded:
        raise ActionError(_("The unit was told of this item today already: once a day is enough."))
    _log(item, Step.URGED, actor)
    return reminded


# --- what the acts share ----------------------------------------------------------------------------------------------


def _locked(item: LedgerItem) -> LedgerItem:
    """Return the item as it stands now, held until the transaction ends."""
    items = LedgerItem.objects.select_for_update(of=("self",))
    related = ("plan__lead_unit", "responsible", "responsible_pilot__community", "pilot")
    return items.select_related(*related).get(pk=item.pk)


def _require(act: ItemAct, item: LedgerItem, actor: User, *facts: str) -> str:
    """Return the state an act leads to; ActionError if it is not this person's, or not legal now."""
    return TABLE.step(act, item.state, roles_in(actor, item), facts)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionError(_("Give the reason."))


def _step(
    item: LedgerItem,
    state: str,
    kind: str,
    actor: User,
    text: str = "",
    contents: Contents = (),
    **facts: Any,
) -> LedgerItem:
    """Take the step into a state, and write it down with its facts; with the files, or not at all."""
    item.state = state
    if "due_after" in facts:
        facts["due_before"], item.due_on = item.due_on, facts["due_after"]
    item.save(update_fields=["state", "due_on"])
    event = _log(item, kind, actor, text, **facts)
    keep_files(event, contents, actor)
    return item


def _log(
    item: LedgerItem,
    kind: str,
    actor: User,
    text: str = "",
    **facts: Any,
) -> LedgerEvent:
    return LedgerEvent.objects.create(
        item=item, kind=kind, actor=actor, at=clock.now(), on=clock.today(), text=text.strip(), **facts
    )
