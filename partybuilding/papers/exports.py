"""The register of papers, as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.models import Paper, Plan
from partybuilding.papers.queries import Subject
from partybuilding.shared.tables import Table, listing

NAME = "公文"


def papers_table(plan: Plan, papers: Iterable[Paper]) -> Table:
    """Return the register of the papers that were made, with what binds each to its data."""
    columns = [
        *(_("Version code"), pgettext("paper", "Kind"), _("What it is about"), _("Date of the document")),
        *(pgettext("paper", "Number"), _("Made at"), _("Made by"), _("Sealed copies"), "SHA-256"),
    ]
    rows = [
        [
            *(paper.code, str(paper.get_kind_display()), Subject.of(paper).label, paper.dated),
            *(paper.document_number, paper.made_at, paper.made_by.name, len(paper.sealed_copies), paper.sha256),
        ]
        for paper in papers
    ]
    return listing(plan, NAME, _("Official papers"), columns, rows)
