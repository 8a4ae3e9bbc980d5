"""A snapshot as one HTML file: styles and everything inside, no script, no request; it opens from a stick."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fengxiang.bilingual import is_english
from fengxiang.static_files import as_sent
from fengxiang.text import cleaned
from partybuilding.meetings.queries import load_shown
from partybuilding.models import Snapshot
from partybuilding.record.heads import head_on

_STYLES = ("css/shared/site.css", "css/meetings/snapshot.css")
_PAPER = "@media print{@page{size:A4 landscape;margin:12mm}:root{font-size:9pt}main{max-width:none;padding:0}}"


def snapshot_html(snapshot: Snapshot) -> str:
    """Return the file, in the reader's language; whether the snapshot is intact stands in it."""
    title = title_of(snapshot)
    body = render_to_string(
        "meetings/snapshot_file.html",
        {"snapshot": snapshot, "shown": load_shown(snapshot), "title": title, "head": head_on(snapshot)},
    )
    file = format_html(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>\n{}\n</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        "en" if is_english() else "zh-Hans",
        title,
        _styles(),
        body,
    )
    return cleaned(file)  # what was shown is kept as it was, control characters too


def title_of(snapshot: Snapshot) -> str:
    """Return what the file is called."""
    names = {"number": snapshot.meeting.number, "quarter": snapshot.quarter.label}
    return _("What joint meeting no. %(number)d was shown, %(quarter)s") % names


def file_name(snapshot: Snapshot) -> str:
    """Return the name the file is sent under."""
    return f"{title_of(snapshot)}.html".replace("/", "-")


def _styles() -> SafeString:
    """Return the site's own styles as they are: nothing that anybody typed is among them."""
    return SafeString("\n".join([*map(as_sent, _STYLES), _PAPER]))
