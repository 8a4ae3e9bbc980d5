"""Entries of what is no act: logins, what was read, taken along or denied, and forms that came to nothing.

Each request leaves one entry at most besides those of its acts, written when its answer is known. What stands on a page
that was made before is read as well as on one made now: it is the address that tells.
"""

from collections.abc import Callable
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from communities.models import Role, User
from partybuilding.models import EntryKind, EntryOutcome
from partybuilding.record.acts import actor_of, object_of, origin, write_or_log
from partybuilding.record.asked import RecordedRequest, answering, asked_now
from partybuilding.record.entry import EntryDraft

DENIED = frozenset({403, 404})
# Forms that are no act of anybody's, and why they leave no entry.
UNTOLD = {
    "preferences": "a cookie of the browser",
    "session": "the session itself lasts longer",
    "set_language": "a cookie of the browser",
}
# Files that were brought, and are handed out again.
DOWNLOADS = frozenset(
    {
        *("evidence", "ledger-file", "meeting-minutes", "milestone-document", "paper-file", "paper-scan-file"),
        *("plan-copy", "report-workbook-marked", "snapshot-download"),
    }
)
# What is made to be taken along, besides the tables (out-…).
EXPORTS = frozenset({"meeting-calendar", "meetings-calendar", "report-workbook"})
# The pages of the admin on people, by model.
_PEOPLE = ("cadre", "user")
PERSONAL = frozenset(
    {
        *("handover", "value"),
        *(f"admin:communities_{model}_{page}" for model in _PEOPLE for page in ("changelist", "change", "history")),
    }
)


class RecordMiddleware:
    """Lets the record tell of each request that is more than the reading of a page everybody may read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with answering(request) as asked:
            response = self.get_response(request)
            if (entry := _entry(request, response, asked)) is not None:
                write_or_log(entry)
        return response


def _entry(request: HttpRequest, response: HttpResponseBase, asked: RecordedRequest) -> EntryDraft | None:
    """Return what is told of a request, None if its acts told it, or there is nothing to tell."""
    match = request.resolver_match
    if match is None or asked.entries:
        return None
    if "login" in asked.heard:
        return _login_entry(asked, match.view_name)
    user = getattr(request, "user", None)  # unless it was refused before anybody asked who it is
    if user is None or not (outcome := _told(request, response, match.view_name, asked)) or not user.is_authenticated:
        return None
    kind, how = outcome
    return EntryDraft(
        kind=kind, name=match.view_name, outcome=how, **actor_of(request.user), **origin(), **_object(request)
    )


def _told(
    request: HttpRequest, response: HttpResponseBase, name: str, asked: RecordedRequest
) -> tuple[EntryKind, EntryOutcome] | None:
    """Return what a request was, and how it ended; None of what leaves no entry."""
    status = response.status_code
    if name in UNTOLD or request.method not in {"GET", "POST"}:
        return None
    if status in DENIED:
        return EntryKind.DENIED, EntryOutcome.REFUSED
    if request.method == "GET":
        kind = kind_of_reading(name, request) if status in {200, 304} else None
        return (kind, EntryOutcome.DONE) if kind else None
    outcome = _outcome(status, asked)
    if name == "password_change":
        return EntryKind.PASSWORD, EntryOutcome.REFUSED if outcome == EntryOutcome.SHOWN else outcome
    return EntryKind.ACT, outcome


def _outcome(status: int, asked: RecordedRequest) -> EntryOutcome:
    """Return how a form ended that came to no act."""
    if "repeated" in asked.heard:
        return EntryOutcome.REPEATED
    if status >= 500:
        return EntryOutcome.FAILED
    if status >= 400:
        return EntryOutcome.REFUSED
    return EntryOutcome.DONE if 300 <= status < 400 else EntryOutcome.SHOWN


def kind_of_reading(name: str, request: HttpRequest) -> EntryKind | None:
    """Return what reading an address is; None of what every reader may read."""
    if name in {"record", "record-export"}:
        return EntryKind.AUDIT
    if name in DOWNLOADS or name.endswith("_document"):
        return EntryKind.DOWNLOAD
    if name in EXPORTS or name.startswith("out-") or name.endswith("_export"):
        return EntryKind.EXPORT
    if name in PERSONAL or _names_cadres(name, request):
        return EntryKind.READ if _reads_by_name(name, request) else None
    return None


def _names_cadres(name: str, request: HttpRequest) -> bool:
    """Say whether a page of the registers is on the one that has people in it."""
    match = request.resolver_match
    register = match.kwargs.get("register") if match else None
    return name in {"entry-history", "pilot-registers"} and (register or request.GET.get("register")) == "cadre"


def _reads_by_name(name: str, request: HttpRequest) -> bool:
    """Say whether who reads a community's page reads names: others see sums alone (shared/access.py)."""
    match, user = request.resolver_match, request.user
    pilot = match.kwargs.get("pilot") if match else None
    if pilot is None or not isinstance(user, User):
        return True
    is_own = user.community is not None and user.community.code == pilot
    return user.role in {Role.DEPARTMENT, Role.TOWN} or (user.role == Role.SECRETARY and is_own)


