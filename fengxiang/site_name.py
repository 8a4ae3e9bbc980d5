"""What the site is called where no plan is looked at: at the login, on the staff pages, in mail about several plans."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext

from fengxiang.bilingual import pick


def site_name() -> str:
    """Return the name from the settings in the reader's language; without one, what the site is for."""
    return pick(settings.SITE_NAME, settings.SITE_NAME_EN) or gettext("Community Party-building pilots")


site_name_lazy = lazy(site_name, str)
