"""What the fuzz came to, in a few lines at the end."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what the shares have recorded of themselves."""
    counts, asked = Counter[str](), set[str]()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "fuzzed":
                counts.update(value)
            if name == "asked":
                asked.update(value)
    if number := counts["requests"]:
        views = counts["answered by a view"]
        statuses = ", ".join(
            f"{name.removeprefix('status ')}: {n}" for name, n in sorted(counts.items()) if "status" in name
        )
        terminalreporter.write_line(
            f"fuzz: {number} requests of {len(asked)} kinds (role, address, method), {views} answered by a view "
            f"({100 * views // number} %); {statuses}."
        )
