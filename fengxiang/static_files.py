"""Static files as they are sent: style sheets without what is there for those who write them."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def as_sent(name: str, content: bytes) -> bytes:
    """Return a static file as it is sent.

    Of a style sheet, one blank stays where there were any: a minifier took those away that stand for "inside" before a
    pseudo-class, in the rules of a media query.
    """
    return " ".join(_COMMENT.sub("", content.decode()).split()).encode() if name.endswith(".css") else content


class SentStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed by whitenoise; a page's first round trip has no room for comments."""

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)  # its hash may have been reckoned
        return str(super()._save(name, ContentFile(as_sent(name, content.read()), name)))
