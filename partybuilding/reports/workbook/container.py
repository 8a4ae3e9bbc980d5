"""Whether a file is a workbook that can be opened without harm: looked at before anything in it is read as a sheet."""

import io
import zipfile
import zlib

from django.utils.translation import gettext as _

MAX_BYTES = 2 * 1024 * 1024
_MEMBERS = 200
_UNPACKED = 8 * 1024 * 1024
_RATIO = 100  # a sheet packs to about a tenth
_SMALL = 256 * 1024  # so small that no ratio can do harm
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old .xls, and every encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}


class WorkbookRefused(Exception):  # noqa: N818 # what happened, not what is broken
    """Why a workbook is not read at all, in the user's words. Nothing of it has been taken."""


def check_container(content: bytes) -> None:
    """Raise WorkbookRefused unless the bytes are a plain .xlsx of reasonable size."""
    if not content:
        raise WorkbookRefused(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise WorkbookRefused(_("The workbook is larger than %d MB.") % (MAX_BYTES // 1024 // 1024))
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookRefused(_("The workbook is protected by a password. Save it without one."))
        raise WorkbookRefused(_("This is the old .xls format. Save the workbook as .xlsx."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise WorkbookRefused(
            _("This is not an Excel workbook (.xlsx), or it is damaged. Download it anew and fill that in.")
        ) from error


def _check_members(archive: zipfile.ZipFile) -> None:
    """What the list of contents promises, before a byte is unpacked."""
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise WorkbookRefused(_("The workbook is protected by a password. Save it without one."))
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > _MEMBERS or unpacked > _UNPACKED or (unpacked > _SMALL and unpacked > packed * _RATIO):
        raise WorkbookRefused(_("The file unpacks to far more than it should; it is not accepted."))
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or not set(names) >= _NEEDED:
        raise ValueError("not the parts of a workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WorkbookRefused(_("Files with macros are not accepted."))


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, no further than it promised: what lies about its size fails its check sum."""
    for member in archive.infolist():
        part = archive.read(member)
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        plain = part.replace(b"\0", b"")  # in UTF-16, too
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise ValueError("a workbook declares no entities")
        if member.filename == "[Content_Types].xml" and b"macroEnabled" in plain:
            raise WorkbookRefused(_("Files with macros are not accepted."))
