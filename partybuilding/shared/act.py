"""The one envelope around every act: a transaction, who, when and for which request, and the once-only key.

An act is one function for one thing a person does. `@act` puts it into the envelope: nothing writes business data
outside of one. What an act calls that is itself an act becomes a part of it.

A form that writes is drawn with a key of its own (`{% form_end %}`). The key is a unique row taken in the act's own
transaction: the same form sent again, by a second click, over a slow line or after "back", gives the first answer again
and does nothing. An act that sets what was typed repeats harmlessly and needs no key (`@act(once=False)`).
"""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails
from simple_history.signals import pre_create_historical_record

from communities.models import User
from fengxiang import clock
from fengxiang.history import HistoricalRecords
from fengxiang.kept_files import Kept, NotKeptError, together
from fengxiang.request_log import current_id
from fengxiang.sent_files import size_of
from fengxiang.whole_body import FORM_END
from partybuilding.models import EntryOutcome, OnceKey
from partybuilding.record.acts import Recording, recording, recording_part
from partybuilding.record.asked import note_repeated
from partybuilding.record.changes import note_refusal
from partybuilding.shared import versions
from partybuilding.shared.errors import ActionError
from partybuilding.shared.file_sums import keep_sums

KEPT = timedelta(days=1)  # how long a form is known to have been taken
PATIENCE, PAUSE = timedelta(seconds=5), 0.05  # while the answer to a form that was just taken is being made
TYPED, TAKEN = "typed", "taken"  # the cookies that ask for, and hold, the key of the form that was taken last
_ADDED_IN_WINDOW = "popup_response_data"  # the admin's word for the entry that a window was opened to add

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CurrentAct:
    """What is being done: its name, who does it, since when, and for which request ("" for a command)."""

    name: str
    actor: User | None
    at: datetime
    request_id: str