def _object(request: HttpRequest) -> dict[str, Any]:
    """Return what of the address an entry tells: the model and the key where it is of one entry, and the path."""
    match = request.resolver_match
    label: dict[str, Any] = {"object_label": request.path}
    if match is None:
        return label
    app, _sign, model = match.view_name.removeprefix("admin:").rpartition("_")[0].partition("_")
    if match.view_name.startswith("admin:") and (pk := match.kwargs.get("object_id") or match.kwargs.get("id")):
        return {"object_type": f"{app}.{model}", "object_id": str(pk), **label}
    if "register" in match.kwargs and "entry" in match.kwargs:
        return {
            "object_type": f"communities.{match.kwargs['register']}",
            "object_id": str(match.kwargs["entry"]),
            **label,
        }
    return label


# --- logins -----------------------------------------------------------------------------------------------------------


def _login_entry(asked: RecordedRequest, name: str) -> EntryDraft:
    """Return what a login came to; a name nobody has is not written down: it may be a password, typed too early."""
    kind, outcome, user, typed = asked.heard["login"]
    account = User.objects.filter(username=typed).first() if typed else None
    about: dict[str, Any] = object_of(account) if account else {}
    return EntryDraft(kind=kind, name=name, outcome=outcome, **about, **actor_of(user), **origin())


def _hear(kind: EntryKind, outcome: EntryOutcome, user: Any = None, typed: str = "") -> None:
    """Note what a login came to; that somebody was locked out is more than that a password was wrong."""
    asked = asked_now()
    if asked is not None and asked.heard.get("login", [""])[0] != EntryKind.LOCK:
        asked.heard["login"] = (kind, outcome, user, typed)


def _logged_in(user: Any, **_more: Any) -> None:
    _hear(EntryKind.LOGIN, EntryOutcome.DONE, user)


def _logged_out(user: Any, **_more: Any) -> None:
    _hear(EntryKind.LOGOUT, EntryOutcome.DONE, user)


def _failed(credentials: dict[str, Any], **_more: Any) -> None:
    _hear(EntryKind.LOGIN, EntryOutcome.REFUSED, typed=str(credentials.get("username") or ""))


def _locked(username: str | None = None, **_more: Any) -> None:
    _hear(EntryKind.LOCK, EntryOutcome.REFUSED, typed=str(username or ""))


def connect() -> None:
    """Hear of every login, when the site starts."""
    user_logged_in.connect(_logged_in, dispatch_uid="partybuilding.record.answers.in")
    user_logged_out.connect(_logged_out, dispatch_uid="partybuilding.record.answers.out")
    user_login_failed.connect(_failed, dispatch_uid="partybuilding.record.answers.failed")
    user_locked_out.connect(_locked, dispatch_uid="partybuilding.record.answers.locked")
