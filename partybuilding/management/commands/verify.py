"""manage.py verify: is the record what was written, back to the last head that was printed? Run it each night."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partybuilding.management.base import OurCommand
from partybuilding.models import EntryKind, EntryOutcome
from partybuilding.record.acts import write_or_log
from partybuilding.record.entry import EntryDraft
from partybuilding.record.heads import Head
from partybuilding.record.lines import lines
from partybuilding.record.verify import Flaw, verify


class Command(OurCommand):
    help = "Prove the record: nothing in it was changed, taken out, put in, cut off or made anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("heads", nargs="*", help="as printed on a paper, or 1234:9f3a27c1d0e4b5a6:51b2…")
        parser.add_argument("--write", metavar="FILE", help="write the record into a file, for deploy/verify_record.py")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            heads = [Head.parse(text) for text in options["heads"]]
        except ValueError as error:
            raise CommandError(_("This is not a head of the record: %s") % error) from error
        proof = verify(heads)
        if options["write"]:
            _write(Path(options["write"]))
        if proof.flaw is not None:
            raise CommandError(words_on(proof.flaw))
        self.stdout.write(
            _("%(entries)d entries are as they were written, %(heads)d printed heads agree, %(too_old)d are older.")
            % vars(proof)
        )
        self.stdout.write(str(proof.head))


def _write(path: Path) -> None:
    """Write the record into a file, which is itself in the record."""
    write_or_log(
        EntryDraft(kind=EntryKind.AUDIT, name="verify --write", outcome=EntryOutcome.DONE, object_label=path.name)
    )
    with path.open("wb") as file:
        file.writelines(lines())


def words_on(flaw: Flaw) -> str:
    """Return what is wrong, and at which entry, in words."""
    match flaw.kind:
        case "changed":
            text = _("Entry %(position)d is not what was written: it was changed, or stands in another's place.")
        case "removed":
            text = _("Entry %(position)d was removed.")
        case "inserted":
            text = _("Entry %(position)d was put in.")
        case "cut":
            text = _("The record was cut off at its end: entry %(position)d is gone.")
        case "short":
            text = _("Entry %(position)d was printed and is gone; those from entry %(since)d on may be others, too.")
        case "recomputed":
            text = _("The record was made anew from entry %(since)d or a later one, at the latest from %(position)d.")
        case _:
            text = _("The head of the record is not what it was; it has %(position)d entries.")
    return text % vars(flaw)
