"""The door to the record's pages."""

from communities.access import can_audit, require
from communities.models import User


def require_auditor(user: User) -> None:
    """Refuse with 403 who does not audit."""
    require(can_audit(user))
