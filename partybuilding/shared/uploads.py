"""What a file really is, by its content: the name it came under proves nothing. Pure."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from threading import Lock
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

# The endings a file may come under, and the one it is kept under: chat programs send a PNG as .jpg.
_ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx"}
_SENT_AS = {*_ENDINGS.values(), ".jpeg", ".jpe", ".jfif"}
_ALSO = {JPEG: {".jpeg"}}  # endings that are right, too
_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_OFFICE_HEARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_OLE = b"\xd0\xcf\x11\xe0"  # the old .doc and .xls, and every office file with a password
_OFFICE_TYPES = "[Content_Types].xml"
_PROGRAMS = (".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".lnk")
_ZIP_MEMBERS = 2_000
_ZIP_BYTES = 200 * 1024 * 1024
_OBJECT_BYTES = 20 * 1024 * 1024
_PUT_IN = "Ole10Native".encode("utf-16-le")  # the name of the stream in which an object keeps a file as it is
_TYPES_BYTES = 1024 * 1024  # of the list of types, which is a few kilobytes
_IMAGE_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
_PIXELS = 25_000_000  # of a picture as it is kept
_PIXELS_SENT = 125_000_000  # of a telephone's photo, which is made smaller while it is read
_THUMBNAIL = (192, 144)  # twice what a page shows, for fine screens
ACCEPT = ",".join(sorted(_SENT_AS))

# Looked at below, before a pixel is read; the library's own bound would warn of photos that are taken.
Image.MAX_IMAGE_PIXELS = _PIXELS_SENT
# A picture takes some 100 MB while it is read: one at a time in a worker.
_one_picture = Lock()


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
    """Return the file, pictures without what a camera wrote beside them; ValidationError if it is no good.

    Its content says what it is, and its name gets the ending that goes with it.
    """
    name = PurePath(one_line(received(file.name or "")).replace("\\", "/")).name[-200:]
    if PurePath(name).suffix.lower() not in _SENT_AS:
        raise ValidationError(_("Only PDF, JPG, PNG, DOCX and XLSX files can be attached."))
    if file.size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        raise ValidationError(_("The file is larger than %d MB.") % limit)
    content = file.read()
    content_type = _type_of(content)
    thumbnail = b""
    if content_type in _IMAGE_FORMATS:
        content, thumbnail = _picture(content, _IMAGE_FORMATS[content_type])
    return CheckedFile(_named(name, content_type), content_type, content, thumbnail)


def _named(name: str, content_type: str) -> str:
    """Return a name with the ending that goes with the content."""
    path, ending = PurePath(name), _ENDINGS[content_type]
    is_right = path.suffix.lower() in {ending, *_ALSO.get(content_type, ())}
    return name if is_right else path.stem[: 200 - len(ending)] + ending


def _type_of(content: bytes) -> str:
    """Return what a file is by its first bytes and, of an office file, by its parts; ValidationError for any other."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(_OLE):
        raise ValidationError(
            _("This file has a password, or the old format of Word or Excel. Save it without one, as .docx or .xlsx.")
        )
    return _office(content)


def _damaged() -> ValidationError:
    return ValidationError(_("The file is not what its name says, or it is damaged."))


def _picture(content: bytes, kind: str) -> tuple[bytes, bytes]:
    """Return a picture made anew of the same pixels, and its thumbnail: no position, no device, no comment."""
    with _one_picture, _readable(), Image.open(io.BytesIO(content), formats=[kind]) as image:
        _require_few_pixels(image)
        if image.width * image.height > _PIXELS:
            image.draft(None, (image.width // 2, image.height // 2))  # as many or more: a half, a quarter, an eighth
        ImageOps.exif_transpose(image, in_place=True)
        for name in set(image.info) - {"transparency"}:
            del image.info[name]
        out = io.BytesIO()
        image.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}))
        return out.getvalue(), _thumbnail(image)


def _require_few_pixels(image: Image.Image) -> None:
    """Refuse what would fill the memory, by its header: a photo can be read smaller than it is, all else cannot."""
    is_reducible = image.format == "JPEG" and not image.info.get("progressive")
    most = _PIXELS_SENT if is_reducible else _PIXELS
    if image.width * image.height > most:
        raise ValidationError(
            _("The picture has more than %d million pixels. Make it smaller, and send it again.") % (most // 1_000_000)
        )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (
        *(UnidentifiedImageError, OSError, ValueError, SyntaxError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ) as error:
        raise ValidationError(_("The picture cannot be read, or it is damaged.")) from error


def _thumbnail(image: Image.Image) -> bytes:
    """Return a small JPEG of a picture: the whole of it, on white."""
    # 16 bits a pixel have no way to fewer but this one.
    shown = image.point(lambda level: level / 256).convert("L") if image.mode.startswith("I") else image
    if shown.mode in {"1", "P", "PA"}:
        shown = shown.convert("RGBA")  # else it is made smaller without its shades
    shown.thumbnail(_THUMBNAIL)
    shown = shown.convert("RGBA")
    paper = Image.new("RGB", _THUMBNAIL, "white")
    paper.paste(shown, ((_THUMBNAIL[0] - shown.width) // 2, (_THUMBNAIL[1] - shown.height) // 2), shown)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=80)
    return out.getvalue()


def _office(content: bytes) -> str:
    """Return what an office file is; ValidationError for what is none, or may do more than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office_type(archive)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        raise _damaged() from error


def _office_type(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if len(members) > _ZIP_MEMBERS or sum(member.file_size for member in members) > _ZIP_BYTES:
        raise ValidationError(_("The file unpacks to far more than it should; it is not accepted."))
    names = {member.filename for member in members}
    hearts = names & set(_OFFICE_HEARTS)
    is_inside = all(".." not in PurePath(name).parts and not PurePath(name).is_absolute() for name in names)
    if len(hearts) != 1 or len(names) != len(members) or _OFFICE_TYPES not in names or not is_inside:
        raise _damaged()
    if archive.getinfo(_OFFICE_TYPES).file_size > _TYPES_BYTES:
        raise _damaged()
    types = archive.read(_OFFICE_TYPES).lower()
    if b"macroenabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("Files with macros are not accepted."))
    if any(_holds_a_program(archive, member) for member in members):
        raise ValidationError(_("Files with other files inside are not accepted. Attach those by themselves."))
    return _OFFICE_HEARTS[hearts.pop()]


def _holds_a_program(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Say whether a part is a program, or a file of any kind that was put in as an object: a formula is none."""
    name = member.filename.lower()
    if name.endswith(".bin") and "/embeddings/" in name:
        return member.file_size > _OBJECT_BYTES or _PUT_IN in archive.read(member)
    return name.endswith(_PROGRAMS)
