"""What a file really is, by its content: the name it came under proves nothing. Pure."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from fengxiang.text import one_line, received
from partybuilding.models.kept import digest

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_TYPES = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".docx": DOCX, ".xlsx": XLSX}
_OFFICE_HEART = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
_IMAGE_FORMAT = {JPEG: "JPEG", PNG: "PNG"}
_ZIP_MEMBERS = 2_000
_ZIP_BYTES = 200 * 1024 * 1024
_PIXELS = 60_000_000
_THUMBNAIL = (192, 144)  # twice what a page shows, for fine screens
ACCEPT = ",".join(_TYPES)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is what its name says, as it will be kept."""

    name: str
    content_type: str
    content: bytes
    thumbnail: bytes = b""  # a small JPEG of a picture; empty for anything else

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept beside a file (models.files.KeptFile) and follows from it."""
        return {
            "name": self.name,
            "content_type": self.content_type,
            "size": len(self.content),
            "sha256": digest(self.content),
        }


def checked(file: "File[bytes]") -> CheckedFile:
    """Return the file, pictures without what a camera wrote beside them; ValidationError if it is no good."""
    name = PurePath(one_line(received(file.name or "")).replace("\\", "/")).name[-200:]
    content_type = _TYPES.get(PurePath(name).suffix.lower())
    if content_type is None:
        raise ValidationError(_("Only PDF, JPG, PNG, DOCX and XLSX files can be attached."))
    if file.size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        raise ValidationError(_("The file is larger than %d MB.") % limit)
    content = file.read()
    thumbnail = b""
    if content_type in _IMAGE_FORMAT:
        content = _picture(content, _IMAGE_FORMAT[content_type])
        thumbnail = _thumbnail(content)
    elif content_type == PDF:
        _require(content.startswith(b"%PDF-"))
    else:
        _office(content, _OFFICE_HEART[content_type])
    return CheckedFile(name, content_type, content, thumbnail)


def _require(is_so: bool) -> None:
    if not is_so:
        raise ValidationError(_("The file is not what its name says, or it is damaged."))


def _picture(content: bytes, kind: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            _require(image.width * image.height <= _PIXELS)
            upright = ImageOps.exif_transpose(image)
            # A fresh picture of the same pixels: no position, no device, no comment comes along.
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
            if upright.mode == "P":
                clean.putpalette(upright.getpalette() or [])
            out = io.BytesIO()
            clean.save(out, kind, quality=88) if kind == "JPEG" else clean.save(out, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The picture cannot be read, or it is damaged.")) from error
    return out.getvalue()


def _thumbnail(content: bytes) -> bytes:
    """Return a small JPEG of a picture that was read before: the whole of it, on white."""
    with Image.open(io.BytesIO(content)) as image:
        # 16 bits a pixel have no way to fewer but this one.
        shown = image.point(lambda level: level / 256) if image.mode.startswith("I") else image
        shown = shown.convert("L").convert("RGBA") if image.mode.startswith("I") else image.convert("RGBA")
        shown.thumbnail(_THUMBNAIL)
        paper = Image.new("RGB", _THUMBNAIL, "white")
        paper.paste(shown, ((_THUMBNAIL[0] - shown.width) // 2, (_THUMBNAIL[1] - shown.height) // 2), shown)
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=80)
    return out.getvalue()


def _office(content: bytes, heart: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ValidationError(_("The file is not what its name says, or it is damaged.")) from error
    names = {member.filename for member in members}
    _require({heart, "[Content_Types].xml"} <= names)
    if len(members) > _ZIP_MEMBERS or sum(member.file_size for member in members) > _ZIP_BYTES:
        raise ValidationError(_("The file unpacks to far more than it should; it is not accepted."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("Files with macros are not accepted."))
