"""Open accounts with first passwords, and hand one over to the next person. No password is kept in words anywhere."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.access import can_keep_accounts
from communities.models import AdminDuty, Role, User
from communities.passwords import first_password
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.office.queries import load_seats
from partybuilding.shared.act import act, explain_history
from partybuilding.shared.errors import ActionError


@dataclass(frozen=True)
class FirstLogin:
    """An account with the password its owner begins with; it exists in words only in what shows it once."""

    account: User
    password: str


@act(once=False)
def open_accounts(*, plan: Plan, actor: User | None) -> list[FirstLogin]:
    """Open an account for every pilot, town and unit of a plan that has none, and return them."""
    lacking = [each.seat for each in load_seats(plan) if not each.accounts]
    logins = []
    for seat in lacking:
        places = {"unit": seat.unit, "community": seat.community}
        logins.append(_opened(_free(seat.username), seat.place.name[:30], actor, role=seat.role, **places))
    return logins


@act(once=False)
def open_administrator(*, username: str, duty: AdminDuty = AdminDuty.ACCOUNTS) -> FirstLogin:
    """Open the account of a system administrator, by a command: whoever runs it could do so without."""
    return _opened(username, username, None, role=Role.SYSADMIN, duty=duty)


@act(once=False)
def hand_over(*, account: User, username: str, name: str, actor: User) -> FirstLogin:
    """Close an account and open one for whoever takes the place, with the same role, unit and community.

    What is open stays with the place: the new person finds it in my work. The old name stays in the histories.
    """
    before = User.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if not before.is_active:
        raise ActionError(_("This account is closed already."))
    before.is_active = False
    before.save(update_fields=["is_active"])
    return _opened(username, name, actor, role=before.role, unit=before.unit, community=before.community)


@act(once=False)
def set_first_password(*, account: User, actor: User) -> FirstLogin:
    """Give an account a random password in place of the one it had; its owner changes it at the next login."""
    password = first_password()
    account.set_first_password(password)
    account.save(update_fields=["password", "must_change_password", "password_set_at", "password_ends_at"])
    return FirstLogin(account, password)


@act(once=False)
def close_unused() -> list[User]:
    """Close accounts whose last day is over, or that nobody logged in to for ACCOUNT_IDLE_DAYS; return them.

    The last administrator who keeps accounts stays: nobody could open one again.
    """
    since = timezone.now() - timedelta(days=settings.ACCOUNT_IDLE_DAYS)
    unused = Q(last_login__lt=since) | Q(last_login=None, created_at__lt=since)
    is_over = Q(ends_on__lt=clock.today())
    accounts = User.objects.filter(is_active=True).order_by("-last_login", "pk")
    keepers = [each for each in accounts if can_keep_accounts(each)]
    closed = []
    for account in accounts.filter(is_over | unused if settings.ACCOUNT_IDLE_DAYS else is_over):
        if keepers == [account]:
            continue
        keepers = [each for each in keepers if each != account]
        account.is_active = False
        explain_history(account, "closeaccounts")
        account.save(update_fields=["is_active"])
        closed.append(account)
    return closed


def _opened(username: str, name: str, actor: User | None, **fields: object) -> FirstLogin:
    password = first_password()
    account = User(username=username, name=name, **fields)
    account.set_first_password(password)
    if actor is not None:
        account.hold_for_second(actor)
    try:
        account.full_clean()
    except ValidationError as error:
        raise ActionError(" ".join(error.messages)) from error
    account.save()
    return FirstLogin(account, password)


def _free(username: str) -> str:
    """Return a user name nobody has: the place's, else with a number behind it."""
    taken = set(User.objects.filter(username__startswith=username).values_list("username", flat=True))
    numbered = (f"{username}{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (username, *numbered) if each not in taken)
