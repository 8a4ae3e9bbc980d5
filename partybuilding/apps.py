from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartybuildingConfig(AppConfig):
    name = "partybuilding"
    verbose_name = _("Plan and progress")

    def ready(self) -> None:
        from communities.models import Cadre
        from partybuilding.plan.waivers import objection_to_waiver
        from partybuilding.record import answers, changes
        from partybuilding.shared import versions
        from partybuilding.shared.act import connect_history

        if objection_to_waiver not in Cadre.waiver_rules:
            Cadre.waiver_rules.append(objection_to_waiver)
        connect_history()
        versions.connect()
        changes.connect()
        answers.connect()
