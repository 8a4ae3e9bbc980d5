"""The site's addresses: the few public ones, accounts, the admin, and the plans' pages."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from communities import views_second
from communities.forms import LoginForm
from communities.views import Logout, account, end_sessions
from communities.views_second import Login, LoginCode
from fengxiang import appearance
from fengxiang.health import healthz, readyz
from fengxiang.session_end import session_end

handler500 = "fengxiang.errors.server_error"

urlpatterns = [
    path("healthz", login_not_required(healthz), name="healthz"),
    path("readyz", login_not_required(readyz), name="readyz"),
    path(
        "login/",
        Login.as_view(authentication_form=LoginForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("login/code/", LoginCode.as_view(), name="login-code"),
    path("logout/", Logout.as_view(), name="logout"),
    path("account/", account, name="account"),
    path("account/sessions/end/", end_sessions, name="account-end-sessions"),
    path("account/second/", views_second.second, name="account-second"),
    path("account/second/picture.png", views_second.picture, name="account-second-picture"),
    path("account/second/begin/", views_second.begin, name="account-second-begin"),
    path("account/second/confirm/", views_second.confirm, name="account-second-confirm"),
    path("account/second/remove/", views_second.remove, name="account-second-remove"),
    path("session/", session_end, name="session"),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("preferences/", login_not_required(appearance.choose), name="preferences"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("admin/", admin.site.urls),
    path("", include("partybuilding.urls")),
]
if settings.COUNTY_LOGIN:  # before the plans', whose addresses begin with any word
    urlpatterns.insert(0, path("", include("communities.urls_county")))
