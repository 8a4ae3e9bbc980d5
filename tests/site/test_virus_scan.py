"""The virus scanner looks at every file that comes in; what it refuses is not kept, and it may be away."""

import io
import socket
import socketserver
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from fengxiang.scanner import ScannerAwayError, found_in
from partybuilding.models import Evidence, FileFlaw, FileSum, JobRun, ScanState
from tests.client import Client
from tests.pages import text_of
from tests.scanner import EICAR, scanner_server, set_scanner
from tests.site import test_full_disk
from tests.site.test_full_disk import ANSWERED_BY_THE_PAGE, WAYS, on_disk, pdf, rows
from tests.site.test_settings import run as run_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages", "english")]

ground = test_full_disk.ground
VIRUS = "The virus scanner found something in this file (Eicar-Signature), and nothing was kept."
AWAY = "The virus scanner does not answer, and nothing was kept."


@pytest.fixture
def server():
    with scanner_server() as server:
        yield server


@pytest.fixture
def scanner(settings, server):
    """Return the scanner the site is set to."""
    set_scanner(settings, server.address)
    return server


@pytest.fixture
def nobody():
    """Return an address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def infected():
    return SimpleUploadedFile("方案.pdf", b"%PDF-1.4 " + EICAR, "application/pdf")


def sent_by(ground, name):
    browser, address, sent = WAYS[name](ground)
    return browser, address, {key: value for key, value in sent.items() if value is not None}


def page_after(name, browser, address, sent):
    answer = browser.post(address, sent)
    if name in ANSWERED_BY_THE_PAGE and answer.status_code == 302:
        answer = browser.get(answer.url)
    assert answer.status_code in {200, 422}
    return answer.content.decode().replace("&#x27;", "'")


# --- as it is sent ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WAYS)
def test_what_is_refused_is_told_beside_the_field_and_nothing_is_kept(ground, scanner, media_root, name):
    browser, address, sent = sent_by(ground, name)
    before = rows(), on_disk(media_root)
    scanner.answer = b"stream: Eicar-Signature FOUND\0"
    assert VIRUS in page_after(name, browser, address, sent)
    assert (rows(), on_disk(media_root)) == before


@pytest.mark.parametrize("name", WAYS)
def test_where_it_is_set_so_nothing_is_kept_while_the_scanner_is_away(ground, settings, nobody, media_root, name):
    set_scanner(settings, nobody, "refuse")
    browser, address, sent = sent_by(ground, name)
    before = rows(), on_disk(media_root)
    assert AWAY in page_after(name, browser, address, sent)
    assert (rows(), on_disk(media_root)) == before


@pytest.mark.parametrize("name", WAYS)
def test_what_is_clean_goes_on_whole(ground, scanner, name):
    browser, address, sent = sent_by(ground, name)
    files = [value for value in sent.values() if hasattr(value, "chunks")]
    contents = [b"".join(each.chunks()) for each in files]
    for each in files:
        each.seek(0)
    FileSum.objects.all().delete()
    assert browser.post(address, sent).status_code in {200, 302}
    assert contents
    assert scanner.looked_at[: len(contents)] == contents
    assert {each.scan for each in FileSum.objects.all()} <= {ScanState.CLEAN}


def attach(ground, file):
    browser, address, sent = sent_by(ground, "EvidenceForm.file")
    return browser, browser.post(address, sent | {"file": file})


def test_the_virus_itself_is_found_and_the_log_tells_of_it(ground, scanner, caplog):
    _browser, answer = attach(ground, infected())
    assert VIRUS in answer.content.decode()
    assert not Evidence.objects.exists()
    assert "found 'Eicar-Signature' in the upload '方案.pdf'" in caplog.text


def test_a_large_file_that_was_put_aside_is_looked_at_and_deleted_too(ground, scanner, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.FILE_UPLOAD_TEMP_DIR = 10, tmp_path
    _browser, answer = attach(ground, infected())
    assert VIRUS in answer.content.decode()
    assert list(tmp_path.glob("*.upload*")) == []


@pytest.mark.parametrize("fault", ["nobody", "slow", "hangs up", "nonsense", "error"])
def test_a_scanner_that_is_away_leaves_the_file_unscanned_and_says_so(ground, scanner, settings, nobody, fault):
    settings.CLAMD_SECONDS = 0.5
    match fault:
        case "nobody":
            settings.CLAMD = nobody
        case "slow":
            scanner.waits = 0.2
        case "hangs up":
            scanner.hangs_up_after = 1
        case "nonsense":
            scanner.answer = b"HTTP/1.1 400 Bad Request\0"
        case "error":
            scanner.answer = b"INSTREAM size limit exceeded. ERROR\0"
    since = time.monotonic()
    browser, answer = attach(ground, pdf())
    assert time.monotonic() - since < 5
    assert answer.status_code == 302
    assert {each.scan for each in FileSum.objects.all()} == {""}
    assert "Not scanned yet" in browser.get(ground["url"]("report-edit")).content.decode()


def test_those_who_see_the_evidence_see_what_the_scanner_said(ground, scanner, settings):
    browser, _answer = attach(ground, pdf())
    assert "Scanned, no virus" in browser.get(ground["url"]("report-edit")).content.decode()
    settings.CLAMD = ""  # without a scanner nothing is said of it
    page = browser.get(ground["url"]("report-edit")).content.decode()
    assert "Scanned" not in page
    assert "Not scanned" not in page


def test_nobody_who_is_not_logged_in_has_files_looked_at(scanner):
    Client().post("/login/", {"username": "x", "password": "y", "file": pdf()})
    assert scanner.looked_at == []


# --- by night ---------------------------------------------------------------------------------------------------------


def scanned(capsys, *options):
    try:
        call_command("scanfiles", *options)
    except CommandError as error:
        return [*capsys.readouterr().out.splitlines(), str(error)]
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def unscanned(ground, server):
    """Return a browser of somebody who attached a file before there was a scanner."""
    browser, _answer = attach(ground, pdf())
    return browser


def test_what_came_before_is_looked_at_by_night_once(unscanned, scanner, capsys):
    assert scanned(capsys) == ["1 files clean, 0 refused, 0 not there."]
    assert scanned(capsys) == ["0 files clean, 0 refused, 0 not there."]
    assert scanned(capsys, "--again") == ["1 files clean, 0 refused, 0 not there."]
    assert FileSum.objects.get().scan == ScanState.CLEAN
    assert JobRun.objects.filter(kind="scanfiles", is_well=True).count() == 3


def test_what_it_refuses_by_night_is_handed_out_no_more_and_proves_nothing(ground, unscanned, scanner, capsys):
    proof = Evidence.objects.get()
    address = ground["url"]("evidence", uid=proof.uid)
    assert unscanned.get(address).status_code == 200
    scanner.answer = b"stream: Win.Test FOUND\0"
    first, summary, refusal = scanned(capsys)
    assert (first, summary) == (f"Win.Test: {proof.file.name}", "0 files clean, 1 refused, 0 not there.")
    assert "not handed out" in refusal
    answer = unscanned.get(address)
    assert answer.status_code == 410
    assert "A virus was found in this file" in text_of(answer)
    assert "Virus found" in unscanned.get(ground["url"]("report-edit")).content.decode()
    call_command("checkfiles", verbosity=0, stdout=io.StringIO())
    assert Evidence.objects.get().flaw == FileFlaw.REFUSED


def test_a_night_without_the_scanner_is_told_and_the_next_one_goes_on(unscanned, scanner, settings, nobody, capsys):
    settings.CLAMD = nobody
    summary, why = scanned(capsys)
    assert summary.endswith("The scanner went away: the rest waits for the next time.")
    assert "Refused" in why
    assert JobRun.objects.get().is_well is False
    settings.CLAMD = scanner.address
    assert scanned(capsys) == ["1 files clean, 0 refused, 0 not there."]


def test_without_a_scanner_the_command_says_so_and_there_is_no_job(unscanned, capsys):
    assert scanned(capsys) == ["There is no virus scanner: CLAMD is not set."]
    assert not JobRun.objects.exists()


# --- the line to it ---------------------------------------------------------------------------------------------------


def test_it_is_reached_by_a_socket_of_the_machine(settings, tmp_path, server):
    class Local(socketserver.ThreadingUnixStreamServer):
        daemon_threads, answer, waits, hangs_up_after = True, None, 0, None
        looked_at: list[bytes] = []

    with Local(str(tmp_path / "clamd"), server.RequestHandlerClass) as local:
        threading.Thread(target=local.serve_forever, args=(0.05,), daemon=True).start()
        set_scanner(settings, str(tmp_path / "clamd"))
        assert found_in([b"abc", b"d" * 200_000]) == ""
        assert found_in([b"abc" + EICAR]) == "Eicar-Signature"
        local.shutdown()
    with pytest.raises(ScannerAwayError):
        found_in([b"abc"])


@pytest.mark.parametrize("answer", [b"", b"\0", b"stream:  OK", b"x" * 5000, b"OK\0", b"\xff\xfe\0"])
def test_whatever_else_it_answers_is_no_answer(scanner, answer):
    scanner.answer = answer
    with pytest.raises(ScannerAwayError):
        found_in([b"abc"])


def test_it_is_no_part_of_the_site_unless_it_is_set():
    loaded = "from fengxiang.settings import MIDDLEWARE; print('fengxiang.sent_files.ScannedFiles' in MIDDLEWARE)"
    assert run_settings(loaded, DEBUG="1").stdout == "False\n"
    assert run_settings(loaded, DEBUG="1", CLAMD="127.0.0.1:3310").stdout == "True\n"
    for wrong in ({"CLAMD": "clamd"}, {"CLAMD": "/run/clamd", "CLAMD_AWAY": "perhaps"}):
        assert "CLAMD must be" in run_settings(loaded, DEBUG="1", **wrong).stderr
