"""Pages leave compressed, and what was compressed already does not go through it again."""

import gzip
import re
import secrets
from typing import Any

import brotli
import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from fengxiang.compression import Compression, pack

PAGE = "<p>" + "凤翔县社区党建示范点进度管理，" * 400 + "</p>"
BROWSER = "gzip, deflate, br, zstd"


def answer(accepts, content=PAGE, content_type="text/html; charset=utf-8", **headers):
    """Send an answer through the middleware to a browser that accepts these encodings."""
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    compressed: Any = Compression(lambda _: HttpResponse(content, content_type=content_type, headers=headers))(request)
    return compressed


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": lambda body: body}


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        (BROWSER, "br"),
        ("br", "br"),
        ("br;q=0.9, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("gzip, br;q=0.0, *", "gzip"),
        ("brr, x-br2, gzip", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_page_leaves_as_the_browser_takes_it(accepts, encoding):
    response = answer(accepts)
    assert response.headers.get("Content-Encoding", "") == encoding
    assert UNPACK[encoding](response.content).decode() == PAGE
    assert response["Vary"] == "Accept-Encoding"  # also uncompressed: it would be another answer to another browser
    assert not encoding or int(response["Content-Length"]) == len(response.content) < len(PAGE)


@pytest.mark.parametrize("accepts", [BROWSER, "gzip"])
@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PAGE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (PAGE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (PAGE, "image/jpeg"),
        (PAGE, "application/zip"),
        ("short", "text/html"),
    ],
)
def test_what_is_compressed_or_short_stays_as_it_is(accepts, content, content_type):
    response = answer(accepts, content, content_type)
    assert "Content-Encoding" not in response.headers
    assert response.content.decode() == content


@pytest.mark.parametrize("content_type", ["text/csv", "text/calendar", "application/json", "image/svg+xml"])
def test_whatever_else_is_text_is_compressed(content_type):
    assert answer(BROWSER, content_type=content_type)["Content-Encoding"] == "br"


@pytest.mark.parametrize("accepts", [BROWSER, "gzip"])
def test_a_tag_is_weak_once_its_bytes_are_others(accepts):
    assert answer(accepts, ETag='"v7"')["ETag"] == 'W/"v7"'
    assert answer(accepts, ETag='W/"v7"')["ETag"] == 'W/"v7"'
    assert answer("identity", ETag='"v7"')["ETag"] == '"v7"'


@pytest.mark.parametrize("accepts", [BROWSER, "gzip"])
def test_what_has_an_encoding_keeps_it(accepts):
    response = answer(accepts, **{"Content-Encoding": "zstd"})
    assert (response["Content-Encoding"], response.content.decode()) == ("zstd", PAGE)


@pytest.mark.parametrize("accepts", [BROWSER, "gzip"])
def test_what_would_not_get_shorter_is_sent_as_it_is(accepts):
    noise = secrets.token_bytes(400)
    response = answer(accepts, noise, "text/plain")
    assert "Content-Encoding" not in response.headers
    assert response.content == noise


def test_a_file_that_is_sent_piece_by_piece_is_not_read_whole(tmp_path):
    (tmp_path / "list.csv").write_text(PAGE)
    request = RequestFactory().get("/", headers={"accept-encoding": BROWSER})
    response: Any = Compression(lambda _: FileResponse((tmp_path / "list.csv").open("rb")))(request)
    assert response.streaming
    assert gzip.decompress(b"".join(response.streaming_content)).decode() == PAGE
    response.close()


@pytest.mark.parametrize("padding", [1, 2, 64, 255, 256])
@pytest.mark.parametrize("content", [b"x", PAGE.encode(), bytes(range(256)) * 100])
def test_padding_is_skipped_by_whoever_unpacks(padding, content):
    assert brotli.decompress(pack(content, padding)) == content
    assert len(pack(content, padding)) - len(pack(content, 1)) == padding - 1


@pytest.mark.parametrize("accepts", [BROWSER, "gzip"])
def test_the_length_of_an_answer_tells_nothing_exactly(accepts):
    assert len({len(answer(accepts).content) for _ in range(30)}) > 5


def test_no_two_answers_carry_the_same_forgery_token(client, as_user, department, plan):
    pages = [as_user(department).get("/fengxiang-2004/").content.decode() for _ in range(2)]
    first, second = (set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)) for page in pages)
    assert first
    assert not first & second
