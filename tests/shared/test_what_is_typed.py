"""Nothing typed is lost, as a table: each form that takes words, and where it is tried against the faults of the way.

The faults are a session that ended, a token that is no longer this browser's, a line that is cut and an answer 500;
afterwards the text is there, and one is told. A new form with a text field needs a line here, and its page there.
"""

from tests.browser import test_nothing_lost as tried
from tests.site.test_text_in import WAYS

# Where a form goes; what is not sent to an address of its own name is tried by the file that stands there.
GOES_TO = {
    "SuggestionForm": "suggestion-send",
    "AnswerForm": "suggestion-answer",
    "OpenForm": "ledger-open",
    "ProgressForm": "ledger-progress",
    "AskCloseForm": "ledger-ask",
    "CloseForm": "ledger-close",
    "SendBackForm": "ledger-back",
    "ExtendForm": "ledger-extend",
    "ItemReopenForm": "ledger-reopen",
    "MeetingForm": "meeting-plan meeting-change",
    "MeetingReopenForm": "meeting-reopen",
    "PastMeetingForm": "meeting-enter",
    "ReviewForm": "report-return",
    "OpinionForm": "report-opinion",
    "ReasonForm": "report-reopen",
    "VerificationForm": "verification-record verification-verify",
    "WithdrawForm": "verification-withdraw",
    "RatingForm": "assessment-rate",
    "ConclusionForm": "assessment-conclude",
    "ReopenForm": "assessment-reopen",
    "ContactForm": "unit-contact",
    "ActivityForm": "activity-enter activity-change",
    "HandOverForm": "handover-close",
    "a register's short form": "entry-enter",
}
ELSEWHERE = {
    "ReportForm": "tests/browser/test_never_lost.py: kept by a script of its own as one types",
    "DutyForm": "tests/browser/test_duties.py: the same",
    "DecisionForm": "tests/browser/test_meeting.py: the same",
    "AttendanceForm": "tests/browser/test_htmx_answers.py: one field, sent as it is left",
    **dict.fromkeys(("TermsForm", "CorrectionForm"), "tests/browser/test_nothing_lost_staff.py"),
    **dict.fromkeys(
        ("staff page, several lines", "staff page, one line", "staff page, a name"),
        "tests/browser/test_nothing_lost_staff.py",
    ),
}
# Of one making with another that is tried: nothing in the demonstration is in its state.
ALIKE = {"assessment-reopen": "meeting-reopen"}
NO_WORDS = {"paper-make", "verification-draw"}  # a day, a number


def test_every_form_that_takes_words_is_in_the_table() -> None:
    assert {way.partition(".")[0].partition(",")[0] if "." in way else way for way in WAYS} == {*GOES_TO, *ELSEWHERE}


def test_every_address_of_the_table_is_tried() -> None:
    wanted = {address for addresses in GOES_TO.values() for address in addresses.split()}
    assert wanted - ALIKE.keys() == (tried.SENT_TO | tried.SENT_TO_MORE) - NO_WORDS
    assert set(ALIKE.values()) <= tried.SENT_TO
