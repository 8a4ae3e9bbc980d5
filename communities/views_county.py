"""The way to the county's own login and back (communities/county.py)."""

import logging

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from communities.county import CountyAwayError, NotVouchedError, protocol
from communities.models import User
from communities.usernames import folded
from communities.views_second import go_on
from fengxiang.replicas import is_read_only, refusal

logger = logging.getLogger(__name__)
_FOLLOWING = "county_following"  # in the session: the page of this site that was wanted


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("county-back"))


@method_decorator([never_cache, login_not_required], name="dispatch")
class CountyLogin(RedirectURLMixin, View):
    """Leads to the county's own login."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Remember which page was wanted, if it is one of this site, and go."""
        if is_read_only():
            return refusal(request, is_certain=True)
        if request.user.is_authenticated:
            return redirect(self.get_redirect_url() or settings.LOGIN_REDIRECT_URL)
        try:
            way = protocol().way_out(request, _back(request))
        except CountyAwayError as error:
            return _away(request, error)
        request.session[_FOLLOWING] = self.get_redirect_url()
        return redirect(way)


@method_decorator([never_cache, login_not_required], name="dispatch")
class CountyBack(View):
    """Takes whoever comes back from there: to the account of that name, or to a page that says why not."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Log in, or go on to the code, or refuse; either way the record has it (partybuilding/record/answers.py)."""
        if is_read_only():  # before the code or ticket is spent
            return refusal(request, is_certain=True)
        following = request.session.pop(_FOLLOWING, "")
        try:
            name = folded(protocol().name_of(request, _back(request)))
        except CountyAwayError as error:
            return _away(request, error)
        except NotVouchedError as error:
            logger.warning("A login by the county was refused: %s", error)
            user_login_failed.send(sender=__name__, credentials={}, request=request)
            return _page(request, _("The county's login did not confirm who you are. Begin again."), 403)
        user = authenticate(request, username=name, is_vouched=True)
        if not isinstance(user, User):
            return _page(request, _("Nobody here has an open account for your login of the county."), 403)
        return go_on(request, user, following) or redirect(following or resolve_url(settings.LOGIN_REDIRECT_URL))


def _away(request: HttpRequest, error: CountyAwayError) -> HttpResponse:
    logger.warning("The county's login is away: %s", error)
    return _page(request, _("The county's login does not answer. Try again later, or log in with your password."), 503)


def _page(request: HttpRequest, fault: str, status: int) -> HttpResponse:
    return render(request, "registration/county.html", {"fault": fault}, status=status)
