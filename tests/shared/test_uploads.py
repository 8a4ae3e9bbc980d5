import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from partybuilding.shared import uploads
from partybuilding.shared.uploads import DOCX, JPEG, PDF, PNG, XLSX, checked
from tests.reports.reporting import office, picture

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
PAPER = b"%PDF-1.4\n%%EOF\n"


def sent(name, content):
    return SimpleUploadedFile(name, content)


def named(name, content=PAPER):
    """Return a file whose name nobody has tidied up yet."""
    return ContentFile(content, name=name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", PAPER, PDF),
        ("照片.jpg", picture(), JPEG),
        ("照片.jpeg", picture(), JPEG),
        ("照片.JPG", picture(), JPEG),
        ("平面图.png", picture("PNG"), PNG),
        ("总结.docx", office(WORD), DOCX),
        ("台账.xlsx", office(EXCEL), XLSX),
    ],
)
def test_the_five_kinds_are_taken(name, content, kind):
    file = checked(sent(name, content))
    assert (file.name, file.content_type) == (name, kind)


@pytest.mark.parametrize(
    "name", ["virus.exe", "照片.gif", "网页.html", "图.svg", "旧.doc", "宏.docm", "无后缀", ".pdf"]
)
def test_other_kinds_are_refused(name):
    with pytest.raises(ValidationError):
        checked(named(name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.pdf", b"MZ\x90\x00" + b"\0" * 2000),
        ("网页.pdf", b"<html><script>alert(1)</script></html>"),
        ("程序.jpg", b"MZ\x90\x00" + b"\0" * 2000),
        ("动图.png", picture("GIF")),
        ("截断.jpg", picture()[:-200]),
        ("截断.png", picture("PNG")[:-30]),
        ("空.jpg", b""),
        ("空.pdf", b""),
        ("空.docx", b""),
        ("两样.docx", office(WORD, EXCEL)),
        ("压缩包.docx", office("other.xml")),
        ("截断.docx", office(WORD)[:-30]),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(ValidationError):
        checked(sent(name, content))


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("平面图.jpg", picture("PNG"), ("平面图.png", PNG)),
        ("照片.png", picture(), ("照片.jpg", JPEG)),
        ("照片.jfif", picture(), ("照片.jpg", JPEG)),
        ("照片.JPE", picture(), ("照片.jpg", JPEG)),
        ("报告.docx", PAPER, ("报告.pdf", PDF)),
        ("表格.docx", office(EXCEL), ("表格.xlsx", XLSX)),
        ("文档.xlsx", office(WORD), ("文档.docx", DOCX)),
        ("长" * 196 + ".jpg", office(WORD), ("长" * 195 + ".docx", DOCX)),
    ],
)
def test_the_content_says_what_it_is_and_the_name_follows(name, content, kept):
    file = checked(sent(name, content))
    assert (file.name, file.content_type) == kept


@pytest.mark.parametrize("name", ["总结.docx", "台账.xlsx"])
def test_an_old_format_or_a_password_is_told(name):
    with pytest.raises(ValidationError, match="密码"):
        checked(sent(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000))


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", office("evil.class")])
def test_nothing_hides_behind_a_picture(tail):
    content = checked(sent("照片.jpg", picture() + tail)).content
    assert tail not in content
    assert not zipfile.is_zipfile(io.BytesIO(content))


def test_a_photo_loses_its_position_and_keeps_its_pixels():
    exif = Image.Exif()
    exif[0x010F] = "camera"
    exif.get_ifd(0x8825)[1] = "N"
    sent_in = picture(exif=exif)
    with Image.open(io.BytesIO(sent_in)) as image:
        assert image.getexif().get_ifd(0x8825)
    with Image.open(io.BytesIO(checked(sent("照片.jpg", sent_in)).content)) as image:
        assert (dict(image.getexif()), image.size) == ({}, (16, 9))
        assert image.getpixel((8, 4)) == pytest.approx((200, 30, 30), abs=6)


def test_a_thumbnail_is_small_shows_the_whole_and_knows_no_more_than_the_picture():
    exif = Image.Exif()
    exif[0x010F] = "camera"
    exif.get_ifd(0x8825)[1] = "N"
    thumbnail = checked(sent("照片.jpg", picture(exif=exif))).thumbnail
    with Image.open(io.BytesIO(thumbnail)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (192, 144), {})
        assert image.getpixel((96, 72)) == pytest.approx((200, 30, 30), abs=20)
        assert image.getpixel((2, 2)) == (255, 255, 255)
    assert b"camera" not in thumbnail


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_mode_and_shape_has_a_thumbnail(mode):
    out = io.BytesIO()
    Image.new(mode, (3000, 40)).save(out, "PNG")
    with Image.open(io.BytesIO(checked(sent("图.png", out.getvalue())).thumbnail)) as image:
        assert (image.mode, image.size) == ("RGB", (192, 144))


