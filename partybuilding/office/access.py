"""The door to the first day's pages: who keeps the site sees them, the system administrator opens accounts."""

from django.http import Http404

from communities.access import can_keep_accounts, require
from communities.models import Role, User


def require_staff(user: User) -> None:
    """Refuse with 403 who keeps neither registers nor accounts."""
    require(user.is_staff)


def require_account_keeper(user: User) -> None:
    """Refuse with 403 who does not keep accounts."""
    require(can_keep_accounts(user))


def get_account_of_another(user: User, pk: int) -> User:
    """Return somebody else's account; 403 for who does not keep accounts, 404 for one's own."""
    require_account_keeper(user)
    account = User.objects.filter(pk=pk).exclude(pk=user.pk).first()
    if account is None:
        raise Http404
    return account


def get_account_to_hand_over(user: User, pk: int) -> User:
    """Return an account that is open, to be handed over to the next person; 403 for who does not keep accounts."""
    require_account_keeper(user)
    account = User.objects.filter(pk=pk, is_active=True).exclude(role=Role.SYSADMIN).first()
    if account is None:
        raise Http404
    return account
