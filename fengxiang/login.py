"""Login is asked for on every page; a part of a page that is fetched alone is told so instead of sent elsewhere."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class LoginRequired(LoginRequiredMiddleware):
    """Answers 401 to htmx: a redirect would swap the login page into the middle of a form."""

    def handle_no_permission(  # type: ignore[override] # Django sends its answer on as it is, whatever it is
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined] # HtmxMiddleware has set it
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
