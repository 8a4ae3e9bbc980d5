"""Which user sees and changes what: the one door, ground floor.

Rights follow from the role alone. Who may read or act on a plan, a pilot or a report is said in
partybuilding/shared/access.py, on top of these rules.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from communities.models.account import AdminDuty, Role
from communities.models.community import Community

if TYPE_CHECKING:
    from communities.models.account import User

# Django permissions by role, and a system administrator's by duty, as "app.model" or "app.*". The department keeps the
# registers and the plan; of the three administrators none has business data, and each a right the others have not.
_CHANGES: dict[str, frozenset[str]] = {
    Role.DEPARTMENT: frozenset({"communities.*", "partybuilding.*"}),
    AdminDuty.ACCOUNTS: frozenset({"communities.user"}),
}
_READS: dict[str, frozenset[str]] = {
    AdminDuty.ACCOUNTS: frozenset({"communities.unit", "communities.community", "axes.*"}),
    AdminDuty.POLICY: frozenset({"communities.user", "communities.unit", "communities.community", "axes.*"}),
    AdminDuty.AUDIT: frozenset({"communities.user", "axes.*"}),
}
_DELETES: dict[str, frozenset[str]] = {AdminDuty.ACCOUNTS: frozenset({"axes.accessattempt"})}
_CLOSED: dict[str, frozenset[str]] = {Role.DEPARTMENT: frozenset({"communities.user"})}


def can_enter_admin(user: "User") -> bool:
    """Return whether the admin opens for this person at all."""
    return user.is_active and user.role in {Role.DEPARTMENT, Role.SYSADMIN}


def _post(user: "User") -> str:
    return user.duty if user.role == Role.SYSADMIN else user.role


def _has_duty(user: "User", duty: AdminDuty) -> bool:
    return user.is_active and user.role == Role.SYSADMIN and user.duty == duty


def can_keep_accounts(user: "User") -> bool:
    """Return whether the person opens, changes and closes accounts."""
    return _has_duty(user, AdminDuty.ACCOUNTS)


def can_keep_policy(user: "User") -> bool:
    """Return whether the person switches on what somebody else has opened, as the second of two."""
    return _has_duty(user, AdminDuty.POLICY)


def can_switch_on(user: "User", account: "User") -> bool:
    """Return whether the person opens an account that another one made, as the second of two."""
    return can_keep_policy(user) and account.waits_for_second and account.opened_by_id != user.pk


def can_audit(user: "User") -> bool:
    """Return whether the person reads the log of what was done, and nothing else."""
    return _has_duty(user, AdminDuty.AUDIT)


def _covers(models: frozenset[str], app: str, model: str) -> bool:
    return f"{app}.*" in models or f"{app}.{model}" in models


def grants(user: "User", perm: str) -> bool:
    """Return whether the role grants a Django permission such as communities.change_room."""
    app, _, codename = perm.partition(".")
    action, _, model = codename.partition("_")
    # History rows follow their model: who sees an entry sees what became of it.
    model = model.removeprefix("historical")
    if not user.is_active or _covers(_CLOSED.get(_post(user), frozenset()), app, model):
        return False
    if _covers(_CHANGES.get(_post(user), frozenset()), app, model):
        return True
    if action == "view":
        return _covers(_READS.get(_post(user), frozenset()), app, model)
    return action == "delete" and _covers(_DELETES.get(_post(user), frozenset()), app, model)


def grants_in(user: "User", app: str) -> bool:
    """Return whether the role grants anything in an app."""
    if not user.is_active:
        return False
    tables = (_CHANGES, _READS)
    return any(name.startswith(f"{app}.") for table in tables for name in table.get(_post(user), frozenset()))


def can_view_data(user: "User") -> bool:
    """Return whether the person reads business data at all: everybody but the system administrator."""
    return user.is_active and user.role != Role.SYSADMIN


def own_communities(user: "User") -> QuerySet[Community]:
    """Return the communities a person works for: all of them, the town's, or the one."""
    match user.role:
        case Role.DEPARTMENT:
            return Community.objects.all()
        case Role.TOWN:
            return Community.objects.filter(town=user.unit_id)
        case Role.SECRETARY:
            return Community.objects.filter(secretaries=user)
        case _:
            return Community.objects.none()


def require(allowed: bool) -> None:
    """Refuse with 403 what the person may see but not do."""
    if not allowed:
        raise PermissionDenied
