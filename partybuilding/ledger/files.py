"""How the evidence of an action item is kept."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import User
from fengxiang import clock
from partybuilding.models import LedgerEvent, LedgerFile
from partybuilding.shared.errors import ActionError
from partybuilding.shared.uploads import CheckedFile, checked

FILES_PER_STEP = 10

Contents = Sequence[CheckedFile]


def checked_files(files: Iterable["File[bytes]"]) -> Contents:
    """Return the files as they will be kept; refused with the name of the first that is no good."""
    sent = list(files)
    if len(sent) > FILES_PER_STEP:
        raise ActionError(_("At most %d files at a time.") % FILES_PER_STEP)
    contents = []
    for file in sent:
        try:
            contents.append(checked(file))
        except ValidationError as error:
            colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
            raise ActionError(f"{file.name}{colon}{error.message}") from error
    return contents


def keep_files(event: LedgerEvent, contents: Contents, actor: User) -> None:
    """Keep the files of a step."""
    for content in contents:
        file = LedgerFile(event=event, **content.facts, uploaded_by=actor, uploaded_at=clock.now())
        file.file.save(content.name, ContentFile(content.content))
