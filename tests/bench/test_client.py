"""What `make bench` sends and takes for an answer: forms as the site wants them, and nothing but what was wanted."""

import gzip
import socket
import threading

import pytest
from django.http import QueryDict

from bench.client import Answer, Line, Session, Step, check, drive
from bench.server import BenchError

pytestmark = pytest.mark.alike

SOMEBODY = Session("sessionid=s; csrftoken=t", "t")
PAGE = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nX-Bench-Told: 1500\r\n\r\npage"
MOVED = b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nX-Bench-Told: 500\r\nLocation: /there/\r\n\r\n"


@pytest.fixture
def site():
    """Return a port where each connection is given these answers in turn, in two halves each."""
    doors = []

    def answer(door, answers):
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line, answers), daemon=True).start()

    def serve(line, answers):
        with line:
            while line.recv(65536):
                answers.append(said := answers.pop(0))
                line.sendall(said[:20])
                line.sendall(said[20:])

    def start(*answers):
        door = socket.create_server(("127.0.0.1", 0))
        doors.append(door)
        threading.Thread(target=answer, args=(door, list(answers)), daemon=True).start()
        return door.getsockname()[1]

    yield start
    for door in doors:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def reading():
    yield Step(b"GET / HTTP/1.1\r\n\r\n")


def after_a_write():
    moved = yield Step(b"POST / HTTP/1.1\r\n\r\n", statuses=(302,), counts=False)
    yield Step(f"GET {moved.header('location')} HTTP/1.1\r\n\r\n".encode(), mark="page")


def test_a_form_is_sent_to_its_end_and_with_a_key_of_its_own():
    first, second = (SOMEBODY.post("/save/", {"v1": "186", "n1": "凤翔"}, {"HX-Request": "true"}) for _ in range(2))
    head, _, body = first.partition(b"\r\n\r\n")
    sent = QueryDict(body)
    assert list(sent) == ["csrfmiddlewaretoken", "v1", "n1", "form_end"]
    assert (sent["v1"], sent["n1"]) == ("186", "凤翔")
    assert f"Content-Length: {len(body)}".encode() in head
    assert head.startswith(b"POST /save/ HTTP/1.1\r\nHost: ")
    assert b"HX-Request: true" in head
    assert first != second


def test_an_answer_is_taken_whole_though_it_comes_in_pieces(site):
    line = Line(site(PAGE))
    answer = line.ask(b"GET / HTTP/1.1\r\n\r\n")
    line.close()
    assert (answer.status, answer.body, answer.metered, answer.size) == (200, b"page", 1500, len(PAGE))


def test_a_packed_answer_is_read_and_counted_as_it_came():
    packed = gzip.compress("凤翔县".encode() * 50)
    answer = Answer(200, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip", packed, 0)
    assert answer.text == "凤翔县" * 50
    assert answer.size < 150


def test_every_client_does_at_least_one_thing_to_its_end(site):
    tally = drive(site(PAGE), [reading] * 3, 0)
    assert len(tally.sample.latencies) == 3
    assert tally.share == 1


def test_what_does_not_count_is_done_and_left_out_of_time_and_processor(site):
    tally = drive(site(MOVED, PAGE), [after_a_write], 0)
    assert (tally.busy, tally.busy_counted, tally.share) == (2000, 1500, 0.75)
    assert len(tally.sample.latencies) == 1


@pytest.mark.parametrize(
    ("status", "text"), [(500, "page"), (302, "page"), (200, "login")], ids=["fault", "elsewhere", "another page"]
)
def test_an_answer_that_was_not_wanted_stops_the_run(status, text):
    wanted = Step(b"GET /page/ HTTP/1.1\r\n\r\n", mark="page")
    check(wanted, Answer(200, b"", b"the page", 0))
    with pytest.raises(BenchError, match=rf"GET /page/ HTTP/1.1 was answered {status}"):
        check(wanted, Answer(status, b"", text.encode(), 0))
