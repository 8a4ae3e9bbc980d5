from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Registers and accounts")

    def ready(self) -> None:
        """Let whoever logs in know when that ends, also before the first page; a first password opens once."""
        from communities.models.account import use_up
        from fengxiang.session_end import begin

        user_logged_in.connect(begin)
        user_logged_in.connect(use_up)
