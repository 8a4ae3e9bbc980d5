"""People who write while processes are killed: figures, progress of items, and files."""

from bench.failover.people import Answer, Browser, Writer, field_saves, progress

PLAN = "fengxiang-2004"


def crowd(mark: str) -> list[Writer]:
    """Return everybody who works; what they write begins with the mark."""
    return [
        field_saves("dongguan", "dongguan", "2005Q3"),
        progress("minzhengju", "2004-006", mark),
        progress("caizhengju", "2004-012", mark),
        uploads("caizhengju", "2004-007", mark),
    ]


def uploads(username: str, item: str, mark: str) -> Writer:
    """Somebody who writes down progress with a file each time, none like another."""

    def send(browser: Browser, value: str, key: str) -> Answer:
        content = b"%PDF-1.4\n" + value.encode() * 400 + b"\n%%EOF"
        fields = {"progress-text": value, "form_end": key}
        return browser.upload(f"/{PLAN}/ledger/{item}/progress/", fields, "progress-evidence", content)

    values = (f"{mark}: file {number}" for number in range(100_000))
    return Writer(username=username, values=values, send=send, is_taken=lambda answer: answer.status == 302)