def test_what_is_no_picture_has_no_thumbnail():
    assert checked(sent("报告.pdf", PAPER)).thumbnail == b""


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(checked(sent("照片.jpg", picture(exif=exif))).content)) as image:
        assert image.size == (9, 16)


def test_a_picture_loses_its_comments():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "secret")
    content = picture("PNG", pnginfo=notes)
    assert b"secret" in content
    assert b"secret" not in checked(sent("图.png", content)).content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_come_through(mode):
    out = io.BytesIO()
    Image.new(mode, (4, 3)).save(out, "PNG")
    with Image.open(io.BytesIO(checked(sent("图.png", out.getvalue())).content)) as image:
        assert image.size == (4, 3)


def test_a_coloured_palette_keeps_its_colours():
    out = io.BytesIO()
    Image.new("RGB", (4, 3), (200, 30, 30)).convert("P").save(out, "PNG")
    with Image.open(io.BytesIO(checked(sent("图.png", out.getvalue())).content)) as image:
        assert image.convert("RGB").getpixel((1, 1)) == pytest.approx((200, 30, 30), abs=30)


def jpeg(size, **how):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG", **how)
    return out.getvalue()


def png(size):
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.png", png((7700, 7700))),
        ("图.png", png((5001, 5000))),
        ("照片.jpg", jpeg((5001, 5000), progressive=True)),
    ],
)
def test_too_many_pixels_are_refused_by_the_header(name, content):
    with pytest.raises(ValidationError, match="2500"):
        checked(sent(name, content))


def test_a_telephones_photo_is_made_smaller_while_it_is_read():
    with Image.open(io.BytesIO(checked(sent("照片.jpg", jpeg((9000, 7000)))).content)) as image:
        assert (image.size, image.format) == ((4500, 3500), "JPEG")
        assert image.getpixel((8, 4)) == pytest.approx((200, 30, 30), abs=6)


def test_more_than_any_telephone_takes_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "_PIXELS", 100)
    monkeypatch.setattr(uploads, "_PIXELS_SENT", 143)
    with pytest.raises(ValidationError):
        checked(sent("照片.jpg", picture()))
    monkeypatch.setattr(uploads, "_PIXELS_SENT", 144)
    assert checked(sent("照片.jpg", picture())).content


@pytest.mark.parametrize(("size", "is_taken"), [(10 * 1024 * 1024, True), (10 * 1024 * 1024 + 1, False)])
def test_ten_megabytes_are_the_limit(size, is_taken):
    file = sent("报告.pdf", PAPER.ljust(size, b" "))
    if is_taken:
        assert len(checked(file).content) == size
    else:
        with pytest.raises(ValidationError, match="10 MB"):
            checked(file)


def test_a_zip_bomb_is_refused_by_what_it_would_unpack_to():
    out = io.BytesIO(office(WORD))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/bomb.xml", "w") as member:
        for _ in range(201):
            member.write(bytes(1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(ValidationError):
        checked(sent("总结.docx", out.getvalue()))


@pytest.mark.parametrize(("members", "is_taken"), [(1998, True), (1999, False)])
def test_a_zip_of_too_many_members_is_refused(members, is_taken):
    content = office(WORD, *(f"word/{number}.xml" for number in range(members)))
    if is_taken:
        assert checked(sent("总结.docx", content)).content == content
    else:
        with pytest.raises(ValidationError):
            checked(sent("总结.docx", content))


@pytest.mark.parametrize(
    ("name", "heart", "macro"),
    [
        ("总结.docx", WORD, "word/vbaProject.bin"),
        ("台账.xlsx", EXCEL, "xl/vbaProject.bin"),
        ("台账.xlsx", EXCEL, "xl/VBAPROJECT.BIN"),
    ],
)
def test_files_with_macros_are_refused(name, heart, macro):
    with pytest.raises(ValidationError):
        checked(sent(name, office(heart, macro)))


@pytest.mark.parametrize(
    "part", ["word/embeddings/oleObject1.bin", "word/media/setup.exe", "../outside.xml", "/root.xml"]
)
def test_what_hides_in_an_office_file_is_refused(part):
    out = io.BytesIO(office(WORD))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, "Ole10Native".encode("utf-16-le"))
    with pytest.raises(ValidationError):
        checked(sent("总结.docx", out.getvalue()))


def test_a_formula_in_an_office_file_is_taken():
    out = io.BytesIO(office(WORD))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", "Equation Native".encode("utf-16-le"))
    assert checked(sent("总结.docx", out.getvalue())).content_type == DOCX


def test_a_file_of_the_kind_with_macros_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
        archive.writestr(WORD, "<x/>")
    with pytest.raises(ValidationError, match="宏"):
        checked(sent("总结.docx", out.getvalue()))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("秦凤路社区 2005年第三季度 活动站.pdf", "秦凤路社区 2005年第三季度 活动站.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\我的文档\\报告.pdf", "报告.pdf"),
        ("/var/www/报告.pdf", "报告.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_its_path(name, kept):
    assert checked(named(name)).name == kept
