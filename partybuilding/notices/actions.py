"""What is done with reminders: the daily ones are sent, a report is asked for by hand 催报, and they are read."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import User
from fengxiang import clock
from fengxiang.site_name import site_name
from partybuilding.models import Notice, NoticeItem, Pilot, Report, ReportEvent
from partybuilding.notices.schedule import Matter, matters, matters_of, secretaries_of
from partybuilding.reports.access import step
from partybuilding.reports.actions import log
from partybuilding.reports.owed import ReportSlot, report_owed
from partybuilding.reports.rules import ReportAct
from partybuilding.shared.act import act, on_commit
from partybuilding.shared.errors import ActionError
from partybuilding.shared.owed import Owed
from partybuilding.targets.quarter import Quarter

logger = logging.getLogger(__name__)


@act
def send_reminders(*, day: date, owed: Iterable[Owed]) -> list[NoticeItem]:
    """Tell everybody what the day asks for, and return what is new; a second time there is nothing new.

    `owed` is what is owed on that day, from partybuilding/work/owed.py. Who was told of a report on that day already,
    by hand or by an earlier run, is not told again.
    """
    new = []
    for matter in matters(owed):
        notice = _notice_of(matter.recipient, day)
        if not notice.items.filter(**matter.about).exists():
            new.append(_add(notice, matter))
    on_commit(lambda: deliver(day=day))
    return new


@act
def remind_report(*, pilot: Pilot, quarter: Quarter, actor: User) -> list[NoticeItem]:
    """Ask a community for its report 催报, once a day; into the report's history, if one has been started."""
    today = clock.today()
    # The pilot's row is held, so that two people who ask at once do not both do it.
    pilots = Pilot.objects.select_for_update(of=("self",)).select_related("plan__lead_unit", "community")
    pilot = pilots.get(pk=pilot.pk)
    report = Report.objects.select_for_update(of=("self",)).filter(pilot=pilot, quarter=quarter).first()
    if report is not None:
        step(ReportAct.REMIND, report, actor)
    owed = report_owed(ReportSlot(pilot, quarter, report), today)
    if owed is None:
        raise ActionError(_("The quarter has not ended: the report cannot be submitted yet."))
    if NoticeItem.objects.filter(pilot=pilot, quarter=quarter, notice__day=today, urged_by__isnull=False).exists():
        raise ActionError(_("The community was asked for this report today already: once a day is enough."))
    secretaries = secretaries_of([pilot]).get(pilot.community_id)
    if not secretaries:
        raise ActionError(_("Nobody can be reminded: the community has no secretary with an open account."))
    new = [
        _add(_notice_of(matter.recipient, today), matter, urged_by=actor) for matter in matters_of(owed, secretaries)
    ]
    if report is not None:
        log(report, ReportEvent.Kind.URGED, actor)
    on_commit(lambda: deliver(day=today))
    return new


@act
def tell(*, matters: Iterable[Matter], actor: User, is_mailed: bool = False) -> list[NoticeItem]:
    """Tell people by hand what they have to see to, one message a person, and return what is new.

    Who was told of the same thing today already is not told again. With `is_mailed`, whoever calls this sends an
    e-mail of its own about it.
    """
    today = clock.today()
    new = []
    for matter in matters:
        notice = _notice_of(matter.recipient, today)
        if not notice.items.filter(**matter.about).exists():
            new.append(_add(notice, matter, urged_by=actor, is_mailed=is_mailed and bool(matter.recipient.email)))
    if not is_mailed:
        on_commit(lambda: deliver(day=today))
    return new


@act(once=False)
def mark_read(*, actor: User, up_to: int, notice: Notice | None = None) -> int:
    """Mark a person's own notices as read 已读, one or all, and return how many.

    `up_to` is the key of the newest matter the person has seen: what came in since stays unread.
    """
    unread = Notice.objects.filter(recipient=actor, read_at=None).exclude(items__pk__gt=up_to)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=clock.now())


def deliver(*, day: date) -> int:
    """Send by e-mail what of a day was not sent yet, one message to each person; return how many went out.

    What the mail server did not take is tried again by the next run on that day; the notice itself stands.
    """
    return send_each((_message(user, items, day), items) for user, items in _claimed(day=day).items())


def send_each(messages: Iterable[tuple[EmailMessage, list[NoticeItem]]]) -> int:
    """Send messages, each with what it tells; return how many went out. What did not go out is to be sent again.

    A server that does not answer, or hangs up, is asked no more: somebody waits for this, and each more message would
    wait as long again.
    """
    sent, is_there = 0, True
    for message, items in messages:
        if is_there:
            try:
                message.send()
            except (OSError, SMTPException) as error:
                logger.warning("The e-mail to %s was not sent: %s", items[0].notice.recipient.username, error)
                is_there = isinstance(error, SMTPResponseException | SMTPRecipientsRefused)
            else:
                sent += 1
                continue
        NoticeItem.objects.filter(pk__in=[item.pk for item in items]).update(emailed_at=None)
    return sent


# --- What the acts share ----------------------------------------------------------------------------------------------


def _notice_of(recipient: User, day: date) -> Notice:
    """Return a person's notice of a day, held until the transaction ends."""
    notice, _created = Notice.objects.get_or_create(recipient=recipient, day=day)
    return Notice.objects.select_for_update().get(pk=notice.pk)


def _add(notice: Notice, matter: Matter, urged_by: User | None = None, *, is_mailed: bool = False) -> NoticeItem:
    if notice.read_at is not None:
        notice.read_at = None
        notice.save(update_fields=["read_at"])
    return NoticeItem.objects.create(
        notice=notice,
        kind=matter.kind,
        counted_from=matter.counted_from,
        urged_by=urged_by,
        emailed_at=clock.now() if is_mailed else None,
        **matter.about,
    )


@act
def _claimed(*, day: date) -> dict[User, list[NoticeItem]]:
    """Mark what is to be e-mailed as sent, and return it by person: two runs at once do not both send it."""
    items = list(
        NoticeItem.objects.select_for_update(of=("self",))
        .filter(notice__day=day, emailed_at=None, notice__recipient__is_active=True)
        .exclude(notice__recipient__email="")
        .select_related(
            "notice__recipient",
            "plan__lead_unit",
            "pilot__community",
            "unit",
            "ledger_item__pilot__community",
            "meeting",
        )
    )
    NoticeItem.objects.filter(pk__in=[item.pk for item in items]).update(emailed_at=clock.now())
    claimed = defaultdict(list)
    for item in items:
        claimed[item.notice.recipient].append(item)
    return claimed


def _message(user: User, items: list[NoticeItem], day: date) -> EmailMessage:
    """Return one message, in the site's language: nobody is there to choose another."""
    with translation.override(settings.LANGUAGE_CODE):
        plans = {str(item.plan) for item in items}
        site = plans.pop() if len(plans) == 1 else site_name()
        subject = ngettext("%(site)s: %(count)d matter for you", "%(site)s: %(count)d matters for you", len(items))
        body = [
            _("Dear %(name)s,") % {"name": user},
            "",
            *(f"{number}. {item.text}" for number, item in enumerate(items, 1)),
            "",
            _("Please log in to “%(site)s” to deal with it.") % {"site": site},
            "",
            str(items[0].plan.lead_unit),
            date_format(day),
        ]
        return EmailMessage(subject % {"site": site, "count": len(items)}, "\n".join(body), None, [user.email])
