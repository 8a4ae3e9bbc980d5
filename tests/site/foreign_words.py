"""Words in the other language on a page: a library's English on a Chinese page, our Chinese on an English one."""

import re
from html import unescape

from django.apps import apps
from django.db import models

# A part that says in which language it is speaks to those who know it: the link to the other language.
_UNSEEN = re.compile(
    r"<(script|style|textarea|head)\b.*?</\1>|<!--.*?-->|<([a-z]+\d?)\b(?!(?<=<html))[^>]*\slang=\"[^\"]+\"[^>]*>.*?</\2>",
    re.DOTALL,
)
_SAID_IN_TAGS = re.compile(r"\s(?:title|aria-label|placeholder|alt)=\"([^\"]+)\"")
_TAG = re.compile(r"<[^>]+>")
# Names of programs, keys and kinds of file; codes and addresses; the search page's example of letters.
_NAMES = re.compile(
    r"\b(?:Excel|Word|PDF|DOCX|XLSX|CSV|ICS|dhl|WPS|Esc|Ctrl|IP|MiB|HEIC|WebP|LibreOffice|JPE?G|PNG)\b"
    r"|https?:\S+|[\w.-]+@[\w.-]+|[\w-]*[\d_/][\w./-]*|\w+(?:\.\w+)+",
    re.ASCII | re.IGNORECASE,
)
_ENGLISH = re.compile(r"[A-Za-z]{3,}(?:[ ’'-]+[A-Za-z]+)*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ENTERED = ("communities", "partybuilding", "axes")


def said_on(page: str) -> list[str]:
    """Return what a page shows its reader, or reads out: the texts of its elements, and of attributes that are said."""
    seen = _UNSEEN.sub(" ", page)
    texts = _TAG.sub("\n", seen).splitlines() + _SAID_IN_TAGS.findall(seen)
    return [unescape(text).strip() for text in texts if text and not text.isspace()]


def english_on(page: str) -> set[str]:
    """Return the English that a page says, names of programs and codes left out."""
    return {word for text in said_on(page) for word in _ENGLISH.findall(_NAMES.sub(" ", text))}


def chinese_on(page: str) -> set[str]:
    """Return the Chinese that a page says."""
    return {word for text in said_on(page) for word in _CHINESE.findall(text)}


def stored_words() -> str:
    """Return all texts that people entered: what a page repeats of them is data, and stays as it is."""
    texts: list[str] = []
    for model in (each for app in _ENTERED for each in apps.get_app_config(app).get_models()):
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        texts += [str(text) for row in model._default_manager.values_list(*names) for text in row if names and text]
    return "\n".join(texts)
