"""What happens in the scratch place of partybuilding/backup/proof.py, and never in a place that is not named as one.

Restores, compares, sets a password for one account, logs in with it and asks for the pages everybody begins with.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Role, User
from fengxiang.kept_files import Sums
from fengxiang.whole_body import FORM_END
from partybuilding.backup import files
from partybuilding.backup.actions import BackupError, opened, restore, work_folder
from partybuilding.shared.access import plans_for
from partybuilding.shared.act import act
from partybuilding.shared.file_sums import flawed_names

SCRATCH = "fengxiang_proof_"  # how the name of every scratch database begins


@dataclass
class Findings:
    """What came of a trial: what is not as it was, how many files came back, how many pages were drawn."""

    faults: list[str] = field(default_factory=list)
    files: int = 0
    pages: int = 0


def try_out(path: Path) -> dict[str, object]:
    """Restore an archive here and look at what came back; BackupError if this is no scratch place."""
    if not Path(str(connection.settings_dict["NAME"])).name.startswith(SCRATCH):
        raise BackupError(_("This is no scratch place: a backup is tried out by `manage.py proof`."))
    findings = Findings()
    try:
        findings.files = restore(path).files
        with work_folder() as work, opened(path, work) as archive:
            manifest = archive.manifest
        call_command("migrate", verbosity=0, interactive=False)
        _compare_files(manifest, findings)
        _look_at_pages(findings)
    except BackupError as error:
        findings.faults.append(str(error))
    return asdict(findings)


def _compare_files(manifest: dict[str, list[str]], findings: Findings) -> None:
    """See that what was missing is missing and what was altered is altered, and nothing else is."""
    digests = {}
    for name in files.stored_names():
        with default_storage.open(name) as file:
            digests[name] = Sums.of(file.chunks()).sha256
    missing, altered = flawed_names(digests)
    if lost := sorted({*missing, *altered} - {*manifest["missing"], *manifest["altered"]}):
        findings.faults.append(_("Files did not come back as they were: %s") % ", ".join(lost[:10]))


@act(once=False)
def _set_password(*, user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password", "must_change_password", "password_set_at", "password_ends_at"])


def _look_at_pages(findings: Findings) -> None:
    """Log in as somebody who leads a plan, or as anybody, and ask for the first page and every plan's dashboard."""
    accounts = User.objects.filter(is_active=True)
    user = accounts.filter(role=Role.DEPARTMENT).first() or accounts.first()
    if user is None:
        return  # a site nobody was let into yet
    password = token_urlsafe()
    _set_password(user=user, password=password)
    host = (settings.ALLOWED_HOSTS or ["localhost"])[0].lstrip(".").replace("*", "localhost")
    browser = Client(raise_request_exception=False, SERVER_NAME=host)
    form = {"username": user.username, "password": password, FORM_END: "1"}
    if browser.post(reverse("login"), form, secure=settings.HTTPS).status_code != 302:
        findings.faults.append(_("Nobody can log in."))
        return
    for address in ("/", *(reverse("county", args=[plan.slug]) for plan in plans_for(user))):
        status = browser.get(address, secure=settings.HTTPS, follow=True).status_code
        findings.pages += 1
        if status != 200:
            words = {"address": address, "status": status}
            findings.faults.append(_("The page %(address)s answers %(status)d.") % words)
