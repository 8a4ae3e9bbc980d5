"""What is measured: by name, what one client does for it again and again."""

import base64
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

from bench.client import Answer, Operation, Session, Step
from bench.tour import Page, Sheet, Tour

Steps = Generator[Step, Answer, None]
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Run:
    """Who is logged in, what there is to ask, and how often each form has been filled in by now."""

    tour: Tour
    sessions: dict[str, Session]
    turns: Counter[str] = field(default_factory=Counter)

    def reader(self, number: int) -> Session:
        return self.sessions[self.tour.readers[number % len(self.tour.readers)]]

    def typed(self, sheet: Sheet) -> dict[str, str]:
        """Return what is typed in a form this time."""
        key = f"{sheet.path} {sheet.typed[0]}"
        self.turns[key] += 1
        return sheet.typed[(self.turns[key] - 1) % len(sheet.typed)]


# Makes what the client of a number does.
Maker = Callable[[Run, int], Operation]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A name of the table, what a client does, and what it is compared with."""

    name: str
    make: Maker
    against: str = "bare"
    sheets: Callable[[Tour], Sequence[Sheet]] | None = None  # each client needs one of its own

    def operations(self, run: Run, clients: int) -> list[Operation]:
        return [self.make(run, number) for number in range(clients)]

    def room(self, tour: Tour) -> int | None:
        """Return for how many clients there is something to do; None: for any number."""
        return None if self.sheets is None else len(self.sheets(tour))


# --- reading ----------------------------------------------------------------------------------------------------------


def bare(run: Run, number: int) -> Operation:
    mark = run.tour.pages["dashboard-unchanged"].mark
    return again(Step(run.reader(number).get("/bench/bare/"), mark=mark))


def page(name: str) -> Maker:
    """Return how a page is opened by whoever reads it."""

    def make(run: Run, number: int) -> Operation:
        return again(opening(run, number, run.tour.pages[name]))

    return make


def opening(run: Run, number: int, page: Page) -> Step:
    session = run.sessions[page.user] if page.user else run.reader(number)
    return Step(session.get(page.path), mark=page.mark)


def again(step: Step) -> Operation:
    """Return an operation of one step; before the first, one that does not count, and in which the mark is looked for.

    In the slice before something may have been written: the page is then drawn anew, and from there on unchanged.
    """
    first = [replace(step, counts=False)]
    same = replace(step, mark="")

    def operate() -> Steps:
        if first:
            yield first.pop()
        yield same

    return operate


def asked_for_changes(run: Run, number: int) -> Operation:
    """Return how a page is asked for by a browser that has it: 304, or all of it where the site has no tag for it."""
    wanted = run.tour.pages["dashboard-unchanged"]
    session = run.reader(number)
    steps: list[Step] = []

    def operate() -> Steps:
        if not steps:
            answer = yield Step(session.get(wanted.path), mark=wanted.mark, counts=False)
            tag = answer.header("etag")
            headers = {"If-None-Match": tag or '"none"'}
            steps.append(Step(session.get(wanted.path, headers), statuses=(304 if tag else 200,)))
        yield steps[0]

    return operate


def after_write(name: str) -> Maker:
    """Return how a page is opened right after an entry of a register was changed that its figures stand on."""

    def make(run: Run, number: int) -> Operation:
        sheets = run.tour.registers
        sheet = sheets[number % len(sheets)]
        readings = [opening(run, number, run.tour.pages[name])]
        readings.append(replace(readings[0], mark=""))

        def operate() -> Steps:
            yield Step(run.sessions[sheet.user].post(sheet.path, run.typed(sheet)), statuses=(302,), counts=False)
            yield readings.pop(0) if len(readings) > 1 else readings[0]

        return operate

    return make


# --- writing ----------------------------------------------------------------------------------------------------------


def bare_write(run: Run, number: int) -> Operation:
    def operate() -> Steps:
        yield Step(run.reader(number).post("/bench/bare-write/", {}), statuses=(302,))

    return operate


def save_field(run: Run, number: int) -> Operation:
    sheet = run.tour.fields[number]

    def operate() -> Steps:
        request = run.sessions[sheet.user].post(sheet.path, run.typed(sheet), HTMX)
        yield Step(request, mark="hx-swap-oob")

    return operate


def submit(run: Run, number: int) -> Operation:
    """Return how a whole report is submitted; it is withdrawn, uncounted, to be there for the next time."""
    sheet = run.tour.reports[number]
    session = run.sessions[sheet.user]
    withdraw = sheet.path.replace("/submit/", "/withdraw/")

    def operate() -> Steps:
        yield Step(session.post(sheet.path, run.typed(sheet)), statuses=(302,))
        yield Step(session.post(withdraw, {}), statuses=(302,), counts=False)

    return operate


def take_workbook(run: Run, number: int) -> Operation:
    """Return how a workbook is taken in: sent, its dry run looked at, taken."""
    sheet = run.tour.workbooks[number]
    session = run.sessions[sheet.user]

    def operate() -> Steps:
        content = base64.b64decode(run.typed(sheet)["workbook"])
        sent = yield Step(session.upload(sheet.path, "workbook", "report.xlsx", content), statuses=(302,))
        review = sent.header("location")
        yield Step(session.get(review))
        yield Step(session.post(f"{review}take/", {}), statuses=(302,))

    return operate


def make_bulletin(run: Run, number: int) -> Operation:
    sheet = run.tour.bulletins[number]

    def operate() -> Steps:
        yield Step(run.sessions[sheet.user].post(sheet.path, run.typed(sheet)), statuses=(302,))

    return operate


WRITE = "bare-write"
# In the order they are measured and told in; the first nine are those of `make bench-quick`.
MEASURES = [
    Measure(name="bare", make=bare),
    Measure(name=WRITE, make=bare_write, against=WRITE),
    Measure(name="dashboard-unchanged", make=page("dashboard-unchanged")),
    Measure(name="dashboard-304", make=asked_for_changes),
    Measure(name="dashboard-after-write", make=after_write("dashboard-unchanged")),
    Measure(name="dashboard-all-open", make=page("dashboard-all-open")),
    Measure(name="pilot-page", make=page("pilot-page")),
    Measure(name="indicator-page", make=page("indicator-page")),
    Measure(name="report-form", make=page("report-form")),
    Measure(name="pilot-after-write", make=after_write("pilot-page")),
    Measure(name="area-page", make=page("area-page")),
    Measure(name="timeline", make=page("timeline")),
    Measure(name="ledger", make=page("ledger")),
    Measure(name="my-work", make=page("my-work")),
    Measure(name="field-save", make=save_field, against=WRITE, sheets=lambda tour: tour.fields),
    Measure(name="submit", make=submit, against=WRITE, sheets=lambda tour: tour.reports),
    Measure(name="xlsx-import", make=take_workbook, against=WRITE, sheets=lambda tour: tour.workbooks),
    Measure(name="bulletin", make=make_bulletin, against=WRITE, sheets=lambda tour: tour.bulletins),
]
QUICK = 9
# The county dashboard where there is more of the county, or more counties: the same requests under a name of their own.
GROWN = {
    ("pilots", 300): Measure(name="dashboard-300-pilots", make=page("dashboard-unchanged")),
    ("plans", 3000): Measure(name="dashboard-3000-plans", make=page("dashboard-unchanged")),
}
