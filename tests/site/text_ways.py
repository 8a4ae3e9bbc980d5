"""Ways a text comes in by a short form of its own: each sends one and returns the answer and what was kept."""

from communities.models import Room, User
from partybuilding.models import Suggestion
from partybuilding.suggestions.actions import send_suggestion
from tests.factories import UserFactory


def suggestion(g, text):
    return g["client"]("secretary").post(g["url"]("suggestion-send"), {"text": text}), g["last"](Suggestion, "text")


def suggestion_answer(g, text):
    row = send_suggestion(plan=g["plan"], text="少填一项", actor=g["secretary"])
    answer = g["client"]("department").post(g["url"]("suggestion-answer", suggestion=row.pk), {"answer": text})
    return answer, g["last"](Suggestion, "answer")


def entry(g, text):
    sent = {"name": text, "use": "room_clinic", "gross_floor_area": "18", "since": "2005-11-15"}
    address = g["url"]("entry-enter", pilot="qinfenglu", register="room")
    return g["client"]("department").post(address, sent), g["last"](Room, "name")


def hand_over(g, text):
    account = UserFactory(role="member", unit=g["unit"])
    answer = g["client"]("sysadmin").post(f"/start/handover/{account.pk}/close/", {"name": text, "username": "xinren"})
    return answer, User.objects.filter(username="xinren").values_list("name", flat=True).first()