@dataclass
class _Request:
    """The request that is answered; `turns` counts how often each act was begun for it, `taken` are their rows."""

    id: str
    request: HttpRequest
    is_whole: bool = False  # nothing refused it before its view
    turns: Counter[str] = field(default_factory=Counter)
    taken: list[OnceKey] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key its form was drawn with; empty if it carries none."""
        try:
            return str(UUID(self.request.POST.get(FORM_END, "")))
        except ValueError:
            return ""

    def digest(self) -> str:
        """Return the SHA-256 of what was typed: a form that was changed is another form."""
        post, files = self.request.POST, self.request.FILES
        parts = [(name, *post.getlist(name)) for name in sorted(post) if name not in {FORM_END, "csrfmiddlewaretoken"}]
        parts += [(name, *(f"{file.name} {size_of(file)}" for file in files.getlist(name))) for name in sorted(files)]
        return hashlib.sha256(repr((self.request.path, parts)).encode()).hexdigest()


_request: ContextVar[_Request | None] = ContextVar("request", default=None)
_current: ContextVar[CurrentAct | None] = ContextVar("act", default=None)


class ActMiddleware:
    """Tells the acts which request they are done for; a form taken already is led where it led before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = _Request(current_id(), request)
        token = _request.set(known)
        try:
            response = self.get_response(request)
            if known.is_whole and response.status_code >= 400 and not known.taken:
                # The same form, sent at the same time, may be the reason: what it asks for is done.
                response = _led_before(known, PATIENCE) or response
        finally:
            _request.reset(token)
        if known.taken and response.has_header("Location"):
            queued = [[each.level, str(each.message)] for each in _queued(request)]
            led_to = {"to": response["Location"], "messages": queued}
            OnceKey.objects.filter(pk__in=[row.pk for row in known.taken]).update(led_to=led_to)
        if TYPED in request.COOKIES and known.is_whole and known.key and response.status_code < 400:
            # The browser forgets what it kept of this form (static/js/shared/typed.js).
            response.set_cookie(TAKEN, known.key, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Return the first answer to a form taken already: here it is known to be whole and sent by whom it says."""
        known = _request.get()
        if known is None or request.method != "POST":
            return None
        known.is_whole = True
        return _led_before(known)


def current() -> CurrentAct | None:
    """Return the act that is being done, None outside of any."""
    return _current.get()


@overload
def act(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def act(*, once: bool) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def act(function: Callable[..., Any] | None = None, /, *, once: bool = True) -> Any:
    """Put a function into the envelope; `once=False` if doing it again changes nothing.

    The function takes keywords alone. Who does it is its `actor`; a command's acts may have none.
    """

    def enclose(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"{function.__module__.removeprefix('partybuilding.')}.{function.__name__}"

        @wraps(function)
        def enclosed(**kwargs: Any) -> Any:
            about = [each for word, each in kwargs.items() if word != "actor"]
            return perform(name, kwargs.get("actor"), lambda: function(**kwargs), once=once, about=about)

        return enclosed

    return enclose if function is None else enclose(function)


def perform(
    name: str, actor: User | None, run: Callable[[], R], *, once: bool = True, about: Iterable[object] = ()
) -> R:
    """Do something as the act of this name, all of it or nothing, and return what it returns.

    What it is `about` tells whose data version it raises. ActionError if its form was taken before with something else
    in it.
    """
    if (whole := _current.get()) is not None:
        # A part of a larger act, by whoever does this part.
        token = _current.set(replace(whole, actor=actor or whole.actor))
        try:
            with recording_part(name, actor or whole.actor, about) as part, _files(), transaction.atomic():
                versions.note_rows(about)
                result = run()
                if part is not None:
                    part.result = result
                return result
        except ActionError as refusal:
            note_refusal(str(refusal))
            raise
        finally:
            _current.reset(token)
    about = list(about)
    with recording(name, actor, about) as recorded:
        return _performed(recorded, run, once=once)


def _performed(recorded: Recording, run: Callable[[], R], *, once: bool) -> R:
    """Do a whole act, and let the record tell of it: with it if it is done, else by itself."""
    name, actor = recorded.name, recorded.actor
    request = _request.get()
    row = _row(name, actor, request) if once and actor is not None and request is not None else None
    done = CurrentAct(name=name, actor=actor, at=clock.now(), request_id=request.id if request else "")
    token = _current.set(done)
    is_taken = False
    try:
        with _files() as files, transaction.atomic():
            with versions.watched() as written:
                if row is not None:
                    row.save(force_insert=True)
                is_taken = True
                versions.note_rows(recorded.about)
                recorded.result = result = run()
                keep_sums((file.name, file.sums) for file in files)
                if row is not None and request is not None:
                    _take(row, request, result, is_refused=bool(recorded.changes.refusal))
            versions.raise_versions(written)
            recorded.write()
            transaction.on_commit(lambda: _told(done), robust=True)
    except Exception as error:
        if row is None or is_taken or not isinstance(error, IntegrityError):
            _note_undone(recorded, error)
            raise
        recorded.write_undone(EntryOutcome.REPEATED)
        return cast("R", _first_answer(row))
    finally:
        _current.reset(token)
    return result


def _take(row: OnceKey, request: _Request, result: Any, *, is_refused: bool) -> None:
    """Keep with a form's key what came of it; a form of which a part was refused may be sent again, put right."""
    if is_refused:
        row.delete()
        return
    if (answer := _kept(result)) is not None:
        row.answer = answer
        row.save(update_fields=["answer"])
    request.taken.append(row)


def _note_undone(recorded: Recording, error: Exception) -> None:
    """Let the record tell of an act that was refused or failed; whom it was denied to, the answer's entry tells."""
    if isinstance(error, ActionError):
        recorded.write_undone(EntryOutcome.REFUSED, str(error))
    elif not isinstance(error, _NoActError | Http404 | PermissionDenied):
        recorded.write_undone(EntryOutcome.FAILED, type(error).__name__)


@contextmanager
def _files() -> Iterator[list[Kept]]:
    """Keep all files of an act or none; ActionError if one cannot be kept."""
    try:
        with together() as files:
            yield files
    except NotKeptError as error:
        raise ActionError(str(error)) from error


def perform_page(name: str, actor: User, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do what a page of the admin does as one act; a page that is shown again with its mistakes was no act.

    The same form again is led where the first one led, or its window is closed with what was added in the first;
    ActionError if something else stood in it.
    """
    shown: list[HttpResponseBase] = []

    def run() -> list[str]:
        response = answer()
        if response.status_code >= 300 and response.has_header("Location"):
            return [str(response["Location"]), ""]
        if added := (getattr(response, "context_data", None) or {}).get(_ADDED_IN_WINDOW):
            return ["", str(added)]
        shown.append(response)
        raise _NoActError

    try:
        led_to, added = perform(name, actor, run)
    except _NoActError:
        return shown[0]
    if led_to:
        return HttpResponseRedirect(led_to)
    return SimpleTemplateResponse("admin/popup_response.html", {_ADDED_IN_WINDOW: added})


class _NoActError(Exception):
    """Nothing was done: whatever was begun is taken back."""


def forget_old_keys() -> int:
    """Delete the keys of forms taken more than a day ago, and return how many."""
    return OnceKey.objects.filter(taken_at__lt=timezone.now() - KEPT).delete()[0]


def on_commit(run: Callable[[], object]) -> None:
    """Do something once the act is kept, such as sending an e-mail; a fault there does not undo the act."""
    transaction.on_commit(run, robust=True)


# --- the once-only key ------------------------------------------------------------------------------------------------


def _queued(request: HttpRequest) -> list[Any]:
    """Return the messages the request has for its next page."""
    return list(getattr(get_messages(request), "_queued_messages", ()))


def _led_before(known: _Request, patience: timedelta = timedelta()) -> HttpResponseBase | None:
    """Return the first answer to a form that was taken already as it is; None for any other.

    Parts of a page that are fetched alone set what they say, and are not asked.
    """
    request = known.request
    if not request.user.is_authenticated or HtmxDetails(request) or not known.key:
        return None
    rows = OnceKey.objects.filter(user=request.user.pk, key=known.key, digest=known.digest())
    while (first := rows.first()) is not None and first.led_to is None and timezone.now() - first.taken_at < patience:
        time.sleep(PAUSE)
    if first is None or first.led_to is None:
        return None
    note_repeated()
    for level, text in first.led_to["messages"]:
        messages.add_message(request, level, text)
    return HttpResponseRedirect(first.led_to["to"])


def _row(name: str, actor: User, request: _Request) -> OnceKey | None:
    key = request.key
    if not key:
        return None
    request.turns[name] += 1
    return OnceKey(
        user=actor,
        key=key,
        act=name,
        turn=request.turns[name],
        digest=request.digest(),
        taken_at=timezone.now(),
    )


def _first_answer(row: OnceKey) -> Any:
    """Return what came of the form when it was taken; ActionError if something else stood in it then."""
    first = OnceKey.objects.get(user=row.user, key=row.key, act=row.act, turn=row.turn)
    if first.digest != row.digest:
        raise ActionError(
            _("This form was taken already, and changed since. Look at what is there now, then send the change again.")
        )
    return _restored(first.answer)


def _kept(result: Any) -> Any:
    """Return what an act returned as JSON: rows by model and key."""
    if isinstance(result, models.Model):
        return {"model": result._meta.label, "pk": result.pk}
    if isinstance(result, list | tuple):
        return [_kept(each) for each in result]
    if result is None or isinstance(result, str | int):
        return result
    raise TypeError(f"An act that is done once cannot return {type(result).__name__}.")


def _restored(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_restored(each) for each in answer]
    if isinstance(answer, dict):
        model = apps.get_model(answer["model"])
        try:
            return model._default_manager.get(pk=answer["pk"])
        except ObjectDoesNotExist as error:
            raise ActionError(_("This was done already, and what it made is gone since.")) from error
    return answer


# --- what follows an act ----------------------------------------------------------------------------------------------


def _told(done: CurrentAct) -> None:
    logger.info("%s by %s, request %s", done.name, done.actor.pk if done.actor else "-", done.request_id or "-")


def sign_history(sender: type[HistoricalRecords], history_instance: Any, **more: Any) -> None:
    """Write into a history row whose act it belongs to, where nothing else says so."""
    done = _current.get()
    if done is not None and history_instance.history_user_id is None and done.actor is not None:
        history_instance.history_user = done.actor


def explain_history(row: models.Model, reason: str) -> None:
    """Let the next history row of a row say why."""
    vars(row)["_change_reason"] = reason


def date_history(row: models.Model) -> None:
    """Let the next history row of a row bear the day it is on the site, and not on the machine: pages tell of it."""
    vars(row)["_history_date"] = clock.now()


def connect_history() -> None:
    """Let every history row that is written be signed by the act that writes it."""
    pre_create_historical_record.connect(sign_history, dispatch_uid="partybuilding.shared.act")
