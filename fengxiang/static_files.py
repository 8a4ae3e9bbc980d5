"""Static files as they are sent: style sheets without what is there for their readers alone."""

from typing import Any

from django.core.files.base import ContentFile
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def as_sent(name: str, content: bytes) -> bytes:
    """Return a static file as it is sent."""
    return str(cssmin(content.decode())).encode() if name.endswith(".css") else content


class SentStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed by whitenoise; a page's first round trip has no room for comments and blanks."""

    def _save(self, name: str, content: Any) -> str:
        return str(super()._save(name, ContentFile(as_sent(name, content.read()), name)))
