"""Pages leave compressed: brotli where the browser takes it, which browsers do over HTTPS, gzip elsewhere.

What a page says of its reader could be guessed from the length of answers that also repeat what the guesser asked
(BREACH). Django masks the forgery token anew in each answer, and beyond that both encodings carry padding of a random
length.
"""

import re
import secrets
import struct

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Workbooks, papers and pictures are compressed as they are made; SVG is text.
_TEXT = re.compile(r"text/|application/(?:json|javascript)|image/svg\+xml")
_TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
SHORT = 200  # bytes; Django's gzip has the same limit
QUALITY = 5  # costs as much as gzip does and leaves an eighth less; the next but one costs ten times as much


class Compression(GZipMiddleware):
    """Compresses what is text and not short; what was compressed already or cannot gain stays as it is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not _TEXT.match(response.headers.get("Content-Type", "")):
            return response
        if not isinstance(response, HttpResponse) or not _takes_brotli(request):
            return super().process_response(request, response)
        if len(response.content) < SHORT or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = pack(response.content, secrets.randbelow(self.max_random_bytes) + 1)
        if len(packed) < len(response.content):
            response.content = packed
            response["Content-Length"] = str(len(packed))
            response["Content-Encoding"] = "br"
            if (tag := response.headers.get("ETag", "")).startswith('"'):
                response["ETag"] = f"W/{tag}"
        return response


def pack(content: bytes, padding: int) -> bytes:
    """Compress with brotli, with 1 to 256 bytes of padding that whoever unpacks it skips (RFC 7932, 9.2)."""
    compressor = brotli.Compressor(quality=QUALITY)
    # Flushed to a whole byte; then a block of metadata: a head of 6 bits, the length less one, bits to a whole byte.
    skipped = struct.pack("<H", 0b010110 | (padding - 1) << 6) + secrets.token_bytes(padding)
    return b"".join((compressor.process(content), compressor.flush(), skipped, compressor.finish()))


def _takes_brotli(request: HttpRequest) -> bool:
    return bool(_TAKES_BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
